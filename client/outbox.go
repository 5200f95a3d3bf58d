package client

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// window is how many commands are sent before the first of them is answered. It is low
// enough that a client that has been too fast is told so, and not cut off.
const window = 16

// putOff is how long nothing is sent after the server has asked to send a command again.
const putOff = time.Second

// maxCloses is how many connections may end by a rule that was broken while a command was
// under way, before the command is held to be the cause.
const maxCloses = 3

// call is a command that waits for its answer.
type call struct {
	id     string
	frame  []byte
	answer chan answer // takes one
	sent   bool        // on the connection that is open
	closes int
}

// answer is what became of a command.
type answer struct {
	frame serverFrame
	err   error
}

// outbox has the commands that are not answered, in the order in which they were given.
type outbox struct {
	wake chan struct{} // there may be something to send

	mu    sync.Mutex
	calls []*call
	reads map[string]int64 // the last entry that was read, by chat; sent on each connection
	fresh map[string]bool  // of those, which have not been sent on this one
	visit *standing        // the page that was looked at last
	watch *standing        // whether visitors are to be shown
	after time.Time        // nothing is sent before
}

func newOutbox() *outbox {
	return &outbox{wake: make(chan struct{}, 1), reads: map[string]int64{}, fresh: map[string]bool{}}
}

// standing is a note that holds until there is another one: each connection is told of it.
type standing struct {
	frame  any
	again  any  // what later connections are told
	sent   bool // on this connection
	before bool // on an earlier one
}

func (s *standing) take() any {
	if s == nil || s.sent {
		return nil
	}
	s.sent = true
	if s.before {
		return s.again
	}
	s.before = true
	return s.frame
}

func (s *standing) lost() {
	if s != nil {
		s.sent = false
	}
}

// look wakes whoever sends.
func (o *outbox) look() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

func (o *outbox) put(id string, frame []byte) (*call, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if slices.ContainsFunc(o.calls, func(c *call) bool { return c.id == id }) {
		return nil, fmt.Errorf("the command %s is under way already", id)
	}
	c := &call{id: id, frame: frame, answer: make(chan answer, 1)}
	o.calls = append(o.calls, c)
	o.look()
	return c, nil
}

// drop gives a command up.
func (o *outbox) drop(c *call) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.remove(c)
}

// remove makes room for another one to be sent.
func (o *outbox) remove(c *call) {
	if i := slices.Index(o.calls, c); i >= 0 {
		o.calls = slices.Delete(o.calls, i, i+1)
		o.look()
	}
}

// next gives the command that is to be sent now, or when to ask again; both are zero when
// nothing is to be sent.
func (o *outbox) next(now time.Time) (*call, time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.calls, func(c *call) bool { return !c.sent })
	if i < 0 || o.underWay() >= window {
		return nil, 0
	}
	if wait := o.after.Sub(now); wait > 0 {
		return nil, wait
	}
	o.calls[i].sent = true
	return o.calls[i], 0
}

func (o *outbox) underWay() (n int) {
	for _, c := range o.calls {
		if c.sent {
			n++
		}
	}
	return n
}

// answered hands an answer to whoever waits for it. A command that may be obeyed later is
// sent again after a while.
func (o *outbox) answered(id string, a answer, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.calls, func(c *call) bool { return c.id == id })
	if i < 0 {
		return // given up
	}
	c := o.calls[i]
	var refusal *Refusal
	if errors.As(a.err, &refusal) && refusal.passes() {
		c.sent, o.after = false, now.Add(putOff)
		o.look()
		return
	}
	c.answer <- a
	o.remove(c)
}

// lost notes that the connection is gone, with whatever had not been answered. When the
// server has ended it for something that was sent, that is not sent for ever.
func (o *outbox) lost(cause error) {
	blamed := statusOf(cause) == closePolicy || statusOf(cause) == closeTooBig
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, c := range slices.Clone(o.calls) {
		if c.sent && blamed {
			c.closes++
		}
		c.sent = false
		if c.closes >= maxCloses {
			c.answer <- answer{err: fmt.Errorf("each time that the command was sent the server closed the connection: %w", cause)}
			o.remove(c)
		}
	}
	for chat := range o.reads {
		o.fresh[chat] = true
	}
	o.visit.lost()
	o.watch.lost()
}

// read notes the last entry of a chat that was read.
func (o *outbox) read(chat string, seq int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if seq > o.reads[chat] {
		o.reads[chat], o.fresh[chat] = seq, true
		o.look()
	}
}

// visited notes the page that the visitor looks at.
func (o *outbox) visited(v Visit) {
	o.mu.Lock()
	defer o.mu.Unlock()
	again := v
	again.Again = true
	o.visit = &standing{frame: visitFrame{"visit", v}, again: visitFrame{"visit", again}}
	o.look()
}

// watched notes whether visitors are to be shown.
func (o *outbox) watched(on bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f := visitorsFrame{"visitors", on}
	o.watch = &standing{frame: f, again: f}
	o.look()
}

// notes gives what the server is to be told and does not acknowledge.
func (o *outbox) notes() (frames []any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, s := range []*standing{o.visit, o.watch} {
		if f := s.take(); f != nil {
			frames = append(frames, f)
		}
	}
	for chat := range o.fresh {
		frames = append(frames, newsFrame{Type: "read", Chat: chat, Seq: o.reads[chat]})
	}
	clear(o.fresh)
	return frames
}

// forget drops what is to be told of a chat that is gone or begins anew.
func (o *outbox) forget(chat string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.reads, chat)
	delete(o.fresh, chat)
}
