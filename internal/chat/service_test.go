package chat_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
)

// world is a service on a store in memory with two sites.
type world struct {
	*chat.Service
	store      *chattest.Store
	files      *chattest.Files
	bus        *chattest.Bus
	ada, other chat.Actor
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{store: chattest.NewStore(), files: &chattest.Files{}, bus: &chattest.Bus{}}
	w.Service = chat.NewService(w.store, w.files, w.bus, func() time.Time { return at(0) })
	w.ada, _ = w.store.AddSite(t, 10000)
	w.other, _ = w.store.AddSite(t, 2)
	return w
}

func (w *world) mustImport(t *testing.T, chats ...*chat.Chat) []chat.Outcome {
	t.Helper()
	outcomes, err := w.Import(t.Context(), w.ada, chats, &chat.Related{})
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}

func (w *world) events(t *testing.T) []chat.EventKind {
	t.Helper()
	events, err := w.store.Events(t.Context(), w.ada.Site, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	kinds := []chat.EventKind{}
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func TestImportKnowsChatsByTheirGUID(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	bare := func() *chat.Chat { return &chat.Chat{ID: 4875, GUID: chat.GUID{1}} }
	full := func() *chat.Chat {
		c := bare()
		c.Wrapup = &chat.Wrapup{Comment: "later"}
		c.Agents = []chat.ChatAgent{{AgentID: chat.GUID{9}}}
		return c
	}
	for _, step := range []struct {
		name  string
		chats []*chat.Chat
		want  []chat.Outcome
	}{
		{"new", []*chat.Chat{bare(), {GUID: chat.GUID{2}}}, []chat.Outcome{chat.Added, chat.Added}},
		{"again", []*chat.Chat{bare(), {GUID: chat.GUID{2}}}, []chat.Outcome{chat.Unchanged, chat.Unchanged}},
		{"fuller", []*chat.Chat{full()}, []chat.Outcome{chat.Completed}},
		{"fuller again, twice in one batch", []*chat.Chat{full(), full()}, []chat.Outcome{chat.Unchanged, chat.Unchanged}},
		{"its id taken by another", []*chat.Chat{{ID: 4875, GUID: chat.GUID{3}}}, []chat.Outcome{chat.Clashing}},
		{"twice in one batch", []*chat.Chat{{ID: 7, GUID: chat.GUID{4}}, {ID: 7, GUID: chat.GUID{4}}}, []chat.Outcome{chat.Added, chat.Unchanged}},
		{"one id twice in one batch", []*chat.Chat{{ID: 8, GUID: chat.GUID{5}}, {ID: 8, GUID: chat.GUID{6}}}, []chat.Outcome{chat.Added, chat.Clashing}},
	} {
		if diff := cmp.Diff(step.want, w.mustImport(t, step.chats...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
	got, _, err := w.Chat(t.Context(), w.ada, chat.ByID(4875), 0)
	if err != nil || got.Wrapup == nil || got.Wrapup.Comment != "later" {
		t.Errorf("the completed chat is %+v, %v", got, err)
	}
	want := []chat.EventKind{chat.ChatStored, chat.ChatStored, chat.ChatChanged, chat.ChatStored, chat.ChatStored}
	if diff := cmp.Diff(want, w.events(t)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestIDsAreGivenAboveAllThatWereEverSeen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.mustImport(t, &chat.Chat{ID: 100, GUID: chat.GUID{1}}, &chat.Chat{ID: 50, GUID: chat.GUID{2}}, &chat.Chat{GUID: chat.GUID{3}})
	if err := w.Delete(t.Context(), w.ada, chat.ByGUID(chat.GUID{3})); err != nil {
		t.Fatal(err)
	}
	w.mustImport(t, &chat.Chat{GUID: chat.GUID{4}})
	if got, _, err := w.Chat(t.Context(), w.ada, chat.ByGUID(chat.GUID{4}), 0); err != nil || got.ID != 102 {
		t.Errorf("got id %v, %v; want 102, since 101 was used", got, err)
	}
}

func TestDeletingTakesTheFilesAndLeavesOneEvent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	file := chat.SiteFile{Site: w.ada.Site, Key: "key"}
	if err := w.files.Put(t.Context(), file, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	w.mustImport(t, &chat.Chat{GUID: chat.GUID{1}, Attachments: []chat.Attachment{{FileKey: "key"}, {}}}, &chat.Chat{GUID: chat.GUID{2}})
	n, err := w.DeleteAll(t.Context(), w.ada, []chat.Ref{chat.ByGUID(chat.GUID{1}), chat.ByID(1), chat.ByID(999)})
	if n != 1 || err != nil {
		t.Errorf("deleted %d chats, %v; want 1, named twice", n, err)
	}
	if _, err := w.files.Open(t.Context(), file); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("the file is still there: %v", err)
	}
	if diff := cmp.Diff([]chat.EventKind{chat.ChatStored, chat.ChatDeleted}, w.events(t)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if got := w.bus.News(w.ada.Site); got != 2 {
		t.Errorf("%d pieces of news, want one for the import and one for the deletion", got)
	}
	if err := w.Delete(t.Context(), w.ada, chat.ByID(1)); !errors.Is(err, chat.ErrChatNotFound) {
		t.Errorf("deleting it again: %v", err)
	}
}

// stuck is a place for files that cannot remove any.
type stuck struct{ *chattest.Files }

func (stuck) Remove(context.Context, chat.SiteFile) error { return errors.New("read-only file system") }

func TestAFileThatCannotBeRemovedIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	file := chat.SiteFile{Site: w.ada.Site, Key: "key"}
	if err := w.files.Put(t.Context(), file, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	w.mustImport(t, &chat.Chat{GUID: chat.GUID{1}, Attachments: []chat.Attachment{{FileKey: "key"}}})
	broken := chat.NewService(w.store, stuck{w.files}, w.bus, time.Now)
	if err := broken.Delete(t.Context(), w.ada, chat.ByID(1)); err == nil {
		t.Error("a file stayed, and the deletion told nobody")
	}
	if err := w.RemoveDoomedFiles(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.files.Open(t.Context(), file); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("the file is still there: %v", err)
	}
}

func TestASiteNeverSeesAnothersChats(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.mustImport(t, &chat.Chat{ID: 1, GUID: chat.GUID{1}})
	for _, ref := range []chat.Ref{chat.ByID(1), chat.ByGUID(chat.GUID{1})} {
		if _, _, err := w.Chat(t.Context(), w.other, ref, 0); !errors.Is(err, chat.ErrChatNotFound) {
			t.Errorf("reading %v: %v", ref, err)
		}
		if err := w.Delete(t.Context(), w.other, ref); !errors.Is(err, chat.ErrChatNotFound) {
			t.Errorf("deleting %v: %v", ref, err)
		}
	}
	page, err := w.Search(t.Context(), w.other, chat.Query{})
	if err != nil || page.Total != 0 || len(page.Chats) != 0 {
		t.Errorf("searching found %+v, %v", page, err)
	}
}

func TestEveryUseCaseNeedsItsPermission(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.mustImport(t, &chat.Chat{ID: 1, GUID: chat.GUID{1}}, &chat.Chat{ID: 2, GUID: chat.GUID{2}})
	calls := map[chat.Permissions][]func(chat.Actor) error{
		chat.ReadChats: {
			func(a chat.Actor) error { _, _, err := w.Chat(t.Context(), a, chat.ByID(1), 0); return err },
			func(a chat.Actor) error { _, err := w.Search(t.Context(), a, chat.Query{}); return err },
		},
		chat.WriteChats: {
			func(a chat.Actor) error { _, err := w.Import(t.Context(), a, nil, &chat.Related{}); return err },
		},
		chat.DeleteChats: {
			func(a chat.Actor) error { _, err := w.DeleteAll(t.Context(), a, nil); return err },
			func(a chat.Actor) error { return w.Delete(t.Context(), a, chat.ByID(2)) },
		},
	}
	for need, list := range calls {
		for i, call := range list {
			without := chat.Actor{Site: w.ada.Site, Role: chat.RoleAdmin, May: chat.AllPermissions &^ need}
			if err := call(without); chat.KindOf(err) != chat.KindDenied {
				t.Errorf("call %d without %s: %v", i, need, err)
			}
			if err := call(chat.Actor{Site: w.ada.Site, Role: chat.RoleAdmin, May: need}); err != nil {
				t.Errorf("call %d with %s: %v", i, need, err)
			}
		}
	}
}

func TestPagesAreBroughtIntoBounds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for asked, want := range map[int64]int64{0: 50, 1: 10, 10: 10, 500: 500, 501: 500, -3: 10} {
		page, err := w.Search(t.Context(), w.ada, chat.Query{Size: asked, Page: -1})
		if err != nil || page.Size != want || page.Number != 0 {
			t.Errorf("size %d: %+v, %v", asked, page, err)
		}
	}
	for _, by := range []string{"agent", "messages", "requestedTime; drop"} {
		if _, err := w.Search(t.Context(), w.ada, chat.Query{Sort: chat.Sort{By: by}}); chat.KindOf(err) != chat.KindInvalid {
			t.Errorf("sorted by %q: %v", by, err)
		}
	}
}

func TestBatchesAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.DeleteAll(t.Context(), w.ada, make([]chat.Ref, chat.MaxBatch+1)); chat.KindOf(err) != chat.KindInvalid {
		t.Errorf("deleting too many: %v", err)
	}
	if _, err := w.Import(t.Context(), w.ada, make([]*chat.Chat, chat.MaxBatch+1), &chat.Related{}); chat.KindOf(err) != chat.KindInvalid {
		t.Errorf("importing too many: %v", err)
	}
}

func TestReferencesAreIntegersOrGUIDs(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]chat.Ref{
		"12":                                   chat.ByID(12),
		"9223372036854775807":                  chat.ByID(1<<63 - 1),
		"2EFC01B2-B7C1-40A9-B049-B0DB9FBC4DBC": chat.ByGUID(chat.GUID{0x2e, 0xfc, 0x01, 0xb2, 0xb7, 0xc1, 0x40, 0xa9, 0xb0, 0x49, 0xb0, 0xdb, 0x9f, 0xbc, 0x4d, 0xbc}),
	} {
		if got, err := chat.ParseRef(s); err != nil || got != want || !strings.EqualFold(got.String(), s) {
			t.Errorf("ParseRef(%q) = %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "0", "-1", "9223372036854775808", "1e3", "abc", "{2efc01b2-b7c1-40a9-b049-b0db9fbc4dbc}", strings.Repeat("1", 1000)} {
		_, err := chat.ParseRef(s)
		if chat.KindOf(err) != chat.KindInvalid || len(err.Error()) > 200 {
			t.Errorf("ParseRef(%.20q): %v", s, err)
		}
	}
}
