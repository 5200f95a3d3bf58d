package storetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
	"github.com/parleychat/parley/internal/filter"
)

// sightCases hold chat.Service, on the store, to one definition of what an actor may
// know of: filter.Match of Actor.Sees.
var sightCases = map[string]func(*testing.T, *bench){
	"a search finds the chats that can be read one by one, and nothing shows others": func(t *testing.T, b *bench) {
		w := b.sight(t)
		for range 25 {
			actor := w.actor()
			want := w.seen(actor)
			wantSame(t, w.readable(t, actor), want)
			wantSame(t, w.searched(t, actor), want)
			w.expectIncludes(t, actor, want)
			w.expectChosen(t, actor, want)
		}
	},
	"a chat that an actor does not see cannot be changed or deleted": func(t *testing.T, b *bench) {
		w := b.sight(t)
		before := len(b.log(t, b.site, 0, 1000))
		for range 25 {
			actor := w.actor()
			want := w.seen(actor)
			for _, c := range w.chats {
				if !want[c.ID] {
					w.expectUnknown(t, actor, c)
				}
			}
		}
		if after := len(b.log(t, b.site, 0, 1000)); after != before {
			t.Errorf("%d events after changes of chats that were not seen", after-before)
		}
	},
	"a ticket shows the transcripts of chats that the actor sees": func(t *testing.T, b *bench) {
		w := b.sight(t)
		ticket, err := w.AddTicket(t.Context(), w.admin(), chat.Ticket{Subject: "All", Messages: []chat.TicketMessage{{Text: "by hand"}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range w.chats {
			if err := w.Attach(t.Context(), w.admin(), chat.ByGUID(c.GUID), ticket.ID, chat.TimeFormat{}); err != nil {
				t.Fatal(err)
			}
		}
		for range 25 {
			actor := w.actor()
			want := w.seen(actor)
			read, err := w.Ticket(t.Context(), actor, ticket.ID)
			if err != nil {
				t.Fatal(err)
			}
			list, err := w.Tickets(t.Context(), actor, 0, 0)
			if err != nil {
				t.Fatal(err)
			}
			changed, err := w.ChangeTicket(t.Context(), actor, ticket.ID, chat.TicketChange{})
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range [][]chat.TicketMessage{read.Messages, list[0].Messages, changed.Messages} {
				if len(m) != 1+len(want) || m[0].Text != "by hand" {
					t.Errorf("%d messages, want one and %d transcripts", len(m), len(want))
				}
				for _, m := range m[1:] {
					if !want[w.byGUID[m.Chat]] {
						t.Errorf("the transcript of chat %d is shown", w.byGUID[m.Chat])
					}
				}
			}
		}
	},
}

// sight is a service with random chats.
type sight struct {
	*chat.Service
	*bench
	chats  []*chat.Chat
	byGUID map[chat.GUID]int64
}

func (b *bench) sight(t *testing.T) *sight {
	t.Helper()
	w := &sight{
		Service: chat.NewService(b.store, &chattest.Files{}, &chattest.Bus{}, func() time.Time { return someTime }),
		bench:   b, chats: b.stored(t, 60), byGUID: map[chat.GUID]int64{},
	}
	for _, c := range w.chats {
		w.byGUID[c.GUID] = c.ID
	}
	b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error { return tx.Keep(ctx, b.Related()) })
	return w
}

func (w *sight) admin() chat.Actor {
	return chat.Actor{Site: w.site, Role: chat.RoleAdmin, May: chat.AllPermissions}
}

// actor makes one of any role, that chats know or do not know, and that may do
// everything, so that nothing but its sight stands in its way.
func (w *sight) actor() chat.Actor {
	a := chat.Actor{Site: w.site, Agent: w.GUID(), Role: chat.Role(w.IntN(4)), May: chat.AllPermissions}
	if w.IntN(3) > 0 {
		a.Role = chat.RoleAgent
	}
	for range w.IntN(4) {
		a.Departments = append(a.Departments, w.GUID())
	}
	return a
}

// seen says in plain words what Sees says as a condition.
func (w *sight) seen(a chat.Actor) map[int64]bool {
	seen := map[int64]bool{}
	for _, c := range w.chats {
		switch a.Role {
		case chat.RoleAdmin, chat.RoleSupervisor:
			seen[c.ID] = true
		case chat.RoleAgent:
			own := a.Agent != chat.GUID{} && slices.ContainsFunc(c.Agents, func(p chat.ChatAgent) bool { return p.AgentID == a.Agent })
			if own || (c.DepartmentID != chat.GUID{} && slices.Contains(a.Departments, c.DepartmentID)) {
				seen[c.ID] = true
			}
		}
	}
	return seen
}

func (w *sight) readable(t *testing.T, a chat.Actor) map[int64]bool {
	t.Helper()
	read := map[int64]bool{}
	for _, c := range w.chats {
		for _, ref := range []chat.Ref{chat.ByID(c.ID), chat.ByGUID(c.GUID)} {
			_, _, err := w.Service.Chat(t.Context(), a, ref, 0)
			if err != nil && !errors.Is(err, chat.ErrChatNotFound) {
				t.Fatal(err)
			}
			if err == nil {
				read[c.ID] = true
			}
		}
	}
	return read
}

// searched is what a condition that always holds finds in the two searches.
func (w *sight) searched(t *testing.T, a chat.Actor) map[int64]bool {
	t.Helper()
	found := map[int64]bool{}
	for _, givenUp := range []bool{false, true} {
		var total int64
		for page := int64(0); page == 0 || page*chat.MinPageSize < total; page++ {
			q := chat.Query{GivenUp: givenUp, Page: page, Size: chat.MinPageSize, Where: filter.Or{filter.Exists{Field: chat.FieldCampaignID}, filter.Not{X: filter.Exists{Field: chat.FieldCampaignID}}}}
			p, err := w.Service.Search(t.Context(), a, q)
			if err != nil {
				t.Fatal(err)
			}
			total = p.Total
			for _, c := range p.Chats {
				found[c.ID] = true
			}
		}
	}
	return found
}

// expectIncludes asks for everything, and finds only nouns of chats that are seen.
func (w *sight) expectIncludes(t *testing.T, a chat.Actor, want map[int64]bool) {
	t.Helper()
	departments, visitors := map[chat.GUID]bool{}, map[chat.GUID]bool{}
	for _, c := range w.chats {
		if want[c.ID] {
			departments[c.DepartmentID], visitors[c.VisitorID] = true, true
		}
	}
	for _, givenUp := range []bool{false, true} {
		p, err := w.Service.Search(t.Context(), a, chat.Query{GivenUp: givenUp, Size: chat.MaxPageSize, Include: ^chat.Include(0)})
		if err != nil {
			t.Fatal(err)
		}
		for id := range p.Related.Departments {
			if !departments[id] {
				t.Errorf("department %s is shown, of no chat that is seen", id)
			}
		}
		for id := range p.Related.Visitors {
			if !visitors[id] {
				t.Errorf("visitor %s is shown, of no chat that is seen", id)
			}
		}
	}
}

func (w *sight) expectChosen(t *testing.T, a chat.Actor, want map[int64]bool) {
	t.Helper()
	all, err := w.Chosen(t.Context(), w.admin(), 0, chat.MaxPageSize)
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.Chosen(t.Context(), a, 0, chat.MaxPageSize)
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(c chat.Chosen) bool { return !want[c.Chat] })
	if len(all)+len(got) > 0 {
		wantSame(t, got, all)
	}
	byID := map[int64]chat.Chosen{} // an id that came with two chats is the first one's
	for _, c := range slices.Backward(all) {
		byID[c.ID] = c
	}
	for _, id := range slices.SortedFunc(maps.Keys(byID), cmp.Compare) {
		one, err := w.ChosenByID(t.Context(), a, id)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, one, byID[id])
	}
}

// expectUnknown holds everything that can be done with a chat to the answer for one
// that is not there.
func (w *sight) expectUnknown(t *testing.T, a chat.Actor, c *chat.Chat) {
	t.Helper()
	ref := chat.ByGUID(c.GUID)
	_, _, ticket := w.SetTicket(t.Context(), a, ref, 5, 0)
	_, _, wrapup := w.WrapUp(t.Context(), a, []chat.Ref{ref}, "x")
	for what, err := range map[string]error{
		"SetTicket": ticket, "WrapUp": wrapup,
		"Choose": w.Choose(t.Context(), a, []chat.Ref{ref}, nil),
		"Enter":  w.Enter(t.Context(), a, []chat.FieldEntry{{Chat: ref, FieldID: w.NewGUID()}}),
		"Attach": w.Attach(t.Context(), a, ref, 1, chat.TimeFormat{}),
		"Delete": w.Delete(t.Context(), a, ref),
	} {
		if !errors.Is(err, chat.ErrChatNotFound) {
			t.Errorf("%s of a chat that is not seen: %v", what, err)
		}
	}
	if n, err := w.DeleteAll(t.Context(), a, []chat.Ref{ref, {ID: 1 << 50}}); n != 0 || err != nil {
		t.Errorf("%s: %d deleted, %v", fmt.Sprint(ref), n, err)
	}
}
