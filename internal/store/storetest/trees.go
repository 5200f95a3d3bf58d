package storetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// Tree makes a condition over declared fields, groups nested up to depth deep.
func (r *Random) Tree(depth int) filter.Expr {
	if depth == 0 {
		return r.leaf()
	}
	switch r.IntN(6) {
	case 0:
		return filter.Not{X: r.Tree(depth - 1)}
	case 1, 2:
		return filter.And(r.trees(depth - 1))
	case 3, 4:
		return filter.Or(r.trees(depth - 1))
	default:
		return r.leaf()
	}
}

func (r *Random) trees(depth int) []filter.Expr {
	members := make([]filter.Expr, r.IntN(4))
	for i := range members {
		members[i] = r.Tree(depth)
	}
	return members
}

func (r *Random) leaf() filter.Expr {
	if r.IntN(6) == 0 {
		return filter.HasWords{Field: r.worded(), Query: r.words()}
	}
	f := r.keyed(r.fields[r.IntN(len(r.fields))].Field)
	switch r.IntN(6) {
	case 0:
		return filter.Exists{Field: f}
	case 1, 2:
		return filter.Range{Field: f, Min: r.bound(f.Kind), Max: r.bound(f.Kind)}
	case 3:
		return filter.Is(f, r.values(f.Kind)...)
	case 4:
		if f.Kind == filter.Text {
			return r.textLeaf(f)
		}
		fallthrough
	default:
		return filter.OneOf{Field: f, Values: r.values(f.Kind)}
	}
}

// Sort is an order of chats.
func (r *Random) Sort() chat.Sort {
	fields := slices.DeleteFunc(slices.Clone(chat.Fields()), func(d chat.Declared) bool { return !d.Sortable })
	return chat.Sort{By: fields[r.IntN(len(fields))].Name, Descending: r.IntN(2) == 0}
}

// Place is the beginning, or some place of some order, or none.
func (r *Random) Place() *chat.Place {
	switch r.IntN(3) {
	case 0:
		return nil
	case 1:
		return &chat.Place{}
	default:
		kinds := []filter.Kind{filter.Int, filter.Number, filter.Text, filter.GUID, filter.Time, filter.Bool}
		return &chat.Place{Key: r.value(kinds[r.IntN(len(kinds))]), ID: r.Int64N(60)}
	}
}

// Facets are some fields to count, often none.
func (r *Random) Facets() []filter.Field {
	counted := slices.DeleteFunc(slices.Clone(chat.Fields()), func(d chat.Declared) bool { return !d.Counted })
	var fields []filter.Field
	for range max(r.IntN(6)-3, 0) {
		fields = append(fields, counted[r.IntN(len(counted))].Field)
	}
	return fields
}

// Aggregation is one of all chats: some groupings, measures, and a zone.
func (r *Random) Aggregation() chat.Aggregation {
	var groups, amounts []chat.Declared
	for _, d := range chat.Fields() {
		if d.Counted || d.Kind == filter.Time {
			groups = append(groups, d)
		}
		if d.Measured() {
			amounts = append(amounts, d)
		}
	}
	a := chat.Aggregation{Zone: r.zone()}
	for range r.IntN(chat.MaxGroupings + 1) {
		g := chat.Grouping{Field: groups[r.IntN(len(groups))].Field}
		if g.Field.Kind == filter.Time {
			g.Unit = chat.Hour + chat.Unit(r.IntN(int(chat.DayOfWeek)))
		}
		if !slices.Contains(a.By, g) {
			a.By = append(a.By, g)
		}
	}
	for range r.IntN(4) {
		m := chat.Measure{Field: amounts[r.IntN(len(amounts))].Field, Of: chat.Statistic(r.IntN(int(chat.P99) + 1))}
		if !slices.Contains(a.Measures, m) {
			a.Measures = append(a.Measures, m)
		}
	}
	return a
}

// zone is UTC, or one whose hours begin at other minutes, on some days.
func (r *Random) zone() *time.Location {
	switch r.IntN(3) {
	case 0:
		return nil
	case 1:
		return time.FixedZone("quarter", -(3*60+45)*60)
	default:
		return time.FixedZone("east", 13*60*60)
	}
}

// worded is a field that full text looks into.
func (r *Random) worded() filter.Field {
	for {
		f := r.fields[r.IntN(len(r.fields))].Field
		if f == chat.FieldKeywords || f == chat.FieldMessages {
			return f
		}
	}
}

// Patterns and queries that random texts meet.
var (
	patterns = []string{"^a", "b+c", "(?i)istanbul", `\d`, "^$", "[A-Z]{2,}", "ß|É", "'; DROP", ".", "(?i)Straße$"}
	queries  = []string{"a", "istanbul", "abc -100", `"drop table"`, "stra*", "日本", "final", "ΣΊΣΥΦΟΣ", "2.0"}
)

func (r *Random) textLeaf(f filter.Field) filter.Expr {
	switch r.IntN(3) {
	case 0:
		p, err := filter.ParsePattern(patterns[r.IntN(len(patterns))])
		if err != nil {
			panic(err)
		}
		return filter.Matches{Field: f, Pattern: p}
	case 1:
		return filter.HasWords{Field: f, Query: r.words()}
	default:
		return filter.Contains{Field: f, Parts: r.values(filter.Text)}
	}
}

// words makes a query out of random texts: words, phrases, beginnings, and some that
// must not occur.
func (r *Random) words() filter.WordQuery {
	for {
		text := queries[r.IntN(len(queries))]
		if r.IntN(3) > 0 {
			text = ""
			for range 1 + r.IntN(3) {
				text += []string{"", "", "-"}[r.IntN(3)] + fmt.Sprintf([]string{"%s", "%s*", "%q", "%q*"}[r.IntN(4)], r.part(r.Text())) + " "
			}
		}
		if q, err := filter.ParseWords(text); err == nil {
			return q
		}
	}
}

// keyed narrows a field of a form to one of its fields, often.
func (r *Random) keyed(f filter.Field) filter.Field {
	if !chat.IsFormField(f) {
		return f
	}
	if r.IntN(3) == 0 {
		f.Kind = filter.Number
	}
	switch r.IntN(3) {
	case 0:
		return chat.FormFieldByID(f, r.GUID())
	case 1:
		return chat.FormFieldByName(f, r.Text())
	default:
		return f
	}
}

func (r *Random) bound(kind filter.Kind) *filter.Bound {
	if r.IntN(3) == 0 {
		return nil
	}
	return &filter.Bound{Value: r.value(kind), Exclusive: r.IntN(2) == 0}
}

func (r *Random) values(kind filter.Kind) []filter.Value {
	values := make([]filter.Value, r.IntN(4))
	for i := range values {
		values[i] = r.value(kind)
	}
	return values
}

func (r *Random) value(kind filter.Kind) filter.Value {
	switch kind {
	case filter.Number:
		return filter.NumberValue(r.Number())
	case filter.Text:
		return filter.TextValue(r.part(r.Text()))
	case filter.GUID:
		return filter.GUIDValue(r.GUID())
	case filter.Time:
		return filter.TimeValue(r.Time())
	case filter.Bool:
		return filter.BoolValue(r.IntN(2) == 0)
	default:
		return filter.IntValue(r.Int())
	}
}

// part is a part of a text, often the whole.
func (r *Random) part(s string) string {
	runes := []rune(s)
	if len(runes) < 2 || r.IntN(2) == 0 {
		return s
	}
	from := r.IntN(len(runes))
	return string(runes[from : from+r.IntN(len(runes)-from)+1])
}
