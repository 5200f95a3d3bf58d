package store

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
	"github.com/parleychat/parley/internal/store/storetest"
)

// added is how many of many that add a skill of one name at once succeed.
func added(t *testing.T, s *Store, name string) int64 {
	t.Helper()
	service := chat.NewService(s, &chattest.Files{}, &chattest.Bus{}, time.Now)
	var wins atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			err := service.AddResource(t.Context(), chat.Actor{Site: 1, May: chat.AllPermissions}, &chat.Skill{Name: name})
			switch {
			case err == nil:
				wins.Add(1)
			case chat.KindOf(err) != chat.KindConflict:
				t.Error(err)
			}
		})
	}
	all.Wait()
	return wins.Load()
}

func TestANameIsGivenOnceHoweverManyAskForIt(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		s := openTest(t, address)
		createSite(t, s, 1)
		for round := range 10 {
			if n := added(t, s, fmt.Sprint("skill ", round)); n != 1 {
				t.Errorf("round %d: %d skills of one name", round, n)
			}
		}
	})
}

// The control: without the lock on the site, several get the name.
func TestWithoutTheLockANameIsGivenTwice(t *testing.T) {
	t.Parallel()
	s := openTest(t, storetest.Postgres(t))
	createSite(t, s, 1)
	s.dialect.lock = ""
	for round := range 200 {
		if added(t, s, fmt.Sprint("skill ", round)) > 1 {
			return
		}
	}
	t.Error("200 times nobody came in between: the test above shows nothing")
}
