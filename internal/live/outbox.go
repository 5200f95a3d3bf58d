package live

import (
	"context"
	"sync"

	"github.com/parleychat/parley/internal/chat"
)

// outbox is what a session still has to tell its client. Whoever has something puts
// it in and does not wait; a goroutine sends it, and is there only as long as there is
// something to send.
type outbox struct {
	mu    sync.Mutex
	todo  todo
	count int  // frames that wait, or are being sent
	bytes int  // and their size
	busy  bool // the goroutine is there; at first, that nothing is sent before the welcome
	ended bool
}

// todo is what is to be sent, in order; and then what is to be done.
type todo struct {
	items             []item
	advances          int // among the items
	look, ping, check bool
}

// item is a frame, or an advance to make frames of.
type item struct {
	frame   frame
	advance *chat.Advance
}

// maxAdvances is how many advances wait for a session. Further ones are found in the
// store, so that they pile up for nobody.
const maxAdvances = 64

// put adds to what is to be done, unless the session has ended.
func (s *session) put(add func(*outbox) error) error {
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ended {
		return nil
	}
	if err := add(o); err != nil {
		return err
	}
	if !o.busy {
		o.busy = true
		s.room.sessions.Add(1)
		go s.work()
	}
	return nil
}

// answer gives a client an answer. Who lets too many pile up is dropped.
func (s *session) answer(v any) error {
	f, err := encode(v)
	if err != nil {
		return err
	}
	return s.put(func(o *outbox) error {
		l := s.room.Limits
		if o.count >= l.Answers || (o.count > 0 && o.bytes+len(f) > l.AnswerBytes) {
			return &errEnd{closeSlow, "the answers are not taken"}
		}
		o.add(f)
		return nil
	})
}

func (o *outbox) add(f frame) {
	o.todo.items = append(o.todo.items, item{frame: f})
	o.count++
	o.bytes += len(f)
}

// Note implements chat.Listener. News that is stored nowhere is not for a client that
// lags behind.
func (s *session) Note(note []byte) {
	if len(note) == 0 {
		s.look()
		return
	}
	_ = s.put(func(o *outbox) error { // never fails
		l := s.room.Limits
		if o.count < l.Answers/2 && o.bytes+len(note) < l.AnswerBytes/2 {
			o.add(framed(opText, note))
		}
		return nil
	})
}

// spare gives a client a frame that others get as well, and reports whether it does not
// lag behind too far for it. What has ended needs nothing more.
func (s *session) spare(f frame) (given bool) {
	_ = s.put(func(o *outbox) error { // never fails
		l := s.room.Limits
		if given = o.count < l.Answers/2 && o.bytes+len(f) < l.AnswerBytes/2; given {
			o.add(f)
		}
		return nil
	})
	return given
}

// Advance implements chat.Listener.
func (s *session) Advance(a *chat.Advance) {
	_ = s.put(func(o *outbox) error { // never fails
		if o.todo.advances == maxAdvances {
			o.todo.look = true
			return nil
		}
		o.todo.advances++
		o.todo.items = append(o.todo.items, item{advance: a})
		return nil
	})
}

// look has the session look at what is stored.
func (s *session) look() { s.due(func(t *todo) { t.look = true }) }

func (s *session) due(note func(*todo)) {
	_ = s.put(func(o *outbox) error { // never fails
		note(&o.todo)
		return nil
	})
}

// take gives what is to be done now; false when there is nothing, and the goroutine
// ends.
func (o *outbox) take(sent int, bytes int) (t todo, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.count, o.bytes = o.count-sent, o.bytes-bytes
	t, o.todo = o.todo, todo{}
	o.busy = !o.ended && (len(t.items) > 0 || t.look || t.ping || t.check)
	return t, o.busy
}

// work sends until there is nothing more to send.
func (s *session) work() {
	defer s.room.sessions.Done()
	ctx, sent, bytes := context.Background(), 0, 0
	for {
		t, ok := s.out.take(sent, bytes)
		if !ok {
			return
		}
		if err := s.do(ctx, &t); err != nil {
			s.end(err)
			return
		}
		sent, bytes = t.frames()
	}
}

// frames counts the frames among the items, which Limits bound.
func (t *todo) frames() (count, bytes int) {
	for _, it := range t.items {
		if it.frame != nil {
			count, bytes = count+1, bytes+len(it.frame)
		}
	}
	return count, bytes
}

func (s *session) do(ctx context.Context, t *todo) (err error) {
	for i := 0; i < len(t.items) && err == nil; i++ {
		if a := t.items[i].advance; a != nil {
			err = s.advance(ctx, a)
		} else {
			err = s.send(t.items[i].frame)
		}
	}
	if err == nil && t.look {
		err = s.follow(ctx)
	}
	if err == nil && t.check {
		err = s.role.still(ctx, s)
	}
	if err == nil {
		err = s.flush()
	}
	if err == nil && t.ping {
		err = asEnd(s.socket.ping())
	}
	return err
}

// send adds a frame to those that are written together.
func (s *session) send(f frame) error {
	const many, much = 64, 32 << 10 // frames, bytes
	s.batch, s.batchBytes = append(s.batch, f), s.batchBytes+len(f)
	if len(s.batch) < many && s.batchBytes < much {
		return nil
	}
	return s.flush()
}

// flush writes what send has collected.
func (s *session) flush() error {
	if len(s.batch) == 0 {
		return nil
	}
	batch := s.batch
	s.batch, s.batchBytes = nil, 0
	return asEnd(s.socket.write(batch))
}

// tell sends a frame.
func (s *session) tell(v any) error {
	f, err := encode(v)
	if err != nil {
		return err
	}
	return s.send(f)
}
