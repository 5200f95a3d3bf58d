package chattest

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/parleychat/parley/internal/chat"
)

// Chosen implements chat.Store.
func (s *Store) Chosen(_ context.Context, id chat.SiteID, offset, limit int64) ([]chat.Chosen, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.sites[id].chosen()
	first := min(offset, int64(len(all)))
	return all[first:min(first+limit, int64(len(all)))], nil
}

// ChosenByID implements chat.Store.
func (s *Store) ChosenByID(_ context.Context, id chat.SiteID, chosen int64) (chat.Chosen, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.sites[id].chosen()
	if i := slices.IndexFunc(all, func(c chat.Chosen) bool { return c.ID == chosen }); i >= 0 {
		return all[i], nil
	}
	return chat.Chosen{}, chat.NotFound("there is no such chosen wrap-up category")
}

func (at *site) chosen() (all []chat.Chosen) {
	if at == nil {
		return nil
	}
	for _, c := range at.chats {
		for _, w := range c.Categories {
			all = append(all, chat.Chosen{ID: w.ID, Chat: c.ID, OptionID: w.OptionID})
		}
	}
	slices.SortFunc(all, func(a, b chat.Chosen) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Chat, b.Chat), bytes.Compare(a.OptionID[:], b.OptionID[:]))
	})
	return slices.Compact(all)
}

func (t *tx) Options(_ context.Context, ids []chat.GUID) (map[chat.GUID]*chat.CategoryOption, error) {
	known := map[chat.GUID]*chat.CategoryOption{}
	keep(&known, t.related.CategoryOptions, ids...)
	return known, nil
}
