package chat_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
)

func (w *world) changes(t *testing.T, q chat.ChangesQuery) *chat.Changes {
	t.Helper()
	page, err := w.Changes(t.Context(), w.ada, q)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func TestTheLogIsReadInPartsThatJoin(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range byte(7) {
		w.mustImport(t, &chat.Chat{GUID: chat.GUID{i + 1}})
	}
	var seen []int64
	position, parts := int64(0), 0
	for more := true; more; parts++ {
		page := w.changes(t, chat.ChangesQuery{Since: position, Limit: 3})
		for _, e := range page.Events {
			seen = append(seen, e.N)
		}
		position, more = page.Position, page.More
	}
	if len(seen) != 7 || seen[0] != 1 || seen[6] != 7 || parts != 3 || position != 7 {
		t.Errorf("%d parts gave %v up to %d", parts, seen, position)
	}
	if page := w.changes(t, chat.ChangesQuery{Since: 7}); len(page.Events) != 0 || page.More || page.Position != 7 {
		t.Errorf("at the end: %+v", page)
	}
	if page := w.changes(t, chat.ChangesQuery{Limit: 1 << 40}); len(page.Events) != 7 || page.More {
		t.Errorf("a limit above all bounds: %+v", page)
	}
	if page := w.changes(t, chat.ChangesQuery{Limit: -5}); len(page.Events) != 1 || !page.More {
		t.Errorf("a limit below all bounds: %+v", page)
	}
}

func TestChangesBringTheChatsAsTheyAreNow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	department := chat.GUID{77}
	_, err := w.Import(t.Context(), w.ada, []*chat.Chat{{GUID: chat.GUID{1}, DepartmentID: department}, {GUID: chat.GUID{2}}},
		&chat.Related{Departments: map[chat.GUID]*chat.Department{department: {ID: department, Name: "Sales"}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.SetTicket(t.Context(), w.ada, chat.ByID(1), 9, 0); err != nil {
		t.Fatal(err)
	}
	if err := w.Delete(t.Context(), w.ada, chat.ByID(2)); err != nil {
		t.Fatal(err)
	}
	page := w.changes(t, chat.ChangesQuery{Records: true, Include: chat.IncludeDepartment})
	if len(page.Events) != 3 || page.Events[2].Kind != chat.ChatDeleted {
		t.Fatalf("events %+v", page.Events)
	}
	if c := page.Chats[1]; len(page.Chats) != 1 || c == nil || c.PreChat.TicketID != 9 {
		t.Errorf("chats %+v", page.Chats)
	}
	if page.Related.Departments[department] == nil {
		t.Error("the department did not come along")
	}
	if page := w.changes(t, chat.ChangesQuery{}); page.Chats != nil {
		t.Error("chats came along unasked")
	}
}

func TestAPositionAheadOfTheLogIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.mustImport(t, &chat.Chat{GUID: chat.GUID{1}})
	if _, err := w.Changes(t.Context(), w.ada, chat.ChangesQuery{Since: 2}); chat.KindOf(err) != chat.KindConflict {
		t.Errorf("got %v", err)
	}
	if _, err := w.Changes(t.Context(), w.other, chat.ChangesQuery{Since: 1}); chat.KindOf(err) != chat.KindConflict {
		t.Errorf("the position of another site: %v", err)
	}
}

func TestTheLogIsForThoseWhoMayReadChats(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ada.May = chat.AllPermissions &^ chat.ReadChats
	_, err := w.Changes(t.Context(), w.ada, chat.ChangesQuery{})
	_, err2 := w.Position(t.Context(), w.ada)
	for _, err := range []error{err, err2, w.AwaitChange(t.Context(), w.ada, 0, time.Second)} {
		if chat.KindOf(err) != chat.KindDenied {
			t.Errorf("got %v", err)
		}
	}
}

func TestWaitingForAChange(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := chattest.NewStore()
		ada, _ := store.AddSite(t, 10000)
		s := chat.NewService(store, &chattest.Files{}, bus.NewLocal(), time.Now)
		store1 := func(n byte) {
			if _, err := s.Import(t.Context(), ada, []*chat.Chat{{GUID: chat.GUID{n}}}, nil); err != nil {
				t.Error(err)
			}
		}
		await := func(ctx context.Context, since int64, wait time.Duration) (time.Duration, error) {
			began := time.Now()
			err := s.AwaitChange(ctx, ada, since, wait)
			return time.Since(began), err
		}
		time.AfterFunc(3*time.Second, func() { store1(1) })
		if took, err := await(t.Context(), 0, 10*time.Second); err != nil || took != 3*time.Second {
			t.Errorf("a change after 3 s: %v, %v", took, err)
		}
		if took, err := await(t.Context(), 0, 10*time.Second); err != nil || took != 0 {
			t.Errorf("a change before: %v, %v", took, err)
		}
		if took, err := await(t.Context(), 1, 10*time.Second); err != nil || took != 10*time.Second {
			t.Errorf("no change: %v, %v", took, err)
		}
		if took, err := await(t.Context(), 1, time.Hour); err != nil || took != chat.MaxWait {
			t.Errorf("longer than anybody may wait: %v, %v", took, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		if took, err := await(ctx, 1, 10*time.Second); !errors.Is(err, context.DeadlineExceeded) || took != 2*time.Second {
			t.Errorf("a caller who leaves: %v, %v", took, err)
		}
	})
}
