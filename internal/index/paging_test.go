package index

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store/storetest"
)

// A service with an index keeps the promise of places as the store does.
func TestPagesByPlaceAreWholeWhileChatsComeAndGo(t *testing.T) {
	t.Parallel()
	for name, s := range bothStores(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			agent := chat.GUID{1}
			key := chat.IssuedKey{ID: chat.GUID{2}, AgentID: agent}
			if err := s.CreateSite(t.Context(), chat.Site{ID: 1}, chat.Agent{ID: agent}, chat.Account{Site: 1, Agent: agent}, key); err != nil {
				t.Fatal(err)
			}
			on := &served{store: s, folder: filepath.Join(t.TempDir(), "index")}
			on.open(t, 1)
			t.Cleanup(func() {
				if err := on.index.close(); err != nil {
					t.Error(err)
				}
			})
			search := func(ctx context.Context, site chat.SiteID, q chat.Query) (*chat.Page, error) {
				return on.service.Search(ctx, chat.Actor{Site: site, Agent: agent, Role: chat.RoleAdmin, May: chat.ReadChats}, q)
			}
			storetest.NewUnrest(t, s, 1, search, 13).WalkAll(t, 60)
			if on.index.answered.Load() == 0 {
				t.Error("the index answered nothing")
			}
		})
	}
}
