package filter

import (
	"fmt"
	"slices"
	"strings"
)

// Operator is what a condition does with the values that it names, in the words of
// the Chat API.
type Operator struct {
	Negative  bool // exactly the complement of what Apply says
	Valueless bool // needs no value
	Within    bool // looks for a part of a text
	apply     func(o Operand, values []string) (Expr, error)
}

// Operand is a field that a condition names, and how its values are read.
type Operand struct {
	Field
	// Called is the field's name in messages.
	Called string
	// Read reads a value of a kind, and reports whether it is one.
	Read func(Kind, string) (Value, bool)
	// Words reads the words of an enum; nil for other fields.
	Words func(string) (Value, error)
	// Loose fields have texts, of which those that are numbers are compared by size.
	Loose bool
	// FullText fields are searched by words.
	FullText bool
}

// operators by folded names. A nil apply means no restriction.
var operators = map[string]Operator{
	"is":                {apply: is},
	"isoneof":           {apply: is},
	"isin":              {apply: is},
	"isnot":             {apply: is, Negative: true},
	"isnotoneof":        {apply: is, Negative: true},
	"isnotin":           {apply: is, Negative: true},
	"contains":          {apply: contains, Within: true},
	"notcontains":       {apply: contains, Within: true, Negative: true},
	"exists":            {apply: exists, Valueless: true},
	"notexists":         {apply: exists, Valueless: true, Negative: true},
	"ismorethan":        {apply: bounded(above)},
	"islessthan":        {apply: bounded(below)},
	"isnotlessthan":     {apply: bounded(atLeast)},
	"isnotmorethan":     {apply: bounded(atMost)},
	"regularexpression": {apply: matches, Within: true},
	"ignored":           {},
}

// OperatorNames lists the operators as the documentation writes them.
func OperatorNames() []string {
	return []string{
		"is", "isNot", "isOneOf", "isNotOneOf", "isIn", "isNotIn", "contains", "notContains", "exists", "notExists",
		"isMoreThan", "isLessThan", "isNotMoreThan", "isNotLessThan", "regularExpression", "ignored",
	}
}

// OperatorNamed finds an operator by its name in any letter case.
func OperatorNamed(name string) (Operator, bool) {
	o, ok := operators[strings.ToLower(name)]
	return o, ok
}

// Restricts is false for the operator that restricts nothing.
func (op Operator) Restricts() bool { return op.apply != nil }

// Ignores reports that the values restrict nothing: clients send a form's empty
// fields along.
func (op Operator) Ignores(values []string) bool {
	if op.apply == nil {
		return true
	}
	return !op.Valueless && !slices.ContainsFunc(values, func(v string) bool { return v != "" })
}

// Apply makes the condition of values that are not ignored; a negative operator's is
// still to be negated. What is wrong with them is a *SyntaxError.
func (op Operator) Apply(o Operand, values []string) (Expr, error) { return op.apply(o, values) }

func (o Operand) wrong(format string, args ...any) error {
	return &SyntaxError{o.Called + ": " + fmt.Sprintf(format, args...)}
}

func is(o Operand, values []string) (Expr, error) {
	switch {
	case o.Kind == Time:
		return isTime(o, values)
	case o.FullText:
		return fullText(o, values)
	}
	typed, err := o.valuesOf(values)
	if err != nil {
		return nil, err
	}
	return Is(o.Field, typed...), nil
}

// isTime takes [from, to], both inclusive, an empty one open, or one instant.
func isTime(o Operand, values []string) (Expr, error) {
	if len(values) > 2 {
		return nil, o.wrong("a time takes [from, to] or one value, not %d", len(values))
	}
	from, err := o.end(values[0])
	if err != nil {
		return nil, err
	}
	to, err := o.end(values[len(values)-1])
	return Range{Field: o.Field, Min: from, Max: to}, err
}

// end is one end of a range of time, nil when it is open.
func (o Operand) end(s string) (*Bound, error) {
	if s == "" {
		return nil, nil
	}
	v, err := o.value(s)
	return &Bound{Value: v}, err
}

func contains(o Operand, values []string) (Expr, error) {
	if o.Kind != Text {
		return nil, o.unfit("contains")
	}
	if o.FullText {
		return fullText(o, values)
	}
	parts, err := o.valuesOf(values)
	return Contains{Field: o.Field, Parts: parts}, err
}

func exists(o Operand, _ []string) (Expr, error) { return Exists{Field: o.Field}, nil }

// fullText takes queries of words; one of them must be satisfied.
func fullText(o Operand, values []string) (Expr, error) {
	var found Or
	for _, v := range values {
		if v == "" {
			continue
		}
		query, err := ParseWords(v)
		if err != nil {
			return nil, o.wrong("%s", err)
		}
		found = append(found, HasWords{Field: o.Field, Query: query})
	}
	return found, nil
}

// matches looks for regular expressions in a text as it was stored.
func matches(o Operand, values []string) (Expr, error) {
	if o.Kind != Text {
		return nil, o.unfit("a regular expression")
	}
	var found Or
	for _, v := range values {
		if v == "" {
			continue
		}
		pattern, err := ParsePattern(v)
		if err != nil {
			return nil, o.wrong("%s", err)
		}
		found = append(found, Matches{Field: o.Field, Pattern: pattern})
	}
	return found, nil
}

// The four comparisons as ranges.
func above(f Field, v Value) Range {
	return Range{Field: f, Min: &Bound{Value: v, Exclusive: true}}
}

func below(f Field, v Value) Range {
	return Range{Field: f, Max: &Bound{Value: v, Exclusive: true}}
}

func atLeast(f Field, v Value) Range { return Range{Field: f, Min: &Bound{Value: v}} }

func atMost(f Field, v Value) Range { return Range{Field: f, Max: &Bound{Value: v}} }

// bounded is an operator that compares sizes: of numbers and times, not of enums.
func bounded(by func(Field, Value) Range) func(Operand, []string) (Expr, error) {
	return func(o Operand, values []string) (Expr, error) {
		if o.Loose {
			o.Kind = Number
		}
		ordered := o.Kind == Int || o.Kind == Number || o.Kind == Time
		if !ordered || o.Words != nil {
			return nil, o.unfit("a comparison of size")
		}
		typed, err := o.valuesOf(values)
		if err != nil {
			return nil, err
		}
		if len(typed) != 1 {
			return nil, o.wrong("a comparison of size takes one value, not %d", len(typed))
		}
		return by(o.Field, typed[0]), nil
	}
}

func (o Operand) unfit(operator string) error {
	what := o.Kind.String()
	if o.Words != nil {
		what = "enum"
	}
	return o.wrong("%s does not suit a field of kind %s", operator, what)
}

// valuesOf types the values that are not empty.
func (o Operand) valuesOf(values []string) ([]Value, error) {
	typed := make([]Value, 0, len(values))
	for _, s := range values {
		if s == "" {
			continue
		}
		v, err := o.value(s)
		if err != nil {
			return nil, err
		}
		typed = append(typed, v)
	}
	return typed, nil
}

// value types a value by the field's kind.
func (o Operand) value(s string) (Value, error) {
	if o.Words != nil {
		v, err := o.Words(s)
		if err != nil {
			return v, o.wrong("%s", err)
		}
		return v, nil
	}
	v, ok := o.Read(o.Kind, s)
	if !ok {
		return v, o.wrong("%q is not of kind %s", beginning(s), o.Kind)
	}
	return v, nil
}
