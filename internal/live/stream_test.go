package live_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

// ask makes a request to a world's room, and takes nothing of the answer but its head.
func (w *world) ask(t *testing.T, method, path, body string, header ...string) (status int, head http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, w.server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode, answer.Header
}

func TestPagesOfOtherOriginsMayStreamIfTheyAreListed(t *testing.T) {
	t.Parallel()
	const ours = "https://shop.example"
	w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Origins = []string{ours} })
	hello := `{"type":"hello","role":"visitor","site":10000}`
	for _, c := range []struct {
		method, path, body, origin, cookie string
		status                             int
	}{
		{http.MethodOptions, live.StreamPath, "", ours, "", http.StatusNoContent},
		{http.MethodOptions, live.SendPath, "", ours, "", http.StatusNoContent},
		{http.MethodOptions, live.StreamPath, "", "https://evil.example", "", http.StatusForbidden},
		{http.MethodOptions, live.StreamPath, "", "null", "", http.StatusForbidden},
		{http.MethodPost, live.StreamPath, hello, ours, "", http.StatusOK},
		{http.MethodPost, live.StreamPath, hello, "https://evil.example", "", http.StatusForbidden},
		{http.MethodPost, live.StreamPath, hello, "", "", http.StatusOK},
		{http.MethodPost, live.StreamPath, hello, "", "a=b", http.StatusForbidden},
		{http.MethodPost, live.SendPath, "{}", ours, "", http.StatusNotFound},
		{http.MethodGet, live.StreamPath, "", ours, "", http.StatusMethodNotAllowed},
	} {
		header := []string{"Cookie", c.cookie}
		if c.origin != "" {
			header = append(header, "Origin", c.origin, "Access-Control-Request-Method", "POST")
		}
		status, head := w.ask(t, c.method, c.path, c.body, header...)
		if status != c.status {
			t.Errorf("%+v: %d", c, status)
		}
		may := head.Get("Access-Control-Allow-Origin")
		if want := map[bool]string{true: c.origin}[c.status != http.StatusForbidden]; may != want {
			t.Errorf("%+v: allowed is %q, want %q", c, may, want)
		}
		if head.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%+v: cookies are asked for", c)
		}
		if c.method == http.MethodOptions && c.status == http.StatusNoContent {
			if h := head.Get("Access-Control-Allow-Headers"); !strings.Contains(h, live.SessionHeader) {
				t.Errorf("%+v: headers %q", c, h)
			}
		}
		if c.status == http.StatusOK {
			for name, want := range map[string]string{"Content-Type": "text/event-stream", "X-Accel-Buffering": "no", "Vary": "Origin", "Cache-Control": "no-store, no-transform"} {
				if got := head.Get(name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
		}
	}
}

func TestAFrameForNoStreamIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t).by(dialStream)
	v, _ := w.visitor(t, "")
	s, ok := v.conn.(*streamed)
	if !ok {
		t.Fatal("not a stream")
	}
	ping := `{"type":"ping"}`
	if status, _ := w.ask(t, http.MethodPost, live.SendPath, ping, live.SessionHeader, s.token); status != http.StatusNoContent {
		t.Errorf("answered by %d", status)
	}
	v.expectType("pong")
	for _, token := range []string{"", "guess", s.token + "x"} {
		if status, _ := w.ask(t, http.MethodPost, live.SendPath, ping, live.SessionHeader, token); status != http.StatusNotFound {
			t.Errorf("%q was answered by %d", token, status)
		}
	}
	if status, _ := w.ask(t, http.MethodPost, live.SendPath+"?"+live.SessionHeader+"="+s.token, ping); status != http.StatusNotFound {
		t.Error("a token was taken from the address")
	}
	v.write(`{"type":7}`)
	v.expectClose(1008)
	deadline := time.Now().Add(patience)
	for status := 0; status != http.StatusNotFound; status, _ = w.ask(t, http.MethodPost, live.SendPath, ping, live.SessionHeader, s.token) {
		if time.Now().After(deadline) {
			t.Fatal("a session goes on after its end")
		}
	}
}

// TestAStreamOutlivesTheServersTimeouts has a server whose requests may take a moment
// only, and a stream that takes many.
func TestAStreamOutlivesTheServersTimeouts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *live.Options, _ *chat.Terms) { o.Limits.Ping = 100 * time.Millisecond }).by(dialStream)
	short := httptest.NewUnstartedServer(w.room)
	const moment = 200 * time.Millisecond
	short.Config.ReadTimeout, short.Config.WriteTimeout = moment, moment
	short.Start()
	t.Cleanup(short.Close)
	t.Cleanup(w.room.Close)
	here := *w
	here.server = short
	v, _ := here.visitor(t, "")
	s, ok := v.conn.(*streamed)
	if !ok {
		t.Fatal("not a stream")
	}
	for began := time.Now(); time.Since(began) < 5*moment; {
		if line, err := s.events.ReadString('\n'); err != nil || (line != ":\n" && line != "\n") {
			t.Fatalf("%q, %v instead of a heartbeat", line, err)
		}
	}
	v.send(map[string]any{"type": "ping"})
	v.expectType("pong")
}
