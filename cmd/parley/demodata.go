package main

import (
	"bufio"
	"context"
	"fmt"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/demo"
	"github.com/parleychat/parley/internal/v4"
)

// demoDataCommand prints made-up chats.
type demoDataCommand struct {
	Chats int       `default:"1000" help:"Number of chats (default: 1000)."`
	Seed  uint64    `default:"1" help:"The same seed gives the same chats (default: 1)."`
	Start time.Time `default:"2024-01-01T00:00:00Z" help:"Begin of the 24 months in which the chats take place (default: 2024-01-01T00:00:00Z)."`
}

// everything is all that an answer can include.
const everything = ^chat.Include(0)

// Run prints the chats, one a line, as the API answers them with every include.
func (c *demoDataCommand) Run(ctx context.Context, std streams) error {
	if c.Chats < 0 {
		return fmt.Errorf("-chats %d: a number of chats is not negative", c.Chats)
	}
	out := bufio.NewWriterSize(std.out, 1<<20)
	var line []byte
	for made, related := range demo.New(c.Seed, c.Start).Chats(c.Chats, 1) {
		line = append(v4.EncodeChat(line[:0], made, related, everything), '\n')
		if _, err := out.Write(line); err != nil {
			return fmt.Errorf("print a chat: %w", err)
		}
		if ctx.Err() != nil {
			return fmt.Errorf("print chats: %w", ctx.Err())
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("print chats: %w", err)
	}
	return nil
}
