package client

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"net/http"
	"sync"
	"time"
)

// Options are what can be left out. The zero value is good.
type Options struct {
	// HTTP makes the connections; http.DefaultClient when nil.
	HTTP *http.Client
	// Header is sent with each attempt to connect.
	Header http.Header
	// Identity gives what the site has signed of a visitor, a JWT of docs/live.md: for each
	// connection and each call about a file, since it is good for an hour at most. nil for
	// a visitor who has a secret instead, and for agents.
	Identity func(context.Context) (string, error)
	// Campaign is the one that the visitor's page shows; empty for none.
	Campaign string
	// Place is where an earlier client has come to, see [Conn.Place].
	Place Place
	// BackOff is how long to wait before another try; FullJitter(1 s, 30 s) when nil.
	BackOff func(failures int) time.Duration
	// Ping is the time between two pings, 25 s when 0; one is to be answered within 10 s.
	Ping time.Duration
	// Events is how many events may wait to be taken, 1,024 when 0. When they do, the
	// connection is not read, and commands are not answered.
	Events int
	// Trace is shown all frames, with the secrets in them.
	Trace Trace
	// Log takes what goes wrong and is mended; nil discards it.
	Log *slog.Logger
}

// Trace has functions that are called with each frame, in the order of the wire. They
// must not keep the frame, nor call the client. Dialed begins a connection.
type Trace struct {
	Dialed         func()
	Sent, Received func(frame []byte)
}

// Place is where a client is in its chats, so that another one can go on from there.
type Place struct {
	Epoch string           `json:"epoch"`
	Seq   map[string]int64 `json:"seq"` // the last entry, by chat
}

// Ack is the answer to a command that was obeyed.
type Ack struct {
	ID   string // of the command
	Chat string
	Seq  int64 // of the entry that came of it
}

// newsWaiting is how many notes about typing may wait to be sent.
const newsWaiting = 16

// Conn is what visitors and agents have in common.
type Conn struct {
	o      Options
	url    string
	hello  helloFrame
	most   int // bytes of a frame that is sent
	out    *outbox
	events chan Event
	news   chan []byte   // typing
	ended  chan struct{} // closed when there will be no more
	ready  chan struct{} // closed at the first welcome
	stop   context.CancelFunc

	mu      sync.Mutex
	welcome serverFrame // the last one
	taken   Place       // of the events that were taken
	given   Place       // of those that wait, too
	last    error       // of the last attempt
	fault   error       // why it has ended
}

// connect begins, and waits for the first welcome.
func connect(ctx context.Context, base string, hello helloFrame, most int, o Options) (*Conn, error) {
	address, err := addressOf(base)
	if err != nil {
		return nil, err
	}
	c := &Conn{
		o: o.filled(), url: address, hello: hello, most: most, out: newOutbox(), news: make(chan []byte, newsWaiting),
		ended: make(chan struct{}), ready: make(chan struct{}),
		taken: o.Place.clone(), given: o.Place.clone(),
	}
	c.events = make(chan Event, c.o.Events)
	living, stop := context.WithCancel(context.WithoutCancel(ctx))
	c.stop = stop
	go c.run(living)
	select {
	case <-c.ready:
		return c, nil
	case <-c.ended:
		return nil, c.err()
	case <-ctx.Done():
		err := errors.Join(ctx.Err(), c.lastFailure())
		return nil, errors.Join(fmt.Errorf("connect to %s: %w", base, err), c.Close())
	}
}

func (o Options) filled() Options {
	const (
		from, to = time.Second, 30 * time.Second
		ping     = 25 * time.Second
		events   = 1024
	)
	if o.HTTP == nil {
		o.HTTP = http.DefaultClient
	}
	if o.BackOff == nil {
		o.BackOff = FullJitter(from, to)
	}
	if o.Ping == 0 {
		o.Ping = ping
	}
	if o.Events == 0 {
		o.Events = events
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

func (p Place) clone() Place {
	own := Place{p.Epoch, map[string]int64{}}
	maps.Copy(own.Seq, p.Seq)
	return own
}

// Close ends the connection, and returns when nothing of it is left. Commands that are not
// answered fail with ErrClosed; whether they were obeyed is not known.
func (c *Conn) Close() error {
	c.stop()
	<-c.ended
	return nil
}

// You is the visitor's or agent's id. A visitor has none before the first chat.
func (c *Conn) You() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.welcome.You
}

// Place is where those events that have been taken have come to. A client that is given
// it goes on from there.
func (c *Conn) Place() Place {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.taken.clone()
}

// Next waits for the next event. An error other than ctx's means that there will be no
// more: ErrClosed, or a *NotLetInError.
func (c *Conn) Next(ctx context.Context) (Event, error) {
	select {
	case e := <-c.events:
		return c.take(e), nil
	default:
	}
	select {
	case e := <-c.events:
		return c.take(e), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-c.ended:
	}
	select {
	case e := <-c.events:
		return c.take(e), nil
	default:
		return nil, c.err()
	}
}

// Events gives the events as they come. The last pair has no event and the error that
// Next would give.
func (c *Conn) Events(ctx context.Context) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for {
			e, err := c.Next(ctx)
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// take notes how far the events have been taken.
func (c *Conn) take(e Event) Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.taken.note(e)
	return e
}

// nowhere is a place that no server knows, so that it says resync.
const nowhere = -1

// note follows an event. In another epoch the numbers mean nothing.
func (p *Place) note(e Event) {
	switch e := e.(type) {
	case Connected:
		if p.Epoch != e.Epoch {
			for chat := range p.Seq {
				p.Seq[chat] = nowhere
			}
		}
		p.Epoch = e.Epoch
	case Entry:
		p.Seq[e.Chat] = e.Seq
	case Resync:
		p.Seq[e.Chat] = 0
	case Gone:
		delete(p.Seq, e.Chat)
	}
}

func (c *Conn) err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fault
}

func (c *Conn) lastFailure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

// Do sends a command until it is answered, and waits for that. A *Refusal says that it was
// not obeyed. When ctx ends before, or the client, the outcome is not known; the same
// command can be given again.
func (c *Conn) Do(ctx context.Context, command Command) (Ack, error) {
	f, err := c.do(ctx, command)
	return Ack{ID: f.ID, Chat: f.Chat, Seq: f.Seq}, err
}

func (c *Conn) do(ctx context.Context, command Command) (serverFrame, error) {
	if command.ID == "" {
		command.ID = NewID()
	}
	if err := sendable(command.texts()...); err != nil {
		return serverFrame{}, err
	}
	frame, err := encode(command, c.most)
	if err != nil {
		return serverFrame{}, err
	}
	waiting, err := c.out.put(command.ID, frame)
	if err != nil {
		return serverFrame{}, err
	}
	defer c.out.drop(waiting)
	select {
	case a := <-waiting.answer:
		return a.frame, a.err
	case <-ctx.Done():
		return serverFrame{}, fmt.Errorf("%s %s was not answered: %w", command.Type, command.ID, ctx.Err())
	case <-c.ended:
		return serverFrame{}, fmt.Errorf("%s %s was not answered: %w", command.Type, command.ID, c.err())
	}
}

// Typing tells the others in a chat that you type, or have stopped. It is lost when there is
// no connection.
func (c *Conn) Typing(chat string, on bool) error { return c.types(chat, "", on) }

// TypingText is Typing of a visitor with what is written and not sent, which agents see
// where the site shows it; elsewhere the server drops it.
func (c *Conn) TypingText(chat, text string) error { return c.types(chat, text, true) }

func (c *Conn) types(chat, text string, on bool) error {
	if err := sendable(chat, text); err != nil {
		return err
	}
	frame, err := encode(newsFrame{Type: "typing", Chat: chat, On: &on, Text: text}, c.most)
	if err != nil {
		return err
	}
	select {
	case c.news <- frame:
	default: // too many have not been sent
	}
	return nil
}

// MarkRead tells the others in a chat up to which entry you have read it.
func (c *Conn) MarkRead(chat string, seq int64) error {
	if err := sendable(chat); err != nil {
		return err
	}
	c.out.read(chat, seq)
	return nil
}

// Entries are those of a chat after a number, 100 at most, and whether there are more.
func (c *Conn) Entries(ctx context.Context, chat string, after int64) (entries []Entry, more bool, err error) {
	f, err := c.do(ctx, Command{Type: "page", Chat: chat, After: after})
	return f.Entries, f.More, err
}
