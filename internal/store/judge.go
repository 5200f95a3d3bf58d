package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// narrowFrom is how many chats SQL is asked about before their documents are read.
const narrowFrom = 4 * candidatesAtOnce

// Judge implements chat.Store.
func (s *Store) Judge(ctx context.Context, site chat.SiteID, q chat.Query, ids []int64) (judged chat.Judged, err error) {
	err = s.within(ctx, s.limits.time, func(ctx context.Context, c *conn) error {
		w := s.walk(c, site, q, func(r *record, _ *chat.Related) { judged.IDs = append(judged.IDs, r.ID) })
		left := make([]any, len(ids))
		for i, id := range ids {
			left[i] = id
		}
		if len(left) > narrowFrom {
			var err error
			if left, err = w.narrowed(ctx, left); err != nil {
				return err
			}
		}
		err := w.all(ctx, left)
		judged.Documents, judged.Bytes = w.documents, w.bytes
		return err
	})
	if err != nil {
		return chat.Judged{}, fmt.Errorf("judge chats of site %d: %w", site, err)
	}
	return judged, nil
}

// narrowed leaves those of the ids that SQL cannot exclude, or all of them when SQL
// knows so little that too many are left.
func (w *walk) narrowed(ctx context.Context, ids []any) ([]any, error) {
	narrow, _ := loosened(w.query.Where)
	narrow = filter.Normal(narrow)
	if always, ok := narrow.(filter.And); ok && len(always) == 0 {
		return ids, nil
	}
	by, err := orderOf(chat.NewestFirst)
	if err != nil {
		return nil, err
	}
	ask, err := w.Store.candidates(w.site, w.query.GivenUp, narrow, by, w.limits.candidates+1)
	if err != nil {
		return nil, err
	}
	candidates, err := w.candidates(ctx, ask)
	if err != nil || len(candidates) > w.limits.candidates {
		return ids, err
	}
	known := make(map[any]bool, len(candidates))
	for _, id := range candidates {
		known[id] = true
	}
	return slices.DeleteFunc(ids, func(id any) bool { return !known[id] }), nil
}
