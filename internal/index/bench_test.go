package index

import (
	"context"
	"flag"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/demo"
	"github.com/parleychat/parley/internal/filter"
)

var benchChats = flag.Int("chats", 5000, "how many chats the benchmarks search")

// demoSource is a log of made-up chats, one event each.
type demoSource struct{ chats []*chat.Chat }

func newDemoSource(n int) *demoSource {
	s := &demoSource{}
	for c := range demo.New(1, time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)).Chats(n, 1) {
		s.chats = append(s.chats, c)
	}
	return s
}

func (s *demoSource) LastEvent(context.Context, chat.SiteID) (int64, error) {
	return int64(len(s.chats)), nil
}

func (s *demoSource) Events(_ context.Context, _ chat.SiteID, after int64, limit int) ([]chat.Event, error) {
	var events []chat.Event
	for n := after + 1; n <= int64(len(s.chats)) && len(events) < limit; n++ {
		events = append(events, chat.Event{N: n, Chat: chat.ByID(n)})
	}
	return events, nil
}

func (s *demoSource) Chats(_ context.Context, _ chat.SiteID, ids []int64, _ chat.Include) (found []*chat.Chat, _ *chat.Related, _ error) {
	for _, id := range ids {
		found = append(found, s.chats[id-1])
	}
	return found, nil, nil
}

func (s *demoSource) Judge(_ context.Context, _ chat.SiteID, q chat.Query, ids []int64) (judged chat.Judged, _ error) {
	for _, id := range ids {
		if filter.Match(q.Where, chat.Record{Chat: s.chats[id-1]}) {
			judged.IDs = append(judged.IDs, id)
		}
	}
	return judged, nil
}

func BenchmarkFind(b *testing.B) {
	source := newDemoSource(*benchChats)
	s, err := openSite(1, source, filepath.Join(b.TempDir(), "index"), discardLog(), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	s.look(b.Context())
	b.Logf("indexed %d chats a second", int(float64(len(source.chats))/time.Since(began).Seconds()))
	x := &Index{sites: map[chat.SiteID]*site{1: s}}
	days := func(n int) filter.Expr {
		from := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
		return filter.Range{
			Field: chat.FieldRequestedTime, Min: &filter.Bound{Value: filter.TimeValue(from)}, Max: &filter.Bound{Value: filter.TimeValue(from.AddDate(0, 0, n))},
		}
	}
	contains := func(name, part string) filter.Expr {
		return filter.Contains{Field: filter.Field{Name: name, Kind: filter.Text}, Parts: []filter.Value{filter.TextValue(part)}}
	}
	status := filter.Is(filter.Field{Name: "status", Kind: filter.Int}, filter.IntValue(0))
	for _, q := range []struct {
		name  string
		where filter.Expr
		page  int64
	}{
		{"all", nil, 0},
		{"all, a deep page", nil, int64(len(source.chats)) / 80},
		{"status and a year", filter.And{status, days(365)}, 0},
		{"a common word", words(b, "fennimore"), 0},
		{"a rare word and a year", filter.And{words(b, "quillback"), days(365)}, 0},
		{"a beginning", words(b, "larks*"), 0},
		{"rare e-mail", contains("preChatEmail", "fjordline.ex"), 0},
		{"common e-mail", contains("preChatEmail", "mail.ex"), 0},
		{"pattern and 30 days", filter.And{pattern(b, "preChatEmail", `^[a-m].*@mail\.`), days(30)}, 0},
		{"pattern", pattern(b, "preChatName", `^\w+ Smith$`), 0},
	} {
		query := chat.Query{Where: filter.Normal(filter.And{q.where}), Sort: chat.NewestFirst, Size: 50, Page: q.page}
		if q.where == nil {
			query.Where = filter.And{}
		}
		b.Run(q.name, func(b *testing.B) {
			for b.Loop() {
				if found, err := x.Find(b.Context(), 1, query); err != nil || found == nil {
					b.Fatal(found, err)
				}
			}
		})
	}
}

func words(tb testing.TB, text string) filter.Expr {
	tb.Helper()
	q, err := filter.ParseWords(text)
	if err != nil {
		tb.Fatal(err)
	}
	return filter.HasWords{Field: chat.FieldKeywords, Query: q}
}

func pattern(tb testing.TB, name, text string) filter.Expr {
	tb.Helper()
	p, err := filter.ParsePattern(text)
	if err != nil {
		tb.Fatal(err)
	}
	return filter.Matches{Field: filter.Field{Name: name, Kind: filter.Text}, Pattern: p}
}

func discardLog() *slog.Logger { return slog.New(slog.DiscardHandler) }
