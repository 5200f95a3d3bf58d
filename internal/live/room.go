package live

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/time/rate"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// Path is where the room listens.
const Path = "/live"

// Options is what a room needs.
type Options struct {
	Desk *chat.Desk
	Auth Authenticator
	// Origins are the web origins that may connect, such as https://example.com;
	// none means all, since no credential is sent by itself.
	Origins []string
	Limits  Limits
	Now     func() time.Time
	// Exempt reports whether bans of addresses do not count for one, such as a proxy's;
	// nil for none. Those of this machine are exempt anyway.
	Exempt func(netip.Addr) bool
	// Transcripts tells that visitors can have a chat's transcript sent by e-mail.
	Transcripts bool
	// Places tells where visitors are; nil when nobody knows.
	Places Places
	// Buttons are our texts of the widget's button, by language in lower case.
	Buttons map[string]Button
	// Log takes what no client can be told; nil discards it.
	Log *slog.Logger
}

// Places tells where addresses are.
type Places interface {
	// Where is fast: it waits for no network. An address that is not known is nowhere.
	Where(address netip.Addr) (chat.Whereabouts, error)
}

// Authenticator tells who an agent is by the token of the first frame, which it finds
// where a request of the API has it.
type Authenticator interface {
	// Authenticate reads the request's credentials, and nothing of its body.
	Authenticate(ctx context.Context, r *http.Request) (chat.Actor, error)
}

// Room is where visitors and agents are connected to this node.
type Room struct {
	Options
	handshakes *rate.Limiter
	node       *node
	presence   *presence
	visits     *visits
	board      *board
	fronts     *auth.Limits // of requests for campaigns
	challenges *challenges
	wrapups    *wrapups
	clock      *clock
	authority  authority
	tidy       tidy
	streams    sync.Map        // of *stream, by its token
	ctx        context.Context // ends when the room is closed
	leave      context.CancelFunc
	sessions   sync.WaitGroup

	mu        sync.Mutex
	closed    bool
	addresses map[netip.Addr]int
}

// New opens a room.
func New(o Options) *Room {
	o.Limits = o.Limits.filled()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	r := &Room{Options: o, addresses: map[netip.Addr]int{}}
	r.handshakes = rate.NewLimiter(rate.Limit(o.Limits.Handshakes), o.Limits.Handshakes)
	r.node = &node{id: uuid.New(), desk: o.Desk, now: o.Now}
	r.presence = newPresence(o.Desk, r.node, o.Now)
	r.wrapups = &wrapups{desk: o.Desk, now: o.Now, asked: map[campaignOf]askedAt{}}
	r.ctx, r.leave = context.WithCancel(context.Background())
	r.clock = newClock(o.Limits)
	r.tidy.free = func() { r.sessions.Go(debug.FreeOSMemory) }
	r.sessions.Go(func() { r.presence.renew(r.ctx, r.Log) })
	r.visits = newVisits(r)
	r.sessions.Go(func() { r.visits.run(r.ctx) })
	r.board, r.fronts = newBoard(r), auth.NewLimits(auth.Rate(o.Limits.FrontRate), 0, time.Now)
	r.challenges = newChallenges(o.Now)
	r.sessions.Go(func() { r.board.run(r.ctx) })
	r.sessions.Go(func() { r.authority.run(r.ctx, o.Limits.Authority) })
	r.sessions.Go(func() { r.clock.run(r.ctx, r.tidy.beat) })
	return r
}

// Close tells all clients to come again in a moment, and waits until they have been
// told.
func (r *Room) Close() {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	r.leave()
	for slot := range beats {
		r.clock.each(slot, func(s *session) { go s.end(errRestart) })
	}
	r.sessions.Wait()
	r.visits.close()
	r.board.close()
}

// Serves reports whether a path is one of the room's.
func Serves(path string) bool {
	return path == Path || path == StreamPath || path == SendPath || path == CampaignPath
}

// ServeHTTP makes a session out of a request, or takes a frame for one.
func (r *Room) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	if !admitOrigin(r.Origins, req) {
		http.Error(w, "this origin may not connect", http.StatusForbidden)
		return
	}
	if req.URL.Path == Path {
		r.begin(w, req, r.upgrade)
		return
	}
	allow(w.Header(), req)
	switch {
	case req.URL.Path == CampaignPath:
		r.showCampaign(w, req)
	case req.Method == http.MethodOptions:
		preflight(w)
	case req.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "frames are sent by POST", http.StatusMethodNotAllowed)
	case req.URL.Path == SendPath:
		r.send(w, req)
	default:
		r.begin(w, req, r.stream)
	}
}

// begin makes a session unless there are too many. It is over when how returns, or for
// a connection that is taken over, when its session ends.
func (r *Room) begin(w http.ResponseWriter, req *http.Request, how func(http.ResponseWriter, *http.Request) (goesOn bool)) {
	address := addressOf(req)
	if !r.handshakes.Allow() || !r.enter(address) {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "too many connections", http.StatusTooManyRequests)
		return
	}
	if !how(w, req) {
		r.exit(address)
	}
}

// upgrade makes a session of a WebSocket, and tells whether it could.
func (r *Room) upgrade(w http.ResponseWriter, req *http.Request) bool {
	if !slices.Contains(websocketProtocols(req), Protocol) {
		http.Error(w, "this is a WebSocket of the subprotocol "+Protocol, http.StatusBadRequest)
		return false
	}
	socket, err := accept(w, req, r.Limits.Authenticate, r.Limits.Write)
	if err != nil {
		return false // it has answered
	}
	address := addressOf(req)
	go func() {
		s := r.greet(req, socket)
		go func() { // without the request, and with a stack that has not grown yet
			defer r.exit(address)
			s.read()
		}()
	}()
	return true
}

// greet reads the first frame, and answers it.
func (r *Room) greet(req *http.Request, socket socket) *session {
	s := r.newSession(req, socket)
	hello, err := readHello(socket)
	if err != nil {
		s.end(err)
	} else {
		s.open(context.Background(), hello, req)
	}
	return s
}

// newSession makes a session that is told when the room is closed.
func (r *Room) newSession(req *http.Request, socket socket) *session {
	socket.limit(r.Limits.VisitorFrame)
	s := &session{room: r, socket: socket, from: callerOf(req)}
	s.from.bannable = r.bannable(addressOf(req))
	s.out.busy = true
	r.clock.add(s)
	if r.ctx.Err() != nil { // closed meanwhile
		s.end(errRestart)
	}
	return s
}

func callerOf(req *http.Request) caller {
	c := caller{userAgent: strings.Clone(clipped(req.UserAgent())), origin: strings.Clone(originOf(req))} // a part would keep all headers
	if a := addressOf(req); a.IsValid() {
		c.address = a.String()
	}
	return c
}

func readHello(socket socket) (*command, error) {
	data, err := socket.read()
	switch {
	case timedOut(err):
		return nil, &errEnd{closePolicy, "the first frame did not come in time"}
	case err != nil:
		return nil, asEnd(err)
	}
	hello, err := decode(data)
	if err == nil && hello.Type != "hello" {
		err = chat.Invalid("the first frame is a hello")
	}
	return hello, err
}

// admitOrigin compares the origin of a browser's page with the list, to the letter; a
// page of this server itself may always connect, for the widget's own is one. A cookie without an origin comes from no browser that we know of.
func admitOrigin(origins []string, req *http.Request) bool {
	origin := req.Header.Get("Origin")
	if origin == "" {
		return req.Header.Get("Cookie") == "" || fromOurOwn(req)
	}
	return len(origins) == 0 || slices.Contains(origins, origin) || originOf(req) == ""
}

// fromOurOwn tells the requests in which browsers name no origin though they have a cookie:
// those of a page of ours for what it shows, as they say themselves or by the only cookie
// that there is of us, at which nothing here looks.
func fromOurOwn(req *http.Request) bool {
	cookies := req.Cookies()
	others := slices.ContainsFunc(cookies, func(c *http.Cookie) bool {
		return c.Name != auth.SessionCookie && c.Name != auth.PlainSessionCookie
	})
	return req.Header.Get("Sec-Fetch-Site") == "same-origin" || len(cookies) > 0 && !others
}

// websocketProtocols are the subprotocols that the client speaks.
func websocketProtocols(req *http.Request) (names []string) {
	for _, header := range req.Header.Values("Sec-WebSocket-Protocol") {
		for name := range strings.SplitSeq(header, ",") {
			names = append(names, strings.TrimSpace(name))
		}
	}
	return names
}

func addressOf(req *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(req.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return address.Unmap()
}

// enter counts a session, unless the room is closed or its address has the most
// already. Addresses of this machine, where a proxy is, may have any number.
func (r *Room) enter(a netip.Addr) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed || (r.addresses[a] >= r.Limits.PerAddress && !a.IsLoopback()) {
		return false
	}
	r.addresses[a]++
	r.tidy.moves.Add(1)
	r.sessions.Add(1)
	return true
}

func (r *Room) exit(a netip.Addr) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tidy.moves.Add(1)
	if r.addresses[a]--; r.addresses[a] == 0 {
		delete(r.addresses, a)
	}
	r.sessions.Done()
}

// reasonOf is what a close frame can tell: 123 bytes at most.
func reasonOf(err error) string {
	text := "an error of the server"
	var e *chat.Error
	if errors.As(err, &e) && e.Kind != chat.KindInternal {
		text = e.Message
	}
	const most = 120
	for i := range text {
		if i > most {
			return text[:i-1]
		}
	}
	return text
}
