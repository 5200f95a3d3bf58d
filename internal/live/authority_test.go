package live_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

// revocable are tokens that can be taken away.
type revocable struct {
	mu   sync.Mutex
	have tokens
}

func (r *revocable) Authenticate(_ context.Context, req *http.Request) (chat.Actor, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	actor, ok := r.have[strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")]
	if !ok {
		return chat.Actor{}, chat.Unauthenticated("the credentials are not valid")
	}
	return actor, nil
}

func (r *revocable) revoke(token string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.have, token)
}

// revocably has a world's tokens looked at often, and taken away by the test.
func revocably(t *testing.T) (*world, *revocable) {
	t.Helper()
	r := &revocable{have: tokens{}}
	w := newWorld(t, func(o *live.Options, _ *chat.Terms) {
		o.Auth, o.Limits.Authority = r, 10*time.Millisecond
	})
	for name, actor := range w.tokens {
		r.have[name], r.have["another of "+name] = actor, actor
	}
	return w, r
}

func TestAConnectionDoesNotOutliveItsToken(t *testing.T) {
	t.Parallel()
	w, r := revocably(t)
	a, again, b := w.agent(t, "ada"), w.agent(t, "another of ada"), w.agent(t, "bob")
	r.revoke("ada")
	a.expectClose(1008)
	for _, c := range []*client{again, b} {
		c.send(map[string]any{"type": "ping"})
		c.expectType("pong")
	}
}

// The control: who does not look again, does not see it.
func TestAConnectionWhoseTokenIsNotLookedAtGoesOn(t *testing.T) {
	t.Parallel()
	r := &revocable{have: tokens{}}
	w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Auth = r })
	r.have["ada"] = w.tokens["ada"]
	a := w.agent(t, "ada")
	r.revoke("ada")
	a.send(map[string]any{"type": "ping"})
	a.expectType("pong")
}

func TestAConnectionGoesOnWithAnotherToken(t *testing.T) {
	t.Parallel()
	w, r := revocably(t)
	a := w.online(t, "ada")
	for token, code := range map[string]string{"bob": "denied", "unknown": "denied", "": "denied"} {
		if f := a.try("token", "token", token); f.Type != "error" || f.Code != code {
			t.Errorf("the token %q: %+v", token, f)
		}
	}
	a.do("token", "token", "another of ada")
	r.revoke("ada")
	v, _ := w.visitor(t, "")
	v.request("Vi")
	a.chat = v.chat
	a.expectState("offered")
	r.revoke("another of ada")
	a.expectClose(1008)
}

// What a node remembers of a token, and when it looks again, are less than what
// docs/live.md promises.
func TestAnEndedSignInHasNoConnectionAfterFiveSeconds(t *testing.T) {
	t.Parallel()
	const promised = 5 * time.Second
	if most := auth.Revocation + live.DefaultLimits.Authority; most >= promised {
		t.Errorf("it may take %v, and %v are promised", most, promised)
	}
}

// A page of ours asks for what it shows without naming an origin, and with the cookie of
// whoever has signed in beside it.
func TestWhoHasSignedInIsShownWhatOthersAre(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Origins = []string{"https://shop.example"} })
	for _, c := range []struct {
		header []string
		status int
	}{
		{nil, http.StatusOK},
		{[]string{"Cookie", auth.SessionCookie + "=ps_x"}, http.StatusOK},
		{[]string{"Cookie", auth.PlainSessionCookie + "=ps_x"}, http.StatusOK},
		{[]string{"Cookie", auth.SessionCookie + "=ps_x; a=b", "Sec-Fetch-Site", "same-origin"}, http.StatusOK},
		{[]string{"Cookie", auth.SessionCookie + "=ps_x; a=b"}, http.StatusForbidden},
		{[]string{"Cookie", "a=b", "Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		{[]string{"Cookie", "nonsense"}, http.StatusForbidden},
		{[]string{"Cookie", auth.SessionCookie + "=ps_x", "Origin", "https://evil.example"}, http.StatusForbidden},
	} {
		if status, _ := w.ask(t, http.MethodGet, live.CampaignPath+"?site=10000", "", c.header...); status != c.status {
			t.Errorf("%q: %d, want %d", c.header, status, c.status)
		}
	}
}
