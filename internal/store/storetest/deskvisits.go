package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// DueVisits keeps what is due of other cases from a desk, as Due does.
func (s ownDue) DueVisits(ctx context.Context, now, left time.Time, limit int) ([]chat.DueVisit, error) {
	due, err := s.LiveStore.DueVisits(ctx, now, left, 100*limit)
	return slices.DeleteFunc(due, func(d chat.DueVisit) bool { return d.Site != s.site }), err
}

// browser is somebody who looks at pages, at one node.
type browser struct {
	o       *office
	node    chat.GUID
	visitor chat.GUID
	secret  [32]byte
}

// browse lets a new visitor look at a page.
func (o *office) browse(t *testing.T) *browser {
	t.Helper()
	b := &browser{o: o, node: o.guid()}
	id := o.guid()
	copy(b.secret[:], id[:])
	var err error
	if b.visitor, err = o.desk().VisitorOf(t.Context(), o.site, b.secret); err != nil {
		t.Fatal(err)
	}
	if err := o.desk().NodeAlive(t.Context(), b.node, o.clock().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	b.look(t, "https://example.com/")
	return b
}

func (b *browser) look(t *testing.T, url string, variables ...chat.FieldResult) *chat.Visit {
	t.Helper()
	s := chat.Sighting{
		At: b.o.clock(), Node: b.node, Page: chat.PageView{Title: "Page", URL: url}, Doing: chat.VisitorInSite, Times: 2,
		Session:   chat.Session{IP: "192.0.2.1", ReferrerURL: "https://www.google.com/search?q=shoes", Browser: "Firefox 140", Language: "fr"},
		Variables: variables,
	}
	if _, err := b.o.desk().Visit(t.Context(), b.o.site, b.visitor, &s); err != nil {
		t.Fatal(err)
	}
	return b.see(t, s)
}

func (b *browser) leave(t *testing.T) {
	t.Helper()
	b.see(t, chat.Sighting{At: b.o.clock(), Node: b.node, Left: true})
}

func (b *browser) see(t *testing.T, s chat.Sighting) *chat.Visit {
	t.Helper()
	kept, err := b.o.desk().KeepVisits(t.Context(), b.o.site, map[chat.GUID][]chat.Sighting{b.visitor: {s}})
	if err != nil || len(kept) != 1 {
		t.Fatalf("kept %v, %v", kept, err)
	}
	return kept[0]
}

func (b *browser) request(t *testing.T, invitation chat.GUID) caller {
	t.Helper()
	w := b.o.wanted()
	w.Secret, w.Invitation = b.secret, invitation
	ack, visitor, err := b.o.desk().Request(t.Context(), b.o.site, w)
	done(t, ack, err)
	wantSame(t, visitor, b.visitor)
	return caller{b.o, visitor, ack.Chat}
}

// status is how agents see the visitor, 255 when they do not.
func (b *browser) status(t *testing.T) chat.VisitorStatus {
	t.Helper()
	all, err := b.o.desk().Visiting(t.Context(), b.o.site)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		if v.ID == b.visitor {
			return v.Status
		}
	}
	return 255
}

// invited is what has become of the visitor's last invitation.
func (b *browser) invited(t *testing.T) chat.Invitation {
	t.Helper()
	v, err := b.o.lobby.Visit(t.Context(), b.o.site, b.visitor)
	if err != nil {
		t.Fatal(err)
	}
	return v.Invitation
}

// keep stores resources of the office's site.
func (o *office) keep(t *testing.T, all ...chat.Resource) {
	t.Helper()
	o.update(t, o.site, func(ctx context.Context, tx chat.Tx) error {
		for _, r := range all {
			if err := tx.PutResource(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func when(name, operator string, values ...string) chat.Conditions {
	return chat.Conditions{All: []chat.Condition{{Name: name, Operator: operator, Values: values}}}
}

var deskVisitCases = map[string]func(*testing.T, *office){
	"a visit tells the record of its chat": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		early, late, other := &chat.Segment{ID: o.guid(), Name: "Lookers", Conditions: when("pages", "isMoreThan", "1")},
			&chat.Segment{ID: o.guid(), Name: "Talkers", Conditions: when("visitorMessagesCount", "isMoreThan", "0")},
			&chat.Segment{ID: o.guid(), Name: "Others", Conditions: when("country", "exists")}
		o.keep(t, early, late, other)
		b := o.browse(t)
		o.pass(10 * time.Second)
		plan := chat.FieldResult{FormType: chat.CustomVariableForm, FieldID: o.guid(), FieldName: "Plan", Value: "gold", URL: "https://example.com/gold"}
		v := b.look(t, "https://example.com/till", plan)
		wantSame(t, b.status(t), chat.VisitorInSite)
		c := b.request(t, chat.GUID{})
		wantSame(t, b.status(t), chat.VisitorWaiting)
		wantSame(t, len(c.running(t).Chat.SegmentResults), 1)
		ack, err := o.desk().Accept(t.Context(), c.by(ada))
		done(t, ack, err)
		wantSame(t, b.status(t), chat.VisitorChatting)
		ack, err = o.desk().PostByVisitor(t.Context(), c.order(), "hello")
		done(t, ack, err)
		ack, err = o.desk().EndByVisitor(t.Context(), c.order())
		done(t, ack, err)
		wantSame(t, b.status(t), chat.VisitorChatEnded)
		record, related := o.read(t, chat.ByGUID(c.chat), chat.IncludeSession)
		session := related.Sessions[record.SessionID]
		if session == nil || session.ID != v.Session.ID {
			t.Fatalf("the record's session is %+v, not %v", session, v.Session.ID)
		}
		wantSame(t, session.Keywords, "shoes")
		wantSame(t, session.LandingPageURL, "https://example.com/")
		wantSame(t, session.StartTime, someTime)
		wantSame(t, session.Browser, "Firefox 140")
		wantSame(t, record.PageURL, "https://example.com/till")
		wantSame(t, record.Source, chat.FromChatButton)
		plan.ID = record.FieldResults[0].ID
		wantSame(t, record.FieldResults, []chat.FieldResult{plan})
		var segments []chat.GUID
		for _, r := range record.SegmentResults {
			segments = append(segments, r.SegmentID)
		}
		wantSame(t, segments, []chat.GUID{early.ID, late.ID})
		b.look(t, "https://example.com/")
		wantSame(t, b.status(t), chat.VisitorInSite)
		again := b.request(t, chat.GUID{})
		wantSame(t, again.running(t).Chat.SessionID, session.ID)
	},
	"a visit goes on for a while after it was left": func(t *testing.T, o *office) {
		b := o.browse(t)
		first := b.look(t, "/a")
		b.leave(t)
		wantSame(t, b.status(t), chat.VisitorStatus(255))
		o.pass(o.terms.VisitAfter - time.Second)
		o.tick(t, o.desks[1])
		b.node = o.guid() // of another node
		if err := o.desk().NodeAlive(t.Context(), b.node, o.clock().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		next := b.look(t, "/b")
		wantSame(t, next.Session, first.Session)
		wantSame(t, next.Views, int64(3))
		b.leave(t)
		o.pass(o.terms.VisitAfter)
		o.tick(t, o.desks[1])
		_, err := o.lobby.Visit(t.Context(), o.site, b.visitor)
		wantKind(t, err, chat.KindNotFound)
		o.pass(time.Hour)
		if v := b.look(t, "/c"); v.Session.ID == first.Session.ID || v.Views != 1 {
			t.Errorf("a visit that was over goes on: %+v", v)
		}
	},
	"visits at a node that died are over in time": func(t *testing.T, o *office) {
		b := o.browse(t)
		o.pass(time.Hour)
		wantSame(t, b.status(t), chat.VisitorStatus(255))
		o.pass(o.terms.VisitAfter - time.Second)
		o.tick(t, o.desk())
		if _, err := o.lobby.Visit(t.Context(), o.site, b.visitor); err != nil {
			t.Fatal(err)
		}
		o.pass(time.Second)
		o.tick(t, o.desk())
		_, err := o.lobby.Visit(t.Context(), o.site, b.visitor)
		wantKind(t, err, chat.KindNotFound)
	},
	"an agent's invitation is accepted and the chat offered to that agent first": func(t *testing.T, o *office) {
		ada, bob := o.agent(t, "Ada", 9), o.agent(t, "Bob", 9)
		other := o.request(t) // so that Ada has less to do than Bob
		if other.running(t).Offer.To.ID == ada.Agent {
			ack, err := o.desk().Refuse(t.Context(), other.by(ada))
			done(t, ack, err)
		}
		wantSame(t, other.running(t).Offer.To.ID, bob.Agent)
		b := o.browse(t)
		id := o.id()
		invitation, err := o.desk().InviteByAgent(t.Context(), bob, b.visitor, id, "May I help?")
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, b.status(t), chat.VisitorManuallyInvited)
		again, err := o.desk().InviteByAgent(t.Context(), bob, b.visitor, id, "May I help?")
		if err != nil || again != invitation {
			t.Errorf("repeated: %+v, %v, want %+v", again, err, invitation)
		}
		_, err = o.desk().InviteByAgent(t.Context(), bob, b.visitor, id, "Hello?")
		wantIs(t, err, chat.ErrIDTaken)
		w := o.wanted()
		w.Secret, w.Invitation = b.secret, o.guid()
		_, _, err = o.desk().Request(t.Context(), o.site, w)
		wantKind(t, err, chat.KindNotFound)
		c := b.request(t, invitation.ID)
		wantSame(t, c.running(t).Offer.To.ID, bob.Agent)
		wantSame(t, b.invited(t).State, chat.InvitationAccepted)
		_, err = o.desk().InviteByAgent(t.Context(), bob, b.visitor, o.id(), "Again?")
		wantKind(t, err, chat.KindConflict)
		again, err = o.desk().InviteByAgent(t.Context(), bob, b.visitor, id, "May I help?")
		if err != nil || again.ID != invitation.ID {
			t.Errorf("repeated after the answer: %+v, %v", again, err)
		}
		ack, err := o.desk().EndByVisitor(t.Context(), c.order())
		done(t, ack, err)
		wantSame(t, c.record(t).Source, chat.FromManualInvitation)
	},
	"an invitation is declined, or runs out": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		b := o.browse(t)
		first, err := o.desk().InviteByAgent(t.Context(), ada, b.visitor, o.id(), "May I help?")
		if err != nil {
			t.Fatal(err)
		}
		wantKind(t, o.desk().Decline(t.Context(), o.site, b.visitor, o.guid()), chat.KindNotFound)
		for range 2 {
			if err := o.desk().Decline(t.Context(), o.site, b.visitor, first.ID); err != nil {
				t.Fatal(err)
			}
		}
		wantSame(t, b.invited(t).State, chat.InvitationDeclined)
		wantSame(t, b.status(t), chat.VisitorInSite)
		second, err := o.desk().InviteByAgent(t.Context(), ada, b.visitor, o.id(), "Surely?")
		if err != nil {
			t.Fatal(err)
		}
		o.pass(o.terms.InviteFor - time.Second)
		o.tick(t, o.desk())
		wantSame(t, b.invited(t).State, chat.InvitationOpen)
		o.pass(time.Second)
		o.tick(t, o.desks[1])
		wantSame(t, b.invited(t).State, chat.InvitationOver)
		seen, err := o.desk().InvitedBy(t.Context(), o.site, ada.Agent)
		if err != nil || len(seen) != 1 || seen[0].Invitation.ID != second.ID {
			t.Errorf("the agent sees %v, %v", seen, err)
		}
		c := b.request(t, second.ID) // a moment too late is soon enough
		wantSame(t, c.running(t).Chat.Source, chat.FromManualInvitation)
	},
	"nobody is invited who is not there, by who is not there, or with nothing": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		b := o.browse(t)
		_, err := o.desk().InviteByAgent(t.Context(), ada, o.guid(), o.id(), "hello")
		wantKind(t, err, chat.KindNotFound)
		_, err = o.desk().InviteByAgent(t.Context(), ada, b.visitor, o.id(), "")
		wantKind(t, err, chat.KindInvalid)
		_, err = o.desk().InviteByAgent(t.Context(), ada, b.visitor, "short", "hello")
		wantKind(t, err, chat.KindInvalid)
		foreign := ada
		foreign.Site = o.other
		_, err = o.desk().InviteByAgent(t.Context(), foreign, b.visitor, o.id(), "hello")
		wantKind(t, err, chat.KindNotFound)
		if _, err := o.desk().SetStatus(t.Context(), ada, chat.AgentAway, 0); err != nil {
			t.Fatal(err)
		}
		_, err = o.desk().InviteByAgent(t.Context(), ada, b.visitor, o.id(), "hello")
		wantKind(t, err, chat.KindConflict)
		_, err = o.desk().InviteByRule(t.Context(), o.site, b.visitor, &chat.AutoInvitation{ID: o.guid(), Message: "hello"})
		wantIs(t, err, chat.ErrNobodyThere)
		if _, err := o.desk().SetStatus(t.Context(), ada, chat.AgentOnline, 0); err != nil {
			t.Fatal(err)
		}
		b.leave(t)
		_, err = o.desk().InviteByAgent(t.Context(), ada, b.visitor, o.id(), "hello")
		wantKind(t, err, chat.KindNotFound)
	},
	"one of many invites": func(t *testing.T, o *office) {
		agents := []chat.Actor{o.agent(t, "Ada", 1), o.agent(t, "Bob", 1), o.agent(t, "Cyd", 1)}
		rule := &chat.AutoInvitation{ID: o.guid(), Message: "May we help?"}
		b := o.browse(t)
		var won atomic.Int64
		var all sync.WaitGroup
		count := func(err error) {
			switch chat.KindOf(err) {
			case chat.KindConflict:
			default:
				if err != nil {
					t.Error(err)
				}
				won.Add(1)
			}
		}
		for _, d := range o.desks {
			for _, a := range agents {
				all.Go(func() {
					_, err := d.InviteByAgent(t.Context(), a, b.visitor, o.id(), "May I help?")
					count(err)
				})
			}
			all.Go(func() {
				_, err := d.InviteByRule(t.Context(), o.site, b.visitor, rule)
				count(err)
			})
		}
		all.Wait()
		wantSame(t, won.Load(), int64(1))
	},
	"pages that are opened at several nodes at once are of one visit": func(t *testing.T, o *office) {
		const tabs = 6
		for range 10 {
			visitor := o.guid()
			var all sync.WaitGroup
			for i := range tabs {
				seen := chat.Sighting{
					At: o.clock(), Node: o.guid(), Page: chat.PageView{Title: "Page", URL: fmt.Sprintf("/%d", i)}, Session: chat.Session{ID: o.guid()},
				}
				all.Go(func() {
					for { // as a node does: what could not be stored is stored the next time
						_, err := o.desks[i%len(o.desks)].KeepVisits(t.Context(), o.site, map[chat.GUID][]chat.Sighting{visitor: {seen}})
						if err == nil || t.Context().Err() != nil {
							return
						}
					}
				})
			}
			all.Wait()
			v, err := o.lobby.Visit(t.Context(), o.site, visitor)
			if err != nil {
				t.Fatal(err)
			}
			wantSame(t, len(v.Pages), tabs)
		}
	},
	"an automatic invitation is shown once a visit, and told in the record": func(t *testing.T, o *office) {
		o.agent(t, "Ada", 1)
		rule := &chat.AutoInvitation{ID: o.guid(), Name: "Welcome", Message: "May we help?"}
		o.keep(t, rule)
		b := o.browse(t)
		ready, err := o.desk().Inviting(t.Context(), o.site)
		if err != nil || len(ready) != 1 {
			t.Fatalf("%v, %v", ready, err)
		}
		v, err := o.desk().InviteByRule(t.Context(), o.site, b.visitor, ready[0].AutoInvitation)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, b.status(t), chat.VisitorAutoInvited)
		if err := o.desk().Decline(t.Context(), o.site, b.visitor, v.Invitation.ID); err != nil {
			t.Fatal(err)
		}
		_, err = o.desk().InviteByRule(t.Context(), o.site, b.visitor, rule)
		wantKind(t, err, chat.KindConflict)
		b.leave(t)
		o.pass(o.terms.VisitAfter)
		b.look(t, "/")
		if v, err = o.desk().InviteByRule(t.Context(), o.site, b.visitor, rule); err != nil {
			t.Fatal(err)
		}
		c := b.request(t, v.Invitation.ID)
		_, err = o.desk().InviteByRule(t.Context(), o.site, b.visitor, &chat.AutoInvitation{ID: o.guid()})
		wantKind(t, err, chat.KindConflict)
		ack, err := o.desk().EndByVisitor(t.Context(), c.order())
		done(t, ack, err)
		record := c.record(t)
		wantSame(t, record.Source, chat.FromAutoInvitation)
		wantSame(t, record.AutoInvitationID, rule.ID)
	},
}
