package storetest

import (
	"slices"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// What an index, or a reader of the log, asks a store for.
var sourceCases = map[string]func(*testing.T, *bench){
	"the last event is the newest of the log": func(t *testing.T, b *bench) {
		if n, err := b.store.LastEvent(t.Context(), b.site); err != nil || n != 0 {
			t.Fatalf("a new site has the last event %d, %v", n, err)
		}
		chats := b.stored(t, 5)
		b.apply(t, b.site, chat.ChatDeleted, chats[1], chats[3])
		events := b.log(t, b.site, 0, 100)
		n, err := b.store.LastEvent(t.Context(), b.site)
		if err != nil || n != events[len(events)-1].N {
			t.Errorf("the last event is %d, %v; the log ends with %d", n, err, events[len(events)-1].N)
		}
		if n, err := b.store.LastEvent(t.Context(), b.other); err != nil || n != 0 {
			t.Errorf("the other site's last event is %d, %v", n, err)
		}
	},
	"an unknown site has no last event": func(t *testing.T, b *bench) {
		if n, err := b.store.LastEvent(t.Context(), 1<<40); err != nil || n != 0 {
			t.Errorf("got %d, %v", n, err)
		}
	},
	"chats come in the order of their ids, without those that do not exist": func(t *testing.T, b *bench) {
		chats := b.stored(t, 300)
		b.apply(t, b.site, chat.ChatDeleted, chats[7])
		want := slices.Delete(slices.Clone(chats), 7, 8)
		slices.Reverse(want)
		ids := []int64{1 << 40}
		for _, c := range slices.Backward(chats) {
			ids = append(ids, c.ID)
		}
		got, _, err := b.store.Chats(t.Context(), b.site, ids, 0)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, got, want)
		none, _, err := b.store.Chats(t.Context(), b.other, ids, 0)
		if err != nil || len(none) > 0 {
			t.Errorf("the other site has %d of them, %v", len(none), err)
		}
	},
	"no ids give no chats": func(t *testing.T, b *bench) {
		got, related, err := b.store.Chats(t.Context(), b.site, nil, everyNoun)
		if err != nil || len(got) > 0 || related == nil {
			t.Errorf("got %v, %v, %v", got, related, err)
		}
	},
	"chats bring the nouns that they point to": func(t *testing.T, b *bench) {
		c, all := b.pointingChat(t)
		for _, want := range includes(c, all) {
			_, related, err := b.store.Chats(t.Context(), b.site, []int64{c.ID}, want.include)
			if err != nil {
				t.Fatal(err)
			}
			wantSame(t, related, want.related)
		}
	},
	"judging keeps those that satisfy the condition, in their order": func(t *testing.T, b *bench) {
		chats := b.stored(t, 1000)
		for range 20 {
			q := chat.Query{GivenUp: b.IntN(3) == 0, Where: filter.Normal(b.Tree(2))}
			n := 1 + b.IntN(len(chats))
			var ids, want []int64
			for _, i := range b.Perm(len(chats))[:n] {
				ids = append(ids, chats[i].ID)
				if chats[i].GivenUp() == q.GivenUp && filter.Match(q.Where, chat.Record{Chat: chats[i], Related: &chat.Related{}}) {
					want = append(want, chats[i].ID)
				}
			}
			got, err := b.store.Judge(t.Context(), b.site, q, ids)
			if err != nil || !slices.Equal(got.IDs, want) {
				t.Fatalf("of %d chats %s holds for %v, want %v; %v", n, filter.Show(q.Where), got.IDs, want, err)
			}
		}
	},
}

const everyNoun = ^chat.Include(0)
