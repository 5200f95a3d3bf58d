package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// departments stores departments, each with the agents named.
func (o *office) departments(t *testing.T, all ...*chat.Department) {
	t.Helper()
	o.update(t, o.site, func(ctx context.Context, tx chat.Tx) error {
		for _, d := range all {
			if err := tx.PutResource(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

func (o *office) department(name string, of ...chat.Actor) *chat.Department {
	d := &chat.Department{ID: o.guid(), Name: name}
	for _, a := range of {
		d.AgentIDs = append(d.AgentIDs, a.Agent)
	}
	return d
}

// requestFor begins a chat for a department.
func (o *office) requestFor(t *testing.T, d *chat.Department) caller {
	t.Helper()
	w := o.wanted()
	w.DepartmentID = d.ID
	ack, visitor, err := o.desk().Request(t.Context(), o.site, w)
	if err != nil {
		t.Fatal(err)
	}
	return caller{o, visitor, ack.Chat}
}

func (o *office) setStatus(t *testing.T, a chat.Actor, status string) {
	t.Helper()
	if _, err := o.desk().SetStatus(t.Context(), a, status, 0); err != nil {
		t.Fatal(err)
	}
}

func kinds(entries []chat.Entry) (all []chat.EntryKind) {
	for _, e := range entries {
		all = append(all, e.Kind)
	}
	return all
}

func (c caller) log(t *testing.T) []chat.Entry {
	t.Helper()
	entries, err := c.o.lobby.Entries(t.Context(), c.o.site, c.chat, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

var overflowCases = map[string]func(*testing.T, *office){
	"a chat overflows at once when nobody is there": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		night, day, closed := o.department("Night"), o.department("Day", ada), o.department("Closed")
		closed.Overflow.To, night.Overflow.To, day.Overflow.To = night.ID, day.ID, closed.ID
		o.departments(t, night, day, closed)
		c := o.requestFor(t, closed)
		r := c.wantState(t, chat.Offered)
		wantSame(t, r.Chat.DepartmentID, day.ID)
		wantSame(t, r.Tried, []chat.GUID{closed.ID, night.ID})
		wantSame(t, kinds(c.log(t)), []chat.EntryKind{chat.EntryRequested, chat.EntryTransferred, chat.EntryOffered})
		ack, err := o.desk().Accept(t.Context(), c.by(ada))
		done(t, ack, err)
		ack, err = o.desk().EndByAgent(t.Context(), c.by(ada))
		done(t, ack, err)
		record := c.record(t)
		wantSame(t, record.TransferLog, []chat.TransferLog{{ID: 1, Type: 1, FromDepartment: closed.ID, ToDepartment: day.ID, Time: someTime}})
		wantSame(t, record.DepartmentID, day.ID)
		wantSame(t, lines(record)[0], chat.SystemTransferToDepartment)
	},
	"with nobody along the chain nothing is stored": func(t *testing.T, o *office) {
		o.agent(t, "Ada", 1)
		one, two := o.department("One"), o.department("Two")
		one.Overflow.To, two.Overflow.To = two.ID, one.ID
		lonely := o.department("Lonely")
		lonely.Overflow.ToMessage = true
		o.departments(t, one, two, lonely)
		for _, d := range []*chat.Department{one, lonely} {
			w := o.wanted()
			w.DepartmentID = d.ID
			_, _, err := o.desk().Request(t.Context(), o.site, w)
			wantIs(t, err, chat.ErrNobodyThere)
		}
		floor, err := o.lobby.Floor(t.Context(), o.site)
		if err != nil || len(floor.Waiting) > 0 {
			t.Errorf("%v wait, %v", floor, err)
		}
	},
	"a chat overflows when it has waited, and keeps its skill and its time": func(t *testing.T, o *office) {
		ada, bob, cyd := o.agent(t, "Ada", 1), o.agent(t, "Bob", 1), o.agent(t, "Cyd", 1)
		french := &chat.Skill{ID: o.guid(), Name: "French"}
		first, second := o.department("First", ada), o.department("Second", bob, cyd)
		first.Overflow = chat.Overflow{To: second.ID, After: 60}
		second.Overflow = chat.Overflow{To: first.ID, After: 60}
		o.departments(t, first, second)
		o.update(t, o.site, func(ctx context.Context, tx chat.Tx) error { return tx.PutResource(ctx, french) })
		for _, a := range []chat.Actor{ada, cyd} {
			o.teach(t, a, french)
		}
		busy := o.requestFor(t, first)
		ack, err := o.desk().Accept(t.Context(), busy.by(ada))
		done(t, ack, err)
		w := o.wanted()
		w.DepartmentID, w.SkillID = first.ID, french.ID
		ack, visitor, err := o.desk().Request(t.Context(), o.site, w)
		c := caller{o, visitor, done(t, ack, err).Chat}
		o.pass(59 * time.Second)
		o.tick(t, o.desk())
		wantSame(t, c.wantState(t, chat.Queued).Chat.DepartmentID, first.ID)
		o.pass(time.Second)
		o.tick(t, o.desk())
		r := c.wantState(t, chat.Offered)
		wantSame(t, r.Offer.To.ID, cyd.Agent) // not Bob, who has no French
		wantSame(t, r.Chat.DepartmentID, second.ID)
		wantSame(t, r.QueuedAt, someTime)
		ack, err = o.desk().Refuse(t.Context(), c.by(cyd))
		done(t, ack, err)
		wantSame(t, c.record(t).Status, chat.Refused) // the first department was tried
	},
	"a chat that can go nowhere waits, and goes when somebody comes": func(t *testing.T, o *office) {
		ada, bob := o.agent(t, "Ada", 1), o.agent(t, "Bob", 1)
		first, second := o.department("First", ada), o.department("Second", bob)
		first.Overflow = chat.Overflow{To: second.ID, After: 60}
		o.departments(t, first, second)
		busy := o.requestFor(t, first)
		ack, err := o.desk().Accept(t.Context(), busy.by(ada))
		done(t, ack, err)
		o.setStatus(t, bob, chat.AgentAway)
		c := o.requestFor(t, first)
		o.pass(time.Minute)
		o.tick(t, o.desk())
		r := c.wantState(t, chat.Queued)
		wantSame(t, r.Overdue, true)
		wantSame(t, r.Deadline(o.terms), r.QueuedAt.Add(o.terms.WaitAtMost))
		o.setStatus(t, bob, chat.AgentOnline)
		wantSame(t, c.wantState(t, chat.Offered).Offer.To.ID, bob.Agent)
	},
	"a chat goes elsewhere when its last agent goes, not when a connection is lost for a moment": func(t *testing.T, o *office) {
		ada, bob := o.agent(t, "Ada", 1), o.agent(t, "Bob", 1)
		first, second := o.department("First", ada), o.department("Second", bob)
		first.Overflow.To = second.ID
		o.departments(t, first, second)
		busy := o.requestFor(t, first)
		ack, err := o.desk().Accept(t.Context(), busy.by(ada))
		done(t, ack, err)
		c := o.requestFor(t, first)
		if err := o.desk().Seen(t.Context(), o.site, []chat.GUID{ada.Agent}, o.clock()); err != nil {
			t.Fatal(err)
		}
		o.pass(time.Second)
		o.setStatus(t, bob, chat.AgentOnline) // something happens on the floor
		wantSame(t, c.wantState(t, chat.Queued).Chat.DepartmentID, first.ID)
		o.pass(o.terms.AgentGrace)
		o.tick(t, o.desk())
		moved := busy.running(t) // waits in front now, and overflows too
		if r := c.running(t); r.State == chat.Offered {
			moved = r
		}
		wantSame(t, moved.State, chat.Offered)
		wantSame(t, moved.Offer.To.ID, bob.Agent)
		wantSame(t, c.running(t).Chat.DepartmentID, second.ID)
		wantSame(t, busy.running(t).Chat.DepartmentID, second.ID)
	},
	"a department lets only so many wait": func(t *testing.T, o *office) {
		ada, bob := o.agent(t, "Ada", 1), o.agent(t, "Bob", 1)
		first, second := o.department("First", ada), o.department("Second", bob)
		first.QueueLimit, second.QueueLimit = 1, 1
		o.departments(t, first, second)
		busy := o.requestFor(t, first)
		ack, err := o.desk().Accept(t.Context(), busy.by(ada))
		done(t, ack, err)
		o.requestFor(t, first)
		w := o.wanted()
		w.DepartmentID = first.ID
		_, _, err = o.desk().Request(t.Context(), o.site, w)
		wantIs(t, err, chat.ErrQueueFull)
		first.Overflow.To = second.ID
		o.departments(t, first)
		ack, visitor, err := o.desk().Request(t.Context(), o.site, w)
		c := caller{o, visitor, done(t, ack, err).Chat}
		wantSame(t, c.wantState(t, chat.Offered).Offer.To.ID, bob.Agent)
	},
	"who waits too long is asked for a message, once, and keeps the place": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		first := o.department("First", ada)
		first.Overflow = chat.Overflow{ToMessage: true, After: 30}
		o.departments(t, first)
		busy := o.requestFor(t, first)
		ack, err := o.desk().Accept(t.Context(), busy.by(ada))
		done(t, ack, err)
		c := o.requestFor(t, first)
		for range 3 {
			o.pass(30 * time.Second)
			o.tick(t, o.desk())
		}
		wantSame(t, c.wantState(t, chat.Queued).Prompted, true)
		wantSame(t, kinds(c.log(t)), []chat.EntryKind{chat.EntryRequested, chat.EntryPrompted})
		ack, err = o.desk().EndByAgent(t.Context(), busy.by(ada))
		done(t, ack, err)
		ack, err = o.desk().Accept(t.Context(), c.by(ada))
		done(t, ack, err)
		c.wantState(t, chat.Active)
	},
}

// teach gives an agent a skill.
func (o *office) teach(t *testing.T, a chat.Actor, s *chat.Skill) {
	t.Helper()
	o.update(t, o.site, func(ctx context.Context, tx chat.Tx) error {
		all, err := tx.Resources(ctx, chat.Agents)
		if err != nil {
			return err
		}
		for _, r := range all {
			if noun, ok := r.(*chat.Agent); ok && noun.ID == a.Agent {
				noun.SkillIDs = append(noun.SkillIDs, s.ID)
				return tx.PutResource(ctx, noun)
			}
		}
		return chat.NotFound("there is no agent %s", a.Agent)
	})
}
