package filter

import (
	"slices"
	"strings"
)

// Match reports whether the record satisfies the condition. A nil condition
// holds for every record.
func Match(e Expr, r Record) bool {
	switch e := e.(type) {
	case nil:
		return true
	case And:
		return !slices.ContainsFunc(e, func(x Expr) bool { return !Match(x, r) })
	case Or:
		return slices.ContainsFunc(e, func(x Expr) bool { return Match(x, r) })
	case Not:
		return !Match(e.X, r)
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
	default:
		return false
	}
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
