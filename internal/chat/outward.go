package chat

import (
	"net/url"
	"strings"
)

// VariableType is what the values of a custom variable are.
type VariableType uint8

// The types of custom variable.
const (
	TextVariable VariableType = iota
	IntegerVariable
	DecimalVariable
)

var variableTypeWords = words{0: "text", 1: "integer", 2: "decimal"}

// String is the specification's word.
func (t VariableType) String() string { return variableTypeWords.word(uint8(t)) }

// ParseVariableType reads a type: its word in any case, or its integer.
func ParseVariableType(s string) (VariableType, error) {
	return parse[VariableType](variableTypeWords, "type of custom variable", s)
}

// CustomVariable is what a customer's page tells of its visitors.
type CustomVariable struct {
	ID        GUID
	Name      string
	Value     string // where the page has it
	Hyperlink string // what a value leads to, "" for nothing
	Type      VariableType
}

// maxURL is the most bytes that an address may have.
const maxURL = 2048

// checkURL refuses what is no absolute address of the web, and one with a user name
// or a password in it, which would be shown wherever the address is.
func checkURL(name, s string) error {
	u, err := url.Parse(s)
	switch {
	case len(s) > maxURL:
		return Invalid("%s: %d bytes are more than the limit of %d", name, len(s), maxURL)
	case err != nil || u.Hostname() == "" || (!strings.EqualFold(u.Scheme, "https") && !strings.EqualFold(u.Scheme, "http")):
		return Invalid("%s: it is not an address beginning with https:// or http://", name)
	case u.User != nil:
		return Invalid("%s: an address has no user name and password in it", name)
	default:
		return nil
	}
}

// Collection implements Resource.
func (*CustomVariable) Collection() Collection { return CustomVariables }

// Key implements Resource.
func (v *CustomVariable) Key() *GUID    { return &v.ID }
func (v *CustomVariable) title() string { return v.Name }

func (v *CustomVariable) check() error {
	switch {
	case v.Name == "":
		return errNameless(v)
	case v.Hyperlink != "":
		return checkURL("hyperlink", v.Hyperlink)
	default:
		return nil
	}
}
