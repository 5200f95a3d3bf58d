package chat

import (
	"bytes"
	"cmp"
	"slices"
	"time"
)

// Agent statuses that rules look at; any other is one of being away (wire.md §8).
const (
	AgentOnline  = "Online"
	AgentAway    = "Away"
	AgentOffline = "Offline"
)

// Seat is an agent's place in live chat.
type Seat struct {
	Agent       Person
	Departments []GUID
	Skills      []GUID
	Status      string    // AgentOnline, AgentAway, AgentOffline or a name of the agent's own
	Max         int       // chats at a time
	Ongoing     int       // chats that the agent holds or is asked to take
	LastAsked   time.Time // to take a chat
	SeenUntil   time.Time // the agent is taken to be connected until then
	Told        string    // the status that webhooks were told last; "" for AgentOffline
}

// Describe takes over what the agent tells. One who is not active is Offline.
func (s *Seat) Describe(a *Agent) {
	s.Agent = Person{ID: a.ID, Name: a.DisplayName, Avatar: a.Avatar}
	s.Departments, s.Skills = a.DepartmentIDs, a.SkillIDs
	if a.IsInactive {
		s.Status = AgentOffline
	}
}

// Present reports whether chats can be given to the agent at all.
func (s *Seat) Present(now time.Time) bool {
	return s.Status == AgentOnline && now.Before(s.SeenUntil)
}

// free reports whether one more chat can be given to the agent.
func (s *Seat) free(now time.Time) bool { return s.Present(now) && s.Ongoing < s.Max }

// Serves reports whether the agent belongs to the chat's department and has its
// skill, where it asks for them.
func (s *Seat) Serves(c *Chat) bool {
	return (c.DepartmentID == GUID{} || slices.Contains(s.Departments, c.DepartmentID)) &&
		(c.SkillID == GUID{} || slices.Contains(s.Skills, c.SkillID))
}

// Floor is what routing looks at: the agents of a site and the chats that wait.
type Floor struct {
	Terms   Terms
	Seats   []*Seat
	Waiting []*Running // see Sort
	// Departments are those that chats are routed to; not read unless a chat
	// overflows.
	Departments map[GUID]*Department
	// Pace is how long an agent has had a chat lately, on average; 0 when nobody
	// knows.
	Pace time.Duration
}

// Sort puts the chats that wait into their order: those that have been with an
// agent first, then by the time since they wait.
func (f *Floor) Sort() {
	slices.SortFunc(f.Waiting, func(a, b *Running) int {
		if a.InFront != b.InFront {
			if a.InFront {
				return -1
			}
			return 1
		}
		return cmp.Or(a.QueuedAt.Compare(b.QueuedAt), bytes.Compare(a.Chat.GUID[:], b.Chat.GUID[:]))
	})
}

// Seat finds an agent's seat, nil when there is none.
func (f *Floor) Seat(agent GUID) *Seat {
	i := slices.IndexFunc(f.Seats, func(s *Seat) bool { return s.Agent.ID == agent })
	if i < 0 {
		return nil
	}
	return f.Seats[i]
}

// takers are the agents to whom the chat counts.
func (r *Running) takers() []GUID {
	if r.State != Offered && r.State != Active {
		return nil
	}
	return slices.DeleteFunc([]GUID{r.Holder.ID, r.Offer.To.ID}, func(id GUID) bool { return id == GUID{} })
}

// Staffed reports whether anybody is present who serves the chat.
func (f *Floor) Staffed(c *Chat, now time.Time) bool {
	return slices.ContainsFunc(f.Seats, func(s *Seat) bool { return s.Present(now) && s.Serves(c) })
}

// Move is what routing has done with a chat.
type Move struct {
	Chat    *Running
	Entries []Entry
	Seat    *Seat // who was asked; nil when nobody was
}

// Route asks agents to take the chats that wait, in order, as long as both are
// there. A chat is not offered again to who did not take it before all others who
// serve it were asked; one that all have refused, and nobody ever held, is given up.
// Before that, chats that their department does not take go elsewhere.
func (f *Floor) Route(now time.Time) ([]Move, error) {
	var moves []Move
	for _, r := range f.Waiting {
		m, moved, err := f.move(r, now)
		if err != nil {
			return nil, err
		}
		if moved {
			moves = append(moves, m)
		}
	}
	f.Waiting = slices.DeleteFunc(f.Waiting, func(r *Running) bool { return r.State != Queued })
	return moves, nil
}

// move takes all steps with one chat, so that it is saved once, with all their entries.
func (f *Floor) move(r *Running, now time.Time) (m Move, moved bool, err error) {
	m.Chat = r
	if f.Overflows(r, now) {
		if m.Entries, moved, err = f.overflow(r, now); err != nil {
			return m, false, err
		}
	}
	var added []Entry
	if f.exhausted(r, now) {
		if f.declined(r, now) {
			added, err = r.Decline(now)
			m.Entries = append(m.Entries, added...)
			return m, true, err
		}
		r.Asked = nil
	}
	if m.Seat = f.choose(r, now); m.Seat == nil {
		return m, moved, nil
	}
	added, err = r.Propose(m.Seat.Agent, now.Add(f.Terms.AcceptWithin), now)
	m.Seat.Ongoing++
	m.Seat.LastAsked = now
	m.Entries = append(m.Entries, added...)
	return m, true, err
}

// exhausted reports whether all who are present and serve the chat have been asked.
func (f *Floor) exhausted(r *Running, now time.Time) bool {
	return len(r.Asked) > 0 && !slices.ContainsFunc(f.Seats, func(s *Seat) bool {
		return s.Present(now) && s.Serves(r.Chat) && !slices.Contains(r.Asked, s.Agent.ID)
	})
}

// declined reports whether all who are present and serve the chat have refused it.
func (f *Floor) declined(r *Running, now time.Time) bool {
	return !r.Accepted() && len(r.Refused) > 0 && !slices.ContainsFunc(f.Seats, func(s *Seat) bool {
		return s.Present(now) && s.Serves(r.Chat) && !slices.Contains(r.Refused, s.Agent.ID)
	})
}

// choose finds the agent to ask: the preferred one, else by what they have to do,
// else who was asked the longest ago.
func (f *Floor) choose(r *Running, now time.Time) *Seat {
	var best *Seat
	for _, s := range f.Seats {
		if !s.free(now) || !s.Serves(r.Chat) || slices.Contains(r.Asked, s.Agent.ID) {
			continue
		}
		if s.Agent.ID == r.Prefer {
			return s
		}
		if best == nil || f.before(s, best) {
			best = s
		}
	}
	return best
}

func (f *Floor) before(a, b *Seat) bool {
	order := a.LastAsked.Compare(b.LastAsked)
	if !f.Terms.RoundRobin {
		order = cmp.Or(cmp.Compare(a.Ongoing*b.Max, b.Ongoing*a.Max), order)
	}
	return cmp.Or(order, bytes.Compare(a.Agent.ID[:], b.Agent.ID[:])) < 0
}

// Place is where a chat stands among those that wait for the same department,
// counted from 1, and how long it will take; 0 when nobody knows. Estimates grow
// with the chats in front and shrink with the places of those who serve them.
func (f *Floor) Place(r *Running, now time.Time) (position int, wait time.Duration) {
	for _, other := range f.Waiting {
		if other.Chat.DepartmentID == r.Chat.DepartmentID {
			position++
		}
		if other == r {
			break
		}
	}
	places := 0
	for _, s := range f.Seats {
		if s.Present(now) && s.Serves(r.Chat) {
			places += s.Max
		}
	}
	if places == 0 {
		return position, 0
	}
	return position, (f.Pace * time.Duration(position) / time.Duration(places)).Truncate(time.Second)
}

// Quicken takes the time that an agent had a chat into the average.
func (f *Floor) Quicken(held time.Duration) {
	const weight = 8 // of what was known before
	if f.Pace == 0 {
		f.Pace = held
		return
	}
	f.Pace += (held - f.Pace) / weight
}
