package storetest

import (
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// lingeringCases are about ended chats whose visitor is still there.
var lingeringCases = map[string]func(*testing.T, *office){
	"an ended chat stays with its visitor alone while the visit goes on": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		b, c := o.ended(t, ada)
		o.due(t, b, time.Second)
		for range 3 {
			o.due(t, b, o.terms.KeepEnded)
			r := c.wantState(t, chat.Ended)
			wantSame(t, r.Parties(), []chat.GUID{b.visitor})
			wantSame(t, r.Holder.ID, ada.Agent) // whom the visitor sees
		}
		entries, err := o.desk().Entries(t.Context(), o.site, c.chat, b.visitor, 0, 100)
		if err != nil || len(entries) == 0 {
			t.Errorf("%d entries for the visitor, %v", len(entries), err)
		}
		_, err = o.desk().Entries(t.Context(), o.site, c.chat, ada.Agent, 0, 100)
		wantKind(t, err, chat.KindNotFound)
		if of, err := o.desk().Of(t.Context(), o.site, ada.Agent); err != nil || len(of) != 0 {
			t.Errorf("the agent has %d chats, %v", len(of), err)
		}
		stars := int64(5)
		if err := o.desk().Rate(t.Context(), c.order(), chat.GivenSurvey{Rating: &stars}); err != nil {
			t.Errorf("it cannot be rated any more: %v", err)
		}
	},
	"an ended chat that lingers is forgotten once the visit is over": func(t *testing.T, o *office) {
		b, c := o.ended(t, o.agent(t, "Ada", 1))
		b.leave(t)
		for at := o.terms.KeepEnded; at < o.terms.VisitAfter; at += o.terms.KeepEnded {
			o.due(t, b, o.terms.KeepEnded)
			c.wantState(t, chat.Ended)
		}
		o.due(t, b, o.terms.KeepEnded)
		c.wantForgotten(t)
		c.record(t)
	},
	"an ended chat lingers no longer once its visitor has begun another one": func(t *testing.T, o *office) {
		b, c := o.ended(t, o.agent(t, "Ada", 1))
		next := b.request(t, chat.GUID{})
		o.due(t, b, o.terms.KeepEnded)
		c.wantForgotten(t)
		next.running(t)
	},
	"an ended chat does not linger for ever": func(t *testing.T, o *office) {
		b, c := o.ended(t, o.agent(t, "Ada", 1))
		for at := o.terms.KeepEnded; at < o.terms.ShowEnded; at += o.terms.KeepEnded {
			o.due(t, b, o.terms.KeepEnded)
			c.wantState(t, chat.Ended)
		}
		o.due(t, b, o.terms.KeepEnded)
		c.wantForgotten(t)
	},
	"deleting its record ends a chat that lingers": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		ada.May |= chat.DeleteChats
		b, c := o.ended(t, ada)
		o.due(t, b, o.terms.KeepEnded)
		c.wantState(t, chat.Ended)
		service := chat.NewService(ownDue{o.node(), o.site}, nil, silence{}, o.clock)
		if err := service.Delete(t.Context(), ada, chat.ByGUID(c.chat)); err != nil {
			t.Fatal(err)
		}
		c.wantForgotten(t)
	},
}

// ended has somebody on a page chat with an agent, to the end, a moment after the page
// was looked at.
func (o *office) ended(t *testing.T, a chat.Actor) (*browser, caller) {
	t.Helper()
	b := o.browse(t)
	c := b.request(t, chat.GUID{})
	o.pass(time.Second)
	ack, err := o.desk().Accept(t.Context(), c.by(a))
	done(t, ack, err)
	ack, err = o.desk().EndByVisitor(t.Context(), c.order())
	done(t, ack, err)
	return b, c
}

// due lets time pass, in which the node of a browser is alive, and does what is due then.
func (o *office) due(t *testing.T, b *browser, after time.Duration) {
	t.Helper()
	o.pass(after)
	if err := o.desk().NodeAlive(t.Context(), b.node, o.clock().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, d := range o.desks { // the second one has nothing to do
		o.tick(t, d)
	}
}

func (c caller) wantForgotten(t *testing.T) {
	t.Helper()
	_, err := c.o.lobby.Running(t.Context(), c.o.site, c.chat)
	wantKind(t, err, chat.KindNotFound)
}
