package v4

import (
	"errors"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// operand is the field as an operator works on it.
func (f namedField) operand() filter.Operand {
	return filter.Operand{
		Field: f.Field, Called: f.called, Read: typed, Words: f.Words, Loose: chat.IsFormField(f.Field),
		FullText: f.Field == chat.FieldKeywords || f.Field == chat.FieldMessages,
	}
}

// apply makes the condition of an operator on the field.
func (f namedField) apply(op filter.Operator, values []string) (filter.Expr, error) {
	x, err := op.Apply(f.operand(), values)
	var wrong *filter.SyntaxError
	if errors.As(err, &wrong) {
		return nil, chat.Invalid("%s", wrong.Reason)
	}
	return x, err
}

// typed reads a value of a kind.
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
