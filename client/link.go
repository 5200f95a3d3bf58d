package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// How long each step of a connection may take.
const (
	greetWithin = 8 * time.Second // less than the server waits for the first frame
	writeWithin = 10 * time.Second
	pongWithin  = 10 * time.Second
)

// maxFrame is the most that a server's frame may have. A page of a hundred long texts has
// some megabytes.
const maxFrame = 16 << 20

// addressOf is where a server's room is.
func addressOf(base string) (string, error) {
	u, err := url.Parse(base)
	if err != nil {
		return "", fmt.Errorf("the server's address: %w", err)
	}
	switch u.Scheme {
	case "http", "https", "ws", "wss":
		return u.JoinPath(Path).String(), nil
	default:
		return "", fmt.Errorf("the server's address %q does not begin with http:// or https://", base)
	}
}

// run makes one connection after the other.
func (c *Conn) run(ctx context.Context) {
	defer c.stop()
	defer close(c.ended)
	for failures := 0; ; failures++ {
		welcomed, err := c.connection(ctx)
		c.out.lost(err)
		var not *NotLetInError
		switch {
		case ctx.Err() != nil:
			c.end(ErrClosed)
			return
		case errors.As(err, &not):
			c.end(err)
			return
		case welcomed:
			failures = 0
		}
		wait := restartIn(err) + c.o.BackOff(failures)
		c.o.Log.Info("live chat is disconnected", "error", err, "retryIn", wait)
		c.failed(err)
		if c.give(ctx, Disconnected{err, wait}) != nil || pause(ctx, wait) != nil {
			c.end(ErrClosed)
			return
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *Conn) end(fault error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fault = fault
}

func (c *Conn) failed(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = err
}

// connection is one connection from its beginning to its end.
func (c *Conn) connection(ctx context.Context) (welcomed bool, err error) {
	greeting, done := context.WithTimeout(ctx, greetWithin)
	defer done()
	socket, err := c.dial(greeting)
	if err != nil {
		return false, err
	}
	defer func() { _ = socket.CloseNow() }()
	socket.SetReadLimit(maxFrame)
	in, err := c.greet(greeting, socket)
	if err != nil {
		return false, err
	}
	if err := c.give(ctx, in); err != nil {
		return true, err
	}
	for len(c.news) > 0 {
		<-c.news // who types now will say so
	}
	return true, c.serve(ctx, socket)
}

// dial connects. A server that says no to the very first request is the wrong address.
func (c *Conn) dial(ctx context.Context) (*websocket.Conn, error) {
	socket, response, err := websocket.Dial(ctx, c.url, &websocket.DialOptions{ //nolint:bodyclose // Dial closes it
		HTTPClient: c.o.HTTP, HTTPHeader: c.o.Header, Subprotocols: []string{Protocol},
	})
	if err == nil && socket.Subprotocol() != Protocol {
		_ = socket.CloseNow()
		return nil, &NotLetInError{"it does not speak " + Protocol}
	}
	if err != nil && response != nil && c.neverWelcome() && refusedForGood(response.StatusCode) {
		return nil, &NotLetInError{response.Status}
	}
	return socket, err
}

func (c *Conn) neverWelcome() bool {
	select {
	case <-c.ready:
		return false
	default:
		return true
	}
}

func refusedForGood(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	default:
		return status >= 400 && status < 500
	}
}

// greet sends the first frame and waits for its answer.
func (c *Conn) greet(ctx context.Context, socket *websocket.Conn) (in Connected, err error) {
	traced(c.o.Trace.Dialed)
	first, err := c.identified(ctx, c.helloNow())
	if err != nil {
		return in, err
	}
	hello, err := json.Marshal(first)
	if err != nil {
		return in, fmt.Errorf("encode the first frame: %w", err)
	}
	if err := c.send(ctx, socket, hello); err != nil {
		return in, err
	}
	data, err := c.receive(ctx, socket)
	if statusOf(err) == closePolicy {
		return in, &NotLetInError{reasonOf(err)}
	}
	if err != nil {
		return in, err
	}
	var f serverFrame
	if err := json.Unmarshal(data, &f); err != nil || f.Type != "welcome" {
		return in, fmt.Errorf("the server answers the first frame by %.100q", data)
	}
	return c.welcomed(f), nil
}

func traced(f func()) {
	if f != nil {
		f()
	}
}

// helloNow is the first frame of a connection that goes on where the last one has ended.
func (c *Conn) helloNow() helloFrame {
	c.mu.Lock()
	defer c.mu.Unlock()
	hello := c.hello
	hello.Epoch = c.given.Epoch
	for chat, seq := range c.given.Seq {
		hello.Positions = append(hello.Positions, position{chat, seq})
	}
	return hello
}

// identified is the first frame with the visitor's identity, where there is one, in the
// place of the secret.
func (c *Conn) identified(ctx context.Context, hello helloFrame) (helloFrame, error) {
	if c.o.Identity == nil || hello.Role != "visitor" {
		return hello, nil
	}
	identity, err := c.o.Identity(ctx)
	if err != nil {
		return hello, fmt.Errorf("identify the visitor: %w", err)
	}
	hello.Identity, hello.Secret = identity, ""
	return hello, sendable(identity)
}

func (c *Conn) welcomed(f serverFrame) Connected {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.Secret != "" {
		c.hello.Secret = f.Secret
	}
	f.You = first(f.You, c.welcome.You)
	c.welcome = f
	select {
	case <-c.ready:
	default:
		close(c.ready)
	}
	return Connected{f.Epoch, f.You}
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// serve carries commands and events until the connection ends. The reading goroutine ends
// when the socket is closed: a read that is given up would take the socket with it, and
// the server could not be told goodbye.
func (c *Conn) serve(ctx context.Context, socket *websocket.Conn) error {
	serving, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	ends := make(chan error, 3) // all three
	for _, part := range []func(context.Context, *websocket.Conn) error{c.read, c.write, c.ping} {
		all.Go(func() { ends <- part(serving, socket) })
	}
	var cause error
	select {
	case cause = <-ends:
	case <-ctx.Done():
		_ = socket.Close(websocket.StatusNormalClosure, "")
	}
	cancel()
	_ = socket.CloseNow()
	all.Wait()
	close(ends)
	for err := range ends { // what the server has said tells more than that a write failed
		if statusOf(cause) < 0 && statusOf(err) >= 0 {
			cause = err
		}
	}
	return cause
}

// read takes what the server sends.
func (c *Conn) read(ctx context.Context, socket *websocket.Conn) error {
	for {
		data, err := c.receive(context.WithoutCancel(ctx), socket)
		if err != nil {
			return err
		}
		if err := c.told(ctx, data); err != nil {
			return err
		}
	}
}

// write sends what waits to be sent.
func (c *Conn) write(ctx context.Context, socket *websocket.Conn) error {
	c.out.look()
	for {
		var later <-chan time.Time
		next, wait := c.out.next(time.Now())
		if wait > 0 {
			later = time.After(wait)
		}
		if next != nil {
			if err := c.send(context.WithoutCancel(ctx), socket, next.frame); err != nil {
				return err
			}
			if ctx.Err() == nil {
				continue
			}
		}
		if err := c.sendNotes(ctx, socket); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.out.wake:
		case <-later:
		case frame := <-c.news:
			if err := c.send(context.WithoutCancel(ctx), socket, frame); err != nil {
				return err
			}
		}
	}
}

func (c *Conn) sendNotes(ctx context.Context, socket *websocket.Conn) error {
	for _, f := range c.out.notes() {
		data, err := encode(f, c.most)
		if err != nil {
			return err
		}
		if err := c.send(context.WithoutCancel(ctx), socket, data); err != nil {
			return err
		}
	}
	return nil
}

// ping finds out whether the server is still there.
func (c *Conn) ping(ctx context.Context, socket *websocket.Conn) error {
	for {
		if err := pause(ctx, c.o.Ping); err != nil {
			return err
		}
		waiting, done := context.WithTimeout(ctx, pongWithin)
		err := socket.Ping(waiting)
		done()
		if err != nil {
			return fmt.Errorf("a ping was not answered: %w", err)
		}
	}
}

func (c *Conn) send(ctx context.Context, socket *websocket.Conn, frame []byte) error {
	if c.o.Trace.Sent != nil {
		c.o.Trace.Sent(frame)
	}
	ctx, done := context.WithTimeout(ctx, writeWithin)
	defer done()
	return socket.Write(ctx, websocket.MessageText, frame)
}

func (c *Conn) receive(ctx context.Context, socket *websocket.Conn) ([]byte, error) {
	_, data, err := socket.Read(ctx)
	if err == nil && c.o.Trace.Received != nil {
		c.o.Trace.Received(data)
	}
	return data, err
}

// statusOf is the code that the server has closed the connection with, -1 for none.
func statusOf(err error) websocket.StatusCode { return websocket.CloseStatus(err) }

func reasonOf(err error) string {
	var closed websocket.CloseError
	if errors.As(err, &closed) {
		return strings.TrimSpace(closed.Reason)
	}
	return err.Error()
}
