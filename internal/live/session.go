package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/parleychat/parley/internal/chat"
)

// session is one connection after its first frame.
type session struct {
	room    *Room
	socket  socket
	request *http.Request
	hello   *command
	role    role
	rate    *rate.Limiter
	answers chan []byte   // of the reading goroutine, for the writing one
	wake    chan struct{} // the writing goroutine is to look at the store

	site  chat.SiteID
	epoch chat.GUID

	mu  sync.Mutex
	who chat.GUID // a visitor has none before the first request

	places  map[chat.GUID]*place // of the writing goroutine
	noPlace map[chat.GUID]int64  // where the client says that it is, from another connection
}

// role is what visitors and agents do differently.
type role interface {
	// begin finds out who has connected and answers the first frame.
	begin(ctx context.Context, s *session) (welcomeFrame, error)
	// obey obeys a command and gives the frame that answers it, nil for none.
	obey(ctx context.Context, s *session, c *command) (any, error)
	// state is how the client sees a chat.
	state(ctx context.Context, s *session, r *chat.Running) (stateFrame, error)
	// still reports whether the session may go on.
	still(ctx context.Context, s *session) error
}

// errEnd ends a session with a code and a reason.
type errEnd struct {
	code   int
	reason string
}

// Error is the reason.
func (e *errEnd) Error() string { return e.reason }

// self is who is connected.
func (s *session) self() chat.GUID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.who
}

// run serves the session until it ends. The reading goroutine ends when the socket
// is closed, since a read that is given up would take the socket with it.
func (s *session) run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	whole := context.WithoutCancel(ctx)
	err := s.start(whole)
	var reading sync.WaitGroup
	if err == nil {
		ends := make(chan error, 2)
		reading.Go(func() {
			ends <- s.read(whole)
			cancel()
		})
		ends <- s.write(whole, ctx.Done())
		err = <-ends // the first one is the cause
	}
	s.bye(err)
	reading.Wait()
	s.exit(whole)
}

// start answers the first frame.
func (s *session) start(ctx context.Context) error {
	if s.hello.Site <= 0 && s.hello.Role == "visitor" {
		return chat.Invalid("the first frame names the site")
	}
	l := s.room.Limits
	switch s.hello.Role {
	case "visitor":
		s.role, s.rate = &visitorRole{}, limiter(l.VisitorRate, l.VisitorBurst)
	case "agent":
		s.role, s.rate = &agentRole{}, limiter(l.AgentRate, l.AgentBurst)
		s.socket.limit(l.AgentFrame)
	default:
		return chat.Invalid("the role is visitor or agent")
	}
	s.site = chat.SiteID(s.hello.Site)
	welcome, err := s.role.begin(ctx, s)
	if err != nil {
		return err
	}
	if s.epoch, err = s.room.Desk.Epoch(ctx, s.site); err != nil {
		return err
	}
	s.positions()
	welcome.Type, welcome.Protocol, welcome.Epoch = "welcome", Protocol, s.epoch
	return s.tell(ctx, welcome)
}

// positions reads where the client is. Numbers of another epoch mean nothing.
func (s *session) positions() {
	s.noPlace = map[chat.GUID]int64{}
	for _, p := range s.hello.Positions {
		if id, err := guid(p.Chat); err == nil {
			if s.hello.Epoch != s.epoch.String() {
				p.Seq = -1
			}
			s.noPlace[id] = p.Seq
		}
	}
	s.hello = nil
}

func limiter(perMinute float64, burst int) *rate.Limiter {
	return rate.NewLimiter(rate.Limit(perMinute/60), burst)
}

// enter makes somebody known whose session this is.
func (s *session) enter(ctx context.Context, who chat.GUID, most int) error {
	if !s.room.presence.enter(s.site, who, most) {
		return &errEnd{closeBusy, "too many connections of yours"}
	}
	s.mu.Lock()
	s.who = who
	s.mu.Unlock()
	return s.room.presence.seen(ctx, s.site, who)
}

// exit takes the connection off.
func (s *session) exit(ctx context.Context) {
	who := s.self()
	if who == (chat.GUID{}) || !s.room.presence.exit(s.site, who) {
		return
	}
	if err := s.room.presence.gone(ctx, s.site, who); err != nil {
		s.room.Log.Error("noting that a connection has ended", "site", s.site, "error", err)
	}
}

// bye tells the client why the session ends.
func (s *session) bye(err error) {
	var end *errEnd
	switch {
	case s.room.ctx.Err() != nil:
		s.socket.close(closeRestart, restartReason)
	case errors.As(err, &end):
		s.socket.close(end.code, end.reason)
	case chat.KindOf(err) == chat.KindInternal:
		s.socket.close(closeBroken, reasonOf(err))
	default:
		s.socket.close(closePolicy, reasonOf(err))
	}
}

// errLeft ends a session whose client has gone.
var errLeft = &errEnd{closePolicy, "the connection is closed"}

// read obeys the client's commands.
func (s *session) read(ctx context.Context) error {
	refused := 0
	for {
		data, err := s.socket.read(ctx)
		switch {
		case errors.Is(err, errBinary):
			return chat.Invalid("a frame is text")
		case err != nil:
			return errLeft
		}
		c, err := decode(data)
		if err != nil {
			return err
		}
		if !s.rate.Allow() {
			const most = 100 // one after another, then it is a flood
			if refused++; refused > most {
				return &errEnd{closePolicy, "too many commands"}
			}
			if err := s.answerError(c.ID, chat.Limited("too many commands: slow down")); err != nil {
				return err
			}
			continue
		}
		refused = 0
		if err := s.obey(ctx, c); err != nil {
			return err
		}
	}
}

// obey obeys a command and answers it.
func (s *session) obey(ctx context.Context, c *command) error {
	if c.Type == "ping" {
		return s.answer(plainFrame{"pong"})
	}
	frame, err := s.role.obey(ctx, s, c)
	var end *errEnd
	switch {
	case errors.As(err, &end):
		return err
	case err != nil:
		return s.answerError(c.ID, err)
	case frame == nil:
		return nil
	}
	return s.answer(frame)
}

// answerError answers a command that was not obeyed. What is our fault goes to the
// log.
func (s *session) answerError(id string, err error) error {
	if chat.KindOf(err) == chat.KindInternal {
		s.room.Log.Error("a command failed", "site", s.site, "error", err)
	}
	return s.answer(errorOf(id, err))
}

// errorOf tells a client why a command was not obeyed.
func errorOf(id string, err error) errorFrame {
	f := errorFrame{Type: "error", ID: id, Code: codes[chat.KindOf(err)], Message: reasonOf(err)}
	switch {
	case errors.Is(err, chat.ErrNobodyThere):
		f.Code = "nobodyThere"
	case errors.Is(err, chat.ErrQueueFull):
		f.Code = "queueFull"
	case errors.Is(err, chat.ErrNoRoom):
		f.Code = "noRoom"
	}
	return f
}

// answer gives a frame to the writing goroutine. A client that lets too many pile up
// is dropped.
func (s *session) answer(frame any) error {
	data, err := json.Marshal(frame)
	if err != nil {
		return fmt.Errorf("encode a frame: %w", err)
	}
	select {
	case s.answers <- data:
		return nil
	default:
		return &errEnd{closeSlow, "the answers are not taken"}
	}
}

// look wakes the writing goroutine.
func (s *session) look() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// write sends what the client is to know until the session ends. A frame under way is
// sent to its end, since otherwise the client could not be told why it was the last.
func (s *session) write(ctx context.Context, ended <-chan struct{}) error {
	l := s.room.Limits
	ping, poll, check := time.NewTicker(l.Ping), time.NewTicker(l.Poll), time.NewTicker(time.Minute)
	defer ping.Stop()
	defer poll.Stop()
	defer check.Stop()
	listening, deaf := context.WithCancel(ctx)
	defer deaf()
	var notes <-chan []byte
	for {
		if notes == nil && s.self() != (chat.GUID{}) {
			notes = s.room.Desk.Whispers(listening, s.site, s.self())
			s.look()
		}
		var err error
		select {
		case <-ended:
			return errLeft
		case frame := <-s.answers:
			err = s.send(ctx, frame)
		case <-s.wake:
			err = s.follow(ctx)
		case note := <-notes:
			err = s.note(ctx, note)
		case <-poll.C:
			err = s.follow(ctx)
		case <-ping.C:
			err = s.ping(ctx)
		case <-check.C:
			err = s.role.still(ctx, s)
		}
		if err != nil {
			return err
		}
	}
}

// note passes on news that is stored nowhere, or looks at what is stored.
func (s *session) note(ctx context.Context, note []byte) error {
	if len(note) == 0 {
		return s.follow(ctx)
	}
	return s.send(ctx, note)
}

func (s *session) ping(ctx context.Context) error {
	ctx, done := context.WithTimeout(ctx, s.room.Limits.Pong)
	defer done()
	if err := s.socket.ping(ctx); err != nil {
		return &errEnd{closePolicy, "a ping was not answered"}
	}
	return nil
}

// send writes a frame. Who does not take it in time is dropped, and can resume.
func (s *session) send(ctx context.Context, frame []byte) error {
	writing, done := context.WithTimeout(ctx, s.room.Limits.Write)
	defer done()
	err := s.socket.write(writing, frame)
	switch {
	case err == nil:
		return nil
	case errors.Is(writing.Err(), context.DeadlineExceeded):
		return &errEnd{closeSlow, "a frame was not taken in time"}
	default:
		return errLeft
	}
}

// tell sends a frame.
func (s *session) tell(ctx context.Context, frame any) error {
	data, err := json.Marshal(frame)
	if err != nil {
		return fmt.Errorf("encode a frame: %w", err)
	}
	return s.send(ctx, data)
}
