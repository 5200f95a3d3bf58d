package store

import (
	"testing"

	"github.com/parleychat/parley/internal/store/storetest"
)

// TestWithoutLocksTheRushGoesWrong is the control of the case of two nodes: it must
// see what happens when routing and chats are not locked.
func TestWithoutLocksTheRushGoesWrong(t *testing.T) {
	t.Parallel()
	address := storetest.Postgres(t)
	first, second := openTest(t, address), openTest(t, address)
	first.dialect.lock, second.dialect.lock = "", ""
	if wrong := storetest.Rush(t, []storetest.LiveStore{first, second}); len(wrong) == 0 {
		t.Error("nothing went wrong")
	} else {
		t.Log(wrong[0])
	}
}

func TestLiveChatOnSQLiteWalksThroughItsLife(t *testing.T) {
	t.Parallel()
	storetest.RunWalks(t, twoNodes(t, sqliteAddress(t)), 8, false)
}

func TestLiveChatOnPostgresWalksThroughItsLife(t *testing.T) {
	t.Parallel()
	storetest.RunWalks(t, twoNodes(t, storetest.Postgres(t)), 8, false)
}

func TestTalkOnSQLite(t *testing.T) {
	t.Parallel()
	storetest.RunTalks(t, twoNodes(t, sqliteAddress(t)))
}

func TestTalkOnPostgres(t *testing.T) {
	t.Parallel()
	storetest.RunTalks(t, twoNodes(t, storetest.Postgres(t)))
}
