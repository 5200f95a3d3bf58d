package store

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
)

// auditPlan is how a database answers a query of an audit log.
func auditPlan(t *testing.T, s *Store, explain string, q chat.AuditQuery) string {
	t.Helper()
	text, args := auditStatement(1, &q)
	var steps []string
	err := s.writes.transact(t.Context(), func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			columns, err := rows.Columns()
			if err != nil {
				return err
			}
			step, rest := "", make([]any, len(columns))
			for i := range rest {
				rest[i] = new(any)
			}
			rest[len(rest)-1] = &step
			err = rows.Scan(rest...)
			steps = append(steps, step)
			return err
		}, explain+text, args...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}

// TestAuditLogsAreSearchedByIndex has a log with many entries about many chats and asks for one.
func TestAuditLogsAreSearchedByIndex(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		s := openTest(t, address)
		sqlite := strings.HasPrefix(address, "sqlite:")
		fillAudit(t, s, 3000)
		explain, index := "EXPLAIN (COSTS OFF) ", "audit_subject_pkey"
		if sqlite {
			explain, index = "EXPLAIN QUERY PLAN ", "SEARCH u USING PRIMARY KEY (site=? AND kind=? AND id=? AND n>? AND n<?)"
		} else if err := s.writes.transact(t.Context(), func(ctx context.Context, c *conn) error { return c.exec(ctx, "ANALYZE") }); err != nil {
			t.Fatal(err)
		}
		for want, q := range map[string]chat.AuditQuery{
			index:                   {About: chat.Subject{Of: chat.NumberedChat, ID: 7}, Limit: 50},
			"audit_entry_by_target": {Target: chat.GUID{7}, Limit: 50},
			"audit_entry_by_agent":  {Agent: chat.GUID{7}, Limit: 50},
		} {
			got := auditPlan(t, s, explain, q)
			if !strings.Contains(got, want) || strings.Contains(got, "Seq Scan") || strings.Contains(got, "SCAN") || strings.Contains(got, "TEMP") {
				t.Errorf("%+v:\n%s", q, got)
			}
			if found, err := s.AuditEntries(t.Context(), 1, q); err != nil || len(found) != 1 {
				t.Errorf("%+v: %+v, %v", q, found, err)
			}
		}
		if all := auditPlan(t, s, explain, chat.AuditQuery{Action: chat.SignedIn, Limit: 50}); strings.Contains(all, "audit_subject") {
			t.Errorf("the control:\n%s", all)
		}
	})
}

// fillAudit makes a site with a log of so many deletions, of which one has agent, target and
// chat 7.
func fillAudit(t *testing.T, s *Store, entries int) {
	t.Helper()
	agent := uuid.New()
	err := s.CreateSite(t.Context(), chat.Site{ID: 1, Created: time.Now()}, chat.Agent{ID: agent}, chat.Account{Site: 1, Agent: agent}, chat.IssuedKey{AgentID: agent})
	if err != nil {
		t.Fatal(err)
	}
	deeds := make([]chat.AuditEntry, entries)
	for i := range deeds {
		who := uuid.New()
		if i == 7 {
			who = chat.GUID{7}
		}
		deeds[i] = chat.AuditEntry{Action: chat.ChatsRemoved, Time: time.Now(), By: chat.Doer{Agent: who}, Target: who, IDs: []int64{int64(i)}}
	}
	if err := s.Audit(t.Context(), 1, deeds...); err != nil {
		t.Fatal(err)
	}
}

// TestEntriesFromBeforeAreFoundByNumber writes entries as they were before there was a table of
// what they are about.
func TestEntriesFromBeforeAreFoundByNumber(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		db := databaseBefore(t, address, auditSubjectsStep)
		packing, err := dictionaries()
		if err != nil {
			t.Fatal(err)
		}
		k, err := newCodec(packing...)
		if err != nil {
			t.Fatal(err)
		}
		defer k.close()
		for _, text := range []string{
			"INSERT INTO site (id, name, created, second_factor, open_id) VALUES (1, 'x', 0, 0, 0)",
			"INSERT INTO audit_chain (id, first, before, last, hash) VALUES (1, 1, '', 3, '')",
		} {
			if _, err := db.ExecContext(t.Context(), text); err != nil {
				t.Fatal(err)
			}
		}
		many := make([]int64, 1000) // is packed
		for i := range many {
			many[i] = int64(i + 100)
		}
		for n, e := range map[int64]chat.AuditEntry{
			1: {Action: chat.ChatsRemoved, IDs: []int64{7}}, 2: {Action: chat.TicketDeleted, IDs: []int64{7}}, 3: {Action: chat.ChatsRemoved, IDs: many},
		} {
			doc, err := encode(k, &e, describeAudit)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.ExecContext(t.Context(), auditTarget.insert(1), 1, n, 0, string(e.Action), nil, "", nil, doc, []byte{}); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		s := openTest(t, address)
		for n, about := range map[int64]chat.Subject{1: {Of: chat.NumberedChat, ID: 7}, 2: {Of: chat.NumberedTicket, ID: 7}, 3: {Of: chat.NumberedChat, ID: 1099}} {
			found, err := s.AuditEntries(t.Context(), 1, chat.AuditQuery{About: about, Limit: 9})
			if err != nil || len(found) != 1 || found[0].N != n {
				t.Errorf("%+v: %+v, %v", about, found, err)
			}
		}
	})
}

// TestWhatAnEntryWasAboutGoesWithIt counts the rows: no query shows one whose entry is gone.
func TestWhatAnEntryWasAboutGoesWithIt(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		s := openTest(t, address)
		fillAudit(t, s, 10)
		left := func() (n int) {
			err := s.read(t.Context(), func(ctx context.Context, c *conn) error {
				return c.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) }, "SELECT COUNT(*) FROM audit_subject")
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := left()
		if _, err := s.CutAudit(t.Context(), 1, time.Now().Add(time.Hour), 100); err != nil {
			t.Fatal(err)
		}
		if after := left(); before != 10 || after != 0 {
			t.Errorf("%d rows, then %d", before, after)
		}
	})
}
