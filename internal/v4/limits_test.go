package v4

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/auth"
)

func TestTooManyRequestsOfACallerAreRefusedUntilItHasRested(t *testing.T) {
	t.Parallel()
	now := noon
	w := newWorld(t, func(o *Options) { o.Limits = auth.NewLimits(0, 0.5, func() time.Time { return now }) })
	ask := func(key string) *httptest.ResponseRecorder { return w.askAs(key, "GET", "/livechat/tickets", "") }
	for i, left := range []string{"4", "3", "2", "1", "0"} {
		rec := ask(w.key)
		if rec.Code != 200 || rec.Header().Get("RateLimit-Limit") != "5" || rec.Header().Get("RateLimit-Remaining") != left {
			t.Errorf("request %d: %d %v", i, rec.Code, rec.Header())
		}
	}
	rec := ask(w.reader) // the same agent's
	faulty(t, rec, 429, "too many requests")
	if rec.Header().Get("Retry-After") != "2" || rec.Header().Get("RateLimit-Reset") != "10" {
		t.Errorf("%v", rec.Header())
	}
	if rec := ask(w.stranger); rec.Code != 200 {
		t.Errorf("another caller: %d", rec.Code)
	}
	now = now.Add(2 * time.Second)
	if rec := ask(w.key); rec.Code != 200 {
		t.Errorf("after a rest: %d", rec.Code)
	}
}

func TestTooManyRequestsOfAnAddressAreRefusedBeforeAnybodyIsKnown(t *testing.T) {
	t.Parallel()
	now := noon
	w := newWorld(t, func(o *Options) { o.Limits = auth.NewLimits(0.2, 0, func() time.Time { return now }) })
	ask := func(from, target string) int {
		r := httptest.NewRequest("GET", target, nil)
		r.RemoteAddr = from
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, r)
		return rec.Code
	}
	for _, c := range []struct {
		from, target string
		want         int
	}{
		{"192.0.2.1:1", "/livechat/tickets", 401},
		{"192.0.2.1:2", "/livechat/tickets", 401},
		{"192.0.2.1:3", "/livechat/tickets", 429},
		{"192.0.2.1:3", "/nowhere", 429},
		{"192.0.2.1:3", "/healthz", 200},
		{"192.0.2.2:1", "/livechat/tickets", 401},
		{"[2001:db8::1]:1", "/livechat/tickets", 401},
		{"[2001:db8::2]:1", "/livechat/tickets", 401},
		{"[2001:db8::3]:1", "/livechat/tickets", 429},
		{"[2001:db8:0:1::3]:1", "/livechat/tickets", 401},
	} {
		if got := ask(c.from, c.target); got != c.want {
			t.Errorf("%s from %s: %d, want %d", c.target, c.from, got, c.want)
		}
	}
}
