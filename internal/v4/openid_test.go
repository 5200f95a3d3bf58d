package v4

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"github.com/parleychat/parley/internal/openid"
	"github.com/parleychat/parley/internal/openid/openidtest"
)

// goodProviders stands where it only matters that an issuer is asked about itself.
type goodProviders struct{ OpenID }

func (goodProviders) Check(context.Context, string) error { return nil }

// openIDs is the API with an identity provider of its site.
type openIDs struct {
	*signIns
	there *openidtest.Provider
	id    string // of the provider
}

func newOpenIDs(t *testing.T) *openIDs {
	t.Helper()
	o := &openIDs{}
	o.signIns = newSignIns(t, func(in *signIns, options *Options) {
		clock := func() time.Time { return in.now }
		o.there = openidtest.New(t, clock)
		options.OpenID = openid.New(openid.Options{HTTP: http.DefaultClient, Now: clock})
	})
	o.id = o.addProvider(t, "")
	return o
}

// addProvider gives the site a provider with more members, and gives its id.
func (o *openIDs) addProvider(t *testing.T, more string) string {
	t.Helper()
	body := `{"name": "Staff <login>` + more + `", "issuer": "` + o.there.URL + `", "clientId": "` + openidtest.ClientID + `", "clientSecret": "` + openidtest.ClientSecret + `"}`
	rec := o.ask("POST", "/global/identityProviders", body)
	var made struct{ ID string }
	if err := json.Unmarshal(rec.Body.Bytes(), &made); err != nil || rec.Code != 201 {
		t.Fatalf("%d %s %v", rec.Code, rec.Body, err)
	}
	return made.ID
}

func (o *openIDs) change(t *testing.T, body string) {
	t.Helper()
	if rec := o.ask("PUT", "/global/identityProviders/"+o.id, body); rec.Code != 200 {
		t.Fatalf("%s: %d %s", body, rec.Code, rec.Body)
	}
}

// begin begins to sign in on a page, and gives the cookie that is kept, and where the
// browser is sent.
func (o *openIDs) begin(t *testing.T, origin string) (kept *http.Cookie, to string) {
	t.Helper()
	rec := o.beginWith(url.Values{"provider": {o.id}}, "Origin", origin)
	var got struct{ URL string }
	if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil || rec.Code != 200 {
		t.Fatalf("%d %s %v", rec.Code, rec.Body, err)
	}
	return cookieOf(t, rec), got.URL
}

func (o *openIDs) beginWith(f url.Values, headers ...string) *httptest.ResponseRecorder {
	return o.sendTo("/v4/oauth/openid", f, headers...)
}

// end brings a browser back, with what it has kept.
func (o *openIDs) end(query string, kept ...*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "https://chat.example.com/v4/oauth/openid/callback?"+query, http.NoBody)
	for _, c := range kept {
		r.AddCookie(c)
	}
	rec := httptest.NewRecorder()
	o.world.ServeHTTP(rec, r)
	return rec
}

// signIn goes all the way.
func (o *openIDs) signIn(t *testing.T) *httptest.ResponseRecorder {
	t.Helper()
	kept, to := o.begin(t, ownOrigin)
	return o.end(o.there.Visit(t, to).RawQuery, kept)
}

// session is the session that an answer to the browser sets.
func session(t *testing.T, rec *httptest.ResponseRecorder) *http.Cookie {
	t.Helper()
	if rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != "/console/" {
		t.Fatalf("%d to %q: %s", rec.Code, rec.Header().Get("Location"), rec.Body)
	}
	for _, c := range rec.Result().Cookies() {
		if c.Value != "" {
			return c
		}
	}
	t.Fatal("it sets no session")
	return nil
}

// renewed is who a session goes on for, and how it has signed in.
func (o *openIDs) renewed(t *testing.T, rec *httptest.ResponseRecorder) (email string, method string) {
	t.Helper()
	c := session(t, rec)
	token, _ := accessOf(t, o.send(cookieRenew, "Origin", ownOrigin, "Cookie", c.Name+"="+c.Value))
	var me struct{ Agent struct{ Email string } }
	var all []struct {
		Method    string
		IsCurrent bool
	}
	for target, into := range map[string]any{"/global/me": &me, "/global/me/signIns": &all} {
		if got := o.askAs(token, "GET", target, ""); json.Unmarshal(got.Body.Bytes(), into) != nil || got.Code != 200 {
			t.Fatalf("%s: %d %s", target, got.Code, got.Body)
		}
	}
	for _, in := range all {
		if in.IsCurrent {
			method = in.Method
		}
	}
	return me.Agent.Email, method
}

func wantPage(t *testing.T, rec *httptest.ResponseRecorder, status int, says string) {
	t.Helper()
	if rec.Code != status || !strings.Contains(rec.Body.String(), says) || !strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html") ||
		!strings.Contains(rec.Body.String(), `href="/console/"`) || !strings.Contains(rec.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("%d, not %d, or without %q: %s", rec.Code, status, says, rec.Body)
	}
	for _, c := range rec.Result().Cookies() {
		if c.Value != "" {
			t.Errorf("it sets %v", c)
		}
	}
}

func TestAnAgentSignsInByAProvider(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	kept, to := o.begin(t, ownOrigin)
	if kept.Name != "__Host-parley-openid" || !kept.HttpOnly || !kept.Secure || kept.SameSite != http.SameSiteLaxMode || kept.Path != "/" || kept.Domain != "" || kept.MaxAge != 600 {
		t.Errorf("%+v", kept)
	}
	back := o.there.Visit(t, to)
	if got := "https://" + back.Host + back.Path; got != ownOrigin+"/v4/oauth/openid/callback" {
		t.Errorf("sent back to %s", got)
	}
	rec := o.end(back.RawQuery, kept)
	c := session(t, rec)
	if c.Name != "__Host-parley" || !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteStrictMode || len(rec.Result().Cookies()) != 2 {
		t.Errorf("%v", rec.Result().Cookies())
	}
	if email, method := o.renewed(t, rec); email != "ada@example.com" || method != "openIdConnect" {
		t.Errorf("%s by %s", email, method)
	}
	wantPage(t, o.end(back.RawQuery, kept), 403, "invalid_grant") // the same again
	wantPage(t, o.end(back.RawQuery), 403, "not begun")           // another browser
}

func TestAPageWithoutHTTPSSignsInByAProvider(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	r := httptest.NewRequest(http.MethodPost, "http://localhost:8080/v4/oauth/openid", strings.NewReader("provider="+o.id))
	r.Header.Set("Content-Type", mediaForm)
	r.Header.Set("Origin", "http://localhost:8080")
	rec := httptest.NewRecorder()
	o.world.ServeHTTP(rec, r)
	var got struct{ URL string }
	if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	kept := cookieOf(t, rec)
	back := o.there.Visit(t, got.URL)
	c := session(t, o.end(back.RawQuery, kept))
	if kept.Name != "parley-openid" || kept.Secure || c.Name != "parley" || c.Secure {
		t.Errorf("%v, %v", kept, c)
	}
	// What others on the network could have set is none of a page that came over https.
	kept, to := o.begin(t, ownOrigin)
	kept.Name = "parley-openid"
	wantPage(t, o.end(o.there.Visit(t, to).RawQuery, kept), 403, "not begun")
}

// TestASignInEndsOnce has a provider that takes a code twice, so that it is the server who
// refuses the second.
func TestASignInEndsOnce(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	kept, to := o.begin(t, ownOrigin)
	back := o.there.Visit(t, to)
	nonce := o.there.Asked(back.Query().Get("code"), "nonce")
	o.there.Deviate(openidtest.Deviation{Serve: func(w http.ResponseWriter, path string) bool {
		if path == "/token" {
			o.there.Grant(w, nonce)
		}
		return path == "/token"
	}})
	session(t, o.end(back.RawQuery, kept))
	wantPage(t, o.end(back.RawQuery, kept), 403, "has ended before")
}

func TestAnAgentIsKnownAgainWhateverItsAddressBecomes(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	session(t, o.signIn(t))
	o.there.Is(map[string]any{"sub": "248289761001", "email": "ada.new@example.com", "email_verified": true})
	if email, _ := o.renewed(t, o.signIn(t)); email != "ada@example.com" {
		t.Errorf("after another address: %s", email)
	}
	o.there.Is(map[string]any{"sub": "248289761001"})
	if email, _ := o.renewed(t, o.signIn(t)); email != "ada@example.com" {
		t.Errorf("without an address: %s", email)
	}
	o.there.Is(map[string]any{"sub": "another", "email": "ada@example.com", "email_verified": true})
	wantPage(t, o.signIn(t), 403, "as somebody else")

	const bound = "/global/agents/01000000-0000-0000-0000-000000000000/openIds"
	if rec := o.ask("GET", bound, ""); rec.Code != 200 || !strings.Contains(rec.Body.String(), "248289761001") {
		t.Errorf("bound to %d %s", rec.Code, rec.Body)
	}
	if rec := o.ask("DELETE", bound, ""); rec.Code != 204 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if email, _ := o.renewed(t, o.signIn(t)); email != "ada@example.com" {
		t.Errorf("bound anew: %s", email)
	}
}

func TestWhomTheSiteDoesNotWantIsRefused(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	ada := map[string]any{"sub": "1", "name": "Ada", "email": "Ada@Example.com", "email_verified": true}
	with := func(name string, value any) map[string]any {
		u := map[string]any{}
		for k, v := range ada {
			u[k] = v
		}
		u[name] = value
		return u
	}
	for name, c := range map[string]struct {
		user map[string]any
		says string
	}{
		"an address that is not verified": {with("email_verified", false), "verified"},
		"an address that may be verified": {with("email_verified", nil), "verified"},
		"no address":                      {with("email", ""), "does not tell your e-mail"},
		"nobody's address":                {with("email", "eve@example.com"), "no agent of the site"},
		"an address that runs":            {with("email", "<script>@example.com"), "&lt;script&gt;"},
		"nobody":                          {with("sub", ""), "who you are"},
		"a subject that is too long":      {with("sub", strings.Repeat("x", 256)), "who you are"},
	} {
		o.there.Is(c.user)
		t.Log(name)
		wantPage(t, o.signIn(t), 403, c.says)
	}
	o.change(t, `{"allowedDomains": ["other.example"]}`)
	o.there.Is(ada)
	wantPage(t, o.signIn(t), 403, "may not sign in here")
	o.change(t, `{"allowedDomains": ["other.example", "EXAMPLE.com"], "isEmailTrusted": true}`)
	o.there.Is(with("email_verified", false))
	wantPage(t, o.signIn(t), 403, "verified") // the provider says no, which is no silence
	o.there.Is(with("email_verified", nil))
	session(t, o.signIn(t))
}

func TestAnAgentWhoMayNotSignInIsRefusedByProvidersToo(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	rec := o.ask("POST", "/global/agents", `{"email": "bob@example.com", "role": "agent"}`)
	var bob struct{ ID string }
	if err := json.Unmarshal(rec.Body.Bytes(), &bob); err != nil {
		t.Fatal(err)
	}
	o.there.Is(map[string]any{"sub": "7", "email": "bob@example.com", "email_verified": true})
	if email, _ := o.renewed(t, o.signIn(t)); email != "bob@example.com" {
		t.Errorf("%s signs in", email)
	}
	one := "/global/agents/" + bob.ID
	o.ask("PUT", one, `{"isActive": false}`)
	wantPage(t, o.signIn(t), 403, "may not sign in") // bound
	o.ask("DELETE", one+"/openIds", "")
	wantPage(t, o.signIn(t), 403, "may not sign in") // by address
	o.ask("PUT", one, `{"isActive": true}`)
	session(t, o.signIn(t))
	o.ask("DELETE", one, "")
	wantPage(t, o.signIn(t), 403, "no agent of the site")
	o.ask("POST", "/global/agents", `{"email": "bob@example.com"}`)
	wantPage(t, o.signIn(t), 403, "may not sign in") // has no account
}

func TestWhoIsNoAgentIsMadeOneWhereTheSiteWantsThat(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	rec := o.ask("POST", "/global/departments", `{"name": "Sales"}`)
	var sales struct{ ID string }
	if err := json.Unmarshal(rec.Body.Bytes(), &sales); err != nil {
		t.Fatal(err)
	}
	o.change(t, `{"createsAgents": true, "role": "supervisor", "departmentIds": ["`+sales.ID+`"]}`)
	o.there.Is(map[string]any{"sub": "9", "name": "Neo", "email": "neo@example.com", "email_verified": true})
	for range 2 {
		if email, _ := o.renewed(t, o.signIn(t)); email != "neo@example.com" {
			t.Errorf("%s signs in", email)
		}
	}
	all := o.ask("GET", "/global/agents", "").Body.String()
	if strings.Count(all, "neo@example.com") != 1 || !strings.Contains(all, `"displayName":"Neo"`) || !strings.Contains(all, `"role":"supervisor"`) || !strings.Contains(all, sales.ID) {
		t.Errorf("the agents: %s", all)
	}
	if rec := o.ask("DELETE", "/global/departments/"+sales.ID, ""); rec.Code != 409 {
		t.Errorf("a department that new agents are put into goes: %d %s", rec.Code, rec.Body)
	}
	faulty(t, o.ask("PUT", "/global/identityProviders/"+o.id, `{"role": "admin"}`), 400, "administrator")
}

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

func TestOnlyAPageOfOursBeginsASignIn(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	good := url.Values{"provider": {o.id}}
	faulty(t, o.beginWith(good, "Origin", "https://evil.example"), 403, "another origin")
	faulty(t, o.beginWith(good, "Origin", ownOrigin, "Sec-Fetch-Site", "same-site"), 403, "another origin")
	faulty(t, o.beginWith(good), 400, "Origin")
	faulty(t, o.beginWith(url.Values{}, "Origin", ownOrigin), 400, "provider")
	faulty(t, o.beginWith(url.Values{"provider": {"x"}}, "Origin", ownOrigin), 400, "")
	faulty(t, o.beginWith(url.Values{"provider": {aGUID}}, "Origin", ownOrigin), 404, "")
}

func TestAProviderThatIsDownIsToldToThePersonAndItsCauseToTheLog(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	kept, to := o.begin(t, ownOrigin)
	back := o.there.Visit(t, to)
	o.there.Deviate(openidtest.Deviation{Serve: func(w http.ResponseWriter, _ string) bool {
		http.Error(w, "out of order", http.StatusBadGateway)
		return true
	}})
	wantPage(t, o.end(back.RawQuery, kept), 503, "does not answer")
	if log := o.log.String(); !strings.Contains(log, "out of order") || strings.Contains(log, kept.Value) || strings.Contains(log, back.Query().Get("code")) {
		t.Errorf("the log: %s", log)
	}
	o.now = o.now.Add(time.Hour)
	faulty(t, o.beginWith(url.Values{"provider": {o.id}}, "Origin", ownOrigin), 503, "does not answer")
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
