package chat

import (
	"slices"
	"strings"

	"github.com/parleychat/parley/internal/filter"
)

// Role is what an account is on its site. It bounds what the agent's keys and
// tokens may do, and decides which chats they are shown.
type Role uint8

// The roles, each of which may do all that those before it may.
const (
	RoleAgent      Role = iota + 1 // reads and writes the chats of its departments, and those it took part in
	RoleSupervisor                 // reads and writes every chat
	RoleAdmin                      // does everything
)

var roleNames = []string{RoleAgent: "agent", RoleSupervisor: "supervisor", RoleAdmin: "admin"}

// String is the role's word on the wire.
func (r Role) String() string {
	if int(r) < len(roleNames) {
		return roleNames[r]
	}
	return ""
}

// ParseRole reads a role's word, in any letter case.
func ParseRole(s string) (Role, error) {
	i := slices.IndexFunc(roleNames, func(name string) bool { return name != "" && strings.EqualFold(name, s) })
	if i < 0 {
		return 0, Invalid("%q is not a role: it is admin, supervisor or agent", clip(s))
	}
	return Role(i), nil
}

// May is what a role may do at most. Deleting cannot be undone, so that it is left to
// administrators.
func (r Role) May() Permissions {
	switch r {
	case RoleAdmin:
		return AllPermissions
	case RoleSupervisor, RoleAgent:
		return ReadChats | WriteChats
	default:
		return 0
	}
}

// Sees is what a chat must fulfil for the actor to know of it, nil for every chat.
// One that does not is answered exactly as if it were not there: by searches, which
// add this condition to their own, and by everything else, which matches it against
// the chat. An actor without a role sees no chat.
func (a Actor) Sees() filter.Expr {
	switch a.Role {
	case RoleAdmin, RoleSupervisor:
		return nil
	case RoleAgent:
		return filter.Or{isOneOf(FieldAgent, a.Agent), isOneOf(FieldDepartmentID, a.Departments...)}
	default:
		return filter.Or{}
	}
}

// seesOffline is the same for offline messages: an agent sees those that were left for
// its departments, or for it.
func (a Actor) seesOffline() filter.Expr {
	if a.Role != RoleAgent {
		return a.Sees()
	}
	return filter.Or{isOneOf(fieldAgentID, a.Agent), isOneOf(FieldDepartmentID, a.Departments...)}
}

var fieldAgentID = filter.Field{Name: "agentId", Kind: filter.GUID}

// isOneOf holds for chats with one of ids. The zero guid names nothing, so that no
// chat without a department is one of a department's.
func isOneOf(f filter.Field, ids ...GUID) filter.Expr {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id GUID) bool { return id == GUID{} })
	return filter.OneOf{Field: f, Values: guidValues(ids)}
}

// sees reports whether the actor may know of a chat.
func (a Actor) sees(c *Chat) bool {
	return filter.Match(a.Sees(), Record{Chat: c, Related: &Related{}})
}

// seen leaves out the chats that the actor may not know of.
func (a Actor) seen(chats []*Chat) []*Chat {
	return slices.DeleteFunc(chats, func(c *Chat) bool { return !a.sees(c) })
}

// SeesVisitor reports whether the actor is to be shown a visitor: one who has no chat,
// or whose chat the actor sees.
func (a Actor) SeesVisitor(v *Visiting) bool { return v.Chat == nil || a.sees(v.Chat) }
