package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// sqlKeys reads what chats are sorted by.
const sqlKeys = `SELECT c.id, %s FROM chat c WHERE c.site = $1 AND c.id IN (%%s)`

// Sorted implements chat.Store.
func (s *Store) Sorted(ctx context.Context, site chat.SiteID, by chat.Sort, ids []int64) ([]chat.Place, error) {
	sorted, err := orderOf(by)
	if err != nil {
		return nil, err
	}
	if len(ids) > s.limits.candidates {
		return nil, &chat.TooExpensive{Reason: fmt.Sprintf(reasonSorted, s.limits.candidates)}
	}
	keys := make([]any, len(ids))
	for i, id := range ids {
		keys[i] = id
	}
	places := make([]chat.Place, 0, len(ids))
	err = s.within(ctx, s.limits.time, func(ctx context.Context, c *conn) error {
		return c.queryIn(ctx, func(rows *sql.Rows) error {
			p, err := scanPlace(rows, sorted.field.Kind)
			places = append(places, p)
			return err
		}, fmt.Sprintf(sqlKeys, sorted.key), site, keys)
	})
	if err != nil {
		return nil, fmt.Errorf("sort chats of site %d: %w", site, err)
	}
	slices.SortFunc(places, by.Compare)
	return places, nil
}

// scanPlace reads an id and the key that stands beside it.
func scanPlace(rows *sql.Rows, kind filter.Kind) (p chat.Place, err error) {
	switch kind {
	case filter.GUID:
		var id chat.GUID
		var raw sql.RawBytes
		err = rows.Scan(&p.ID, &raw)
		copy(id[:], raw)
		p.Key = filter.GUIDValue(id)
	case filter.Text:
		var text string
		err = rows.Scan(&p.ID, &text)
		p.Key = filter.TextValue(text)
	case filter.Number:
		var x float64
		err = rows.Scan(&p.ID, &x)
		p.Key = filter.NumberValue(x)
	default:
		var n int64
		err = rows.Scan(&p.ID, &n)
		switch kind {
		case filter.Time:
			p.Key = filter.TimeValue(filter.FromTicks(n))
		case filter.Bool:
			p.Key = filter.BoolValue(n != 0)
		default:
			p.Key = filter.IntValue(n)
		}
	}
	return p, err
}
