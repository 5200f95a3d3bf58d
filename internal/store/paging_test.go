package store

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
	"github.com/parleychat/parley/internal/store/storetest"
)

// Pages that follow one another are put together while another goroutine stores and
// deletes chats without pause, which is a good deal more than 20 a second.

// unrest is a site with chats that stay and others that come and go.
type unrest struct {
	*storetest.Random
	store *Store
	stay  []*chat.Chat

	changes atomic.Int64
	stop    chan struct{}
	stopped chan error
}

const staying, passing = 100, 40

func newUnrest(t *testing.T, s *Store, seed uint64) *unrest {
	t.Helper()
	u := &unrest{Random: storetest.NewRandom(seed), store: s, stop: make(chan struct{}), stopped: make(chan error, 1)}
	createSite(t, s, 1)
	for range staying {
		u.stay = append(u.stay, u.Chat())
	}
	storeChats(t, s, 1, u.stay...)
	r := storetest.NewRandom(seed + 1)
	go func() { u.stopped <- u.churn(r) }()
	t.Cleanup(func() {
		close(u.stop)
		if err := <-u.stopped; err != nil {
			t.Error(err)
		}
	})
	return u
}

// churn stores chats and deletes earlier ones until it is stopped.
func (u *unrest) churn(r *storetest.Random) error {
	var there []*chat.Chat
	for {
		select {
		case <-u.stop:
			return nil
		default:
		}
		c := r.Chat()
		list := []chat.Change{{Kind: chat.ChatStored, Chat: c}}
		if len(there) >= passing {
			i := r.IntN(len(there))
			list = append(list, chat.Change{Kind: chat.ChatDeleted, Chat: there[i]})
			there = slices.Delete(there, i, i+1)
		}
		err := u.store.Update(context.Background(), 1, func(ctx context.Context, tx chat.Tx) error { return tx.Apply(ctx, list) })
		if err != nil {
			return fmt.Errorf("store and delete chats: %w", err)
		}
		there = append(there, c)
		u.changes.Add(int64(len(list)))
	}
}

// question is a random search.
func (u *unrest) question() chat.Query {
	return chat.Query{Where: filter.Normal(u.Tree(2)), Sort: u.Sort(), Size: 4 + u.Int64N(8), GivenUp: u.IntN(3) == 0}
}

// byPlace asks for the pages one after another.
func byPlace(q chat.Query, page *chat.Page) (chat.Query, bool) {
	q.After = page.Next
	return q, q.After != nil
}

// byNumber is what a cursor that is an offset in disguise does.
func byNumber(q chat.Query, page *chat.Page) (chat.Query, bool) {
	q.Page++
	return q, len(page.Chats) > 0
}

// walk puts the pages together and holds them to what is promised: what was there all
// the time comes once, nothing comes twice, and all is in order.
func (u *unrest) walk(ctx context.Context, q chat.Query, next func(chat.Query, *chat.Page) (chat.Query, bool)) error {
	seen := map[int64]int{}
	var last chat.Place
	first := q
	for pages, more := 0, true; more; pages++ {
		page, err := u.store.Search(ctx, 1, q)
		if err != nil {
			return err
		}
		for _, c := range page.Chats {
			seen[c.ID]++
			if here := q.Sort.PlaceOf(c); first.Sort.Compare(last, here) >= 0 {
				return fmt.Errorf("%v comes after %v", here, last)
			}
			last = q.Sort.PlaceOf(c)
		}
		if q, more = next(q, page); pages > 5000 {
			return fmt.Errorf("there is no end after %d pages", pages)
		}
	}
	for _, c := range u.stay {
		want := 0
		if c.GivenUp() == first.GivenUp && filter.Match(first.Where, chat.Record{Chat: c, Related: &chat.Related{}}) {
			want = 1
		}
		if seen[c.ID] != want {
			return fmt.Errorf("chat %d came %d times, want %d", c.ID, seen[c.ID], want)
		}
	}
	for id, n := range seen {
		if n != 1 {
			return fmt.Errorf("chat %d came %d times", id, n)
		}
	}
	return nil
}

func TestPagesByPlaceAreWholeWhileChatsComeAndGo(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		u := newUnrest(t, openTest(t, address), 11)
		before := u.changes.Load()
		for range 60 {
			q := u.question()
			q.After = &chat.Place{}
			if err := u.walk(t.Context(), q, byPlace); err != nil {
				t.Fatalf("sorted by %+v, %d a page, %s: %v", q.Sort, q.Size, filter.Show(q.Where), err)
			}
		}
		for u.changes.Load() < before+20 { // a slow machine may not have come to it yet
			if err := u.walk(t.Context(), chat.Query{Where: filter.And{}, Sort: chat.NewestFirst, Size: 10, After: &chat.Place{}}, byPlace); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("%d changes in the meantime", u.changes.Load()-before)
	})
}

// TestPagesByNumberAreNotWholeWhileChatsComeAndGo is the control.
func TestPagesByNumberAreNotWholeWhileChatsComeAndGo(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		u := newUnrest(t, openTest(t, address), 12)
		for range 1000 {
			if u.walk(t.Context(), chat.Query{Where: filter.And{}, Sort: chat.NewestFirst, Size: 4}, byNumber) != nil {
				return
			}
		}
		t.Error("an offset goes unnoticed")
	})
}
