package chat

import "context"

// Deliveries lists what a webhook was told, and is to be told, the newest first: a page,
// counted from 0, whose size is brought into the bounds of a search's.
func (s *Service) Deliveries(ctx context.Context, actor Actor, webhook GUID, page, size int64) ([]Delivery, error) {
	if _, err := s.Resource(ctx, actor, Webhooks, webhook); err != nil {
		return nil, err
	}
	q := Query{Page: page, Size: size}.normal(nil)
	return s.store.Deliveries(ctx, actor.Site, webhook, q.Offset(), q.Size)
}

// Redeliver has a webhook told something once more, under the same id.
func (s *Service) Redeliver(ctx context.Context, actor Actor, webhook, id GUID) (d *Delivery, err error) {
	w, err := s.webhookToCall(ctx, actor, webhook)
	if err != nil {
		return nil, err
	}
	if w.IsDisabled {
		return nil, Conflict("the webhook is disabled: enable it first")
	}
	err = s.update(ctx, actor, func(ctx context.Context, tx Tx) error {
		d, err = tx.Redeliver(ctx, webhook, id, s.now())
		return err
	})
	return d, err
}

// TestWebhook has a webhook told that this is a test, once, even if it is disabled.
func (s *Service) TestWebhook(ctx context.Context, actor Actor, webhook GUID) (*Delivery, error) {
	w, err := s.webhookToCall(ctx, actor, webhook)
	if err != nil {
		return nil, err
	}
	test := deliveriesOf(Occasion{Event: w.Event, IsTest: true, Time: s.now()}, w)
	err = s.update(ctx, actor, func(ctx context.Context, tx Tx) error { return tx.QueueDeliveries(ctx, test) })
	if err != nil {
		return nil, err
	}
	return &test[0], nil
}

// webhookToCall finds a webhook for a manager who wants to have it called.
func (s *Service) webhookToCall(ctx context.Context, actor Actor, id GUID) (*Webhook, error) {
	r, err := s.Resource(ctx, actor, Webhooks, id)
	if err != nil {
		return nil, err
	}
	w, ok := r.(*Webhook)
	if !ok || w.Secret == "" {
		return nil, Conflict("the webhook has no secret yet: save it once more")
	}
	return w, nil
}
