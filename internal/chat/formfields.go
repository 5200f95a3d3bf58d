package chat

import (
	"encoding/hex"
	"math"
	"strconv"
	"strings"

	"github.com/parleychat/parley/internal/filter"
)

// What was entered in forms can be searched, by form and field. The name of a
// filter.Field tells the form, its Key the field (FormFieldByID,
// FormFieldByName); without a key it means every field of the form. Of kind
// Number it means the values that are numbers.
//
// What was entered in a pciForm is never searched: a search would be an oracle
// for card numbers.
var (
	FieldPreChatForm    = filter.Field{Name: "preChatFormField", Kind: filter.Text}
	FieldPostChatForm   = filter.Field{Name: "postChatFormField", Kind: filter.Text}
	FieldWrapupForm     = filter.Field{Name: "wrapupFormField", Kind: filter.Text}
	FieldCustomVariable = filter.Field{Name: "customVariable", Kind: filter.Text}
	FieldAnyForm        = filter.Field{Name: "formField", Kind: filter.Text} // of any of the forms
)

// What a key begins with.
const (
	keyByID   = "id:"
	keyByName = "name:"
)

// FormFieldByID narrows the field of a form to the one with this id; the zero
// guid narrows nothing.
func FormFieldByID(form filter.Field, id GUID) filter.Field {
	if id == (GUID{}) {
		return form
	}
	form.Key = keyByID + hex.EncodeToString(id[:])
	return form
}

// FormFieldByName narrows the field of a form to those with this name, in any
// letter case.
func FormFieldByName(form filter.Field, name string) filter.Field {
	form.Key = keyByName + filter.Fold(name)
	return form
}

// FormKey takes the key of a form's field apart: a guid, or a folded name, or
// neither. It reports whether the key is one.
func FormKey(f filter.Field) (id GUID, name string, ok bool) {
	if name, ok := strings.CutPrefix(f.Key, keyByName); ok {
		return GUID{}, name, true
	}
	digits, byID := strings.CutPrefix(f.Key, keyByID)
	n, err := hex.Decode(id[:], []byte(digits[:min(len(digits), 2*len(id))]))
	return id, "", f.Key == "" || (byID && err == nil && n == len(id) && len(digits) == 2*n && id != GUID{})
}

// IsFormField reports whether f means what was entered in a form.
func IsFormField(f filter.Field) bool {
	d, ok := FieldNamed(f.Name)
	return ok && d.form != nil
}

// Searched reports whether the values of this form can be searched.
func (t FormType) Searched() bool { return t != PCIForm }

func formField(f filter.Field, forms func(FormType) bool) Declared {
	return Declared{Field: f, form: func(t FormType) bool { return t.Searched() && forms(t) }}
}

func only(form FormType) func(FormType) bool {
	return func(t FormType) bool { return t == form }
}

// entered are the values of a form's field, as they came.
func (d Declared) entered(c *Chat, f filter.Field) []string {
	id, name, ok := FormKey(f)
	if !ok {
		return nil
	}
	var values []string
	for i := range c.FieldResults {
		r := &c.FieldResults[i]
		switch {
		case !d.form(r.FormType):
		case id != GUID{} && r.FieldID != id:
		case strings.HasPrefix(f.Key, keyByName) && filter.Fold(r.FieldName) != name:
		default:
			values = append(values, r.Value)
		}
	}
	return values
}

// formValues are the values of a form's field as texts or as numbers.
func formValues(entered []string, kind filter.Kind) []filter.Value {
	var values []filter.Value
	for _, s := range entered {
		switch kind {
		case filter.Text:
			values = append(values, filter.TextValue(s))
		case filter.Number:
			if x, ok := EnteredNumber(s); ok {
				values = append(values, filter.NumberValue(x))
			}
		}
	}
	return values
}

// EnteredNumber reads the value of a form's field as a number: decimal, finite,
// with or without space around it.
func EnteredNumber(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if strings.Trim(s, "0123456789+-.eE") != "" {
		return 0, false
	}
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil && !math.IsInf(x, 0)
}
