package filter

import "iter"

// Fields gives the field of every leaf, repeats included.
func Fields(e Expr) iter.Seq[Field] {
	return func(yield func(Field) bool) { fields(e, yield) }
}

func fields(e Expr, yield func(Field) bool) bool {
	switch e := e.(type) {
	case And:
		return fieldsOf(e, yield)
	case Or:
		return fieldsOf(e, yield)
	case Not:
		return fields(e.X, yield)
	case OneOf:
		return yield(e.Field)
	case Range:
		return yield(e.Field)
	case Contains:
		return yield(e.Field)
	case Exists:
		return yield(e.Field)
	case HasWords:
		return yield(e.Field)
	case Matches:
		return yield(e.Field)
	default:
		return true
	}
}

func fieldsOf(members []Expr, yield func(Field) bool) bool {
	for _, m := range members {
		if !fields(m, yield) {
			return false
		}
	}
	return true
}

// Compared gives the values that the leaves on a field compare with, repeats
// included.
func Compared(e Expr, f Field) []Value {
	switch e := e.(type) {
	case And:
		return comparedOf(e, f)
	case Or:
		return comparedOf(e, f)
	case Not:
		return Compared(e.X, f)
	case OneOf:
		if e.Field == f {
			return e.Values
		}
	case Range:
		var ends []Value
		for _, b := range []*Bound{e.Min, e.Max} {
			if b != nil && e.Field == f {
				ends = append(ends, b.Value)
			}
		}
		return ends
	}
	return nil
}

func comparedOf(members []Expr, f Field) (values []Value) {
	for _, m := range members {
		values = append(values, Compared(m, f)...)
	}
	return values
}
