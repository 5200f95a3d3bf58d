package store

import (
	"context"
	"path/filepath"
	"testing"
	"time"
)

// TestALongLogIsWrittenWithoutACommit has one transaction make the log too long, after
// which nobody commits until all of it is in the database; then the log begins anew.
func TestALongLogIsWrittenWithoutACommit(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "parley.db")
	s, err := Open(t.Context(), "sqlite:"+path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	write := func(statement string) {
		t.Helper()
		err := s.writes.transact(t.Context(), func(ctx context.Context, c *conn) error { return c.exec(ctx, statement) })
		if err != nil {
			t.Fatal(err)
		}
	}
	db, err := dialSQLite(sqliteDSN(path, "rw", writingPragmas), Options{}.filled())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	pages := func() (all, written int) {
		t.Helper()
		var busy int
		if err := db.QueryRowContext(t.Context(), "PRAGMA wal_checkpoint(NOOP)").Scan(&busy, &all, &written); err != nil {
			t.Fatal(err)
		}
		return all, written
	}
	write("CREATE TABLE much (data blob)")
	write("INSERT INTO much VALUES (zeroblob(12582912))")
	const patience = 20 * time.Second
	began := time.Now()
	all, written := pages()
	for ; written < all; all, written = pages() {
		if time.Since(began) > patience {
			t.Fatalf("of %d pages %d were written", all, written)
		}
	}
	if all < longLog {
		t.Fatalf("a log of %d pages is not long", all)
	}
	write("INSERT INTO much VALUES (zeroblob(1))")
	if all, _ := pages(); all >= longLog {
		t.Errorf("the log goes on: it has %d pages", all)
	}
}
