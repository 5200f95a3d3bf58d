package storetest

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/parleychat/parley/internal/chat"
)

var errOfFn = errors.New("fn does not want to")

var updateCases = map[string]func(*testing.T, *bench){
	"an error of fn undoes everything and comes back": func(t *testing.T, b *bench) {
		c := b.Random.Chat()
		err := b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error {
			c.ID = 0
			return errors.Join(tx.Apply(ctx, changes(chat.ChatStored, c)), tx.Keep(ctx, b.Related()), errOfFn)
		})
		if !errors.Is(err, errOfFn) {
			t.Fatalf("got %v, want fn's error", err)
		}
		wantSame(t, len(b.found(t, b.site, chat.ByGUID(c.GUID))), 0)
		wantSame(t, len(b.log(t, b.site, 0, 10)), 0)
		again := b.stored(t, 1)[0]
		wantSame(t, again.ID, 1)
	},
	"fn sees what it has done": func(t *testing.T, b *bench) {
		c := b.Random.Chat()
		var seen []*chat.Chat
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) (err error) {
			c.ID = 0
			if err := tx.Apply(ctx, changes(chat.ChatStored, c)); err != nil {
				return err
			}
			seen, err = tx.Find(ctx, []chat.Ref{chat.ByID(c.ID)})
			return err
		})
		wantSame(t, seen, []*chat.Chat{c})
	},
	"an error of a call that fn passes over is not forgotten": func(t *testing.T, b *bench) {
		c := b.stored(t, 1)[0]
		again := b.Random.Chat()
		err := b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error {
			again.ID, again.GUID = 0, c.GUID
			_ = tx.Apply(ctx, changes(chat.ChatStored, again)) // refused: the guid is taken
			return nil
		})
		if err == nil {
			t.Fatal("the transaction was committed")
		}
		wantSame(t, len(b.log(t, b.site, 0, 10)), 1)
	},
	"a panic in fn undoes everything and goes on": func(t *testing.T, b *bench) {
		c := b.Random.Chat()
		func() {
			defer func() {
				if p := recover(); p != "fn panics" {
					t.Errorf("recovered %v, want fn's panic", p)
				}
			}()
			_ = b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error {
				if err := tx.Apply(ctx, changes(chat.ChatStored, c)); err != nil {
					t.Error(err)
				}
				panic("fn panics")
			})
		}()
		wantSame(t, len(b.found(t, b.site, chat.ByGUID(c.GUID))), 0)
	},
	"a caller who has gone is not served": func(t *testing.T, b *bench) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := b.store.Update(ctx, b.site, func(context.Context, chat.Tx) error {
			t.Error("fn ran")
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v, want context.Canceled", err)
		}
	},
	"what is changed at the same time is changed one after the other": func(t *testing.T, b *bench) {
		const writers, rounds = 8, 5
		c := b.Random.Chat()
		c.Messages = nil
		b.apply(t, b.site, chat.ChatStored, c)
		var all sync.WaitGroup
		for w := range writers {
			all.Go(func() {
				for r := range rounds {
					if err := b.store.Update(t.Context(), b.site, appendMessage(c.GUID, strconv.Itoa(w*rounds+r))); err != nil {
						t.Errorf("writer %d: %v", w, err)
					}
				}
			})
		}
		all.Wait()
		got, _ := b.read(t, chat.ByGUID(c.GUID), 0)
		wantSame(t, len(got.Messages), writers*rounds)
		wantSame(t, len(b.log(t, b.site, 0, 1000)), writers*rounds+1)
	},
	"chats stored at the same time get different ids and gapless events": func(t *testing.T, b *bench) {
		const writers = 12
		chats := make([]*chat.Chat, 3*writers)
		for i := range chats {
			chats[i] = b.Random.Chat()
		}
		var all sync.WaitGroup
		for batch := range slices.Chunk(chats, 3) {
			all.Go(func() {
				err := b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error {
					for _, c := range batch {
						c.ID = 0
					}
					return tx.Apply(ctx, changes(chat.ChatStored, batch...))
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		ids := idsOf(chats)
		slices.Sort(ids)
		for i, e := range b.log(t, b.site, 0, 1000) {
			wantSame(t, e.N, int64(i+1))
			wantSame(t, ids[i], int64(i+1))
		}
		wantSame(t, len(b.log(t, b.site, 0, 1000)), len(chats))
	},
	"a chat imported twice at the same time is stored once": func(t *testing.T, b *bench) {
		c := b.Random.Chat()
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				if err := b.store.Update(t.Context(), b.site, storeUnlessKnown(c)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		wantSame(t, len(b.log(t, b.site, 0, 10)), 1)
	},
}

func appendMessage(guid chat.GUID, text string) func(context.Context, chat.Tx) error {
	return func(ctx context.Context, tx chat.Tx) error {
		found, err := tx.Find(ctx, []chat.Ref{chat.ByGUID(guid)})
		if err != nil {
			return err
		}
		if len(found) != 1 {
			return chat.ErrChatNotFound
		}
		found[0].Messages = append(found[0].Messages, chat.Message{Text: text, Time: someTime})
		return tx.Apply(ctx, changes(chat.ChatChanged, found...))
	}
}

func storeUnlessKnown(c *chat.Chat) func(context.Context, chat.Tx) error {
	return func(ctx context.Context, tx chat.Tx) error {
		found, err := tx.Find(ctx, []chat.Ref{chat.ByGUID(c.GUID)})
		if err != nil || len(found) > 0 {
			return err
		}
		fresh := *c
		return tx.Apply(ctx, changes(chat.ChatStored, &fresh))
	}
}

var findCases = map[string]func(*testing.T, *bench){
	"finds by id and by guid what exists, once": func(t *testing.T, b *bench) {
		chats := b.stored(t, 5)
		got := b.found(t, b.site, chat.ByID(chats[0].ID), chat.ByGUID(chats[0].GUID), chat.ByGUID(chats[1].GUID), chat.ByID(chats[2].ID),
			chat.ByID(chats[2].ID), chat.ByID(9999), chat.ByGUID(b.NewGUID()))
		slices.SortFunc(got, func(x, y *chat.Chat) int { return int(x.ID - y.ID) })
		wantSame(t, got, chats[:3])
	},
	"finds nothing of another site": func(t *testing.T, b *bench) {
		c := b.stored(t, 1)[0]
		wantSame(t, len(b.found(t, b.other, chat.ByID(c.ID), chat.ByGUID(c.GUID))), 0)
	},
	"finds nothing for nothing": func(t *testing.T, b *bench) {
		b.stored(t, 1)
		wantSame(t, len(b.found(t, b.site)), 0)
	},
	"finds a whole import's worth": func(t *testing.T, b *bench) {
		chats := make([]*chat.Chat, chat.MaxBatch)
		refs := make([]chat.Ref, 0, 2*len(chats))
		for i := range chats {
			chats[i] = &chat.Chat{GUID: b.NewGUID(), RequestedTime: someTime}
		}
		b.apply(t, b.site, chat.ChatStored, chats...)
		for _, c := range chats {
			refs = append(refs, chat.ByGUID(c.GUID), chat.ByID(c.ID))
		}
		got := b.found(t, b.site, refs...)
		slices.SortFunc(got, func(x, y *chat.Chat) int { return int(x.ID - y.ID) })
		wantSame(t, got, chats)
	},
}

var keepCases = map[string]func(*testing.T, *bench){
	"keeps new nouns and leaves those that are there": func(t *testing.T, b *bench) {
		c, before := b.pointingChat(t)
		other := b.Related()
		for id := range before.Sessions {
			other.Sessions[id] = &chat.Session{ID: id, Browser: "another one"}
		}
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error { return tx.Keep(ctx, other) })
		_, got := b.read(t, chat.ByID(c.ID), chat.IncludeSession)
		wantSame(t, got.Sessions[c.SessionID], before.Sessions[c.SessionID])
	},
	"keeping nothing is fine": func(t *testing.T, b *bench) {
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error {
			return errors.Join(tx.Keep(ctx, nil), tx.Keep(ctx, &chat.Related{}))
		})
	},
	"nouns kept at the same time in any order do not fail": func(t *testing.T, b *bench) {
		related := b.Related()
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				err := b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error { return tx.Keep(ctx, related) })
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	},
}
