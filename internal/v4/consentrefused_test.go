package v4

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openid"
	"github.com/parleychat/parley/internal/openid/openidtest"
)

// addBob gives the site an agent whom the provider shows from now on, and gives its id.
func (o *openIDs) addBob(t *testing.T) string {
	t.Helper()
	o.there.Is(map[string]any{"sub": "7", "email": "bob@example.com", "email_verified": true})
	return textOf(t, o.created(t, o.key, "/global/agents", `{"email": "bob@example.com", "role": "agent"}`), "id")
}

func TestAnAgentAllowsNoMoreThanItMayDoItself(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	o.addBob(t)
	id, secret := o.client(t, reports)
	p := o.person(t)
	form := p.signsIn(requestOf(id))
	if _, page := p.opens(requestOf(id)); !strings.Contains(page, "read the chats") || strings.Contains(page, "manage the site") {
		t.Errorf("what it could do: %s", page)
	}
	_, back, _ := p.decides(form, "allow")
	if status, got := o.exchanged(t, id, secret, back.Get("code")); status != 200 || got["scope"] != "chats:read" {
		t.Errorf("%d %v", status, got)
	}
	all := requestOf(id, "scope", "settings")
	form = p.signsIn(all)
	if _, page := p.opens(all); !strings.Contains(page, "lets it do nothing") || strings.Contains(page, `value="allow"`) {
		t.Errorf("of nothing: %s", page)
	}
	if status, back, _ := p.decides(form, "allow"); status != 303 || back.Get("error") != "access_denied" || back.Get("code") != "" {
		t.Errorf("allowed all the same: %d %v", status, back)
	}
}

func TestAnAgentWhoMayNotSignInLetsNoProgramIn(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	bob := "/global/agents/" + o.addBob(t)
	id, _ := o.client(t, reports)
	for what, change := range map[string]struct{ method, target, body string }{
		"made inactive": {"PUT", bob, `{"isActive": false}`},
		"unbound":       {"DELETE", bob + "/openIds", ""},
		"signed out":    {"DELETE", bob + "/signIns", ""},
	} {
		p := o.person(t)
		form := p.signsIn(requestOf(id))
		if rec := o.ask(change.method, change.target, change.body); rec.Code >= 300 {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		p.refuses(what, form)
		o.ask("PUT", bob, `{"isActive": true}`)
	}
	o.ask("PUT", bob, `{"isActive": false}`)
	p := o.person(t)
	form, _ := p.opens(requestOf(id))
	if rec := p.comes(p.goes(form, o.id)); rec.Code != 403 || !strings.Contains(rec.Body.String(), "may not sign in") || len(p.kept) != 0 {
		t.Errorf("inactive: %d, keeps %v", rec.Code, p.kept)
	}
	o.there.Is(map[string]any{"sub": "8", "email": "eve@example.com", "email_verified": true})
	if rec := p.comes(p.goes(form, o.id)); rec.Code != 403 || !strings.Contains(rec.Body.String(), "no agent of the site") || len(p.kept) != 0 {
		t.Errorf("nobody: %d, keeps %v", rec.Code, p.kept)
	}
}

// TestAProviderOfAnotherSiteShowsNobody: whoever manages that site says by it who is who. A
// browser's cookies are its own to write, so that such a flow can also be made by hand.
func TestAProviderOfAnotherSiteShowsNobody(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	id, _ := o.client(t, reports)
	key, err := auth.CreateSite(t.Context(), o.store, auth.NewSite{Site: 20000, Agent: chat.GUID{2}, Email: "ada@example.com", Password: adaPassword}, noon)
	if err != nil {
		t.Fatal(err)
	}
	there := `{"name": "Theirs", "issuer": "` + o.there.URL + `", "clientId": "` + openidtest.ClientID + `", "clientSecret": "` + openidtest.ClientSecret + `"}`
	theirs := textOf(t, o.created(t, key, "/global/identityProviders", there), "id")
	p := o.person(t)
	form, page := p.opens(requestOf(id))
	if strings.Contains(page, "Theirs") {
		t.Errorf("the page: %s", page)
	}
	for _, provider := range []string{theirs, aGUID} {
		rec := p.do(http.MethodPost, "/v4/oauth/authorize", with(form, "provider", provider))
		if rec.Code != 404 || len(p.kept) != 0 || refresh.MatchString(rec.Body.String()) {
			t.Errorf("to %s: %d %s", provider, rec.Code, rec.Body)
		}
	}
	guid, err := chat.ParseGUID(theirs)
	if err != nil {
		t.Fatal(err)
	}
	_, noun, err := o.store.ProviderByID(t.Context(), guid)
	if err != nil {
		t.Fatal(err)
	}
	own, err := chat.ParseGUID(o.id)
	if err != nil {
		t.Fatal(err)
	}
	client := openid.New(openid.Options{HTTP: http.DefaultClient, Now: func() time.Time { return o.now }})
	for status, provider := range map[int]*chat.IdentityProvider{404: noun, 303: {ID: own, Issuer: o.there.URL, ClientID: openidtest.ClientID}} {
		to, flow, err := client.Begin(t.Context(), provider, ownOrigin, form.Encode())
		if err != nil {
			t.Fatal(err)
		}
		p.kept[consentFlowJar.secure] = consentFlowJar.cookie(false, flow.String(), openid.FlowLife)
		if rec := p.comes(o.there.Visit(t, to).Query()); rec.Code != status || (p.kept[shownJar.secure] != nil) != (status == 303) {
			t.Errorf("a flow by hand: %d, not %d: %s", rec.Code, status, rec.Body)
		}
		clear(p.kept)
	}
}

// TestAFlowLeadsToNoOtherPlaceThanAPageOfConsent has flows made by hand for what no program
// has asked.
func TestAFlowLeadsToNoOtherPlaceThanAPageOfConsent(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	id, _ := o.client(t, reports)
	own, err := chat.ParseGUID(o.id)
	if err != nil {
		t.Fatal(err)
	}
	client := openid.New(openid.Options{HTTP: http.DefaultClient, Now: func() time.Time { return o.now }})
	for _, c := range []struct {
		purpose string
		status  int
		to      string
	}{
		{"https://evil.example/", 400, ""},
		{"//evil.example", 400, ""},
		{"%zz", 403, ""},
		{requestOf(id, "redirect_uri", "https://evil.example/").Encode(), 400, ""},
		{requestOf(aGUID).Encode(), 400, ""},
		{requestOf(id).Encode() + "&state=two", 400, ""},
		{requestOf(id, "scope", "chats:delete").Encode(), 303, "https://reports.example.com/done?error=invalid_scope"},
		{requestOf(id, "next", "https://evil.example/").Encode(), 303, "/v4/oauth/authorize?client_id="},
	} {
		noun := &chat.IdentityProvider{ID: own, Issuer: o.there.URL, ClientID: openidtest.ClientID}
		to, flow, err := client.Begin(t.Context(), noun, ownOrigin, c.purpose)
		if err != nil {
			t.Fatal(err)
		}
		p := o.person(t)
		p.kept[consentFlowJar.secure] = consentFlowJar.cookie(false, flow.String(), openid.FlowLife)
		rec := p.comes(o.there.Visit(t, to).Query())
		at := rec.Header().Get("Location")
		page := html.UnescapeString(rec.Body.String())
		if rec.Code != c.status || !strings.HasPrefix(at, c.to) || strings.Contains(at, "evil") || strings.Contains(page, `href="https://evil`) || strings.Contains(page, `href="//evil`) {
			t.Errorf("%s: %d to %q: %s", c.purpose, rec.Code, at, page)
		}
		if p.kept[consentFlowJar.secure] != nil {
			t.Errorf("%s: the flow is kept", c.purpose)
		}
	}
}

func TestAProviderThatCannotBeAskedIsToldOnThePageOfConsent(t *testing.T) {
	t.Parallel()
	o := newOpenIDs(t)
	id, _ := o.client(t, reports)
	p := o.person(t)
	form, _ := p.opens(requestOf(id))
	chooses := func(form url.Values, provider string, header ...string) (int, string) {
		rec := p.do(http.MethodPost, "/v4/oauth/authorize", with(form, "provider", provider), header...)
		if got := hiddenIn(rec.Body.String()); got.Get("state") != form.Get("state") || len(p.kept) != 0 {
			t.Errorf("%s for %q, keeps %v: %s", provider, form.Get("state"), p.kept, rec.Body)
		}
		return rec.Code, rec.Body.String()
	}
	o.there.Deviate(openidtest.Deviation{Serve: func(w http.ResponseWriter, _ string) bool {
		http.Error(w, "out of order", http.StatusBadGateway)
		return true
	}})
	o.now = o.now.Add(time.Hour)
	if status, page := chooses(form, o.id); status != 503 || !strings.Contains(page, "does not answer") || strings.Contains(page, "out of order") || !strings.Contains(o.log.String(), "out of order") {
		t.Errorf("one that is down: %d %s", status, page)
	}
	o.there.Deviate(openidtest.Deviation{})
	o.now = o.now.Add(time.Hour)
	if status, page := chooses(form, o.id, "Origin", ""); status != 400 || !strings.Contains(page, "Origin") {
		t.Errorf("from nowhere: %d %s", status, page)
	}
	if status, _ := chooses(form, "x"); status != 400 {
		t.Errorf("no provider: %d", status)
	}
	long := with(form, "state", strings.Repeat("s", openid.MaxPurpose))
	if status, page := chooses(long, o.id); status != 400 || !strings.Contains(page, "more than a browser keeps") {
		t.Errorf("too long a request: %d %s", status, page)
	}
	o.change(t, `{"isEnabled": false}`)
	if status, _ := chooses(form, o.id); status != 404 {
		t.Errorf("one that is not enabled: %d", status)
	}
	if _, page := p.opens(requestOf(id)); strings.Contains(page, "Sign in with") {
		t.Errorf("the page: %s", page)
	}
}
