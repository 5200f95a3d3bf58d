package chat

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parleychat/parley/internal/filter"
)

// Sharing says who has something that agents keep for their work.
type Sharing uint8

// The kinds of sharing. What is shared is kept by who manages settings.
const (
	SharedWithNobody Sharing = iota // its agent's own
	SharedWithDepartment
	SharedWithEverybody
)

var sharings = []string{"nobody", "department", "everybody"}

// String is the word on the wire.
func (s Sharing) String() string {
	if int(s) < len(sharings) {
		return sharings[s]
	}
	return ""
}

// ParseSharing reads the word on the wire.
func ParseSharing(s string) (Sharing, error) {
	i := slices.IndexFunc(sharings, func(word string) bool { return strings.EqualFold(word, s) })
	if i < 0 {
		return 0, Invalid("%q: it is nobody, department or everybody", clip(s))
	}
	return Sharing(i), nil
}

// shared is what agents keep for their work, alone or together.
type shared struct {
	with       Sharing
	department GUID
	agent      GUID // whose own it is, or who has made it
}

func (s shared) shownTo(actor Actor) bool {
	switch s.with {
	case SharedWithEverybody:
		return true
	case SharedWithDepartment:
		return actor.Role != RoleAgent || slices.Contains(actor.Departments, s.department)
	default:
		return s.agent == actor.Agent
	}
}

func (s shared) keptBy(actor Actor) error {
	if s.with != SharedWithNobody {
		return actor.Require(ManageSettings)
	}
	if s.agent != actor.Agent {
		return Denied("what is shared with nobody is its agent's own")
	}
	return nil
}

// beside reports whether two are shared with the same agents.
func (s shared) beside(o shared) bool {
	return s.with == o.with && s.department == o.department && (s.with != SharedWithNobody || s.agent == o.agent)
}

// CannedMessage is a text that agents write by a shortcut.
type CannedMessage struct {
	ID           GUID
	Shortcut     string
	Text         string
	Category     string // that it is listed under; "" for none
	SharedWith   Sharing
	DepartmentID GUID // of one that is shared with a department
	AgentID      GUID // whose own it is, or who has made it
	Created      time.Time
}

// The bounds of canned messages and saved searches, in characters.
const (
	MaxShortcut     = 50
	maxCannedText   = 8_000 // of a message of live chat
	maxCategoryName = 100
	maxSearchName   = 100
	maxSavedSearch  = 64 << 10 // bytes
)

// Collection implements Resource.
func (*CannedMessage) Collection() Collection { return CannedMessages }

// Key implements Resource.
func (m *CannedMessage) Key() *GUID     { return &m.ID }
func (m *CannedMessage) title() string  { return m.Shortcut }
func (m *CannedMessage) shared() shared { return shared{m.SharedWith, m.DepartmentID, m.AgentID} }

func (m *CannedMessage) begin(by GUID, now time.Time) { m.AgentID, m.Created = by, now }

func (m *CannedMessage) check() error {
	switch n := utf8.RuneCountInString(m.Shortcut); {
	case n == 0 || n > MaxShortcut || strings.ContainsFunc(m.Shortcut, func(c rune) bool { return c <= ' ' }):
		return Invalid("shortcut: it has 1 to %d characters and no spaces", MaxShortcut)
	case strings.TrimSpace(m.Text) == "" || utf8.RuneCountInString(m.Text) > maxCannedText:
		return Invalid("text: it has 1 to %d characters", maxCannedText)
	case utf8.RuneCountInString(m.Category) > maxCategoryName:
		return Invalid("category: it has at most %d characters", maxCategoryName)
	case (m.SharedWith == SharedWithDepartment) != (m.DepartmentID != GUID{}):
		return Invalid("departmentId: it belongs to what is shared with a department")
	default:
		return nil
	}
}

func (m *CannedMessage) points() []pointer {
	if m.DepartmentID == (GUID{}) {
		return nil
	}
	return pointersTo(Departments, "departmentId", []GUID{m.DepartmentID})
}

// among keeps shortcuts apart among those who have both.
func (m *CannedMessage) among(others []Resource) error {
	for _, o := range others {
		o, ok := o.(*CannedMessage)
		if ok && filter.Fold(o.Shortcut) == filter.Fold(m.Shortcut) && o.shared().beside(m.shared()) {
			return Conflict("there is a canned message %q already", clip(o.Shortcut))
		}
	}
	return nil
}

// SavedSearch is a search that agents want again.
type SavedSearch struct {
	ID         GUID
	Name       string
	Search     string // in the language of the edge, which alone looks inside
	GivenUp    bool   // it is one for missed and refused chats
	SharedWith Sharing
	AgentID    GUID // whose own it is, or who has made it
	Created    time.Time
}

// Collection implements Resource.
func (*SavedSearch) Collection() Collection { return SavedSearches }

// Key implements Resource.
func (s *SavedSearch) Key() *GUID     { return &s.ID }
func (s *SavedSearch) title() string  { return s.Name }
func (s *SavedSearch) shared() shared { return shared{with: s.SharedWith, agent: s.AgentID} }

func (s *SavedSearch) begin(by GUID, now time.Time) { s.AgentID, s.Created = by, now }

func (s *SavedSearch) check() error {
	switch n := utf8.RuneCountInString(s.Name); {
	case strings.TrimSpace(s.Name) == "" || n > maxSearchName:
		return Invalid("name: it has 1 to %d characters", maxSearchName)
	case len(s.Search) > maxSavedSearch:
		return Invalid("search: it has more than %d bytes", maxSavedSearch)
	case s.SharedWith == SharedWithDepartment:
		return Invalid("sharedWith: a search is shared with everybody or nobody")
	default:
		return nil
	}
}

// among keeps names apart among those who have both.
func (s *SavedSearch) among(others []Resource) error {
	for _, o := range others {
		o, ok := o.(*SavedSearch)
		if ok && filter.Fold(o.Name) == filter.Fold(s.Name) && o.shared().beside(s.shared()) {
			return Conflict("there is a saved search %q already", clip(o.Name))
		}
	}
	return nil
}
