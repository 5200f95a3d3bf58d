package main

import (
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/parleychat/parley/internal/store/storetest"
)

// browser is a page of a server's own, with a cookie jar.
type browser struct {
	t     *testing.T
	base  string
	http  http.Client
	token string
}

func newBrowser(t *testing.T, base string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, base: base, http: http.Client{Jar: jar}}
}

// submit sends a form as the page does, and gives the status; what is answered with 200 is
// read into something.
func (b *browser) submit(target string, form url.Values, into any) int {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.base+target, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", b.base)
	res, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusOK {
		if err := json.NewDecoder(res.Body).Decode(into); err != nil {
			b.t.Fatal(err)
		}
	}
	return res.StatusCode
}

// askTokens keeps the access token that it gets, and gives the status.
func (b *browser) askTokens(form url.Values) int {
	b.t.Helper()
	var got struct {
		AccessToken string `json:"access_token"`
	}
	status := b.submit("/oauth/token", form, &got)
	if status == http.StatusOK {
		b.token = got.AccessToken
	}
	return status
}

func (b *browser) signIn() {
	b.t.Helper()
	form := url.Values{"grant_type": {"password"}, "session": {"cookie"}, "email": {"ada@example.com"}, "password": {"correct horse battery"}}
	if status := b.askTokens(form); status != http.StatusOK {
		b.t.Fatalf("signing in is answered by %d", status)
	}
}

func (b *browser) renew() int {
	b.t.Helper()
	return b.askTokens(url.Values{"grant_type": {"refresh_token"}, "session": {"cookie"}})
}

// TestAnEndedSignInLosesItsConnectionsOnEveryNode signs in twice, connects to two nodes
// that know nothing of each other but the database, and ends the first sign-in.
func TestAnEndedSignInLosesItsConnectionsOnEveryNode(t *testing.T) {
	t.Parallel()
	db := storetest.Postgres(t)
	initSite(t, db)
	here, there := start(t, "-database", db), start(t, "-database", db)
	one, two := newBrowser(t, here), newBrowser(t, here)
	one.signIn()
	two.signIn()
	var lost, kept []*liveClient
	for _, base := range []string{here, there} {
		for b, list := range map[*browser]*[]*liveClient{one: &lost, two: &kept} {
			c, _, err := connect(t.Context(), base, map[string]any{"role": "agent", "token": b.token})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = c.conn.CloseNow() })
			*list = append(*list, c)
		}
	}
	ponged := make(chan error, len(kept))
	for _, c := range kept { // they read all the while, so that the server hears of them
		go func() {
			_, err := c.until(t.Context(), func(f liveFrame) bool { return f.Type == "pong" })
			ponged <- err
		}()
	}
	endOthers(t, peer{here, two.token})
	for i, c := range lost {
		_, err := c.until(t.Context(), func(liveFrame) bool { return false })
		if code := websocket.CloseStatus(err); code != websocket.StatusPolicyViolation {
			t.Errorf("node %d: the connection ends with %v", i, err)
		}
	}
	if status := one.renew(); status != http.StatusUnauthorized {
		t.Errorf("the ended sign-in goes on: %d", status)
	}
	if status := two.renew(); status != http.StatusOK {
		t.Errorf("the other one does not: %d", status)
	}
	for i, c := range kept {
		if err := c.send(t.Context(), map[string]any{"type": "ping"}); err != nil {
			t.Errorf("node %d: the other connection: %v", i, err)
		}
	}
	for range kept {
		if err := <-ponged; err != nil {
			t.Fatalf("another connection has ended: %v", err)
		}
	}
	for i, c := range kept {
		if _, err := c.do(t.Context(), map[string]any{"type": "token", "token": two.token}); err != nil {
			t.Errorf("node %d: with the next token: %v", i, err)
		}
	}
}

func endOthers(t *testing.T, n peer) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, n.base+"/global/me/signIns", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+n.key)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		t.Fatal(res.Status)
	}
}
