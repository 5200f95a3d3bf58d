package store

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// aggregate holds what a store says of all chats found together against the definition.
func (o *oracle) aggregate(ctx context.Context, s *Store, q chat.Query, a chat.Aggregation, found []*chat.Chat) error {
	a.GivenUp, a.Where = q.GivenUp, q.Where
	got, err := s.Aggregate(ctx, o.site, a)
	if err != nil {
		return fmt.Errorf("aggregate by %v: %w", a.By, err)
	}
	cells := chat.NewCells(a)
	for _, c := range found {
		if err := cells.Add(chat.Record{Chat: c, Related: o.related}); err != nil {
			return err
		}
	}
	if diff := cmp.Diff(cells.Aggregate(), got, cmp.Comparer(func(a, b filter.Value) bool { return a == b })); diff != "" {
		return fmt.Errorf("aggregate by %v, measure %v, zone %v (-want +got):\n%s", a.By, a.Measures, a.Zone, diff)
	}
	return nil
}

// TestTheOracleCatchesAWrongAggregate is its positive control.
func TestTheOracleCatchesAWrongAggregate(t *testing.T) {
	t.Parallel()
	s := openTest(t, sqliteAddress(t))
	o := newOracle(t, *treeSeed, 0, map[string]*Store{"SQLite": s})
	q := chat.Query{}
	found := o.answer(nil, q)
	duration, _ := chat.FieldNamed("duration")
	a := chat.Aggregation{By: []chat.Grouping{{Field: chat.FieldDepartmentID}}, Measures: []chat.Measure{{Field: duration.Field, Of: chat.P90}, {Field: duration.Field, Of: chat.Sum}}}
	if err := o.aggregate(t.Context(), s, q, a, found); err != nil {
		t.Fatal(err)
	}
	if o.aggregate(t.Context(), s, q, a, found[1:]) == nil {
		t.Error("a chat more was not noticed")
	}
	longer := *found[0]
	longer.Duration += 100 * time.Hour
	if o.aggregate(t.Context(), s, q, a, append(slices.Clone(found[1:]), &longer)) == nil {
		t.Error("another duration was not noticed")
	}
}
