package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// eventKinds are numbered in the table event from 1 on. A number never changes.
var eventKinds = []chat.EventKind{
	chat.ChatStored, chat.ChatChanged, chat.ChatDeleted, chat.TicketChanged, chat.ChatAttached,
	chat.ChatWrappedUp, chat.ResultsEntered, chat.CategoriesChosen, chat.ChatRated,
}

// log appends the events of a run, the first with the number n. The guid of a chat
// that stays is not written again.
func (t *tx) log(ctx context.Context, run []chat.Change, n int64) error {
	rows := make([][]any, len(run))
	for i, c := range run {
		kind := 1 + slices.Index(eventKinds, c.Kind)
		if kind == 0 {
			return fmt.Errorf("the kind of event %q has no number", c.Kind)
		}
		var gone any
		if c.Kind == chat.ChatDeleted {
			gone = c.Chat.GUID[:]
		}
		rows[i] = []any{int64(t.site), n + int64(i), int64(kind), filter.Ticks(c.Time), c.Chat.ID, gone}
	}
	return t.conn.insert(ctx, eventTable, rows)
}

// Events implements chat.Store.
func (s *Store) Events(ctx context.Context, site chat.SiteID, after int64, limit int) ([]chat.Event, error) {
	var events []chat.Event
	err := s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			e, err := scanEvent(rows)
			events = append(events, e)
			return err
		}, sqlEvents, int64(site), after, max(limit, 0))
	})
	if err != nil {
		return nil, fmt.Errorf("read the events of site %d: %w", site, err)
	}
	return events, nil
}

func scanEvent(rows *sql.Rows) (e chat.Event, err error) {
	var kind int
	var ticks int64
	var guid sql.RawBytes
	if err := rows.Scan(&e.N, &kind, &ticks, &e.Chat.ID, &guid); err != nil {
		return e, err
	}
	if kind < 1 || kind > len(eventKinds) {
		return e, fmt.Errorf("event %d is of kind %d, which this program does not know", e.N, kind)
	}
	e.Kind, e.Time = eventKinds[kind-1], filter.FromTicks(ticks)
	copy(e.Chat.GUID[:], guid)
	return e, nil
}

// LastEvent implements chat.Store.
func (s *Store) LastEvent(ctx context.Context, site chat.SiteID) (n int64, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) }, sqlLastEvent, int64(site))
	})
	if err != nil {
		return 0, fmt.Errorf("read the number of the last event of site %d: %w", site, err)
	}
	return n, nil
}
