package store

import (
	"slices"
	"strconv"
	"strings"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// statement is SQL in the making. Texts of users get into args only.
type statement struct {
	dialect *dialect
	args    []any
}

// arg adds an argument and gives its placeholder. Placeholders must come into
// the text in the order in which they are made.
func (s *statement) arg(v any) string {
	s.args = append(s.args, v)
	return "$" + strconv.Itoa(len(s.args))
}

// The conditions that hold always and never, on both databases.
const (
	sqlTrue  = "1 = 1"
	sqlFalse = "1 = 0"
)

// where renders a tree in filter.Normal form as a condition on the chat c. The
// condition is true for exactly the chats that filter.Match accepts; for others
// it is false or NULL, which makes no difference since Not stands on leaves only.
func (s *statement) where(e filter.Expr) (string, error) {
	switch e := e.(type) {
	case nil:
		return sqlTrue, nil
	case filter.And:
		return s.group(e, " AND ", sqlTrue)
	case filter.Or:
		return s.group(e, " OR ", sqlFalse)
	case filter.Not:
		return s.leaf(e.X, true)
	default:
		return s.leaf(e, false)
	}
}

// group joins members, halves with halves, since SQLite limits how deep an
// expression may be and reads a chain of n as n deep.
func (s *statement) group(members []filter.Expr, operator, none string) (string, error) {
	switch len(members) {
	case 0:
		return none, nil
	case 1:
		return s.where(members[0])
	}
	half := len(members) / 2
	left, err := s.group(members[:half], operator, none)
	if err != nil {
		return "", err
	}
	right, err := s.group(members[half:], operator, none)
	return "(" + left + operator + right + ")", err
}

func (s *statement) leaf(e filter.Expr, negate bool) (string, error) {
	f, p, err := placeOf(e)
	if err != nil {
		return "", err
	}
	key := ""
	if chat.IsFormField(f) {
		if key, err = s.keyed(f); err != nil {
			return "", err
		}
	}
	holds, err := s.condition(e, f.Kind, p)
	switch {
	case err != nil:
		return "", err
	case p.many != "":
		holds = "EXISTS (SELECT 1 FROM " + p.many + key + " AND " + holds + ")"
		if negate {
			holds = "NOT " + holds
		}
		return holds, nil
	case !negate:
		return holds, nil
	case p.nullable && isExists(e):
		return p.expression() + " IS NULL", nil // as an index knows it
	case p.nullable:
		return "(NOT (" + holds + ") OR " + p.expression() + " IS NULL)", nil
	default:
		return "NOT (" + holds + ")", nil
	}
}

func isExists(e filter.Expr) bool {
	_, ok := e.(filter.Exists)
	return ok
}

// placeOf finds the field of a leaf, its kind being the declared one. Names that
// are not declared go no further.
func placeOf(e filter.Expr) (filter.Field, place, error) {
	f := fieldOf(e)
	d, declared := chat.FieldNamed(f.Name)
	p, placed := places[d.Name]
	switch {
	case !declared || !placed:
		return f, p, chat.Invalid("chats cannot be searched by %q", f.Name)
	case chat.IsFormField(f):
		p, err := p.ofForm(f)
		return f, p, err
	default:
		f.Kind = d.Kind
		return f, p, nil
	}
}

// fieldOf is the field that a leaf is about.
func fieldOf(e filter.Expr) filter.Field {
	switch e := e.(type) {
	case filter.OneOf:
		return e.Field
	case filter.Range:
		return e.Field
	case filter.Contains:
		return e.Field
	case filter.Exists:
		return e.Field
	case filter.HasWords:
		return e.Field
	case filter.Matches:
		return e.Field
	default:
		return filter.Field{}
	}
}

// condition renders a leaf for one value of its field.
func (s *statement) condition(e filter.Expr, kind filter.Kind, p place) (string, error) {
	x := p.expression()
	switch e := e.(type) {
	case filter.OneOf:
		return s.oneOf(x, kind, p, e.Values), nil
	case filter.Range:
		return s.within(x, kind, p, e)
	case filter.Contains:
		return s.contains(x, kind, e.Parts)
	case filter.Exists:
		return s.exists(x, kind), nil
	default:
		return "", chat.Invalid("chats cannot be searched by a condition of type %T", e)
	}
}

func (s *statement) oneOf(x string, kind filter.Kind, p place, values []filter.Value) string {
	var list []string
	for _, v := range values {
		if v.Kind() == kind && orderly(v) {
			list = append(list, s.value(v, p))
		}
	}
	switch len(list) {
	case 0:
		return sqlFalse
	case 1:
		return x + " = " + list[0]
	default:
		return x + " IN (" + strings.Join(list, ", ") + ")"
	}
}

func (s *statement) within(x string, kind filter.Kind, p place, e filter.Range) (string, error) {
	var parts []string
	for _, end := range []struct {
		bound    *filter.Bound
		operator string
		nothing  string // what is left of the condition when the bound is NaN, below all numbers
	}{{e.Min, " >", sqlTrue}, {e.Max, " <", sqlFalse}} {
		switch b := end.bound; {
		case b == nil:
		case b.Value.Kind() != kind:
			return "", chat.Invalid("the field %q is compared with a value of type %s", e.Field.Name, b.Value.Kind())
		case !orderly(b.Value):
			parts = append(parts, end.nothing)
		case b.Exclusive:
			parts = append(parts, x+end.operator+" "+s.value(b.Value, p))
		default:
			parts = append(parts, x+end.operator+"= "+s.value(b.Value, p))
		}
	}
	if len(parts) == 0 {
		return x + " IS NOT NULL", nil
	}
	return strings.Join(parts, " AND "), nil
}

func (s *statement) contains(x string, kind filter.Kind, parts []filter.Value) (string, error) {
	if kind != filter.Text || slices.ContainsFunc(parts, func(v filter.Value) bool { return v.Kind() != filter.Text }) {
		return "", chat.Invalid("only texts contain texts")
	}
	list := make([]string, len(parts))
	for i, part := range parts {
		list[i] = s.dialect.position + "(" + x + ", " + s.arg(part.Text()) + ") > 0"
	}
	if len(list) == 0 {
		return sqlFalse, nil
	}
	return "(" + strings.Join(list, " OR ") + ")", nil
}

func (s *statement) exists(x string, kind filter.Kind) string {
	switch kind {
	case filter.Text:
		return x + " <> ''"
	case filter.Time:
		return x + " <> " + s.arg(zeroTicks)
	default:
		return x + " IS NOT NULL"
	}
}

// value adds the argument for a value that a column is compared with. A narrow
// column must not make the database take the argument for a narrow one.
func (s *statement) value(v filter.Value, p place) string {
	if p.small {
		return "CAST(" + s.arg(argument(v)) + " AS bigint)"
	}
	return s.arg(argument(v))
}
