package chat_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
	"github.com/parleychat/parley/internal/filter"
)

// entriesOf are those of one kind in the log of Ada's site.
func (w *world) entriesOf(t *testing.T, action chat.AuditAction) []chat.AuditEntry {
	t.Helper()
	all, err := w.store.AuditEntries(t.Context(), w.ada.Site, chat.AuditQuery{Action: action, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAnExportIsAuditedWithItsFirstPageAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var chats []*chat.Chat
	for i := range 25 {
		chats = append(chats, &chat.Chat{ID: int64(i + 1), GUID: chat.GUID{1, byte(i)}})
	}
	if _, err := w.Import(t.Context(), w.ada, chats, &chat.Related{}); err != nil {
		t.Fatal(err)
	}
	who := w.ada
	who.APIKey, who.Address = chat.GUID{5}, "192.0.2.9"
	visitor := filter.Field{Name: "visitorId", Kind: filter.GUID}
	q := chat.Query{Size: 10, Export: true, After: &chat.Place{}, Where: filter.Not{X: filter.Is(visitor, filter.GUIDValue(chat.GUID{9, 9, 9}))}, Sort: chat.NewestFirst}
	pages := 0
	for more := true; more; pages++ {
		page, err := w.Search(t.Context(), who, q)
		if err != nil {
			t.Fatal(err)
		}
		q.After, more = page.Next, page.Next != nil
	}
	all := w.entriesOf(t, chat.ChatsExported)
	if pages != 3 || len(all) != 1 || all[0].Count != 25 || all[0].By != who.Doer() {
		t.Fatalf("%d pages, %+v", pages, all)
	}
	told := all[0].Members[1].After
	if !strings.Contains(told, "visitorId") || strings.Contains(told, "090909") || all[0].Members[0].After != "chats" || all[0].Members[2].After != "requestedTime desc" {
		t.Errorf("got %+v", all[0].Members)
	}
	q.After, q.Export = &chat.Place{}, false
	if _, err := w.Search(t.Context(), who, q); err != nil || len(w.entriesOf(t, chat.ChatsExported)) != 1 {
		t.Errorf("a search is no export: %v", err)
	}
}

// mute is a store that cannot write.
type mute struct{ *chattest.Store }

var errFull = errors.New("the disk is full")

func (mute) Update(context.Context, chat.SiteID, func(context.Context, chat.Tx) error) error {
	return errFull
}

func TestNothingIsExportedThatTheLogCannotTell(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	service := chat.NewService(mute{w.store}, &chattest.Files{}, &chattest.Bus{}, func() time.Time { return at(0) })
	if _, err := service.Search(t.Context(), w.ada, chat.Query{}); err != nil {
		t.Fatal(err)
	}
	if page, err := service.Search(t.Context(), w.ada, chat.Query{Export: true}); !errors.Is(err, errFull) || page != nil {
		t.Errorf("%+v, %v", page, err)
	}
}

// TestReadingInBulkIsAudited has two read: one a page now and then, one without end.
func TestReadingInBulkIsAudited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	chats := make([]*chat.Chat, 500)
	for i := range chats {
		chats[i] = &chat.Chat{ID: int64(i + 1), GUID: chat.GUID{1, byte(i), byte(i >> 8)}}
	}
	if _, err := w.Import(t.Context(), w.ada, chats, &chat.Related{}); err != nil {
		t.Fatal(err)
	}
	now := at(0)
	service := chat.NewService(w.store, &chattest.Files{}, &chattest.Bus{}, func() time.Time { return now })
	busy, calm := w.ada, w.ada
	busy.APIKey, calm.SignIn = chat.GUID{5}, chat.GUID{6}
	reads := func(who chat.Actor, size int64) {
		t.Helper()
		if _, err := service.Search(t.Context(), who, chat.Query{Size: size}); err != nil {
			t.Fatal(err)
		}
	}
	for range 5 {
		reads(busy, 500)
		reads(calm, 100)
	}
	if err := service.WriteReads(t.Context()); err != nil || len(w.entriesOf(t, chat.ChatsRead)) != 0 {
		t.Fatalf("too soon: %v", err)
	}
	now = now.Add(chat.GatherEvery)
	if err := service.WriteReads(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := w.entriesOf(t, chat.ChatsRead)
	if len(all) != 1 || all[0].Count != 2500 || all[0].By.APIKey != busy.APIKey {
		t.Errorf("got %+v", all)
	}
}
