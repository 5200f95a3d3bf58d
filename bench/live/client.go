package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// client is a visitor or an agent over a WebSocket.
type client struct {
	*wire
	chat string
}

type frame struct{ Type, ID, Code, Message, Chat, State, Text, Secret string }

// How the frames begin that come in great numbers.
var (
	entryBegins = []byte(`{"type":"entry"`)
	errorBegins = []byte(`{"type":"error"`)
)

func dial(ctx context.Context, address string, hello map[string]any) (*client, frame, error) {
	w, err := connect(ctx, address)
	if err != nil {
		return nil, frame{}, err
	}
	c := &client{wire: w}
	hello["type"] = "hello"
	if err := c.send(hello); err != nil {
		return nil, frame{}, err
	}
	f, err := c.until(func(f frame) bool { return f.Type == "welcome" })
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
	if err := c.send(map[string]any{"type": "status", "id": newID(), "status": "Online", "max": 100}); err != nil {
		return err
	}
	_, err = c.until(func(f frame) bool { return f.Type == "ack" })
	go func() { _ = c.serve(heard) }()
	return err
}

// serve accepts every chat. Entries are not decoded.
func (c *client) serve(heard func(time.Time)) error {
	for {
		data, err := c.read()
		if err != nil {
			return err
		}
		if bytes.HasPrefix(data, entryBegins) {
			if sent, ok := sentAt(data); ok {
				heard(sent)
			}
			continue
		}
		var f frame
		if err := json.Unmarshal(data, &f); err != nil {
			return err
		}
		if f.Type == "state" && f.State == "offered" {
			if err := c.send(map[string]any{"type": "accept", "id": newID(), "chat": f.Chat}); err != nil {
				return err
			}
		}
	}
}

// sentAt finds when the line of an entry was sent.
func sentAt(entry []byte) (time.Time, bool) {
	_, rest, ok := bytes.Cut(entry, []byte(`"text":"`+mark))
	if !ok {
		return time.Time{}, false
	}
	digits, _, _ := bytes.Cut(rest, []byte("."))
	ns, err := strconv.ParseInt(string(digits), 10, 64)
	return time.Unix(0, ns), err == nil
}

// mark begins a line that says when it was sent.
const mark = "sent "

// line is a message of usual length.
func line() string {
	return mark + strconv.FormatInt(time.Now().UnixNano(), 10) + strings.Repeat(".", 40)
}

var ids atomic.Int64

func newID() string { return fmt.Sprintf("bench-live-%010d", ids.Add(1)) }

func (c *client) send(f map[string]any) error {
	data, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return c.write(opText, data)
}

func (c *client) next() (f frame, err error) {
	data, err := c.read()
	if err == nil {
		err = json.Unmarshal(data, &f)
	}
	return f, err
}

func (c *client) until(is func(frame) bool) (frame, error) {
	for {
		f, err := c.next()
		if err != nil || is(f) {
			return f, err
		}
		if f.Type == "error" {
			return f, fmt.Errorf("%s: %s", f.Code, f.Message)
		}
	}
}

// begin requests a chat and waits until an agent has taken it.
func (c *client) begin() error {
	if err := c.send(map[string]any{"type": "request", "id": newID(), "name": "Vi"}); err != nil {
		return err
	}
	f, err := c.until(func(f frame) bool { return f.Type == "state" && f.State == "active" })
	c.chat = f.Chat
	return err
}

// post sends a line and waits until it is acknowledged.
func (c *client) post() (time.Duration, error) { return c.postText(line()) }

func (c *client) postText(text string) (time.Duration, error) {
	id, began := newID(), time.Now()
	if err := c.write(opText, []byte(`{"type":"post","id":"`+id+`","chat":"`+c.chat+`","text":"`+text+`"}`)); err != nil {
		return 0, err
	}
	ack := []byte(`{"type":"ack","id":"` + id + `"`)
	for {
		data, err := c.read()
		switch {
		case err != nil:
			return 0, err
		case bytes.HasPrefix(data, ack):
			return time.Since(began), nil
		case bytes.HasPrefix(data, errorBegins):
			return 0, fmt.Errorf("not acknowledged: %s", data)
		}
	}
}
