package storetest

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var searchCases = map[string]func(*testing.T, *bench){
	"newest first unless asked otherwise": func(t *testing.T, b *bench) {
		chats := b.stored(t, 40)
		for _, by := range []chat.Sort{chat.NewestFirst, {Descending: true}} {
			wantSame(t, idsOf(b.all(t, chat.Query{Sort: by}).Chats), sortedIDs(chats, chat.NewestFirst, false))
		}
	},
	"every sortable field sorts, missing values first, ties by id": func(t *testing.T, b *bench) {
		chats := b.stored(t, 80)
		for _, d := range chat.Fields() {
			for _, descending := range []bool{false, true} {
				by := chat.Sort{By: d.Name, Descending: descending}
				if !d.Sortable {
					_, err := b.store.Search(t.Context(), b.site, chat.Query{Sort: by, Size: 10})
					wantKind(t, err, chat.KindInvalid)
					continue
				}
				got := idsOf(b.all(t, chat.Query{Sort: by}).Chats)
				if want := sortedIDs(chats, by, false); !slices.Equal(got, want) {
					t.Errorf("sorted by %s, descending %v:\n got %v\nwant %v", by.By, descending, got, want)
				}
			}
		}
	},
	"pages put together are the whole, each with the exact total": func(t *testing.T, b *bench) {
		chats := b.stored(t, 37)
		want := sortedIDs(chats, chat.NewestFirst, false)
		var got []int64
		for number := int64(0); number*10 < int64(len(want))+10; number++ {
			page := b.page(t, chat.Query{Sort: chat.NewestFirst, Size: 10, Page: number})
			if page.Total != int64(len(want)) || page.Number != number || page.Size != 10 {
				t.Errorf("page %d says it is number %d of size %d of %d chats", number, page.Number, page.Size, page.Total)
			}
			got = append(got, idsOf(page.Chats)...)
		}
		wantSame(t, got, want)
	},
	"a page past the end is empty and knows the total": func(t *testing.T, b *bench) {
		total := len(sortedIDs(b.stored(t, 30), chat.NewestFirst, false))
		for _, number := range []int64{9, 1 << 40, math.MaxInt64} {
			page := b.page(t, chat.Query{Size: 50, Page: number})
			if len(page.Chats) != 0 || page.Total != int64(total) {
				t.Errorf("page %d has %d chats of %d, want none of %d", number, len(page.Chats), page.Total, total)
			}
		}
	},
	"pages that follow one another by their places are the whole, in every order": func(t *testing.T, b *bench) {
		chats := b.stored(t, 60)
		for _, d := range chat.Fields() {
			for _, by := range []chat.Sort{{By: d.Name}, {By: d.Name, Descending: true}} {
				if d.Sortable {
					wantSame(t, b.followed(t, chat.Query{Sort: by, Size: 7}), sortedIDs(chats, by, false))
				}
			}
		}
	},
	"facets count over all pages what Tally counts, in the query's order": func(t *testing.T, b *bench) {
		chats := b.stored(t, 40)
		q := chat.Query{Size: 1, Page: 1}
		for _, d := range chat.Fields() {
			if d.Counted {
				q.Facets = append(q.Facets, d.Field)
				continue
			}
			_, err := b.store.Search(t.Context(), b.site, chat.Query{Size: 1, Facets: []filter.Field{d.Field}})
			wantKind(t, err, chat.KindInvalid)
		}
		tally := chat.NewTally(q.Facets)
		for _, c := range chats {
			if !c.GivenUp() {
				tally.Add(chat.Record{Chat: c, Related: &chat.Related{}})
			}
		}
		wantSame(t, b.page(t, q).Facets, tally.Facets())
		q.Size = 0
		wantSame(t, b.page(t, q).Facets, tally.Facets())
	},
	"a plan comes when it is asked for": func(t *testing.T, b *bench) {
		b.stored(t, 5)
		for _, explain := range []bool{false, true} {
			if got := b.page(t, chat.Query{Size: 10, Explain: explain}).Plan; (got != nil) != explain {
				t.Errorf("explain %v: %+v", explain, got)
			}
		}
	},
	"a place need not be that of a chat": func(t *testing.T, b *bench) {
		chats := b.stored(t, 30)
		order := sortedIDs(chats, chat.NewestFirst, false)
		gone := order[len(order)/2]
		i := slices.IndexFunc(chats, func(c *chat.Chat) bool { return c.ID == gone })
		place := chat.NewestFirst.PlaceOf(chats[i])
		b.apply(t, b.site, chat.ChatDeleted, chats[i])
		page := b.page(t, chat.Query{Sort: chat.NewestFirst, Size: 50, After: &place})
		wantSame(t, idsOf(page.Chats), order[len(order)/2+1:])
		if page.Next != nil || page.Total != int64(len(order)-1) {
			t.Errorf("next %v, total %d of %d", page.Next, page.Total, len(order)-1)
		}
	},
	"a place of another kind than the order's is refused": func(t *testing.T, b *bench) {
		for _, key := range []filter.Value{filter.IntValue(1), filter.TextValue("x"), filter.NumberValue(math.NaN())} {
			by := chat.Sort{By: "requestedTime"}
			if key.Kind() == filter.Number {
				by.By = "avgResponseTime"
			}
			_, err := b.store.Search(t.Context(), b.site, chat.Query{Size: 10, Sort: by, After: &chat.Place{Key: key, ID: 1}})
			wantKind(t, err, chat.KindInvalid)
		}
	},
	"a page of no size has the total alone": func(t *testing.T, b *bench) {
		total := len(sortedIDs(b.stored(t, 30), chat.NewestFirst, false))
		for _, q := range []chat.Query{{}, {Page: 3}, {After: &chat.Place{}}} {
			if page := b.page(t, q); page.Total != int64(total) || len(page.Chats) != 0 || page.Next != nil {
				t.Errorf("%+v: %+v, want %d", q, page, total)
			}
		}
	},
	"every chat is in one of the two searches": func(t *testing.T, b *bench) {
		chats := b.stored(t, 60)
		for _, givenUp := range []bool{false, true} {
			got := b.all(t, chat.Query{GivenUp: givenUp, Sort: chat.NewestFirst})
			wantSame(t, idsOf(got.Chats), sortedIDs(chats, chat.NewestFirst, givenUp))
		}
	},
	"chats come whole": func(t *testing.T, b *bench) {
		chats := map[int64]*chat.Chat{}
		for _, c := range b.stored(t, 30) {
			chats[c.ID] = c
		}
		for _, c := range b.all(t, chat.Query{}).Chats {
			wantSame(t, c, chats[c.ID])
		}
	},
	"another site has nothing of this one": func(t *testing.T, b *bench) {
		b.stored(t, 20)
		page, err := b.store.Search(t.Context(), b.other, chat.Query{Size: 50, Where: filter.And{}})
		if err != nil || page.Total != 0 || len(page.Chats) != 0 {
			t.Fatalf("the other site's search gave %+v, %v", page, err)
		}
	},
	"a filter answers as Match does for every declared field": func(t *testing.T, b *bench) {
		b.stored(t, 1)
		for _, d := range chat.Fields() {
			for _, e := range []filter.Expr{filter.Exists{Field: d.Field}, filter.Not{X: filter.Exists{Field: d.Field}}, filter.Range{Field: d.Field}} {
				b.all(t, chat.Query{Where: e})
			}
		}
	},
	"a field that is not declared is refused": func(t *testing.T, b *bench) {
		for _, name := range []string{"", "site", "c.site", "guid; --", "\x00"} {
			_, err := b.store.Search(t.Context(), b.site, chat.Query{Size: 10, Where: filter.Exists{Field: filter.Field{Name: name, Kind: filter.Text}}})
			wantKind(t, err, chat.KindInvalid)
			if name != "" {
				_, err = b.store.Search(t.Context(), b.site, chat.Query{Size: 10, Sort: chat.Sort{By: name}})
				wantKind(t, err, chat.KindInvalid)
			}
		}
	},
	"wide and deep conditions are answered": func(t *testing.T, b *bench) {
		c := b.stored(t, 1)[0]
		ticket := filter.Field{Name: "preChatTicketId", Kind: filter.Int}
		var wide filter.Or
		for n := range int64(1100) { // SQLite allows expressions to be 1000 deep
			wide = append(wide, filter.Range{Field: ticket, Min: &filter.Bound{Value: filter.IntValue(c.PreChat.TicketID - n)}})
		}
		query := chat.Query{GivenUp: c.GivenUp(), Where: filter.Normal(wide)}
		wantSame(t, idsOf(b.all(t, query).Chats), []int64{c.ID})
	},
	"a page brings the nouns that its chats point to": func(t *testing.T, b *bench) {
		c, all := b.pointingChat(t)
		for _, want := range includes(c, all) {
			page := b.all(t, chat.Query{Include: want.include})
			wantSame(t, &page.Related, want.related)
		}
	},
}

// all is a search whose one page has everything.
func (b *bench) all(t *testing.T, q chat.Query) *chat.Page {
	t.Helper()
	q.Size = 500
	page := b.page(t, q)
	if int64(len(page.Chats)) != page.Total {
		t.Fatalf("the page has %d chats and says there are %d", len(page.Chats), page.Total)
	}
	return page
}

// followed puts the pages together that follow one another by their places.
func (b *bench) followed(t *testing.T, q chat.Query) []int64 {
	t.Helper()
	var ids []int64
	for q.After = (&chat.Place{}); q.After != nil; {
		page := b.page(t, q)
		if page.Number != 0 || page.Next != nil && int64(len(page.Chats)) != q.Size {
			t.Fatalf("after %v: page %d of %d chats, next %v", *q.After, page.Number, len(page.Chats), page.Next)
		}
		ids, q.After = append(ids, idsOf(page.Chats)...), page.Next
	}
	return ids
}

func (b *bench) page(t *testing.T, q chat.Query) *chat.Page {
	t.Helper()
	page, err := b.store.Search(t.Context(), b.site, q)
	if err != nil {
		t.Fatalf("search: %v", err)
	}
	return page
}

func sortedIDs(chats []*chat.Chat, by chat.Sort, givenUp bool) []int64 {
	chats = slices.DeleteFunc(slices.Clone(chats), func(c *chat.Chat) bool { return c.GivenUp() != givenUp })
	slices.SortFunc(chats, func(x, y *chat.Chat) int { return Compare(by, x, y) })
	return idsOf(chats)
}

// Compare says how two chats stand to each other in an order (chat.Sort).
func Compare(by chat.Sort, x, y *chat.Chat) int {
	a, b := sortValue(by.By, x), sortValue(by.By, y)
	order := cmp.Compare(len(a), len(b)) // none before one
	if order == 0 && len(a) > 0 {
		order = a[0].Compare(b[0])
	}
	if order == 0 {
		order = cmp.Compare(x.ID, y.ID)
	}
	if by.Descending {
		return -order
	}
	return order
}

// sortValue gives the one value of a chat that a sort looks at, or none.
func sortValue(name string, c *chat.Chat) []filter.Value {
	d, _ := chat.FieldNamed(name)
	if d.Field != chat.FieldBotID {
		return chat.Record{Chat: c}.Values(d.Field)
	}
	if c.BotID == (chat.GUID{}) {
		return nil
	}
	return []filter.Value{filter.GUIDValue(c.BotID)}
}
