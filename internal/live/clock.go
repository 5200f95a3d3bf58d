package live

import (
	"context"
	"sync"
	"time"
)

// clock beats for all sessions of a room, so that none needs timers of its own. Each
// session is in one of its slots; one slot after the other is asked for a sign of
// life, and looked at again when the answer is due.
type clock struct {
	every time.Duration // between two slots
	pong  int           // slots until a ping is to be answered

	mu    sync.Mutex
	slots [beats]map[*session]struct{}
	next  int // the slot of the next session
}

// beats is how many parts the time between two pings of a session has.
const beats = 25

func newClock(l Limits) *clock {
	every := max(l.Ping/beats, time.Millisecond)
	c := &clock{every: every, pong: min(max(int((l.Pong+every-1)/every), 1), beats-1)}
	for i := range c.slots {
		c.slots[i] = map[*session]struct{}{}
	}
	return c
}

func (c *clock) add(s *session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s.slot = c.next
	c.next = (c.next + 1) % beats
	c.slots[s.slot][s] = struct{}{}
}

func (c *clock) remove(s *session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.slots[s.slot], s)
}

// each calls fn for the sessions of a slot, without the lock.
func (c *clock) each(slot int, fn func(*session)) {
	c.mu.Lock()
	all := make([]*session, 0, len(c.slots[slot]))
	for s := range c.slots[slot] {
		all = append(all, s)
	}
	c.mu.Unlock()
	for _, s := range all {
		fn(s)
	}
}

// run beats until ctx ends, for the sessions and for others.
func (c *clock) run(ctx context.Context, others func()) {
	beat := 0
	repeat(ctx, c.every, func() {
		check := (beat/beats)%2 == 1 // who may go on is looked at every second time: each minute
		c.each((beat-c.pong+beats)%beats, (*session).listenFor)
		c.each(beat%beats, func(s *session) { s.beat(check) })
		others()
		beat++
	})
}

// repeat does something each time some time has passed, until ctx ends.
func repeat(ctx context.Context, every time.Duration, do func()) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			do()
		}
	}
}

// beat asks the client for a sign of life.
func (s *session) beat(check bool) { s.due(func(t *todo) { t.ping, t.check = true, check }) }

// listenFor ends a session whose client has given none.
func (s *session) listenFor() {
	if !s.socket.heard() {
		go s.end(&errEnd{closePolicy, "a ping was not answered"})
	}
}
