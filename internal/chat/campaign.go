package chat

import (
	"cmp"
	"fmt"
	"slices"
)

// MaxAsked is how many fields a form of a campaign may ask, and how many options a
// field may have.
const MaxAsked = 200

// Campaign is one installation of the widget, with its look and its forms.
type Campaign struct {
	ID          GUID
	Name        string
	Description string
	Language    string
	Extra       Extra

	PreChat        []AskedField
	PostChat       []AskedField
	Wrapup         []AskedField
	OfflineMessage []AskedField

	BotID GUID // the bot that its chats begin with; zero for none

	Look  Look
	Texts []Wording // in the place of the widget's own
	// AllowedOrigins are the web origins, such as https://shop.example, whose pages may
	// show it; none means all.
	AllowedOrigins []string
	// Challenge is how many bits of work strangers do before a request; 0 for none.
	Challenge int64
}

// AskedField is a field that a campaign's form asks.
type AskedField struct {
	FieldID    GUID
	IsRequired bool
	IsHidden   bool
	Order      int64
}

// FieldType is how a field of a form is entered (wire.md §8).
type FieldType uint8

// The types of field.
const (
	TextField FieldType = iota
	TextAreaField
	RadioBoxField
	CheckBoxField
	DropdownListField
	CheckboxListField
)

var fieldTypeWords = words{0: "text", 1: "textArea", 2: "radioBox", 3: "checkBox", 4: "dropdownList", 5: "checkboxList"}

// String is the specification's word.
func (t FieldType) String() string { return fieldTypeWords.word(uint8(t)) }

// ParseFieldType reads a type of field: its word in any case, or its integer.
func ParseFieldType(s string) (FieldType, error) {
	return parse[FieldType](fieldTypeWords, "field type", s)
}

// chosen tells the types of which an option is chosen.
func (t FieldType) chosen() bool {
	return t == RadioBoxField || t == DropdownListField || t == CheckboxListField
}

// FormField is what a form can ask.
type FormField struct {
	ID         GUID
	Name       string
	Type       FieldType
	IsSystem   bool // every site has one, such as the visitor's name
	IsRequired bool
	IsPCI      bool // asked in the secure form only
	Options    []FieldOption
}

// FieldOption is one choice of a field.
type FieldOption struct {
	Name  string
	Order int64
}

// Collection implements Resource.
func (*Campaign) Collection() Collection { return Campaigns }

// Key implements Resource.
func (c *Campaign) Key() *GUID    { return &c.ID }
func (c *Campaign) title() string { return c.Name }

// form is one of a campaign's forms, by its name in the API.
type form struct {
	name  string
	asked *[]AskedField
}

func (c *Campaign) forms() [4]form {
	return [4]form{
		{"preChatFields", &c.PreChat},
		{"postChatFields", &c.PostChat},
		{"wrapupFields", &c.Wrapup},
		{"offlineMessageFields", &c.OfflineMessage},
	}
}

func (c *Campaign) tidy() {
	for _, f := range c.forms() {
		slices.SortStableFunc(*f.asked, func(a, b AskedField) int { return cmp.Compare(a.Order, b.Order) })
	}
	sortWordings(c.Texts)
}

func (c *Campaign) check() error {
	if c.Name == "" {
		return errNameless(c)
	}
	for _, form := range c.forms() {
		if n := len(*form.asked); n > MaxAsked {
			return Invalid("%s: %d fields: a form asks at most %d", form.name, n, MaxAsked)
		}
		seen := map[GUID]bool{}
		for i, f := range *form.asked {
			if seen[f.FieldID] {
				return Invalid("%s[%d].fieldId: %s is there twice", form.name, i, f.FieldID)
			}
			seen[f.FieldID] = true
		}
	}
	return cmp.Or(c.Look.check(), checkWordings(c.Texts), checkOrigins(c.AllowedOrigins), checkChallenge(c.Challenge))
}

func (c *Campaign) points() (to []pointer) {
	for _, form := range c.forms() {
		for i, f := range *form.asked {
			to = append(to, pointer{fmt.Sprintf("%s[%d].fieldId", form.name, i), FormFields, f.FieldID})
		}
	}
	if c.BotID != (GUID{}) {
		to = append(to, pointer{"botId", Bots, c.BotID})
	}
	return to
}

// Collection implements Resource.
func (*FormField) Collection() Collection { return FormFields }

// Key implements Resource.
func (f *FormField) Key() *GUID    { return &f.ID }
func (f *FormField) title() string { return f.Name }

func (f *FormField) tidy() {
	slices.SortStableFunc(f.Options, func(a, b FieldOption) int { return cmp.Compare(a.Order, b.Order) })
}

func (f *FormField) check() error {
	switch {
	case f.Name == "":
		return errNameless(f)
	case len(f.Options) > MaxAsked:
		return Invalid("options: %d: a field has at most %d", len(f.Options), MaxAsked)
	case f.Type.chosen() && len(f.Options) == 0:
		return Invalid("options: a field of type %s has options", f.Type)
	case !f.Type.chosen() && len(f.Options) > 0:
		return Invalid("options: a field of type %s has none", f.Type)
	}
	seen := map[string]bool{}
	for i, o := range f.Options {
		switch {
		case o.Name == "":
			return Invalid("options[%d]: an option has a name", i)
		case seen[o.Name]:
			return Invalid("options[%d]: %q is there twice", i, clip(o.Name))
		}
		seen[o.Name] = true
	}
	return nil
}

// errNameless answers a resource without what people tell it by.
func errNameless(r Resource) error { return Invalid("%s has a name", r.Collection().one()) }
