package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// deliveryCases hold those who tell webhooks to their promises.
var deliveryCases = map[string]func(*testing.T, *office){
	"two nodes tell each thing once": func(t *testing.T, o *office) {
		e, couriers, hooks := o.hooked(t, chat.ChatIsRequested)
		e.does(func(context.Context, *chat.Webhook, *chat.Delivery) (chat.WebhookAnswer, error) {
			time.Sleep(time.Millisecond) // so that the nodes meet
			return chat.WebhookAnswer{Code: 200}, nil
		})
		o.agent(t, "Ada", 1)
		const times = 40
		for range times {
			o.request(t)
		}
		for _, d := range o.desks { // two more
			couriers = append(couriers, chat.NewCourier(d, e, func(error) {}))
		}
		deliver(t, couriers...)
		seen := map[chat.GUID]int{}
		for _, d := range e.calls() {
			seen[d.ID]++
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("delivery %s was told %d times", id, n)
			}
		}
		wantSame(t, len(seen), times)
		for _, d := range o.deliveries(t, hooks[0].ID) {
			if d.Status != chat.Delivered || d.Tries != 1 || d.Code != 200 || !d.Due.IsZero() {
				t.Errorf("noted as %+v", d)
			}
		}
	},
	"what is not taken is told again, ten times within 75 hours, under one id": func(t *testing.T, o *office) {
		e, couriers, hooks := o.hooked(t, chat.ChatIsRequested)
		e.says(503, errors.New("it answered 503"))
		o.agent(t, "Ada", 1)
		o.request(t)
		began := o.clock()
		var last time.Duration
		for {
			deliver(t, couriers...)
			d := o.deliveries(t, hooks[0].ID)[0]
			wantSame(t, [3]any{d.Code, d.Answer, d.Failure}, [3]any{int64(503), "said", "it answered 503"})
			if d.Due.IsZero() {
				wantSame(t, d.Status, chat.DeliveryFailed)
				break
			}
			wait := d.Due.Sub(o.clock())
			if d.Status != chat.DeliveryWaits || wait <= last {
				t.Errorf("%s: after %v comes %v", d.Status, last, wait)
			}
			last = wait
			o.pass(wait)
		}
		told := e.calls()
		if passed := o.clock().Sub(began); len(told) != chat.DeliveryTries || passed < 67*time.Hour || passed > 83*time.Hour {
			t.Errorf("%d tries in %v", len(told), passed)
		}
		for _, d := range told {
			wantSame(t, d.ID, told[0].ID)
		}
		wantSame(t, o.webhook(t, hooks[0].ID).State(), chat.WebhookFails)
	},
	"a node that dies while it tells delays a delivery": func(t *testing.T, o *office) {
		e, couriers, hooks := o.hooked(t, chat.ChatIsRequested)
		o.agent(t, "Ada", 1)
		o.request(t)
		w := chat.DueWebhook{Site: o.site, Webhook: hooks[0].ID}
		for i, want := range []int{1, 0} {
			claimed, err := o.nodes[i%len(o.nodes)].ClaimDeliveries(t.Context(), w, o.clock(), o.clock().Add(20*time.Second), 10)
			if len(claimed) != want || err != nil {
				t.Fatal(len(claimed), err)
			}
		}
		deliver(t, couriers...)
		wantSame(t, len(e.calls()), 0)
		o.pass(20 * time.Second)
		deliver(t, couriers...)
		wantSame(t, len(e.calls()), 1)
		wantSame(t, o.deliveries(t, hooks[0].ID)[0].Tries, int64(2))
	},
	"an outcome that comes too late counts no more": func(t *testing.T, o *office) {
		_, _, hooks := o.hooked(t, chat.ChatIsRequested)
		o.agent(t, "Ada", 1)
		o.request(t)
		w := chat.DueWebhook{Site: o.site, Webhook: hooks[0].ID}
		claim := func() chat.Delivery {
			claimed, err := o.lobby.ClaimDeliveries(t.Context(), w, o.clock(), o.clock().Add(time.Second), 10)
			if err != nil || len(claimed) != 1 {
				t.Fatal(claimed, err)
			}
			return claimed[0]
		}
		late := claim()
		o.pass(time.Second)
		claim()
		late.Status, late.Due = chat.Delivered, time.Time{}
		if err := o.lobby.NoteDelivery(t.Context(), &late, late.Tries); err != nil {
			t.Fatal(err)
		}
		wantSame(t, o.deliveries(t, w.Webhook)[0].Status, chat.DeliveryWaits)
	},
	"a slow webhook costs the others nothing": func(t *testing.T, o *office) {
		e, couriers, hooks := o.hooked(t, chat.ChatIsRequested, chat.ChatIsRequested)
		slow, go_on := hooks[0].ID, make(chan struct{})
		var under, most int
		var mu sync.Mutex
		e.does(func(ctx context.Context, w *chat.Webhook, _ *chat.Delivery) (chat.WebhookAnswer, error) {
			if w.ID == slow {
				mu.Lock()
				under++
				most = max(most, under)
				mu.Unlock()
				<-go_on
				mu.Lock()
				under--
				mu.Unlock()
			}
			return chat.WebhookAnswer{Code: 200}, nil
		})
		o.agent(t, "Ada", 1)
		const times = 30
		for range times {
			o.request(t)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			couriers[0].Run(ctx, time.Millisecond)
		}()
		eventually(t, func() bool {
			n := 0
			for _, d := range o.deliveries(t, hooks[1].ID) {
				if d.Status == chat.Delivered {
					n++
				}
			}
			return n == times
		})
		close(go_on)
		eventually(t, func() bool {
			return !slices.ContainsFunc(o.deliveries(t, slow), func(d chat.Delivery) bool { return d.Status != chat.Delivered })
		})
		stop()
		<-ended
		wantSame(t, most, chat.DeliveriesPerWebhook)
	},
	"a node that ends gives back what it was telling": func(t *testing.T, o *office) {
		e, couriers, hooks := o.hooked(t, chat.ChatIsRequested)
		began := make(chan struct{})
		e.does(func(ctx context.Context, _ *chat.Webhook, _ *chat.Delivery) (chat.WebhookAnswer, error) {
			close(began)
			<-ctx.Done()
			return chat.WebhookAnswer{}, ctx.Err()
		})
		o.agent(t, "Ada", 1)
		o.request(t)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			couriers[0].Run(ctx, time.Hour)
		}()
		<-began
		stop()
		<-ended
		if d := o.deliveries(t, hooks[0].ID)[0]; d.Tries != 0 || d.Due.After(o.clock()) || d.Failure != "" {
			t.Errorf("it was left as %+v", d)
		}
		e.says(200, nil)
		deliver(t, couriers[len(couriers)-1])
		wantSame(t, o.deliveries(t, hooks[0].ID)[0].Status, chat.Delivered)
	},
	"one that answers 410 is disabled, and what waits is given up": func(t *testing.T, o *office) {
		e, couriers, hooks := o.hooked(t, chat.ChatIsRequested)
		o.agent(t, "Ada", 1)
		e.says(503, errAway)
		o.request(t)
		deliver(t, couriers...)
		e.says(410, fmt.Errorf("it answered 410: %w", chat.ErrWebhookGone))
		o.request(t)
		deliver(t, couriers...)
		wantSame(t, o.webhook(t, hooks[0].ID).State(), chat.WebhookGone)
		before := len(e.calls())
		o.request(t)
		o.pass(time.Minute)
		deliver(t, couriers...)
		wantSame(t, len(e.calls()), before)
		all := o.deliveries(t, hooks[0].ID)
		wantSame(t, len(all), 2)
		failed := slices.ContainsFunc(all, func(d chat.Delivery) bool {
			return d.Status == chat.DeliveryFailed && d.Failure == "the webhook is disabled"
		})
		if !failed {
			t.Errorf("what waited is left as %+v", all)
		}
	},
	"one that fails for five days is disabled, and one good answer in between is enough": func(t *testing.T, o *office) {
		for _, good := range []bool{false, true} {
			e, couriers, hooks := o.hooked(t, chat.AgentStatusChanges)
			ada := o.agent(t, "Ada", 1)
			e.says(0, errAway)
			for day := range 7 {
				if good && day == 3 {
					e.says(200, nil)
				}
				status := fmt.Sprint("day ", day)
				if _, err := o.desk().SetStatus(t.Context(), ada, status, 0); err != nil {
					t.Fatal(err)
				}
				deliver(t, couriers...)
				e.says(0, errAway)
				o.pass(24 * time.Hour)
			}
			want := chat.WebhookGivenUp
			if good {
				want = chat.WebhookFails
			}
			w := o.webhook(t, hooks[0].ID)
			wantSame(t, w.State(), want)
			w.IsDisabled = true // so that the next round is alone
			o.putResources(t, o.site, w)
		}
	},
}
