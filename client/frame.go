package client

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// serverFrame has the members of a welcome, of an answer to a command, and what tells other
// frames apart.
type serverFrame struct {
	Type string `json:"type"`
	ID   string `json:"id"`
	Chat string `json:"chat"`
	Seq  int64  `json:"seq"`
	You  string `json:"you"`

	// welcome
	Epoch  string `json:"epoch"`
	Secret string `json:"secret"`
	Status string `json:"status"`
	Max    int    `json:"max"`

	Verified bool `json:"verified"`

	// of an invite
	Invitation string `json:"invitation"`

	// error
	Code    Code   `json:"code"`
	Message string `json:"message"`

	// page
	Entries []Entry `json:"entries"`
	More    bool    `json:"more"`
}

// told acts on a frame of the server. An error ends the connection.
func (c *Conn) told(ctx context.Context, data []byte) error {
	var head struct{ Type string }
	if err := json.Unmarshal(data, &head); err != nil {
		return fmt.Errorf("the server sends what is no frame: %w", err)
	}
	switch head.Type {
	case "ack", "error", "page":
		return c.answered(data)
	case "entry":
		return giveAs[Entry](ctx, c, data)
	case "state":
		return giveAs[ChatState](ctx, c, data)
	case "typing":
		return giveAs[Typing](ctx, c, data)
	case "resync":
		return giveAs[Resync](ctx, c, data)
	case "gone":
		return giveAs[Gone](ctx, c, data)
	case "wrapup":
		return giveAs[AskedWrapup](ctx, c, data)
	case "visitors":
		return giveAs[Visitors](ctx, c, data)
	case "invitation":
		return giveAs[Invitation](ctx, c, data)
	case "challenge":
		return giveAs[Challenge](ctx, c, data)
	default:
		return nil // of a later version
	}
}

func (c *Conn) answered(data []byte) error {
	var f serverFrame
	if err := json.Unmarshal(data, &f); err != nil {
		return fmt.Errorf("the server's answer: %w", err)
	}
	a := answer{frame: f}
	if f.Type == "error" {
		a.err = &Refusal{Code: f.Code, Message: f.Message}
	}
	if f.You != "" {
		c.mu.Lock()
		c.welcome.You = f.You
		c.mu.Unlock()
	}
	if f.ID == "" {
		c.o.Log.Warn("the server refuses what it need not answer", "code", f.Code, "message", f.Message)
		return nil
	}
	c.out.answered(f.ID, a, time.Now())
	return nil
}

func giveAs[E Event](ctx context.Context, c *Conn, data []byte) error {
	var e E
	if err := json.Unmarshal(data, &e); err != nil {
		return fmt.Errorf("the server's frame: %w", err)
	}
	return c.give(ctx, e)
}

// give passes an event on, when it is the next one: an entry that has been passed on is
// not again, and one before which others are missing ends the connection, so that the
// server is asked for them. Typing is dropped when the events are not taken.
func (c *Conn) give(ctx context.Context, e Event) error {
	switch e := e.(type) {
	case Entry:
		if again, err := c.checkNext(e); again || err != nil {
			return err
		}
	case Typing:
		if len(c.events) > cap(c.events)/2 {
			return nil
		}
	case Resync:
		c.out.forget(e.Chat)
	case Gone:
		c.out.forget(e.Chat)
	}
	select {
	case c.events <- e:
	case <-ctx.Done():
		return ctx.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.given.note(e)
	return nil
}

func (c *Conn) checkNext(e Entry) (again bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	last := c.given.Seq[e.Chat]
	if e.Seq > last+1 {
		return false, fmt.Errorf("entry %d of chat %s follows %d", e.Seq, e.Chat, last)
	}
	return e.Seq <= last, nil
}
