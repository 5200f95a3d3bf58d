package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// deliveryLogCases hold what is kept of deliveries to its promises.
var deliveryLogCases = map[string]func(*testing.T, *office){
	"deliveries go with what they are about, and with their webhook": func(t *testing.T, o *office) {
		_, _, hooks := o.hooked(t, everyEvent...)
		ada := o.agent(t, "Ada", 3)
		c := o.accepted(t, ada)
		c.end(t, ada)
		left := chat.Left{Wanted: o.wanted(), Text: "call me"}
		if _, _, err := o.desk().LeaveMessage(t.Context(), o.site, left); err != nil {
			t.Fatal(err)
		}
		count := func() (n int) {
			for _, w := range hooks {
				n += len(o.deliveries(t, w.ID))
			}
			return n
		}
		wantSame(t, count(), 5) // online, requested, starts, ends, submitted
		o.apply(t, o.site, chat.ChatDeleted, c.record(t))
		wantSame(t, count(), 2)
		page, err := o.store.SearchOfflineMessages(t.Context(), o.site, chat.OfflineQuery{Size: 10})
		if err != nil {
			t.Fatal(err)
		}
		o.update(t, o.site, func(ctx context.Context, tx chat.Tx) error {
			_, err := o.store.DeleteOfflineMessages(ctx, o.site, tx, []chat.Ref{chat.ByID(page.Messages[0].ID)})
			return err
		})
		wantSame(t, count(), 1)
		o.update(t, o.site, func(ctx context.Context, tx chat.Tx) error { return tx.DropResource(ctx, chat.Agents, ada.Agent) })
		wantSame(t, count(), 0)
		bob := o.agent(t, "Bob", 3)
		wantSame(t, count(), 1)
		o.update(t, o.site, func(ctx context.Context, tx chat.Tx) error { return tx.DropResource(ctx, chat.Webhooks, hooks[4].ID) })
		wantSame(t, count(), 0)
		if _, err := o.desk().SetStatus(t.Context(), bob, chat.AgentOffline, 0); err != nil {
			t.Fatal(err)
		}
		wantSame(t, count(), 0)
	},
	"a manager lists deliveries, has one told again and tests a webhook": func(t *testing.T, o *office) {
		e, couriers, hooks := o.hooked(t, chat.ChatIsRequested)
		service := chat.NewService(o.store, nil, silence{}, o.clock)
		manager := chat.Actor{Site: o.site, Role: chat.RoleAdmin, May: chat.AllPermissions}
		id := hooks[0].ID
		o.agent(t, "Ada", 1)
		for range 3 {
			o.request(t)
			o.pass(time.Second)
		}
		deliver(t, couriers...)
		all, err := service.Deliveries(t.Context(), manager, id, 0, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != 3 || !all[0].Created.After(all[1].Created) || !all[1].Created.After(all[2].Created) {
			t.Errorf("listed: %+v", all)
		}
		if _, err := service.Redeliver(t.Context(), manager, id, all[0].ID); err != nil {
			t.Fatal(err)
		}
		deliver(t, couriers...)
		told := e.calls()
		wantSame(t, told[len(told)-1].ID, all[0].ID)
		test, err := service.TestWebhook(t.Context(), manager, id)
		if err != nil {
			t.Fatal(err)
		}
		e.says(500, errors.New("it answered 500"))
		deliver(t, couriers...)
		told = e.calls()
		wantSame(t, [2]any{told[len(told)-1].ID, told[len(told)-1].IsTest}, [2]any{test.ID, true})
		newest, err := service.Deliveries(t.Context(), manager, id, 0, 10)
		if err != nil || newest[0].ID != test.ID || newest[0].Status != chat.DeliveryFailed || !newest[0].Due.IsZero() {
			t.Errorf("the test is noted as %+v, %v", newest[0], err)
		}
		wantSame(t, o.webhook(t, id).State(), chat.WebhookWorks)

		_, err = service.Redeliver(t.Context(), manager, id, o.guid())
		wantKind(t, err, chat.KindNotFound)
		_, err = service.Deliveries(t.Context(), manager, o.guid(), 0, 10)
		wantKind(t, err, chat.KindNotFound)
		stranger, reader := manager, manager
		stranger.Site, reader.May = o.other, chat.ReadChats
		for actor, want := range map[*chat.Actor]chat.ErrorKind{&stranger: chat.KindNotFound, &reader: chat.KindDenied} {
			_, err = service.Deliveries(t.Context(), *actor, id, 0, 10)
			wantKind(t, err, want)
			_, err = service.Redeliver(t.Context(), *actor, id, test.ID)
			wantKind(t, err, want)
			_, err = service.TestWebhook(t.Context(), *actor, id)
			wantKind(t, err, want)
		}
		o.pass(time.Second)
		hooks[0].IsDisabled = true
		o.putResources(t, o.site, hooks[0])
		_, err = service.Redeliver(t.Context(), manager, id, all[0].ID)
		wantKind(t, err, chat.KindConflict)
		e.says(200, nil)
		if _, err := service.TestWebhook(t.Context(), manager, id); err != nil {
			t.Fatal(err)
		}
		deliver(t, couriers...)
		if newest, err = service.Deliveries(t.Context(), manager, id, 0, 10); err != nil || newest[0].Status != chat.Delivered {
			t.Errorf("the test of a disabled one is noted as %+v, %v", newest[0], err)
		}
	},
	"each try is kept, the last twenty of them, also when it is told once more": func(t *testing.T, o *office) {
		e, couriers, hooks := o.hooked(t, chat.ChatIsRequested)
		id := hooks[0].ID
		o.agent(t, "Ada", 1)
		o.request(t)
		wantSame(t, o.deliveries(t, id)[0].Log(), nil)
		var want []chat.Try
		try := func(code int, failure string) {
			t.Helper()
			n := len(want)
			took := time.Duration(n+1) * 7 * time.Millisecond
			e.does(func(context.Context, *chat.Webhook, *chat.Delivery) (chat.WebhookAnswer, error) {
				o.pass(took - time.Microsecond) // is rounded up
				if failure == "" {
					return chat.WebhookAnswer{Code: code}, nil
				}
				return chat.WebhookAnswer{Code: code}, errors.New(failure)
			})
			deliver(t, couriers[n%len(couriers)])
			kept := chat.Try{Time: o.clock(), Took: took, Code: int64(code), Failure: failure[:min(len(failure), 300)]}
			want = append(want, kept)
			d := o.deliveries(t, id)[0]
			wantSame(t, d.Log(), want[max(0, len(want)-chat.TriesKept):])
			if !d.Due.IsZero() {
				o.pass(d.Due.Sub(o.clock()))
			}
		}
		again := func() {
			t.Helper()
			all := o.deliveries(t, id)
			o.update(t, o.site, func(ctx context.Context, tx chat.Tx) error {
				d, err := tx.Redeliver(ctx, id, all[0].ID, o.clock())
				if err == nil {
					wantSame(t, d.Log(), want[max(0, len(want)-chat.TriesKept):])
				}
				return err
			})
		}
		for range 2 {
			try(204, "") // or the webhook would be given up
			again()
			for n := range chat.DeliveryTries {
				try(500+n, strings.Repeat("it fails", 50+n))
			}
			again()
		}
		hooks[0].IsDisabled = true
		o.putResources(t, o.site, hooks[0])
		deliver(t, couriers...)
		log := o.deliveries(t, id)[0].Log()
		wantSame(t, log[len(log)-1], chat.Try{Time: o.clock(), Failure: "the webhook is disabled"})
		wantSame(t, len(log), chat.TriesKept)
	},
	"a try in whose midst a node dies, or which it gives back, is not in the log": func(t *testing.T, o *office) {
		e, couriers, hooks := o.hooked(t, chat.ChatIsRequested)
		o.agent(t, "Ada", 1)
		o.request(t)
		w := chat.DueWebhook{Site: o.site, Webhook: hooks[0].ID}
		if claimed, err := o.lobby.ClaimDeliveries(t.Context(), w, o.clock(), o.clock().Add(time.Second), 1); err != nil || len(claimed) != 1 {
			t.Fatal(claimed, err)
		}
		o.pass(time.Second)
		e.says(503, errAway)
		deliver(t, couriers...)
		d := o.deliveries(t, w.Webhook)[0]
		wantSame(t, d.Tries, int64(2))
		wantSame(t, d.Log(), []chat.Try{{Time: o.clock(), Code: 503, Failure: errAway.Error()}})
		o.pass(d.Due.Sub(o.clock()))
		ctx, stop := context.WithCancel(t.Context())
		e.does(func(context.Context, *chat.Webhook, *chat.Delivery) (chat.WebhookAnswer, error) {
			stop()
			return chat.WebhookAnswer{}, errAway
		})
		couriers[0].Run(ctx, time.Hour)
		wantSame(t, o.deliveries(t, w.Webhook)[0].Log(), d.Log())
	},
	"deliveries are kept for 30 days": func(t *testing.T, o *office) {
		_, couriers, hooks := o.hooked(t, chat.ChatIsRequested)
		o.update(t, o.site, func(ctx context.Context, tx chat.Tx) error {
			var all []chat.Delivery
			for _, days := range []int{29, 31} {
				created := o.clock().AddDate(0, 0, -days)
				all = append(all, chat.Delivery{ID: o.guid(), Webhook: hooks[0].ID, Created: created, Status: chat.Delivered, Occasion: chat.Occasion{Time: created}})
			}
			return tx.QueueDeliveries(ctx, all)
		})
		wantSame(t, len(o.deliveries(t, hooks[0].ID)), 2)
		deliver(t, couriers...)
		wantSame(t, len(o.deliveries(t, hooks[0].ID)), 1)
	},
}
