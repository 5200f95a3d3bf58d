package chat

import (
	"fmt"
	"maps"
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

// Amount is what a chat has in a field that is measured, if anything.
type Amount struct {
	Value float64
	Given bool
}

// Take adds chats that have some keys in common, one for each grouping, and some amounts,
// one for each of the aggregation's Fields. A key of a time may be any in its unit. More
// groups, or more different amounts, than can be held are TooExpensive.
func (c *Cells) Take(keys []filter.Value, chats int64, amounts []Amount) error {
	g, err := c.group(keys)
	if err != nil {
		return err
	}
	g.chats += chats
	for i, a := range amounts {
		if !a.Given {
			continue
		}
		if g.amounts[i] == nil {
			g.amounts[i] = map[float64]int64{}
		}
		before := len(g.amounts[i])
		g.amounts[i][a.Value] += chats
		c.values += len(g.amounts[i]) - before
	}
	if c.values > maxValues {
		return &TooExpensive{Reason: fmt.Sprintf("its groups have more than %d different values", maxValues)}
	}
	return nil
}

var errTooManyGroups = &TooExpensive{Reason: fmt.Sprintf("it makes more than %d groups", MaxGroups)}

func (c *Cells) group(keys []filter.Value) (*cell, error) {
	var k key
	for i, v := range keys {
		k[i] = c.of.By[i].Unit.of(v, c.of.Zone)
	}
	g := c.groups[k]
	if g == nil {
		if len(c.groups) == MaxGroups {
			return nil, errTooManyGroups
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
		values := distinct(r.Values(g.Field), g)
		if len(combined)*len(values) > MaxGroups { // each is a group of its own
			return errTooManyGroups
		}
		combined = multiplied(combined, values)
	}
	amounts := make([]Amount, len(c.fields))
	for i, f := range c.fields {
		for _, v := range r.Values(f) { // one at most: Declared.Measured
			amounts[i] = Amount{amountOf(v), true}
		}
	}
	for _, keys := range combined {
		if err := c.Take(keys, 1, amounts); err != nil {
			return err
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
		spreads := make([]spread, len(c.fields))
		for i, amounts := range g.amounts {
			spreads[i] = spreadOf(amounts)
		}
		for _, m := range c.of.Measures {
			group.Figures = append(group.Figures, spreads[slices.Index(c.fields, m.Field)].figure(m.Of))
		}
		a.Groups = append(a.Groups, group)
	}
	slices.SortFunc(a.Groups, func(x, y Group) int { return slices.CompareFunc(x.Keys, y.Keys, compareFacets) })
	return a
}

// spread is the amounts of a group's chats in one field.
type spread struct {
	values []float64 // in their order, each once
	times  map[float64]int64
	count  int64
	sum    float64
}

func spreadOf(times map[float64]int64) spread {
	s := spread{values: slices.Sorted(maps.Keys(times)), times: times}
	for _, v := range s.values {
		s.sum += v * float64(times[v])
		s.count += times[v]
	}
	return s
}

func (s spread) figure(of Statistic) *float64 {
	switch {
	case s.count == 0:
		return nil
	case of == Sum:
		return &s.sum
	case of == Average:
		return new(s.sum / float64(s.count))
	case of == Minimum:
		return new(s.values[0])
	case of == Maximum:
		return new(s.values[len(s.values)-1])
	default:
		return new(s.percentile(percents[of]))
	}
}

var percents = map[Statistic]int64{Median: 50, P90: 90, P95: 95, P99: 99}

// percentile is the value at the nearest rank.
func (s spread) percentile(percent int64) float64 {
	rank := max((s.count*percent+99)/100, 1)
	for _, v := range s.values {
		if rank -= s.times[v]; rank <= 0 {
			return v
		}
	}
	return s.values[len(s.values)-1]
}
