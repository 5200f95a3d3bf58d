package chattest_test

import (
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
	"github.com/parleychat/parley/internal/store/storetest"
)

func TestTheStoreInMemoryKeepsTheContractOfStores(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(*testing.T) (chat.Store, chat.Accounts) {
		s := chattest.NewStore()
		return s, s
	})
}

func TestTheStoreInMemoryKeepsTheContractOfLobbies(t *testing.T) {
	t.Parallel()
	storetest.RunLobby(t, func(*testing.T) storetest.LiveStore { return chattest.NewStore() })
}

func TestTalk(t *testing.T) {
	t.Parallel()
	storetest.RunTalks(t, []storetest.LiveStore{chattest.NewStore()})
}

func TestTheStoreInMemoryKeepsThePromisesOfLiveChat(t *testing.T) {
	t.Parallel()
	storetest.RunDesk(t, func(*testing.T) []storetest.LiveStore {
		s := chattest.NewStore()
		return []storetest.LiveStore{s, s}
	})
}
