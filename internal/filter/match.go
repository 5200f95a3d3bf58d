package filter

import (
	"slices"
	"strings"
)

// Match reports whether the record satisfies the condition. A nil condition
// holds for every record.
func Match(e Expr, r Record) bool {
	m := matcher{patterns: func(p *Pattern, text string) (bool, error) { return p.Match(text), nil }}
	return m.match(e, r)
}

// matcher evaluates a tree. Once a pattern failed, what it says is void.
type matcher struct {
	patterns func(p *Pattern, text string) (bool, error)
	err      error
}

func (m *matcher) match(e Expr, r Record) bool {
	switch e := e.(type) {
	case nil:
		return true
	case And:
		return !slices.ContainsFunc(e, func(x Expr) bool { return !m.match(x, r) })
	case Or:
		return slices.ContainsFunc(e, func(x Expr) bool { return m.match(x, r) })
	case Not:
		return !m.match(e.X, r)
	case OneOf:
		return anyValue(r, e.Field, func(v Value) bool { return slices.Contains(e.Values, v) })
	case Range:
		return anyValue(r, e.Field, e.holds)
	case Contains:
		return anyValue(r, e.Field, e.holds)
	case Exists:
		return anyValue(r, e.Field, func(v Value) bool { return !v.Absent() })
	case HasWords:
		return e.holds(r.Values(e.Field))
	case Matches:
		return m.pattern(e, r)
	default:
		return false
	}
}

func (m *matcher) pattern(e Matches, r Record) bool {
	originals, ok := r.(Originals)
	return ok && e.Pattern != nil && slices.ContainsFunc(originals.Texts(e.Field), func(text string) bool {
		if m.err != nil {
			return false
		}
		var holds bool
		holds, m.err = m.patterns(e.Pattern, text)
		return holds
	})
}

func anyValue(r Record, f Field, holds func(Value) bool) bool {
	return slices.ContainsFunc(r.Values(f), holds)
}

func (e Range) holds(v Value) bool {
	return (e.Min == nil || beyond(v.Compare(e.Min.Value), e.Min)) &&
		(e.Max == nil || beyond(-v.Compare(e.Max.Value), e.Max))
}

// beyond reports whether a comparison, taken in the direction away from the
// bound, lies inside.
func beyond(order int, b *Bound) bool {
	return order > 0 || (order == 0 && !b.Exclusive)
}

func (e Contains) holds(v Value) bool {
	return slices.ContainsFunc(e.Parts, func(p Value) bool { return strings.Contains(v.text, p.text) })
}
