package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// soon is well above what a search takes to notice that it is to end, on a busy
// machine too, and well below what it would take otherwise.
const soon = 5 * time.Second

// TestASearchEndsInTheDatabaseWhenItsCallerGoes makes every condition one that takes
// a minute, and more.
func TestASearchEndsInTheDatabaseWhenItsCallerGoes(t *testing.T) {
	t.Parallel()
	endless := map[goose.Dialect]string{
		goose.DialectSQLite3:  "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n) > 0",
		goose.DialectPostgres: "(SELECT 1 FROM pg_sleep(60)) = 1",
	}
	bothDatabases(t, func(t *testing.T, address string) {
		s, err := Open(t.Context(), address, Options{StatementTimeout: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		createSite(t, s, 1)
		storeChats(t, s, 1, &chat.Chat{GUID: chat.GUID{1}})
		s.where = func(*statement, filter.Expr) (string, error) { return endless[s.dialect.goose], nil }
		for _, q := range []chat.Query{{Size: 10}, {Size: 10, After: &chat.Place{}}, {Facets: []filter.Field{{Name: "status", Kind: filter.Int}}}} {
			gone, leave := context.WithTimeout(t.Context(), 100*time.Millisecond)
			began := time.Now()
			_, err := s.Search(gone, 1, q)
			if took := time.Since(began); took > soon || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%+v: ended after %s with %v", q, took, err)
			}
			leave()
		}
		s.where = (*statement).where
		if page, err := s.Search(t.Context(), 1, chat.Query{Size: 10}); err != nil || page.Total != 1 {
			t.Errorf("the next search: %+v, %v", page, err)
		}
		if s.dialect.goose == goose.DialectPostgres {
			waitForQuiet(t, s)
		}
	})
}

// waitForQuiet fails if the server goes on with what nobody waits for any more.
func waitForQuiet(t *testing.T, s *Store) {
	t.Helper()
	for began := time.Now(); ; {
		running := 0
		err := s.read(t.Context(), func(ctx context.Context, c *conn) error {
			return c.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&running) },
				"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()")
		})
		if err != nil {
			t.Fatal(err)
		}
		if running == 0 {
			return
		}
		if time.Since(began) > soon {
			t.Fatalf("%d statements still run", running)
		}
	}
}

// TestASearchThatTakesTooLongIsTooExpensive tells a slow search from a caller that
// has gone.
func TestASearchThatTakesTooLongIsTooExpensive(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		s := openTest(t, address)
		s.timeout = 1
		var tooMuch *chat.TooExpensive
		if _, err := s.Search(t.Context(), 1, chat.Query{Size: 10}); !errors.As(err, &tooMuch) {
			t.Errorf("got %v", err)
		}
	})
}

// TestHostilePatternsAreGivenUpInTime and, when the caller goes, at once.
func TestHostilePatternsAreGivenUpInTime(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		s := openTest(t, address)
		createSite(t, s, 1)
		var chats []*chat.Chat
		for i := range 300 {
			c := &chat.Chat{GUID: chat.GUID{1, byte(i >> 8), byte(i)}}
			for range 5 {
				c.Messages = append(c.Messages, chat.Message{Text: strings.Repeat("x", 8000)})
			}
			chats = append(chats, c)
		}
		storeChats(t, s, 1, chats...)
		const source = `(.*x){20}y`
		p, err := filter.ParsePattern(source)
		if err != nil {
			t.Fatal(err)
		}
		q := chat.Query{Size: 10, Where: filter.Matches{Field: chat.FieldKeywords, Pattern: p}}

		s.limits = searchLimits
		began := time.Now()
		_, err = s.Search(t.Context(), 1, q)
		var tooMuch *chat.TooExpensive
		if took := time.Since(began); took > searchLimits.time+soon || !errors.As(err, &tooMuch) {
			t.Errorf("%s: ended after %s with %v", source, took, err)
		}

		// Without a budget it would go on for long.
		s.limits.steps, s.limits.time = 1<<60, time.Minute
		gone, leave := context.WithTimeout(t.Context(), 100*time.Millisecond)
		began = time.Now()
		_, err = s.Search(gone, 1, q)
		if took := time.Since(began); took > soon || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: with its caller gone it ended after %s with %v", source, took, err)
		}
		leave()
	})
}
