package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// sessionCases are about sessions of several chats, and those that come apart from
// their chats.
var sessionCases = map[string]func(*testing.T, *bench){
	"a session stays as it came first, whichever chats point to it": func(t *testing.T, b *bench) {
		first, second, third := b.visiting()
		id := first.SessionID
		mine, other := &chat.Session{ID: id, Browser: "first"}, &chat.Session{ID: id, Browser: "other"}
		b.bring(t, mine, first)
		b.bring(t, nil, second)
		b.bring(t, other, third)
		b.wantSession(t, mine, first, second, third)
		b.apply(t, b.site, chat.ChatDeleted, first)
		b.wantSession(t, mine, second, third)
		b.apply(t, b.site, chat.ChatDeleted, second, third)
		b.bring(t, nil, first)
		b.wantSession(t, nil, first)
	},
	"chats that come together share a session": func(t *testing.T, b *bench) {
		first, second, third := b.visiting()
		mine := &chat.Session{ID: first.SessionID, Browser: "one"}
		b.bring(t, mine, first, second)
		b.bring(t, nil, third)
		b.wantSession(t, mine, first, second, third)
		b.apply(t, b.site, chat.ChatDeleted, second, third)
		b.wantSession(t, mine, first)
	},
	"a session may come before its chat or after it": func(t *testing.T, b *bench) {
		first, second, third := b.visiting()
		mine, other := &chat.Session{ID: first.SessionID, Browser: "one"}, &chat.Session{ID: first.SessionID, Browser: "other"}
		b.bring(t, mine)
		b.bring(t, other, first)
		b.wantSession(t, mine, first)

		second.SessionID, third.SessionID = b.NewGUID(), b.NewGUID()
		late := &chat.Session{ID: second.SessionID, Browser: "late"}
		b.bring(t, nil, second)
		b.wantSession(t, nil, second)
		b.bring(t, late)
		b.bring(t, &chat.Session{ID: second.SessionID, Browser: "too late"})
		b.wantSession(t, late, second)
	},
	"a session stays with a chat that changes": func(t *testing.T, b *bench) {
		first, second, third := b.visiting()
		mine := &chat.Session{ID: first.SessionID, Browser: "one"}
		b.bring(t, mine, first)
		first.PreChat.Name = "another name"
		b.apply(t, b.site, chat.ChatChanged, first)
		b.wantSession(t, mine, first)
		b.bring(t, nil, second)
		b.apply(t, b.site, chat.ChatChanged, first, second)
		b.wantSession(t, mine, first, second)

		third.SessionID = b.NewGUID()
		b.bring(t, nil, third)
		late := &chat.Session{ID: third.SessionID, Browser: "late"}
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error {
			return errors.Join(tx.Keep(ctx, sessions(late)), tx.Apply(ctx, []chat.Change{{Kind: chat.ChatChanged, Time: someTime, Chat: third}}))
		})
		b.wantSession(t, late, third)
	},
	"sites have sessions of their own": func(t *testing.T, b *bench) {
		first, _, _ := b.visiting()
		mine := &chat.Session{ID: first.SessionID, Browser: "one"}
		b.bring(t, mine, first)
		b.apply(t, b.other, chat.ChatStored, first)
		_, related, err := b.store.Chat(t.Context(), b.other, refOf(first), chat.IncludeSession)
		if err != nil || len(related.Sessions) > 0 {
			t.Errorf("the other site shows %v, %v", related, err)
		}
	},
}

// visiting makes three chats of one session.
func (b *bench) visiting() (first, second, third *chat.Chat) {
	session := b.NewGUID()
	first, second, third = b.Random.Chat(), b.Random.Chat(), b.Random.Chat()
	first.SessionID, second.SessionID, third.SessionID = session, session, session
	return first, second, third
}

func sessions(s *chat.Session) *chat.Related {
	related := &chat.Related{}
	if s != nil {
		chat.Keep(&related.Sessions, s.ID, s)
	}
	return related
}

// bring stores chats in one transaction with a session that comes along, if one does.
func (b *bench) bring(t *testing.T, s *chat.Session, chats ...*chat.Chat) {
	t.Helper()
	b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error {
		changes := make([]chat.Change, len(chats))
		for i, c := range chats {
			changes[i] = chat.Change{Kind: chat.ChatStored, Time: someTime, Chat: c}
		}
		return errors.Join(tx.Keep(ctx, sessions(s)), tx.Apply(ctx, changes))
	})
}

// wantSession reads chats by each of the ways there are.
func (b *bench) wantSession(t *testing.T, want *chat.Session, chats ...*chat.Chat) {
	t.Helper()
	for _, c := range chats {
		_, related := b.read(t, refOf(c), chat.IncludeSession)
		wantSame(t, related.Sessions[c.SessionID], want)
		_, related, err := b.store.Chats(t.Context(), b.site, []int64{c.ID}, chat.IncludeSession)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, related.Sessions[c.SessionID], want)
		field, _ := chat.FieldNamed("id")
		id := filter.Is(field.Field, filter.IntValue(c.ID))
		for _, where := range []filter.Expr{id, filter.Or{id, filter.HasWords{Field: chat.FieldKeywords}}} {
			page, err := b.store.Search(t.Context(), b.site, chat.Query{GivenUp: c.GivenUp(), Where: filter.Normal(where), Size: 10, Sort: chat.NewestFirst, Include: chat.IncludeSession})
			if err != nil || len(page.Chats) != 1 {
				t.Fatalf("%d chats found, %v", len(page.Chats), err)
			}
			wantSame(t, page.Related.Sessions[c.SessionID], want)
		}
	}
}
