package storetest

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/parleychat/parley/internal/chat"
)

var chatCases = map[string]func(*testing.T, *bench){
	"everything comes back as it was stored": func(t *testing.T, b *bench) {
		for _, want := range b.stored(t, 60) {
			byID, _ := b.read(t, chat.ByID(want.ID), 0)
			wantSame(t, byID, want)
			byGUID, _ := b.read(t, chat.ByGUID(want.GUID), 0)
			wantSame(t, byGUID, want)
		}
	},
	"an unknown chat is not found": func(t *testing.T, b *bench) {
		b.stored(t, 1)
		for _, ref := range []chat.Ref{chat.ByID(99), chat.ByGUID(b.NewGUID()), chat.ByID(-1), {}} {
			if _, _, err := b.store.Chat(t.Context(), b.site, ref, 0); !errors.Is(err, chat.ErrChatNotFound) {
				t.Errorf("reading chat %s gave %v, want ErrChatNotFound", ref, err)
			}
		}
	},
	"a chat of another site is not found": func(t *testing.T, b *bench) {
		c := b.stored(t, 1)[0]
		for _, ref := range []chat.Ref{chat.ByID(c.ID), chat.ByGUID(c.GUID)} {
			if _, _, err := b.store.Chat(t.Context(), b.other, ref, 0); !errors.Is(err, chat.ErrChatNotFound) {
				t.Errorf("reading chat %s gave %v, want ErrChatNotFound", ref, err)
			}
		}
	},
	"the same id and guid on two sites are two chats": func(t *testing.T, b *bench) {
		here := b.stored(t, 1)[0]
		there := b.Random.Chat()
		there.ID, there.GUID = here.ID, here.GUID
		b.apply(t, b.other, chat.ChatStored, there)
		got, _ := b.read(t, chat.ByGUID(here.GUID), 0)
		wantSame(t, got, here)
		other, _, err := b.store.Chat(t.Context(), b.other, chat.ByID(here.ID), 0)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, other, there)
	},
	"each include brings the nouns it names and no others": func(t *testing.T, b *bench) {
		c, related := b.pointingChat(t)
		for _, want := range includes(c, related) {
			_, got := b.read(t, chat.ByID(c.ID), want.include)
			wantSame(t, got, want.related)
		}
	},
	"nouns that the site does not have are left out": func(t *testing.T, b *bench) {
		c, _ := b.pointingChat(t)
		c.ID = 0
		b.apply(t, b.other, chat.ChatStored, c)
		_, got, err := b.store.Chat(t.Context(), b.other, chat.ByID(c.ID), ^chat.Include(0))
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, got, &chat.Related{})
	},
	"what a caller does with a chat stays with them": func(t *testing.T, b *bench) {
		c := b.stored(t, 1)[0]
		first, _ := b.read(t, chat.ByID(c.ID), 0)
		first.PageTitle = "changed"
		first.Messages = append(first.Messages[:0], chat.Message{Text: "changed"})
		second, _ := b.read(t, chat.ByID(c.ID), 0)
		wantSame(t, second, c)
	},
}

// pointingChat stores a chat that points to one noun of each kind, the nouns, and
// one more of each that it does not point to.
func (b *bench) pointingChat(t *testing.T) (*chat.Chat, *chat.Related) {
	t.Helper()
	id := b.NewGUID()
	related := &chat.Related{}
	maps := reflect.ValueOf(related).Elem()
	for i := range maps.NumField() {
		m := maps.Field(i)
		m.Set(reflect.MakeMap(m.Type()))
		for _, key := range []chat.GUID{id, b.NewGUID()} {
			m.SetMapIndex(reflect.ValueOf(key), b.noun(m.Type().Elem().Elem(), key))
		}
	}
	c := &chat.Chat{
		GUID: b.NewGUID(), SessionID: id, VisitorID: id, ContactIdentityID: id, CampaignID: id, DepartmentID: id, SkillID: id, AutoInvitationID: id,
		Agents: []chat.ChatAgent{{AgentID: id}, {BotID: id}}, Categories: []chat.WrapupCategory{{OptionID: id}},
		SegmentResults: []chat.SegmentResult{{SegmentID: id}}, RequestedTime: someTime,
	}
	b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error {
		c.ID = 0
		return errors.Join(tx.Keep(ctx, related), tx.Apply(ctx, changes(chat.ChatStored, c)))
	})
	return c, related
}

type included struct {
	include chat.Include
	related *chat.Related
}

// includes says what each include brings for a chat that points to everything by
// one guid.
func includes(c *chat.Chat, all *chat.Related) []included {
	id := c.SessionID
	options := map[chat.GUID]*chat.CategoryOption{id: all.CategoryOptions[id]}
	return []included{
		{0, &chat.Related{}},
		{chat.IncludeSession, &chat.Related{Sessions: map[chat.GUID]*chat.Session{id: all.Sessions[id]}}},
		{chat.IncludeVisitor, &chat.Related{Visitors: map[chat.GUID]*chat.Visitor{id: all.Visitors[id]}}},
		{chat.IncludeContactIdentity, &chat.Related{ContactIdentities: map[chat.GUID]*chat.ContactIdentity{id: all.ContactIdentities[id]}}},
		{chat.IncludeCampaign, &chat.Related{Campaigns: map[chat.GUID]*chat.Campaign{id: all.Campaigns[id]}}},
		{chat.IncludeDepartment, &chat.Related{Departments: map[chat.GUID]*chat.Department{id: all.Departments[id]}}},
		{chat.IncludeSkill, &chat.Related{Skills: map[chat.GUID]*chat.Skill{id: all.Skills[id]}}},
		{chat.IncludeAutoInvitation, &chat.Related{AutoInvitations: map[chat.GUID]*chat.AutoInvitation{id: all.AutoInvitations[id]}}},
		{chat.IncludeChatAgent, &chat.Related{Agents: map[chat.GUID]*chat.Agent{id: all.Agents[id]}}},
		{chat.IncludeSegmentResult, &chat.Related{Segments: map[chat.GUID]*chat.Segment{id: all.Segments[id]}}},
		{chat.IncludeWrapupCategory, &chat.Related{CategoryOptions: options}},
		{chat.IncludeWrapup, &chat.Related{CategoryOptions: options}},
		{chat.IncludeChatbotMap | chat.IncludeAttachment | chat.IncludeFieldResult | chat.IncludeSurvey, &chat.Related{}},
		{^chat.Include(0), &chat.Related{
			Sessions:          map[chat.GUID]*chat.Session{id: all.Sessions[id]},
			Visitors:          map[chat.GUID]*chat.Visitor{id: all.Visitors[id]},
			ContactIdentities: map[chat.GUID]*chat.ContactIdentity{id: all.ContactIdentities[id]},
			Campaigns:         map[chat.GUID]*chat.Campaign{id: all.Campaigns[id]},
			Departments:       map[chat.GUID]*chat.Department{id: all.Departments[id]},
			Skills:            map[chat.GUID]*chat.Skill{id: all.Skills[id]},
			AutoInvitations:   map[chat.GUID]*chat.AutoInvitation{id: all.AutoInvitations[id]},
			Segments:          map[chat.GUID]*chat.Segment{id: all.Segments[id]},
			CategoryOptions:   options,
			Agents:            map[chat.GUID]*chat.Agent{id: all.Agents[id]},
		}},
	}
}
