package chat

import (
	"fmt"
	"strconv"

	"github.com/google/uuid"
)

// GUID identifies most nouns. The zero GUID means "none".
type GUID = uuid.UUID

// ParseGUID reads the usual 36-character form in any letter case.
func ParseGUID(s string) (GUID, error) {
	if len(s) != 36 {
		return GUID{}, Invalid("%q is not a guid", clip(s))
	}
	g, err := uuid.Parse(s)
	if err != nil {
		return GUID{}, Invalid("%q is not a guid", clip(s))
	}
	return g, nil
}

// SiteID is the number of a site, such as 10000. It is always positive.
type SiteID int64

// ParseSiteID reads a positive decimal number.
func ParseSiteID(s string) (SiteID, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 {
		return 0, Invalid("%q is not a site id: it is a positive integer such as 10000", clip(s))
	}
	return SiteID(n), nil
}

// Ref names a chat, or an offline message, by its guid or, when the guid is zero, by its integer id.
type Ref struct {
	ID   int64
	GUID GUID
}

// ByID refers to the chat with this integer id.
func ByID(id int64) Ref { return Ref{ID: id} }

// ByGUID refers to the chat with this guid.
func ByGUID(g GUID) Ref { return Ref{GUID: g} }

// ParseRef reads a positive integer id or a guid ("integer or guid",
// chat-api.txt, Get a single Chat).
func ParseRef(s string) (Ref, error) { return ParseRefOf("a chat", s) }

// ParseRefOf is ParseRef for what else has both, which is named in the error.
func ParseRefOf(what, s string) (Ref, error) {
	if id, err := strconv.ParseInt(s, 10, 64); err == nil && id > 0 {
		return ByID(id), nil
	}
	if g, err := ParseGUID(s); err == nil {
		return ByGUID(g), nil
	}
	return Ref{}, Invalid("%q is not the id of %s: it is a positive integer or a guid", clip(s), what)
}

// String is the reference as it would stand in an address.
func (r Ref) String() string {
	if r.GUID != (GUID{}) {
		return r.GUID.String()
	}
	return strconv.FormatInt(r.ID, 10)
}

// clip shortens a caller's text for an error message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return fmt.Sprintf("%.*s… (%d bytes)", most, s, len(s))
}
