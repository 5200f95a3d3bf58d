package storetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// endpoint is a chat.WebhookCaller that keeps what webhooks are told, and answers as it
// is told to.
type endpoint struct {
	mu     sync.Mutex
	answer func(context.Context, *chat.Webhook, *chat.Delivery) (chat.WebhookAnswer, error)
	told   []chat.Delivery
}

func (e *endpoint) CallWebhook(ctx context.Context, w *chat.Webhook, d *chat.Delivery) (chat.WebhookAnswer, error) {
	e.mu.Lock()
	e.told = append(e.told, *d)
	answer := e.answer
	e.mu.Unlock()
	if answer == nil {
		return chat.WebhookAnswer{Code: 204}, nil
	}
	return answer(ctx, w, d)
}

func (e *endpoint) says(code int, err error) {
	e.does(func(context.Context, *chat.Webhook, *chat.Delivery) (chat.WebhookAnswer, error) {
		return chat.WebhookAnswer{Code: code, Text: "said"}, err
	})
}

func (e *endpoint) does(answer func(context.Context, *chat.Webhook, *chat.Delivery) (chat.WebhookAnswer, error)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.answer = answer
}

func (e *endpoint) calls() []chat.Delivery {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.told)
}

// events are those that webhooks were told of, with what each is about.
func (e *endpoint) events() (events []string) {
	for _, d := range e.calls() {
		line := d.Event.String()
		switch {
		case d.Message != nil:
			line += " " + d.Message.Message
		case d.Event == chat.AgentStatusChanges:
			line += " " + d.Agent.Name + " " + d.Doing
		}
		events = append(events, line)
	}
	return events
}

func (s ownDue) DueWebhooks(ctx context.Context, now time.Time) ([]chat.DueWebhook, error) {
	due, err := s.LiveStore.DueWebhooks(ctx, now)
	return slices.DeleteFunc(due, func(d chat.DueWebhook) bool { return d.Site != s.site }), err
}

func (s ownDue) DropDeliveries(ctx context.Context, before time.Time) error {
	if before.After(someTime) { // which would be those of other cases
		return nil
	}
	return s.LiveStore.DropDeliveries(ctx, before)
}

var everyEvent = []chat.WebhookEvent{
	chat.OfflineMessageIsSubmitted, chat.ChatStarts, chat.ChatEnds, chat.ChatIsWrappedUp,
	chat.AgentStatusChanges, chat.ChatIsRequested, chat.ChatIsTransferred,
}

// hooked makes a webhook of each event, and who tells them on each node.
func (o *office) hooked(t *testing.T, events ...chat.WebhookEvent) (e *endpoint, couriers []*chat.Courier, hooks []*chat.Webhook) {
	t.Helper()
	e = &endpoint{}
	for _, event := range events {
		w := &chat.Webhook{ID: o.guid(), Event: event, TargetURL: "https://hooks.example.com/", Secret: aSecret}
		o.putResources(t, o.site, w)
		hooks = append(hooks, w)
	}
	for _, d := range o.desks {
		couriers = append(couriers, chat.NewCourier(d, e, func(error) {}))
	}
	return e, couriers, hooks
}

// deliver has every courier tell what is due, all at once.
func deliver(t *testing.T, couriers ...*chat.Courier) {
	t.Helper()
	var all sync.WaitGroup
	for _, c := range couriers {
		all.Go(func() {
			if err := c.Do(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// webhook reads one as it is kept.
func (o *office) webhook(t *testing.T, id chat.GUID) *chat.Webhook {
	t.Helper()
	r, err := o.lobby.Resource(t.Context(), o.site, chat.Webhooks, id)
	if err != nil {
		t.Fatal(err)
	}
	w, ok := r.(*chat.Webhook)
	if !ok {
		t.Fatalf("%T", r)
	}
	return w
}

func (o *office) deliveries(t *testing.T, webhook chat.GUID) []chat.Delivery {
	t.Helper()
	all, err := o.lobby.Deliveries(t.Context(), o.site, webhook, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var errAway = errors.New("connection refused")

var webhookCases = map[string]func(*testing.T, *office){
	"each event is told to its webhooks, with what was true then": func(t *testing.T, o *office) {
		e, couriers, _ := o.hooked(t, everyEvent...)
		step := func(want ...string) []chat.Delivery {
			t.Helper()
			before := len(e.calls())
			deliver(t, couriers...)
			got := append([]string(nil), e.events()[before:]...)
			slices.Sort(got)
			wantSame(t, got, want)
			return e.calls()[before:]
		}
		ada, bob := o.agent(t, "Ada", 1), o.agent(t, "Bob", 1)
		step("agentStatusChanges Ada Online", "agentStatusChanges Bob Online")
		c := o.request(t)
		told := step("chatIsRequested")
		wantSame(t, [2]string{told[0].Chat.GUID.String(), told[0].Chat.PreChat.Name}, [2]string{c.chat.String(), "Vi"})
		holder, other := ada, bob
		if c.running(t).Offer.To.ID == bob.Agent {
			holder, other = bob, ada
		}
		ack, err := o.desk().Accept(t.Context(), c.by(holder))
		done(t, ack, err)
		step("chatStarts")
		c.post(t, "hello there")
		step()
		ack, err = o.desk().Transfer(t.Context(), c.by(holder), other.Agent)
		done(t, ack, err)
		step()
		ack, err = o.desk().Accept(t.Context(), c.by(other))
		done(t, ack, err)
		if told = step("chatIsTransferred"); len(told[0].Chat.TransferLog) != 1 {
			t.Errorf("the transfer is not told: %+v", told[0].Chat)
		}
		c.end(t, other)
		if told = step("chatEnds"); !strings.Contains(told[0].Transcript, "hello there") || told[0].Chat.ID == 0 || told[0].Session == nil {
			t.Errorf("the end is told as %+v", told[0])
		}
		wrapUp := chat.GivenWrapup{Comment: "all is well"}
		if err := o.desk().WrapUp(t.Context(), c.by(other), wrapUp); err != nil {
			t.Fatal(err)
		}
		if told = step("chatIsWrappedUp"); told[0].Chat.Wrapup.Comment != "all is well" {
			t.Errorf("the wrap-up is told as %+v", told[0].Chat.Wrapup)
		}
		if _, err := o.desk().SetStatus(t.Context(), ada, "Lunch", 0); err != nil {
			t.Fatal(err)
		}
		step("agentStatusChanges Ada Lunch")
		if _, err := o.desk().SetStatus(t.Context(), ada, "Lunch", 7); err != nil {
			t.Fatal(err)
		}
		step()
		left := chat.Left{Wanted: o.wanted(), Text: "call me"}
		if _, _, err := o.desk().LeaveMessage(t.Context(), o.site, left); err != nil {
			t.Fatal(err)
		}
		step("offlineMessageIsSubmitted call me")
		if _, _, err := o.desk().LeaveMessage(t.Context(), o.site, left); err != nil {
			t.Fatal(err)
		}
		step()
	},
	"an offline message that a program stores is told, unless it says when it was left": func(t *testing.T, o *office) {
		e, couriers, hooks := o.hooked(t, chat.OfflineMessageIsSubmitted)
		service := chat.NewService(o.store, nil, silence{}, o.clock)
		manager := chat.Actor{Site: o.site, Role: chat.RoleAdmin, May: chat.AllPermissions}
		guid := o.guid()
		now, err := service.AddOfflineMessage(t.Context(), manager, chat.OfflineMessage{GUID: guid, Name: "Kate", Message: "of now"})
		if err != nil {
			t.Fatal(err)
		}
		past := chat.OfflineMessage{Message: "of yesterday", CreatedTime: o.clock().AddDate(0, 0, -1)}
		if _, err := service.AddOfflineMessage(t.Context(), manager, past); err != nil {
			t.Fatal(err)
		}
		_, err = service.AddOfflineMessage(t.Context(), manager, chat.OfflineMessage{GUID: guid, Message: "of a taken guid"})
		wantKind(t, err, chat.KindConflict)
		deliver(t, couriers...)
		wantSame(t, e.events(), []string{"offlineMessageIsSubmitted of now"})
		told := e.calls()[0]
		wantSame(t, *told.Message, *now)
		wantSame(t, told.Time, now.CreatedTime)
		wantSame(t, told.Subject(), guid)
		if err := service.DeleteOfflineMessage(t.Context(), manager, chat.ByGUID(guid)); err != nil {
			t.Fatal(err)
		}
		wantSame(t, len(o.deliveries(t, hooks[0].ID)), 0)
	},
	"an agent who vanishes is told to be offline, and online when back": func(t *testing.T, o *office) {
		e, couriers, _ := o.hooked(t, chat.AgentStatusChanges)
		ada := o.agent(t, "Ada", 1)
		o.pass(25 * time.Hour)
		o.tick(t, o.desk())
		deliver(t, couriers...)
		if _, err := o.desk().Sit(t.Context(), ada, o.clock().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		deliver(t, couriers...)
		o.pass(2 * time.Hour)
		o.tick(t, o.desk())
		deliver(t, couriers...)
		if err := o.desk().Renew(t.Context(), o.site, []chat.GUID{ada.Agent}, o.clock().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		deliver(t, couriers...)
		got := e.events()
		slices.Sort(got[:2]) // of one site at one time
		wantSame(t, got, []string{
			"agentStatusChanges Ada Offline", "agentStatusChanges Ada Online", "agentStatusChanges Ada Online", "agentStatusChanges Ada Offline", "agentStatusChanges Ada Online",
		})
	},
	"a wrap-up given while the chat goes on is told when it ends": func(t *testing.T, o *office) {
		e, couriers, _ := o.hooked(t, chat.ChatIsWrappedUp)
		ada := o.agent(t, "Ada", 1)
		c := o.accepted(t, ada)
		if err := o.desk().WrapUp(t.Context(), c.by(ada), chat.GivenWrapup{Comment: "early"}); err != nil {
			t.Fatal(err)
		}
		deliver(t, couriers...)
		wantSame(t, len(e.calls()), 0)
		c.end(t, ada)
		deliver(t, couriers...)
		wantSame(t, e.events(), []string{"chatIsWrappedUp"})
	},
	"a webhook that is off, or another site's, is told nothing": func(t *testing.T, o *office) {
		e, couriers, hooks := o.hooked(t, chat.ChatIsRequested, chat.ChatIsRequested)
		hooks[0].IsDisabled = true
		o.putResources(t, o.site, hooks[0])
		unsigned := &chat.Webhook{ID: o.guid(), Event: chat.ChatIsRequested, TargetURL: "https://hooks.example.com/"}
		o.putResources(t, o.site, unsigned)
		o.putResources(t, o.other, &chat.Webhook{ID: o.guid(), Event: chat.ChatIsRequested, TargetURL: "https://hooks.example.com/", Secret: aSecret})
		o.agent(t, "Ada", 1)
		o.request(t)
		deliver(t, couriers...)
		if told := e.calls(); len(told) != 1 || told[0].Webhook != hooks[1].ID {
			t.Errorf("told: %v", e.events())
		}
	},
}
