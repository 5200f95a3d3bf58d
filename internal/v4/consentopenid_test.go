package v4

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/openid/openidtest"
)

// person is somebody with a browser that keeps cookies, at the page of consent.
type person struct {
	*openIDs
	t      *testing.T
	origin string
	kept   map[string]*http.Cookie
}

func (o *openIDs) person(t *testing.T) *person {
	return &person{o, t, ownOrigin, map[string]*http.Cookie{}}
}

// do sends what the browser has kept for the server, and keeps what is answered.
func (p *person) do(method, target string, form url.Values, header ...string) *httptest.ResponseRecorder {
	p.t.Helper()
	r := httptest.NewRequest(method, p.origin+target, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", mediaForm)
		r.Header.Set("Origin", p.origin)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	for _, c := range p.kept {
		r.AddCookie(c)
	}
	rec := httptest.NewRecorder()
	p.world.ServeHTTP(rec, r)
	for _, c := range rec.Result().Cookies() {
		if p.kept[c.Name] = c; c.MaxAge < 0 {
			delete(p.kept, c.Name)
		}
	}
	return rec
}

// opens asks for the page of consent, and gives its form.
func (p *person) opens(request url.Values) (form url.Values, page string) {
	p.t.Helper()
	rec := p.do(http.MethodGet, "/v4/oauth/authorize?"+request.Encode(), nil)
	if rec.Code != http.StatusOK {
		p.t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	return hiddenIn(rec.Body.String()), rec.Body.String()
}

var refresh = regexp.MustCompile(`<meta http-equiv="refresh" content="0;url=([^"]*)">`)

// goes chooses a provider, and gives what it sends the browser back with.
func (p *person) goes(form url.Values, provider string) (back url.Values) {
	p.t.Helper()
	rec := p.do(http.MethodPost, "/v4/oauth/authorize", with(form, "provider", provider))
	to := refresh.FindStringSubmatch(rec.Body.String())
	if rec.Code != http.StatusOK || to == nil || strings.Count(rec.Body.String(), to[1]) != 2 {
		p.t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	return p.there.Visit(p.t, html.UnescapeString(to[1])).Query()
}

func (p *person) comes(back url.Values) *httptest.ResponseRecorder {
	p.t.Helper()
	return p.do(http.MethodGet, "/v4/oauth/openid/callback?"+back.Encode(), nil)
}

// signsIn goes to the provider and comes back, and gives the form that asks for consent.
func (p *person) signsIn(request url.Values) (form url.Values) {
	p.t.Helper()
	form, _ = p.opens(request)
	rec := p.comes(p.goes(form, p.id))
	to, err := url.Parse(rec.Header().Get("Location"))
	if err != nil || rec.Code != http.StatusSeeOther || to.Host != "" || to.Path != "/v4/oauth/authorize" {
		p.t.Fatalf("%d to %s: %s", rec.Code, to, rec.Body)
	}
	form, page := p.opens(to.Query())
	if form.Get("agent") == "" || strings.Contains(page, "password") {
		p.t.Fatalf("the page that asks: %s", page)
	}
	return form
}

// decides sends the form, and gives where that leads.
func (p *person) decides(form url.Values, decision string, header ...string) (int, url.Values, string) {
	p.t.Helper()
	rec := p.do(http.MethodPost, "/v4/oauth/authorize", with(form, "decision", decision), header...)
	to, err := url.Parse(rec.Header().Get("Location"))
	if err != nil {
		p.t.Fatal(err)
	}
	return rec.Code, to.Query(), rec.Body.String()
}

// refuses expects that an agent is asked to sign in, and given nothing.
func (p *person) refuses(what string, form url.Values, header ...string) {
	p.t.Helper()
	if status, back, page := p.decides(form, "allow", header...); status != http.StatusForbidden || len(back) != 0 || strings.Contains(page, `name="agent"`) {
		p.t.Errorf("%s: %d %v %s", what, status, back, page)
	}
}

const verifierOfTests = "a verifier of forty-three characters or more"

// requestOf is a request of a program for consent.
func requestOf(client string, more ...string) url.Values {
	return with(url.Values{
		"response_type": {"code"}, "client_id": {client}, "redirect_uri": {redirect}, "code_challenge_method": {"S256"},
		"code_challenge": {oauth2.S256ChallengeFromVerifier(verifierOfTests)}, "state": {"the state & more"},
	}, more...)
}

const reports = `{"name": "Report <builder>", "redirectUris": ["` + redirect + `", "https://reports.example.com/other"], "scopes": ["chats:read", "settings"]}`

// exchanged is what a program gets for a code.
func (o *openIDs) exchanged(t *testing.T, id, secret, code string) (int, told) {
	t.Helper()
	return o.post(t, "/oauth/token", url.Values{
		"grant_type": {"authorization_code"}, "client_id": {id}, "client_secret": {secret}, "code": {code},
		"code_verifier": {verifierOfTests}, "redirect_uri": {redirect},
	})
}

// requireOpenID has the site let nobody in by a password.
func (o *openIDs) requireOpenID(t *testing.T) {
	t.Helper()
	c := session(t, o.signIn(t))
	token, _ := accessOf(t, o.send(cookieRenew, "Origin", ownOrigin, "Cookie", c.Name+"="+c.Value))
	if rec := o.askAs(token, "PUT", "/global/site", `{"requireOpenId": true}`); rec.Code != 200 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
}

func TestAnAgentLetsAProgramInByAProviderWherePasswordsDoNotCount(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	id, secret := o.client(t, reports)
	o.requireOpenID(t)
	p := o.person(t)
	rec := p.do(http.MethodGet, "/v4/oauth/authorize?"+requestOf(id).Encode(), nil)
	if page := rec.Body.String(); strings.Contains(page, `type="password"`) || !strings.Contains(page, "Sign in with Staff &lt;login&gt;") || !strings.Contains(page, "by an identity provider only") {
		t.Fatalf("%s", page)
	}
	form := p.signsIn(requestOf(id))
	shown := p.kept["__Host-parley-shown"]
	if len(p.kept) != 1 || shown == nil || !shown.HttpOnly || !shown.Secure || shown.SameSite != http.SameSiteLaxMode || shown.Path != "/" || shown.Domain != "" || shown.MaxAge != 300 {
		t.Errorf("the browser keeps %v", p.kept)
	}
	rec = p.do(http.MethodGet, "/v4/oauth/authorize?"+requestOf(id).Encode(), nil)
	page, policy := rec.Body.String(), rec.Header().Get("Content-Security-Policy")
	for _, part := range []string{"ada@example.com", "Report &lt;builder&gt;", "read the chats", "manage the site", "https://reports.example.com", `lang="en"`} {
		if !strings.Contains(page, part) || strings.Contains(page, "<script") || strings.Contains(page, shown.Value) {
			t.Errorf("without %s: %s", part, page)
		}
	}
	if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, o.there.URL) ||
		rec.Header().Get("Referrer-Policy") != "same-origin" || rec.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%v", rec.Header())
	}
	status, back, _ := p.decides(form, "allow")
	if status != 303 || back.Get("state") != "the state & more" || back.Get("x") != "1" || len(p.kept) != 0 {
		t.Fatalf("%d %v, keeps %v", status, back, p.kept)
	}
	status, got := o.exchanged(t, id, secret, back.Get("code"))
	if status != 200 || !o.works(got.text("access_token")) || got["scope"] != "chats:read settings" {
		t.Fatalf("%d %v", status, got)
	}
	all := o.ask("GET", "/global/agents/01000000-0000-0000-0000-000000000000/signIns", "").Body.String()
	if !strings.Contains(all, `"method":"openIdConnect","clientId":"`+id+`"`) {
		t.Errorf("the sign-ins: %s", all)
	}
}

// TestASignInThatBeganInTheConsoleIsNoConsentAndTheOtherWayRound has the cookie of each put in
// the place of the other, which somebody who writes cookies could do.
func TestASignInThatBeganInTheConsoleIsNoConsentAndTheOtherWayRound(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	id, _ := o.client(t, reports)
	kept, to := o.begin(t, ownOrigin)
	back := o.there.Visit(t, to)
	moved := *kept
	moved.Name = "__Host-parley-consent"
	wantPage(t, o.end(back.RawQuery, &moved), 403, "not begun")
	session(t, o.end(back.RawQuery, kept))

	p := o.person(t)
	form, _ := p.opens(requestOf(id))
	answer := p.goes(form, o.id)
	moved = *p.kept["__Host-parley-consent"]
	moved.Name = "__Host-parley-openid"
	wantPage(t, o.end(answer.Encode(), &moved), 403, "not begun")
	rec := p.comes(answer)
	if rec.Code != 303 || len(p.kept) != 1 || p.kept["__Host-parley-shown"] == nil {
		t.Errorf("%d, keeps %v", rec.Code, p.kept)
	}
	// What shows who somebody is here is good for nothing else.
	shown := p.kept["__Host-parley-shown"].Value
	if rec := o.send(cookieRenew, "Origin", ownOrigin, "Cookie", "__Host-parley="+shown); rec.Code != 401 {
		t.Errorf("as a session: %d %s", rec.Code, rec.Body)
	}
	if o.works(shown) {
		t.Error("as an access token it works")
	}
	if status, got := o.post(t, "/oauth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {shown}}); status != 400 {
		t.Errorf("as a refresh token: %d %v", status, got)
	}
}

func TestAConsentIsBoundToTheBrowserThatSignedIn(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	id, _ := o.client(t, reports)
	mine, other := o.person(t), o.person(t)
	form, _ := mine.opens(requestOf(id))
	back := mine.goes(form, o.id)
	if rec := other.comes(back); rec.Code != 403 || len(other.kept) != 0 || !strings.Contains(rec.Body.String(), "not begun") {
		t.Errorf("the answer of a provider in another browser: %d, keeps %v", rec.Code, other.kept)
	}
	// One that has begun itself: it would sign in as whoever made the link.
	theirs, _ := other.opens(requestOf(id))
	other.goes(theirs, o.id)
	if rec := other.comes(back); rec.Code != 403 {
		t.Errorf("in another browser that has begun itself: %d", rec.Code)
	}
	form = mine.signsIn(requestOf(id))
	other.refuses("a browser that is nobody's", form)
	page := mine.do(http.MethodPost, "/v4/oauth/authorize", with(form, "decision", "allow"), "Sec-Fetch-Site", "cross-site")
	if page.Code != 403 || !strings.Contains(page.Body.String(), "another site") {
		t.Errorf("a form on another site: %d %s", page.Code, page.Body)
	}
	mine.refuses("another agent than the page named", with(form, "agent", aGUID))
	if status, back, _ := mine.decides(form, "allow"); status != 303 || back.Get("code") == "" {
		t.Errorf("the right browser after them: %d %v", status, back)
	}
}

func TestASignInCountsForOneRequestOfOneProgramOnce(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	id, _ := o.client(t, reports)
	otherID, _ := o.client(t, strings.Replace(reports, "Report", "Other report", 1))
	p := o.person(t)
	form := p.signsIn(requestOf(id))
	for what, request := range map[string]url.Values{
		"another program":   requestOf(otherID),
		"another state":     requestOf(id, "state", "x"),
		"another address":   requestOf(id, "redirect_uri", "https://reports.example.com/other"),
		"another challenge": requestOf(id, "code_challenge", strings.Repeat("a", 43)),
		"another scope":     requestOf(id, "scope", "settings"),
	} {
		got, _ := p.opens(request)
		if got.Get("agent") != "" {
			t.Errorf("%s: the page asks for consent alone", what)
		}
		p.refuses(what, with(got, "agent", form.Get("agent")))
	}
	shown := p.kept["__Host-parley-shown"]
	if status, back, _ := p.decides(form, "allow"); status != 303 || back.Get("code") == "" {
		t.Fatalf("the request itself: %d %v", status, back)
	}
	p.kept[shown.Name] = shown
	p.refuses("the second time", form)

	form = p.signsIn(requestOf(id))
	o.now = o.now.Add(auth.ShownLife)
	p.refuses("too late", form)
	if form, _ := p.opens(requestOf(id)); form.Get("agent") != "" {
		t.Error("too late, and the page asks for consent alone")
	}
}

func TestAnAgentWhoDoesNotAllowIsNotKnownAnyMore(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	id, _ := o.client(t, reports)
	for decision, path := range map[string]string{"deny": "reports.example.com/done", "again": "/v4/oauth/authorize"} {
		p := o.person(t)
		form := p.signsIn(requestOf(id))
		shown := p.kept["__Host-parley-shown"]
		rec := p.do(http.MethodPost, "/v4/oauth/authorize", with(form, "decision", decision))
		to, err := url.Parse(rec.Header().Get("Location"))
		if err != nil || rec.Code != 303 || to.Host+to.Path != path || to.Query().Get("state") != "the state & more" || len(p.kept) != 0 {
			t.Errorf("%s: %d to %s, keeps %v", decision, rec.Code, to, p.kept)
		}
		if (decision == "deny") != (to.Query().Get("error") == "access_denied") {
			t.Errorf("%s: the program is told %v", decision, to.Query())
		}
		p.kept[shown.Name] = shown
		p.refuses("after "+decision, form)
	}
}

func TestAPageOfConsentWithoutHTTPSHasCookiesOfItsOwn(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	id, _ := o.client(t, reports)
	p := o.person(t)
	p.origin = "http://localhost:8080"
	form := p.signsIn(requestOf(id))
	c := p.kept["parley-shown"]
	if c == nil || c.Secure || len(p.kept) != 1 {
		t.Fatalf("keeps %v", p.kept)
	}
	// What others on the network could have set gives nothing to a page that came over https.
	over := o.person(t)
	over.kept[c.Name] = c
	over.refuses("over https", form)
	if status, back, _ := p.decides(form, "allow"); status != 303 || back.Get("code") == "" {
		t.Errorf("%d %v", status, back)
	}
}

func TestAProviderThatMisbehavesLetsNoProgramIn(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	id, _ := o.client(t, reports)
	for name, c := range map[string]struct {
		bad    openidtest.Deviation
		status int
		says   string
	}{
		"it refuses":     {openidtest.Deviation{Back: func(v url.Values) { v.Del("code"); v.Set("error", "access_denied") }}, 403, "has not let you in"},
		"another nonce":  {openidtest.Deviation{Claims: func(c map[string]any) { c["nonce"] = "x" }}, 403, "cannot be trusted"},
		"another issuer": {openidtest.Deviation{Back: func(v url.Values) { v.Set("iss", "https://other.example") }}, 403, "not from Staff"},
		"it is down": {openidtest.Deviation{Serve: func(w http.ResponseWriter, path string) bool {
			if path == "/token" {
				http.Error(w, "out of order", http.StatusBadGateway)
			}
			return path == "/token"
		}}, 503, "does not answer"},
	} {
		o.there.Deviate(c.bad)
		p := o.person(t)
		form, _ := p.opens(requestOf(id))
		rec := p.comes(p.goes(form, o.id))
		link := regexp.MustCompile(`<a href="([^"]*)">Back`).FindStringSubmatch(rec.Body.String())
		if rec.Code != c.status || !strings.Contains(rec.Body.String(), c.says) || len(p.kept) != 0 || link == nil {
			t.Errorf("%s: %d %s, keeps %v", name, rec.Code, rec.Body, p.kept)
			continue
		}
		// The way back leads to the same request.
		again := p.do(http.MethodGet, html.UnescapeString(link[1]), nil)
		if got := hiddenIn(again.Body.String()); got.Encode() != form.Encode() || again.Code != 200 {
			t.Errorf("%s: back to %s", name, link[1])
		}
	}
}
