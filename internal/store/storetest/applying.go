package storetest

import (
	"context"
	"slices"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var applyCases = map[string]func(*testing.T, *bench){
	"chats without an id get the next ones, in order": func(t *testing.T, b *bench) {
		wantSame(t, idsOf(b.stored(t, 3)), []int64{1, 2, 3})
		wantSame(t, idsOf(b.stored(t, 2)), []int64{4, 5})
	},
	"an id that came along is kept and never given again": func(t *testing.T, b *bench) {
		low, high := b.Random.Chat(), b.Random.Chat()
		low.ID, high.ID = 7, 4875
		b.apply(t, b.site, chat.ChatStored, high, low)
		next := b.stored(t, 1)[0]
		wantSame(t, next.ID, 4876)
		b.apply(t, b.site, chat.ChatDeleted, next)
		wantSame(t, b.stored(t, 1)[0].ID, 4877)
		got, _ := b.read(t, chat.ByID(7), 0)
		wantSame(t, got, low)
	},
	"an id that comes along later in a batch is not given before": func(t *testing.T, b *bench) {
		first, second := b.Random.Chat(), b.Random.Chat()
		second.ID = 1
		b.apply(t, b.site, chat.ChatStored, first, second)
		if first.ID == 1 || first.ID == 0 {
			t.Fatalf("the chat without an id got %d", first.ID)
		}
		wantSame(t, second.ID, 1)
	},
	"a changed chat is replaced, for readers and for searches": func(t *testing.T, b *bench) {
		for _, old := range b.stored(t, 20) {
			fresh := b.Random.Chat()
			fresh.ID, fresh.GUID = old.ID, old.GUID
			b.apply(t, b.site, chat.ChatChanged, fresh)
			got, _ := b.read(t, chat.ByGUID(old.GUID), 0)
			wantSame(t, got, fresh)
			b.wantFoundAs(t, fresh)
		}
	},
	"a deleted chat leaves one event": func(t *testing.T, b *bench) {
		chats := b.stored(t, 3)
		b.apply(t, b.site, chat.ChatChanged, chats[1])
		b.apply(t, b.site, chat.ChatDeleted, chats[1])
		wantSame(t, len(b.found(t, b.site, chat.ByID(chats[1].ID), chat.ByGUID(chats[1].GUID))), 0)
		for _, givenUp := range []bool{false, true} {
			if slices.Contains(idsOf(b.all(t, chat.Query{GivenUp: givenUp}).Chats), chats[1].ID) {
				t.Error("the search finds the deleted chat")
			}
		}
		events := slices.DeleteFunc(b.log(t, b.site, 0, 100), func(e chat.Event) bool { return e.Chat != refOf(chats[1]) })
		wantSame(t, events, []chat.Event{{N: 5, Kind: chat.ChatDeleted, Time: someTime, Chat: refOf(chats[1])}})
	},
	"deleting takes nothing of others": func(t *testing.T, b *bench) {
		c := b.stored(t, 1)[0]
		there := b.Random.Chat()
		there.ID, there.GUID = c.ID, c.GUID
		b.apply(t, b.other, chat.ChatStored, there)
		kept := b.stored(t, 1)[0]
		b.apply(t, b.site, chat.ChatDeleted, c)
		wantSame(t, b.found(t, b.other, refOf(there)), []*chat.Chat{there})
		wantSame(t, b.found(t, b.site, refOf(kept)), []*chat.Chat{kept})
	},
	"a chat can be stored again after it was deleted": func(t *testing.T, b *bench) {
		c := b.stored(t, 1)[0]
		b.apply(t, b.site, chat.ChatDeleted, c)
		b.apply(t, b.site, chat.ChatStored, c)
		got, _ := b.read(t, chat.ByID(c.ID), 0)
		wantSame(t, got, c)
	},
	"one batch may change a chat many times": func(t *testing.T, b *bench) {
		c, gone := b.Random.Chat(), b.Random.Chat()
		last := *c
		last.PageTitle, last.Agents = "the last one", nil
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error {
			c.ID, last.ID, gone.ID = 50, 50, 51
			return tx.Apply(ctx, slices.Concat(changes(chat.ChatStored, c, gone), changes(chat.ChatChanged, c, &last), changes(chat.ChatDeleted, gone)))
		})
		got, _ := b.read(t, chat.ByGUID(c.GUID), 0)
		wantSame(t, got, &last)
		kinds := []chat.EventKind{}
		for _, e := range b.log(t, b.site, 0, 10) {
			kinds = append(kinds, e.Kind)
		}
		wantSame(t, kinds, []chat.EventKind{chat.ChatStored, chat.ChatChanged, chat.ChatChanged, chat.ChatDeleted})
	},
	"an id or a guid that is taken is a conflict": func(t *testing.T, b *bench) {
		c := b.stored(t, 1)[0]
		sameID, sameGUID := b.Random.Chat(), b.Random.Chat()
		sameID.ID, sameGUID.GUID = c.ID, c.GUID
		for _, again := range []*chat.Chat{sameID, sameGUID} {
			err := b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error {
				fresh := *again
				return tx.Apply(ctx, changes(chat.ChatStored, &fresh))
			})
			wantKind(t, err, chat.KindConflict)
		}
		got, _ := b.read(t, chat.ByID(c.ID), 0)
		wantSame(t, got, c)
	},
	"a chat without a guid is refused": func(t *testing.T, b *bench) {
		err := b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error {
			return tx.Apply(ctx, changes(chat.ChatStored, &chat.Chat{}))
		})
		wantKind(t, err, chat.KindInvalid)
	},
	"a site that there is not gets nothing": func(t *testing.T, b *bench) {
		err := b.store.Update(t.Context(), 1, func(ctx context.Context, tx chat.Tx) error {
			return tx.Apply(ctx, changes(chat.ChatStored, b.Random.Chat()))
		})
		wantKind(t, err, chat.KindNotFound)
	},
	"applying nothing is fine": func(t *testing.T, b *bench) {
		b.apply(t, b.site, chat.ChatStored)
		wantSame(t, len(b.log(t, b.site, 0, 10)), 0)
	},
}

// wantFoundAs searches for a chat by each of its values, and by each agent and
// bot that it does not have.
func (b *bench) wantFoundAs(t *testing.T, c *chat.Chat) {
	t.Helper()
	self := filter.Is(filter.Field{Name: "guid", Kind: filter.GUID}, filter.GUIDValue(c.GUID))
	for _, d := range chat.Fields() {
		var where filter.And
		for _, v := range (chat.Record{Chat: c}).Values(d.Field) {
			where = append(where, filter.OneOf{Field: d.Field, Values: []filter.Value{v}})
		}
		for _, id := range b.guids {
			if has := slices.Contains(append(c.AgentIDs(), c.BotIDs()...), id); !has && (d.Field == chat.FieldAgent || d.Field == chat.FieldBotID) {
				where = append(where, filter.Not{X: filter.OneOf{Field: d.Field, Values: []filter.Value{filter.GUIDValue(id)}}})
			}
		}
		query := chat.Query{GivenUp: c.GivenUp(), Where: filter.Normal(append(where, self))}
		wantSame(t, idsOf(b.all(t, query).Chats), []int64{c.ID})
	}
}

var eventCases = map[string]func(*testing.T, *bench){
	"every change is there, in order, with id, guid and time": func(t *testing.T, b *bench) {
		chats := b.stored(t, 2)
		b.apply(t, b.site, chat.ChatChanged, chats[0])
		wantSame(t, b.log(t, b.site, 0, 100), []chat.Event{
			{N: 1, Kind: chat.ChatStored, Time: someTime, Chat: refOf(chats[0])},
			{N: 2, Kind: chat.ChatStored, Time: someTime, Chat: refOf(chats[1])},
			{N: 3, Kind: chat.ChatChanged, Time: someTime, Chat: refOf(chats[0])},
		})
	},
	"reading begins after a number and stops at the limit": func(t *testing.T, b *bench) {
		b.stored(t, 10)
		events := b.log(t, b.site, 4, 3)
		wantSame(t, []int64{events[0].N, events[1].N, events[2].N}, []int64{5, 6, 7})
		wantSame(t, len(b.log(t, b.site, 10, 3)), 0)
		wantSame(t, len(b.log(t, b.site, 0, 0)), 0)
	},
	"each site counts its own": func(t *testing.T, b *bench) {
		b.stored(t, 3)
		c := b.Random.Chat()
		b.apply(t, b.other, chat.ChatStored, c)
		wantSame(t, b.log(t, b.other, 0, 10), []chat.Event{{N: 1, Kind: chat.ChatStored, Time: someTime, Chat: refOf(c)}})
	},
}

var personalCases = map[string]func(*testing.T, *bench){
	"a deleted chat takes along what no other chat points to": func(t *testing.T, b *bench) {
		first, second, third := b.Random.Chat(), b.Random.Chat(), b.Random.Chat()
		shared := chat.Visitor{ID: b.NewGUID(), Name: "Ann"}
		related := &chat.Related{Visitors: map[chat.GUID]*chat.Visitor{shared.ID: &shared}}
		for _, c := range []*chat.Chat{first, second, third} {
			c.VisitorID, c.SessionID, c.ContactIdentityID = shared.ID, b.NewGUID(), b.NewGUID()
			chat.Keep(&related.Sessions, c.SessionID, &chat.Session{ID: c.SessionID})
			chat.Keep(&related.ContactIdentities, c.ContactIdentityID, &chat.ContactIdentity{ID: c.ContactIdentityID})
		}
		third.ContactIdentityID = chat.GUID{}
		const all = chat.IncludeVisitor | chat.IncludeSession | chat.IncludeContactIdentity
		for _, site := range []chat.SiteID{b.site, b.other} {
			b.update(t, site, func(ctx context.Context, tx chat.Tx) error { return tx.Keep(ctx, related) })
		}
		b.apply(t, b.site, chat.ChatStored, first, second, third)
		b.apply(t, b.site, chat.ChatDeleted, first)
		_, left := b.read(t, refOf(second), all)
		wantSame(t, []int{len(left.Visitors), len(left.Sessions), len(left.ContactIdentities)}, []int{1, 1, 1})
		b.apply(t, b.site, chat.ChatDeleted, second, third)

		// Chats that come back find what there still is.
		b.apply(t, b.site, chat.ChatStored, first, second, third)
		for _, c := range []*chat.Chat{first, second, third} {
			_, left := b.read(t, refOf(c), all)
			wantSame(t, []int{len(left.Visitors), len(left.Sessions), len(left.ContactIdentities)}, []int{0, 0, 0})
		}
		b.apply(t, b.other, chat.ChatStored, first)
		_, left, err := b.store.Chat(t.Context(), b.other, refOf(first), all)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, []int{len(left.Visitors), len(left.Sessions), len(left.ContactIdentities)}, []int{1, 1, 1})
	},
}

var fileCases = map[string]func(*testing.T, *bench){
	"files of deleted chats are doomed until they are gone": func(t *testing.T, b *bench) {
		c := b.Random.Chat()
		c.Attachments = []chat.Attachment{{FileKey: "one"}, {FileKey: "two"}, {FileKey: "two"}, {Name: "none"}, {FileKey: "odd\x00\xff"}}
		b.apply(t, b.site, chat.ChatStored, c)
		wantSame(t, b.doomed(t), nil)
		b.apply(t, b.site, chat.ChatDeleted, c)
		wantSame(t, b.doomed(t), []string{"odd\x00\xff", "one", "two"})
		if err := b.store.FilesGone(t.Context(), []chat.SiteFile{{Site: b.site, Key: "one"}, {Site: b.site, Key: "odd\x00\xff"}, {Site: b.other, Key: "two"}}); err != nil {
			t.Fatal(err)
		}
		wantSame(t, b.doomed(t), []string{"two"})
		if err := b.store.FilesGone(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	},
	"the list keeps to its limit": func(t *testing.T, b *bench) {
		c := b.Random.Chat()
		c.Attachments = []chat.Attachment{{FileKey: "one"}, {FileKey: "two"}}
		b.apply(t, b.site, chat.ChatStored, c)
		b.apply(t, b.site, chat.ChatDeleted, c)
		for limit := range 2 {
			files, err := b.store.DoomedFiles(t.Context(), limit)
			if err != nil {
				t.Fatal(err)
			}
			wantSame(t, len(files), limit)
		}
	},
}

// doomed lists the doomed files of the bench's own site.
func (b *bench) doomed(t *testing.T) (keys []string) {
	t.Helper()
	files, err := b.store.DoomedFiles(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Site == b.site {
			keys = append(keys, f.Key)
		}
	}
	slices.Sort(keys)
	return keys
}
