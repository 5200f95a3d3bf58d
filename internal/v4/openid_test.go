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
