package chat

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Told is the value of a custom variable as a page told it.
type Told struct{ Name, Value string }

// TakeVariables reads what a page told of its custom variables: what is declared and
// fits is taken, and the error says what is not.
func TakeVariables(declared []*CustomVariable, told []Told) (taken []FieldResult, err error) {
	var wrong []string
	for _, t := range told {
		v := variableNamed(declared, t.Name)
		switch {
		case v == nil:
			wrong = append(wrong, "there is no custom variable "+strconv.Quote(clip(t.Name)))
		case !v.Type.takes(t.Value):
			wrong = append(wrong, "the custom variable "+strconv.Quote(clip(v.Name))+" is "+v.Type.String()+" of at most "+strconv.Itoa(MaxVariableValue)+" bytes")
		default:
			taken = append(taken, FieldResult{FormType: CustomVariableForm, FieldID: v.ID, FieldName: v.Name, Value: strings.TrimSpace(t.Value), URL: v.Hyperlink})
		}
	}
	if len(wrong) > 0 {
		return taken, Invalid("%s", strings.Join(wrong, "; "))
	}
	return taken, nil
}

func variableNamed(declared []*CustomVariable, name string) *CustomVariable {
	for _, v := range declared {
		if strings.EqualFold(v.Name, name) {
			return v
		}
	}
	return nil
}

// takes reports whether a value is one of the type.
func (t VariableType) takes(value string) bool {
	if len(value) > MaxVariableValue || !utf8.ValidString(value) {
		return false
	}
	switch t {
	case IntegerVariable:
		_, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		return err == nil
	case DecimalVariable:
		_, ok := EnteredNumber(value)
		return ok
	default:
		return true
	}
}
