package v4

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// echoing is the table's patterns, each answering what it was found by.
func echoing(t testing.TB) *server {
	t.Helper()
	s := &server{mux: http.NewServeMux(), words: words{}}
	table := (&server{Options: Options{SignIn: grant{}}}).routes()
	for _, rt := range table {
		s.words.add(rt.pattern)
	}
	for _, rt := range table {
		s.mux.HandleFunc(rt.method+" "+patternOf(rt.pattern), func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Found", rt.pattern+" id="+r.PathValue("id"))
		})
	}
	s.mux.Handle("/", http.NotFoundHandler())
	return s
}

func TestAddressesMatchHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	s := echoing(t)
	const search, attach, one = "/livechat/chats:Search id=", "/livechat/chats/{id}:AttachToTicket id=12", "/livechat/chats/{id} id="
	for _, c := range []struct{ method, path, want string }{
		{"POST", "/livechat/chats:search", search},
		{"POST", "/livechat/chats:Search", search},
		{"POST", "/LIVECHAT/Chats:SEARCH?pageIndex=1", search},
		{"POST", "/v4/livechat/chats:search", search},
		{"POST", "/API/livechat/chats:search/", search},
		{"POST", "/api/v4/livechat/chats:search", search},
		{"POST", "/V4/LiveChat/chats%3Asearch", search},
		{"POST", "/v4/livechat/chats/12:AttachToTicket", attach},
		{"POST", "/v4/livechat/CHATS/12:attachtoticket/", attach},
		{"POST", "/livechat/chats/12%3aATTACHTOTICKET", attach},
		{"GET", "/livechat/Chats/2EFC01B2-b7c1-40a9-b049-b0db9fbc4dbc", one + "2EFC01B2-b7c1-40a9-b049-b0db9fbc4dbc"},
		{"GET", "/livechat/chats/a%2FB", one + "a/B"},
		{"GET", "/livechat/chats/a%20b%3f", one + "a b?"},
		{"GET", "/livechat/chats/%E2%82%AC", one + "€"},
		{"POST", "/livechat/missedandrefusedchats:search", "/livechat/missedAndRefusedChats:Search id="},
		{"POST", "/livechat/chats/84d7/ChatWrapupCategories", "/livechat/chats/{id}/chatWrapupCategories id=84d7"},
		{"POST", "/livechat/chatWrapupCategories", "/livechat/chatWrapupCategories id="},
		{"DELETE", "/livechat/chats/", "/livechat/chats id="},
		{"GET", "/livechat//chats///7", one + "7"},
		{"GET", "/livechat/chats/chats", one + "chats"},
		{"GET", "/healthz/", "/healthz id="},
		{"POST", "/v4/OAUTH/token", "/oauth/token id="},
		{"POST", "/livechat/chats/12:nope", ""},
		{"POST", "/livechat/chats:nope", ""},
		{"POST", "/livechat/chats:", ""},
		{"GET", "/livechat/nope", ""},
		{"GET", "/", ""},
		{"GET", "/v4", ""},
		{"GET", "/v4/api/livechat/chats/7", ""},
		{"POST", "/:search/livechat/chats", ""},
		{"POST", "/%3Asearch/livechat/chats", ""},
		{"POST", "/v4/:search/livechat/chats", ""},
		{"GET", "/livechat/chats/..", ""},
		{"GET", "/livechat/chats/%2e%2E", ""},
		{"GET", "/livechat/./chats/7", ""},
		{"GET", "/livechat/chats/..:", ""},
		{"POST", "/livechat/.:search", ""},
		{"POST", "/livechat/chats:\u017fearch", ""}, // a long s is no s
	} {
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, httptest.NewRequest(c.method, c.path, nil))
		if got := rec.Header().Get("Found"); got != c.want || (c.want == "") != (rec.Code == 404) {
			t.Errorf("%s %s: %d %q, want %q", c.method, c.path, rec.Code, got, c.want)
		}
	}
}

func TestAWrongMethodNamesTheRightOnes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range []struct{ method, path, allow string }{
		{"GET", "/livechat/chats:search", "POST"},
		{"GET", "/livechat/chats/12:AttachToTicket", "POST"},
		{"PATCH", "/v4/livechat/chats/12/", "DELETE, GET, HEAD, PUT"},
		{"POST", "/healthz", "GET, HEAD"},
	} {
		rec := w.ask(c.method, c.path, "")
		faulty(t, rec, 405, c.allow)
		if got := rec.Header().Get("Allow"); got != c.allow {
			t.Errorf("%s %s: Allow: %q, want %q", c.method, c.path, got, c.allow)
		}
	}
	faulty(t, w.ask("GET", "/livechat/chts", ""), 404, "no such address")
	if rec := w.ask("HEAD", "/healthz", ""); rec.Code != 200 {
		t.Errorf("HEAD: %d", rec.Code)
	}
}

func FuzzRoute(f *testing.F) {
	for _, seed := range []string{
		"/v4/livechat/chats/4875", "/api/v4/LiveChat/chats%3Asearch/", "/livechat/chats/1:AttachToTicket", "/:search/livechat/chats",
		"//a/..//b", "/%zz", "/livechat/chats/%2f%3a", "/a:b:c", ".:", "/..:x", "", "/v4/v4/api", "/livechat/chats/\xff", "/livechat/chats/a;b,c",
	} {
		f.Add(seed)
	}
	s := echoing(f)
	found := func(path string) (string, int) {
		r := &http.Request{Method: "POST", URL: &url.URL{Path: path}, Host: "x", Header: http.Header{}}
		if plain, err := url.PathUnescape(path); err == nil {
			r.URL = &url.URL{Path: plain, RawPath: path}
		}
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, r)
		return rec.Header().Get("Found"), rec.Code
	}
	f.Fuzz(func(t *testing.T, path string) {
		want, code := found(path)
		if code/100 == 3 {
			t.Fatalf("%q is redirected", path)
		}
		if canonical, ok := s.words.canonical(path); ok {
			if _, again := s.words.canonical(canonical); again && strings.HasPrefix(canonical, "/:") {
				t.Fatalf("%q: the inner form %q can be asked for", path, canonical)
			}
		}
		if !strings.HasPrefix(path, "/") {
			return
		}
		for _, same := range []string{path + "/", "/v4" + path, "/API" + path} {
			if got, _ := found(same); got != want && !prefixed(path) {
				t.Fatalf("%q finds %q, %q finds %q", path, want, same, got)
			}
		}
		if pattern, _, _ := strings.Cut(want, " id="); pattern != "" {
			if got, _ := found(strings.ToUpper(path)); !strings.HasPrefix(got, pattern) && isASCII(path) {
				t.Fatalf("%q finds %q, in capitals %q", path, want, got)
			}
		}
	})
}

func prefixed(path string) bool {
	segments, ok := unescape(path)
	return !ok || len(segments) == 0 || len(withoutPrefix(segments)) < len(segments)
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 127 }) < 0 && !strings.Contains(s, "%")
}
