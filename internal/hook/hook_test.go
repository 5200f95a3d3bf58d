package hook_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/hook"
)

const (
	secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
	former = "whsec_OTg3NjU0MzIxMDk4NzY1NDMyMTA5ODc2"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// aTurn is a turn of a bot at an address.
func aTurn(url string) *chat.BotTurn {
	now := time.Date(2026, 11, 29, 10, 40, 0, 0, time.UTC)
	wanted := chat.Chat{GUID: chat.GUID{9}, VisitorID: chat.GUID{7}, PreChat: chat.PreChat{Name: "Vi", Email: "vi@example.com"}, PageURL: "https://shop.example/"}
	r, _ := chat.RequestBot(wanted, chat.Person{ID: chat.GUID{8}, Name: "Robbie"}, now, now)
	heard, err := r.PostByVisitor("where is it?", now)
	if err != nil {
		panic(err)
	}
	return &chat.BotTurn{Bot: chat.Bot{ID: chat.GUID{8}, Name: "Robbie", WebhookURL: url, Secret: secret}, N: 2, Try: 1, Running: r, Heard: heard}
}

// serving calls a bot that answers so, over plain HTTP.
func serving(t *testing.T, answer http.HandlerFunc) (*hook.Bots, *httptest.Server) {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	return botsIn(t, hook.Options{Networks: loopback}), s
}

func botsIn(t *testing.T, o hook.Options) *hook.Bots {
	t.Helper()
	c := hook.NewCaller(o)
	t.Cleanup(c.Close)
	return hook.NewBots(c)
}

func TestABotIsToldAndDoesAsItAnswers(t *testing.T) {
	t.Parallel()
	var ids, bodies []string
	bots, s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err := errors.Join(err, hook.Verify(r.Header, []string{secret}, body, time.Now())); err != nil {
			t.Error(err)
		}
		ids, bodies = append(ids, r.Header.Get(hook.IDHeader)), append(bodies, string(body))
		_, _ = io.WriteString(w, `{"actions":[{"type":"text","text":"It is under way."},{"type":"handOver","department":"05000000-0000-0000-0000-000000000000","later":1}],"later":[]}`)
	})
	turn := aTurn(s.URL)
	for try := range 2 {
		turn.Try = int64(try + 1)
		got, err := bots.CallBot(t.Context(), turn)
		if err != nil {
			t.Fatal(err)
		}
		want := chat.BotAnswer{Texts: []string{"It is under way."}, Then: chat.BotHandsOver, Department: chat.GUID{5}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	if ids[0] != ids[1] || bodies[0] != bodies[1] || ids[0] != "turn_09000000-0000-0000-0000-000000000000_2" {
		t.Errorf("two tries differ: %q, %q", ids, bodies)
	}
	var told hook.Turn
	if err := json.Unmarshal([]byte(bodies[0]), &told); err != nil {
		t.Fatal(err)
	}
	if m := told.Messages; len(m) != 1 || m[0].Text != "where is it?" || m[0].From != "visitor" || told.Visitor.Email != "vi@example.com" || told.Turn != 2 {
		t.Errorf("told %+v", told)
	}
}

func TestWhatIsNoAnswerIsHopelessOrTriedAgain(t *testing.T) {
	t.Parallel()
	many := `{"actions":[` + strings.TrimSuffix(strings.Repeat(`{"type":"text","text":"x"},`, 1000), ",") + `]}`
	for name, c := range map[string]struct {
		status   int
		reply    string
		fine     bool
		hopeless bool
	}{
		"says nothing":            {204, "", true, false},
		"does nothing":            {200, `{"actions":[]}`, true, false},
		"no JSON":                 {200, `<html>`, false, true},
		"empty":                   {200, ``, false, true},
		"another type":            {200, `{"actions":{"type":"end"}}`, false, true},
		"a thousand actions":      {200, many, false, true},
		"an unknown action":       {200, `{"actions":[{"type":"dance"}]}`, false, true},
		"an action after the end": {200, `{"actions":[{"type":"end"},{"type":"text","text":"x"}]}`, false, true},
		"not UTF-8":               {200, "{\"actions\":[{\"type\":\"text\",\"text\":\"\xff\"}]}", false, true},
		"NUL":                     {200, `{"actions":[{"type":"text","text":"a\u0000"}]}`, false, true},
		"no department":           {200, `{"actions":[{"type":"handOver","department":"sales"}]}`, false, true},
		"too long":                {200, `{"actions":[]}` + strings.Repeat(" ", hook.MaxReply), false, true},
		"not found":               {404, "", false, true},
		"gone":                    {410, "", false, true},
		"another success":         {202, `{"actions":[]}`, false, true},
		"overloaded":              {503, "", false, false},
		"slow down":               {429, "", false, false},
	} {
		bots, s := serving(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.reply)
		})
		_, err := bots.CallBot(t.Context(), aTurn(s.URL))
		if (err == nil) != c.fine || errors.Is(err, chat.ErrBotHopeless) != c.hopeless {
			t.Errorf("%s: %v", name, err)
		}
	}
	bots, s := serving(t, nil)
	s.Close()
	if _, err := bots.CallBot(t.Context(), aTurn(s.URL)); err == nil || errors.Is(err, chat.ErrBotHopeless) {
		t.Errorf("nobody listens: %v", err)
	}
}

func TestAGigabyteIsNotRead(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	stopped := make(chan struct{})
	bots, s := serving(t, func(w http.ResponseWriter, _ *http.Request) {
		defer close(stopped)
		for sent.Load() < 1<<30 {
			n, err := w.Write(make([]byte, 1<<16))
			if sent.Add(int64(n)); err != nil {
				return
			}
		}
	})
	if _, err := bots.CallBot(t.Context(), aTurn(s.URL)); !errors.Is(err, chat.ErrBotHopeless) {
		t.Errorf("got %v", err)
	}
	<-stopped
	if n := sent.Load(); n > 64<<20 {
		t.Errorf("%d bytes were taken", n)
	}
}

// A bot that sends byte after byte would never be too slow for a limit on each.
func TestADripEndsWithItsTime(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	bots, s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		for range 1000 {
			if _, err := io.WriteString(w, " "); err != nil {
				return
			}
			_ = http.NewResponseController(w).Flush()
			stop() // the time is over while the reply comes in
		}
		<-r.Context().Done()
	})
	if _, err := bots.CallBot(ctx, aTurn(s.URL)); !errors.Is(err, context.Canceled) || errors.Is(err, chat.ErrBotHopeless) {
		t.Errorf("got %v", err)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	var followed atomic.Int64
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Add(1) }))
	t.Cleanup(inside.Close)
	for _, status := range []int{301, 302, 303, 307, 308} {
		bots, s := serving(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, inside.URL, status) })
		if _, err := bots.CallBot(t.Context(), aTurn(s.URL)); !errors.Is(err, chat.ErrBotHopeless) {
			t.Errorf("%d: %v", status, err)
		}
	}
	if n := followed.Load(); n > 0 {
		t.Errorf("%d were followed", n)
	}
}

// Whatever an address is called, what it leads to is looked at. The control is the
// same address where its network is allowed.
func TestAddressesWithinAreNotCalled(t *testing.T) {
	t.Parallel()
	var called atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		called.Add(1)
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(s.Close)
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	strict, open := botsIn(t, hook.Options{}), botsIn(t, hook.Options{Networks: loopback})
	for _, host := range []string{"127.0.0.1", "localhost", "::ffff:127.0.0.1"} {
		for _, scheme := range []string{"http", "https", "HTTP"} {
			_, err := strict.CallBot(t.Context(), aTurn(scheme+"://"+net.JoinHostPort(host, port)))
			if !errors.Is(err, chat.ErrBotHopeless) || called.Load() > 0 {
				t.Errorf("%s://%s: %v, %d calls", scheme, host, err, called.Load())
			}
		}
	}
	for _, host := range []string{"127.0.0.1", "localhost", "::ffff:127.0.0.1"} {
		if _, err := open.CallBot(t.Context(), aTurn("http://"+net.JoinHostPort(host, port))); err != nil {
			t.Errorf("%s in a network that is allowed: %v", host, err)
		}
	}
	if called.Load() != 3 {
		t.Errorf("%d calls", called.Load())
	}
}

func TestCertificatesAreLookedAt(t *testing.T) {
	t.Parallel()
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	if _, err := botsIn(t, hook.Options{Networks: loopback, Roots: roots}).CallBot(t.Context(), aTurn(s.URL)); err != nil {
		t.Errorf("a certificate that is trusted: %v", err)
	}
	if _, err := botsIn(t, hook.Options{Networks: loopback}).CallBot(t.Context(), aTurn(s.URL)); err == nil {
		t.Error("a certificate that nobody knows was taken")
	}
}

func TestTheLogLearnsNoAddress(t *testing.T) {
	t.Parallel()
	_, err := botsIn(t, hook.Options{}).CallBot(t.Context(), aTurn("http://127.0.0.1:1/path?token=hidden"))
	if err == nil || strings.Contains(err.Error(), "hidden") {
		t.Errorf("got %v", err)
	}
}

func TestBothSecretsSignWhileOneReplacesTheOther(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	accepted := map[string]bool{}
	bots, s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		for _, known := range []string{secret, former} {
			accepted[known] = hook.Verify(r.Header, []string{known}, body, time.Now()) == nil
		}
		w.WriteHeader(http.StatusNoContent)
	})
	turn := aTurn(s.URL)
	for _, f := range []string{former, ""} {
		turn.Bot.Former = f
		if _, err := bots.CallBot(t.Context(), turn); err != nil {
			t.Fatal(err)
		}
		if !accepted[secret] || accepted[former] != (f != "") {
			t.Errorf("with the former one %q: %v", f, accepted)
		}
	}
}

// TestSignaturesAreThoseOfStandardWebhooks has the example of their authors.
func TestSignaturesAreThoseOfStandardWebhooks(t *testing.T) {
	t.Parallel()
	const known, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", `{"test": 2432232314}`
	at := time.Unix(1614265330, 0)
	header := func(change func(http.Header)) http.Header {
		h := http.Header{}
		h.Set(hook.IDHeader, "msg_p5jXN8AQM9LWM0D4loKWxJek")
		h.Set(hook.TimeHeader, "1614265330")
		h.Set(hook.SignatureHeader, "v1,AAAA v2,x v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
		change(h)
		return h
	}
	for name, c := range map[string]struct {
		change func(http.Header)
		body   string
		now    time.Time
		fine   bool
	}{
		"as it came":         {func(http.Header) {}, body, at, true},
		"clocks apart":       {func(http.Header) {}, body, at.Add(-4 * time.Minute), true},
		"another body":       {func(http.Header) {}, body + " ", at, false},
		"another id":         {func(h http.Header) { h.Set(hook.IDHeader, "msg_x") }, body, at, false},
		"another time":       {func(h http.Header) { h.Set(hook.TimeHeader, "1614265331") }, body, at, false},
		"no time":            {func(h http.Header) { h.Del(hook.TimeHeader) }, body, at, false},
		"no signature":       {func(h http.Header) { h.Del(hook.SignatureHeader) }, body, at, false},
		"long ago":           {func(http.Header) {}, body, at.Add(6 * time.Minute), false},
		"from times to come": {func(http.Header) {}, body, at.Add(-6 * time.Minute), false},
	} {
		err := hook.Verify(header(c.change), []string{former, known}, []byte(c.body), c.now)
		if (err == nil) != c.fine {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := hook.Verify(header(func(http.Header) {}), []string{former}, []byte(body), at); err == nil {
		t.Error("another secret's signature passed")
	}
}
