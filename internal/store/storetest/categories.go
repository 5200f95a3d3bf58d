package storetest

import (
	"context"
	"testing"

	"github.com/parleychat/parley/internal/chat"
)

var categoryCases = map[string]func(*testing.T, *bench){
	"categories and their options come back in their order": func(t *testing.T, b *bench) {
		first := chat.Category{ID: b.NewGUID(), Name: "B", IsRequired: true, Order: -1, Options: []chat.CategoryOption{b.option("x", 1), b.option("a", 2)}}
		second := chat.Category{ID: b.NewGUID(), Name: "A", Options: []chat.CategoryOption{b.option("y", 0)}}
		b.put(t, second, first)
		b.wantCategories(t, first, second)
		b.update(t, b.other, func(ctx context.Context, tx chat.Tx) error {
			return tx.DropResource(ctx, chat.WrapupCategories, first.ID)
		})
		b.wantCategories(t, first, second)
	},
	"what a category loses belongs to none and stays known": func(t *testing.T, b *bench) {
		lost, kept := b.option("lost", 0), b.option("kept", 1)
		c := chat.Category{ID: b.NewGUID(), Name: "C", Options: []chat.CategoryOption{lost, kept}}
		b.put(t, c)
		kept.Name = "renamed"
		c.Options = []chat.CategoryOption{kept}
		b.put(t, c)
		b.wantCategories(t, c)
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error {
			return tx.DropResource(ctx, chat.WrapupCategories, c.ID)
		})
		b.wantCategories(t)
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error {
			known, err := tx.Options(ctx, []chat.GUID{lost.ID, b.NewGUID(), kept.ID, lost.ID})
			wantSame(t, known, map[chat.GUID]*chat.CategoryOption{lost.ID: &lost, kept.ID: &kept})
			return err
		})
	},
	"an imported option is taken over": func(t *testing.T, b *bench) {
		o := b.option("imported", 0)
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error {
			return tx.Keep(ctx, &chat.Related{CategoryOptions: map[chat.GUID]*chat.CategoryOption{o.ID: {ID: o.ID, Name: "old"}}})
		})
		b.wantCategories(t)
		c := chat.Category{ID: b.NewGUID(), Name: "C", Options: []chat.CategoryOption{o}}
		b.put(t, c)
		b.wantCategories(t, c)
	},
	"chosen categories are listed by id, and go with their chat": func(t *testing.T, b *bench) {
		first, second := b.Random.Chat(), b.Random.Chat()
		one, two := b.NewGUID(), b.NewGUID()
		first.Categories = []chat.WrapupCategory{{ID: 7, OptionID: one}, {ID: 3, OptionID: two}}
		second.Categories = []chat.WrapupCategory{{ID: 5, OptionID: one}, {ID: 7, OptionID: two}}
		b.apply(t, b.site, chat.ChatStored, first, second)
		all := []chat.Chosen{{ID: 3, Chat: first.ID, OptionID: two}, {ID: 5, Chat: second.ID, OptionID: one}, {ID: 7, Chat: first.ID, OptionID: one}, {ID: 7, Chat: second.ID, OptionID: two}}
		b.wantChosen(t, 0, 10, all)
		b.wantChosen(t, 1, 2, all[1:3])
		b.wantChosen(t, 4, 10, nil)
		got, err := b.store.ChosenByID(t.Context(), b.site, 7)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, got, all[2])
		_, err = b.store.ChosenByID(t.Context(), b.other, 7)
		wantKind(t, err, chat.KindNotFound)
		first.Categories = []chat.WrapupCategory{{ID: 9, OptionID: one}}
		b.apply(t, b.site, chat.CategoriesChosen, first)
		b.apply(t, b.site, chat.ChatDeleted, second)
		b.wantChosen(t, 0, 10, []chat.Chosen{{ID: 9, Chat: first.ID, OptionID: one}})
	},
}

func (b *bench) option(name string, order int64) chat.CategoryOption {
	return chat.CategoryOption{ID: b.NewGUID(), Name: name, GroupName: "G", Order: order}
}

func (b *bench) put(t *testing.T, categories ...chat.Category) {
	t.Helper()
	for _, c := range categories {
		b.putResources(t, b.site, &c)
	}
}

func (b *bench) wantCategories(t *testing.T, want ...chat.Category) {
	t.Helper()
	all := make([]chat.Resource, len(want))
	for i := range want {
		all[i] = &want[i]
	}
	b.wantResources(t, b.site, chat.WrapupCategories, all...)
}

func (b *bench) wantChosen(t *testing.T, offset, limit int64, want []chat.Chosen) {
	t.Helper()
	got, err := b.store.Chosen(t.Context(), b.site, offset, limit)
	if err != nil {
		t.Fatal(err)
	}
	if len(got)+len(want) > 0 {
		wantSame(t, got, want)
	}
}
