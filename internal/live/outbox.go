package live

import (
	"context"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// outbox is what a session still has to tell its client. Whoever has something puts
// it in and does not wait; a goroutine sends it, and is there only as long as there is
// something to send. What needs no waiting is sent at once by whoever has it.
type outbox struct {
	mu    sync.Mutex
	todo  todo
	count int  // frames that wait, or are being sent
	bytes int  // and their size
	busy  bool // somebody sends; at first, that nothing is sent before the welcome
	obeys bool // the goroutine that reads obeys a command, and sends when it has
	ended bool

	again *time.Timer // until the store is looked at once more; nil for no need
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
		s.delegate(o.start())
	}
	return nil
}

// start begins to send what waits.
func (o *outbox) start() (t todo) {
	o.busy = true
	t, o.todo = o.todo, todo{}
	return t
}

// delegate has a goroutine do what is to be done.
func (s *session) delegate(t todo) {
	s.room.sessions.Add(1)
	go func() {
		defer s.room.sessions.Done()
		s.work(t)
	}()
}

// hold keeps what concerns the command that is being obeyed until it is answered, so that
// both are one write.
func (s *session) hold() {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	s.out.obeys = true
}

// release sends what hold has kept. The goroutine that reads does so itself: a client that
// does not take its answers need not be read.
func (s *session) release() {
	o := &s.out
	o.mu.Lock()
	o.obeys = false
	if o.busy || o.ended || o.todo.empty() {
		o.mu.Unlock()
		return
	}
	t := o.start()
	o.mu.Unlock()
	s.work(t)
}

func (t *todo) empty() bool { return len(t.items) == 0 && !t.look && !t.ping && !t.check }

// answer gives a client an answer, which release sends. Who lets too many pile up is
// dropped.
func (s *session) answer(v any) error {
	f, err := encode(v)
	if err != nil {
		return err
	}
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.take(f, s.room.Limits.Answers, s.room.Limits.AnswerBytes)
}

// offer gives a client a frame that it can do without, if it has room for it.
func (s *session) offer(v any) {
	if f, err := encode(v); err == nil {
		l := s.room.Limits
		_ = s.put(func(o *outbox) error { return o.take(f, l.Answers, l.AnswerBytes) }) // fails when there is none
	}
}

// spare gives a client a frame of who is there and what they do, and reports whether it
// does not lag behind too far for it. What has ended needs nothing more.
func (s *session) spare(f frame) bool {
	l := s.room.Limits
	return s.put(func(o *outbox) error { return o.take(f, l.Answers/2, l.AnswerBytes/2) }) == nil
}

// take adds a frame unless so many wait.
func (o *outbox) take(f frame, most, mostBytes int) error {
	switch {
	case o.ended:
	case o.count >= most || (o.count > 0 && o.bytes+len(f) > mostBytes):
		return &errEnd{closeSlow, "the answers are not taken"}
	default:
		o.add(f)
	}
	return nil
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
	s.spare(framed(opText, note))
}

// Advance implements chat.Listener.
func (s *session) Advance(a *chat.Advance) {
	o := &s.out
	o.mu.Lock()
	switch {
	case o.ended:
	case o.busy || (o.obeys && a.By(s.self())):
		o.advance(a)
	case o.todo.empty():
		o.busy = true
		o.mu.Unlock()
		s.atOnce(a)
		return
	default:
		o.advance(a)
		s.delegate(o.start())
	}
	o.mu.Unlock()
}

func (o *outbox) advance(a *chat.Advance) {
	if o.todo.advances == maxAdvances {
		o.todo.look = true
		return
	}
	o.todo.advances++
	o.todo.items = append(o.todo.items, item{advance: a})
}

// atOnce sends an advance if it is a line of the conversation that the connection takes
// without waiting. A goroutine does what is left.
func (s *session) atOnce(a *chat.Advance) {
	var t todo
	if f := s.lineOf(a); f == nil {
		t.items = []item{{advance: a}}
	} else if left := s.socket.try(f); len(left) > 0 {
		s.batch = []frame{left}
	} else {
		var ok bool
		if t, ok = s.out.next(0, 0); !ok {
			return
		}
	}
	s.delegate(t)
}

// look has the session look at what is stored.
func (s *session) look() { s.due(func(t *todo) { t.look = true }) }

func (s *session) due(note func(*todo)) {
	_ = s.put(func(o *outbox) error { // never fails
		note(&o.todo)
		return nil
	})
}

// next gives what is to be done now; false when there is nothing, and nobody sends any
// more.
func (o *outbox) next(sent int, bytes int) (t todo, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.count, o.bytes = o.count-sent, o.bytes-bytes
	t, o.todo = o.todo, todo{}
	o.busy = !o.ended && !t.empty()
	return t, o.busy
}

// work does what is to be done until there is nothing more.
func (s *session) work(t todo) {
	for ok := true; ok; {
		if err := s.do(context.Background(), &t); err != nil {
			s.end(err)
			return
		}
		t, ok = s.out.next(t.frames())
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
