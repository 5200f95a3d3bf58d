package v4

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
)

const onceSample = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"

// askOnce sends a write with a key.
func (w *world) askOnce(caller, key, method, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+caller)
	r.Header.Set("Idempotency-Key", key)
	withPicture(r)
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec
}

// tickets is how many tickets there are.
func (w *world) ticketCount(t *testing.T) int {
	t.Helper()
	var list []json.RawMessage
	if err := json.Unmarshal(w.ask("GET", "/livechat/tickets?pageSize=500", "").Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// writeBodies are bodies that each write of the table takes, and what its {id} is. A
// new write needs a line here.
var writeBodies = map[string]struct{ id, body string }{
	"PUT /livechat/chats/{id}":                       {"4875", `{"preChatTicketId": 7}`},
	"DELETE /livechat/chats/{id}":                    {"4875", ""},
	"DELETE /livechat/chats":                         {"", "[1, 4875]"},
	"POST /livechat/chats:BatchDelete":               {"", "[1, 4875]"},
	"POST /livechat/chats/{id}:AttachToTicket":       {"4875", `{"targetId": 1}`},
	"DELETE /livechat/missedAndRefusedChats":         {"", "[1]"},
	"DELETE /livechat/missedAndRefusedChats/{id}":    {"4875", ""},
	"POST /livechat/chatWrapupCategories":            {"", `{"chatId": 4875, "categoryOptionId": "@option"}`},
	"POST /livechat/chats/{id}/chatWrapupCategories": {"4875", "[]"},
	"PUT /livechat/chats/{id}/chatWrapup":            {"4875", `{"comment": "x"}`},
	"POST /livechat/chatWrapups":                     {"", `{"chatId": 4875, "comment": "x"}`},
	"POST /livechat/chatFieldResults":                {"", `{"chatId": 4875, "fieldId": "23000000-0000-4000-8000-000000000060", "value": "x"}`},
	"POST /livechat/tickets":                         {"", `{"subject": "x"}`},
	"PUT /livechat/tickets/{id}":                     {"1", `{"messages": [{"text": "x"}]}`},
	"POST /livechat/offlineMessages":                 {"", `{"message": "x"}`},
	"DELETE /livechat/offlineMessages":               {"", "[1]"},
	"POST /livechat/offlineMessages:BatchDelete":     {"", "[1]"},
	"DELETE /livechat/offlineMessages/{id}":          {"1", ""},
	"DELETE /livechat/tickets/{id}":                  {"1", ""},
	"POST /livechat/webhooks/{id}:Test":              {"@webhook", ""},
	"PUT /global/site":                               {"", `{"name": "x"}`},

	"POST /livechat/webhooks/{id}/deliveries/{delivery}:Redeliver": {"@webhook", ""},

	"DELETE /global/agents/{id}/secondFactor":     {"@agent", ""},
	"DELETE /global/agents/{id}/openIds":          {"@agent", ""},
	"POST /global/identityProviders:Check":        {"", `{"issuer": "https://login.example"}`},
	"DELETE /global/me/signIns":                   {"", ""},
	"DELETE /global/me/signIns/{signIn}":          {"", ""},
	"DELETE /global/agents/{id}/signIns":          {"@agent", ""},
	"DELETE /global/agents/{id}/signIns/{signIn}": {"@agent", ""},
}

// eachWrite makes each write of the table that is built, on a new world.
func eachWrite(t *testing.T, do func(t *testing.T, w *world, method, target, body string)) {
	t.Helper()
	rows := (&server{}).routes()
	for _, rt := range rows {
		if !rt.writes() {
			continue
		}
		name := rt.method + " " + rt.pattern
		sample, known := writeBodies[name]
		path, resource := strings.CutSuffix(strings.TrimSuffix(rt.pattern, "/avatar"), "/{id}")
		body, isResource := aResource["/v4"+path]
		w := withChats(t)
		if rec := w.ask("POST", "/livechat/tickets", `{"subject": "first"}`); rec.Code != 201 {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		if rec := w.ask("POST", "/livechat/offlineMessages", `{"id": 1, "message": "first"}`); rec.Code != 201 && rec.Code != 409 {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		if isResource {
			sample.body, known = body, true
			if resource {
				var made struct{ ID string }
				rec := w.ask("POST", path, body)
				if err := json.Unmarshal(rec.Body.Bytes(), &made); err != nil {
					t.Fatalf("%s: %d %s", name, rec.Code, rec.Body)
				}
				sample.id = made.ID
			}
		}
		if strings.Contains(sample.body, "@option") {
			var made struct{ Options []struct{ ID string } }
			rec := w.ask("POST", "/livechat/wrapupCategories", `{"name": "Topic", "options": [{"name": "Boots"}]}`)
			if err := json.Unmarshal(rec.Body.Bytes(), &made); err != nil || len(made.Options) != 1 {
				t.Fatalf("%d %s", rec.Code, rec.Body)
			}
			sample.body = strings.Replace(sample.body, "@option", made.Options[0].ID, 1)
		}
		delivery := ""
		if sample.id == "@webhook" {
			sample.id, delivery = aTest(t, w)
		}
		target := strings.NewReplacer("{delivery}", delivery, "{id}", sample.id, "{signIn}", aSignIn.String()).Replace(rt.pattern)
		target = strings.Replace(target, "@agent", w.actor.Agent.String(), 1)
		if !known {
			if rec := w.ask(rt.method, strings.Replace(rt.pattern, "{id}", "1", 1), "[]"); rec.Code != 501 {
				t.Errorf("%s: the test has no body for it, and it answers %d", name, rec.Code)
			}
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			do(t, w, rt.method, target, sample.body)
		})
	}
}

func TestEveryWriteIsDoneOnceForAKeyAndAnsweredAlike(t *testing.T) {
	t.Parallel()
	eachWrite(t, func(t *testing.T, w *world, method, target, body string) {
		first := w.askOnce(w.key, onceSample, method, target, body)
		if first.Code >= 300 || first.Header().Get("Idempotency-Replayed") != "" {
			t.Fatalf("the first: %d %s", first.Code, first.Body)
		}
		for range 2 {
			again := w.askOnce(w.key, onceSample, method, target, body)
			if again.Code != first.Code || !bytes.Equal(again.Body.Bytes(), first.Body.Bytes()) || again.Header().Get("Idempotency-Replayed") != "true" ||
				again.Header().Get("Content-Type") != first.Header().Get("Content-Type") {
				t.Errorf("again: %d %s %v\nfirst: %d %s", again.Code, again.Body, again.Header(), first.Code, first.Body)
			}
		}
		other := w.askOnce(w.key, onceSample, method, target, body+" ")
		faulty(t, other, 422, "another request")
		if rec := w.askOnce(w.reader, onceSample, method, target, body); rec.Code != 403 {
			t.Errorf("a caller without the permission: %d", rec.Code)
		}
	})
}

func TestAWriteWithAKeyIsDoneOnceHoweverManySendItAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var all sync.WaitGroup
	bodies := make([]string, 16)
	for i := range bodies {
		all.Go(func() {
			bodies[i] = w.askOnce(w.key, onceSample, "POST", "/livechat/tickets", `{"subject": "x"}`).Body.String()
		})
	}
	all.Wait()
	for _, b := range bodies {
		if b != bodies[0] || !strings.Contains(b, `"id":1`) {
			t.Errorf("%s, and %s", b, bodies[0])
		}
	}
	if n := w.ticketCount(t); n != 1 {
		t.Errorf("%d tickets", n)
	}
	if rec := w.askOnce(w.stranger, onceSample, "POST", "/livechat/tickets", `{"subject": "y"}`); rec.Code != 201 || rec.Header().Get("Idempotency-Replayed") != "" {
		t.Errorf("another caller's key of the same text: %d %s", rec.Code, rec.Body)
	}
}

func TestARefusedWriteIsJudgedAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	faulty(t, w.askOnce(w.key, onceSample, "PUT", "/livechat/chats/4875", `{"preChatTicketId": 7}`), 404, "")
	w.importFile(t, "testdata/samples/get-chat.json")
	if rec := w.askOnce(w.key, onceSample, "PUT", "/livechat/chats/4875", `{"preChatTicketId": 7}`); rec.Code != 200 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	for _, key := range []string{"", "short", strings.Repeat("x", 129), "with a space in the key", "key-with-umlaut-ä-in-it"} {
		faulty(t, w.askOnce(w.key, key, "PUT", "/livechat/chats/4875", `{"preChatTicketId": 7}`), 400, "Idempotency-Key")
	}
}

// faultyStore fails where a crash would: after the write, before its answer is kept;
// or it forgets receipts, which is the control.
type faultyStore struct {
	*chattest.Store
	crash, forget bool
	kept          []byte
}

func (s *faultyStore) KeepAnswer(ctx context.Context, site chat.SiteID, id [32]byte, answer []byte) error {
	if s.crash {
		return errors.New("the power is gone")
	}
	s.kept = answer
	return s.Store.KeepAnswer(ctx, site, id, answer)
}

func (s *faultyStore) Update(ctx context.Context, site chat.SiteID, fn func(context.Context, chat.Tx) error) error {
	return s.Store.Update(ctx, site, func(ctx context.Context, tx chat.Tx) error {
		if s.forget {
			tx = forgetful{tx}
		}
		return fn(ctx, tx)
	})
}

// Attach and its like are given the transaction as it came.
type forgetful struct{ chat.Tx }

func (forgetful) PutReceipt(context.Context, chat.Receipt) error { return nil }

func onFaulty(t *testing.T, s *faultyStore, now *time.Time) *world {
	t.Helper()
	s.Store = chattest.NewStore()
	clock := func() time.Time { return *now }
	actor, _ := s.AddSite(t, 10000)
	return func() *world {
		w := newWorld(t, func(o *Options) {
			o.Service, o.Auth = chat.NewService(s, &chattest.Files{}, &chattest.Bus{}, clock), auth.New(s, clock)
		})
		w.key = addKey(t, s.Store, actor, chat.AllPermissions)
		return w
	}()
}

func TestACrashBetweenAWriteAndItsAnswerDoesNotRepeatTheWrite(t *testing.T) {
	t.Parallel()
	now := noon
	for _, c := range []struct {
		store *faultyStore
		want  int
		skill int // skills there are afterwards
	}{
		{&faultyStore{}, 201, 1},
		{&faultyStore{crash: true}, 409, 1},
		{&faultyStore{crash: true, forget: true}, 201, 2}, // the control: without receipts it is done twice
	} {
		w := onFaulty(t, c.store, &now)
		for _, want := range []int{201, c.want} {
			if rec := w.askOnce(w.key, onceSample, "POST", "/livechat/bots", `{"name": ""}`); rec.Code == 500 {
				t.Fatal(rec.Body)
			}
			rec := w.askOnce(w.key, onceSample+"2", "POST", "/livechat/autoInvitations", `{"name": "x"}`)
			if rec.Code != want {
				t.Errorf("%+v: %d %s, want %d", c.store, rec.Code, rec.Body, want)
			}
		}
		var list []json.RawMessage
		if err := json.Unmarshal(w.ask("GET", "/livechat/autoInvitations", "").Body.Bytes(), &list); err != nil || len(list) != c.skill {
			t.Errorf("%d invitations, want %d", len(list), c.skill)
		}
	}
}

func TestAnAnswerIsKeptSealedForADay(t *testing.T) {
	t.Parallel()
	now := noon
	s := &faultyStore{}
	w := onFaulty(t, s, &now)
	made := func() (*httptest.ResponseRecorder, string) {
		rec := w.askOnce(w.key, onceSample, "POST", "/global/apiKeys", `{"name": "x", "scopes": ["chats:read"]}`)
		var key struct{ Secret string }
		if err := json.Unmarshal(rec.Body.Bytes(), &key); err != nil || key.Secret == "" {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		return rec, key.Secret
	}
	_, secret := made()
	if len(s.kept) == 0 || bytes.Contains(s.kept, []byte(secret)) || bytes.Contains(s.kept, []byte("scopes")) {
		t.Errorf("what is kept of an answer can be read: %q", s.kept)
	}
	now = now.Add(chat.ReceiptLife - time.Second)
	if rec, again := made(); again != secret || rec.Code != http.StatusCreated {
		t.Error("an answer was not kept for a day")
	}
	now = now.Add(time.Second)
	if _, other := made(); other == secret {
		t.Error("an answer was kept for more than a day")
	}
}
