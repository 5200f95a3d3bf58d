package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/parleychat/parley/client"
)

// connecting is how long live chat from a terminal tries to connect before it says why it
// cannot. Later it tries for ever.
const connecting = 10 * time.Second

// exitError ends the command with a code of its own.
type exitError struct {
	code int
	err  error
}

// Error is the cause.
func (e *exitError) Error() string { return e.err.Error() }

// Unwrap gives the cause.
func (e *exitError) Unwrap() error { return e.err }

// The exit codes that tell something beside that it went wrong.
const (
	exitNotLetIn = 3 // the secret or the key is none
	exitNobody   = 4 // nobody is there to take the chat, or too many wait
)

// withCode gives errors of live chat their exit codes.
func withCode(err error) error {
	var not *client.NotLetInError
	switch {
	case errors.As(err, &not):
		return &exitError{exitNotLetIn, err}
	case client.IsRefused(err, client.NobodyThere, client.QueueFull):
		return &exitError{exitNobody, err}
	default:
		return err
	}
}

// terminal is where somebody reads and writes lines, or a pipe.
type terminal struct {
	lines  <-chan string // closed at the end of the input
	prompt string        // empty in a pipe

	mu  sync.Mutex
	out io.Writer
}

func newTerminal(ctx context.Context, std streams) *terminal {
	lines := make(chan string)
	t := &terminal{lines: lines, out: std.out}
	if f, ok := std.in.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			t.prompt = "> "
		}
	}
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(std.in)
		const longest = 1 << 20
		scanner.Buffer(nil, longest)
		for scanner.Scan() {
			select {
			case lines <- scanner.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return t
}

// say prints a line.
func (t *terminal) say(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.prompt != "" {
		fmt.Fprint(t.out, "\r")
	}
	fmt.Fprintf(t.out, "%s\n%s", printable(fmt.Sprintf(format, args...)), t.prompt)
}

// printable leaves out what would do something to a terminal rather than be read.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, s)
}

// each hands over line after line until do has had enough, the input ends, or ctx.
func (t *terminal) each(ctx context.Context, do func(command, rest string) (enough bool, err error)) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case line, ok := <-t.lines:
			if !ok {
				return nil
			}
			command, rest := "", strings.TrimSpace(line)
			if strings.HasPrefix(rest, "/") {
				command, rest, _ = strings.Cut(rest, " ")
			}
			enough, err := do(command, strings.TrimSpace(rest))
			if client.IsRefused(err) {
				t.say("! %v", err)
				err = nil
			}
			if enough || err != nil {
				return err
			}
		}
	}
}

// watch shows events until the connection ends. What ends it for good is the cause of ctx.
func (t *terminal) watch(ctx context.Context, c *client.Conn, fail context.CancelCauseFunc, show func(client.Event)) {
	for e, err := range c.Events(ctx) {
		if err != nil {
			if !errors.Is(err, client.ErrClosed) && ctx.Err() == nil {
				fail(withCode(err))
			}
			return
		}
		if lost, ok := e.(client.Disconnected); ok {
			t.say("! the connection is lost; trying again in %v", lost.RetryIn.Round(time.Second))
			continue
		}
		show(e)
	}
}

// outcome is how live chat from a terminal has ended.
func outcome(ctx context.Context, err error) error {
	var fault *exitError
	if errors.As(context.Cause(ctx), &fault) {
		return fault
	}
	if ctx.Err() != nil {
		return nil // interrupted
	}
	return withCode(err)
}
