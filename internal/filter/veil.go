package filter

import "slices"

// Veil is a condition without what somebody may have written in it: texts, values of forms' fields,
// and values of fields that hides holds for, become "…". It is for people to read (Show), and finds nothing.
func Veil(e Expr, hides func(Field) bool) Expr {
	switch e := e.(type) {
	case And:
		return And(veilAll(e, hides))
	case Or:
		return Or(veilAll(e, hides))
	case Not:
		return Not{Veil(e.X, hides)}
	case OneOf:
		if hidden(e.Field, hides) {
			return OneOf{veiledField(e.Field), veiled}
		}
		return OneOf{veiledField(e.Field), e.Values}
	case Range:
		if hidden(e.Field, hides) {
			return Contains{veiledField(e.Field), veiled}
		}
		return Range{veiledField(e.Field), e.Min, e.Max}
	case Exists:
		return Exists{veiledField(e.Field)}
	case Contains:
		return Contains{veiledField(e.Field), veiled}
	case HasWords:
		return Contains{veiledField(e.Field), veiled}
	case Matches:
		return Contains{veiledField(e.Field), veiled}
	default:
		return e
	}
}

var veiled = []Value{TextValue("…")}

func veilAll(all []Expr, hides func(Field) bool) []Expr {
	out := slices.Clone(all)
	for i := range out {
		out[i] = Veil(out[i], hides)
	}
	return out
}

// hidden also holds for all that forms ask: a number may be one to call.
func hidden(f Field, hides func(Field) bool) bool { return f.Kind == Text || f.Key != "" || hides(f) }

// veiledField is a field without the name of a form's.
func veiledField(f Field) Field {
	if f.Key != "" {
		f.Key = "…"
	}
	return f
}
