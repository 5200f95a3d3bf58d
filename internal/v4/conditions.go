package v4

import (
	"fmt"
	"slices"
	"strings"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// What a search may ask at once.
const (
	maxFilters    = 50
	maxValues     = 200
	maxValueBytes = 1 << 10
)

// condition is one of a search's filters as the caller wrote it: a name, an
// operator, values.
type condition struct {
	name     string
	operator string
	values   []string
	forms    []formValue
	in       vocabulary
}

// conditions reads what a search of chats asks for.
func conditions(body *node, p parameters) (filter.Expr, error) { return ofChats.conditions(body, p) }

// conditions reads what a search asks for: the body's filters, joined as the body
// says, and parameters that are named like one, which mean "is" (wire.md §4) and
// must all hold as well.
func (v vocabulary) conditions(body *node, p parameters) (filter.Expr, error) {
	asked, how, err := filtersOf(body)
	if err != nil {
		return nil, err
	}
	var named []condition
	for _, name := range sortedNames(p) {
		if _, known := v.lookUp(name); known {
			named = append(named, condition{name: name, operator: "is", values: p[name]})
		}
	}
	if n := len(asked) + len(named); n > maxFilters {
		return nil, chat.Invalid("filters: %d are more than the limit of %d", n, maxFilters)
	}
	filters, err := v.exprs(asked)
	if err != nil {
		return nil, err
	}
	joined, err := how.join(filters)
	if err != nil {
		return nil, err
	}
	parameters, err := v.exprs(named)
	if err != nil {
		return nil, err
	}
	all := filter.And{}
	for _, x := range append(parameters, joined) {
		if x != nil {
			all = append(all, x)
		}
	}
	return all, nil
}

// exprs translates conditions; one that restricts nothing becomes nil.
func (v vocabulary) exprs(asked []condition) ([]filter.Expr, error) {
	all := make([]filter.Expr, len(asked))
	for i, c := range asked {
		c.in = v
		var err error
		if all[i], err = c.expr(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func sortedNames(p parameters) []string {
	names := make([]string, 0, len(p))
	for name := range p {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// searchBodyOf parses a search's body: an object. One that is empty, null or {}
// restricts nothing.
func searchBodyOf(body []byte) (*node, error) {
	if strings.TrimSpace(string(body)) == "" {
		return &node{}, nil
	}
	doc, err := parse(string(body))
	if err == nil && doc.kind != object && doc.kind != null {
		err = chat.Invalid("the body of a search is an object, not %s", doc.kind)
	}
	return &doc, err
}

// filtersOf reads the filters of a search's body and how they are joined.
func filtersOf(doc *node) (asked []condition, how combination, err error) {
	if how, err = combinationOf(doc); err != nil {
		return nil, how, err
	}
	filters := member(doc, "filters")
	if filters == nil {
		return nil, how, nil
	}
	if filters.kind != list {
		return nil, how, chat.Invalid("filters: a list is needed, not %s", filters.kind)
	}
	if len(filters.kids) > maxFilters {
		return nil, how, chat.Invalid("filters: %d are more than the limit of %d", len(filters.kids), maxFilters)
	}
	asked = make([]condition, len(filters.kids))
	for i := range filters.kids {
		if asked[i], err = conditionOf(&filters.kids[i], fmt.Sprintf("filters[%d]", i)); err != nil {
			return nil, how, err
		}
	}
	return asked, how, nil
}

// member finds a member that is not null.
func member(of *node, name string) *node {
	for i := range of.kids {
		if kid := &of.kids[i]; sameName(kid.name, name) && kid.kind != null {
			return kid
		}
	}
	return nil
}

// conditionOf reads {"name","operator","value"}.
func conditionOf(n *node, place string) (c condition, err error) {
	if n.kind != object {
		return c, chat.Invalid("%s: an object is needed, not %s", place, n.kind)
	}
	if c.name, err = requiredText(n, place, "name"); err != nil {
		return c, err
	}
	if c.operator, err = requiredText(n, place, "operator"); err != nil {
		return c, err
	}
	value := member(n, "value")
	switch {
	case value == nil:
		return c, nil
	case value.kind != list:
		return c, c.add(value)
	case len(value.kids) > maxValues:
		return c, chat.Invalid("%s: %d values are more than the limit of %d", clip(c.name), len(value.kids), maxValues)
	}
	for i := range value.kids {
		if err := c.add(&value.kids[i]); err != nil {
			return c, err
		}
	}
	return c, nil
}

func requiredText(n *node, place, name string) (string, error) {
	m := member(n, name)
	if m == nil {
		return "", errRequired(place + "." + name)
	}
	if m.kind != text {
		return "", chat.Invalid("%s.%s: a string is needed, not %s", place, name, m.kind)
	}
	return m.text, nil
}

// add takes one value: a string, a bare number or boolean, null for none, or the
// object by which a form's field is named.
func (c *condition) add(n *node) error {
	s, ok := scalar(n)
	switch {
	case ok:
		c.values = append(c.values, s)
	case n.kind == null:
		c.values = append(c.values, "")
	case n.kind == object:
		return c.addForm(n)
	default:
		return chat.Invalid("%s: a value is a string, a number or a boolean, not %s", clip(c.name), n.kind)
	}
	return nil
}

// expr translates a condition, to nil when it restricts nothing. Errors name the
// filter.
func (c condition) expr() (filter.Expr, error) {
	what, known := c.in.lookUp(c.name)
	if !known {
		if len(c.forms) == 0 || !c.in.forms {
			return nil, unknownFilter(c.name)
		}
		what = formFieldNamed(c.name)
	}
	op, known := filter.OperatorNamed(c.operator)
	if !known {
		return nil, chat.Invalid("%s: there is no operator %q", what.name, clip(c.operator))
	}
	if err := c.withinLimits(what.name); err != nil {
		return nil, err
	}
	switch {
	case len(c.forms) > 0:
		return c.formExpr(what, op)
	case op.Ignores(c.values):
		return nil, nil
	}
	x, err := what.fieldFor(op).apply(op, c.values)
	if err != nil {
		return nil, err
	}
	if op.Negative {
		return filter.Not{X: x}, nil
	}
	return x, nil
}

func (c condition) withinLimits(name string) error {
	values := c.values
	for _, f := range c.forms {
		values = append(values, f.values...)
	}
	if len(values) > maxValues {
		return chat.Invalid("%s: %d values are more than the limit of %d", name, len(values), maxValues)
	}
	for _, v := range values {
		if len(v) > maxValueBytes {
			return chat.Invalid("%s: a value of %d bytes is longer than the limit of %d", name, len(v), maxValueBytes)
		}
	}
	return nil
}
