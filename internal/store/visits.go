package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// The statements on visits.
const (
	visitColumns = `SELECT c.doc FROM live_visit c `

	sqlVisit           = visitColumns + `WHERE c.site = $1 AND c.id = $2`
	sqlVisits          = visitColumns + `JOIN live_node n ON n.id = c.node WHERE c.site = $1 AND n.alive_until > $2 ORDER BY c.looked DESC, c.id LIMIT $3`
	sqlVisitsOfInviter = visitColumns + `WHERE c.site = $1 AND c.inviter = $2 ORDER BY c.id`
	sqlVisitsAt        = `SELECT c.site, c.doc FROM live_visit c WHERE c.node = $1 AND c.due IS NOT NULL
UNION ALL SELECT c.site, c.doc FROM live_visit c WHERE c.gone >= $2`
	sqlVisitsIn = visitColumns + `WHERE c.site = $1 AND c.id IN (%s)`

	sqlDueVisits = `SELECT c.site, c.id, n.id FROM live_node n JOIN live_visit c ON c.node = n.id WHERE n.alive_until <= $1
UNION ALL SELECT site, id, NULL FROM live_visit WHERE gone <= $1 UNION ALL SELECT site, id, NULL FROM live_visit WHERE due <= $2 LIMIT $3`
	sqlForgetNodes = `DELETE FROM live_node WHERE alive_until <= $1 AND NOT EXISTS (SELECT 1 FROM live_visit c WHERE c.node = live_node.id)`

	// The index is over the end of the visitor's id.
	sqlVisitorChats = `SELECT COUNT(*) FROM chat c WHERE substr(c.visitor, 13, 4) = $1 AND c.visitor = $2 AND c.site = $3`
	sqlVisitor      = `SELECT doc FROM visitor WHERE site = $1 AND id = $2`

	sqlDropVisits = `DELETE FROM live_visit WHERE site = $1 AND id IN (%s)
AND NOT EXISTS (SELECT 1 FROM chat c WHERE substr(c.visitor, 13, 4) = substr(live_visit.id, 13, 4) AND c.visitor = live_visit.id AND c.site = live_visit.site)
AND NOT EXISTS (SELECT 1 FROM live_chat c WHERE c.site = live_visit.site AND c.visitor = live_visit.id)`
)

var (
	newVisitTarget = target{table: "live_visit", columns: []string{"site", "id", "node", "looked", "gone", "inviter", "due", "doc"}}

	visitTarget = newVisitTarget.orReplace("site", "id")
	nodeTarget  = target{table: "live_node", columns: []string{"id", "alive_until"}}.orReplace("id")
)

func (s *Store) visits(ctx context.Context, text string, args ...any) (found []*chat.Visit, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			v, err := s.scanVisit(rows)
			found = append(found, v)
			return err
		}, text, args...)
	})
	if err != nil {
		return nil, fmt.Errorf("read visits: %w", err)
	}
	return found, nil
}

// scanVisit reads a row that ends with a visit's document.
func (s *Store) scanVisit(rows *sql.Rows, before ...any) (*chat.Visit, error) {
	var doc sql.RawBytes
	if err := rows.Scan(append(before, &doc)...); err != nil {
		return nil, err
	}
	return decode(s.codec, doc, describeVisit)
}

// Visit implements chat.Visits.
func (s *Store) Visit(ctx context.Context, site chat.SiteID, visitor chat.GUID) (*chat.Visit, error) {
	found, err := s.visits(ctx, sqlVisit, int64(site), visitor[:])
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, chat.NotFound("the visitor is not on a page")
	}
	return found[0], nil
}

// Visits implements chat.Visits.
func (s *Store) Visits(ctx context.Context, site chat.SiteID, alive time.Time, limit int) ([]*chat.Visit, error) {
	return s.visits(ctx, sqlVisits, int64(site), filter.Ticks(alive), max(limit, 0))
}

// VisitsAt implements chat.Visits.
func (s *Store) VisitsAt(ctx context.Context, node chat.GUID, since time.Time) (found []chat.SiteVisit, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			var site int64
			v, err := s.scanVisit(rows, &site)
			found = append(found, chat.SiteVisit{Site: chat.SiteID(site), Visit: v})
			return err
		}, sqlVisitsAt, node[:], filter.Ticks(since))
	})
	if err != nil {
		return nil, fmt.Errorf("read the visits at a node: %w", err)
	}
	return found, nil
}

// VisitsOfInviter implements chat.Visits.
func (s *Store) VisitsOfInviter(ctx context.Context, site chat.SiteID, agent chat.GUID) ([]*chat.Visit, error) {
	return s.visits(ctx, sqlVisitsOfInviter, int64(site), agent[:])
}

// DueVisits implements chat.Visits.
func (s *Store) DueVisits(ctx context.Context, now, left time.Time, limit int) (due []chat.DueVisit, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			var site int64
			var visitor, dead sql.RawBytes
			err := rows.Scan(&site, &visitor, &dead)
			d := chat.DueVisit{Site: chat.SiteID(site)}
			copy(d.Visitor[:], visitor)
			copy(d.Dead[:], dead)
			due = append(due, d)
			return err
		}, sqlDueVisits, filter.Ticks(left), filter.Ticks(now), max(limit, 0))
	})
	if err != nil {
		return nil, fmt.Errorf("read which visits are due: %w", err)
	}
	return due, nil
}

// NodeAlive implements chat.Visits, and forgets who was connected to nodes that have not
// been alive for a while, and nodes that nobody is connected to any more.
func (s *Store) NodeAlive(ctx context.Context, node chat.GUID, until time.Time) error {
	const kept, connected = 24 * time.Hour, 5 * time.Minute
	err := s.writes.transact(ctx, func(ctx context.Context, c *conn) error {
		if err := c.insert(ctx, nodeTarget, [][]any{{node[:], filter.Ticks(until)}}); err != nil {
			return err
		}
		if err := c.exec(ctx, sqlForgetConnections, filter.Ticks(until.Add(-connected))); err != nil {
			return err
		}
		return c.exec(ctx, sqlForgetNodes, filter.Ticks(until.Add(-kept)))
	})
	if err != nil {
		return fmt.Errorf("note that the node is alive: %w", err)
	}
	return nil
}

// VisitorKnown implements chat.Visits.
func (s *Store) VisitorKnown(ctx context.Context, site chat.SiteID, visitor chat.GUID) (known chat.Visitor, chats int64, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		err := c.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&chats) }, sqlVisitorChats, visitor[12:], visitor[:], int64(site))
		if err != nil {
			return err
		}
		return c.query(ctx, func(rows *sql.Rows) error {
			var doc sql.RawBytes
			if err := rows.Scan(&doc); err != nil {
				return err
			}
			v, err := decode(s.codec, doc, describeVisitor)
			if err == nil {
				known = *v
			}
			return err
		}, sqlVisitor, int64(site), visitor[:])
	})
	if err != nil {
		return chat.Visitor{}, 0, fmt.Errorf("read the visitor %s: %w", visitor, err)
	}
	return known, chats, nil
}

// Visits implements chat.VisitTx.
func (t *liveTx) Visits(ctx context.Context, visitors []chat.GUID) (found []*chat.Visit, err error) {
	err = t.conn.queryIn(ctx, func(rows *sql.Rows) error {
		v, err := t.store.scanVisit(rows)
		found = append(found, v)
		return err
	}, sqlVisitsIn+t.store.dialect.lock, t.site, sortedKeys(visitors))
	if err != nil {
		return nil, fmt.Errorf("read visits: %w", err)
	}
	slices.SortFunc(found, func(a, b *chat.Visit) int { return slices.Compare(a.Visitor[:], b.Visitor[:]) })
	if t.strange == nil {
		t.strange = map[chat.GUID]bool{}
	}
	for _, id := range visitors {
		t.strange[id] = true
	}
	for _, v := range found {
		delete(t.strange, v.Visitor)
	}
	return found, nil
}

// sortedKeys are guids in their order, so that transactions lock them in one order.
func sortedKeys(ids []chat.GUID) []any {
	sorted := slices.Clone(ids)
	slices.SortFunc(sorted, func(a, b chat.GUID) int { return slices.Compare(a[:], b[:]) })
	keys := make([]any, len(sorted))
	for i := range sorted {
		keys[i] = sorted[i][:]
	}
	return keys
}

// SaveVisits implements chat.VisitTx. A visit that was not there when it was looked for
// takes no other one's place: if another node has begun it meanwhile, the transaction is
// tried again, and sees it.
func (t *liveTx) SaveVisits(ctx context.Context, visits []*chat.Visit) error {
	var fresh, known [][]any
	for _, v := range visits {
		row, err := t.visitRow(v)
		if err != nil {
			return err
		}
		if t.strange[v.Visitor] {
			delete(t.strange, v.Visitor)
			fresh = append(fresh, row)
		} else {
			known = append(known, row)
		}
	}
	if err := t.conn.insert(ctx, newVisitTarget, fresh); err != nil {
		return err
	}
	return t.conn.insert(ctx, visitTarget, known)
}

func (t *liveTx) visitRow(v *chat.Visit) ([]any, error) {
	doc, err := encode(t.store.codec, v, describeVisit)
	var due time.Time
	if v.Invitation.State == chat.InvitationOpen {
		due = v.Invitation.Until
	}
	return []any{
		int64(t.site), v.Visitor[:], guidArg(v.Node), filter.Ticks(v.Page().Since), timeArg(v.LeftAt),
		guidArg(v.Invitation.Agent.ID), timeArg(due), doc,
	}, err
}

// DropVisits implements chat.VisitTx.
func (t *liveTx) DropVisits(ctx context.Context, visitors []chat.GUID) error {
	return t.conn.deleteIn(ctx, t.site, "live_visit", "id", sortedKeys(visitors))
}
