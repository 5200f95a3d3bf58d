package chat

import (
	"cmp"
	"slices"

	"github.com/parleychat/parley/internal/filter"
)

// MaxFacetValues is how many values a Facet lists at most.
const MaxFacetValues = 100

// Facet tells how often each value of a field occurs among the chats that a search
// found, on all its pages.
type Facet struct {
	Field filter.Field
	// Values are the most frequent first, equally frequent ones in the order of
	// filter.Value.Compare, after the one that stands for no value.
	Values []FacetValue
	// Others is how many values there are beyond those listed.
	Others int64
}

// FacetValue is a value and the number of chats that have it. A chat counts once
// for each of the different values it has, and if it has none, for the value that
// stands for that: the zero guid of a field of guids, else the zero Value.
type FacetValue struct {
	Value filter.Value
	Chats int64
}

// NewFacet puts the values of a field into their order and lists the first of them.
func NewFacet(f filter.Field, values []FacetValue) Facet {
	slices.SortFunc(values, func(a, b FacetValue) int {
		return cmp.Or(cmp.Compare(b.Chats, a.Chats), compareFacets(a.Value, b.Value))
	})
	listed := values[:min(len(values), MaxFacetValues)]
	return Facet{Field: f, Values: listed, Others: int64(len(values) - len(listed))}
}

func compareFacets(a, b filter.Value) int {
	if a.Absent() || b.Absent() {
		return filter.BoolValue(b.Absent()).Compare(filter.BoolValue(a.Absent()))
	}
	return a.Compare(b)
}

// NoValue is what stands for no value in the facet of a field.
func NoValue(f filter.Field) filter.Value {
	if f.Kind == filter.GUID {
		return filter.GUIDValue(GUID{})
	}
	return filter.Value{}
}

// Tally counts facets over records, one by one. It is for one goroutine.
type Tally struct {
	fields []filter.Field
	counts []map[filter.Value]int64
}

// NewTally begins to count the fields.
func NewTally(fields []filter.Field) *Tally {
	t := &Tally{fields: fields}
	for range fields {
		t.counts = append(t.counts, map[filter.Value]int64{})
	}
	return t
}

// Add counts a record.
func (t *Tally) Add(r Record) {
	for i, f := range t.fields {
		values := r.Values(f)
		if len(values) == 0 {
			values = []filter.Value{NoValue(f)}
		}
		for k, v := range values {
			if !slices.Contains(values[:k], v) {
				t.counts[i][v]++
			}
		}
	}
}

// Facets are the counts so far, nil when there is nothing to count.
func (t *Tally) Facets() []Facet {
	var facets []Facet
	for i, f := range t.fields {
		values := make([]FacetValue, 0, len(t.counts[i]))
		for v, n := range t.counts[i] {
			values = append(values, FacetValue{v, n})
		}
		facets = append(facets, NewFacet(f, values))
	}
	return facets
}
