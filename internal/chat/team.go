package chat

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// MaxMembers is how many agents a department may have, and how many departments or
// skills an agent.
const MaxMembers = 2_000

// Department is a group of agents that chats are routed to.
type Department struct {
	ID          GUID
	Name        string
	Description string
	Extra       Extra

	NotInLiveChat bool // no chats are routed to it
	Overflow      Overflow
	QueueLimit    int64  // chats that wait for it at a time, 0 for as many as the site allows
	AgentIDs      []GUID // who is in it, as its agents' DepartmentIDs say
}

// Skill is something an agent is good at, and a chat can ask for.
type Skill struct {
	ID          GUID
	Name        string
	Description string
	Extra       Extra
}

// Agent is a member of the support team.
type Agent struct {
	ID          GUID
	DisplayName string
	Email       string
	Extra       Extra

	FirstName     string
	LastName      string
	IsInactive    bool   // cannot sign in
	Role          Role   // of its account; zero for an agent that has none
	Password      string // the hash of a new password for its account; never given
	DepartmentIDs []GUID // what it is in, as its departments' AgentIDs say
	SkillIDs      []GUID
	Avatar        string // the key of its avatar; "" for none
}

// Collection implements Resource.
func (*Department) Collection() Collection { return Departments }

// Key implements Resource.
func (d *Department) Key() *GUID    { return &d.ID }
func (d *Department) title() string { return d.Name }
func (d *Department) tidy()         { d.AgentIDs = eachOnce(d.AgentIDs) }

func (d *Department) check() error {
	if d.Name == "" {
		return errNameless(d)
	}
	if d.QueueLimit < 0 || d.QueueLimit > MaxQueueLimit {
		return Invalid("queueLimit: %d: it is from 0 to %d", d.QueueLimit, MaxQueueLimit)
	}
	if d.Overflow.To != (GUID{}) && d.Overflow.To == d.ID {
		return Invalid("overflowDepartmentId: it is the department itself")
	}
	if err := d.Overflow.check(); err != nil {
		return err
	}
	return checkMembers("agentIds", d.AgentIDs)
}

// MaxQueueLimit is the most chats that a department can be said to let wait.
const MaxQueueLimit = 1_000_000

func (d *Department) points() []pointer {
	to := pointersTo(Agents, "agentIds", d.AgentIDs)
	if d.Overflow.To != (GUID{}) {
		to = append(to, pointer{"overflowDepartmentId", Departments, d.Overflow.To})
	}
	return to
}

// Collection implements Resource.
func (*Skill) Collection() Collection { return Skills }

// Key implements Resource.
func (s *Skill) Key() *GUID    { return &s.ID }
func (s *Skill) title() string { return s.Name }

func (s *Skill) check() error {
	if s.Name == "" {
		return errNameless(s)
	}
	return nil
}

// Collection implements Resource.
func (*Agent) Collection() Collection { return Agents }

// Key implements Resource.
func (a *Agent) Key() *GUID { return &a.ID }

// grants implements granting: who can change an agent can act in its place.
func (a *Agent) grants() Permissions { return a.Role.May() }

func (a *Agent) isActiveAdmin() bool { return a.Role == RoleAdmin && !a.IsInactive }

// among keeps an administrator on the site.
func (a *Agent) among(others []Resource) error {
	if a.isActiveAdmin() {
		return nil
	}
	return a.leave(others)
}

// leave implements leaving.
func (a *Agent) leave(others []Resource) error {
	for _, o := range others {
		if o, ok := o.(*Agent); ok && o.isActiveAdmin() {
			return nil
		}
	}
	return Conflict("the last active administrator of a site stays one")
}

// title is the e-mail: no two agents of a site have the same.
func (a *Agent) title() string { return a.Email }

// tidy also calls an agent without a display name by the others that it has.
func (a *Agent) tidy() {
	a.DepartmentIDs, a.SkillIDs = eachOnce(a.DepartmentIDs), eachOnce(a.SkillIDs)
	if a.DisplayName == "" {
		a.DisplayName = strings.TrimSpace(a.FirstName + " " + a.LastName)
	}
}

func (a *Agent) check() error {
	if name, domain, ok := strings.Cut(a.Email, "@"); !ok || name == "" || domain == "" || strings.ContainsAny(a.Email, " \t\r\n\x00") {
		return Invalid("email: %q is not an e-mail address", clip(a.Email))
	}
	if a.Role > RoleAdmin {
		return Invalid("role: there is no role %d", a.Role)
	}
	if a.Password != "" && a.Role == 0 {
		return Invalid("password: an agent needs a role to sign in")
	}
	if err := checkMembers("departmentIds", a.DepartmentIDs); err != nil {
		return err
	}
	return checkMembers("skillIds", a.SkillIDs)
}

func (a *Agent) points() []pointer {
	return append(pointersTo(Departments, "departmentIds", a.DepartmentIDs), pointersTo(Skills, "skillIds", a.SkillIDs)...)
}

// eachOnce is a list in order without what is there twice.
func eachOnce(ids []GUID) []GUID {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, func(a, b GUID) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(ids)
}

func checkMembers(name string, ids []GUID) error {
	if len(ids) > MaxMembers {
		return Invalid("%s: %d are more than the limit of %d", name, len(ids), MaxMembers)
	}
	return nil
}

func pointersTo(c Collection, name string, ids []GUID) []pointer {
	to := make([]pointer, len(ids))
	for i, id := range ids {
		to[i] = pointer{fmt.Sprintf("%s[%d]", name, i), c, id}
	}
	return to
}
