package filter

import (
	"fmt"
	"strings"
)

// Show writes a condition for people to read. Trees that differ are written
// differently, so that the text can also tell one from another.
func Show(e Expr) string {
	switch e := e.(type) {
	case nil:
		return "everything"
	case And:
		return showGroup(e, " and ", "everything")
	case Or:
		return showGroup(e, " or ", "nothing")
	case Not:
		return "not " + Show(e.X)
	case OneOf:
		return fmt.Sprintf("%s in %v", showField(e.Field), e.Values)
	case Contains:
		return fmt.Sprintf("%s contains %v", showField(e.Field), e.Parts)
	case HasWords:
		return showField(e.Field) + " has " + e.Query.String()
	case Matches:
		return fmt.Sprintf("%s matches %q", showField(e.Field), e.Pattern)
	case Exists:
		return showField(e.Field) + " exists"
	case Range:
		return showField(e.Field) + " from " + showBound(e.Min) + " to " + showBound(e.Max)
	default:
		return fmt.Sprintf("%T", e)
	}
}

// showField adds the kind to a field's key, since fields of forms can be asked for
// as text and as number.
func showField(f Field) string {
	switch {
	case f.Key == "":
		return f.Name
	case f.Kind == Text:
		return fmt.Sprintf("%s[%s]", f.Name, f.Key)
	default:
		return fmt.Sprintf("%s[%s as %s]", f.Name, f.Key, f.Kind)
	}
}

func showGroup(members []Expr, between, none string) string {
	if len(members) == 0 {
		return none
	}
	shown := make([]string, len(members))
	for i, m := range members {
		shown[i] = Show(m)
	}
	return "(" + strings.Join(shown, between) + ")"
}

func showBound(b *Bound) string {
	switch {
	case b == nil:
		return "open"
	case b.Exclusive:
		return b.Value.String() + " exclusive"
	default:
		return b.Value.String()
	}
}

// String writes the query much as ParseWords reads it, its terms as they are
// looked for.
func (q WordQuery) String() string {
	parts := make([]string, 0, len(q.All)+len(q.None))
	for _, p := range q.All {
		parts = append(parts, p.String())
	}
	for _, p := range q.None {
		parts = append(parts, "-"+p.String())
	}
	return strings.Join(parts, " ")
}

// String writes the phrase's terms in quotation marks.
func (p Phrase) String() string {
	s := `"` + strings.Join(p.Terms, " ") + `"`
	if p.Prefix {
		s += "*"
	}
	return s
}
