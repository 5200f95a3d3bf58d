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
