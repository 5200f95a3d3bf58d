package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/live"
)

// client is a visitor or an agent over a WebSocket.
type client struct {
	conn *websocket.Conn
	chat string
}

type frame struct{ Type, ID, Code, Message, Chat, State, Text, Secret string }

func dial(ctx context.Context, address string, hello map[string]any) (*client, frame, error) {
	conn, _, err := websocket.Dial(ctx, "http://"+address+live.Path, &websocket.DialOptions{Subprotocols: []string{live.Protocol}}) //nolint:bodyclose // Dial closes it
	if err != nil {
		return nil, frame{}, err
	}
	conn.SetReadLimit(8 << 20)
	c := &client{conn: conn}
	hello["type"] = "hello"
	if err := c.send(ctx, hello); err != nil {
		return nil, frame{}, err
	}
	f, err := c.until(ctx, func(f frame) bool { return f.Type == "welcome" })
	return c, f, err
}

func visitor(ctx context.Context, address, secret string) (*client, string, error) {
	c, f, err := dial(ctx, address, map[string]any{"role": "visitor", "site": site, "secret": secret})
	return c, f.Secret, err
}

// agent connects one who accepts every chat, and hears of every line.
func agent(ctx context.Context, address string, heard func(sent time.Time)) error {
	c, _, err := dial(ctx, address, map[string]any{"role": "agent", "token": uuid.NewString()})
	if err != nil {
		return err
	}
	if err := c.send(ctx, map[string]any{"type": "status", "id": newID(), "status": "Online", "max": 100}); err != nil {
		return err
	}
	_, err = c.until(ctx, func(f frame) bool { return f.Type == "ack" })
	go func() { _ = c.serve(ctx, heard) }()
	return err
}

func (c *client) serve(ctx context.Context, heard func(time.Time)) error {
	for {
		f, err := c.next(ctx)
		switch {
		case err != nil:
			return err
		case f.Type == "state" && f.State == "offered":
			if err := c.send(ctx, map[string]any{"type": "accept", "id": newID(), "chat": f.Chat}); err != nil {
				return err
			}
		case f.Type == "entry" && strings.HasPrefix(f.Text, mark):
			if ns, err := strconv.ParseInt(strings.TrimRight(f.Text[len(mark):], " ."), 10, 64); err == nil {
				heard(time.Unix(0, ns))
			}
		}
	}
}

// mark begins a line that says when it was sent.
const mark = "sent "

// line is a message of usual length.
func line() string {
	return mark + strconv.FormatInt(time.Now().UnixNano(), 10) + strings.Repeat(".", 40)
}

var ids atomic.Int64

func newID() string { return fmt.Sprintf("bench-live-%010d", ids.Add(1)) }

func (c *client) send(ctx context.Context, f map[string]any) error {
	data, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return c.conn.Write(ctx, websocket.MessageText, data)
}

func (c *client) next(ctx context.Context) (f frame, err error) {
	_, data, err := c.conn.Read(ctx)
	if err == nil {
		err = json.Unmarshal(data, &f)
	}
	return f, err
}

func (c *client) until(ctx context.Context, is func(frame) bool) (frame, error) {
	for {
		f, err := c.next(ctx)
		if err != nil || is(f) {
			return f, err
		}
		if f.Type == "error" {
			return f, fmt.Errorf("%s: %s", f.Code, f.Message)
		}
	}
}

// begin requests a chat and waits until an agent has taken it.
func (c *client) begin(ctx context.Context) error {
	if err := c.send(ctx, map[string]any{"type": "request", "id": newID(), "name": "Vi"}); err != nil {
		return err
	}
	f, err := c.until(ctx, func(f frame) bool { return f.Type == "state" && f.State == "active" })
	c.chat = f.Chat
	return err
}

// post sends a line and waits until it is acknowledged.
func (c *client) post(ctx context.Context) (time.Duration, error) {
	id, began := newID(), time.Now()
	if err := c.send(ctx, map[string]any{"type": "post", "id": id, "chat": c.chat, "text": line()}); err != nil {
		return 0, err
	}
	_, err := c.until(ctx, func(f frame) bool { return f.ID == id && f.Type == "ack" })
	return time.Since(began), err
}
