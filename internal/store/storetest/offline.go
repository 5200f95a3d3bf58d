package storetest

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var offlineCases = map[string]func(*testing.T, *bench){
	"an offline message comes back by id and guid, on its site only": func(t *testing.T, b *bench) {
		for _, want := range b.leave(t, 20) {
			for _, ref := range []chat.Ref{chat.ByID(want.ID), chat.ByGUID(want.GUID)} {
				got, err := b.store.OfflineMessage(t.Context(), b.site, ref)
				if err != nil {
					t.Fatal(err)
				}
				wantSame(t, *got, want)
				_, err = b.store.OfflineMessage(t.Context(), b.other, ref)
				wantKind(t, err, chat.KindNotFound)
			}
		}
	},
	"ids count up, pass over those that came along, and are never given again": func(t *testing.T, b *bench) {
		add := func(id int64) (int64, error) {
			m := b.Random.OfflineMessage()
			m.ID = id
			return b.addOffline(t, b.site, m)
		}
		for _, step := range []struct{ given, want int64 }{{0, 1}, {0, 2}, {1 << 40, 1 << 40}, {7, 7}, {0, 1<<40 + 1}} {
			if got, err := add(step.given); err != nil || got != step.want {
				t.Fatalf("the id %d became %d, want %d (%v)", step.given, got, step.want, err)
			}
		}
		_, err := add(7)
		wantKind(t, err, chat.KindConflict)
		if n, err := b.deleteOffline(t, b.site, []chat.Ref{chat.ByID(1<<40 + 1)}); n != 1 || err != nil {
			t.Fatalf("deleted %d, %v", n, err)
		}
		if got, err := add(0); err != nil || got != 1<<40+2 {
			t.Errorf("after a deletion the next id is %d, %v", got, err)
		}
	},
	"what cannot be told from another is refused": func(t *testing.T, b *bench) {
		first := b.leave(t, 1)[0]
		twice := b.Random.OfflineMessage()
		twice.GUID = first.GUID
		_, err := b.addOffline(t, b.site, twice)
		wantKind(t, err, chat.KindConflict)
		if _, err := b.addOffline(t, b.other, twice); err != nil {
			t.Errorf("the same guid on another site: %v", err)
		}
		twice.GUID = chat.GUID{}
		_, err = b.addOffline(t, b.site, twice)
		wantKind(t, err, chat.KindInvalid)
		_, err = b.addOffline(t, b.site+1_000_000, b.Random.OfflineMessage())
		wantKind(t, err, chat.KindNotFound)
		wantSame(t, b.searchOffline(t, chat.OfflineQuery{Size: 10}).Messages, []chat.OfflineMessage{first})
	},
	"a deletion takes what there is, once": func(t *testing.T, b *bench) {
		all := b.leave(t, 5)
		refs := []chat.Ref{chat.ByID(all[0].ID), chat.ByGUID(all[0].GUID), chat.ByGUID(all[3].GUID), chat.ByID(99), chat.ByGUID(b.NewGUID())}
		if n, err := b.deleteOffline(t, b.other, refs); n != 0 || err != nil {
			t.Fatalf("on another site %d, %v", n, err)
		}
		for _, want := range []int64{2, 0} {
			if n, err := b.deleteOffline(t, b.site, refs); n != want || err != nil {
				t.Fatalf("%d, %v, want %d", n, err, want)
			}
		}
		left := b.searchOffline(t, chat.OfflineQuery{Size: 10, Sort: chat.Sort{By: "id"}}).Messages
		wantSame(t, left, []chat.OfflineMessage{all[1], all[2], all[4]})
	},
	"every sortable field of offline messages sorts, ties by id": func(t *testing.T, b *bench) {
		all := b.leave(t, 40)
		for _, d := range chat.OfflineFields() {
			for _, descending := range []bool{false, true} {
				q := chat.OfflineQuery{Size: 500, Sort: chat.Sort{By: d.Name, Descending: descending}}
				if !d.Sortable {
					_, err := b.store.SearchOfflineMessages(t.Context(), b.site, q)
					wantKind(t, err, chat.KindInvalid)
					continue
				}
				slices.SortFunc(all, func(x, y chat.OfflineMessage) int { return compareOffline(d.Field, descending, x, y) })
				wantSame(t, idsOfOffline(b.searchOffline(t, q).Messages), idsOfOffline(all))
			}
		}
	},
	"pages of offline messages put together are the whole": func(t *testing.T, b *bench) {
		want := idsOfOffline(b.leave(t, 37))
		var got []int64
		for number := range int64(5) {
			page := b.searchOffline(t, chat.OfflineQuery{Sort: chat.Sort{By: "id"}, Size: 10, Page: number})
			if page.Total != 37 || page.Number != number || page.Size != 10 {
				t.Errorf("page %d is number %d of size %d of %d", number, page.Number, page.Size, page.Total)
			}
			got = append(got, idsOfOffline(page.Messages)...)
		}
		wantSame(t, got, want)
		for _, number := range []int64{4, 1 << 40, math.MaxInt64} {
			if page := b.searchOffline(t, chat.OfflineQuery{Size: 50, Page: number}); len(page.Messages) != 0 || page.Total != 37 {
				t.Errorf("page %d has %d of %d", number, len(page.Messages), page.Total)
			}
		}
	},
	"a search among offline messages answers as Match does": func(t *testing.T, b *bench) {
		all := b.leave(t, 60)
		b.checkOffline(t, all, b.site, nil)
		for _, d := range chat.OfflineFields() {
			b.checkOffline(t, all, b.site, filter.Exists{Field: d.Field})
			b.checkOffline(t, nil, b.other, filter.Not{X: filter.Exists{Field: d.Field}})
		}
		trees := b.Among(chat.OfflineFields())
		found := 0
		for range 400 {
			found += b.checkOffline(t, all, b.site, trees.Tree(3))
			found += b.checkOffline(t, all, b.site, filter.And{trees.narrowing(), trees.Tree(1)})
		}
		if found < 1000 {
			t.Errorf("only %d messages were found, so that little was tried", found)
		}
	},
	"a field that offline messages lack is refused": func(t *testing.T, b *bench) {
		for _, name := range []string{"", "site", "requestedTime", "doc; --"} {
			field := filter.Field{Name: name, Kind: filter.Text}
			_, err := b.store.SearchOfflineMessages(t.Context(), b.site, chat.OfflineQuery{Size: 10, Where: filter.Exists{Field: field}})
			wantKind(t, err, chat.KindInvalid)
		}
	},
}

// leave stores n random offline messages, in the order of their ids.
func (b *bench) leave(t *testing.T, n int) []chat.OfflineMessage {
	t.Helper()
	all := make([]chat.OfflineMessage, n)
	for i := range all {
		m := b.Random.OfflineMessage()
		id, err := b.addOffline(t, b.site, m)
		if err != nil {
			t.Fatal(err)
		}
		m.ID = id
		all[i] = m
	}
	return all
}

func (b *bench) searchOffline(t *testing.T, q chat.OfflineQuery) *chat.OfflinePage {
	t.Helper()
	page, err := b.store.SearchOfflineMessages(t.Context(), b.site, q)
	if err != nil {
		t.Fatalf("search by %s: %v", filter.Show(q.Where), err)
	}
	return page
}

// checkOffline holds a search against the definition, and gives how many it found.
func (b *bench) checkOffline(t *testing.T, all []chat.OfflineMessage, site chat.SiteID, where filter.Expr) int {
	t.Helper()
	var want []int64
	for _, m := range all {
		if filter.Match(where, chat.OfflineRecord{OfflineMessage: &m}) {
			want = append(want, m.ID)
		}
	}
	if where != nil {
		where = filter.Normal(where)
	}
	page, err := b.store.SearchOfflineMessages(t.Context(), site, chat.OfflineQuery{Where: where, Size: 500, Sort: chat.Sort{By: "id"}})
	if err != nil {
		t.Fatalf("%s: %v", filter.Show(where), err)
	}
	if got := idsOfOffline(page.Messages); !slices.Equal(got, want) || page.Total != int64(len(want)) {
		t.Fatalf("%s\nfinds %v of %d, want %v", filter.Show(where), got, page.Total, want)
	}
	return len(want)
}

// narrowing is a condition of the kinds that columns may answer.
func (r *Random) narrowing() filter.Expr {
	switch r.IntN(3) {
	case 0:
		return filter.Range{Field: chat.FieldCreatedTime, Min: r.bound(filter.Time), Max: r.bound(filter.Time)}
	case 1:
		return filter.Is(filter.Field{Name: "departmentId", Kind: filter.GUID}, r.value(filter.GUID), r.value(filter.GUID))
	default:
		return filter.OneOf{Field: filter.Field{Name: "email", Kind: filter.Text}, Values: []filter.Value{filter.TextValue(r.Text()), filter.TextValue(r.Text())}}
	}
}

// compareOffline orders messages by the definition: none before one, then by value.
func compareOffline(f filter.Field, descending bool, x, y chat.OfflineMessage) int {
	a, b := chat.OfflineRecord{OfflineMessage: &x}.Values(f), chat.OfflineRecord{OfflineMessage: &y}.Values(f)
	order := len(a) - len(b)
	if order == 0 && len(a) > 0 {
		order = a[0].Compare(b[0])
	}
	if order == 0 {
		order = int(x.ID - y.ID)
	}
	if descending {
		return -order
	}
	return order
}

func idsOfOffline(messages []chat.OfflineMessage) []int64 {
	var ids []int64
	for _, m := range messages {
		ids = append(ids, m.ID)
	}
	return ids
}

func (b *bench) addOffline(t *testing.T, site chat.SiteID, m chat.OfflineMessage) (id int64, err error) {
	t.Helper()
	err = b.store.Update(t.Context(), site, func(ctx context.Context, tx chat.Tx) (err error) {
		id, err = b.store.AddOfflineMessage(ctx, site, tx, m)
		return err
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

func (b *bench) deleteOffline(t *testing.T, site chat.SiteID, refs []chat.Ref) (n int64, err error) {
	t.Helper()
	err = b.store.Update(t.Context(), site, func(ctx context.Context, tx chat.Tx) (err error) {
		n, err = b.store.DeleteOfflineMessages(ctx, site, tx, refs)
		return err
	})
	return n, err
}
