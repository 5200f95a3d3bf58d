package chat

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Courier tells webhooks what is queued for them. What is due stands in the store:
// several nodes may do so at a time, and a node that dies delays a delivery and loses
// none.
type Courier struct {
	desk   *Desk
	caller WebhookCaller
	report func(error)

	mu    sync.Mutex
	calls map[DueWebhook]int // under way
	count int                // of all webhooks
	all   sync.WaitGroup
	swept time.Time // when old deliveries were removed last
}

// sweepDeliveries is how often old deliveries are removed.
const sweepDeliveries = 10 * time.Minute

// NewCourier prepares to tell webhooks; report takes what nobody can be told.
func NewCourier(desk *Desk, caller WebhookCaller, report func(error)) *Courier {
	return &Courier{desk: desk, caller: caller, report: report, calls: map[DueWebhook]int{}}
}

// Run tells what is due, within the time every, until ctx ends. Then it waits for what
// is under way.
func (c *Courier) Run(ctx context.Context, every time.Duration) { c.rounds().run(ctx, every) }

// Do tells all that is due, and waits for it.
func (c *Courier) Do(ctx context.Context) error { return c.rounds().toEnd(ctx) }

func (c *Courier) rounds() rounds { return rounds{c.start, c.report, nil, &c.all} }

// start begins to tell what is due, as far as there is room. A webhook that is slow keeps
// its own room taken, and no other's.
func (c *Courier) start(ctx context.Context) (started int, err error) {
	now := c.desk.now()
	if err := c.sweep(ctx, now); err != nil {
		return 0, err
	}
	due, err := c.desk.lobby.DueWebhooks(ctx, now)
	if err != nil {
		return 0, err
	}
	for _, w := range due {
		n := c.enter(w)
		if n == 0 {
			continue
		}
		claimed, err := c.desk.lobby.ClaimDeliveries(ctx, w, now, now.Add(deliveryLease), n)
		c.exit(w, n-len(claimed))
		if err != nil {
			return started, err
		}
		started += len(claimed)
		for i := range claimed {
			c.all.Go(func() {
				defer c.exit(w, 1)
				if err := c.deliver(ctx, &claimed[i]); err != nil {
					c.report(err)
				}
			})
		}
	}
	return started, nil
}

// sweep removes old deliveries from time to time.
func (c *Courier) sweep(ctx context.Context, now time.Time) error {
	if now.Sub(c.swept) < sweepDeliveries {
		return nil
	}
	c.swept = now
	return c.desk.lobby.DropDeliveries(ctx, now.Add(-deliveriesKept))
}

// enter takes what room there is for deliveries to a webhook.
func (c *Courier) enter(w DueWebhook) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n = max(min(DeliveriesPerWebhook-c.calls[w], DeliveriesPerNode-c.count), 0)
	c.calls[w] += n
	c.count += n
	return n
}

func (c *Courier) exit(w DueWebhook, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count -= n
	if c.calls[w] -= n; c.calls[w] == 0 {
		delete(c.calls, w)
	}
}

// deliver makes one try, and stores what comes of it even when ctx ends meanwhile. The
// webhook is called outside of any transaction.
func (c *Courier) deliver(ctx context.Context, d *Delivery) error {
	claimed, whole := d.Tries, context.WithoutCancel(ctx)
	w, err := c.listening(ctx, d)
	if err == nil && w != nil {
		err = c.bringTranscript(ctx, d)
	}
	if KindOf(err) == KindNotFound && err != nil {
		return nil // gone meanwhile, and its deliveries with it
	}
	if err != nil || w == nil {
		return errors.Join(err, c.desk.lobby.NoteDelivery(whole, d, claimed))
	}
	began := c.desk.now()
	calling, done := context.WithTimeout(ctx, deliveryWithin)
	answer, failed := c.caller.CallWebhook(calling, w, d)
	done()
	if failed != nil && ctx.Err() != nil { // this node ends: another one, or its next life, tries
		d.Tries, d.Due = claimed-1, c.desk.now()
		return c.desk.lobby.NoteDelivery(whole, d, claimed)
	}
	d.settle(answer, failed, began, c.desk.now())
	return errors.Join(c.desk.lobby.NoteDelivery(whole, d, claimed), c.judge(whole, w, d, failed))
}

// listening is the webhook of a delivery; nil, with the delivery given up, when it is
// to be told nothing now. A manager may test one that is disabled.
func (c *Courier) listening(ctx context.Context, d *Delivery) (*Webhook, error) {
	r, err := c.desk.lobby.Resource(ctx, d.Site, Webhooks, d.Webhook)
	if err != nil {
		return nil, err
	}
	w, ok := r.(*Webhook)
	if ok && (w.Listens() || d.IsTest && w.Secret != "") {
		return w, nil
	}
	d.giveUp("the webhook is disabled", c.desk.now())
	return nil, nil
}

// bringTranscript reads what was said in a chat of whose end a webhook is told, as its
// visitor may know it.
func (c *Courier) bringTranscript(ctx context.Context, d *Delivery) error {
	if d.Event != ChatEnds || d.Chat == nil {
		return nil
	}
	record, err := c.desk.recordToMail(ctx, Mail{Site: d.Site, Chat: d.Chat.GUID})
	if err != nil {
		return err
	}
	d.Transcript = legible(record.ForVisitor().Transcript(TimeFormat{}), maxTranscript)
	return nil
}

// judge notes on the webhook what a try has shown, and disables one that wants to be
// told nothing, or has failed for too long.
func (c *Courier) judge(ctx context.Context, w *Webhook, d *Delivery, failed error) error {
	gone := errors.Is(failed, ErrWebhookGone)
	if seen := *w; d.IsTest || !seen.judge(failed == nil, gone, c.desk.now()) {
		return nil
	}
	var state WebhookState
	err := c.desk.act(ctx, d.Site, false, func(ctx context.Context, wk *work) error {
		all, err := wk.Records().Resources(ctx, Webhooks)
		if err != nil {
			return fmt.Errorf("read every webhook: %w", err)
		}
		own, ok := find(all, w.ID).(*Webhook)
		if !ok || !own.judge(failed == nil, gone, wk.now) {
			return nil
		}
		state, wk.settings = own.State(), true
		if err := wk.Records().PutResource(ctx, own); err != nil || !own.IsDisabled {
			return err
		}
		return audit(ctx, wk.Records(), Actor{}, wk.now, AuditEntry{ // nobody but the server did it
			Action: ResourceChanged, Collection: Webhooks.AuditName(), Target: own.ID,
			Members: []Difference{{Member: "isEnabled", Before: "true", After: "false"}},
		})
	})
	if err == nil && (state == WebhookGone || state == WebhookGivenUp) {
		c.report(fmt.Errorf("webhook %s of site %d is disabled (%s): %w", w.ID, d.Site, state, failed))
	}
	return err
}
