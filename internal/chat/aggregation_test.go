package chat_test

import (
	"errors"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// figuresOf measures chats of some durations in seconds.
func figuresOf(t *testing.T, seconds ...int) map[chat.Statistic]float64 {
	t.Helper()
	duration := filter.Field{Name: "duration", Kind: filter.Int}
	var a chat.Aggregation
	for s := chat.Sum; s <= chat.P99; s++ {
		a.Measures = append(a.Measures, chat.Measure{Field: duration, Of: s})
	}
	if err := a.Check(); err != nil {
		t.Fatal(err)
	}
	cells := chat.NewCells(a)
	for _, s := range seconds {
		c := chat.Chat{Figures: chat.Figures{Duration: time.Duration(s) * time.Second}}
		if err := cells.Add(chat.Record{Chat: &c, Related: &chat.Related{}}); err != nil {
			t.Fatal(err)
		}
	}
	figures := map[chat.Statistic]float64{}
	for s, f := range cells.Aggregate().Groups[0].Figures {
		figures[chat.Statistic(s)] = *f
	}
	return figures
}

func TestPercentilesAreAtTheNearestRank(t *testing.T) {
	t.Parallel()
	hundred := make([]int, 100)
	for i := range hundred {
		hundred[i] = 100 - i
	}
	for _, c := range []struct {
		seconds []int
		want    [8]float64 // in the order of the statistics
	}{
		{[]int{7}, [8]float64{7, 7, 7, 7, 7, 7, 7, 7}},
		{[]int{4, 1, 1, 2}, [8]float64{8, 2, 1, 4, 1, 4, 4, 4}},
		{[]int{1, 2, 3}, [8]float64{6, 2, 1, 3, 2, 3, 3, 3}},
		{hundred, [8]float64{5050, 50.5, 1, 100, 50, 90, 95, 99}},
	} {
		got := figuresOf(t, c.seconds...)
		for s, want := range c.want {
			if got[chat.Statistic(s)] != want {
				t.Errorf("%s of %v is %v, want %v", chat.Statistic(s), c.seconds, got[chat.Statistic(s)], want)
			}
		}
	}
}

// TestTimesAreGroupedByTheClocksOfAZone asks around the nights in which clocks change.
func TestTimesAreGroupedByTheClocksOfAZone(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		moment, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	for _, c := range []struct {
		unit       chat.Unit
		time, want string // the key's beginning, or a number
	}{
		{chat.Hour, "2026-10-25T00:30:00Z", "2026-10-25T00:00:00Z"},
		{chat.Hour, "2026-10-25T01:30:00Z", "2026-10-25T01:00:00Z"}, // the same hour by the clock, once more
		{chat.Day, "2026-10-25T22:59:59Z", "2026-10-24T22:00:00Z"},  // of 25 hours
		{chat.Day, "2026-10-25T23:00:00Z", "2026-10-25T23:00:00Z"},
		{chat.Day, "2026-03-29T21:59:59Z", "2026-03-28T23:00:00Z"}, // of 23 hours
		{chat.Week, "2026-11-01T22:59:59Z", "2026-10-25T23:00:00Z"},
		{chat.Month, "2026-10-31T23:00:00Z", "2026-10-31T23:00:00Z"},
		{chat.HourOfDay, "2026-07-01T22:00:00Z", "0"},
		{chat.DayOfWeek, "2026-11-01T12:00:00Z", "7"},
		{chat.DayOfWeek, "2026-11-01T23:00:00Z", "1"},
	} {
		a := chat.Aggregation{Zone: berlin, By: []chat.Grouping{{Field: chat.FieldRequestedTime, Unit: c.unit}}}
		cells := chat.NewCells(a)
		one := chat.Chat{}
		one.RequestedTime = at(c.time)
		if err := cells.Add(chat.Record{Chat: &one, Related: &chat.Related{}}); err != nil {
			t.Fatal(err)
		}
		if got := cells.Aggregate().Groups[0].Keys[0].String(); got != c.want {
			t.Errorf("%s of %s is %s, want %s", c.unit, c.time, got, c.want)
		}
	}
}

func TestMoreGroupsThanAnAnswerHoldsAreRefused(t *testing.T) {
	t.Parallel()
	a := chat.Aggregation{By: []chat.Grouping{{Field: chat.FieldRequestedTime, Unit: chat.Hour}}}
	cells := chat.NewCells(a)
	var err error
	n := 0
	for ; err == nil && n <= chat.MaxGroups; n++ {
		err = cells.Take([]filter.Value{filter.TimeValue(time.Unix(int64(n)*3600, 0))}, 1, nil)
	}
	if n != chat.MaxGroups+1 || err == nil {
		t.Errorf("%d groups: %v", n, err)
	}
}

// TestAChatOfManyGroupsIsRefusedBeforeTheyAreMade has one chat whose parts make a million
// groups: naming each would take far more memory than an answer may.
func TestAChatOfManyGroupsIsRefusedBeforeTheyAreMade(t *testing.T) {
	t.Parallel()
	const n = 100
	c := chat.Chat{}
	for i := range byte(n) {
		id := chat.GUID{1, i}
		c.Agents = append(c.Agents, chat.ChatAgent{ID: int64(i), AgentID: id})
		c.SegmentResults = append(c.SegmentResults, chat.SegmentResult{ID: int64(i), SegmentID: id})
		c.Categories = append(c.Categories, chat.WrapupCategory{OptionID: id})
	}
	a := chat.Aggregation{}
	for _, name := range []string{"agent", "segmentId", "categoryOptionId"} {
		d, ok := chat.FieldNamed(name)
		if !ok {
			t.Fatalf("there is no field %s", name)
		}
		a.By = append(a.By, chat.Grouping{Field: d.Field})
	}
	if err := a.Check(); err != nil {
		t.Fatal(err)
	}
	cells := chat.NewCells(a)
	var tooExpensive *chat.TooExpensive
	if err := cells.Add(chat.Record{Chat: &c, Related: &chat.Related{}}); !errors.As(err, &tooExpensive) {
		t.Errorf("a million groups: %v", err)
	}
	if made := len(cells.Aggregate().Groups); made > 0 {
		t.Errorf("%d groups were made first", made)
	}
}
