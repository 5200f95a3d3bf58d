package storetest

import (
	"testing"

	"github.com/parleychat/parley/internal/chat"
)

var partIDCases = map[string]func(*testing.T, *bench){
	"parts without an id get the site's next ones, above those that came along": func(t *testing.T, b *bench) {
		first, second := b.Random.Chat(), b.Random.Chat()
		first.FieldResults = []chat.FieldResult{{Value: "a"}, {ID: 30}, {Value: "b"}}
		first.Categories = []chat.WrapupCategory{{OptionID: b.NewGUID()}}
		second.FieldResults = []chat.FieldResult{{Value: "c"}, {ID: -5}, {ID: 1 << 60}}
		second.Categories = []chat.WrapupCategory{{ID: 12, OptionID: b.NewGUID()}}
		b.apply(t, b.site, chat.ChatStored, first, second)
		b.apply(t, b.site, chat.ChatDeleted, second)
		third := b.Random.Chat()
		third.FieldResults, third.Categories = []chat.FieldResult{{Value: "d"}}, []chat.WrapupCategory{{OptionID: b.NewGUID()}}
		b.apply(t, b.site, chat.ChatStored, third)
		got, _ := b.read(t, chat.ByID(first.ID), 0)
		wantSame(t, resultIDs(got), []int64{31, 30, 32})
		wantSame(t, got.Categories[0].ID, 13)
		got, _ = b.read(t, chat.ByID(third.ID), 0)
		wantSame(t, resultIDs(got), []int64{34})
		wantSame(t, got.Categories[0].ID, 14)
	},
	"a chat's own lists are numbered, not those that it shares": func(t *testing.T, b *bench) {
		c := b.Random.Chat()
		c.FieldResults = []chat.FieldResult{{Value: "a"}}
		shared := *c
		b.apply(t, b.site, chat.ChatStored, c)
		wantSame(t, resultIDs(&shared), []int64{0})
	},
	"every kind that leaves a record replaces the earlier one": func(t *testing.T, b *bench) {
		for _, kind := range []chat.EventKind{chat.ChatChanged, chat.TicketChanged, chat.ChatAttached, chat.ChatWrappedUp, chat.ResultsEntered, chat.CategoriesChosen} {
			old := b.stored(t, 1)[0]
			fresh := b.Random.Chat()
			fresh.ID, fresh.GUID = old.ID, old.GUID
			b.apply(t, b.site, kind, fresh)
			got, _ := b.read(t, chat.ByGUID(old.GUID), 0)
			wantSame(t, got, fresh)
			events := b.log(t, b.site, 0, 100)
			wantSame(t, events[len(events)-1].Kind, kind)
		}
	},
}

func resultIDs(c *chat.Chat) []int64 {
	ids := make([]int64, len(c.FieldResults))
	for i, r := range c.FieldResults {
		ids[i] = r.ID
	}
	return ids
}
