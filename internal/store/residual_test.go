package store

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
	"github.com/parleychat/parley/internal/store/storetest"
)

func TestSearchesThatAskTooMuchSayWhatIsTooMuch(t *testing.T) {
	t.Parallel()
	pattern, err := filter.ParsePattern("[a-z]{20}x")
	if err != nil {
		t.Fatal(err)
	}
	q := chat.Query{Size: 50, Where: filter.Matches{Field: chat.FieldKeywords, Pattern: pattern}}
	bothDatabases(t, func(t *testing.T, address string) {
		s := openTest(t, address)
		createSite(t, s, 1)
		var chats []*chat.Chat
		for i := range byte(20) {
			chats = append(chats, &chat.Chat{GUID: chat.GUID{i + 1}, Messages: []chat.Message{{Text: strings.Repeat("abc ", 100)}}})
		}
		storeChats(t, s, 1, chats...)
		if _, err := s.Search(t.Context(), 1, q); err != nil {
			t.Fatalf("within the limits: %v", err)
		}
		for want, lower := range map[string]func(*limits){
			"more than 19 chats":         func(l *limits) { l.candidates = 19 },
			"are too large":              func(l *limits) { l.bytes = 10 },
			"too much text":              func(l *limits) { l.steps = 1000 },
			"takes longer than 1ns":      func(l *limits) { l.time = 1 },
			"a shorter range of request": func(l *limits) { l.candidates = 0 },
		} {
			s.limits = searchLimits
			lower(&s.limits)
			var tooMuch *chat.TooExpensive
			if _, err := s.Search(t.Context(), 1, q); !errors.As(err, &tooMuch) || !strings.Contains(tooMuch.Error(), want) {
				t.Errorf("%v, want %s", err, want)
			}
		}
		s.limits = searchLimits
		gone, leave := context.WithCancel(t.Context())
		leave()
		if _, err := s.Search(gone, 1, q); !errors.Is(err, context.Canceled) {
			t.Errorf("a caller that has gone: %v", err)
		}
	})
}

// TestCandidatesAreASuperset holds what SQL narrows by to the definition.
func TestCandidatesAreASuperset(t *testing.T) {
	t.Parallel()
	r := storetest.NewRandom(9)
	related, narrowed := r.Related(), 0
	for range 20_000 {
		e := filter.Normal(r.Tree(3))
		loose, changed := loosened(e)
		record := chat.Record{Chat: r.Chat(), Related: related}
		holds, candidate := filter.Match(e, record), filter.Match(loose, record)
		if holds && !candidate || !changed && holds != candidate {
			t.Fatalf("%s became %s", filter.Show(e), filter.Show(loose))
		}
		if changed && !candidate {
			narrowed++
		}
	}
	if narrowed < 100 {
		t.Errorf("only %d candidates were ruled out", narrowed)
	}
}

func TestPatternsNarrowByTheirLiteral(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{"^Order [0-9]+": `["order "]`, "[a-z]": "everything"} {
		p, err := filter.ParsePattern(source)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := chat.FieldNamed("preChatName")
		loose, changed := loosened(filter.Matches{Field: name.Field, Pattern: p})
		if got := filter.Show(loose); !changed || !strings.HasSuffix(got, want) {
			t.Errorf("%s is narrowed to %s, want %s", source, got, want)
		}
	}
}

// TestBothWaysOfSearchingGiveTheSamePage asks the same question so that SQL can
// answer it alone, and so that it cannot.
func TestBothWaysOfSearchingGiveTheSamePage(t *testing.T) {
	t.Parallel()
	never, err := filter.ParseWords("nobodyeverwrotethis")
	if err != nil {
		t.Fatal(err)
	}
	bothDatabases(t, func(t *testing.T, address string) {
		o := newOracle(t, 3, 0, map[string]*Store{"": openTest(t, address)})
		s, fields := o.stores[""], chat.Fields()
		for range 100 {
			q := chat.Query{Size: 1 + o.Int64N(20), Page: o.Int64N(3), Include: chat.Include(o.Uint32()), GivenUp: o.IntN(3) == 0}
			if d := fields[o.IntN(len(fields))]; d.Sortable {
				q.Sort = chat.Sort{By: d.Name, Descending: o.IntN(2) == 0}
			}
			want, err := s.Search(t.Context(), o.site, q)
			if err != nil {
				t.Fatal(err)
			}
			q.Where = filter.Not{X: filter.HasWords{Field: chat.FieldKeywords, Query: never}}
			got, err := s.Search(t.Context(), o.site, q)
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
				t.Fatalf("%+v: %v (-SQL alone +candidates):\n%s", q, err, diff)
			}
		}
	})
}
