package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var offlineTarget = target{table: "offline_message", columns: []string{"site", "id", "guid", "created", "department", "email", "doc"}}

// OfflineMessage implements chat.OfflineMessages.
func (s *Store) OfflineMessage(ctx context.Context, site chat.SiteID, ref chat.Ref) (found *chat.OfflineMessage, err error) {
	text, key := sqlOfflineByID, any(ref.ID)
	if ref.GUID != (chat.GUID{}) {
		text, key = sqlOfflineByGUID, ref.GUID[:]
	}
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			found, err = s.scanOffline(rows)
			return err
		}, text, int64(site), key)
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("read offline message %s: %w", ref, err)
	case found == nil:
		return nil, chat.ErrOfflineMessageNotFound
	default:
		return found, nil
	}
}

func (s *Store) scanOffline(rows *sql.Rows) (*chat.OfflineMessage, error) {
	var doc sql.RawBytes
	if err := rows.Scan(&doc); err != nil {
		return nil, err
	}
	return decode(s.codec, doc, describeOfflineMessage)
}

// offlineWalk looks into the messages that SQL cannot exclude, within the limits of
// one search.
type offlineWalk struct {
	*Store
	query  chat.OfflineQuery
	budget *filter.Budget
	seen   int
	bytes  int64 // of documents that were read
	keys   []chat.OfflineKey
}

// offlineOrders are the orders that SQL can bring messages into.
var offlineOrders = map[string]string{"id": "id", chat.FieldCreatedTime.Name: "created"}

// SearchOfflineMessages implements chat.OfflineMessages. SQL answers what needs no
// more than the columns. Otherwise it narrows the search, and the definition is asked
// of each message that is left.
func (s *Store) SearchOfflineMessages(ctx context.Context, site chat.SiteID, q chat.OfflineQuery) (*chat.OfflinePage, error) {
	if q.Sort.By == "" {
		q.Sort.By = chat.FieldCreatedTime.Name
	}
	if err := q.Check(); err != nil {
		return nil, err
	}
	st := &statement{dialect: &s.dialect}
	where := "site = " + st.arg(int64(site))
	narrow, all, err := st.narrowOffline(q.Where)
	if err != nil {
		return nil, err
	}
	where += narrow
	if column := offlineOrders[q.Sort.By]; all && column != "" {
		return s.pageOfOffline(ctx, st, where, column, q)
	}
	text := "SELECT doc FROM offline_message WHERE " + where
	limited, cancel := context.WithTimeout(ctx, s.limits.time)
	defer cancel()
	page := &chat.OfflinePage{Number: q.Page, Size: q.Size}
	err = s.read(limited, func(ctx context.Context, c *conn) error {
		w := &offlineWalk{Store: s, query: q, budget: filter.NewBudget(s.limits.steps)}
		if err := c.query(ctx, func(rows *sql.Rows) error { return w.judge(ctx, rows) }, text, st.args...); err != nil {
			return err
		}
		return w.page(ctx, c, site, page)
	})
	switch {
	case err == nil:
		return page, nil
	case ctx.Err() == nil && limited.Err() != nil:
		err = tooManyOffline(reasonTime, s.limits.time)
	case errors.Is(err, filter.ErrTooExpensive):
		err = tooManyOffline("its regular expression has too much text to look through")
	}
	return nil, fmt.Errorf("search the offline messages of site %d: %w", site, err)
}

// pageOfOffline answers a search by SQL alone.
func (s *Store) pageOfOffline(ctx context.Context, st *statement, where, column string, q chat.OfflineQuery) (*chat.OfflinePage, error) {
	page := &chat.OfflinePage{Number: q.Page, Size: q.Size}
	direction := " ASC"
	if q.Sort.Descending {
		direction = " DESC"
	}
	count := "SELECT count(*) FROM offline_message WHERE " + where
	counted := slices.Clone(st.args)
	text := "SELECT doc FROM offline_message WHERE " + where + " ORDER BY " + column + direction + ", id" + direction +
		" LIMIT " + st.arg(max(q.Size, 0)) + " OFFSET " + st.arg(chat.Query{Page: q.Page, Size: q.Size}.Offset())
	err := s.read(ctx, func(ctx context.Context, c *conn) error {
		if err := c.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&page.Total) }, count, counted...); err != nil {
			return err
		}
		return c.query(ctx, func(rows *sql.Rows) error {
			m, err := s.scanOffline(rows)
			if err == nil {
				page.Messages = append(page.Messages, *m)
			}
			return err
		}, text, st.args...)
	})
	if err != nil {
		return nil, fmt.Errorf("list offline messages: %w", err)
	}
	return page, nil
}

// narrowOffline gives, as " AND …" for each, those conditions that must hold for every
// message found and that a column can answer; all tells that these are all there are.
func (s *statement) narrowOffline(e filter.Expr) (narrow string, all bool, err error) {
	parts, ok := e.(filter.And)
	if !ok && e != nil {
		parts = filter.And{e}
	}
	all = true
	for _, part := range parts {
		condition, err := s.offlineColumn(part)
		if err != nil {
			return "", false, err
		}
		if condition == "" {
			all = false
			continue
		}
		narrow += " AND " + condition
	}
	return narrow, all, nil
}

// offlineColumn is a condition that a column can answer, "" for any other.
func (s *statement) offlineColumn(e filter.Expr) (string, error) {
	switch e := e.(type) {
	case filter.Range:
		if e.Field == chat.FieldCreatedTime {
			return s.within("created", filter.Time, place{}, e)
		}
	case filter.OneOf:
		switch e.Field.Name {
		case "departmentId":
			return s.oneOf("department", filter.GUID, place{}, e.Values), nil
		case "email":
			return s.oneOf("email", filter.Text, place{}, e.Values), nil
		}
	}
	return "", nil
}

// judge keeps the key of a message that the condition holds for.
func (w *offlineWalk) judge(ctx context.Context, rows *sql.Rows) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var doc sql.RawBytes
	if err := rows.Scan(&doc); err != nil {
		return err
	}
	w.seen++
	w.bytes += int64(len(doc))
	switch {
	case w.seen > w.limits.candidates:
		return tooManyOffline("it has to look into more than %d offline messages", w.limits.candidates)
	case w.bytes > w.limits.bytes:
		return tooManyOffline("the offline messages that it has to look into are too large")
	}
	m, err := decode(w.codec, doc, describeOfflineMessage)
	if err != nil {
		return err
	}
	holds, err := filter.MatchWithin(ctx, w.query.Where, chat.OfflineRecord{OfflineMessage: m}, w.budget)
	if holds {
		w.keys = append(w.keys, w.query.Sort.KeyOf(m))
	}
	return err
}

// tooManyOffline refuses a search, and says what helps.
func tooManyOffline(reason string, args ...any) error {
	return &chat.TooExpensive{Reason: fmt.Sprintf(reason, args...), By: chat.FieldCreatedTime.Name}
}

// page reads the messages of the page. One that is gone by now is left out.
func (w *offlineWalk) page(ctx context.Context, c *conn, site chat.SiteID, page *chat.OfflinePage) error {
	page.Total = int64(len(w.keys))
	slices.SortFunc(w.keys, w.query.Sort.CompareKeys)
	keys := chat.PageOf(w.keys, page.Number, page.Size)
	ids := make([]any, len(keys))
	for i, k := range keys {
		ids[i] = k.ID
	}
	found := map[int64]*chat.OfflineMessage{}
	err := c.queryIn(ctx, func(rows *sql.Rows) error {
		m, err := w.scanOffline(rows)
		if err == nil {
			found[m.ID] = m
		}
		return err
	}, sqlOfflineDocuments, site, ids)
	for _, k := range keys {
		if m := found[k.ID]; m != nil {
			page.Messages = append(page.Messages, *m)
		}
	}
	return err
}

// AddOfflineMessage implements chat.OfflineMessages.
func (s *Store) AddOfflineMessage(ctx context.Context, site chat.SiteID, within chat.Tx, m chat.OfflineMessage) (id int64, err error) {
	if m.GUID == (chat.GUID{}) {
		return 0, chat.Invalid("an offline message without a guid cannot be stored")
	}
	err = s.takingPart(site, within, func(t *tx) error {
		c := t.conn
		last, known := int64(0), false
		err := c.query(ctx, func(rows *sql.Rows) error {
			known = true
			return rows.Scan(&last)
		}, sqlNumberOffline, m.ID, int64(site))
		switch {
		case err != nil:
			return err
		case !known:
			return chat.NotFound("there is no site %d", site)
		}
		fresh := m
		if fresh.ID == 0 {
			fresh.ID = last
		}
		id = fresh.ID
		doc, err := encode(s.codec, &fresh, describeOfflineMessage)
		if err != nil {
			return err
		}
		return c.insert(ctx, offlineTarget, [][]any{{
			int64(site), id, fresh.GUID[:], filter.Ticks(fresh.CreatedTime), guidArg(fresh.DepartmentID), filter.Fold(fresh.Email), doc,
		}})
	})
	if err != nil {
		return 0, fmt.Errorf("add an offline message: %w", s.asConflict(err, "an offline message with this id or guid"))
	}
	return id, nil
}

// DeleteOfflineMessages implements chat.OfflineMessages.
func (s *Store) DeleteOfflineMessages(ctx context.Context, site chat.SiteID, within chat.Tx, refs []chat.Ref) (n int64, err error) {
	ids, guids := keysOf(refs)
	err = s.takingPart(site, within, func(t *tx) error {
		c := t.conn
		there := map[int64]chat.GUID{}
		each := func(rows *sql.Rows) error {
			var id int64
			var guid sql.RawBytes
			err := rows.Scan(&id, &guid)
			there[id] = guidIn(guid)
			return err
		}
		if err := c.queryIn(ctx, each, sqlOfflineIDs+s.dialect.lock, site, ids); err != nil {
			return err
		}
		if err := c.queryIn(ctx, each, sqlOfflineIDsByGUID+s.dialect.lock, site, guids); err != nil {
			return err
		}
		n = int64(len(there))
		c.erased = c.erased || n > 0
		gone, subjects := make([]any, 0, n), make([]any, 0, n)
		for id, guid := range there {
			gone, subjects = append(gone, id), append(subjects, guid[:])
		}
		if err := c.deleteIn(ctx, site, deliveryTarget.table, "subject", subjects); err != nil {
			return err
		}
		return c.deleteIn(ctx, site, offlineTarget.table, "id", gone)
	})
	if err != nil {
		return 0, fmt.Errorf("delete offline messages: %w", err)
	}
	return n, nil
}
