package v4

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// Options is what the API needs.
type Options struct {
	Service *chat.Service
	Auth    Authenticator
	// SignIn hands out access tokens at POST /oauth/token; nil leaves that
	// address unknown.
	SignIn SignIn
	// OpenID asks identity providers who agents are; nil knows none.
	OpenID OpenID
	// Avatars takes pictures of agents; nil knows of no agent.
	Avatars Avatars
	// FirstRun makes the first site at /setup; nil leaves that address unknown.
	FirstRun FirstRun
	// Limits bounds the requests of addresses and callers; nil does not.
	Limits *auth.Limits
	// Ready tells whether calls can be answered; nil means always.
	Ready func(context.Context) error
	// Ending ends when the server is about to end: calls that wait are answered
	// then, and streams end. nil means never.
	Ending context.Context
	// Log takes one line for each call, without the texts of chats and without
	// secrets; nil discards them.
	Log *slog.Logger
}

// Authenticator tells who is calling. Its errors are answered by their kind:
// KindUnauthenticated with 401, KindDenied with 403, KindLimited with 429.
type Authenticator interface {
	// Authenticate reads the request's credentials, and nothing of its body.
	Authenticate(ctx context.Context, r *http.Request) (chat.Actor, error)
}

// Avatars gives agents their avatars.
type Avatars interface {
	// SetAvatar makes an avatar of a picture, in the place of the one before.
	SetAvatar(ctx context.Context, actor chat.Actor, agent chat.GUID, picture chat.Upload) (*chat.Agent, error)
	// RemoveAvatar takes it away; where there is none that is no error.
	RemoveAvatar(ctx context.Context, actor chat.Actor, agent chat.GUID) error
}

// New makes the handler of the Chat API. It answers under /v4, /api/v4, /api and
// without a prefix, and every address that it does not know with 404.
func New(o Options) http.Handler {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Ready == nil {
		o.Ready = func(context.Context) error { return nil }
	}
	if o.Ending == nil {
		o.Ending = context.Background()
	}
	s := &server{Options: o, mux: http.NewServeMux(), words: words{}, waiting: newWaiting()}
	s.serve(s.routes())
	if s.Service != nil {
		s.Service = s.Service.WithTeller(s.tell)
	}
	return s
}

// serve answers the routes of a table.
func (s *server) serve(rows []route) {
	allowed := map[string][]string{} // by pattern
	for _, rt := range rows {
		s.words.add(rt.pattern)
		s.mux.Handle(rt.method+" "+patternOf(rt.pattern), s.edge(rt))
		allowed[rt.pattern] = append(allowed[rt.pattern], rt.method)
	}
	for pattern, methods := range allowed {
		s.mux.Handle(patternOf(pattern), s.wrongMethod(pattern, methods))
	}
	s.mux.Handle("/", s.edge(unknownAddress))
}

// server joins the options with the routes.
type server struct {
	Options
	mux     *http.ServeMux
	words   words
	buffers sync.Pool // of *[]byte
	writing turns     // of writes with a key
	waiting *waiting
	tellers map[chat.Collection]func(chat.Resource) []byte // by what they tell of
}

var unknownAddress = route{need: anyone, body: unreadBody, handle: func(*http.Request, chat.Actor) (answer, error) {
	return answer{}, errNoRoute()
}}

// wrongMethod answers the methods that a known address does not have.
func (s *server) wrongMethod(pattern string, methods []string) http.Handler {
	if slices.Contains(methods, http.MethodGet) {
		methods = append(methods, http.MethodHead)
	}
	slices.Sort(methods)
	allowed := strings.Join(methods, ", ")
	return s.edge(route{pattern: pattern, need: anyone, body: unreadBody, handle: func(r *http.Request, _ chat.Actor) (answer, error) {
		return answer{}, errMethod(r.Method, allowed)
	}})
}

// ServeHTTP finds the route by the canonical form of the address.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, ok := s.words.canonical(r.URL.EscapedPath())
	if !ok {
		path = "/"
	}
	// The request belongs to the caller: a copy is given the canonical address.
	here, address := *r, *r.URL
	address.Path, address.RawPath = unescaped(path), path
	here.URL = &address
	s.mux.ServeHTTP(w, &here)
}
