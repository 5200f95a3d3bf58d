package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// Searching asks for a page of a site.
type Searching func(ctx context.Context, site chat.SiteID, q chat.Query) (*chat.Page, error)

// Unrest is a site with chats that stay and others that come and go: another
// goroutine stores and deletes chats without pause, until the test ends.
type Unrest struct {
	*Random
	search Searching
	store  chat.Store
	site   chat.SiteID
	stay   []*chat.Chat

	changes atomic.Int64
	stop    chan struct{}
	stopped chan error
}

const staying, passing = 100, 40

// NewUnrest begins on a site of the store that has no chats yet.
func NewUnrest(t *testing.T, store chat.Store, site chat.SiteID, search Searching, seed uint64) *Unrest {
	t.Helper()
	u := &Unrest{Random: NewRandom(seed), search: search, store: store, site: site, stop: make(chan struct{}), stopped: make(chan error, 1)}
	for range staying {
		u.stay = append(u.stay, u.Chat())
	}
	err := store.Update(t.Context(), site, func(ctx context.Context, tx chat.Tx) error {
		return tx.Apply(ctx, changes(chat.ChatStored, u.stay...))
	})
	if err != nil {
		t.Fatal(err)
	}
	r := NewRandom(seed + 1)
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
func (u *Unrest) churn(r *Random) error {
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
		err := u.store.Update(context.Background(), u.site, func(ctx context.Context, tx chat.Tx) error { return tx.Apply(ctx, list) })
		if err != nil {
			return fmt.Errorf("store and delete chats: %w", err)
		}
		there = append(there, c)
		u.changes.Add(int64(len(list)))
	}
}

// Question is a random search, often in the usual order.
func (u *Unrest) Question() chat.Query {
	by := u.Sort()
	if u.IntN(2) == 0 {
		by = chat.NewestFirst
	}
	return chat.Query{Where: filter.Normal(u.Tree(2)), Sort: by, Size: 4 + u.Int64N(8), GivenUp: u.IntN(3) == 0}
}

// ByPlace asks for the pages one after another.
func ByPlace(q chat.Query, page *chat.Page) (chat.Query, bool) {
	q.After = page.Next
	return q, q.After != nil
}

// ByNumber is what a cursor that is an offset in disguise does.
func ByNumber(q chat.Query, page *chat.Page) (chat.Query, bool) {
	q.Page++
	return q, len(page.Chats) > 0
}

// Walk puts the pages together and holds them to what is promised: what was there all
// the time comes once, nothing comes twice, and all is in order.
func (u *Unrest) Walk(ctx context.Context, q chat.Query, next func(chat.Query, *chat.Page) (chat.Query, bool)) error {
	seen := map[int64]int{}
	var last chat.Place
	first := q
	for pages, more := 0, true; more; pages++ {
		page, err := u.search(ctx, u.site, q)
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

// Changes is how many chats have come or gone by now.
func (u *Unrest) Changes() int64 { return u.changes.Load() }

// WalkAll walks through random searches by place, at least so many, and while there
// were too few changes to tell.
func (u *Unrest) WalkAll(t *testing.T, searches int) {
	t.Helper()
	before := u.Changes()
	for n := 0; n < searches || u.Changes() < before+20; n++ {
		q := u.Question()
		q.After = &chat.Place{}
		if err := u.Walk(t.Context(), q, ByPlace); err != nil {
			t.Fatalf("sorted by %+v, %d a page, %s: %v", q.Sort, q.Size, filter.Show(q.Where), err)
		}
	}
	t.Logf("%d changes in the meantime", u.Changes()-before)
}
