package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var (
	auditTarget = target{table: "audit_entry", columns: []string{"site", "n", "time", "action", "agent", "collection", "target", "doc", "hash"}}
	chainTarget = target{table: "audit_chain", columns: []string{"id", "first", "before", "last", "hash"}}
)

// The row of the chain stays locked until the commit, which makes the numbers follow the order
// of the commits. It is not the site's: who signs in does not wait for chats that end.
const (
	sqlAuditChain = `SELECT first, before, last, hash FROM audit_chain WHERE id = $1`
	sqlNextAudit  = `UPDATE audit_chain SET last = last + 1 WHERE id = $1 RETURNING first, before, last, hash`
	sqlAudited    = `UPDATE audit_chain SET hash = $1 WHERE id = $2`

	sqlLockAudit  = `UPDATE audit_chain SET last = last WHERE id = $1 RETURNING first, before, last, hash`
	sqlFirstAudit = `SELECT n, time, hash FROM audit_entry WHERE site = $1 AND n >= $2 ORDER BY n LIMIT $3`
	sqlCutAudit   = `DELETE FROM audit_entry WHERE site = $1 AND n < $2`
	sqlAuditCut   = `UPDATE audit_chain SET first = $1, before = $2 WHERE id = $3`

	// %[1]s is more of the condition, %[2]s the order.
	sqlAudit = `SELECT e.n, e.time, e.action, e.agent, e.collection, e.target, e.doc, e.hash FROM audit_entry e WHERE e.site = $1 AND e.n > $2 AND e.n < $3%[1]s ORDER BY e.n %[2]sLIMIT $4`
)

// describeAudit lists what of an entry nobody filters by.
func describeAudit(c *coder, e *chat.AuditEntry) {
	c.guid(&e.By.SignIn)
	c.guid(&e.By.APIKey)
	c.guid(&e.By.Client)
	c.text(&e.By.Address)
	c.text(&e.Name)
	c.int(&e.Count)
	list(c, &e.IDs, func(c *coder, id *int64) { c.int(id) })
	list(c, &e.Members, func(c *coder, m *chat.Difference) {
		c.text(&m.Member)
		c.text(&m.Before)
		c.text(&m.After)
	})
}

// appendAudit seals entries as the next ones of a site's log.
func (s *Store) appendAudit(ctx context.Context, c *conn, site chat.SiteID, deeds ...chat.AuditEntry) error {
	for i := range deeds {
		e := deeds[i] // fn of a transaction may run again
		chain, err := chainOf(ctx, c, sqlNextAudit, site)
		if err != nil {
			return err
		}
		e.Seal(site, chain.Last, chain.Hash)
		doc, err := encode(s.codec, &e, describeAudit)
		if err != nil {
			return err
		}
		row := []any{
			int64(site), e.N, filter.Ticks(e.Time), string(e.Action), guidArg(e.By.Agent), e.Collection, guidArg(e.Target), doc, e.Hash[:],
		}
		if err := c.insert(ctx, auditTarget, [][]any{row}); err != nil {
			return err
		}
		if err := c.insert(ctx, subjectTarget, subjectRows(site, &e)); err != nil {
			return err
		}
		if err := c.exec(ctx, sqlAudited, e.Hash[:], int64(site)); err != nil {
			return fmt.Errorf("note the end of the audit log: %w", err)
		}
	}
	return nil
}

// chainOf is what a statement tells of the log of a site.
func chainOf(ctx context.Context, c *conn, text string, site chat.SiteID) (chain chat.AuditChain, err error) {
	found := false
	err = c.query(ctx, func(rows *sql.Rows) error {
		found = true
		var before, hash sql.RawBytes
		err := rows.Scan(&chain.First, &before, &chain.Last, &hash)
		copy(chain.Before[:], before)
		copy(chain.Hash[:], hash)
		return err
	}, text, int64(site))
	switch {
	case err != nil:
		return chain, fmt.Errorf("read where the audit log of site %d ends: %w", site, err)
	case !found:
		return chain, chat.NotFound("there is no site %d", site)
	default:
		return chain, nil
	}
}

// Audit implements chat.Tx.
func (t *tx) Audit(ctx context.Context, e chat.AuditEntry) error {
	return t.store.appendAudit(ctx, t.conn, t.site, e)
}

// Audit implements chat.Accounts.
func (s *Store) Audit(ctx context.Context, site chat.SiteID, deeds ...chat.AuditEntry) error {
	return s.write(ctx, "write to an audit log", func(ctx context.Context, c *conn) error {
		return s.appendAudit(ctx, c, site, deeds...)
	})
}

// AuditChain implements chat.AuditLog.
func (s *Store) AuditChain(ctx context.Context, site chat.SiteID) (chain chat.AuditChain, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		chain, err = chainOf(ctx, c, sqlAuditChain, site)
		return err
	})
	return chain, err
}

// AuditEntries implements chat.AuditLog.
func (s *Store) AuditEntries(ctx context.Context, site chat.SiteID, q chat.AuditQuery) (all []chat.AuditEntry, err error) {
	text, args := auditStatement(site, &q)
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		all = nil
		return c.query(ctx, func(rows *sql.Rows) error {
			e, err := s.scanAudit(rows)
			if err == nil {
				all = append(all, *e)
			}
			return err
		}, text, args...)
	})
	if err != nil {
		return nil, fmt.Errorf("read the audit log of site %d: %w", site, err)
	}
	return all, nil
}

// auditStatement asks for what a query wants (AuditQuery.Wants).
func auditStatement(site chat.SiteID, q *chat.AuditQuery) (text string, args []any) {
	const noLimit = 1<<63 - 1
	below := q.Below
	if below == 0 {
		below = noLimit
	}
	args = []any{int64(site), q.Above, below, max(q.Limit, 0)}
	var more strings.Builder
	add := func(is bool, condition string, arg any) {
		if is {
			args = append(args, arg)
			more.WriteString(" AND " + condition + " $" + strconv.Itoa(len(args)))
		}
	}
	add(!q.From.IsZero(), "e.time >=", filter.Ticks(q.From))
	add(!q.To.IsZero(), "e.time <", filter.Ticks(q.To))
	add(q.Agent != chat.GUID{}, "e.agent =", q.Agent[:])
	add(q.Target != chat.GUID{}, "e.target =", q.Target[:])
	add(q.Action != "", "e.action =", string(q.Action))
	add(q.Collection != "", "e.collection =", q.Collection)
	text = sqlAudit
	if q.About != (chat.Subject{}) {
		text = sqlAuditAbout
		add(true, "u.kind =", int64(q.About.Of))
		add(true, "u.id =", q.About.ID)
	}
	order := "DESC "
	if q.Forward {
		order = ""
	}
	return fmt.Sprintf(text, more.String(), order), args
}

func (s *Store) scanAudit(rows *sql.Rows) (*chat.AuditEntry, error) {
	var n, ticks int64
	var action, collection string
	var agent, target, doc, hash sql.RawBytes
	if err := rows.Scan(&n, &ticks, &action, &agent, &collection, &target, &doc, &hash); err != nil {
		return nil, err
	}
	e, err := decode(s.codec, doc, describeAudit)
	if err != nil {
		return nil, fmt.Errorf("entry %d: %w", n, err)
	}
	e.N, e.Time, e.Action, e.Collection = n, filter.FromTicks(ticks), chat.AuditAction(action), collection
	copy(e.By.Agent[:], agent)
	copy(e.Target[:], target)
	copy(e.Hash[:], hash)
	return e, nil
}

// CutAudit implements chat.AuditLog.
func (s *Store) CutAudit(ctx context.Context, site chat.SiteID, before time.Time, limit int) (n int, err error) {
	err = s.write(ctx, "cut an audit log", func(ctx context.Context, c *conn) error {
		chain, err := chainOf(ctx, c, sqlLockAudit, site)
		if err != nil {
			return err
		}
		next, hash, err := oldAudit(ctx, c, site, chain, before, limit)
		if n = int(next - chain.First); err != nil || n == 0 {
			return err
		}
		c.erased = true // addresses of agents, for instance
		for _, text := range []string{sqlCutAudit, sqlCutSubjects} {
			if err := c.exec(ctx, text, int64(site), next); err != nil {
				return err
			}
		}
		return c.exec(ctx, sqlAuditCut, next, hash[:], int64(site))
	})
	return n, err
}

// oldAudit finds the first entry that is not old, and the hash of the one before it.
func oldAudit(ctx context.Context, c *conn, site chat.SiteID, chain chat.AuditChain, before time.Time, limit int) (next int64, hash [32]byte, err error) {
	next, hash = chain.First, chain.Before
	young := false
	err = c.query(ctx, func(rows *sql.Rows) error {
		var n, ticks int64
		var its sql.RawBytes
		if err := rows.Scan(&n, &ticks, &its); err != nil {
			return err
		}
		if young = young || ticks >= filter.Ticks(before); !young {
			next = n + 1
			copy(hash[:], its)
		}
		return nil
	}, sqlFirstAudit, int64(site), chain.First, limit)
	return next, hash, err
}
