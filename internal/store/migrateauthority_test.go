package store

import (
	"database/sql"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/parleychat/parley/internal/chat"
)

// databaseBefore is an empty database as the migrations before a number leave it.
func databaseBefore(t *testing.T, address string, number int) *sql.DB {
	t.Helper()
	driver, source, d := "pgx", address, postgresDialect()
	if path, is := strings.CutPrefix(address, "sqlite:"); is {
		driver, d = "sqlite", sqliteDialect()
		if err := claimFile(path); err != nil {
			t.Fatal(err)
		}
		source = sqliteDSN(path, "rw", writingPragmas)
	}
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	earlier := fstest.MapFS{}
	for _, name := range names {
		text, err := fs.ReadFile(migrationFiles, name)
		if err != nil {
			t.Fatal(err)
		}
		if name < fmt.Sprintf("migrations/%04d", number) {
			earlier[name] = &fstest.MapFile{Data: text}
		}
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	if err := migrateFrom(t.Context(), db, d, earlier); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestAccountsFromBeforeRolesBecomeWhatTheyCouldDo(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		db := databaseBefore(t, address, 2)
		admin, other, hash := chat.GUID{1}, chat.GUID{2}, [32]byte{3}
		for _, s := range []struct {
			text string
			args []any
		}{
			{"INSERT INTO site (id, name, created) VALUES (1, 'x', 0)", nil},
			{"INSERT INTO account (site, agent, folded, email, password, may) VALUES (1, $1, 'a', 'a', 'x', 15)", []any{admin[:]}},
			{"INSERT INTO account (site, agent, folded, email, password, may) VALUES (1, $1, 'b', 'b', 'x', 1)", []any{other[:]}},
			{"INSERT INTO access_key (hash, kind, site, agent, may, created, expires) VALUES ($1, 1, 1, $2, 15, 0, 0)", []any{hash[:], admin[:]}},
		} {
			if _, err := db.ExecContext(t.Context(), s.text, s.args...); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		store := openTest(t, address)
		for email, role := range map[string]chat.Role{"a": chat.RoleAdmin, "b": chat.RoleAgent} {
			if found, err := store.AccountsByEmail(t.Context(), email); err != nil || len(found) != 1 || found[0].Role != role || found[0].Suspended {
				t.Errorf("%s: %+v %v", email, found, err)
			}
		}
		if key, account, err := store.KeyByHash(t.Context(), hash); err != nil || key.May != chat.AllPermissions || account.Role != chat.RoleAdmin {
			t.Errorf("%+v %+v %v", key, account, err)
		}
	})
}
