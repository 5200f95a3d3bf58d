package index

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store"
	"github.com/parleychat/parley/internal/store/storetest"
)

// running is a service on a database whose index follows by itself.
func running(t *testing.T, address string) (*store.Store, *Index, *chat.Service) {
	t.Helper()
	s := openStore(t, address)
	r := storetest.NewRandom(1)
	agent := chat.Agent{ID: r.NewGUID()}
	account := chat.Account{Site: 1, Agent: agent.ID}
	key := chat.IssuedKey{ID: chat.GUID{2}, AgentID: agent.ID}
	if err := s.CreateSite(t.Context(), chat.Site{ID: 1}, agent, account, key); err != nil {
		t.Fatal(err)
	}
	news := bus.NewLocal()
	x, err := New(filepath.Join(t.TempDir(), "index"), Options{Source: s, Sites: s.Sites, Bus: news})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- x.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the index ended with %v", err)
		}
	})
	<-x.ready
	return s, x, chat.NewService(s, nil, news, time.Now)
}

// staleness searches while others store and delete, and is an error when a search
// misses what was stored before it began, or finds what was deleted before.
func staleness(t *testing.T, service *chat.Service) error {
	t.Helper()
	const writers, rounds = 4, 25
	actor := chat.Actor{Site: 1, Role: chat.RoleAdmin, May: chat.AllPermissions}
	total := func(word string) (int64, error) {
		page, err := service.Search(t.Context(), actor, chat.Query{Where: words(t, word)})
		if err != nil {
			return 0, err
		}
		if int64(len(page.Chats)) != min(page.Total, chat.DefaultPageSize) {
			return 0, fmt.Errorf("a page of %d chats of %d", len(page.Chats), page.Total)
		}
		return page.Total, nil
	}
	errs := make([]error, writers+1)
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range rounds {
				word := fmt.Sprintf("w%dr%d", w, i)
				c := &chat.Chat{GUID: chat.GUID{byte(w), byte(i), 1}, RequestedTime: time.Unix(int64(i), 0), Messages: []chat.Message{{Text: "said " + word}}}
				if _, err := service.Import(t.Context(), actor, []*chat.Chat{c}, nil); err != nil {
					errs[w] = err
					return
				}
				if n, err := total(word); err != nil || n != 1 {
					errs[w] = errors.Join(err, fmt.Errorf("%s was stored and is found %d times", word, n))
					return
				}
				if i%2 == 0 {
					continue
				}
				if err := service.Delete(t.Context(), actor, chat.ByGUID(c.GUID)); err != nil {
					errs[w] = err
					return
				}
				if n, err := total(word); err != nil || n != 0 {
					errs[w] = errors.Join(err, fmt.Errorf("%s was deleted and is found %d times", word, n))
					return
				}
			}
		})
	}
	all.Wait()
	n, err := total("said")
	if want := int64(writers * ((rounds + 1) / 2)); n != want {
		err = errors.Join(err, fmt.Errorf("in the end there are %d chats, want %d", n, want))
	}
	errs[writers] = err
	return errors.Join(errs...)
}

func TestASearchSeesWhatWasStoredAndNotWhatWasDeleted(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(testing.TB) string{"SQLite": sqliteAddress, "PostgreSQL": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, x, service := running(t, address(t))
			counted := &counting{Index: x}
			if err := staleness(t, service.WithIndex(counted)); err != nil {
				t.Error(err)
			}
			if counted.answered.Load() < 100 {
				t.Errorf("the index answered only %d searches", counted.answered.Load())
			}
		})
	}
}

// hasty is an index that does not wait for the log.
type hasty struct{ *Index }

func (x hasty) Find(ctx context.Context, id chat.SiteID, q chat.Query) (*chat.Found, error) {
	s, _ := x.look(id)
	snap := s.acquire()
	defer s.release(snap)
	return s.find(ctx, snap, q)
}

// TestStaleAnswersAreCaught is the control.
func TestStaleAnswersAreCaught(t *testing.T) {
	t.Parallel()
	_, x, service := running(t, sqliteAddress(t))
	if err := staleness(t, service.WithIndex(hasty{x})); err == nil {
		t.Error("an index that lags is not caught")
	}
}

func TestASearchDoesNotWaitForALongLog(t *testing.T) {
	t.Parallel()
	source := newFakeSource()
	source.store(t, maxWait+1)
	s := fewSite(t, source, filepath.Join(t.TempDir(), "index"))
	s.sizes = usualSizes
	x := &Index{sites: map[chat.SiteID]*site{1: s}}
	q := chat.Query{Where: words(t, "hello"), Size: 10}
	if found, err := x.Find(t.Context(), 1, q); found != nil || err != nil {
		t.Errorf("with all missing: %v, %v", found, err)
	}
	s.look(t.Context())
	source.store(t, maxWait-1)
	if found, err := x.Find(t.Context(), 1, q); err != nil || found == nil || found.Total == 0 {
		t.Errorf("with fewer missing: %v, %v", found, err)
	}
}
