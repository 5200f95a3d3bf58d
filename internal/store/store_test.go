package store

import (
	"path/filepath"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store/storetest"
)

func TestSQLiteKeepsTheContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) (chat.Store, chat.Accounts) {
		s := openTest(t, sqliteAddress(t))
		return s, s
	})
}

func TestPostgresKeepsTheContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) (chat.Store, chat.Accounts) {
		s := openTest(t, storetest.Postgres(t))
		return s, s
	})
}

func TestSQLiteKeepsTheContractOfLobbies(t *testing.T) {
	t.Parallel()
	storetest.RunLobby(t, func(t *testing.T) storetest.LiveStore { return openTest(t, sqliteAddress(t)) })
}

func TestPostgresKeepsTheContractOfLobbies(t *testing.T) {
	t.Parallel()
	storetest.RunLobby(t, func(t *testing.T) storetest.LiveStore { return openTest(t, storetest.Postgres(t)) })
}

func TestSQLiteKeepsThePromisesOfLiveChat(t *testing.T) {
	t.Parallel()
	storetest.RunDesk(t, func(t *testing.T) []storetest.LiveStore { return twoNodes(t, sqliteAddress(t)) })
}

func TestPostgresKeepsThePromisesOfLiveChat(t *testing.T) {
	t.Parallel()
	storetest.RunDesk(t, func(t *testing.T) []storetest.LiveStore { return twoNodes(t, storetest.Postgres(t)) })
}

// twoNodes opens one database twice.
func twoNodes(t *testing.T, address string) []storetest.LiveStore {
	t.Helper()
	return []storetest.LiveStore{openTest(t, address), openTest(t, address)}
}

func sqliteAddress(tb testing.TB) string {
	tb.Helper()
	return "sqlite:" + filepath.Join(tb.TempDir(), "parley.db")
}

// openTest opens a store and closes it when the test ends.
func openTest(tb testing.TB, address string) *Store {
	tb.Helper()
	s, err := Open(tb.Context(), address, Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Errorf("close the store: %v", err)
		}
	})
	return s
}
