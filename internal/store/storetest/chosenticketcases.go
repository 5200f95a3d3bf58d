package storetest

import (
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/chat"
)

func (c caller) chooses(t *testing.T, a chat.Actor, to chat.TicketChoice) {
	t.Helper()
	ack, err := c.o.desk().ChooseTicket(t.Context(), c.by(a), to, chat.TimeFormat{})
	done(t, ack, err)
}

// kinds are those of the chat's entries.
func (c caller) kinds(t *testing.T) []chat.EntryKind {
	t.Helper()
	entries, err := c.o.lobby.Entries(t.Context(), c.o.site, c.chat, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	return kindsOf(entries)
}

// attached are the chats whose transcripts a ticket has.
func (o *office) attached(t *testing.T, id int64) (from []chat.GUID) {
	t.Helper()
	for _, m := range o.readTicket(t, id).Messages {
		from = append(from, m.Chat)
	}
	return from
}

// ticketEnds are all the ways in which a chat with a chosen ticket ends.
var ticketEnds = map[string]func(*testing.T, *office, caller, chat.Actor){
	"its agent ends it": func(t *testing.T, _ *office, c caller, ada chat.Actor) { c.end(t, ada) },
	"an agent beside ends it": func(t *testing.T, o *office, c caller, _ chat.Actor) {
		bob := o.agent(t, "Bob", 1)
		ack, err := o.desk().Join(t.Context(), c.by(bob))
		done(t, ack, err)
		c.end(t, bob)
	},
	"another node ends it": func(t *testing.T, o *office, c caller, ada chat.Actor) {
		ack, err := o.desks[len(o.desks)-1].EndByAgent(t.Context(), c.by(ada))
		done(t, ack, err)
	},
	"the visitor ends it": func(t *testing.T, o *office, c caller, _ chat.Actor) {
		ack, err := o.desk().EndByVisitor(t.Context(), c.order())
		done(t, ack, err)
	},
	"nobody writes": func(t *testing.T, o *office, _ caller, _ chat.Actor) {
		o.pass(o.terms.IdleAtMost)
		o.tick(t, o.desk())
	},
	"the visitor is gone": func(t *testing.T, o *office, c caller, _ chat.Actor) {
		if err := o.desk().Seen(t.Context(), o.site, []chat.GUID{c.visitor}, o.clock()); err != nil {
			t.Fatal(err)
		}
		o.pass(o.terms.VisitorGrace)
		o.tick(t, o.desks[len(o.desks)-1])
	},
	"it waits for another agent": func(t *testing.T, o *office, c caller, ada chat.Actor) {
		if err := o.desk().Seen(t.Context(), o.site, []chat.GUID{ada.Agent}, o.clock()); err != nil {
			t.Fatal(err)
		}
		o.pass(o.terms.AgentGrace)
		o.tick(t, o.desk())
		c.wantState(t, chat.Queued)
		ack, err := o.desk().EndByVisitor(t.Context(), c.order())
		done(t, ack, err)
	},
}

var chosenTicketCases = map[string]func(*testing.T, *office){
	"a chat is attached to what was chosen in the transaction that stores its record": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		c := o.accepted(t, ada)
		there := o.ticket(t, o.site, chat.Ticket{Subject: "Boots", Status: "pending"})
		c.chooses(t, ada, chat.TicketChoice{ID: there})
		wantSame(t, c.running(t).Ticket, chat.ChosenTicket{TicketChoice: chat.TicketChoice{ID: there}, By: ada.Agent})
		wantSame(t, len(o.readTicket(t, there).Messages), 0)
		c.end(t, ada)
		record := c.record(t)
		wantSame(t, record.PreChat.TicketID, there)
		wantSame(t, o.readTicket(t, there), chat.Ticket{ID: there, Subject: "Boots", Status: "pending", Messages: []chat.TicketMessage{
			{ID: 1, Time: o.clock(), Author: "system", Text: record.Transcript(chat.TimeFormat{}), Chat: c.chat},
		}})
		wantSame(t, c.events(t), []chat.EventKind{chat.ChatStored})
	},
	"a new ticket is made at the end, and not before": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		c := o.accepted(t, ada)
		times := chat.TimeFormat{UTCOffset: -60, Layout: "D.M.YYYY"}
		ack, err := o.desk().ChooseTicket(t.Context(), c.by(ada), chat.TicketChoice{Subject: " Laces "}, times)
		done(t, ack, err)
		none, err := o.store.Tickets(t.Context(), o.site, 0, 10)
		if err != nil || len(none) != 0 {
			t.Fatalf("%v, %v", none, err)
		}
		c.end(t, ada)
		record := c.record(t)
		wantSame(t, o.readTicket(t, record.PreChat.TicketID), chat.Ticket{ID: 1, Subject: "Laces", Status: chat.NewTicket, Created: o.clock(), Messages: []chat.TicketMessage{
			{ID: 1, Time: o.clock(), Author: "system", Text: record.Transcript(times), Chat: c.chat},
		}})
		wantSame(t, c.running(t).Ticket.ID, int64(1)) // so that clients can be told
	},
	"a chosen ticket that is deleted before the end leaves the record with a note and without one": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		c := o.accepted(t, ada)
		id := o.ticket(t, o.site, chat.Ticket{Subject: "Boots"})
		c.chooses(t, ada, chat.TicketChoice{ID: id})
		if err := o.deleteTicket(t, o.site, id); err != nil {
			t.Fatal(err)
		}
		c.end(t, ada)
		record := c.record(t)
		wantSame(t, record.PreChat.TicketID, int64(chat.NoTicket))
		wantSame(t, record.Status, chat.Normal)
		wantSame(t, lines(record), []chat.Action{chat.AgentAcceptChat, chat.AgentEndChat, chat.SystemEndChat, chat.AgentSendNote})
		wantSame(t, record.Messages[3].Text, "The chat was to be attached to ticket 1, which is no more.")
		wantSame(t, c.kinds(t)[3:], []chat.EntryKind{chat.EntryTicketChosen, chat.EntryLeft, chat.EntryEnded, chat.EntryTicketMissed})
		wantSame(t, c.running(t).Ticket, chat.ChosenTicket{})
		wantSame(t, c.events(t), []chat.EventKind{chat.ChatStored})
		service := chat.NewService(o.store, nil, silence{}, o.clock)
		if err := service.Attach(t.Context(), ada, chat.ByGUID(c.chat), o.ticket(t, o.site, chat.Ticket{Subject: "Soles"}), chat.TimeFormat{}); err != nil {
			t.Error(err) // it can be attached to another one as any record
		}
	},
	"a chosen ticket is taken back by any agent of the chat": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		c := o.accepted(t, ada)
		bob := o.agent(t, "Bob", 3)
		ack, err := o.desk().Watch(t.Context(), c.by(bob))
		done(t, ack, err)
		c.chooses(t, ada, chat.TicketChoice{Subject: "Boots"})
		ack, err = o.desk().DropTicket(t.Context(), c.by(bob))
		done(t, ack, err)
		_, err = o.desk().DropTicket(t.Context(), c.by(ada))
		wantKind(t, err, chat.KindConflict)
		c.end(t, ada)
		wantSame(t, c.record(t).PreChat.TicketID, int64(chat.NoTicket))
		none, err := o.store.Tickets(t.Context(), o.site, 0, 10)
		if err != nil || len(none) != 0 {
			t.Errorf("%v, %v", none, err)
		}
	},
	"of several choices the last one counts, and each is obeyed once": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		c := o.accepted(t, ada)
		first, second := o.ticket(t, o.site, chat.Ticket{Subject: "Boots"}), o.ticket(t, o.site, chat.Ticket{Subject: "Soles"})
		order := c.by(ada)
		again := func(to chat.TicketChoice) (chat.Ack, error) {
			return o.desk().ChooseTicket(t.Context(), order, to, chat.TimeFormat{})
		}
		ack, err := again(chat.TicketChoice{ID: first})
		wantSame(t, done(t, ack, err).Seq, int64(4))
		c.chooses(t, ada, chat.TicketChoice{ID: second})
		if err := o.deleteTicket(t, o.site, first); err != nil {
			t.Fatal(err)
		}
		ack, err = again(chat.TicketChoice{ID: first}) // its acknowledgement was lost
		wantSame(t, done(t, ack, err).Seq, int64(4))
		_, err = again(chat.TicketChoice{ID: second})
		wantIs(t, err, chat.ErrIDTaken)
		c.end(t, ada)
		wantSame(t, c.record(t).PreChat.TicketID, second)
		wantSame(t, o.attached(t, second), []chat.GUID{c.chat})
	},
	"a ticket is chosen by who may attach the record and takes part": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		c := o.accepted(t, ada)
		bob := o.agent(t, "Bob", 1)
		id := o.ticket(t, o.site, chat.Ticket{Subject: "Boots"})
		elsewhere := o.ticket(t, o.other, chat.Ticket{ID: 50, Subject: "Theirs"})
		choose := func(order chat.AgentOrder, to chat.TicketChoice) error {
			_, err := o.desk().ChooseTicket(t.Context(), order, to, chat.TimeFormat{})
			return err
		}
		wantKind(t, choose(c.by(bob), chat.TicketChoice{ID: id}), chat.KindDenied)
		_, err := o.desk().DropTicket(t.Context(), c.by(bob))
		wantKind(t, err, chat.KindDenied)
		reader := c.by(ada)
		reader.Actor.May = chat.ReadChats
		wantKind(t, choose(reader, chat.TicketChoice{ID: id}), chat.KindDenied)
		foreign := c.by(ada)
		foreign.Actor.Site = o.other
		wantKind(t, choose(foreign, chat.TicketChoice{Subject: "Boots"}), chat.KindNotFound)
		wantIs(t, choose(c.by(ada), chat.TicketChoice{ID: elsewhere}), chat.ErrTicketNotFound)
		for _, bad := range []chat.TicketChoice{{}, {Subject: " "}, {ID: id, Subject: "Boots"}, {ID: -1}, {ID: 1 << 60}, {Subject: strings.Repeat("x", chat.MaxTicketSubject+1)}} {
			wantKind(t, choose(c.by(ada), bad), chat.KindInvalid)
		}
		_, err = o.desk().ChooseTicket(t.Context(), c.by(ada), chat.TicketChoice{ID: id}, chat.TimeFormat{UTCOffset: 841})
		wantKind(t, err, chat.KindInvalid)
		wantSame(t, c.running(t).Ticket, chat.ChosenTicket{})
		c.end(t, ada)
		wantKind(t, choose(c.by(ada), chat.TicketChoice{ID: id}), chat.KindConflict)
	},
	"deleting a chat redacts what it left in the chosen ticket": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		c := o.accepted(t, ada)
		c.chooses(t, ada, chat.TicketChoice{Subject: "Boots"})
		c.end(t, ada)
		admin := ada
		admin.Role = chat.RoleAdmin
		service := chat.NewService(o.store, nil, silence{}, o.clock)
		if err := service.Delete(t.Context(), admin, chat.ByGUID(c.chat)); err != nil {
			t.Fatal(err)
		}
		wantSame(t, o.readTicket(t, 1).Messages[0].Text, chat.RedactedTranscript)
	},
}

// attachedHowever has a case for each way in which a chat ends.
func attachedHowever(ends map[string]func(*testing.T, *office, caller, chat.Actor)) map[string]func(*testing.T, *office) {
	cases := map[string]func(*testing.T, *office){}
	for how, end := range ends {
		cases["a chat is attached to what was chosen: "+how] = func(t *testing.T, o *office) {
			ada := o.agent(t, "Ada", 1)
			c := o.accepted(t, ada)
			id := o.ticket(t, o.site, chat.Ticket{Subject: "Boots"})
			c.chooses(t, ada, chat.TicketChoice{ID: id})
			end(t, o, c, ada)
			c.wantState(t, chat.Ended)
			wantSame(t, c.record(t).PreChat.TicketID, id)
			wantSame(t, o.attached(t, id), []chat.GUID{c.chat})
		}
	}
	return cases
}
