package chat_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parleychat/parley/internal/chat"
)

// formField makes a field whose id is its first byte.
func formField(id byte, name string, t chat.FieldType, options ...string) *chat.FormField {
	f := &chat.FormField{ID: chat.GUID{id}, Name: name, Type: t}
	for _, o := range options {
		f.Options = append(f.Options, chat.FieldOption{Name: o})
	}
	return f
}

var (
	order   = formField(1, "Order", chat.TextField)
	story   = formField(2, "Story", chat.TextAreaField)
	size    = formField(3, "Size", chat.RadioBoxField, "small", "large")
	consent = formField(4, "Consent", chat.CheckBoxField)
	colour  = formField(5, "Colour", chat.DropdownListField, "red", "blue")
	extras  = formField(6, "Extras", chat.CheckboxListField, "salt", "salt, pepper", "oil")
	card    = &chat.FormField{ID: chat.GUID{7}, Name: "Card", IsPCI: true}
)

func allFields() (fields []chat.Resource) {
	for _, f := range []*chat.FormField{order, story, size, consent, colour, extras, card} {
		fields = append(fields, f)
	}
	return fields
}

// formOf asks fields after a chat.
func formOf(fields ...chat.AskedField) *chat.Form {
	return (&chat.Campaign{PostChat: fields}).Form(chat.PostChatForm, allFields())
}

func ask(f *chat.FormField) chat.AskedField { return chat.AskedField{FieldID: f.ID} }
func require(f *chat.FormField) chat.AskedField {
	return chat.AskedField{FieldID: f.ID, IsRequired: true}
}

func answer(f *chat.FormField, value string) chat.FieldResult {
	return chat.FieldResult{FieldID: f.ID, Value: value}
}

func TestAnAnswerIsOfItsFieldsType(t *testing.T) {
	t.Parallel()
	const refused = "\x00"
	for _, c := range []struct {
		field       *chat.FormField
		value, want string
	}{
		{order, "A-17", "A-17"},
		{order, "two\nlines", refused},
		{order, "a\x00b", refused},
		{order, "\xff", refused},
		{order, strings.Repeat("ж", chat.MaxLine), strings.Repeat("ж", chat.MaxLine)},
		{order, strings.Repeat("x", chat.MaxLine+1), refused},
		{order, "  ", ""},
		{story, "two\r\nlines", "two\r\nlines"},
		{story, "a\x1bb", refused},
		{story, strings.Repeat("x", chat.MaxText+1), refused},
		{size, "large", "large"},
		{size, "Large", refused},
		{size, "small,large", refused},
		{consent, "TRUE", "true"},
		{consent, "false", "false"},
		{consent, "on", refused},
		{colour, "blue", "blue"},
		{colour, "green", refused},
		{extras, "oil,salt", "salt,oil"},
		{extras, "oil, salt, pepper", "salt, pepper,oil"},
		{extras, "salt,salt", refused},
		{extras, "salt,", refused},
		{extras, "salt,sugar", refused},
	} {
		results, err := formOf(ask(c.field)).Check([]chat.FieldResult{answer(c.field, c.value)}, false)
		var want []chat.FieldResult
		if c.want != "" {
			want = []chat.FieldResult{{FormType: chat.PostChatForm, FieldID: c.field.ID, FieldName: c.field.Name, Value: c.want}}
		}
		switch {
		case c.want == refused && chat.KindOf(err) != chat.KindInvalid:
			t.Errorf("%s takes %.40q: %v, %v", c.field.Name, c.value, results, err)
		case c.want != refused && (err != nil || !slices.EqualFunc(results, want, func(a, b chat.FieldResult) bool { return cmp.Equal(a, b) })):
			t.Errorf("%s, %.40q: %v, %v", c.field.Name, c.value, results, err)
		}
	}
}

func TestAFormKnowsWhatItRequires(t *testing.T) {
	t.Parallel()
	hidden := require(story)
	hidden.IsHidden = true
	form := formOf(require(order), hidden, require(consent), ask(size), require(card))
	if !form.Requires() || formOf(ask(order), hidden, require(card)).Requires() {
		t.Error("what is required is not told")
	}
	whole := []chat.FieldResult{answer(consent, "true"), answer(order, "A-17")}
	if results, err := form.Check(whole, false); err != nil || len(results) != 2 || results[0].FieldID != order.ID {
		t.Errorf("all that is required: %v, %v", results, err)
	}
	for name, bad := range map[string][]chat.FieldResult{
		"nothing":                  nil,
		"an empty one":             {answer(consent, "true"), answer(order, " ")},
		"a box that is not ticked": {answer(consent, "false"), answer(order, "A-17")},
	} {
		if _, err := form.Check(bad, false); chat.KindOf(err) != chat.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := form.Check(bad, true); err != nil {
			t.Errorf("%s, partly: %v", name, err)
		}
	}
	for name, bad := range map[string]chat.FieldResult{
		"a field that is not asked":  answer(colour, "red"),
		"a field of the secure form": answer(card, "4111"),
		"one answered twice":         {FieldName: "order", Value: "B"},
		"one that there is not":      {FieldName: "Nonsense", Value: "B"},
	} {
		if _, err := form.Check(append(slices.Clone(whole), bad), true); chat.KindOf(err) != chat.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	var none *chat.Campaign
	if results, err := none.Form(chat.PreChatForm, allFields()).Check(nil, false); err != nil || len(results) > 0 {
		t.Errorf("no campaign: %v, %v", results, err)
	}
}

// TestOptionsThatWereChosenAreReadBack checks what a list is read as against the set
// that it was made of, whatever commas the options have.
func TestOptionsThatWereChosenAreReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-c]{1,2}(, ?[x-z]{1,2})?`), 1, 6, rapid.ID).Draw(t, "options")
		field := formField(9, "List", chat.CheckboxListField, names...)
		chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, len(names), rapid.ID).Draw(t, "chosen")
		var inOrder []string
		for _, n := range names {
			if slices.Contains(chosen, n) {
				inOrder = append(inOrder, n)
			}
		}
		form := (&chat.Campaign{PostChat: []chat.AskedField{ask(field)}}).Form(chat.PostChatForm, []chat.Resource{field})
		results, err := form.Check([]chat.FieldResult{answer(field, strings.Join(chosen, ","))}, false)
		if err != nil || len(results) != 1 || results[0].Value != strings.Join(inOrder, ",") {
			t.Fatalf("%q of %q: %v, %v", chosen, names, results, err)
		}
	})
}
