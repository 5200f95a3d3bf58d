package v4

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
	"github.com/parleychat/parley/internal/store"
	"github.com/parleychat/parley/internal/store/storetest"
)

var update = flag.Bool("update", false, "write the golden file of the permission matrix")

func TestMain(m *testing.M) { storetest.Main(m) }

// callers are those of the permission matrix (issue "API", must show 7).
var callers = []string{"none", "wrong", "expired", "foreign", "outsider", "agent", "supervisor", "admin", "unscoped"}

// What stands in the place of an id.
var idKinds = []string{"id", "guid", "GUID", "foreign id", "foreign guid", "unknown id", "unknown guid", "0", "-1", "2^63"}

// everyRoute is the table of a server where agents can sign in.
func everyRoute() []route { return (&server{Options: Options{SignIn: grant{}}}).routes() }

// matrix is a server on a database with two sites.
type matrix struct {
	t       *testing.T
	handler http.Handler
	service *chat.Service
	n       int // of what was made, for names
	own     chat.Actor
	other   chat.Actor // the administrator of the other site
	sales   chat.GUID
	keys    map[string]string // of callers
	scoped  map[chat.Permissions]string
}

// newMatrix serves rows, or the table if weaken is nil.
func newMatrix(t *testing.T, address string, weaken func(*server, []route) []route) *matrix {
	t.Helper()
	db, err := store.Open(t.Context(), address, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	m := &matrix{t: t, service: chat.NewService(db, &everyFile{}, &chattest.Bus{}, time.Now), keys: map[string]string{}, scoped: map[chat.Permissions]string{}}
	who := auth.New(db, time.Now)
	avatars := chat.NewFileDesk(chat.NewDesk(db, &chattest.Bus{}, chat.DefaultTerms, time.Now, uuid.New), db, &everyFile{}, anyPicture{})
	s := &server{Options: Options{Service: m.service, Avatars: avatars, Auth: who, SignIn: who, OpenID: goodProviders{}, Log: slog.New(slog.DiscardHandler)}, mux: http.NewServeMux(), words: words{}}
	rows := s.routes()
	if weaken != nil {
		rows = weaken(s, rows)
	}
	s.serve(rows)
	m.handler = s
	for site, actor := range map[chat.SiteID]*chat.Actor{1: &m.own, 2: &m.other} {
		*actor = chat.Actor{Site: site, Agent: uuid.New(), Role: chat.RoleAdmin, May: chat.AllPermissions}
		if _, err := auth.CreateSite(t.Context(), db, auth.NewSite{Site: site, Agent: actor.Agent, Email: "ada@example.com", Password: adaPassword}, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	sales, help := &chat.Department{Name: "Sales"}, &chat.Department{Name: "Help"}
	agent := &chat.Agent{Email: "agent@example.com", Role: chat.RoleAgent}
	outsider := &chat.Agent{Email: "outsider@example.com", Role: chat.RoleAgent}
	supervisor := &chat.Agent{Email: "supervisor@example.com", Role: chat.RoleSupervisor}
	for _, r := range []chat.Resource{sales, help} {
		m.must(m.service.AddResource(t.Context(), m.own, r))
	}
	agent.DepartmentIDs, outsider.DepartmentIDs = []chat.GUID{sales.ID}, []chat.GUID{help.ID}
	for _, r := range []chat.Resource{agent, outsider, supervisor} {
		m.must(m.service.AddResource(t.Context(), m.own, r))
	}
	m.sales = sales.ID
	add := func(of chat.Actor, agent chat.GUID, may chat.Permissions, expires time.Time) string {
		secret, hash := auth.NewSecret(chat.APIKey)
		m.must(db.AddKey(t.Context(), chat.Key{Hash: hash, Kind: chat.APIKey, Site: of.Site, Agent: agent, May: may, Expires: expires}))
		return secret
	}
	m.keys["wrong"], _ = auth.NewSecret(chat.APIKey)
	m.keys["expired"] = add(m.own, m.own.Agent, chat.AllPermissions, time.Now().Add(-time.Second))
	m.keys["foreign"] = add(m.other, m.other.Agent, chat.AllPermissions, time.Time{})
	m.keys["outsider"] = add(m.own, outsider.ID, chat.AllPermissions, time.Time{})
	m.keys["agent"] = add(m.own, agent.ID, chat.AllPermissions, time.Time{})
	m.keys["supervisor"] = add(m.own, supervisor.ID, chat.AllPermissions, time.Time{})
	m.keys["admin"] = add(m.own, m.own.Agent, chat.AllPermissions, time.Time{})
	for need := range chat.AllPermissions {
		m.scoped[need+1] = add(m.own, m.own.Agent, chat.AllPermissions&^(need+1), time.Time{})
	}
	return m
}

func (m *matrix) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *matrix) ask(key, method, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	withPicture(r)
	rec := httptest.NewRecorder()
	m.handler.ServeHTTP(rec, r)
	return rec
}

// thing is what an id names.
type thing struct{ id, guid string }

// make makes what the {id} of a pattern, or a chat's id in a body, names.
func (m *matrix) make(of chat.Actor, key, pattern string) thing {
	m.t.Helper()
	m.n++
	path, _ := strings.CutSuffix(strings.TrimSuffix(pattern, "/avatar"), "/{id}")
	const apart = 1_000_000 // so that no id is in use on both sites
	if path == "/livechat/tickets" {
		made, err := m.service.AddTicket(m.t.Context(), of, chat.Ticket{ID: int64(of.Site)*apart + int64(m.n), Subject: "x"})
		m.must(err)
		return thing{id: fmt.Sprint(made.ID)}
	}
	if strings.HasPrefix(path, "/livechat/offlineMessages") {
		made, err := m.service.AddOfflineMessage(m.t.Context(), of, chat.OfflineMessage{ID: int64(of.Site)*apart + int64(m.n), Message: "x", DepartmentID: m.sales})
		m.must(err)
		return thing{id: fmt.Sprint(made.ID), guid: made.GUID.String()}
	}
	if path == "/livechat/agents" {
		return thing{guid: of.Agent.String()}
	}
	if of, ending, is := strings.Cut(path, "/{id}/"); is && (strings.HasPrefix(ending, "signIns") || strings.HasPrefix(ending, "deliveries") || ending == "secondFactor" || ending == "openIds") {
		path = of
	}
	path = strings.TrimSuffix(path, "/{id}:Test")
	if body, is := aResource["/v4"+path]; is {
		rec := m.ask(key, post, path, m.fresh(body))
		var made struct{ ID string }
		m.must(json.Unmarshal(rec.Body.Bytes(), &made))
		if rec.Code != http.StatusCreated {
			m.t.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
		}
		return thing{guid: made.ID}
	}
	c := &chat.Chat{ID: int64(of.Site)*apart + int64(m.n), GUID: uuid.New(), DepartmentID: m.sales}
	c.Categories = []chat.WrapupCategory{{ID: c.ID, OptionID: uuid.New()}}
	c.Attachments = []chat.Attachment{{Name: "a.txt", FileKey: "a-file"}}
	_, err := m.service.Import(m.t.Context(), of, []*chat.Chat{c}, &chat.Related{})
	m.must(err)
	if pattern == "/livechat/chatWrapupCategories/{id}" {
		return thing{id: fmt.Sprint(c.ID)}
	}
	return thing{id: fmt.Sprint(c.ID), guid: c.GUID.String()}
}

// fresh gives a name that was not given before.
func (m *matrix) fresh(body string) string {
	m.n++
	return strings.NewReplacer(`"x"`, fmt.Sprintf(`"x%d"`, m.n), "x@", fmt.Sprintf("x%d@", m.n)).Replace(body)
}

// asking is what a route is asked, with {id} for an id in its address or body.
func asking(rt route) (body string, hasID, batch bool) {
	name := rt.method + " " + rt.pattern
	body = writeBodies[name].body
	path, one := strings.CutSuffix(strings.TrimSuffix(rt.pattern, "/avatar"), "/{id}")
	if resource, is := aResource["/v4"+path]; is && rt.method != get {
		return resource, one, false
	}
	for _, c := range []struct {
		has  string
		with string
	}{{`"chatId": 4875`, `"chatId": "{id}"`}, {"[1, 4875]", `["{id}"]`}, {"[1]", `["{id}"]`}} {
		if strings.Contains(body, c.has) {
			return strings.Replace(body, c.has, c.with, 1), true, strings.HasPrefix(c.has, "[")
		}
	}
	return body, strings.Contains(rt.pattern, "{id}"), false
}

// cell asks one route as one caller with one kind of id.
func (m *matrix) cell(rt route, caller string, own, foreign thing, kind string) *httptest.ResponseRecorder {
	own.id, own.guid = cmp.Or(own.id, "12345"), cmp.Or(own.guid, "66666666-6666-4666-8666-666666666666")
	foreign.id, foreign.guid = cmp.Or(foreign.id, "12345"), cmp.Or(foreign.guid, "66666666-6666-4666-8666-666666666666")
	id := map[string]string{
		"-": "1", "id": own.id, "guid": own.guid, "GUID": strings.ToUpper(own.guid), "foreign id": foreign.id, "foreign guid": foreign.guid,
		"unknown id": "77777777", "unknown guid": "77777777-7777-4777-8777-777777777777", "0": "0", "-1": "-1", "2^63": "9223372036854775808",
	}[kind]
	body, _, _ := asking(rt)
	body = strings.NewReplacer("{id}", id, "@option", "77777777-7777-4777-8777-777777777777").Replace(body)
	key := m.keys[caller]
	if caller == "unscoped" {
		key = m.scoped[rt.need]
	}
	return m.ask(key, rt.method, strings.NewReplacer("{id}", id, "{key}", "a-file", "{signIn}", "77777777-7777-4777-8777-777777777777", "{delivery}", "77777777-7777-4777-8777-777777777777").Replace(rt.pattern), m.fresh(body))
}

// everyFile is a place where every file is there.
type everyFile struct{ chattest.Files }

func (*everyFile) Open(context.Context, chat.SiteFile) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader("content")), nil
}

// declared is the status that a cell must have by the row and the roles, 0 for any
// that means success.
func declared(rt route, caller, kind string, t thing) int {
	may := map[string]chat.Permissions{
		"foreign": chat.AllPermissions, "admin": chat.AllPermissions, "unscoped": chat.AllPermissions &^ rt.need,
		"outsider": chat.RoleAgent.May(), "agent": chat.RoleAgent.May(), "supervisor": chat.RoleSupervisor.May(),
	}[caller]
	_, hasID, batch := asking(rt)
	ofChat := t.id != "" && rt.pattern != "/livechat/tickets/{id}"
	switch {
	case may == 0 && caller != "unscoped":
		return http.StatusUnauthorized
	case rt.need&^may != 0:
		return http.StatusForbidden
	case rt.pattern == "/global/me/password", strings.HasPrefix(rt.pattern, "/global/me/secondFactor"), strings.HasPrefix(rt.pattern, "/global/me/") && may != chat.AllPermissions:
		return http.StatusForbidden // an API key is no sign-in
	case rt.pattern == "/livechat/chats:Changes" && (caller == "outsider" || caller == "agent"):
		return http.StatusForbidden // the log names chats that they may not see
	case aShared.MatchString(rt.pattern) && rt.writes() && may != chat.AllPermissions && (!hasID || kind == "guid" || kind == "GUID"):
		return http.StatusForbidden // what is shared is for who manages settings
	case !hasID:
		return 0
	case kind == "0" || kind == "-1" || kind == "2^63", t.id == "" && strings.HasSuffix(kind, "id") && !strings.HasSuffix(kind, "guid"),
		t.guid == "" && strings.HasSuffix(strings.ToLower(kind), "guid"):
		return http.StatusBadRequest
	case batch:
		return http.StatusNoContent
	case strings.Contains(kind, "unknown"), strings.Contains(kind, "foreign") != (caller == "foreign"), caller == "outsider" && ofChat:
		return http.StatusNotFound
	default:
		return 0
	}
}

// aShared tells the collections of what agents keep alone or together.
var aShared = regexp.MustCompile(`^/livechat/(cannedMessages|savedSearches)\b`)

var trailing = regexp.MustCompile(` +\n`)

// run asks every cell, and tells of those that are not as declared, or not answered
// as an unknown id is.
func (m *matrix) run(rows []route) (table string, wrong []error) {
	var out strings.Builder
	fmt.Fprintf(&out, "Who gets which answer.\n\n%-56s %-13s %s\n", "route", "what is named", strings.Join(callers, " "))
	for _, rt := range rows {
		if rt.need == anyone {
			continue
		}
		name := rt.method + " " + rt.pattern
		own, foreign := m.make(m.own, m.keys["admin"], rt.pattern), m.make(m.other, m.keys["foreign"], rt.pattern)
		kinds := idKinds
		if _, hasID, _ := asking(rt); !hasID {
			kinds = []string{"-"}
		}
		for _, kind := range kinds {
			fmt.Fprintf(&out, "%-56s %-13s", name, kind)
			for _, caller := range callers {
				rec := m.cell(rt, caller, own, foreign, kind)
				fmt.Fprintf(&out, " %-*d", len(caller), rec.Code)
				if err := m.judge(rt, caller, kind, own, foreign, rec); err != nil {
					wrong = append(wrong, fmt.Errorf("%s, %s, as %s: %w", name, kind, caller, err))
				}
				if rt.writes() && rec.Code < http.StatusMultipleChoices && kind != "-" {
					own, foreign = m.make(m.own, m.keys["admin"], rt.pattern), m.make(m.other, m.keys["foreign"], rt.pattern)
				}
			}
			out.WriteByte('\n')
		}
	}
	return trailing.ReplaceAllString(out.String(), "\n"), wrong
}

func (m *matrix) judge(rt route, caller, kind string, own, foreign thing, rec *httptest.ResponseRecorder) error {
	want := declared(rt, caller, kind, own)
	// What the sample asks for may be unknown in other ways than by its id.
	elsewhere := rec.Code == http.StatusBadRequest && strings.Contains(rec.Body.String(), "there is no category option") ||
		rec.Code == http.StatusNotFound && (strings.Contains(rec.Body.String(), "there is no such ticket") || strings.Contains(rec.Body.String(), "there is no such sign-in") || strings.Contains(rec.Body.String(), "there is no such delivery"))
	switch {
	case want == 0 && rec.Code >= http.StatusMultipleChoices && !elsewhere:
		return fmt.Errorf("answers %d %s", rec.Code, rec.Body)
	case want != 0 && rec.Code != want:
		return fmt.Errorf("answers %d, want %d: %s", rec.Code, want, rec.Body)
	case want != http.StatusNotFound:
		return nil
	}
	unknown := m.cell(rt, caller, own, foreign, map[bool]string{true: "unknown id", false: "unknown guid"}[own.id != ""])
	if unknown.Code != rec.Code || unknown.Body.String() != rec.Body.String() || fmt.Sprint(unknown.Header()) != fmt.Sprint(rec.Header()) {
		return fmt.Errorf("answers %s %v, and for what is unknown %s %v", rec.Body, rec.Header(), unknown.Body, unknown.Header())
	}
	return nil
}

func TestEveryRouteAnswersEveryCallerAsDeclared(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{"SQLite": "sqlite:" + filepath.Join(t.TempDir(), "parley.db"), "PostgreSQL": storetest.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, wrong := newMatrix(t, address, nil).run(everyRoute())
			for _, err := range wrong {
				t.Error(err)
			}
			const golden = "testdata/permissions.txt"
			if *update && name == "SQLite" {
				if err := os.WriteFile(golden, []byte(table), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if string(want) != table {
				t.Errorf("the matrix is not that of %s (-update writes it anew); it is\n%s", golden, table)
			}
		})
	}
}

// The control of the matrix: each way to weaken a route shows.
func TestTheMatrixCatchesAWeakenedRoute(t *testing.T) {
	t.Parallel()
	at := func(rows []route, name string) *route {
		for i := range rows {
			if rows[i].method+" "+rows[i].pattern == name {
				return &rows[i]
			}
		}
		t.Fatal(name)
		return nil
	}
	for name, weaken := range map[string]func(*server, []route){
		"a permission is not asked for": func(_ *server, rows []route) { at(rows, "GET /livechat/webhooks/{id}").need = read },
		"everybody is let in":           func(_ *server, rows []route) { at(rows, "GET /livechat/tickets").need = anyone },
		"the role is not looked at": func(s *server, rows []route) {
			at(rows, "GET /livechat/chats/{id}").handle = func(r *http.Request, actor chat.Actor) (answer, error) {
				actor.Role = chat.RoleAdmin
				return s.chat(r, actor)
			}
		},
		"an unseen chat is told apart": func(s *server, rows []route) {
			at(rows, "PUT /livechat/chats/{id}/chatWrapup").handle = func(r *http.Request, actor chat.Actor) (answer, error) {
				a, err := s.putWrapup(r, actor)
				if errors.Is(err, chat.ErrChatNotFound) && actor.Role == chat.RoleAgent && r.PathValue("id") != "77777777" {
					return a, chat.NotFound("there is no such chat for you")
				}
				return a, err
			}
		},
		"the site is taken from the request": func(s *server, rows []route) {
			at(rows, "DELETE /livechat/tickets/{id}").handle = func(r *http.Request, actor chat.Actor) (answer, error) {
				if id, ok := parseInteger(r.PathValue("id")); ok {
					for _, site := range []chat.SiteID{1, 2} {
						actor.Site = site
						if s.Service.DeleteTicket(context.WithoutCancel(r.Context()), actor, id) == nil {
							return noContent, nil
						}
					}
				}
				return answer{}, chat.ErrTicketNotFound
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMatrix(t, "sqlite:"+filepath.Join(t.TempDir(), "parley.db"), func(s *server, rows []route) []route {
				weaken(s, rows)
				return rows
			})
			var few []route
			for _, rt := range everyRoute() {
				if strings.HasPrefix(rt.pattern, "/livechat/chats/{id}") || strings.HasPrefix(rt.pattern, "/livechat/tickets") || strings.HasPrefix(rt.pattern, "/livechat/webhooks") {
					few = append(few, rt)
				}
			}
			if _, wrong := m.run(few); len(wrong) == 0 {
				t.Error("nothing was found")
			}
		})
	}
}
