package chattest

import (
	"context"
	"maps"
	"slices"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

func (at *site) findOffline(ref chat.Ref) (chat.OfflineMessage, bool) {
	if at == nil {
		return chat.OfflineMessage{}, false
	}
	if ref.GUID == (chat.GUID{}) {
		m, ok := at.offline[ref.ID]
		return m, ok
	}
	for _, m := range at.offline {
		if m.GUID == ref.GUID {
			return m, true
		}
	}
	return chat.OfflineMessage{}, false
}

// OfflineMessage implements chat.OfflineMessages.
func (s *Store) OfflineMessage(_ context.Context, id chat.SiteID, ref chat.Ref) (*chat.OfflineMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := s.sites[id].findOffline(ref)
	if !ok {
		return nil, chat.ErrOfflineMessageNotFound
	}
	return &m, nil
}

// SearchOfflineMessages implements chat.OfflineMessages.
func (s *Store) SearchOfflineMessages(_ context.Context, id chat.SiteID, q chat.OfflineQuery) (*chat.OfflinePage, error) {
	if q.Sort.By == "" {
		q.Sort.By = chat.FieldCreatedTime.Name
	}
	if err := q.Check(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []chat.OfflineMessage
	if at, ok := s.sites[id]; ok {
		for _, m := range at.offline {
			if filter.Match(q.Where, chat.OfflineRecord{OfflineMessage: &m}) {
				found = append(found, m)
			}
		}
	}
	slices.SortFunc(found, func(a, b chat.OfflineMessage) int { return q.Sort.CompareKeys(q.Sort.KeyOf(&a), q.Sort.KeyOf(&b)) })
	return &chat.OfflinePage{Total: int64(len(found)), Number: q.Page, Size: q.Size, Messages: chat.PageOf(found, q.Page, q.Size)}, nil
}

// AddOfflineMessage implements chat.OfflineMessages.
func (s *Store) AddOfflineMessage(_ context.Context, _ chat.SiteID, within chat.Tx, m chat.OfflineMessage) (int64, error) {
	t, ok := within.(*tx)
	if !ok {
		return 0, errForeign
	}
	at := &t.site
	if m.GUID == (chat.GUID{}) {
		return 0, chat.Invalid("an offline message without a guid cannot be stored")
	}
	_, guidTaken := at.findOffline(chat.ByGUID(m.GUID))
	if _, idTaken := at.offline[m.ID]; idTaken || guidTaken {
		return 0, chat.Conflict("an offline message with this id or guid is there already")
	}
	if m.ID == 0 {
		m.ID = at.lastOffline + 1
	}
	at.lastOffline = max(at.lastOffline, m.ID)
	at.offline = maps.Clone(at.offline)
	if at.offline == nil {
		at.offline = map[int64]chat.OfflineMessage{}
	}
	at.offline[m.ID] = m
	return m.ID, nil
}

// DeleteOfflineMessages implements chat.OfflineMessages.
func (s *Store) DeleteOfflineMessages(_ context.Context, _ chat.SiteID, within chat.Tx, refs []chat.Ref) (n int64, err error) {
	t, ok := within.(*tx)
	if !ok {
		return 0, errForeign
	}
	at := &t.site
	for _, ref := range refs {
		if m, ok := at.findOffline(ref); ok {
			at.offline = maps.Clone(at.offline)
			delete(at.offline, m.ID)
			at.dropDeliveries(func(d chat.Delivery) bool { return d.Subject() == m.GUID })
			n++
		}
	}
	return n, nil
}
