package chat

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parleychat/parley/internal/filter"
)

// MaxLine is how many characters a field of one line takes; a text area takes
// MaxText.
const MaxLine = 2000

// Form is what a campaign asks on one occasion. The zero value asks nothing.
type Form struct {
	Type  FormType
	asked []Question
}

// Question is a field as a form asks it.
type Question struct {
	*FormField
	Required bool // to be filled in by the visitor
	Hidden   bool // filled in by the page
}

// Form joins what the campaign asks before a chat, after it, in the wrap-up or in an
// offline message with the fields themselves: the site's FormFields. A hidden field is
// filled in by the page, so that nobody is required to. What belongs to the secure
// form, and a field that is gone, is not asked. A nil campaign asks nothing.
func (c *Campaign) Form(t FormType, fields []Resource) *Form {
	form := &Form{Type: t}
	if c == nil {
		return form
	}
	byID := make(map[GUID]*FormField, len(fields))
	for _, r := range fields {
		if f, ok := r.(*FormField); ok && !f.IsPCI {
			byID[f.ID] = f
		}
	}
	for _, a := range c.asks(t) {
		if f := byID[a.FieldID]; f != nil {
			form.asked = append(form.asked, Question{f, (a.IsRequired || f.IsRequired) && !a.IsHidden, a.IsHidden})
		}
	}
	return form
}

func (c *Campaign) asks(t FormType) []AskedField {
	switch t {
	case PreChatForm:
		return c.PreChat
	case PostChatForm:
		return c.PostChat
	case WrapUpForm:
		return c.Wrapup
	case OfflineMessageForm:
		return c.OfflineMessage
	default:
		return nil
	}
}

// Fields are the fields that the form asks, in its order.
func (f *Form) Fields() []*FormField {
	fields := make([]*FormField, len(f.asked))
	for i := range f.asked {
		fields[i] = f.asked[i].FormField
	}
	return fields
}

// Questions are the fields as the form asks them, in its order.
func (f *Form) Questions() []Question { return slices.Clone(f.asked) }

// MustAnswer reports whether a field is one of those that cannot be left empty.
func (f *Form) MustAnswer(field GUID) bool {
	q := f.find(FieldResult{FieldID: field})
	return q != nil && q.Required
}

// Requires reports whether the form cannot be left empty.
func (f *Form) Requires() bool {
	return slices.ContainsFunc(f.asked, func(q Question) bool { return q.Required })
}

// Check holds answers to the form and gives them as results in its order, with the
// fields' own names, and texts and options as the fields have them. An answer names
// its field by id or, without one, by name in any letter case. An empty answer is none.
// KindInvalid when an answer is to nothing that is asked, there are two to one
// field, or one is not of the field's type; and, unless partly, when a required one is
// missing.
func (f *Form) Check(answers []FieldResult, partly bool) ([]FieldResult, error) {
	given := make(map[GUID]string, len(answers))
	for _, a := range answers {
		q := f.find(a)
		if q == nil {
			return nil, Invalid("the form does not ask the field %q", clip(nameOf(a)))
		}
		if _, twice := given[q.ID]; twice {
			return nil, Invalid("the field %q is answered twice", clip(q.Name))
		}
		given[q.ID] = a.Value
	}
	results := make([]FieldResult, 0, len(given))
	for _, q := range f.asked {
		value, err := q.read(given[q.ID])
		empty := value == "" || (value == unticked && q.Required) // who must agree has not
		switch {
		case err != nil:
			return nil, err
		case !empty:
			results = append(results, FieldResult{FormType: f.Type, FieldID: q.ID, FieldName: q.Name, Value: value})
		case q.Required && !partly:
			return nil, Invalid("the field %q is required", clip(q.Name))
		}
	}
	return results, nil
}

func (f *Form) find(a FieldResult) *Question {
	for i := range f.asked {
		q := &f.asked[i]
		if a.FieldID == q.ID || a.FieldID == (GUID{}) && filter.Fold(a.FieldName) == filter.Fold(q.Name) {
			return q
		}
	}
	return nil
}

// nameOf is how an answer names its field.
func nameOf(a FieldResult) string {
	if a.FieldID != (GUID{}) {
		return a.FieldID.String()
	}
	return a.FieldName
}

// What a check box says.
const (
	ticked   = "true"
	unticked = "false"
)

// read reads an answer as the field's type demands; "" when there is none.
func (f *FormField) read(answer string) (string, error) {
	if !utf8.ValidString(answer) {
		return "", Invalid("the field %q: a text is UTF-8", clip(f.Name))
	}
	if strings.TrimSpace(answer) == "" {
		return "", nil
	}
	switch f.Type {
	case TextAreaField:
		return f.text(answer, MaxText, "\n\r\t")
	case CheckBoxField:
		if word := strings.ToLower(answer); word == ticked || word == unticked {
			return word, nil
		}
		return "", Invalid("the field %q: %q is neither true nor false", clip(f.Name), clip(answer))
	case RadioBoxField, DropdownListField:
		if f.has(answer) {
			return answer, nil
		}
		return "", Invalid("the field %q has no option %q", clip(f.Name), clip(answer))
	case CheckboxListField:
		return f.several(answer)
	default:
		return f.text(answer, MaxLine, "\t")
	}
}

// text reads a text without control characters but for those given.
func (f *FormField) text(answer string, most int, but string) (string, error) {
	if n := utf8.RuneCountInString(answer); n > most {
		return "", Invalid("the field %q takes %d characters, and this one has %d", clip(f.Name), most, n)
	}
	odd := func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune(but, r) }
	if i := strings.IndexFunc(answer, odd); i >= 0 {
		return "", Invalid("the field %q: a control character (%q) cannot be entered", clip(f.Name), answer[i:i+1])
	}
	return answer, nil
}

func (f *FormField) has(name string) bool {
	return slices.ContainsFunc(f.Options, func(o FieldOption) bool { return o.Name == name })
}

// several reads options, comma-separated, each at most once, and gives them in the
// field's order. The name of an option may have commas itself: the longest one that
// fits is meant.
func (f *FormField) several(answer string) (string, error) {
	chosen := map[string]bool{}
	for rest, more := answer, true; more; {
		rest = strings.TrimLeft(rest, " ")
		name := f.longest(rest)
		if name == "" || chosen[name] {
			return "", Invalid("the field %q: %q is not a list of its options, each once", clip(f.Name), clip(answer))
		}
		chosen[name] = true
		_, rest, more = strings.Cut(rest[len(name):], ",")
	}
	var names []string
	for _, o := range f.Options {
		if chosen[o.Name] {
			names = append(names, o.Name)
		}
	}
	return strings.Join(names, ","), nil
}

// longest is the longest option that a list begins with.
func (f *FormField) longest(list string) (name string) {
	for _, o := range f.Options {
		rest, ok := strings.CutPrefix(list, o.Name)
		rest = strings.TrimLeft(rest, " ")
		if ok && (rest == "" || rest[0] == ',') && len(o.Name) > len(name) {
			name = o.Name
		}
	}
	return name
}
