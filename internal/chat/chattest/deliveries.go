package chattest

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// DueWebhooks implements chat.Deliveries.
func (s *Store) DueWebhooks(_ context.Context, now time.Time) (due []chat.DueWebhook, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, at := range s.sites {
		for webhook := range at.resources.webhooks {
			if len(at.dueOf(webhook, now)) > 0 {
				due = append(due, chat.DueWebhook{Site: id, Webhook: webhook})
			}
		}
	}
	return due, nil
}

// dueOf are the deliveries to a webhook that are due, those that are so longest first.
func (at *site) dueOf(webhook chat.GUID, now time.Time) (due []chat.Delivery) {
	for _, d := range at.live.deliveries {
		if d.Webhook == webhook && !d.Due.IsZero() && !d.Due.After(now) {
			due = append(due, d)
		}
	}
	slices.SortFunc(due, func(a, b chat.Delivery) int { return cmp.Or(a.Due.Compare(b.Due), bytes.Compare(a.ID[:], b.ID[:])) })
	return due
}

// ClaimDeliveries implements chat.Deliveries.
func (s *Store) ClaimDeliveries(ctx context.Context, w chat.DueWebhook, now, until time.Time, limit int) (claimed []chat.Delivery, err error) {
	err = s.update(ctx, w.Site, func(work *tx) error {
		due := work.dueOf(w.Webhook, now)
		claimed = due[:min(max(limit, 0), len(due))]
		for i := range claimed {
			claimed[i].Tries++
			claimed[i].Due = until
			work.live.deliveries[claimed[i].ID] = claimed[i]
		}
		return nil
	})
	return claimed, err
}

// NoteDelivery implements chat.Deliveries.
func (s *Store) NoteDelivery(ctx context.Context, d *chat.Delivery, claimed int64) error {
	return s.update(ctx, d.Site, func(work *tx) error {
		if own, there := work.live.deliveries[d.ID]; there && own.Tries == claimed {
			noted := *d
			noted.Transcript = ""
			work.live.deliveries[d.ID] = noted
		}
		return nil
	})
}

// DropDeliveries implements chat.Deliveries.
func (s *Store) DropDeliveries(_ context.Context, before time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, at := range s.sites {
		at.dropDeliveries(func(d chat.Delivery) bool { return d.Created.Before(before) })
	}
	return nil
}

func (at *site) dropDeliveries(gone func(chat.Delivery) bool) {
	for id, d := range at.live.deliveries {
		if gone(d) {
			delete(at.live.deliveries, id)
		}
	}
}

// Deliveries implements chat.Deliveries.
func (s *Store) Deliveries(_ context.Context, id chat.SiteID, webhook chat.GUID, offset, limit int64) (all []chat.Delivery, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.at(id).live.deliveries {
		if d.Webhook == webhook {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b chat.Delivery) int {
		return cmp.Or(b.Created.Compare(a.Created), bytes.Compare(b.ID[:], a.ID[:]))
	})
	n := int64(len(all))
	offset = min(max(offset, 0), n)
	return all[offset:min(offset+max(limit, 0), n)], nil
}

// WebhooksOf implements chat.DeliveryTx.
func (t *tx) WebhooksOf(_ context.Context, event chat.WebhookEvent) (hooks []*chat.Webhook, err error) {
	for _, r := range t.list(chat.Webhooks) {
		if w, ok := r.(*chat.Webhook); ok && w.Event == event && w.Listens() {
			hooks = append(hooks, w)
		}
	}
	return hooks, nil
}

// QueueDeliveries implements chat.DeliveryTx.
func (t *tx) QueueDeliveries(_ context.Context, all []chat.Delivery) error {
	for _, d := range all {
		d.Site = t.noun.ID
		t.live.deliveries[d.ID] = d
	}
	return nil
}

// Redeliver implements chat.DeliveryTx.
func (t *tx) Redeliver(_ context.Context, webhook, id chat.GUID, due time.Time) (*chat.Delivery, error) {
	d, there := t.live.deliveries[id]
	if !there || d.Webhook != webhook {
		return nil, chat.NotFound("there is no such delivery")
	}
	d.Status, d.Tries, d.Due = chat.DeliveryWaits, 0, due
	t.live.deliveries[id] = d
	return &d, nil
}
