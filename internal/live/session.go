package live

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"sync"

	"golang.org/x/time/rate"

	"github.com/parleychat/parley/internal/chat"
)

// session is one connection. While nothing happens it has one goroutine, which reads.
type session struct {
	room   *Room
	socket socket
	from   caller
	role   role
	rate   *rate.Limiter
	typed  *rate.Limiter // of texts that are not sent yet; nil for an agent
	slot   int           // of the clock

	site  chat.SiteID
	epoch chat.GUID

	mu    sync.Mutex
	who   chat.GUID // a visitor has none before the first request
	leave func()    // stops listening for who

	posted *posted   // where the board keeps the site for the session; nil for an agent
	seenAs chat.GUID // the visitor as whom a stranger is shown

	looking chat.GUID // the visitor as whom the client looks at pages; of the reading goroutine

	out outbox

	// These belong to whoever sends.
	places     map[chat.GUID]*place
	noPlace    map[chat.GUID]int64 // where the client says that it is, from another connection
	batch      []frame             // to be written together
	batchBytes int
}

// caller is what is known of the other side from its request.
type caller struct {
	address   string // may be empty
	userAgent string
	origin    string // see originOf
	bannable  netip.Addr
}

// role is what visitors and agents do differently.
type role interface {
	// begin finds out who has connected and answers the first frame.
	begin(ctx context.Context, s *session, hello *command) (welcomeFrame, error)
	// obey obeys a command and gives the frame that answers it, nil for none.
	obey(ctx context.Context, s *session, c *command) (any, error)
	// state is how the client sees a chat.
	state(ctx context.Context, s *session, r *chat.Running) (stateFrame, error)
	// asks tells what the client is to be asked of a chat, when that has changed.
	asks(ctx context.Context, s *session, r *chat.Running, p *place) error
	// news tells what the client is to know beside its chats.
	news(ctx context.Context, s *session) error
	// still reports whether the session may go on.
	still(ctx context.Context, s *session) error
}

// self is who is connected.
func (s *session) self() chat.GUID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.who
}

// open answers the first frame, or ends the session.
func (s *session) open(ctx context.Context, hello *command, req *http.Request) {
	welcome, err := s.start(ctx, hello, req)
	if err == nil {
		err = s.answer(welcome)
	}
	if v, is := s.role.(*visitorRole); is && err == nil {
		err = v.ask(s, v.campaign)
	}
	if err != nil {
		s.end(err)
		return
	}
	s.out.mu.Lock()
	s.out.busy = false
	s.out.mu.Unlock()
	s.look()
}

// start finds out who has connected.
func (s *session) start(ctx context.Context, hello *command, req *http.Request) (welcome welcomeFrame, err error) {
	if hello.Site <= 0 && hello.Role == "visitor" {
		return welcome, chat.Invalid("the first frame names the site")
	}
	l := s.room.Limits
	switch hello.Role {
	case "visitor":
		s.role, s.rate, s.typed = &visitorRole{}, limiter(l.VisitorRate, l.VisitorBurst), newTyped()
	case "agent":
		s.role, s.rate = &agentRole{request: bare(req)}, limiter(l.AgentRate, l.AgentBurst)
		s.socket.limit(l.AgentFrame)
	default:
		return welcome, chat.Invalid("the role is visitor or agent")
	}
	s.site = chat.SiteID(hello.Site)
	if welcome, err = s.role.begin(ctx, s, hello); err != nil {
		return welcome, err
	}
	if s.epoch, err = s.room.Desk.Epoch(ctx, s.site); err != nil {
		return welcome, err
	}
	s.positions(hello)
	welcome.Type, welcome.Protocol, welcome.Epoch = "welcome", Protocol, s.epoch
	return welcome, nil
}

// bare is what authentication looks at of a request, without what holds on to its
// connection.
func bare(req *http.Request) *http.Request {
	return &http.Request{Method: http.MethodGet, URL: &url.URL{Path: Path}, Header: req.Header.Clone(), Host: req.Host, RemoteAddr: req.RemoteAddr}
}

// positions reads where the client is. Numbers of another epoch mean nothing.
func (s *session) positions(hello *command) {
	for _, p := range hello.Positions {
		if id, err := guid(p.Chat); err == nil {
			if hello.Epoch != s.epoch.String() {
				p.Seq = -1
			}
			if s.noPlace == nil {
				s.noPlace = map[chat.GUID]int64{}
			}
			s.noPlace[id] = p.Seq
		}
	}
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
	s.who, s.leave = who, s.room.Desk.Listen(ctx, s.site, who, s)
	s.mu.Unlock()
	return s.room.presence.seen(ctx, s.site, who)
}

// exit takes the connection off.
func (s *session) exit(ctx context.Context) {
	s.room.authority.remove(s)
	s.room.visits.leave(s)
	s.room.board.unwatch(s)
	s.room.board.release(s)
	who := s.self()
	if who == (chat.GUID{}) {
		return
	}
	s.leave()
	if !s.room.presence.exit(s.site, who) {
		return
	}
	if err := s.room.presence.gone(ctx, s.site, who); err != nil {
		s.room.Log.Error("noting that a connection has ended", "site", s.site, "error", err)
	}
	if _, agent := s.role.(*agentRole); agent {
		s.room.Desk.TellFloor(ctx, s.site)
	}
}

// end ends the session, and tells the client why.
func (s *session) end(err error) {
	s.out.mu.Lock()
	first := !s.out.ended
	s.out.ended, s.out.todo = true, todo{}
	if s.out.again != nil {
		s.out.again.Stop()
	}
	s.out.mu.Unlock()
	if !first {
		return
	}
	var end *errEnd
	switch {
	case errors.As(err, &end):
		s.socket.close(end.code, end.reason)
	case chat.KindOf(err) == chat.KindInternal:
		s.room.Log.Error("a session broke", "site", s.site, "error", err)
		s.socket.close(closeBroken, reasonOf(err))
	default:
		s.socket.close(closePolicy, reasonOf(err))
	}
}

// errEnd ends a session with a code and a reason.
type errEnd struct {
	code   int
	reason string
}

// Error is the reason.
func (e *errEnd) Error() string { return e.reason }

var (
	errLeft    = &errEnd{0, "the client has gone"}
	errRestart = &errEnd{closeRestart, restartReason}
)

// asEnd is how a session ends whose socket has failed.
func asEnd(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errBinary):
		return chat.Invalid("a frame is text")
	case errors.Is(err, errTooBig):
		return &errEnd{closeTooBig, "the frame is too large"}
	case errors.Is(err, errFlood):
		return &errEnd{closePolicy, "too many pings"}
	case timedOut(err):
		return &errEnd{closePolicy, "a frame did not come to its end"}
	case errors.Is(err, errSlow):
		return &errEnd{closeSlow, "a frame was not taken in time"}
	default:
		return errLeft
	}
}

// read obeys the client's commands until the session ends.
func (s *session) read() {
	ctx, refused := context.Background(), 0
	for !s.out.over() {
		if err := s.readOne(ctx, &refused); err != nil {
			s.end(err)
		}
	}
	s.socket.drain()
	s.room.clock.remove(s)
	s.exit(ctx)
}

// over reports whether the session has ended.
func (o *outbox) over() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.ended
}

// readOne waits for a command and obeys it. refused counts those in a row that came
// too fast.
func (s *session) readOne(ctx context.Context, refused *int) error {
	data, err := s.socket.read()
	if err != nil {
		return asEnd(err)
	}
	c, err := decode(data)
	if err != nil || s.out.over() {
		return err
	}
	s.hold()
	defer s.release()
	if s.admits(c) {
		*refused = 0
		return s.obey(ctx, c)
	}
	const most = 100 // one after another, then it is a flood
	if *refused++; *refused > most {
		return &errEnd{closePolicy, "too many commands"}
	}
	return s.answerError(c.ID, chat.Limited("too many commands: slow down"))
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
	if err := s.answer(errorOf(id, err)); err != nil {
		return err
	}
	if u := (*unproven)(nil); errors.As(err, &u) {
		return s.answer(s.challenge(u.work))
	}
	return nil
}

// errorOf tells a client why a command was not obeyed.
func errorOf(id string, err error) errorFrame {
	f := errorFrame{Type: "error", ID: id, Code: codes[chat.KindOf(err)], Message: reasonOf(err)}
	u := (*unproven)(nil)
	switch {
	case errors.As(err, &u):
		f.Code = "challenge"
	case errors.Is(err, chat.ErrNobodyThere):
		f.Code = "nobodyThere"
	case errors.Is(err, chat.ErrQueueFull):
		f.Code = "queueFull"
	case errors.Is(err, chat.ErrNoRoom):
		f.Code = "noRoom"
	}
	return f
}
