package v4

import (
	"slices"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// operator is what a filter does with its values.
type operator struct {
	apply     func(f namedField, values []string) (filter.Expr, error)
	negative  bool // exactly the complement of what apply says (wire.md §4)
	valueless bool // needs no value
	within    bool // looks for a part of a text
}

// operators of chat-api.txt, Search Chats, and wire.md §4, by folded names. A nil
// apply means no restriction.
var operators = map[string]operator{
	"is":                {apply: is},
	"isoneof":           {apply: is},
	"isin":              {apply: is},
	"isnot":             {apply: is, negative: true},
	"isnotoneof":        {apply: is, negative: true},
	"isnotin":           {apply: is, negative: true},
	"contains":          {apply: contains, within: true},
	"notcontains":       {apply: contains, within: true, negative: true},
	"exists":            {apply: exists, valueless: true},
	"notexists":         {apply: exists, valueless: true, negative: true},
	"ismorethan":        {apply: bounded(above)},
	"islessthan":        {apply: bounded(below)},
	"isnotlessthan":     {apply: bounded(atLeast)},
	"isnotmorethan":     {apply: bounded(atMost)},
	"regularexpression": {apply: matches, within: true},
	"ignored":           {},
}

// ignores reports that the values restrict nothing: clients send a form's empty
// fields along (wire.md §4).
func (op operator) ignores(values []string) bool {
	if op.apply == nil {
		return true
	}
	return !op.valueless && !slices.ContainsFunc(values, func(v string) bool { return v != "" })
}

func is(f namedField, values []string) (filter.Expr, error) {
	switch {
	case f.Kind == filter.Time:
		return isTime(f, values)
	case f.fullText():
		return fullText(f, values)
	}
	typed, err := f.valuesOf(values)
	if err != nil {
		return nil, err
	}
	return filter.Is(f.Field, typed...), nil
}

// isTime takes [from, to], both inclusive, an empty one open, or one instant.
func isTime(f namedField, values []string) (filter.Expr, error) {
	if len(values) > 2 {
		return nil, chat.Invalid("%s: a time takes [from, to] or one value, not %d", f.called, len(values))
	}
	from, err := f.end(values[0])
	if err != nil {
		return nil, err
	}
	to, err := f.end(values[len(values)-1])
	return filter.Range{Field: f.Field, Min: from, Max: to}, err
}

// end is one end of a range of time, nil when it is open.
func (f namedField) end(s string) (*filter.Bound, error) {
	if s == "" {
		return nil, nil
	}
	v, err := f.value(s)
	return &filter.Bound{Value: v}, err
}

func contains(f namedField, values []string) (filter.Expr, error) {
	if f.Kind != filter.Text {
		return nil, f.unfit("contains")
	}
	if f.fullText() {
		return fullText(f, values)
	}
	parts, err := f.valuesOf(values)
	return filter.Contains{Field: f.Field, Parts: parts}, err
}

func exists(f namedField, _ []string) (filter.Expr, error) {
	return filter.Exists{Field: f.Field}, nil
}

// fullText reports whether the field is searched by words.
func (f namedField) fullText() bool {
	return f.Field == chat.FieldKeywords || f.Field == chat.FieldMessages
}

// fullText takes queries of words; one of them must be satisfied.
func fullText(f namedField, values []string) (filter.Expr, error) {
	var found filter.Or
	for _, v := range values {
		if v == "" {
			continue
		}
		query, err := filter.ParseWords(v)
		if err != nil {
			return nil, chat.Invalid("%s: %s", f.called, err)
		}
		found = append(found, filter.HasWords{Field: f.Field, Query: query})
	}
	return found, nil
}

// matches looks for regular expressions in a text as it was stored.
func matches(f namedField, values []string) (filter.Expr, error) {
	if f.Kind != filter.Text {
		return nil, f.unfit("a regular expression")
	}
	var found filter.Or
	for _, v := range values {
		if v == "" {
			continue
		}
		pattern, err := filter.ParsePattern(v)
		if err != nil {
			return nil, chat.Invalid("%s: %s", f.called, err)
		}
		found = append(found, filter.Matches{Field: f.Field, Pattern: pattern})
	}
	return found, nil
}

// The four comparisons as ranges.
func above(f filter.Field, v filter.Value) filter.Range {
	return filter.Range{Field: f, Min: &filter.Bound{Value: v, Exclusive: true}}
}

func below(f filter.Field, v filter.Value) filter.Range {
	return filter.Range{Field: f, Max: &filter.Bound{Value: v, Exclusive: true}}
}

func atLeast(f filter.Field, v filter.Value) filter.Range {
	return filter.Range{Field: f, Min: &filter.Bound{Value: v}}
}

func atMost(f filter.Field, v filter.Value) filter.Range {
	return filter.Range{Field: f, Max: &filter.Bound{Value: v}}
}

// bounded is an operator that compares sizes: of numbers and times, not of enums.
func bounded(by func(filter.Field, filter.Value) filter.Range) func(namedField, []string) (filter.Expr, error) {
	return func(f namedField, values []string) (filter.Expr, error) {
		f = f.numeric()
		ordered := f.Kind == filter.Int || f.Kind == filter.Number || f.Kind == filter.Time
		if !ordered || f.Words != nil {
			return nil, f.unfit("a comparison of size")
		}
		typed, err := f.valuesOf(values)
		if err != nil {
			return nil, err
		}
		if len(typed) != 1 {
			return nil, chat.Invalid("%s: a comparison of size takes one value, not %d", f.called, len(typed))
		}
		return by(f.Field, typed[0]), nil
	}
}

func (f namedField) unfit(operator string) error {
	what := f.Kind.String()
	if f.Words != nil {
		what = "enum"
	}
	return chat.Invalid("%s: %s does not suit a field of kind %s", f.called, operator, what)
}

// valuesOf types the values that are not empty.
func (f namedField) valuesOf(values []string) ([]filter.Value, error) {
	typed := make([]filter.Value, 0, len(values))
	for _, s := range values {
		if s == "" {
			continue
		}
		v, err := f.value(s)
		if err != nil {
			return nil, err
		}
		typed = append(typed, v)
	}
	return typed, nil
}

// value types a value by the field's kind.
func (f namedField) value(s string) (filter.Value, error) {
	if f.Words != nil {
		v, err := f.Words(s)
		if err != nil {
			return v, chat.Invalid("%s: %s", f.called, err)
		}
		return v, nil
	}
	v, ok := typed(f.Kind, s)
	if !ok {
		return v, chat.Invalid("%s: %q is not of kind %s", f.called, clip(s), f.Kind)
	}
	return v, nil
}

func typed(kind filter.Kind, s string) (filter.Value, bool) {
	switch kind {
	case filter.Int:
		n, ok := parseInteger(s)
		return filter.IntValue(n), ok
	case filter.Number:
		x, ok := parseNumber(s)
		return filter.NumberValue(x), ok
	case filter.Text:
		return filter.TextValue(s), true
	case filter.GUID:
		g, ok := parseGUID(s)
		return filter.GUIDValue(g), ok
	case filter.Time:
		t, ok := parseTime(s)
		return filter.TimeValue(t), ok
	case filter.Bool:
		b, ok := parseBool(s)
		return filter.BoolValue(b), ok
	default:
		return filter.Value{}, false
	}
}
