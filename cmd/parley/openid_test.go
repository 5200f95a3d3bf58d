package main

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

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
			if status, _ := ask(t, peer{base, b.letsProgramIn(site.APIKey, id, there)}, http.MethodGet, "/v4/global/me", ""); status != http.StatusOK {
				t.Errorf("a program that is let in is answered by %d", status)
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

// letsProgramIn has a program ask for consent, signs in by a provider on its page, and allows
// it; gives the program's token. The program's own page is the provider's.
func (b *browser) letsProgramIn(key, provider string, there *openidtest.Provider) (token string) {
	b.t.Helper()
	done, verifier := there.URL+"/done", oauth2.GenerateVerifier()
	status, body := ask(b.t, peer{b.base, key}, http.MethodPost, "/v4/global/oauthClients", fmt.Sprintf(`{"name": "App", "isPublic": true, "redirectUris": [%q], "scopes": ["chats:read"]}`, done))
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(body), &made); err != nil || status != http.StatusCreated {
		b.t.Fatalf("%d %s %v", status, body, err)
	}
	program := oauth2.Config{
		ClientID: made.ID, RedirectURL: done,
		Endpoint: oauth2.Endpoint{AuthURL: b.base + "/v4/oauth/authorize", TokenURL: b.base + "/v4/oauth/token", AuthStyle: oauth2.AuthStyleInParams},
	}
	asks := program.AuthCodeURL("the state", oauth2.S256ChallengeOption(verifier))
	_, page := b.page(http.MethodGet, asks, nil)
	form := entered(page)
	form.Set("provider", provider)
	_, page = b.page(http.MethodPost, asks, form)
	to := regexp.MustCompile(`<a href="([^"]*)">`).FindStringSubmatch(page)
	if to == nil {
		b.t.Fatalf("the page leads nowhere: %s", page)
	}
	_, page = b.page(http.MethodGet, html.UnescapeString(to[1]), nil)
	form = entered(page)
	form.Set("decision", "allow")
	at, _ := b.page(http.MethodPost, asks, form)
	if at.Query().Get("state") != "the state" {
		b.t.Fatalf("it ends at %s", at)
	}
	got, err := program.Exchange(b.t.Context(), at.Query().Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		b.t.Fatal(err)
	}
	return got.AccessToken
}

// page goes to an address, with a form if there is one, and gives where that ends and what is
// shown there.
func (b *browser) page(method, target string, form url.Values) (at *url.URL, text string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, target, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", b.base)
	}
	res, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return res.Request.URL, string(body)
}

// entered is what the forms of a page send by themselves.
func entered(page string) url.Values {
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`).FindAllStringSubmatch(page, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	return form
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
