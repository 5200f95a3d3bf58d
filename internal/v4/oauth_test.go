package v4

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
)

type grants interface{ SignIn }

// grant stands where it only matters that somebody can sign in.
type grant struct{ grants }

const (
	adaPassword = "correct horse battery"
	redirect    = "https://reports.example.com/done?x=1"
)

// signIns is the API over HTTP, with an administrator who has a password, and a clock
// that can be set.
type signIns struct {
	*world
	url   string
	now   time.Time
	who   *auth.Authenticator
	chats *chat.Service
	store *chattest.Store
}

func newSignIns(t *testing.T, change ...func(*signIns, *Options)) *signIns {
	t.Helper()
	store := chattest.NewStore()
	in := &signIns{now: noon, store: store}
	clock := func() time.Time { return in.now }
	key, err := auth.CreateSite(t.Context(), store, auth.NewSite{Site: 10000, Agent: chat.GUID{1}, Email: "ada@example.com", Password: adaPassword}, noon)
	if err != nil {
		t.Fatal(err)
	}
	who := auth.New(store, clock)
	service := chat.NewService(store, &chattest.Files{}, &chattest.Bus{}, clock)
	in.world = newWorld(t, func(o *Options) {
		o.Service, o.Auth, o.SignIn = service, who, who
		for _, c := range change {
			c(in, o)
		}
	})
	in.key, in.who, in.chats = key, who, service
	server := httptest.NewServer(in.world)
	t.Cleanup(server.Close)
	in.url = server.URL
	return in
}

// client registers a program and gives its id and secret.
func (in *signIns) client(t *testing.T, body string) (id, secret string) {
	t.Helper()
	rec := in.ask("POST", "/global/oauthClients", body)
	var made struct{ ID, Secret string }
	if err := json.Unmarshal(rec.Body.Bytes(), &made); err != nil || rec.Code != 201 {
		t.Fatalf("%d %s %v", rec.Code, rec.Body, err)
	}
	return made.ID, made.Secret
}

// told is an answer's members.
type told map[string]any

func (t told) text(name string) string {
	s, _ := t[name].(string) // "" for none
	return s
}

func (in *signIns) post(t *testing.T, path string, form url.Values) (status int, got told) {
	t.Helper()
	rec := httptest.NewRecorder()
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	in.ServeHTTP(rec, r)
	if rec.Body.Len() > 0 {
		if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
			t.Fatalf("%s: %v in %s", path, err, rec.Body)
		}
	}
	return rec.Code, got
}

func (in *signIns) works(token string) bool {
	return in.askAs(token, "POST", "/livechat/chats:Search", "{}").Code == 200
}

func TestTokensAreHandedOutForPasswords(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	good := url.Values{"grant_type": {"password"}, "email": {"ada@example.com"}, "password": {adaPassword}}
	with := func(name, value string) url.Values {
		f := url.Values{}
		for k, v := range good {
			f[k] = v
		}
		f.Set(name, value)
		return f
	}
	for _, target := range []string{"/oauth/token", "/api/v4/OAuth/Token/", "/v4/oauth/token?siteId=10000"} {
		in.now = in.now.Add(5 * time.Minute)
		status, got := in.post(t, target, good)
		if status != 200 || got["token_type"] != "bearer" || got["expires_in"] != 43199.0 || !strings.HasPrefix(got.text("refresh_token"), "pr_") {
			t.Errorf("%s: %d %v", target, status, got)
		}
		if !in.works(got.text("access_token")) || in.works(got.text("refresh_token")) {
			t.Error("the access token does not work, or the refresh token does")
		}
	}
	for _, c := range []struct {
		form   url.Values
		status int
		word   string
		says   string
	}{
		{url.Values{}, 400, "invalid_request", `The parameter "grant_type" is required.`},
		{url.Values{"grant_type": {"password"}}, 400, "invalid_request", `The parameter "email" is required.`},
		{with("password", ""), 400, "invalid_request", `The parameter "password" is required.`},
		{with("grant_type", "magic"), 400, "unsupported_grant_type", "magic"},
		{with("siteId", "x"), 400, "invalid_request", "site"},
		{with("scope", "everything"), 400, "invalid_scope", "everything"},
		{with("password", "wrong"), 401, "invalid_grant", "not valid"},
		{url.Values{"grant_type": {"password", "password"}}, 400, "invalid_request", "twice"},
		{with("password", strings.Repeat("x", int(jsonBody))), 413, "body_too_large", "larger"},
	} {
		in.now = in.now.Add(5 * time.Minute)
		status, got := in.post(t, "/oauth/token", c.form)
		if status != c.status || got["error"] != c.word || !strings.Contains(got.text("message"), c.says) || (got["error_description"] != got["message"]) != (c.status == 413) ||
			!strings.HasPrefix(fmt.Sprint(got["code"]), strconv.Itoa(c.status)) {
			t.Errorf("%.60s: %d %v", c.form.Encode(), status, got)
		}
	}
	if strings.Contains(in.log.String(), "correct horse") {
		t.Error("a password stands in the log")
	}
}

// consentForm is the form that the page of an address has.
func (in *signIns) consentForm(t *testing.T, address string) url.Values {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var page strings.Builder
	if err := errors.Join(res.Write(&page)); err != nil {
		t.Fatal(err)
	}
	policy := res.Header.Get("Content-Security-Policy")
	if res.StatusCode != 200 || !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "form-action 'self' https://reports.example.com;") ||
		!strings.Contains(policy, "frame-ancestors 'none'") || res.Header.Get("X-Frame-Options") != "DENY" {
		t.Fatalf("%d, policy %q", res.StatusCode, policy)
	}
	if strings.Contains(page.String(), "<script") || !strings.Contains(page.String(), `<html lang="en">`) {
		t.Fatal(page.String())
	}
	return hiddenIn(page.String())
}

// hiddenIn is what the forms of a page send that nobody enters.
func hiddenIn(page string) url.Values {
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`).FindAllStringSubmatch(page, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	return form
}

// submit sends the form and gives where it leads.
func (in *signIns) submit(t *testing.T, form url.Values, header ...string) (int, url.Values, string) {
	t.Helper()
	r := httptest.NewRequest("POST", "/oauth/authorize", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	in.ServeHTTP(rec, r)
	to, err := url.Parse(rec.Header().Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	return rec.Code, to.Query(), rec.Body.String()
}

// TestAStandardClientIsLetInByConsent has the OAuth client of the Go project go
// through the grant of codes, refreshing, and revoking.
func TestAStandardClientIsLetInByConsent(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	id, secret := in.client(t, `{"name": "Report <builder>", "redirectUris": ["`+redirect+`"], "scopes": ["chats:read", "chats:delete"]}`)
	for _, style := range []oauth2.AuthStyle{oauth2.AuthStyleInHeader, oauth2.AuthStyleInParams} {
		program := oauth2.Config{
			ClientID: id, ClientSecret: secret, RedirectURL: redirect, Scopes: []string{"chats:read"},
			Endpoint: oauth2.Endpoint{AuthURL: in.url + "/oauth/authorize", TokenURL: in.url + "/oauth/token", AuthStyle: style},
		}
		verifier := oauth2.GenerateVerifier()
		form := in.consentForm(t, program.AuthCodeURL("state & more", oauth2.S256ChallengeOption(verifier)))
		form.Set("email", "ada@example.com")
		form.Set("decision", "allow")

		form.Set("password", "wrong")
		if status, _, page := in.submit(t, form); status != 403 || !strings.Contains(page, `role="alert"`) || strings.Contains(page, "Report <builder>") {
			t.Fatalf("a wrong password: %d %s", status, page)
		}
		form.Set("password", adaPassword)
		if status, _, page := in.submit(t, form, "Sec-Fetch-Site", "cross-site"); status != 403 || !strings.Contains(page, "another site") {
			t.Errorf("a form on another site: %d %s", status, page)
		}
		status, back, _ := in.submit(t, form, "Sec-Fetch-Site", "same-origin")
		if status != 303 || back.Get("state") != "state & more" || back.Get("x") != "1" || back.Get("code") == "" {
			t.Fatalf("%d %v", status, back)
		}
		token, err := program.Exchange(t.Context(), back.Get("code"), oauth2.VerifierOption(verifier))
		if err != nil {
			t.Fatal(err)
		}
		if !in.works(token.AccessToken) || token.Extra("scope") != "chats:read" {
			t.Errorf("the token does not work, or for more than was asked: %v", token.Extra("scope"))
		}
		faulty(t, in.askAs(token.AccessToken, "DELETE", "/livechat/chats/1", ""), 403, "chats:delete")

		stale := *token
		stale.Expiry = time.Unix(1, 0)
		fresh, err := program.TokenSource(t.Context(), &stale).Token()
		if err != nil || fresh.AccessToken == token.AccessToken || fresh.RefreshToken == token.RefreshToken || !in.works(fresh.AccessToken) {
			t.Fatalf("refreshing: %v", err)
		}
		if _, err := program.TokenSource(t.Context(), &stale).Token(); word(err) != "invalid_grant" {
			t.Errorf("refreshing with an old token: %v", err)
		}
		if in.works(fresh.AccessToken) || in.works(token.AccessToken) {
			t.Error("a refresh token was used twice, and its sign-in goes on")
		}
		in.now = in.now.Add(15 * time.Minute)
	}
}

// word is the error's, as a standard client reads it.
func word(err error) string {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return refused.ErrorCode
	}
	return ""
}

func TestACodeIsGoodOnceForAMinuteWithItsVerifierAddressAndClient(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	id, secret := in.client(t, `{"name": "A", "redirectUris": ["`+redirect+`", "https://reports.example.com/other"], "scopes": ["chats:read"]}`)
	otherID, otherSecret := in.client(t, `{"name": "B", "redirectUris": ["`+redirect+`"], "scopes": ["chats:read"]}`)
	publicID, none := in.client(t, `{"name": "C", "isPublic": true, "redirectUris": ["com.example.app:/done"], "scopes": ["chats:read"]}`)
	if none != "" {
		t.Error("a public client has a secret")
	}
	verifier := oauth2.GenerateVerifier()
	code := func(client, to string) string {
		form := url.Values{
			"response_type": {"code"}, "client_id": {client}, "redirect_uri": {to}, "code_challenge_method": {"S256"},
			"code_challenge": {oauth2.S256ChallengeFromVerifier(verifier)}, "email": {"ada@example.com"}, "password": {adaPassword}, "decision": {"allow"},
		}
		in.now = in.now.Add(10 * time.Minute)
		status, back, page := in.submit(t, form)
		if status != 303 || back.Get("code") == "" {
			t.Fatalf("%d %v %s", status, back, page)
		}
		return back.Get("code")
	}
	exchange := func(client, secret, code, verifier, to string) (int, told) {
		return in.post(t, "/oauth/token", url.Values{
			"grant_type": {"authorization_code"}, "client_id": {client}, "client_secret": {secret}, "code": {code}, "code_verifier": {verifier}, "redirect_uri": {to},
		})
	}
	refused := func(what string, status int, got told, want int, word string) {
		t.Helper()
		if status != want || got["error"] != word {
			t.Errorf("%s: %d %v", what, status, got)
		}
	}
	status, got := exchange(id, secret, code(id, redirect), oauth2.GenerateVerifier(), redirect)
	refused("another verifier", status, got, 400, "invalid_grant")
	status, got = exchange(id, secret, code(id, redirect), verifier, "https://reports.example.com/other")
	refused("another address", status, got, 400, "invalid_grant")
	of := code(id, redirect)
	status, got = exchange(otherID, otherSecret, of, verifier, redirect)
	refused("another client", status, got, 400, "invalid_grant")
	status, got = exchange(id, "wrong", of, verifier, redirect)
	refused("a wrong secret", status, got, 401, "invalid_client")
	status, got = exchange(id, "", of, verifier, redirect)
	refused("no secret", status, got, 401, "invalid_client")
	status, got = exchange(id, secret, of, verifier, redirect)
	if status != 200 || !in.works(got.text("access_token")) {
		t.Fatalf("the right exchange: %d %v", status, got)
	}
	token := got.text("access_token")
	status, got = exchange(id, secret, of, verifier, redirect)
	refused("the second time", status, got, 400, "invalid_grant")
	if in.works(token) {
		t.Error("a code was used twice, and its token goes on")
	}
	of = code(id, redirect)
	in.now = in.now.Add(auth.CodeLife)
	status, got = exchange(id, secret, of, verifier, redirect)
	refused("a minute later", status, got, 400, "invalid_grant")
	if status, got = exchange(publicID, "", code(publicID, "com.example.app:/done"), verifier, "com.example.app:/done"); status != 200 {
		t.Errorf("a public client: %d %v", status, got)
	}
}

func TestARequestForConsentIsCheckedBeforeAnythingIsSentAnywhere(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	id, _ := in.client(t, `{"name": "A", "redirectUris": ["`+redirect+`"], "scopes": ["chats:read"]}`)
	good := url.Values{
		"response_type": {"code"}, "client_id": {id}, "redirect_uri": {redirect}, "code_challenge_method": {"S256"},
		"code_challenge": {strings.Repeat("a", 43)}, "state": {"s"},
	}
	for _, c := range []struct {
		name, value string
		status      int
		says        string
	}{
		{"state", "s", 200, ""},
		{"client_id", "nobody", 400, ""},
		{"client_id", "e273b1a3-a3c9-44d5-91ca-72f3c1749a19", 400, ""},
		{"redirect_uri", "https://reports.example.com/done", 400, ""},
		{"redirect_uri", redirect + "/", 400, ""},
		{"redirect_uri", "", 400, ""},
		{"response_type", "token", 303, "unsupported_response_type"},
		{"code_challenge_method", "plain", 303, "invalid_request"},
		{"code_challenge", "", 303, "invalid_request"},
		{"scope", "settings", 303, "invalid_scope"},
		{"scope", "x", 303, "invalid_scope"},
	} {
		q := url.Values{}
		for k, v := range good {
			q[k] = v
		}
		q.Set(c.name, c.value)
		rec := httptest.NewRecorder()
		in.ServeHTTP(rec, httptest.NewRequest("GET", "/oauth/authorize?"+q.Encode(), nil))
		to, err := url.Parse(rec.Header().Get("Location"))
		if err != nil || rec.Code != c.status || to.Query().Get("error") != c.says || (c.says != "" && (to.Host != "reports.example.com" || to.Query().Get("state") != "s")) {
			t.Errorf("%s=%s: %d %s", c.name, c.value, rec.Code, to)
		}
	}
	good.Set("decision", "deny")
	if status, back, _ := in.submit(t, good); status != 303 || back.Get("error") != "access_denied" {
		t.Errorf("refused consent: %d %v", status, back)
	}
}

func TestAProgramActsByItselfForItsAgent(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	agent := chat.GUID{1}
	id, secret := in.client(t, `{"name": "A", "scopes": ["chats:read"], "agentId": "`+agent.String()+`"}`)
	program := clientcredentials.Config{ClientID: id, ClientSecret: secret, TokenURL: in.url + "/oauth/token"}
	token, err := program.Token(context.Background())
	if err != nil || !in.works(token.AccessToken) || token.RefreshToken != "" {
		t.Fatalf("%v %v", token, err)
	}
	program.Scopes = []string{"settings"}
	if _, err := program.Token(context.Background()); word(err) != "invalid_scope" {
		t.Errorf("more than the client may: %v", err)
	}
	if rec := in.ask("DELETE", "/global/oauthClients/"+id, ""); rec.Code != 204 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	in.now = in.now.Add(auth.Revocation)
	if in.works(token.AccessToken) {
		t.Error("the client is gone, and its token works")
	}
	idle, idleSecret := in.client(t, `{"name": "B", "scopes": ["chats:read"]}`)
	program = clientcredentials.Config{ClientID: idle, ClientSecret: idleSecret, TokenURL: in.url + "/oauth/token"}
	if _, err := program.Token(context.Background()); word(err) != "unauthorized_client" {
		t.Errorf("a client without an agent: %v", err)
	}
}

func TestTokensAreRevoked(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	sign := func() (access, refresh string) {
		in.now = in.now.Add(5 * time.Minute)
		_, got := in.post(t, "/oauth/token", url.Values{"grant_type": {"password"}, "username": {"ada@example.com"}, "password": {adaPassword}})
		return got.text("access_token"), got.text("refresh_token")
	}
	refreshes := func(token string) bool {
		status, _ := in.post(t, "/oauth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
		return status == 200
	}
	access, refresh := sign()
	for _, token := range []string{access, access, "nonsense", in.key} {
		if status, _ := in.post(t, "/oauth/revoke", url.Values{"token": {token}}); status != 200 {
			t.Errorf("revoking: %d", status)
		}
	}
	if in.works(access) || !in.works(in.key) || !refreshes(refresh) {
		t.Error("revoking an access token did not end it, or ended more")
	}
	access, refresh = sign()
	if !in.works(access) {
		t.Fatal("a new token does not work")
	}
	in.post(t, "/oauth/revoke", url.Values{"token": {refresh}})
	if in.works(access) || refreshes(refresh) {
		t.Error("revoking a refresh token did not end what came of the sign-in")
	}
}
