package v4

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
)

// empty is a server on a store without a site, and the secret of its first run.
func empty(t *testing.T) (http.Handler, *chattest.Store, string) {
	t.Helper()
	store := chattest.NewStore()
	first, secret, err := auth.NewFirstRun(t.Context(), store, time.Now)
	if err != nil || first == nil {
		t.Fatal(first, err)
	}
	who := auth.New(store, time.Now)
	service := chat.NewService(store, &chattest.Files{}, &chattest.Bus{}, time.Now)
	return New(Options{Service: service, Auth: who, SignIn: who, FirstRun: first}), store, secret
}

func postForm(h http.Handler, target string, form url.Values, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec
}

func pageAt(h http.Handler, target string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest("GET", target, nil))
	return rec
}

func TestTheFirstAdministratorIsMadeByWhoHasTheLink(t *testing.T) {
	t.Parallel()
	h, store, secret := empty(t)
	for _, key := range []string{"", "pf_x", secret[:len(secret)-1] + "~", strings.Replace(secret, "pf_", "pk_", 1)} {
		if rec := pageAt(h, "/setup?key="+url.QueryEscape(key)); rec.Code != 403 || strings.Contains(rec.Body.String(), "<form") {
			t.Errorf("%q: %d %s", key, rec.Code, rec.Body)
		}
	}
	rec := pageAt(h, "/setup?key="+secret)
	page := rec.Body.String()
	hidden := regexp.MustCompile(`name="key" value="([^"]*)"`).FindStringSubmatch(page)
	if rec.Code != 200 || len(hidden) != 2 || hidden[1] != secret || rec.Header().Get("Referrer-Policy") != "same-origin" ||
		!strings.HasPrefix(rec.Header().Get("Content-Security-Policy"), "default-src 'none'; ") {
		t.Fatalf("%d %v %s", rec.Code, rec.Header(), page)
	}
	good := url.Values{"key": {secret}, "site": {"Shoes & <more>"}, "name": {"Ada"}, "email": {"ada@example.com"}, "password": {adaPassword}}
	if rec := postForm(h, "/setup", good, "Origin", "https://evil.example"); rec.Code != 403 {
		t.Errorf("from another site: %d", rec.Code)
	}
	if rec := postForm(h, "/setup", with(good, "key", "pf_x")); rec.Code != 403 {
		t.Errorf("without the link: %d", rec.Code)
	}
	for name, form := range map[string]url.Values{"a short password": with(good, "password", "short"), "no e-mail": with(good, "email", "ada")} {
		rec := postForm(h, "/setup", form)
		if rec.Code != 400 || !strings.Contains(rec.Body.String(), `role="alert"`) || !strings.Contains(rec.Body.String(), "Shoes &amp; &lt;more&gt;") || strings.Contains(rec.Body.String(), adaPassword) {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Body)
		}
	}
	if sites, err := store.Sites(t.Context()); err != nil || len(sites) != 0 {
		t.Fatalf("what was refused has made %v, %v", sites, err)
	}
	if rec := postForm(h, "/setup", good); rec.Code != 303 || rec.Header().Get("Location") != "/console/settings/start" {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if rec := postForm(h, "/oauth/token", passwordForm); rec.Code != 200 {
		t.Errorf("signing in: %d %s", rec.Code, rec.Body)
	}
	campaigns, err := store.Resources(t.Context(), firstSite, chat.Campaigns)
	if err != nil || len(campaigns) != 1 || campaigns[0].(*chat.Campaign).Name != "Shoes & <more>" { //nolint:errcheck,forcetypeassert // of that collection
		t.Errorf("the widget has %v, %v", campaigns, err)
	}
	keys, err := store.Resources(t.Context(), firstSite, chat.APIKeys)
	if err != nil || len(keys) != 0 {
		t.Errorf("a key that nobody knows: %v, %v", keys, err)
	}
	for name, rec := range map[string]*httptest.ResponseRecorder{
		"the page": pageAt(h, "/setup?key="+secret), "the form": postForm(h, "/setup", with(good, "email", "eve@example.com")),
	} {
		if rec.Code != 409 || strings.Contains(rec.Body.String(), "<form") {
			t.Errorf("%s, a second time: %d %s", name, rec.Code, rec.Body)
		}
	}
}

func TestWhereThereIsASiteNothingIsSetUp(t *testing.T) {
	t.Parallel()
	store := chattest.NewStore()
	store.AddSite(t, 10000)
	if first, secret, err := auth.NewFirstRun(t.Context(), store, time.Now); first != nil || secret != "" || err != nil {
		t.Errorf("%v %q %v", first, secret, err)
	}
	w := newWorld(t)
	if rec := w.askAs("", "GET", "/setup?key=x", ""); rec.Code != 404 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}
