package chat

import (
	"math/bits"
	"slices"
	"strings"
)

// Actor is who makes a call, on one site, with what is allowed to them.
type Actor struct {
	Site        SiteID
	Agent       GUID
	Role        Role // decides which chats there are for the actor, see Sees
	Departments []GUID
	May         Permissions // never more than the role's

	// SignIn is the sign-in that the call comes from, if the agent itself makes it; zero
	// for API keys, and for programs that act in its place.
	SignIn GUID

	// What the call came by, for the audit log.
	APIKey  GUID
	Client  GUID // the OAuthClient of the token
	Address string

	// Receipt is what the one write that the actor is about to make leaves; nil for
	// one that may be repeated.
	Receipt *Receipt
}

// Permissions is a set of things that an actor may do.
type Permissions uint8

// The permissions (wire.md §2).
const (
	ReadChats Permissions = 1 << iota
	WriteChats
	DeleteChats
	ManageSettings
)

// AllPermissions is what an administrator may do.
const AllPermissions = ReadChats | WriteChats | DeleteChats | ManageSettings

var permissionNames = []string{"chats:read", "chats:write", "chats:delete", "settings"}

// String lists the permissions' names, separated by spaces.
func (p Permissions) String() string {
	names := make([]string, 0, bits.OnesCount8(uint8(p)))
	for i, name := range permissionNames {
		if p&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// ParsePermission reads the name of one permission.
func ParsePermission(s string) (Permissions, error) {
	i := slices.Index(permissionNames, s)
	if i < 0 {
		return 0, Invalid("there is no permission %q, only %s", clip(s), AllPermissions)
	}
	return 1 << i, nil
}

// Require returns an error of KindDenied unless the actor may do all of need.
func (a Actor) Require(need Permissions) error {
	if missing := need &^ a.May; missing != 0 {
		return Denied("this needs the permission %s", missing)
	}
	return nil
}
