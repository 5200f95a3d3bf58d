package storetest

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// campaign stores a campaign whose forms before the chat and in an offline message ask
// for the name, the e-mail, the department and a colour.
func (o *office) campaign(t *testing.T) (c *chat.Campaign, colour *chat.FormField) {
	t.Helper()
	name := &chat.FormField{ID: o.guid(), Name: "Name", IsSystem: true, IsRequired: true}
	email := &chat.FormField{ID: o.guid(), Name: "Email", IsSystem: true}
	in := &chat.FormField{ID: o.guid(), Name: "Department", IsSystem: true}
	colour = &chat.FormField{ID: o.guid(), Name: "Colour", Type: chat.RadioBoxField, Options: []chat.FieldOption{{Name: "red"}, {Name: "blue"}}}
	asked := []chat.AskedField{{FieldID: name.ID}, {FieldID: email.ID, Order: 1}, {FieldID: in.ID, Order: 2}, {FieldID: colour.ID, Order: 3, IsRequired: true}}
	c = &chat.Campaign{ID: o.guid(), Name: "Shop", PreChat: asked, OfflineMessage: asked}
	o.update(t, o.site, func(ctx context.Context, tx chat.Tx) error {
		for _, r := range []chat.Resource{name, email, in, colour, c} {
			if err := tx.PutResource(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
	return c, colour
}

// left is a message of a new visitor.
func (o *office) left(text string) chat.Left { return chat.Left{Wanted: o.wanted(), Text: text} }

func (o *office) messages(t *testing.T) []chat.OfflineMessage {
	t.Helper()
	page, err := o.store.SearchOfflineMessages(t.Context(), o.site, chat.OfflineQuery{Sort: chat.Sort{By: "id"}, Size: 100})
	if err != nil {
		t.Fatal(err)
	}
	return page.Messages
}

var admitCases = map[string]func(*testing.T, *office){
	"a request is held to the form of its campaign, and the record has what was entered": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		shop, colour := o.campaign(t)
		help := o.department("Help", ada)
		o.departments(t, help)
		w := o.wanted()
		w.CampaignID, w.PreChat.Email = shop.ID, "no address"
		for cause, enter := range map[string]func(){
			`"Colour" is required`:   func() {},
			`no option "green"`:      func() { w.Fields = []chat.FieldResult{{FieldName: "colour", Value: "green"}} },
			`not an e-mail address`:  func() { w.Fields = []chat.FieldResult{{FieldName: "colour", Value: "red"}} },
			`does not ask`:           func() { w.Fields = []chat.FieldResult{{FieldName: "shape", Value: "round"}} },
			`"Name" is required`:     func() { w.PreChat.Name, w.Fields = "", []chat.FieldResult{{FieldName: "colour", Value: "red"}} },
			`is answered twice`:      func() { w.Fields = []chat.FieldResult{{FieldName: "email", Value: "a@example.com"}} },
			`not the id of a depart`: func() { w.Fields = []chat.FieldResult{{FieldName: "department", Value: "Help"}} },
			`there is no campaign`:   func() { w.CampaignID = o.guid() },
		} {
			before := w
			enter()
			_, _, err := o.desk().Request(t.Context(), o.site, w)
			w = before
			if err == nil || chat.KindOf(err) != chat.KindInvalid || !strings.Contains(err.Error(), cause) {
				t.Errorf("got %v, want %q", err, cause)
			}
		}
		w.PreChat.Email = "vi@example.com"
		w.Fields = []chat.FieldResult{{FieldName: "DEPARTMENT", Value: help.ID.String()}, {FieldID: colour.ID, Value: "blue"}}
		ack, visitor, err := o.desk().Request(t.Context(), o.site, w)
		c := caller{o, visitor, done(t, ack, err).Chat}
		shop.PreChat = nil // a form that has changed meanwhile
		o.update(t, o.site, func(ctx context.Context, tx chat.Tx) error { return tx.PutResource(ctx, shop) })
		again, _, err := o.desk().Request(t.Context(), o.site, w)
		wantSame(t, done(t, again, err), ack)
		ack, err = o.desk().Accept(t.Context(), c.by(ada))
		done(t, ack, err)
		ack, err = o.desk().EndByAgent(t.Context(), c.by(ada))
		done(t, ack, err)
		record := c.record(t)
		wantSame(t, record.PreChat, chat.PreChat{Name: "Vi", Email: "vi@example.com", TicketID: chat.NoTicket})
		wantSame(t, record.DepartmentID, help.ID)
		wantSame(t, record.CampaignID, shop.ID)
		wantSame(t, len(record.FieldResults), 1)
		wantSame(t, record.FieldResults[0].FieldName+record.FieldResults[0].Value+record.FieldResults[0].FormType.String(), "ColourbluepreChat")
	},
	"a message is left once, however often it comes": func(t *testing.T, o *office) {
		shop, _ := o.campaign(t)
		left := o.left("Call me")
		left.CampaignID, left.Subject, left.PageURL = shop.ID, "Shoes", "https://example.com"
		_, _, err := o.desk().LeaveMessage(t.Context(), o.site, left)
		wantKind(t, err, chat.KindInvalid)
		left.Fields = []chat.FieldResult{{FieldName: "Colour", Value: "red"}}
		_, visitor, err := o.desk().LeaveMessage(t.Context(), o.site, left)
		if err != nil {
			t.Fatal(err)
		}
		o.pass(time.Hour)
		for _, d := range o.desks {
			_, same, err := d.LeaveMessage(t.Context(), o.site, left)
			if err != nil || same != visitor {
				t.Fatalf("%v, %v", same, err)
			}
		}
		other := left
		other.Text = "Do not call me"
		_, _, err = o.desk().LeaveMessage(t.Context(), o.site, other)
		wantIs(t, err, chat.ErrIDTaken)
		all := o.messages(t)
		wantSame(t, len(all), 1)
		m := all[0]
		wantSame(t, m.Name+m.Subject+m.Message+m.PageURL, "ViShoesCall mehttps://example.com")
		wantSame(t, m.CreatedTime, someTime)
		wantSame(t, m.VisitorID, visitor)
		wantSame(t, m.CampaignID, shop.ID)
		wantSame(t, len(m.Fields), 1)
		left.Client = o.id()
		_, same, err := o.desk().LeaveMessage(t.Context(), o.site, left)
		if err != nil || same != visitor {
			t.Fatalf("%v, %v", same, err)
		}
		wantSame(t, len(o.messages(t)), 2)
	},
	"a message sent many times at once is left once": func(t *testing.T, o *office) {
		left := o.left("Call me")
		var all sync.WaitGroup
		for i := range 12 {
			all.Go(func() {
				_, _, err := o.desks[i%len(o.desks)].LeaveMessage(t.Context(), o.site, left)
				if err != nil && chat.KindOf(err) != chat.KindInternal { // "send it again"
					t.Error(err)
				}
			})
		}
		all.Wait()
		if _, _, err := o.desk().LeaveMessage(t.Context(), o.site, left); err != nil {
			t.Error(err)
		}
		wantSame(t, len(o.messages(t)), 1)
	},
	"who gives up waiting leaves a message, and the chat is switched to it": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		shop, colour := o.campaign(t)
		busy := o.request(t)
		ack, err := o.desk().Accept(t.Context(), busy.by(ada))
		done(t, ack, err)
		w := o.wanted()
		w.CampaignID, w.Fields = shop.ID, []chat.FieldResult{{FieldID: colour.ID, Value: "red"}}
		ack, visitor, err := o.desk().Request(t.Context(), o.site, w)
		c := caller{o, visitor, done(t, ack, err).Chat}
		o.pass(time.Minute)
		left := chat.Left{Wanted: chat.Wanted{Client: o.id(), Secret: w.Secret}, Chat: c.chat, Text: "Call me"}
		_, _, err = o.desk().LeaveMessage(t.Context(), o.site, left)
		wantKind(t, err, chat.KindInvalid) // the colour is asked again
		c.wantState(t, chat.Queued)
		left.Fields = []chat.FieldResult{{FieldID: colour.ID, Value: "blue"}}
		stranger := left
		stranger.Secret = o.wanted().Secret
		_, _, err = o.desk().LeaveMessage(t.Context(), o.site, stranger)
		wantKind(t, err, chat.KindNotFound)
		for range 2 {
			ack, _, err = o.desk().LeaveMessage(t.Context(), o.site, left)
			wantSame(t, done(t, ack, err), chat.Ack{Chat: c.chat, Seq: 2})
		}
		record := c.record(t)
		all := o.messages(t)
		wantSame(t, len(all), 1)
		wantSame(t, record.Status, chat.SwitchedToMessage)
		wantSame(t, record.OfflineMessageID, all[0].ID)
		wantSame(t, record.GivenUp(), true)
		wantSame(t, record.WaitingTime, time.Minute)
		wantSame(t, record.IsQueued, true)
		wantSame(t, lines(record), []chat.Action{chat.SystemPromptMessage, chat.SystemEndChat})
		wantSame(t, len(record.FieldResults), 2)
		wantSame(t, record.FieldResults[1].FormType, chat.OfflineMessageForm)
		wantSame(t, all[0].SessionID, record.SessionID)
		wantSame(t, all[0].Name, "Vi")
		_, _, err = o.desk().LeaveMessage(t.Context(), o.site, chat.Left{Wanted: chat.Wanted{Client: o.id(), Secret: w.Secret}, Chat: c.chat, Text: "More"})
		if err == nil {
			t.Error("a message was left in a chat that had ended")
		}
		wantSame(t, len(o.messages(t)), 1)
	},
	"nobody leaves a message in a chat that an agent holds": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 1)
		w := o.wanted()
		ack, visitor, err := o.desk().Request(t.Context(), o.site, w)
		c := caller{o, visitor, done(t, ack, err).Chat}
		ack, err = o.desk().Accept(t.Context(), c.by(ada))
		done(t, ack, err)
		_, _, err = o.desk().LeaveMessage(t.Context(), o.site, chat.Left{Wanted: chat.Wanted{Client: o.id(), Secret: w.Secret}, Chat: c.chat, Text: "Call me"})
		wantKind(t, err, chat.KindConflict)
		c.wantState(t, chat.Active)
		wantSame(t, len(o.messages(t)), 0)
	},
	"an identity is the same visitor everywhere, and no secret leads to it": func(t *testing.T, o *office) {
		o.agent(t, "Ada", 3)
		vi := &chat.Identity{Subject: "vi-7", Name: "Violet", Email: "violet@example.com"}
		w := o.wanted()
		anonymous := w.Secret
		ack, stranger, err := o.desk().Request(t.Context(), o.site, w)
		done(t, ack, err)
		w.Client, w.Identity, w.Secret = o.id(), vi, vi.Hash(o.site)
		ack, visitor, err := o.desk().Request(t.Context(), o.site, w)
		c := caller{o, visitor, done(t, ack, err).Chat}
		if visitor == stranger {
			t.Error("the visitor of a secret became the one who is identified")
		}
		wantSame(t, c.running(t).Chat.PreChat.Name, "Violet")
		wantSame(t, c.running(t).SSOUserID, "vi-7")
		known, err := o.desk().Known(t.Context(), o.site, (&chat.Identity{Subject: "vi-7"}).Hash(o.site)) // another device
		if err != nil || known.Visitor != visitor {
			t.Errorf("%v, %v", known, err)
		}
		for _, other := range [][32]byte{(&chat.Identity{Subject: "wu-8"}).Hash(o.site), vi.Hash(o.other)} {
			_, err = o.desk().Known(t.Context(), o.site, other)
			wantKind(t, err, chat.KindNotFound)
		}
		known, err = o.desk().Known(t.Context(), o.site, anonymous)
		if err != nil || known.Visitor != stranger {
			t.Errorf("%v, %v", known, err)
		}
		ack, err = o.desk().EndByVisitor(t.Context(), c.order())
		done(t, ack, err)
		_, related := o.read(t, chat.ByGUID(c.chat), chat.IncludeVisitor)
		wantSame(t, related.Visitors[visitor].SSOUserID, "vi-7")
		wantSame(t, related.Visitors[visitor].Email, "violet@example.com")
	},
	"identity keys come back with what verifies signatures": func(t *testing.T, o *office) {
		k := &chat.IdentityKey{ID: o.guid(), Name: "Shop", Algorithm: chat.HS256, Shared: strings.Repeat("s", 32), Created: someTime, Secret: "shown once"}
		o.update(t, o.site, func(ctx context.Context, tx chat.Tx) error { return tx.PutResource(ctx, k) })
		keys, err := o.desk().IdentityKeys(t.Context(), o.site)
		if err != nil || len(keys) != 1 {
			t.Fatalf("%v, %v", keys, err)
		}
		k.Secret = ""
		wantSame(t, keys[0], k)
		keys, err = o.desk().IdentityKeys(t.Context(), o.other)
		if err != nil || len(keys) != 0 {
			t.Errorf("of another site: %v, %v", keys, err)
		}
	},
}
