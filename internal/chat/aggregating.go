package chat

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/filter"
)

// Cells gathers an Aggregate from what a store has counted: how many chats have some
// keys and some value. It is for one goroutine.
type Cells struct {
	of     Aggregation
	fields []filter.Field
	groups map[key]*cell
	total  int64
	values int // in all cells
}

// maxValues is how many different values all groups together may have, so that what
// is gathered fits into memory.
const maxValues = 2_000_000

// key is what the chats of a group have in common.
type key [MaxGroupings]filter.Value

// cell is a group that grows.
type cell struct {
	chats   int64
	amounts []map[float64]int64 // of each field: how many chats have a value
}

// NewCells begins an aggregate.
func NewCells(of Aggregation) *Cells {
	return &Cells{of: of, fields: of.Fields(), groups: map[key]*cell{}}
}

// Found adds to the total.
func (c *Cells) Found(chats int64) { c.total += chats }

// Count adds chats to the group of some keys, one for each grouping. A key of a time
// may be any in its unit. More than MaxGroups are TooExpensive.
func (c *Cells) Count(keys []filter.Value, chats int64) error {
	g, err := c.group(keys)
	if err == nil {
		g.chats += chats
	}
	return err
}

// Measure adds that so many chats of a group have a value in a field, by its place
// among Fields.
func (c *Cells) Measure(keys []filter.Value, field int, value float64, chats int64) error {
	g, err := c.group(keys)
	if err != nil {
		return err
	}
	if g.amounts[field] == nil {
		g.amounts[field] = map[float64]int64{}
	}
	before := len(g.amounts[field])
	g.amounts[field][value] += chats
	if c.values += len(g.amounts[field]) - before; c.values > maxValues {
		return &TooExpensive{Reason: fmt.Sprintf("its groups have more than %d different values", maxValues)}
	}
	return nil
}

func (c *Cells) group(keys []filter.Value) (*cell, error) {
	var k key
	for i, v := range keys {
		k[i] = c.of.By[i].Unit.of(v, c.of.Zone)
	}
	g := c.groups[k]
	if g == nil {
		if len(c.groups) == MaxGroups {
			return nil, &TooExpensive{Reason: fmt.Sprintf("it makes more than %d groups", MaxGroups)}
		}
		g = &cell{amounts: make([]map[float64]int64, len(c.fields))}
		c.groups[k] = g
	}
	return g, nil
}

// of is the unit that a time is in; any other value stays as it is.
func (u Unit) of(v filter.Value, zone *time.Location) filter.Value {
	if u == NoUnit || v.Absent() {
		return v
	}
	if zone == nil {
		zone = time.UTC
	}
	t := filter.FromTicks(v.Int()).In(zone)
	year, month, day := t.Date()
	sinceMonday := (int(t.Weekday()) + 6) % 7
	switch u {
	case Hour: // by the clock, of which some hours come twice
		into := time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
		return filter.TimeValue(t.Add(-into))
	case Day:
		return filter.TimeValue(time.Date(year, month, day, 0, 0, 0, 0, zone))
	case Week:
		return filter.TimeValue(time.Date(year, month, day-sinceMonday, 0, 0, 0, 0, zone))
	case Month:
		return filter.TimeValue(time.Date(year, month, 1, 0, 0, 0, 0, zone))
	case HourOfDay:
		return filter.IntValue(int64(t.Hour()))
	default:
		return filter.IntValue(int64(sinceMonday + 1))
	}
}

// Add adds a chat: what an aggregate means is defined by this.
func (c *Cells) Add(r Record) error {
	c.Found(1)
	combined := [][]filter.Value{nil}
	for _, g := range c.of.By {
		combined = multiplied(combined, distinct(r.Values(g.Field), g))
	}
	for _, keys := range combined {
		if err := c.Count(keys, 1); err != nil {
			return err
		}
		for i, f := range c.fields {
			for _, v := range r.Values(f) {
				if err := c.Measure(keys, i, amountOf(v), 1); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func distinct(values []filter.Value, g Grouping) (different []filter.Value) {
	for _, v := range values {
		if !slices.Contains(different, v) {
			different = append(different, v)
		}
	}
	if len(different) == 0 {
		return []filter.Value{NoValue(g.Field)}
	}
	return different
}

func multiplied(lists [][]filter.Value, by []filter.Value) (all [][]filter.Value) {
	for _, l := range lists {
		for _, v := range by {
			all = append(all, append(slices.Clone(l), v))
		}
	}
	return all
}

func amountOf(v filter.Value) float64 {
	if v.Kind() == filter.Number {
		return v.Number()
	}
	return float64(v.Int())
}

// Aggregate is what has been gathered.
func (c *Cells) Aggregate() *Aggregate {
	a := &Aggregate{Total: c.total}
	for k, g := range c.groups {
		group := Group{Keys: slices.Clone(k[:len(c.of.By)]), Chats: g.chats}
		for _, m := range c.of.Measures {
			values := g.amounts[slices.Index(c.fields, m.Field)]
			group.Figures = append(group.Figures, m.Of.figure(values))
		}
		a.Groups = append(a.Groups, group)
	}
	slices.SortFunc(a.Groups, func(x, y Group) int { return slices.CompareFunc(x.Keys, y.Keys, compareFacets) })
	return a
}

// figure makes a figure of values, of which it knows how often each occurs.
func (s Statistic) figure(values map[float64]int64) *float64 {
	if len(values) == 0 {
		return nil
	}
	sorted := slices.Sorted(maps.Keys(values))
	var sum float64
	var count int64
	for _, v := range sorted {
		sum += v * float64(values[v])
		count += values[v]
	}
	switch s {
	case Sum:
		return &sum
	case Average:
		return new(sum / float64(count))
	case Minimum:
		return &sorted[0]
	case Maximum:
		return &sorted[len(sorted)-1]
	default:
		return new(percentile(sorted, values, count, s.percent()))
	}
}

func (s Statistic) percent() int64 {
	switch s {
	case P90:
		return 90
	case P95:
		return 95
	case P99:
		return 99
	default:
		return 50
	}
}

// percentile is the value at the nearest rank.
func percentile(sorted []float64, values map[float64]int64, count, percent int64) float64 {
	rank := int64(math.Ceil(float64(count) * float64(percent) / 100))
	rank = max(rank, 1)
	for _, v := range sorted {
		if rank -= values[v]; rank <= 0 {
			return v
		}
	}
	return sorted[len(sorted)-1]
}
