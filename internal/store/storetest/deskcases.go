package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

var deskCases = map[string]func(*testing.T, *office){
	"a conversation becomes its record": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		c := o.request(t)
		o.pass(10 * time.Second)
		d := o.desk()
		ack, err := d.Accept(t.Context(), c.by(ada))
		done(t, ack, err)
		o.pass(10 * time.Second)
		ack, err = d.PostByVisitor(t.Context(), c.order(), "hello")
		done(t, ack, err)
		o.pass(6 * time.Second)
		ack, err = d.PostByAgent(t.Context(), c.by(ada), "good day")
		done(t, ack, err)
		ack, err = d.Note(t.Context(), c.by(ada), "knows us")
		done(t, ack, err)
		o.pass(34 * time.Second)
		ack, err = d.EndByAgent(t.Context(), c.by(ada))
		done(t, ack, err)
		rating := int64(5)
		if err := d.Rate(t.Context(), c.order(), chat.GivenSurvey{Rating: &rating, Comment: "fine"}); err != nil {
			t.Fatal(err)
		}
		record := c.record(t)
		wantSame(t, lines(record), []chat.Action{chat.AgentAcceptChat, chat.VisitorAddText, chat.AgentSendText, chat.AgentSendNote, chat.AgentEndChat, chat.SystemEndChat})
		wantSame(t, record.Figures, chat.Figures{
			VisitorMessages: 1, AgentMessages: 1, AvgResponseTime: 6, LastMessageBy: chat.ByAgent,
			Duration: 50 * time.Second, AgentDuration: 50 * time.Second, WaitingTime: 10 * time.Second,
		})
		wantSame(t, record.Agents, []chat.ChatAgent{{ID: 1, AgentID: ada.Agent, StartTime: someTime.Add(10 * time.Second), EndTime: someTime.Add(time.Minute), Duration: 50 * time.Second}})
		wantSame(t, *record.Survey.Rating, rating)
		wantSame(t, record.IsQueued, false)
		wantSame(t, len(o.log(t, o.site, 0, 10)), 2)
	},
	"a command is obeyed once, however often it comes": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		wanted := o.wanted()
		first, visitor, err := o.desk().Request(t.Context(), o.site, wanted)
		if err != nil {
			t.Fatal(err)
		}
		again, same, err := o.desks[len(o.desks)-1].Request(t.Context(), o.site, wanted)
		if err != nil || again != first || same != visitor {
			t.Fatalf("requested %v of %v, then %v of %v, %v", first, visitor, again, same, err)
		}
		_, _, err = o.desk().Request(t.Context(), o.site, chat.Wanted{Client: o.id(), Secret: wanted.Secret})
		wantKind(t, err, chat.KindConflict)
		c := caller{o, visitor, first.Chat}
		accept, post, end := c.by(ada), c.order(), c.order()
		for range 2 {
			ack, err := o.desk().Accept(t.Context(), accept)
			wantSame(t, done(t, ack, err).Seq, int64(3))
		}
		for range 2 {
			ack, err := o.desk().PostByVisitor(t.Context(), post, "hello")
			wantSame(t, done(t, ack, err).Seq, int64(4))
		}
		_, err = o.desk().PostByVisitor(t.Context(), post, "goodbye")
		wantKind(t, err, chat.KindConflict)
		theirs := c.by(ada)
		theirs.Client = post.Client // the same id of another sender is another command
		ack, err := o.desk().PostByAgent(t.Context(), theirs, "hello")
		wantSame(t, done(t, ack, err).Seq, int64(5))
		for range 2 {
			ack, err := o.desk().EndByVisitor(t.Context(), end)
			wantSame(t, done(t, ack, err).Seq, int64(6))
		}
		ack, err = o.desk().PostByVisitor(t.Context(), post, "hello") // its acknowledgement was lost
		wantSame(t, done(t, ack, err).Seq, int64(4))
		_, err = o.desk().PostByVisitor(t.Context(), c.order(), "hello")
		wantKind(t, err, chat.KindConflict)
		wantSame(t, len(c.record(t).Messages), 5)
	},
	"a chat of another visitor or site is unknown": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		c := o.accepted(t, ada)
		stranger := c.order()
		stranger.Visitor = o.guid()
		_, err := o.desk().PostByVisitor(t.Context(), stranger, "hello")
		wantKind(t, err, chat.KindNotFound)
		_, err = o.desk().EndByVisitor(t.Context(), stranger)
		wantKind(t, err, chat.KindNotFound)
		wantKind(t, o.desk().Rate(t.Context(), stranger, chat.GivenSurvey{}), chat.KindNotFound)
		_, err = o.desk().Entries(t.Context(), o.site, c.chat, stranger.Visitor, 0, 10)
		wantKind(t, err, chat.KindNotFound)
		foreign := c.by(ada)
		foreign.Actor.Site = o.other
		_, err = o.desk().PostByAgent(t.Context(), foreign, "hello")
		wantKind(t, err, chat.KindNotFound)
		reader := c.by(ada)
		reader.Actor.May = chat.ReadChats
		_, err = o.desk().PostByAgent(t.Context(), reader, "hello")
		wantKind(t, err, chat.KindDenied)
		bob := c.by(o.agent(t, "Bob", 1))
		_, err = o.desk().PostByAgent(t.Context(), bob, "hello")
		wantKind(t, err, chat.KindDenied)
	},
	"who refuses or does not answer is passed over": func(t *testing.T, o *office) {
		ada, bob := o.agent(t, "Ada", 1), o.agent(t, "Bob", 1)
		c := o.request(t)
		first, second := ada, bob
		if c.wantState(t, chat.Offered).Offer.To.ID == bob.Agent {
			first, second = bob, ada
		}
		ack, err := o.desk().Refuse(t.Context(), c.by(first))
		done(t, ack, err)
		wantSame(t, c.wantState(t, chat.Offered).Offer.To.ID, second.Agent)
		o.pass(o.terms.AcceptWithin)
		o.tick(t, o.desk())
		r := c.wantState(t, chat.Offered)
		wantSame(t, r.Offer.To.ID, first.Agent)
		ack, err = o.desk().Accept(t.Context(), c.by(first))
		done(t, ack, err)
		c.wantState(t, chat.Active)
	},
	"a chat that all refuse is refused": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		c := o.request(t)
		ack, err := o.desk().Refuse(t.Context(), c.by(ada))
		done(t, ack, err)
		record := c.record(t)
		wantSame(t, record.Status, chat.Refused)
		wantSame(t, lines(record), []chat.Action{chat.AgentRefuseChat, chat.SystemEndChat})
		wantSame(t, record.GivenUp(), true)
	},
	"a chat that nobody takes is missed": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		o.accepted(t, ada)
		c := o.request(t)
		wantSame(t, c.wantState(t, chat.Queued).Chat.IsQueued, true)
		position, wait, err := o.desk().Place(t.Context(), o.site, c.running(t))
		if err != nil || position != 1 || wait != 0 {
			t.Errorf("place %d, %v, %v", position, wait, err)
		}
		o.pass(o.terms.WaitAtMost)
		o.tick(t, o.desk())
		record := c.record(t)
		wantSame(t, record.Status, chat.Missed)
		wantSame(t, record.WaitingTime, o.terms.WaitAtMost)
		wantSame(t, record.StartTime, record.RequestedTime)
	},
	"a visitor who gives up is missed, and one who is gone": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		c := o.request(t)
		ack, err := o.desk().EndByVisitor(t.Context(), c.order())
		done(t, ack, err)
		wantSame(t, c.record(t).Status, chat.Missed)
		gone := o.accepted(t, ada)
		if err := o.desk().Seen(t.Context(), o.site, []chat.GUID{gone.visitor}, o.clock()); err != nil {
			t.Fatal(err)
		}
		o.tick(t, o.desk())
		gone.wantState(t, chat.Active)
		o.pass(o.terms.VisitorGrace)
		o.tick(t, o.desk())
		wantSame(t, lines(gone.record(t)), []chat.Action{chat.AgentAcceptChat, chat.VisitorEndChat, chat.SystemEndChat})
	},
	"the chats of an agent who is gone wait in front": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		c := o.accepted(t, ada)
		waits := o.request(t)
		if err := o.desk().Seen(t.Context(), o.site, []chat.GUID{ada.Agent}, o.clock()); err != nil {
			t.Fatal(err)
		}
		o.pass(o.terms.AgentGrace)
		o.tick(t, o.desk())
		c.wantState(t, chat.Queued)
		waits.wantState(t, chat.Queued)
		bob := o.agent(t, "Bob", 1)
		wantSame(t, c.wantState(t, chat.Offered).Offer.To.ID, bob.Agent)
		waits.wantState(t, chat.Queued)
		ack, err := o.desk().Accept(t.Context(), c.by(bob))
		done(t, ack, err)
		ack, err = o.desk().EndByAgent(t.Context(), c.by(bob))
		done(t, ack, err)
		wantSame(t, lines(c.record(t)), []chat.Action{chat.AgentAcceptChat, chat.AgentLeaveChat, chat.AgentAcceptTransferred, chat.AgentEndChat, chat.SystemEndChat})
		wantSame(t, waits.wantState(t, chat.Offered).Offer.To.ID, bob.Agent)
	},
	"a chat is transferred to an agent, who may refuse": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		c := o.accepted(t, ada)
		bob := o.agent(t, "Bob", 1)
		for _, accepts := range []bool{false, true} {
			ack, err := o.desk().Transfer(t.Context(), c.by(ada), bob.Agent)
			done(t, ack, err)
			wantSame(t, c.wantState(t, chat.Active).Holder.ID, ada.Agent)
			if accepts {
				ack, err = o.desk().Accept(t.Context(), c.by(bob))
			} else {
				ack, err = o.desk().Refuse(t.Context(), c.by(bob))
			}
			done(t, ack, err)
		}
		wantSame(t, c.wantState(t, chat.Active).Holder.ID, bob.Agent)
		_, err := o.desk().EndByAgent(t.Context(), c.by(ada))
		wantKind(t, err, chat.KindDenied)
		full := o.accepted(t, ada)
		_, err = o.desk().Transfer(t.Context(), full.by(ada), bob.Agent)
		wantKind(t, err, chat.KindConflict)
		ack, err := o.desk().EndByVisitor(t.Context(), c.order())
		done(t, ack, err)
		record := c.record(t)
		wantSame(t, record.TransferLog, []chat.TransferLog{{ID: 1, Type: 1, FromAgent: ada.Agent, ToAgent: bob.Agent, Time: someTime}})
		wantSame(t, record.AgentIDs(), []chat.GUID{ada.Agent, bob.Agent})
	},
	"nobody there, or too many before": func(t *testing.T, o *office) {
		_, _, err := o.desk().Request(t.Context(), o.site, o.wanted())
		wantIs(t, err, chat.ErrNobodyThere)
		ada := o.agent(t, "Ada", 1)
		o.accepted(t, ada)
		o.terms.QueueLimit = 1
		narrow := chat.NewDesk(o.lobby, silence{}, o.terms, o.clock, o.guid)
		o.request(t)
		_, _, err = narrow.Request(t.Context(), o.site, o.wanted())
		wantIs(t, err, chat.ErrQueueFull)
		away := o.wanted()
		away.DepartmentID = o.guid()
		_, _, err = o.desk().Request(t.Context(), o.site, away)
		wantIs(t, err, chat.ErrNobodyThere)
	},
	"a chat is handed over to a department": func(t *testing.T, o *office) {
		ada, bob := o.agent(t, "Ada", 1), o.agent(t, "Bob", 1)
		sales := &chat.Department{ID: o.guid(), Name: "Sales", AgentIDs: []chat.GUID{bob.Agent}}
		closed := &chat.Department{ID: o.guid(), Name: "Closed", NotInLiveChat: true, AgentIDs: []chat.GUID{bob.Agent}}
		o.update(t, o.site, func(ctx context.Context, tx chat.Tx) error {
			return errors.Join(tx.PutResource(ctx, sales), tx.PutResource(ctx, closed))
		})
		wanted := o.wanted()
		wanted.DepartmentID = closed.ID
		_, _, err := o.desk().Request(t.Context(), o.site, wanted)
		wantIs(t, err, chat.ErrNobodyThere)
		c := o.request(t)
		if c.running(t).Offer.To.ID == bob.Agent {
			ack, err := o.desk().Refuse(t.Context(), c.by(bob))
			done(t, ack, err)
		}
		ack, err := o.desk().Accept(t.Context(), c.by(ada))
		done(t, ack, err)
		for _, to := range []chat.GUID{closed.ID, o.guid()} {
			_, err = o.desk().HandOver(t.Context(), c.by(ada), to)
			wantKind(t, err, chat.KindConflict)
		}
		o.pass(time.Minute)
		ack, err = o.desk().HandOver(t.Context(), c.by(ada), sales.ID)
		done(t, ack, err)
		wantSame(t, c.wantState(t, chat.Offered).Offer.To.ID, bob.Agent)
		ack, err = o.desk().Accept(t.Context(), c.by(bob))
		done(t, ack, err)
		ack, err = o.desk().EndByAgent(t.Context(), c.by(bob))
		done(t, ack, err)
		record := c.record(t)
		wantSame(t, record.DepartmentID, sales.ID)
		wantSame(t, record.TransferLog, []chat.TransferLog{{ID: 1, Type: 1, FromAgent: ada.Agent, ToDepartment: sales.ID, Time: someTime.Add(time.Minute)}})
	},
	"the last agent is asked first": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		wanted := o.wanted()
		ack, visitor, err := o.desk().Request(t.Context(), o.site, wanted)
		c := caller{o, visitor, done(t, ack, err).Chat}
		ack, err = o.desk().Accept(t.Context(), c.by(ada))
		done(t, ack, err)
		ack, err = o.desk().EndByVisitor(t.Context(), c.order())
		done(t, ack, err)
		o.pass(time.Second)
		o.accepted(t, ada)
		o.agent(t, "Bob", 3) // has less to do
		wanted.Client = o.id()
		ack, _, err = o.desk().Request(t.Context(), o.site, wanted)
		c.chat = done(t, ack, err).Chat
		wantSame(t, c.wantState(t, chat.Offered).Offer.To.ID, ada.Agent)
	},
	"an ended chat is forgotten in time, by one node": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		c := o.accepted(t, ada)
		ack, err := o.desk().EndByVisitor(t.Context(), c.order())
		done(t, ack, err)
		o.pass(o.terms.KeepEnded - time.Second)
		o.tick(t, o.desk())
		c.wantState(t, chat.Ended)
		o.pass(time.Second)
		var both sync.WaitGroup
		for _, d := range o.desks {
			both.Go(func() { o.tick(t, d) })
		}
		both.Wait()
		_, err = o.lobby.Running(t.Context(), o.site, c.chat)
		wantKind(t, err, chat.KindNotFound)
		c.record(t)
	},
	"who is at work, and with whom": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		c := o.accepted(t, ada)
		working, err := o.desk().Working(t.Context(), o.site)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, working[ada.Agent], chat.Work{Status: chat.AgentOnline, OngoingChats: 1})
		there, err := o.desk().Visiting(t.Context(), o.site)
		if err != nil || len(there) != 1 || there[0].ID != c.visitor || there[0].Status != chat.VisitorChatting {
			t.Errorf("visiting: %+v, %v", there, err)
		}
		ack, err := o.desk().EndByVisitor(t.Context(), c.order())
		done(t, ack, err)
		there, err = o.desk().Visiting(t.Context(), o.site)
		if err != nil || len(there) != 0 {
			t.Errorf("after the end: %+v, %v", there, err)
		}
		o.pass(24 * time.Hour)
		working, err = o.desk().Working(t.Context(), o.site)
		if err != nil || len(working) != 0 {
			t.Errorf("a day later: %+v, %v", working, err)
		}
	},
	"agents beside, who join or watch": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		c := o.accepted(t, ada)
		sam := o.agent(t, "Sam", 1)
		stranger := sam
		stranger.Role = chat.RoleAgent // of no department of the chat's
		_, err := o.desk().Watch(t.Context(), c.by(stranger))
		wantKind(t, err, chat.KindNotFound)
		_, err = o.desk().Join(t.Context(), c.by(stranger))
		wantKind(t, err, chat.KindNotFound)
		ack, err := o.desk().Watch(t.Context(), c.by(sam))
		done(t, ack, err)
		_, err = o.desk().PostByAgent(t.Context(), c.by(sam), "hello")
		wantKind(t, err, chat.KindDenied)
		ack, err = o.desk().Join(t.Context(), c.by(sam))
		done(t, ack, err)
		ack, err = o.desk().PostByAgent(t.Context(), c.by(sam), "hello")
		done(t, ack, err)
		ack, err = o.desk().Leave(t.Context(), c.by(sam))
		done(t, ack, err)
		entries, err := o.desk().Entries(t.Context(), o.site, c.chat, c.visitor, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		var kinds []chat.EntryKind
		for _, e := range entries {
			kinds = append(kinds, e.Kind)
		}
		wantSame(t, kinds, []chat.EntryKind{chat.EntryRequested, chat.EntryWithheld, chat.EntryAccepted, chat.EntryJoined, chat.EntryText, chat.EntryLeft})
		wantSame(t, entries[4].Line.SenderName, "Sam")
	},
	"two nodes give no chat twice and no agent too many": func(t *testing.T, o *office) {
		for _, wrong := range (&rush{office: o}).run(t) {
			t.Error(wrong)
		}
	},
}
