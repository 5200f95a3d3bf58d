package v4

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/parleychat/parley/internal/openapi/openapitest"
)

// descriptions are what /openapi.json answers where nobody can sign in, and where
// everything is served. Reading one takes longer than most tests.
var descriptions = map[bool]func() (*openapitest.Description, error){
	false: sync.OnceValues(func() (*openapitest.Description, error) { return descriptionOf(Options{}) }),
	true:  sync.OnceValues(func() (*openapitest.Description, error) { return descriptionOf(Options{SignIn: grant{}}) }),
}

func descriptionOf(o Options) (*openapitest.Description, error) {
	raw, err := Description(o)
	if err != nil {
		return nil, err
	}
	return openapitest.Parse(raw)
}

// theDescription is that of a server with such options, sound in itself.
func theDescription(t testing.TB, o Options) *openapitest.Description {
	t.Helper()
	d, err := descriptions[o.SignIn != nil]()
	if err != nil {
		t.Fatalf("%+v", err)
	}
	return d
}

// A route without a description fails here: tell about it in abouts.
func TestEveryRouteIsDescribed(t *testing.T) {
	t.Parallel()
	routes := map[string]bool{}
	for _, rt := range (&server{Options: Options{SignIn: grant{}}}).routes() {
		routes[rt.method+" "+rt.pattern] = true
	}
	var ids []string
	for _, a := range abouts() {
		if !routes[a.route] {
			t.Errorf("%s is described, but there is no such route", a.route)
		}
		delete(routes, a.route)
		if a.id == "" || a.summary == "" || a.tag == "" || len(a.gives) == 0 || slices.Contains(ids, a.id) {
			t.Errorf("%s: the description lacks its id, tag, summary or answer, or the id is another's", a.route)
		}
		ids = append(ids, a.id)
	}
	for route := range routes {
		t.Errorf("%s is not described", route)
	}
}

func TestTheDescriptionIsServedToAnyoneUnderEachPrefix(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	want := w.askAs("", "GET", "/openapi.json", "")
	for _, target := range []string{"/v4/openapi.json", "/api/v4/OpenAPI.json", "/api/openapi.json/"} {
		rec := w.askAs("", "GET", target, "")
		if rec.Code != 200 || !bytes.Equal(rec.Body.Bytes(), want.Body.Bytes()) {
			t.Errorf("%s: %d %.100s", target, rec.Code, rec.Body)
		}
	}
	if strings.Contains(want.Body.String(), "/oauth/token\": {") {
		t.Error("an address that is not served is described")
	}
}

func TestThePageShowsTheDescription(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rec := w.askAs("", "GET", "/v4/docs/", "")
	page, h := rec.Body.String(), rec.Header()
	if rec.Code != 200 || h.Get("Content-Type") != "text/html; charset=utf-8" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'; ") {
		t.Errorf("%d %v", rec.Code, h)
	}
	for _, rt := range (&server{}).routes() {
		if described := slices.ContainsFunc(abouts(), func(a about) bool { return a.route == rt.method+" "+rt.pattern }); described != strings.Contains(page, `data-method="`+rt.method+`" data-path="`+rt.pattern+`"`) {
			t.Errorf("%s %s: described %v, on the page %v", rt.method, rt.pattern, described, !described)
		}
	}
}

// The control of every test that holds answers against the description.
func TestAnAnswerThatIsNotAsDescribedIsCaught(t *testing.T) {
	t.Parallel()
	d, w := theDescription(t, Options{}), withChats(t)
	good := w.ask("GET", "/livechat/chats/4875?include=session,visitor", "").Body.String()
	page := w.ask("POST", "/livechat/chats:Search?include=chatAgent", "").Body.String()
	for _, c := range []struct {
		method, target string
		status         int
		body, err      string
		sent           string
	}{
		{"GET", "/livechat/chats/4875", 200, good, "", ""},
		{"GET", "/API/v4/LiveChat//chats/4875/?x=1", 200, good, "", ""},
		{"POST", "/livechat/chats%3Asearch", 200, page, "", ""},
		{"GET", "/livechat/chats/4875", 200, strings.Replace(good, `"status":"normal"`, `"status":0`, 1), "/status", ""},
		{"GET", "/livechat/chats/4875", 200, strings.Replace(good, `"guid":`, `"gid":`, 1), "guid", ""},
		{"GET", "/livechat/chats/4875", 200, strings.Replace(good, `"duration":"00:11:00"`, `"duration":660`, 1), "/duration", ""},
		{"GET", "/livechat/chats/4875", 200, strings.Replace(good, `"startTime":"2021-04-27T07:50:28.753Z"`, `"startTime":"yesterday"`, 1), "/startTime", ""},
		{"GET", "/livechat/chats/4875", 200, strings.Replace(good, `"senderType":"agent"`, `"senderType":"robot"`, 1), "/senderType", ""},
		{"POST", "/livechat/chats:Search", 200, strings.Replace(page, `"total":`, `"totals":`, 1), "total", ""},
		{"POST", "/livechat/chats:Search", 200, strings.Replace(page, `"pageIndex":0`, `"pageIndex":0,"more":1`, 1), "more", ""},
		{"GET", "/livechat/chats/4875", 202, good, "answers 202", ""},
		{"GET", "/livechat/chats/4875", 404, `{"code":404000}`, "message", ""},
		{"DELETE", "/livechat/chats/4875", 204, `{}`, "with a body", ""},
		{"GET", "/nowhere", 200, `{}`, "not described", ""},
		{"GET", "/nowhere", 404, `{"code":404001,"message":"no","error":"no_such_address"}`, "", ""},
		{"POST", "/livechat/chats:Search", 200, strings.Replace(page, `"status":"normal",`, ``, 1), "status", `{"filters":[]}`},
		{"POST", "/livechat/chats:Search", 200, strings.Replace(page, `"status":"normal",`, ``, 1), "", `{"Fields":["id"]}`},
	} {
		err := d.Check(c.method, c.target, []byte(c.sent), c.status, []byte(c.body))
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s %s %d %.80s: %v, want %q", c.method, c.target, c.status, c.body, err, c.err)
		}
	}
}

func TestTextsAreOfMembersThatThereAre(t *testing.T) {
	t.Parallel()
	var n nouns
	for _, d := range describedNouns() {
		n.add(d)
	}
	for key := range memberTexts {
		name, member, _ := strings.Cut(key, ".")
		if s, ok := n.schemas.Named(name); !ok || s.Properties == nil {
			t.Errorf("%s: there is no such noun", key)
		} else if _, ok := s.Properties.Named(member); !ok {
			t.Errorf("%s: the noun has no such member", key)
		}
	}
	for name := range nounTexts {
		if _, ok := n.schemas.Named(name); !ok {
			t.Errorf("%s: there is no such noun", name)
		}
	}
}
