package chat

import "unicode/utf8"

// Segment is a named set of visitors with something in common.
type Segment struct {
	ID    GUID
	Name  string
	Extra Extra

	Description string
	Conditions  Conditions
}

// AutoInvitation invites visitors to chat by rules.
type AutoInvitation struct {
	ID    GUID
	Name  string
	Extra Extra

	CampaignID GUID // zero for all
	IsDisabled bool
	Order      int64 // among the site's invitations
	Message    string
	Conditions Conditions
}

// MetType is how conditions are joined (wire.md §8, conditionMetType).
type MetType uint8

// The ways to join conditions.
const (
	MetAll MetType = iota
	MetAny
	MetLogic
)

var metTypeWords = words{0: "all", 1: "any", 2: "logicalExpression"}

// String is the specification's word.
func (t MetType) String() string { return metTypeWords.word(uint8(t)) }

// ParseMetType reads a way to join conditions: its word in any case, or its integer.
func ParseMetType(s string) (MetType, error) {
	return parse[MetType](metTypeWords, "type of meeting conditions", s)
}

// What conditions may be.
const (
	MaxConditions      = 50
	MaxConditionValues = 200
	MaxConditionValue  = 1 << 10 // bytes
)

// Conditions say which visitors are meant.
type Conditions struct {
	Met   MetType
	Logic string // of MetLogic: an expression over the conditions' positions, from 1
	All   []Condition
}

// Condition is one of them, in the words of a search's filters.
type Condition struct {
	Name     string
	Operator string
	Values   []string
}

func (c *Conditions) check(of audience) error {
	if len(c.All) > MaxConditions {
		return Invalid("conditions: %d are more than the limit of %d", len(c.All), MaxConditions)
	}
	if (c.Met == MetLogic) != (c.Logic != "") {
		return Invalid("logicalExpression: it is there exactly when the conditionMetType is logicalExpression")
	}
	for i, one := range c.All {
		switch {
		case one.Name == "":
			return Invalid("conditions[%d].name: a condition has a name", i)
		case one.Operator == "":
			return Invalid("conditions[%d].operator: a condition has an operator", i)
		case len(one.Values) > MaxConditionValues:
			return Invalid("conditions[%d].value: %d values are more than the limit of %d", i, len(one.Values), MaxConditionValues)
		}
		for _, v := range one.Values {
			if len(v) > MaxConditionValue {
				return Invalid("conditions[%d].value: %d bytes are more than the limit of %d", i, len(v), MaxConditionValue)
			}
		}
	}
	_, err := c.meeting(of)
	return err
}

// Collection implements Resource.
func (*Segment) Collection() Collection { return Segments }

// Key implements Resource.
func (s *Segment) Key() *GUID    { return &s.ID }
func (s *Segment) title() string { return s.Name }

func (s *Segment) check() error {
	if s.Name == "" {
		return errNameless(s)
	}
	return s.Conditions.check(withTheChats)
}

// Collection implements Resource.
func (*AutoInvitation) Collection() Collection { return AutoInvitations }

// Key implements Resource.
func (a *AutoInvitation) Key() *GUID    { return &a.ID }
func (a *AutoInvitation) title() string { return a.Name }
func (a *AutoInvitation) place() int64  { return a.Order }

func (a *AutoInvitation) check() error {
	if a.Name == "" {
		return errNameless(a)
	}
	if n := utf8.RuneCountInString(a.Message); n > MaxText {
		return Invalid("message: %d characters are more than the limit of %d", n, MaxText)
	}
	return a.Conditions.check(visitors)
}
