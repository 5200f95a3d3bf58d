package index

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// verdict says what is known about the chats that a condition was asked about: may
// has all that it can hold for, must those that it holds for without doubt. The two
// are one where the index knows exactly.
type verdict struct{ may, must set }

func exactly(s set) verdict { return verdict{s, s} }

func (v verdict) exact() bool { return len(v.may) == 0 || &v.may[0] == &v.must[0] }

// evaluation asks one condition in one segment.
type evaluation struct {
	*segment
	ctx    context.Context
	budget *filter.Budget // of patterns
	// ask gives those of the chats whose documents have words.
	ask func(context.Context, filter.HasWords, []int64) ([]int64, error)
}

// eval says which of the chats within a condition in filter.Normal form holds for.
// Both sets of its verdict are new, and within what was asked about.
func (e *evaluation) eval(x filter.Expr, within set) (verdict, error) {
	if err := e.ctx.Err(); err != nil {
		return verdict{}, err
	}
	switch x := x.(type) {
	case nil:
		return exactly(within.clone()), nil
	case filter.And:
		return e.all(x, within)
	case filter.Or:
		return e.any(x, within)
	case filter.Not:
		v, err := e.leaf(x.X, within)
		if err != nil {
			return v, err
		}
		return v.complement(within), nil
	default:
		return e.leaf(x, within)
	}
}

func (v verdict) complement(within set) verdict {
	may := within.clone()
	may.andNot(v.must)
	if v.exact() {
		return exactly(may)
	}
	must := within.clone()
	must.andNot(v.may)
	return verdict{may, must}
}

// all asks the cheap members first, and the others about what is left.
func (e *evaluation) all(members []filter.Expr, within set) (verdict, error) {
	if !slices.IsSortedFunc(members, cheaper) {
		members = slices.Clone(members)
		slices.SortStableFunc(members, cheaper)
	}
	left := exactly(within.clone())
	for _, m := range members {
		if left.may.empty() {
			break
		}
		v, err := e.eval(m, left.may)
		if err != nil {
			return v, err
		}
		if left.exact() && v.exact() {
			left = v
			continue
		}
		must := left.must.clone()
		must.and(v.must)
		left = verdict{v.may, must}
	}
	return left, nil
}

// any asks each member about what is not settled yet.
func (e *evaluation) any(members []filter.Expr, within set) (verdict, error) {
	found := exactly(newSet(e.n))
	open := within.clone()
	for _, m := range members {
		v, err := e.eval(m, open)
		if err != nil {
			return v, err
		}
		if !found.exact() || !v.exact() {
			if found.exact() {
				found.must = found.may.clone()
			}
			found.must.or(v.must)
		}
		found.may.or(v.may)
		open.andNot(v.must)
		if open.empty() {
			break
		}
	}
	return found, nil
}

func cheaper(a, b filter.Expr) int { return cmp.Compare(cost(a), cost(b)) }

// cost ranks conditions by how long they take to evaluate.
func cost(x filter.Expr) int {
	switch x := x.(type) {
	case filter.And:
		return dearest(x)
	case filter.Or:
		return dearest(x)
	case filter.Not:
		return cost(x.X)
	case filter.Matches:
		return 6
	case filter.HasWords:
		if hasPhrase(x.Query) {
			return 7
		}
		return 2
	case filter.Contains:
		return 5
	case filter.Range:
		if x.Field.Name == chat.FieldRequestedTime.Name {
			return 0
		}
		return 3
	case filter.OneOf:
		if _, ok := textColumn(x.Field.Name); ok {
			return 4
		}
		return 1
	default:
		return 1
	}
}

func dearest(members []filter.Expr) (most int) {
	for _, m := range members {
		most = max(most, cost(m))
	}
	return most
}

// leaf says what the index knows of a leaf, which may be nothing.
func (e *evaluation) leaf(x filter.Expr, within set) (verdict, error) {
	f := fieldOf(x)
	if k, ok := textColumn(f.Name); ok {
		if v, known, err := e.text(&e.texts[k], x, within); known || err != nil {
			return v, err
		}
		return verdict{within.clone(), newSet(e.n)}, nil
	}
	found := newSet(e.n)
	known, err := e.byTerms(x, found)
	switch {
	case err != nil:
		return verdict{}, err
	case known:
		found.and(within)
		return exactly(found), nil
	}
	if words, ok := x.(filter.HasWords); ok && isFullText(f) {
		return e.words(words, within)
	}
	return verdict{within.clone(), newSet(e.n)}, nil
}

func isFullText(f filter.Field) bool {
	return f == chat.FieldKeywords || f == chat.FieldMessages
}

// byTerms adds the chats that a leaf on a time or on a field with terms holds for,
// and reports whether it is such a leaf.
func (e *evaluation) byTerms(x filter.Expr, to set) (known bool, err error) {
	f := fieldOf(x)
	if f.Name == chat.FieldRequestedTime.Name {
		return e.time(x, to), nil
	}
	kind, ok := kindOf[f.Name]
	if !ok {
		return false, nil
	}
	switch x := x.(type) {
	case filter.Exists:
		return true, e.lookUp(string([]byte{kind, fieldExists}), to)
	case filter.OneOf:
		for _, v := range x.Values {
			if v.Kind() == f.Kind && !math.IsNaN(v.Number()) {
				if err := e.lookUp(valueTerm(kind, v), to); err != nil {
					return true, err
				}
			}
		}
		return true, nil
	case filter.Range:
		from, upTo, ok := termRange(kind, f.Kind, x)
		if !ok {
			return false, nil
		}
		return true, e.span(from, upTo, to)
	default:
		return false, nil
	}
}

// termRange is the range of terms of a range of values.
func termRange(kind byte, of filter.Kind, x filter.Range) (from, to string, ok bool) {
	from, to = string([]byte{kind, fieldValue}), above(string([]byte{kind, fieldValue}))
	if b := x.Min; b != nil {
		if b.Value.Kind() != of {
			return "", "", false
		}
		from = valueTerm(kind, b.Value)
		if b.Exclusive {
			from += "\x00"
		}
	}
	if b := x.Max; b != nil {
		if b.Value.Kind() != of {
			return "", "", false
		}
		to = valueTerm(kind, b.Value)
		if !b.Exclusive {
			to += "\x00"
		}
	}
	return from, to, true
}

// time adds the chats that a leaf on the requested time holds for, and reports
// whether it can.
func (e *evaluation) time(x filter.Expr, to set) bool {
	switch x := x.(type) {
	case filter.Exists:
		for i, t := range e.ticks {
			if !filter.TimeValue(filter.FromTicks(t)).Absent() {
				to.add(i)
			}
		}
	case filter.OneOf:
		for _, v := range x.Values {
			if v.Kind() == filter.Time {
				to.addRange(e.from(v.Int()), e.past(v.Int()))
			}
		}
	case filter.Range:
		from, upTo := 0, e.n
		if b := x.Min; b != nil {
			switch from = e.from(b.Value.Int()); {
			case b.Value.Kind() != filter.Time:
				return false
			case b.Exclusive:
				from = e.past(b.Value.Int())
			}
		}
		if b := x.Max; b != nil {
			switch upTo = e.past(b.Value.Int()); {
			case b.Value.Kind() != filter.Time:
				return false
			case b.Exclusive:
				upTo = e.from(b.Value.Int())
			}
		}
		to.addRange(from, upTo)
	default:
		return false
	}
	return true
}

// fieldOf is the field that a leaf is about.
func fieldOf(x filter.Expr) (f filter.Field) {
	for f = range filter.Fields(x) {
		break
	}
	return f
}
