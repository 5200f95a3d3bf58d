package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store/storetest"
)

// tampering is what somebody who can write the database may do to a log of 6 entries, with
// what is found then.
var tampering = map[string]struct {
	sql   []string
	found string // "" for nothing
}{
	"nothing":                 {nil, ""},
	"a member is changed":     {[]string{`UPDATE audit_entry SET action = 'signIn.ended' WHERE n = 3`}, "entry 3 does not fit"},
	"the doer is changed":     {[]string{`UPDATE audit_entry SET agent = NULL WHERE n = 4`}, "entry 4 does not fit"},
	"the time is changed":     {[]string{`UPDATE audit_entry SET time = time + 1 WHERE n = 2`}, "entry 2 does not fit"},
	"the document is another": {[]string{`UPDATE audit_entry SET doc = (SELECT doc FROM audit_entry WHERE n = 1) WHERE n = 5`}, "entry 5 does not fit"},
	"one is removed":          {[]string{`DELETE FROM audit_entry WHERE n = 3`}, "entry 3 is missing"},
	"the first is removed":    {[]string{`DELETE FROM audit_entry WHERE n = 1`}, "entry 1 is missing"},
	"the last is removed":     {[]string{`DELETE FROM audit_entry WHERE n = 6`}, "entry 6 is missing"},
	"all are removed":         {[]string{`DELETE FROM audit_entry`}, "entry 1 is missing"},
	"the end is cut off, and the end noted": {
		[]string{`DELETE FROM audit_entry WHERE n = 6`, `UPDATE audit_chain SET last = 5`}, "entry 5 does not fit",
	},
	"one is put in": {[]string{
		`UPDATE audit_entry SET n = n + 100 WHERE n > 3`, `UPDATE audit_entry SET n = n - 99 WHERE n > 100`,
		`INSERT INTO audit_entry SELECT site, 4, time, action, agent, collection, target, doc, hash FROM audit_entry WHERE n = 3`,
		`UPDATE audit_chain SET last = 7`,
	}, "entry 4 does not fit"},
	"two are exchanged": {[]string{
		`UPDATE audit_entry SET n = 99 WHERE n = 3`, `UPDATE audit_entry SET n = 3 WHERE n = 4`, `UPDATE audit_entry SET n = 4 WHERE n = 99`,
	}, "entry 3 does not fit"},
	"one is moved to another site": {[]string{
		`UPDATE audit_entry SET site = 2 WHERE n = 6`, `UPDATE audit_chain SET last = 5, hash = (SELECT hash FROM audit_entry WHERE n = 5) WHERE id = 1`,
	}, ""}, // whoever writes the chain anew is found by an anchor only
}

func TestTamperingIsFoundOnSQLite(t *testing.T) {
	t.Parallel()
	tamper(t, sqliteAddress)
}

func TestTamperingIsFoundOnPostgres(t *testing.T) {
	t.Parallel()
	tamper(t, func(tb testing.TB) string {
		tb.Helper()
		return storetest.Postgres(tb)
	})
}

func tamper(t *testing.T, address func(testing.TB) string) {
	t.Helper()
	for name, c := range tampering {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openTest(t, address(t))
			agent := uuid.New()
			err := s.CreateSite(t.Context(), chat.Site{ID: 1, Created: time.Now()}, chat.Agent{ID: agent}, chat.Account{Site: 1, Agent: agent}, chat.IssuedKey{AgentID: agent})
			if err != nil {
				t.Fatal(err)
			}
			for i := range int64(5) {
				err := s.Audit(t.Context(), 1, chat.AuditEntry{Action: chat.SignedIn, Time: time.Now(), By: chat.Doer{Agent: agent}, Count: i})
				if err != nil {
					t.Fatal(err)
				}
			}
			anchor := lastAudit(t, s)
			for _, text := range c.sql {
				err := s.writes.transact(t.Context(), func(ctx context.Context, c *conn) error { return c.exec(ctx, text) })
				if err != nil {
					t.Fatalf("%s: %v", text, err)
				}
			}
			err = verified(t, s, chat.AuditAnchor{})
			if (err == nil) != (c.found == "") || err != nil && !strings.Contains(err.Error(), c.found) {
				t.Errorf("found: %v, want %q", err, c.found)
			}
			if err := verified(t, s, anchor); (err == nil) != (c.sql == nil) {
				t.Errorf("by the anchor: %v", err)
			}
		})
	}
}

// TestALogWrittenAnewIsFoundByTheAnchor has somebody do what no chain within the database
// can show: remove an entry and seal all that follow once more.
func TestALogWrittenAnewIsFoundByTheAnchor(t *testing.T) {
	t.Parallel()
	s := openTest(t, sqliteAddress(t))
	agent := uuid.New()
	err := s.CreateSite(t.Context(), chat.Site{ID: 1, Created: time.Now()}, chat.Agent{ID: agent}, chat.Account{Site: 1, Agent: agent}, chat.IssuedKey{AgentID: agent})
	if err != nil {
		t.Fatal(err)
	}
	deeds := []chat.AuditEntry{{Action: chat.SignInRefused}, {Action: chat.SignedIn}}
	if err := s.Audit(t.Context(), 1, deeds...); err != nil {
		t.Fatal(err)
	}
	anchor := lastAudit(t, s)
	err = s.writes.transact(t.Context(), func(ctx context.Context, c *conn) error {
		for _, text := range []string{
			`DELETE FROM audit_entry WHERE n > 1`, `UPDATE audit_chain SET last = 1, hash = (SELECT hash FROM audit_entry WHERE n = 1)`,
		} {
			if err := c.exec(ctx, text); err != nil {
				return err
			}
		}
		return s.appendAudit(ctx, c, 1, deeds[1], deeds[1])
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := verified(t, s, chat.AuditAnchor{}); err != nil {
		t.Errorf("the chain itself shows nothing, and is said to: %v", err)
	}
	if err := verified(t, s, anchor); err == nil || !strings.Contains(err.Error(), "written anew") {
		t.Errorf("the anchor shows %v", err)
	}
}

func lastAudit(t *testing.T, s *Store) chat.AuditAnchor {
	t.Helper()
	chain, err := s.AuditChain(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	return chat.AuditAnchor{N: chain.Last, Hash: chain.Hash}
}

// verified walks the log of site 1.
func verified(t *testing.T, s *Store, anchor chat.AuditAnchor) error {
	t.Helper()
	chain, err := s.AuditChain(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.AuditEntries(t.Context(), 1, chat.AuditQuery{Forward: true, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	walk := chat.NewAuditWalk(1, chain, anchor)
	for i := range all {
		if err := walk.Take(&all[i]); err != nil {
			return err
		}
	}
	return walk.End()
}
