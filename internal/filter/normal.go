package filter

// Normal returns an equivalent tree in which Not stands on leaves only, no And
// holds an And and no Or an Or, groups of one are gone, and a part that always
// or never holds is folded away. The result is a leaf, a negated leaf, And{}
// (always), Or{} (never), or a group of at least two of such parts.
func Normal(e Expr) Expr { return normal(e, false) }

func normal(e Expr, negate bool) Expr {
	switch e := e.(type) {
	case Not:
		return normal(e.X, !negate)
	case And:
		return group(e, negate, !negate)
	case Or:
		return group(e, negate, negate)
	case OneOf:
		return leaf(e, len(e.Values) == 0, negate)
	case Contains:
		return leaf(e, len(e.Parts) == 0, negate)
	case HasWords:
		return leaf(e, len(e.Query.All) == 0, negate)
	default:
		return leaf(e, false, negate)
	}
}

// leaf places a possible negation on e; never says that no record satisfies e.
func leaf(e Expr, never, negate bool) Expr {
	switch {
	case never && negate:
		return And{}
	case never:
		return Or{}
	case negate:
		return Not{e}
	default:
		return e
	}
}

// group normalises the members of a group that is, once De Morgan's rule has
// been applied, a conjunction or a disjunction.
func group(members []Expr, negate, conjunction bool) Expr {
	out := make([]Expr, 0, len(members))
	for _, m := range members {
		switch m := normal(m, negate).(type) {
		case And:
			if !conjunction && len(m) == 0 {
				return And{}
			}
			if conjunction {
				out = append(out, m...)
				continue
			}
			out = append(out, m)
		case Or:
			if conjunction && len(m) == 0 {
				return Or{}
			}
			if !conjunction {
				out = append(out, m...)
				continue
			}
			out = append(out, m)
		default:
			out = append(out, m)
		}
	}
	if len(out) == 1 {
		return out[0]
	}
	if conjunction {
		return And(out)
	}
	return Or(out)
}
