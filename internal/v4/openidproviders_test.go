package v4

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"github.com/parleychat/parley/internal/openid/openidtest"
)

func TestAProvidersSecretGoesInAndNeverOut(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	one := "/global/identityProviders/" + o.id
	for _, rec := range []*httptest.ResponseRecorder{
		o.ask("GET", one, ""), o.ask("GET", "/global/identityProviders", ""), o.ask("PUT", one, `{"name": "Other"}`), o.ask("PUT", one, `{"clientSecret": ""}`),
	} {
		if rec.Code != 200 || strings.Contains(strings.ToLower(rec.Body.String()), "secret") {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
	}
	session(t, o.signIn(t)) // with the secret from before
	o.change(t, `{"clientSecret": "`+openidtest.ClientSecret+`"}`)
	log := o.ask("GET", "/global/auditLog", "").Body.String()
	for _, part := range []string{`"clientSecret"`, `"openIds"`, "248289761001", `"identityProviders"`} {
		if !strings.Contains(log, part) || strings.Contains(log, openidtest.ClientSecret) {
			t.Errorf("the audit log, without %s or with the secret: %s", part, log)
		}
	}
	faulty(t, o.ask("PUT", one, `{"issuer": "https://other.example"}`), 400, "clientSecret")
	if rec := o.ask("PUT", one, `{"issuer": "https://other.example", "clientSecret": "new"}`); rec.Code != 200 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	faulty(t, o.ask("POST", "/global/identityProviders", `{"name": "x", "issuer": "https://x.example", "clientId": "x"}`), 400, "clientSecret")
	faulty(t, o.ask("POST", "/global/identityProviders", `{"name": "x", "issuer": "x.example", "clientId": "x", "clientSecret": "x"}`), 400, "issuer")
	faulty(t, o.ask("PUT", one, `{"allowedDomains": ["@example.com"]}`), 400, "allowedDomains[0]")
	faulty(t, o.ask("PUT", one, `{"scopes": ["a b"]}`), 400, "scopes[0]")
}

func TestWaysToSignInAreToldToAnybodyAndNothingElse(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	for target, want := range map[string]string{
		"/oauth/providers":                 `{"providers":[{"id":"` + o.id + `","name":"Staff \u003clogin\u003e"}],"requireOpenId":false}`,
		"/v4/oauth/providers?siteId=10000": `{"providers":[{"id":"` + o.id + `","name":"Staff \u003clogin\u003e"}],"requireOpenId":false}`,
		"/oauth/providers?siteId=20000":    `{"providers":[],"requireOpenId":false}`,
	} {
		if rec := o.askAs("", "GET", target, ""); rec.Code != 200 || rec.Body.String() != want {
			t.Errorf("%s: %d %s", target, rec.Code, rec.Body)
		}
	}
	kept, to := o.begin(t, ownOrigin)
	back := o.there.Visit(t, to)
	o.change(t, `{"isEnabled": false}`)
	if rec := o.askAs("", "GET", "/oauth/providers", ""); strings.Contains(rec.Body.String(), o.id) {
		t.Errorf("one that is not enabled: %s", rec.Body)
	}
	faulty(t, o.beginWith(url.Values{"provider": {o.id}}, "Origin", ownOrigin), 404, "")
	wantPage(t, o.end(back.RawQuery, kept), 404, "any more")
}

func TestAnIssuerIsTriedBeforeItIsUsed(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	const check = "/global/identityProviders:Check"
	if rec := o.ask("POST", check, `{"issuer": "`+o.there.URL+`"}`); rec.Code != 204 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	faulty(t, o.ask("POST", check, `{"issuer": "`+o.there.URL+`/"}`), 400, "enter it just so")
	faulty(t, o.ask("POST", check, `{}`), 400, "issuer")
}

// TestASiteMayLetAgentsInByProvidersOnly also shows that nobody is locked out by it.
func TestASiteMayLetAgentsInByProvidersOnly(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	demand := func(token string) *httptest.ResponseRecorder {
		return o.askAs(token, "PUT", "/global/site", `{"requireOpenId": true}`)
	}
	password := func() int {
		o.now = o.now.Add(10 * time.Minute)
		status, _ := o.post(t, "/oauth/token", passwordForm)
		return status
	}
	faulty(t, demand(o.key), 409, "sign in by an identity provider yourself first")
	c := session(t, o.signIn(t))
	token, _ := accessOf(t, o.send(cookieRenew, "Origin", ownOrigin, "Cookie", c.Name+"="+c.Value))
	o.change(t, `{"isEnabled": false}`)
	faulty(t, demand(token), 409, "no identity provider")
	o.change(t, `{"isEnabled": true}`)
	if got := password(); got != 200 {
		t.Errorf("before: %d", got)
	}
	c = session(t, o.signIn(t))
	token, _ = accessOf(t, o.send(cookieRenew, "Origin", ownOrigin, "Cookie", c.Name+"="+c.Value))
	if rec := demand(token); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"requireOpenId":true`) {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	o.now = o.now.Add(10 * time.Minute)
	if status, got := o.post(t, "/oauth/token", passwordForm); status != 403 || got["error"] != "openid_required" {
		t.Errorf("a password: %d %v", status, got)
	}
	id, _ := o.client(t, `{"name": "Reports", "redirectUris": ["`+redirect+`"], "scopes": ["chats:read"]}`)
	program := oauth2.Config{ClientID: id, RedirectURL: redirect, Endpoint: oauth2.Endpoint{AuthURL: o.url + "/oauth/authorize"}}
	consent := o.consentForm(t, program.AuthCodeURL("state", oauth2.S256ChallengeOption(oauth2.GenerateVerifier())))
	for name, value := range map[string]string{"email": "ada@example.com", "password": adaPassword, "decision": "allow"} {
		consent.Set(name, value)
	}
	if status, _, page := o.submit(t, consent); status != 403 || !strings.Contains(page, "identity provider only") {
		t.Errorf("consent by a password: %d %s", status, page)
	}
	if status, _ := o.post(t, "/oauth/token", with(passwordForm, "password", "wrong")); status != 401 {
		t.Errorf("a wrong password: %d", status)
	}
	if rec := o.askAs("", "GET", "/oauth/providers", ""); !strings.Contains(rec.Body.String(), `"requireOpenId":true`) {
		t.Errorf("the ways: %s", rec.Body)
	}
	faulty(t, o.ask("PUT", "/global/identityProviders/"+o.id, `{"isEnabled": false}`), 409, "stays enabled")
	faulty(t, o.ask("DELETE", "/global/identityProviders/"+o.id, ""), 409, "stays enabled")
	second := o.addProvider(t, " too")
	if rec := o.ask("DELETE", "/global/identityProviders/"+second, ""); rec.Code != 204 {
		t.Errorf("one of two: %d %s", rec.Code, rec.Body)
	}
	session(t, o.signIn(t))
	if rec := o.ask("PUT", "/global/site", `{"requireOpenId": false}`); rec.Code != 200 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if got := password(); got != 200 {
		t.Errorf("after: %d", got)
	}
}

// TestWhoMayDoLessThanAnAdministratorNamesNoProvider: it would sign in by its own as one.
func TestWhoMayDoLessThanAnAdministratorNamesNoProvider(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	made := o.created(t, o.key, "/global/apiKeys", `{"name": "Set-up", "scopes": ["chats:read", "settings"]}`)
	secret := textOf(t, made, "secret")
	body := `{"name": "Mine", "issuer": "` + o.there.URL + `/mine", "clientId": "x", "clientSecret": "x"}`
	faulty(t, o.askAs(secret, "POST", "/global/identityProviders", body), 403, "chats:write")
	faulty(t, o.askAs(secret, "PUT", "/global/identityProviders/"+o.id, `{"name": "Mine"}`), 403, "chats:write")
	faulty(t, o.askAs(secret, "DELETE", "/global/identityProviders/"+o.id, ""), 403, "chats:write")
	o.created(t, o.key, "/global/identityProviders", body)
}
