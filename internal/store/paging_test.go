package store

import (
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
	"github.com/parleychat/parley/internal/store/storetest"
)

func TestPagesByPlaceAreWholeWhileChatsComeAndGo(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		s := openTest(t, address)
		createSite(t, s, 1)
		storetest.NewUnrest(t, s, 1, s.Search, 11).WalkAll(t, 60)
	})
}

// TestPagesByNumberAreNotWholeWhileChatsComeAndGo is the control.
func TestPagesByNumberAreNotWholeWhileChatsComeAndGo(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		s := openTest(t, address)
		createSite(t, s, 1)
		u := storetest.NewUnrest(t, s, 1, s.Search, 12)
		for range 1000 {
			if u.Walk(t.Context(), chat.Query{Where: filter.And{}, Sort: chat.NewestFirst, Size: 4}, storetest.ByNumber) != nil {
				return
			}
		}
		t.Error("an offset goes unnoticed")
	})
}
