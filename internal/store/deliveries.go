package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// The statements on deliveries.
const (
	deliveryColumns = ` site, id, webhook, created, status, tries, due, tried, took, code, answer, failure, earlier, doc`

	// There are few webhooks, and one look into delivery_by_due for each.
	sqlDueWebhooks = `SELECT w.site, w.id FROM webhook w
WHERE EXISTS (SELECT 1 FROM delivery d WHERE d.site = w.site AND d.webhook = w.id AND d.due <= $1)`

	// %s passes over what another node is about to claim, where two can try at once. What is
	// claimed is chosen in a part of its own, which is done once: as a condition, PostgreSQL may
	// look for it again for each row, and what was claimed is passed over then, so that there is no limit.
	sqlClaimDeliveries = `WITH chosen AS MATERIALIZED (SELECT c.id FROM delivery c
WHERE c.site = $2 AND c.webhook = $3 AND c.due <= $4 ORDER BY c.due, c.id LIMIT $5%s)
UPDATE delivery SET due = $1, tries = tries + 1 WHERE site = $2 AND id IN (SELECT id FROM chosen) RETURNING` + deliveryColumns
	sqlClaimFree = ` FOR UPDATE SKIP LOCKED`

	sqlNoteDelivery = `UPDATE delivery SET status = $1, tries = $2, due = $3, tried = $4, took = $5, code = $6, answer = $7, failure = $8, earlier = $9
WHERE site = $10 AND id = $11 AND tries = $12`
	sqlRedeliver = `UPDATE delivery SET status = 0, tries = 0, due = $1 WHERE site = $2 AND webhook = $3 AND id = $4 RETURNING` + deliveryColumns

	sqlDeliveries     = `SELECT` + deliveryColumns + ` FROM delivery WHERE site = $1 AND webhook = $2 ORDER BY created DESC, id DESC LIMIT $3 OFFSET $4`
	sqlDropDeliveries = `DELETE FROM delivery WHERE created < $1`
)

var deliveryTarget = target{table: "delivery", columns: []string{
	"site", "id", "webhook", "subject", "created", "status", "tries", "due", "tried", "took", "code", "answer", "failure", "earlier", "doc",
}}

// DueWebhooks implements chat.Deliveries.
func (s *Store) DueWebhooks(ctx context.Context, now time.Time) (due []chat.DueWebhook, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			var site int64
			var id sql.RawBytes
			err := rows.Scan(&site, &id)
			due = append(due, chat.DueWebhook{Site: chat.SiteID(site), Webhook: guidIn(id)})
			return err
		}, sqlDueWebhooks, filter.Ticks(now))
	})
	if err != nil {
		return nil, fmt.Errorf("read which webhooks are to be told something: %w", err)
	}
	return due, nil
}

// ClaimDeliveries implements chat.Deliveries.
func (s *Store) ClaimDeliveries(ctx context.Context, w chat.DueWebhook, now, until time.Time, limit int) (claimed []chat.Delivery, err error) {
	free := ""
	if s.dialect.lock != "" {
		free = sqlClaimFree
	}
	text := fmt.Sprintf(sqlClaimDeliveries, free)
	err = s.write(ctx, "claim deliveries", func(ctx context.Context, c *conn) error {
		claimed, err = s.scanDeliveries(ctx, c, text, filter.Ticks(until), int64(w.Site), w.Webhook[:], filter.Ticks(now), max(limit, 0))
		return err
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

// NoteDelivery implements chat.Deliveries.
func (s *Store) NoteDelivery(ctx context.Context, d *chat.Delivery, claimed int64) error {
	earlier, err := s.encodeTries(d.Earlier)
	if err != nil {
		return err
	}
	return s.write(ctx, "note what has become of a delivery", func(ctx context.Context, c *conn) error {
		return c.exec(ctx, sqlNoteDelivery, int64(d.Status), d.Tries, timeArg(d.Due), timeArg(d.Tried), d.Took.Milliseconds(), d.Code, d.Answer, d.Failure,
			earlier, int64(d.Site), d.ID[:], claimed)
	})
}

// DropDeliveries implements chat.Deliveries.
func (s *Store) DropDeliveries(ctx context.Context, before time.Time) error {
	return s.write(ctx, "drop old deliveries", func(ctx context.Context, c *conn) error {
		return c.exec(ctx, sqlDropDeliveries, filter.Ticks(before))
	})
}

// Deliveries implements chat.Deliveries.
func (s *Store) Deliveries(ctx context.Context, site chat.SiteID, webhook chat.GUID, offset, limit int64) (all []chat.Delivery, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		all, err = s.scanDeliveries(ctx, c, sqlDeliveries, int64(site), webhook[:], max(limit, 0), max(offset, 0))
		return err
	})
	return all, err
}

// scanDeliveries reads what a statement finds that gives deliveryColumns.
func (s *Store) scanDeliveries(ctx context.Context, c *conn, text string, args ...any) (found []chat.Delivery, err error) {
	err = c.query(ctx, func(rows *sql.Rows) error {
		d, err := s.scanDelivery(rows)
		found = append(found, d)
		return err
	}, text, args...)
	if err != nil {
		return nil, fmt.Errorf("read deliveries: %w", err)
	}
	return found, nil
}

func (s *Store) scanDelivery(rows *sql.Rows) (d chat.Delivery, err error) {
	var site, created, took int64
	var id, webhook, earlier, doc sql.RawBytes
	var due, tried sql.NullInt64
	if err := rows.Scan(&site, &id, &webhook, &created, &d.Status, &d.Tries, &due, &tried, &took, &d.Code, &d.Answer, &d.Failure, &earlier, &doc); err != nil {
		return d, err
	}
	if earlier != nil {
		tries, err := decode(s.codec, earlier, describeTries)
		if err != nil {
			return d, err
		}
		d.Earlier = *tries
	}
	o, err := decode(s.codec, doc, describeOccasion)
	if err != nil {
		return d, err
	}
	d.Site, d.ID, d.Webhook, d.Occasion = chat.SiteID(site), guidIn(id), guidIn(webhook), *o
	d.Created, d.Due, d.Tried, d.Took = filter.FromTicks(created), timeOf(due), timeOf(tried), time.Duration(took)*time.Millisecond
	return d, nil
}

func guidIn(b sql.RawBytes) (g chat.GUID) {
	copy(g[:], b)
	return g
}

// WebhooksOf implements chat.DeliveryTx. What the transaction has read of the site before
// may tell that there are none.
func (t *tx) WebhooksOf(ctx context.Context, event chat.WebhookEvent) (hooks []*chat.Webhook, err error) {
	if t.hooks != nil && *t.hooks&hookBit(event) == 0 {
		return nil, nil
	}
	err = t.eachWebhook(ctx, func(w *chat.Webhook) {
		if w.Event == event && w.Listens() {
			hooks = append(hooks, w)
		}
	})
	return hooks, err
}

func (t *tx) eachWebhook(ctx context.Context, each func(*chat.Webhook)) error {
	err := t.conn.query(ctx, func(rows *sql.Rows) error {
		var doc sql.RawBytes
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		w, err := decode(t.store.codec, doc, describeWebhook)
		if err == nil {
			each(w)
		}
		return err
	}, fmt.Sprintf(sqlResources, "webhook"), int64(t.site))
	if err != nil {
		return fmt.Errorf("read the webhooks of site %d: %w", t.site, err)
	}
	return nil
}

// QueueDeliveries implements chat.DeliveryTx.
func (t *tx) QueueDeliveries(ctx context.Context, all []chat.Delivery) error {
	rows := make([][]any, len(all))
	for i := range all {
		d := &all[i]
		doc, err := encode(t.store.codec, &d.Occasion, describeOccasion)
		if err != nil {
			return err
		}
		earlier, err := t.store.encodeTries(d.Earlier)
		if err != nil {
			return err
		}
		rows[i] = []any{
			int64(t.site), d.ID[:], d.Webhook[:], guidArg(d.Subject()), filter.Ticks(d.Created),
			int64(d.Status), d.Tries, timeArg(d.Due), timeArg(d.Tried), d.Took.Milliseconds(), d.Code, d.Answer, d.Failure, earlier, doc,
		}
	}
	return t.conn.insert(ctx, deliveryTarget, rows)
}

// Redeliver implements chat.DeliveryTx.
func (t *tx) Redeliver(ctx context.Context, webhook, id chat.GUID, due time.Time) (*chat.Delivery, error) {
	found, err := t.store.scanDeliveries(ctx, t.conn, sqlRedeliver, filter.Ticks(due), int64(t.site), webhook[:], id[:])
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, chat.NotFound("there is no such delivery")
	}
	return &found[0], nil
}

// hooksOf reads the events of a site of which webhooks are told.
func (c *conn) hooksOf(ctx context.Context, text string, site chat.SiteID) (hooks int64, known bool, err error) {
	err = c.query(ctx, func(rows *sql.Rows) error {
		known = true
		return rows.Scan(&hooks)
	}, text, int64(site))
	return hooks, known, err
}

// putWebhook notes on the site which events its webhooks are told of now.
func putWebhook(ctx context.Context, t *tx, _ chat.Resource) error {
	return t.noteHooks(ctx, chat.GUID{})
}

func dropWebhook(ctx context.Context, t *tx, id chat.GUID) error {
	if err := t.conn.deleteIn(ctx, t.site, deliveryTarget.table, "webhook", []any{id[:]}); err != nil {
		return err
	}
	return t.noteHooks(ctx, id)
}

func (t *tx) noteHooks(ctx context.Context, without chat.GUID) error {
	var hooks int64
	err := t.eachWebhook(ctx, func(w *chat.Webhook) {
		if w.Listens() && w.ID != without {
			hooks |= hookBit(w.Event)
		}
	})
	if err != nil {
		return err
	}
	t.hooks = &hooks
	if err := t.conn.exec(ctx, sqlPutHooks, hooks, int64(t.site)); err != nil {
		return fmt.Errorf("note the events that webhooks are told of: %w", err)
	}
	return nil
}

func describeOccasion(c *coder, m *chat.Occasion) {
	enum(c, &m.Event)
	c.bool(&m.IsTest)
	c.time(&m.Time)
	optional(c, &m.Chat, describeChat)
	optional(c, &m.Session, describeSession)
	optional(c, &m.Message, describeOfflineMessage)
	describePerson(c, &m.Agent)
	c.text(&m.Doing)
	c.text(&m.Chosen)
}

// encodeTries gives NULL for none.
func (s *Store) encodeTries(tries []chat.Try) (any, error) {
	if len(tries) == 0 {
		return nil, nil
	}
	return encode(s.codec, &tries, describeTries)
}

func describeTries(c *coder, all *[]chat.Try) {
	list(c, all, func(c *coder, t *chat.Try) {
		ms := t.Took.Milliseconds()
		c.time(&t.Time)
		c.int(&ms)
		c.int(&t.Code)
		c.text(&t.Failure)
		t.Took = time.Duration(ms) * time.Millisecond
	})
}

// hookBit stands for an event among those that a site's webhooks are told of.
func hookBit(event chat.WebhookEvent) int64 { return 1 << (event & 63) }
