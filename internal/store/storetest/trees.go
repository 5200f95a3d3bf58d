package storetest

import (
	"fmt"
	"strings"

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
		q, err := filter.ParseWords(queries[r.IntN(len(queries))])
		if err != nil {
			panic(err)
		}
		return filter.HasWords{Field: f, Query: q}
	default:
		return filter.Contains{Field: f, Parts: r.values(filter.Text)}
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

// Show writes a condition for people to read.
func Show(e filter.Expr) string {
	switch e := e.(type) {
	case filter.And:
		return "And(" + showAll(e) + ")"
	case filter.Or:
		return "Or(" + showAll(e) + ")"
	case filter.Not:
		return "Not " + Show(e.X)
	case filter.OneOf:
		return fmt.Sprintf("%s in %v", showField(e.Field), e.Values)
	case filter.Contains:
		return fmt.Sprintf("%s contains any of %v", showField(e.Field), e.Parts)
	case filter.Matches:
		return fmt.Sprintf("%s matches %q", showField(e.Field), e.Pattern)
	case filter.HasWords:
		return fmt.Sprintf("%s has %+v", showField(e.Field), e.Query)
	case filter.Exists:
		return showField(e.Field) + " exists"
	case filter.Range:
		return showBound(e.Min, ">") + showField(e.Field) + showBound(e.Max, "<")
	default:
		return fmt.Sprintf("%#v", e)
	}
}

func showField(f filter.Field) string {
	if f.Key == "" {
		return f.Name
	}
	return fmt.Sprintf("%s[%s, %s]", f.Name, f.Key, f.Kind)
}

func showAll(members []filter.Expr) string {
	parts := make([]string, len(members))
	for i, m := range members {
		parts[i] = Show(m)
	}
	return strings.Join(parts, ", ")
}

func showBound(b *filter.Bound, sign string) string {
	switch {
	case b == nil:
		return " any "
	case b.Exclusive:
		return " " + sign + " " + b.Value.String() + " "
	default:
		return " " + sign + "= " + b.Value.String() + " "
	}
}
