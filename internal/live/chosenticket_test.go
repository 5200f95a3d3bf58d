package live_test

import (
	"context"
	"testing"

	"github.com/parleychat/parley/internal/chat"
)

// ticket makes a ticket of the site.
func (w *world) ticket(t *testing.T, subject string) (id int64) {
	t.Helper()
	err := w.db.Update(t.Context(), site, func(ctx context.Context, tx chat.Tx) (err error) {
		id, err = w.db.AddTicket(ctx, site, tx, chat.Ticket{Subject: subject})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// expectTicket waits until the chat is to be attached to a ticket, or to none.
func (c *client) expectTicket(want shownTicket) {
	c.t.Helper()
	c.expect("what the chat is attached to", func(f frame) bool {
		return f.Type == "state" && f.For != nil && (f.For.Ticket == nil) == (want == shownTicket{}) && (f.For.Ticket == nil || *f.For.Ticket == want)
	})
}

func (c *client) expectEntry(kind string) frame {
	c.t.Helper()
	return c.expect("the entry "+kind, func(f frame) bool { return f.Type == "entry" && f.Kind == kind })
}

func TestAllAgentsInAChatSeeWhatItIsAttachedToAndTakeItBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v, a, secret := w.accepted(t)
	b := w.agent(t, "bob")
	b.chat = a.chat
	b.do("watch")
	boots := w.ticket(t, "Boots")
	for _, bad := range [][]any{{}, {"ticket", boots, "subject", "Boots"}, {"ticket", -1}, {"subject", "x", "utcOffset", 9999}} {
		if f := a.try("chooseTicket", bad...); f.Code != "invalid" {
			t.Errorf("%v: %+v", bad, f)
		}
	}
	if f := a.try("chooseTicket", "ticket", boots+1); f.Code != "notFound" {
		t.Errorf("a ticket that there is not: %+v", f)
	}
	if f := v.try("chooseTicket", "subject", "mine"); f.Code != "invalid" {
		t.Errorf("a visitor chooses: %+v", f)
	}
	if f := a.try("dropTicket"); f.Code != "conflict" {
		t.Errorf("nothing is taken back: %+v", f)
	}
	a.do("chooseTicket", "ticket", boots)
	if e := b.expectEntry("ticketChosen"); e.Ticket == nil || e.Ticket.ID != boots {
		t.Errorf("%+v", e)
	}
	b.expectTicket(shownTicket{ID: boots})
	b.do("dropTicket")
	a.expectTicket(shownTicket{ID: boots})
	a.expectEntry("ticketDropped")
	a.expectTicket(shownTicket{})
	a.do("chooseTicket", "subject", "Laces", "utcOffset", -60, "dateTimeFormat", "D.M.")
	b.expectTicket(shownTicket{Subject: "Laces"})
	back := w.agent(t, "ada") // is told again
	back.expectTicket(shownTicket{Subject: "Laces"})
	v.do("end")
	a.expectTicket(shownTicket{ID: boots + 1, Subject: "Laces"})
	if got := w.record(t, a.chat).PreChat.TicketID; got != boots+1 {
		t.Errorf("the record has ticket %d", got)
	}
	again, _ := w.visitor(t, secret)
	again.expectState("ended")
	for _, e := range again.seen {
		if e.Ticket != nil || e.Kind == "ticketChosen" || e.Kind == "ticketDropped" {
			t.Errorf("the visitor is told %+v", e)
		}
	}
}

func TestAgentsAreToldThatTheChosenTicketIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v, a, _ := w.accepted(t)
	boots := w.ticket(t, "Boots")
	a.do("chooseTicket", "ticket", boots)
	err := w.db.Update(t.Context(), site, func(ctx context.Context, tx chat.Tx) error { return w.db.DeleteTicket(ctx, site, tx, boots) })
	if err != nil {
		t.Fatal(err)
	}
	a.do("end")
	if e := a.expectEntry("ticketMissed"); e.Ticket == nil || e.Ticket.ID != boots || e.Action != "agentSendNoteText" || e.By != "" {
		t.Errorf("%+v", e)
	}
	a.expect("that it has no ticket", func(f frame) bool { return f.Type == "state" && f.State == "ended" && f.For.Ticket == nil })
	v.expectEntry("ended")
	if e := v.expectEntry("withheld"); e.Text != "" || e.Ticket != nil {
		t.Errorf("the visitor is told %+v", e)
	}
	if got := w.record(t, a.chat).PreChat.TicketID; got != chat.NoTicket {
		t.Errorf("the record has ticket %d", got)
	}
}
