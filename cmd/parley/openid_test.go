package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/openid/openidtest"
)

// TestAnAgentSignsInByAProviderThatOnlyCountsThen goes the way of a browser, on both
// databases, until passwords count for nothing, and the way back.
func TestAnAgentSignsInByAProviderThatOnlyCountsThen(t *testing.T) {
	t.Parallel()
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := initSite(t, db)
			there := openidtest.New(t, time.Now)
			base := start(t, "-database", db, "-hook-networks", "127.0.0.0/8,::1/128")
			id := addProvider(t, peer{base, site.APIKey}, there.URL)
			b := newBrowser(t, base)
			b.signInBy(id)
			if status := b.renew(); status != http.StatusOK {
				t.Fatalf("going on is answered by %d", status)
			}
			status, body := ask(t, peer{base, b.token}, http.MethodPut, "/v4/global/site", `{"requireOpenId": true}`)
			if status != http.StatusOK {
				t.Fatalf("%d %s", status, body)
			}
			form := url.Values{"grant_type": {"password"}, "email": {"ada@example.com"}, "password": {"correct horse battery"}}
			if status := b.askTokens(form); status != http.StatusForbidden {
				t.Errorf("a password is answered by %d", status)
			}
			if out := string(runOK(t, "allow-passwords", "-database", db, "-site", "10000")); !strings.Contains(out, "site 10000") {
				t.Errorf("it says %q", out)
			}
			if status := b.askTokens(form); status != http.StatusOK {
				t.Errorf("a password on the way back is answered by %d", status)
			}
			b.signInBy(id)
		})
	}
}

func TestAProviderInANetworkThatIsNotAllowedIsNotCalled(t *testing.T) {
	t.Parallel()
	db := "sqlite:" + t.TempDir() + "/parley.db"
	site := initSite(t, db)
	there := openidtest.New(t, time.Now)
	base := start(t, "-database", db)
	status, body := ask(t, peer{base, site.APIKey}, http.MethodPost, "/v4/global/identityProviders:Check", fmt.Sprintf(`{"issuer": %q}`, there.URL))
	if status != http.StatusBadRequest || !strings.Contains(body, "-hook-networks") || there.Calls("/.well-known/openid-configuration") != 0 {
		t.Errorf("%d %s", status, body)
	}
}

func addProvider(t *testing.T, with peer, issuer string) string {
	t.Helper()
	status, body := ask(t, with, http.MethodPost, "/v4/global/identityProviders", fmt.Sprintf(
		`{"name": "Staff", "issuer": %q, "clientId": %q, "clientSecret": %q}`, issuer, openidtest.ClientID, openidtest.ClientSecret))
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(body), &made); err != nil || status != http.StatusCreated {
		t.Fatalf("%d %s %v", status, body, err)
	}
	return made.ID
}

// signInBy goes to a provider and back. The jar keeps what is set on the way.
func (b *browser) signInBy(id string) {
	b.t.Helper()
	var to struct{ URL string }
	if status := b.submit("/v4/oauth/openid", url.Values{"provider": {id}}, &to); status != http.StatusOK {
		b.t.Fatalf("beginning to sign in is answered by %d", status)
	}
	back, err := b.http.Get(to.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	defer back.Body.Close()
	if back.Request.URL.Path != "/console/" {
		b.t.Fatalf("it ends at %s with %d", back.Request.URL, back.StatusCode)
	}
}

// ask sends JSON, and gives what is answered.
func ask(t *testing.T, with peer, method, target, body string) (status int, answer string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, with.base+target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+with.key)
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}
