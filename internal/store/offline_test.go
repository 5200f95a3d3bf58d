package store

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

func TestSearchesAmongOfflineMessagesAreLimited(t *testing.T) {
	t.Parallel()
	pattern, err := filter.ParsePattern("[a-z]{20}x")
	if err != nil {
		t.Fatal(err)
	}
	looked := chat.OfflineQuery{Size: 50, Where: filter.Matches{Field: chat.FieldKeywords, Pattern: pattern}}
	columns := chat.OfflineQuery{Size: 50, Where: filter.Range{Field: chat.FieldCreatedTime}}
	bothDatabases(t, func(t *testing.T, address string) {
		s := openTest(t, address)
		createSite(t, s, 1)
		for i := range byte(20) {
			m := chat.OfflineMessage{GUID: chat.GUID{i + 1}, Message: strings.Repeat("abc ", 100)}
			err := s.Update(t.Context(), 1, func(ctx context.Context, tx chat.Tx) error {
				_, err := s.AddOfflineMessage(ctx, 1, tx, m)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.SearchOfflineMessages(t.Context(), 1, looked); err != nil {
			t.Fatalf("within the limits: %v", err)
		}
		for want, lower := range map[string]func(*limits){
			"more than 19 offline messages":  func(l *limits) { l.candidates = 19 },
			"are too large":                  func(l *limits) { l.bytes = 10 },
			"too much text":                  func(l *limits) { l.steps = 1000 },
			"takes longer than 1ns":          func(l *limits) { l.time = 1 },
			"a shorter range of createdTime": func(l *limits) { l.candidates = 0 },
		} {
			s.limits = searchLimits
			lower(&s.limits)
			var tooMuch *chat.TooExpensive
			if _, err := s.SearchOfflineMessages(t.Context(), 1, looked); !errors.As(err, &tooMuch) || !strings.Contains(tooMuch.Error(), want) {
				t.Errorf("%v, want %s", err, want)
			}
			if page, err := s.SearchOfflineMessages(t.Context(), 1, columns); err != nil || page.Total != 20 {
				t.Errorf("%s: what columns answer needs no limit: %+v, %v", want, page, err)
			}
		}
	})
}

// What SQL narrows by must hold for every message that is found, and only conditions
// that must hold may narrow.
func TestOnlyWhatMustHoldNarrowsOfflineMessages(t *testing.T) {
	t.Parallel()
	created := filter.Range{Field: chat.FieldCreatedTime, Min: &filter.Bound{Value: filter.TimeValue(time.Unix(1, 0))}}
	email := filter.OneOf{Field: filter.Field{Name: "email", Kind: filter.Text}, Values: []filter.Value{filter.TextValue("A@b")}}
	name := filter.OneOf{Field: filter.Field{Name: "name", Kind: filter.Text}, Values: []filter.Value{filter.TextValue("A")}}
	for _, c := range []struct {
		where  filter.Expr
		narrow string
		all    bool
	}{
		{nil, "", true},
		{filter.And{}, "", true},
		{filter.Or{}, "", false},
		{created, " AND created >= $1", true},
		{filter.And{created, email}, " AND created >= $1 AND email = $2", true},
		{filter.And{name, email}, " AND email = $1", false},
		{filter.Or{created, email}, "", false},
		{filter.Not{X: email}, "", false},
		{filter.And{email, filter.Or{created, name}}, " AND email = $1", false},
	} {
		st := &statement{dialect: &dialect{}}
		narrow, all, err := st.narrowOffline(c.where)
		if diff := cmp.Diff(c.narrow, narrow); diff != "" || all != c.all || err != nil {
			t.Errorf("%s: all %v, %v (-want +got):\n%s", filter.Show(c.where), all, err, diff)
		}
	}
}
