package store

import (
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/demo"
	"github.com/parleychat/parley/internal/filter"
	"github.com/parleychat/parley/internal/store/storetest"
)

var benchChats = flag.Int("chats", 5000, "how many chats the benchmarks import")

// importDemo stores the demo site's chats as an import does and tells how long
// the store took.
func importDemo(tb testing.TB, s *Store, n int) (took time.Duration) {
	tb.Helper()
	createSite(tb, s, 1)
	site := demo.New(1, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	related := site.Related()
	var batch []*chat.Chat
	flush := func() {
		began := time.Now()
		if err := s.Update(tb.Context(), 1, importBatch(batch, related)); err != nil {
			tb.Fatal(err)
		}
		took += time.Since(began)
		batch, related = nil, &chat.Related{}
	}
	for c, nouns := range site.Chats(n, 1) {
		batch = append(batch, c)
		related.Merge(nouns)
		if len(batch) == chat.MaxBatch {
			flush()
		}
	}
	if len(batch) > 0 {
		flush()
	}
	return took
}

func importBatch(batch []*chat.Chat, related *chat.Related) func(context.Context, chat.Tx) error {
	return func(ctx context.Context, tx chat.Tx) error {
		refs := make([]chat.Ref, 0, 2*len(batch))
		changes := make([]chat.Change, len(batch))
		for i, c := range batch {
			refs = append(refs, chat.ByGUID(c.GUID), chat.ByID(c.ID))
			changes[i] = chat.Change{Kind: chat.ChatStored, Chat: c}
		}
		known, err := tx.Find(ctx, refs)
		if err == nil && len(known) > 0 {
			err = errors.New("the chats are there already")
		}
		if err != nil {
			return err
		}
		if err := tx.Keep(ctx, related); err != nil {
			return err
		}
		return tx.Apply(ctx, changes)
	}
}

func BenchmarkSearch(b *testing.B) {
	for name, address := range map[string]func(testing.TB) string{"SQLite": sqliteAddress, "PostgreSQL": storetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			s := openTest(b, address(b))
			took := importDemo(b, s, *benchChats)
			b.Logf("imported %d chats a second", int(float64(*benchChats)/took.Seconds()))
			if name == "PostgreSQL" {
				if err := s.writes.transact(b.Context(), func(ctx context.Context, c *conn) error { return c.exec(ctx, "ANALYZE") }); err != nil {
					b.Fatal(err)
				}
			}
			benchSearches(b, s)
		})
	}
}

func benchSearches(b *testing.B, s *Store) {
	b.Helper()
	newest, err := s.Search(b.Context(), 1, chat.Query{Size: 1, Sort: chat.NewestFirst})
	if err != nil || len(newest.Chats) == 0 {
		b.Fatal(err)
	}
	department := filter.Is(filter.Field{Name: "departmentId", Kind: filter.GUID}, filter.GUIDValue(busiest(b, s)))
	end := newest.Chats[0].RequestedTime
	since := func(days int) filter.Expr {
		return filter.Range{Field: chat.FieldRequestedTime, Min: &filter.Bound{Value: filter.TimeValue(end.AddDate(0, 0, -days))}}
	}
	for _, q := range []struct {
		name  string
		query chat.Query
	}{
		{"30days+department", chat.Query{Where: filter.And{department, since(30)}}},
		{"30days+department+session", chat.Query{Where: filter.And{department, since(30)}, Include: chat.IncludeSession}},
		{"department", chat.Query{Where: department}},
		{"30days", chat.Query{Where: since(30)}},
		{"all", chat.Query{}},
		{"all,page1000", chat.Query{Page: 1000}},
		{"agentOnly+fromButton+department", chat.Query{Where: filter.And{
			department, filter.Is(filter.Field{Name: "chatType", Kind: filter.Int}, filter.IntValue(0)),
			filter.Is(filter.Field{Name: "source", Kind: filter.Int}, filter.IntValue(0)),
		}}},
	} {
		q.query.Size, q.query.Sort = 50, chat.NewestFirst
		b.Run(q.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Search(b.Context(), 1, q.query); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("one chat", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := s.Chat(b.Context(), 1, chat.ByID(newest.Chats[0].ID), chat.IncludeSession); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// busiest is the department of most of the newest chats.
func busiest(b testing.TB, s *Store) (most chat.GUID) {
	b.Helper()
	page, err := s.Search(b.Context(), 1, chat.Query{Size: 500, Sort: chat.NewestFirst})
	if err != nil {
		b.Fatal(err)
	}
	counts := map[chat.GUID]int{}
	for _, c := range page.Chats {
		if counts[c.DepartmentID]++; c.DepartmentID != (chat.GUID{}) && counts[c.DepartmentID] > counts[most] {
			most = c.DepartmentID
		}
	}
	return most
}

// BenchmarkUpdate stores single chats, one after the other and from 64 callers.
func BenchmarkUpdate(b *testing.B) {
	for name, address := range map[string]func(testing.TB) string{"SQLite": sqliteAddress, "PostgreSQL": storetest.Postgres} {
		s := openTest(b, address(b))
		createSite(b, s, 1)
		template := talk(rand.New(rand.NewPCG(1, 1)), 10)
		store := func() {
			c := *template
			c.ID, c.GUID = 0, uuid.New()
			storeChats(b, s, 1, &c)
		}
		b.Run(name+"/1", func(b *testing.B) {
			for b.Loop() {
				store()
			}
		})
		b.Run(name+"/64", func(b *testing.B) {
			b.SetParallelism(64 / runtime.GOMAXPROCS(0))
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					store()
				}
			})
		})
	}
}
