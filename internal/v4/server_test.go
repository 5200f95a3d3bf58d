package v4

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
	"github.com/parleychat/parley/internal/openapi/openapitest"
)

// world is the API on a store in memory with two sites.
type world struct {
	http.Handler
	service *chat.Service
	store   *chattest.Store
	actor   chat.Actor
	log     bytes.Buffer
	// Secrets of the site's administrator, of a key that may only read, and of
	// another site's administrator.
	key, reader, stranger string
}

// aSignIn is one of the administrator's.
var aSignIn = chat.GUID{15: 7}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func newWorld(t testing.TB, change ...func(*Options)) *world {
	t.Helper()
	clock := func() time.Time { return noon }
	store := chattest.NewStore()
	w := &world{service: chat.NewService(store, &chattest.Files{}, bus.NewLocal(), clock), store: store}
	w.actor, _ = store.AddSite(t, 10000)
	other, _ := store.AddSite(t, 10001)
	w.key = addKey(t, store, w.actor, chat.AllPermissions)
	w.reader = addKey(t, store, w.actor, chat.ReadChats)
	w.stranger = addKey(t, store, other, chat.AllPermissions)
	if err := store.AddSignIn(t.Context(), chat.SignIn{ID: aSignIn, Site: 10000, Agent: w.actor.Agent}); err != nil {
		t.Fatal(err)
	}
	o := Options{
		Service: w.service,
		Avatars: chat.NewFileDesk(chat.NewDesk(store, bus.NewLocal(), chat.DefaultTerms, clock, uuid.New), store, &chattest.Files{}, anyPicture{}),
		Auth:    auth.New(store, clock),
		Log:     slog.New(slog.NewJSONHandler(&w.log, nil)),
	}
	for _, c := range change {
		c(&o)
	}
	w.Handler = New(o)
	if t, is := t.(*testing.T); is {
		w.Handler = held{w.Handler, theDescription(t, o), t}
	}
	return w
}

// held is a handler whose every answer is held against the description.
type held struct {
	http.Handler
	description *openapitest.Description
	t           *testing.T
}

func (h held) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rec := httptest.NewRecorder()
	var sent bytes.Buffer
	here := *r
	here.Body = io.NopCloser(io.TeeReader(r.Body, &sent))
	h.Handler.ServeHTTP(rec, &here)
	if err := h.description.Check(r.Method, r.URL.RequestURI(), sent.Bytes(), rec.Code, rec.Body.Bytes()); err != nil {
		h.t.Error(err)
	}
	maps.Copy(w.Header(), rec.Header())
	w.WriteHeader(rec.Code)
	_, _ = w.Write(rec.Body.Bytes())
}

func addKey(t testing.TB, store *chattest.Store, who chat.Actor, may chat.Permissions) string {
	t.Helper()
	secret, hash := auth.NewSecret(chat.APIKey)
	err := store.AddKey(t.Context(), chat.Key{Hash: hash, Kind: chat.APIKey, Site: who.Site, Agent: who.Agent, May: may})
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// withChats imports the samples and the chats of testdata/import.
func withChats(t testing.TB, change ...func(*Options)) *world {
	t.Helper()
	w := newWorld(t, change...)
	files, err := filepath.Glob("testdata/import/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, "testdata/samples/search-chats.json", "testdata/samples/search-missed-and-refused.json", "testdata/samples/get-chat.json") {
		w.importFile(t, name)
	}
	return w
}

func (w *world) importFile(t testing.TB, name string) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for chats := NewChatReader(file); ; {
		item, err := chats.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil || item.Err != nil {
			t.Fatalf("%s: %v %v", name, err, item.Err)
		}
		outcomes, err := w.service.Import(t.Context(), w.actor, []*chat.Chat{item.Chat}, item.Related)
		if err != nil || outcomes[0] == chat.Clashing {
			t.Fatalf("%s: %v %v", name, outcomes, err)
		}
	}
}

// ask sends a request as the site's administrator.
func (w *world) ask(method, target, body string) *httptest.ResponseRecorder {
	return w.askAs(w.key, method, target, body)
}

func (w *world) askAs(key, method, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec
}

// faulty fails unless an answer is a proper error of the status.
func faulty(t *testing.T, rec *httptest.ResponseRecorder, status int, message string) {
	t.Helper()
	var e struct {
		Code           int
		Message, Error string
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &e); err != nil {
		t.Errorf("%d %s: %v", rec.Code, rec.Body, err)
		return
	}
	if rec.Code != status || e.Code/1000 != status || e.Error == "" || !strings.Contains(e.Message, message) {
		t.Errorf("got %d %s\nwant %d with %q", rec.Code, rec.Body, status, message)
	}
}

func TestCallersAreKnownAndAllowed(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	for _, key := range []string{"", "nonsense"} {
		rec := w.askAs(key, "GET", "/v4/livechat/chats/4875", "")
		faulty(t, rec, 401, "")
		if got := rec.Header().Values("WWW-Authenticate"); len(got) != 2 || !strings.HasPrefix(got[0], "Bearer") || !strings.HasPrefix(got[1], "Basic") {
			t.Errorf("WWW-Authenticate: %q", got)
		}
	}
	faulty(t, w.askAs(w.reader, "DELETE", "/v4/livechat/chats/4875", ""), 403, "chats:delete")
	faulty(t, w.askAs(w.reader, "PUT", "/v4/livechat/chats/4875", "{}"), 403, "chats:write")
	faulty(t, w.ask("GET", "/v4/livechat/chats/4875?siteId=10001", ""), 403, "10001")
	if rec := w.askAs(w.reader, "GET", "/v4/livechat/chats/4875", ""); rec.Code != 200 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

func TestAnotherSitesChatIsAnsweredAsAnUnknownOne(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	for _, method := range []string{"GET", "DELETE"} {
		theirs := w.askAs(w.stranger, method, "/livechat/chats/4875", "")
		unknown := w.askAs(w.stranger, method, "/livechat/chats/999999", "")
		faulty(t, theirs, 404, "no such chat")
		if !bytes.Equal(theirs.Body.Bytes(), unknown.Body.Bytes()) {
			t.Errorf("%s: %s\n%s", method, theirs.Body, unknown.Body)
		}
	}
	if rec := w.askAs(w.stranger, "DELETE", "/livechat/chats", "[4875]"); rec.Code != 204 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.ask("GET", "/livechat/chats/4875", ""); rec.Code != 200 {
		t.Errorf("another site removed a chat: %d %s", rec.Code, rec.Body)
	}
}

func TestEveryAnswerHasItsHeaders(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	for _, target := range []string{"/livechat/chats/4875", "/nowhere", "/healthz", "/livechat/chats/x"} {
		rec := w.ask("GET", target, "")
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Content-Type": "application/json; charset=utf-8",
			"Referrer-Policy": "strict-origin-when-cross-origin",
		} {
			if got := rec.Header().Get(name); got != want {
				t.Errorf("%s: %s: %q, want %q", target, name, got, want)
			}
		}
		if rec.Header().Get("Content-Length") == "" {
			t.Errorf("%s: no Content-Length", target)
		}
	}
}

func TestDeleting(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ method, target, body string }{
		{"DELETE", "/livechat/chats/4875", ""},
		{"DELETE", "/livechat/chats/2EFC01B2-b7c1-40a9-b049-b0db9fbc4dbc", ""},
		{"DELETE", "/livechat/chats", `[1, 4875]`},
		{"DELETE", "/livechat/chats", `["4875"]`},
		{"POST", "/livechat/chats:batchdelete", `["2efc01b2-b7c1-40a9-b049-b0db9fbc4dbc"]`},
		{"DELETE", "/livechat/missedAndRefusedChats", `[4875]`},
		{"DELETE", "/livechat/missedAndRefusedChats/4875", ""},
	} {
		w := withChats(t)
		if rec := w.ask(c.method, c.target, c.body); rec.Code != 204 || rec.Body.Len() > 0 {
			t.Errorf("%v: %d %s", c, rec.Code, rec.Body)
		}
		faulty(t, w.ask("GET", "/livechat/chats/4875", ""), 404, "")
		if rec := w.ask("GET", "/livechat/chats/4877", ""); rec.Code != 200 {
			t.Errorf("%v took another chat with it: %d", c, rec.Code)
		}
	}
	w := withChats(t)
	faulty(t, w.ask("DELETE", "/livechat/chats/77777", ""), 404, "")
	faulty(t, w.ask("DELETE", "/livechat/chats/x7", ""), 400, `"x7" is not the id of a chat`)
	faulty(t, w.ask("DELETE", "/livechat/chats", ``), 400, "at byte 0")
	faulty(t, w.ask("DELETE", "/livechat/chats", `7`), 400, "list of the ids of chats, not a number")
	faulty(t, w.ask("DELETE", "/livechat/chats", `[4875,-1]`), 400, `[1]: "-1" is not the id`)
	faulty(t, w.ask("DELETE", "/livechat/chats", `[4875,[1]]`), 400, `[1]: a list is not the id`)
	faulty(t, w.ask("DELETE", "/livechat/chats", `[99999999999999999999]`), 400, `[0]: `)
	faulty(t, w.ask("DELETE", "/livechat/chats", "["+strings.Repeat("1,", 1000)+"1]"), 400, "at most 1000")
	if rec := w.ask("GET", "/livechat/chats/4875", ""); rec.Code != 200 {
		t.Errorf("a refused call removed a chat: %d", rec.Code)
	}
}

func TestARefusalSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	faulty(t, w.askAs("", "GET", "/v4/global/departments", ""), 401, "")
	faulty(t, w.askAs(w.reader, "POST", "/v4/livechat/webhooks", "{}"), 403, "settings")
	faulty(t, w.ask("POST", "/oauth/token", ""), 404, "no such address")
}

func TestBodiesAreLimited(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	big := strings.Repeat(" ", 10<<20)
	faulty(t, w.ask("POST", "/livechat/chats:search", big), 413, "65536 bytes")
	faulty(t, w.ask("DELETE", "/livechat/chats", big), 413, "262144 bytes")
	unsized := httptest.NewRequest("POST", "/livechat/chats:search", io.MultiReader(strings.NewReader(big)))
	unsized.Header.Set("Authorization", "Bearer "+w.key)
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, unsized)
	faulty(t, rec, 413, "65536 bytes")
	if rec := w.ask("POST", "/livechat/chats:search", strings.Repeat(" ", 64<<10)); rec.Code != 200 {
		t.Errorf("a body of just the limit: %d %s", rec.Code, rec.Body)
	}
}

func TestProbes(t *testing.T) {
	t.Parallel()
	broken := newWorld(t, func(o *Options) {
		o.Ready = func(context.Context) error { return errors.New("secret of the database") }
	})
	if rec := broken.askAs("", "GET", "/healthz", ""); rec.Code != 200 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	rec := broken.askAs("", "GET", "/readyz/", "")
	faulty(t, rec, 503, "")
	if strings.Contains(rec.Body.String(), "secret") || !strings.Contains(broken.log.String(), "secret of the database") {
		t.Errorf("the cause belongs into the log alone: %s\n%s", rec.Body, &broken.log)
	}
	if rec := newWorld(t).askAs("", "GET", "/readyz", ""); rec.Code != 200 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := newWorld(t).ask("GET", "/v4/livechathistory/historycache/refresh", ""); rec.Code != 200 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

// failingAuth fails in a way of its own.
type failingAuth struct{ fail func() error }

func (a failingAuth) Authenticate(context.Context, *http.Request) (chat.Actor, error) {
	return chat.Actor{}, a.fail()
}

type busy struct{ error }

func (b busy) Unwrap() error           { return b.error }
func (busy) RetryAfter() time.Duration { return 90*time.Second + 1 }

func TestFailuresAreAnsweredByTheirKind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		fail   func() error
		status int
		retry  string
	}{
		{"limited", func() error { return chat.Limited("slow down") }, 429, "1"},
		{"limited with advice", func() error { return busy{chat.Limited("slow down")} }, 429, "91"},
		{"conflict", func() error { return chat.Conflict("taken") }, 409, ""},
		{"panic", func() error { panic("the secret") }, 500, ""},
		{"internal", func() error { return errors.New("the secret") }, 500, ""},
	} {
		w := newWorld(t, func(o *Options) { o.Auth = failingAuth{c.fail} })
		rec := w.ask("PUT", "/livechat/tickets/1", "")
		faulty(t, rec, c.status, "")
		if rec.Header().Get("Retry-After") != c.retry {
			t.Errorf("%s: Retry-After %q", c.name, rec.Header().Get("Retry-After"))
		}
		if c.status == 500 && (strings.Contains(rec.Body.String(), "secret") || !strings.Contains(w.log.String(), "the secret")) {
			t.Errorf("%s: the cause belongs into the log alone: %s\n%s", c.name, rec.Body, &w.log)
		}
	}
}

func TestTheLogTellsTheCallAndNothingOfItsContents(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	w.ask("POST", "/v4/LIVECHAT/chats:search?preChatEmail=kate@example.com", `{"filters":[{"name":"preChatName","operator":"contains","value":["Kate"]}]}`)
	w.ask("POST", "/v4/livechat/chats:search", `{"filters":[{"name":"guid","operator":"is","value":["Kate"]}]}`)
	w.ask("GET", "/v4/livechat/chats/"+w.key, "")
	got := w.log.String()
	for _, want := range []string{`"method":"POST"`, `"route":"/livechat/chats:Search"`, `"status":200`, `"status":400`, `"site":10000`, `"ms":`} {
		if !strings.Contains(got, want) {
			t.Errorf("the log lacks %s:\n%s", want, got)
		}
	}
	if strings.Count(got, "\n") != 3 {
		t.Errorf("not one line a call:\n%s", got)
	}
	if strings.Contains(strings.ToLower(got), "kate") || strings.Contains(got, w.key) {
		t.Errorf("the log tells too much:\n%s", got)
	}
}

func TestEveryRouteNamesAPermissionAndALimit(t *testing.T) {
	t.Parallel()
	rows := (&server{Options: Options{SignIn: grant{}}}).routes()
	seen := map[string]bool{}
	var open []string
	for _, rt := range rows {
		key := rt.method + " " + patternOf(rt.pattern)
		if seen[key] {
			t.Errorf("%s stands in the table twice", key)
		}
		seen[key] = true
		if rt.need == 0 || rt.body == 0 || rt.handle == nil {
			t.Errorf("%s: the row is not complete", key)
		}
		if rt.need == anyone {
			open = append(open, rt.pattern)
		} else if rt.need&^chat.AllPermissions != 0 {
			t.Errorf("%s: needs %d, which nobody has", key, rt.need)
		}
	}
	slices.Sort(open)
	if want := []string{"/docs", "/healthz", "/oauth/authorize", "/oauth/authorize", "/oauth/openid", "/oauth/openid/callback", "/oauth/providers", "/oauth/revoke", "/oauth/secondFactor", "/oauth/token", "/openapi.json", "/readyz"}; !slices.Equal(open, want) {
		t.Errorf("open to anyone: %q, want %q", open, want)
	}
	if len(rows) < 60 {
		t.Errorf("only %d routes", len(rows))
	}
}

func TestSearchesThatAreTooExpensiveSayHowToNarrowThem(t *testing.T) {
	t.Parallel()
	p := problemOf(fmt.Errorf("search: %w", &chat.TooExpensive{Reason: "it is too large"}))
	if p.status != 422 || p.word != "query_too_expensive" || !strings.Contains(p.message, "too large; narrow it, for instance to a shorter range of requestedTime") {
		t.Errorf("%+v", p)
	}
}
