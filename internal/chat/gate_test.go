package chat_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
)

// slow is a store whose searches last until they are told to end, or their caller
// goes.
type slow struct {
	*chattest.Store
	mu      sync.Mutex
	running map[chat.SiteID]int
	most    map[chat.SiteID]int
	all     int // the most at once, of all sites
	order   []int64
	end     chan struct{}
}

func (s *slow) Search(ctx context.Context, site chat.SiteID, q chat.Query) (*chat.Page, error) {
	s.count(site, 1)
	defer s.count(site, -1)
	s.mu.Lock()
	s.order = append(s.order, q.Page)
	s.mu.Unlock()
	select {
	case <-s.end:
		return &chat.Page{Plan: &chat.Plan{}}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *slow) count(site chat.SiteID, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running[site] += n
	s.most[site] = max(s.most[site], s.running[site])
	sum := 0
	for _, running := range s.running {
		sum += running
	}
	s.all = max(s.all, sum)
}

type crowd struct {
	store    *slow
	service  *chat.Service
	ada, bob chat.Actor
}

func newCrowd(t *testing.T) *crowd {
	t.Helper()
	c := &crowd{store: &slow{Store: chattest.NewStore(), running: map[chat.SiteID]int{}, most: map[chat.SiteID]int{}, end: make(chan struct{})}}
	c.ada, _ = c.store.AddSite(t, 1)
	c.bob, _ = c.store.AddSite(t, 2)
	c.service = chat.NewService(c.store, &chattest.Files{}, &chattest.Bus{}, time.Now).
		WithSearchLimits(chat.SearchLimits{PerSite: 2, PerNode: 3, Wait: 2 * time.Second})
	return c
}

// search begins a search and gives where its error will be.
func (c *crowd) search(ctx context.Context, actor chat.Actor, page int64) chan error {
	ended := make(chan error, 1)
	go func() {
		_, err := c.service.Search(ctx, actor, chat.Query{Page: page})
		ended <- err
	}()
	synctest.Wait()
	return ended
}

func TestSearchesWaitForTheirTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t)
		var ended []chan error
		for page := range int64(6) {
			ended = append(ended, c.search(t.Context(), c.ada, page))
		}
		ended = append(ended, c.search(t.Context(), c.bob, 100), c.search(t.Context(), c.bob, 101))
		if !slices.Equal(c.store.order, []int64{0, 1, 100}) {
			t.Fatalf("%v run", c.store.order)
		}
		for range 8 {
			c.store.end <- struct{}{}
			synctest.Wait()
		}
		for i, e := range ended {
			if err := <-e; err != nil {
				t.Errorf("search %d: %v", i, err)
			}
		}
		if c.store.most[1] != 2 || c.store.most[2] > 2 || c.store.all != 3 {
			t.Errorf("at most %v at once, %d of all", c.store.most, c.store.all)
		}
		ofAda := slices.DeleteFunc(slices.Clone(c.store.order), func(n int64) bool { return n >= 100 })
		if !slices.IsSorted(ofAda) {
			t.Errorf("the order of arrival is not kept: %v", c.store.order)
		}
	})
}

func TestASearchWhoseTurnDoesNotComeIsRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t)
		first, second := c.search(t.Context(), c.ada, 0), c.search(t.Context(), c.ada, 1)
		began := time.Now()
		if err := <-c.search(t.Context(), c.ada, 2); chat.KindOf(err) != chat.KindLimited {
			t.Errorf("got %v", err)
		}
		if waited := time.Since(began); waited != 2*time.Second {
			t.Errorf("it waited %s", waited)
		}
		close(c.store.end)
		if err := errors.Join(<-first, <-second, <-c.search(t.Context(), c.ada, 3)); err != nil {
			t.Error(err)
		}
	})
}

func TestWhoeverGoesAwayLeavesTheirPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t)
		gone, leave := context.WithCancel(t.Context())
		running, waiting := c.search(gone, c.ada, 0), c.search(t.Context(), c.ada, 1)
		inQueue := c.search(gone, c.ada, 2)
		next := c.search(t.Context(), c.ada, 3)
		leave()
		if err := <-running; !errors.Is(err, context.Canceled) {
			t.Errorf("the one that ran: %v", err)
		}
		if err := <-inQueue; !errors.Is(err, context.Canceled) {
			t.Errorf("the one that waited: %v", err)
		}
		synctest.Wait()
		if !slices.Contains(c.store.order, 3) {
			t.Errorf("the next one does not run: %v", c.store.order)
		}
		close(c.store.end)
		if err := errors.Join(<-waiting, <-next); err != nil {
			t.Error(err)
		}
	})
}

// TestWithoutLimitsNobodyWaits is the control: the same crowd all runs at once.
func TestWithoutLimitsNobodyWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t)
		for _, limits := range []chat.SearchLimits{{}, {Wait: time.Second}} {
			c.service = c.service.WithSearchLimits(limits)
			for range 20 {
				c.search(t.Context(), c.ada, 0)
			}
		}
		if c.store.all != 40 {
			t.Errorf("%d at once", c.store.all)
		}
		close(c.store.end)
	})
}

func TestAPlanTellsOfTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t)
		c.search(t.Context(), c.ada, 0)
		c.search(t.Context(), c.ada, 0)
		page := make(chan *chat.Page, 1)
		go func() {
			p, err := c.service.Search(t.Context(), c.ada, chat.Query{Explain: true})
			if err != nil {
				t.Error(err)
			}
			page <- p
		}()
		synctest.Wait()
		time.Sleep(time.Second) // of the bubble
		close(c.store.end)
		if steps := (<-page).Plan.Steps; steps[0] != (chat.PlanStep{Name: "waiting", Took: time.Second}) {
			t.Errorf("%+v", steps)
		}
	})
}

func BenchmarkEnteringAFreeGate(b *testing.B) {
	store := &vast{Store: chattest.NewStore()}
	actor, _ := store.AddSite(b, 1)
	open := chat.NewService(store, &chattest.Files{}, &chattest.Bus{}, time.Now)
	for name, s := range map[string]*chat.Service{"no gate": open, "gate": open.WithSearchLimits(chat.SearchLimits{PerSite: 4, PerNode: 8, Wait: time.Second})} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Search(b.Context(), actor, chat.Query{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
