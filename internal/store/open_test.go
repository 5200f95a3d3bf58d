package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store/storetest"
)

// openVariable makes the test binary a process that opens a database and ends.
const openVariable = "PARLEY_STORE_TEST_OPEN"

func TestMain(m *testing.M) {
	if address := os.Getenv(openVariable); address != "" {
		os.Exit(openAndEnd(address))
	}
	storetest.Main(m)
}

func openAndEnd(address string) int {
	s, err := Open(context.Background(), address, Options{})
	if err == nil {
		err = errors.Join(s.Ready(context.Background()), s.Close())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// bothDatabases runs a test on fresh databases of both kinds.
func bothDatabases(t *testing.T, test func(t *testing.T, address string)) {
	t.Helper()
	for name, address := range map[string]func(testing.TB) string{"SQLite": sqliteAddress, "PostgreSQL": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, address(t))
		})
	}
}

func TestProcessesMayOpenAFreshDatabaseAtOnceAndSayNothing(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bothDatabases(t, func(t *testing.T, address string) {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				cmd := exec.CommandContext(t.Context(), self)
				cmd.Env = append(os.Environ(), openVariable+"="+address)
				if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
					t.Errorf("%v: %s", err, out)
				}
			})
		}
		all.Wait()
		if sites, err := openTest(t, address).Sites(t.Context()); err != nil || len(sites) != 0 {
			t.Errorf("the new database has the sites %v, %v", sites, err)
		}
	})
}

func TestStoresInOneProcessMayOpenAFreshDatabaseAtOnce(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				s, err := Open(t.Context(), address, Options{})
				if err == nil {
					err = s.Close()
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}

func TestReopenedDatabaseHasWhatWasStored(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		c := storetest.NewRandom(1).Chat()
		first := openTest(t, address)
		createSite(t, first, 1)
		storeChats(t, first, 1, c)
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := openTest(t, address).Chat(t.Context(), 1, chat.ByGUID(c.GUID), 0); err != nil {
			t.Error(err)
		}
	})
}

func TestDatabaseOfANewerVersionIsRefused(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		s := openTest(t, address)
		err := s.writes.transact(t.Context(), func(ctx context.Context, c *conn) error {
			return c.exec(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, true)")
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = Open(t.Context(), address, Options{})
		if err == nil || !strings.Contains(err.Error(), "version 99") || !strings.Contains(err.Error(), "versions up to ") {
			t.Errorf("got %v, want an error that names both versions", err)
		}
	})
}

func TestSQLiteLibraryMustBeSound(t *testing.T) {
	t.Parallel()
	for version, sound := range map[string]bool{
		"3.53.2": true, "3.53.10": true, "3.54.0": true, "4.0": true, "3.53.4": true,
		"3.53.1": false, "3.51.3": false, "3.9.99": false, "3.53": false, "2.99.99": false, "": false, "new": false,
	} {
		if err := checkSQLiteVersion(version); (err == nil) != sound {
			t.Errorf("version %q gave %v", version, err)
		}
	}
}

func TestPostgresMustBeRecentAndUTF8(t *testing.T) {
	t.Parallel()
	for _, server := range []struct {
		version  int
		encoding string
		fine     bool
	}{{150004, "UTF8", true}, {140000, "UTF8", true}, {130011, "UTF8", false}, {150004, "LATIN1", false}} {
		if err := checkPostgres(server.version, server.encoding); (err == nil) != server.fine {
			t.Errorf("%+v gave %v", server, err)
		}
	}
}

func TestSQLiteFileIsForItsOwner(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "odd ?&#%41 name.db")
	s := openTest(t, "sqlite:"+path)
	createSite(t, s, 1)
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("%s has mode %o", name, mode)
		}
	}
}

func TestSQLiteFileOpenToEverybodyIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "open.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), "sqlite:"+path, Options{})
	if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "0644") {
		t.Errorf("got %v, want an error that names the file and its mode", err)
	}
}

func TestAddressesThatNameNoDatabaseAreRefused(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	text := filepath.Join(folder, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("this is no database ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{
		"", "parley.db", "mysql://root@localhost/x", "sqlite:", "sqlite::memory:", "sqlite:" + folder,
		"sqlite:" + filepath.Join(folder, "missing", "parley.db"), "sqlite:" + text,
	} {
		if s, err := Open(t.Context(), address, Options{}); err == nil {
			t.Errorf("%q was opened: %v", address, s.Close())
		}
	}
}

func TestErrorsNeverShowThePassword(t *testing.T) {
	t.Parallel()
	const password = "s3cret"
	for _, address := range []string{
		"postgres://user:s3cret@127.0.0.1:1/parley?sslmode=disable",
		"postgres://user:s3cret@127.0.0.1:port/parley",
		"postgres://user:s3cret@@[::1/parley",
		"postgres://user:s3cret%zz@localhost/parley",
		"postgres://user:s3cret#more@localhost/parley",
		"postgres://localhost/parley?password=s3cret&sslmode=odd",
		"postgresql://user:s3cret@localhost:99999/parley",
		"postgres:host=localhost password=s3cret port=x",
		"postgers://user:s3cret@localhost/parley",
		"user:s3cret@localhost/parley",
	} {
		s, err := Open(t.Context(), address, Options{})
		if err == nil {
			t.Errorf("%s was opened: %v", address, s.Close())
			continue
		}
		if strings.Contains(err.Error(), password) {
			t.Errorf("%s gave %v", address, err)
		}
	}
}

func TestConnectionsAreSetUpForSafety(t *testing.T) {
	t.Parallel()
	s := openTest(t, sqliteAddress(t))
	want := map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1"}
	err := s.writes.transact(t.Context(), func(ctx context.Context, c *conn) error {
		for name, value := range want {
			var got string
			err := c.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&got) }, "PRAGMA "+name)
			if err != nil || got != value {
				t.Errorf("%s is %s, want %s: %v", name, got, value, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.read(t.Context(), func(ctx context.Context, c *conn) error {
		return c.exec(ctx, "DELETE FROM site")
	})
	if err == nil {
		t.Error("a connection for reading can write")
	}
}

func TestQuestionsThatTakeTooLongEnd(t *testing.T) {
	t.Parallel()
	endless := map[goose.Dialect]string{
		goose.DialectSQLite3:  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
		goose.DialectPostgres: "SELECT pg_sleep(60)",
	}
	bothDatabases(t, func(t *testing.T, address string) {
		s, err := Open(t.Context(), address, Options{StatementTimeout: 100 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		err = s.read(t.Context(), func(ctx context.Context, c *conn) error {
			return c.query(ctx, func(*sql.Rows) error { return nil }, endless[s.dialect.goose])
		})
		if err == nil {
			t.Error("it did not end")
		}
		s.timeout = time.Minute // connecting again may take its time
		if err := s.Ready(t.Context()); err != nil {
			t.Errorf("the store is not ready after it: %v", err)
		}
	})
}

func TestClosedStoreRefuses(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		s := openTest(t, address)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if s.Ready(t.Context()) == nil {
			t.Error("it is ready")
		}
		if _, err := s.Sites(t.Context()); err == nil || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("reading it gave %v", err)
		}
		if s.Update(t.Context(), 1, func(context.Context, chat.Tx) error { return nil }) == nil {
			t.Error("it is written")
		}
	})
}

// createSite makes a site with some agent.
func createSite(t testing.TB, s *Store, id chat.SiteID) {
	t.Helper()
	agent := chat.Agent{ID: chat.GUID{1}}
	key := chat.Key{Hash: [32]byte{byte(id >> 8), byte(id)}, Site: id, Agent: agent.ID}
	if err := s.CreateSite(t.Context(), chat.Site{ID: id}, agent, chat.Account{Site: id, Agent: agent.ID}, key); err != nil {
		t.Fatal(err)
	}
}

// storeChats stores chats in one transaction.
func storeChats(t testing.TB, s *Store, site chat.SiteID, chats ...*chat.Chat) {
	t.Helper()
	err := s.Update(t.Context(), site, func(ctx context.Context, tx chat.Tx) error {
		changes := make([]chat.Change, len(chats))
		for i, c := range chats {
			changes[i] = chat.Change{Kind: chat.ChatStored, Chat: c}
		}
		return tx.Apply(ctx, changes)
	})
	if err != nil {
		t.Fatal(err)
	}
}
