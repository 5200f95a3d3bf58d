package chat

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"
)

// AgentOrder names a command of an agent to a chat.
type AgentOrder struct {
	Actor  Actor
	Chat   GUID
	Client string
}

// MaxSeatChats is the most chats at a time that an agent can ask for.
const MaxSeatChats = 100

// Sit gives an agent a place in live chat, connected until a time. Who had one keeps
// the status; a new one is Offline.
func (d *Desk) Sit(ctx context.Context, actor Actor, until time.Time) (*Seat, error) {
	return d.changeSeat(ctx, actor, func(s *Seat) { s.SeenUntil = until })
}

// SetStatus makes an agent available, or not; most is how many chats at a time, 0
// for as many as before.
func (d *Desk) SetStatus(ctx context.Context, actor Actor, status string, most int) (*Seat, error) {
	const longest = 50
	if n := utf8.RuneCountInString(status); n == 0 || n > longest || !printable(status) {
		return nil, Invalid("a status has from 1 to %d characters", longest)
	}
	if most < 0 || most > MaxSeatChats {
		return nil, Invalid("an agent has from 1 to %d chats at a time", MaxSeatChats)
	}
	return d.changeSeat(ctx, actor, func(s *Seat) {
		s.Status = status
		if most > 0 {
			s.Max = most
		}
	})
}

func printable(s string) bool {
	return utf8.ValidString(s) && !slices.ContainsFunc([]rune(s), func(r rune) bool { return r < ' ' })
}

func (d *Desk) changeSeat(ctx context.Context, actor Actor, change func(*Seat)) (seat *Seat, err error) {
	if err := actor.Require(ReadChats | WriteChats); err != nil {
		return nil, err
	}
	err = d.act(ctx, actor.Site, true, func(ctx context.Context, w *work) error {
		s := w.floor.Seat(actor.Agent)
		if s == nil {
			s = &Seat{Agent: Person{ID: actor.Agent}, Status: AgentOffline, Max: d.terms.MaxChats}
			w.floor.Seats = append(w.floor.Seats, s)
		}
		change(s)
		news := s.retell()
		if err := w.SaveSeat(ctx, s); err != nil {
			return err
		}
		fresh, err := w.Floor(ctx) // with the agent's name, departments and skills
		if err != nil {
			return err
		}
		fresh.Terms, w.floor = d.terms, fresh
		seat = fresh.Seat(actor.Agent)
		if news {
			return w.tellOfSeat(ctx, seat)
		}
		return nil
	})
	return seat, err
}

// obeyAgent obeys an agent who is known and may write chats. Whether the agent may
// command this chat is up to the rule.
func (d *Desk) obeyAgent(ctx context.Context, a AgentOrder, c Command, says string, rule func(context.Context, *work, *Running) ([]Entry, error)) (Ack, error) {
	if err := a.Actor.Require(ReadChats | WriteChats); err != nil {
		return Ack{}, err
	}
	s, err := stamp(a.Actor.Agent, a.Client, c, says)
	if err != nil {
		return Ack{}, err
	}
	o := order{site: a.Actor.Site, chat: a.Chat, stamp: s, rule: rule}
	if c == DoPost || c == DoNote {
		o.grows = true
		return d.say(ctx, o)
	}
	o.floor = c != DoChooseTicket && c != DoDropTicket // which mean nothing to routing
	return d.obey(ctx, o)
}

// person finds an agent's name among those who take part, or on the floor.
func (w *work) person(r *Running, agent GUID) Person {
	if r.Holder.ID == agent {
		return r.Holder
	}
	for _, b := range r.Beside {
		if b.Agent.ID == agent {
			return b.Agent
		}
	}
	if w.floor != nil {
		if s := w.floor.Seat(agent); s != nil {
			return s.Agent
		}
	}
	return Person{ID: agent}
}

// Accept takes a chat that is offered.
func (d *Desk) Accept(ctx context.Context, a AgentOrder) (Ack, error) {
	return d.obeyAgent(ctx, a, DoAccept, "", func(_ context.Context, w *work, r *Running) ([]Entry, error) {
		return r.Accept(a.Actor.Agent, w.now)
	})
}

// Refuse lets the next agent be asked.
func (d *Desk) Refuse(ctx context.Context, a AgentOrder) (Ack, error) {
	return d.obeyAgent(ctx, a, DoRefuse, "", func(_ context.Context, w *work, r *Running) ([]Entry, error) {
		return r.Refuse(a.Actor.Agent, w.now)
	})
}

// PostByAgent takes a message to the visitor.
func (d *Desk) PostByAgent(ctx context.Context, a AgentOrder, text string) (Ack, error) {
	return d.obeyAgent(ctx, a, DoPost, text, func(_ context.Context, w *work, r *Running) ([]Entry, error) {
		return r.PostByAgent(w.person(r, a.Actor.Agent), text, w.now)
	})
}

// Note takes a message for agents only.
func (d *Desk) Note(ctx context.Context, a AgentOrder, text string) (Ack, error) {
	return d.obeyAgent(ctx, a, DoNote, text, func(_ context.Context, w *work, r *Running) ([]Entry, error) {
		return r.Note(w.person(r, a.Actor.Agent), text, w.now)
	})
}

// Transfer asks another agent, who must be able to take one more chat, to take over.
func (d *Desk) Transfer(ctx context.Context, a AgentOrder, to GUID) (Ack, error) {
	return d.obeyAgent(ctx, a, DoTransfer, to.String(), func(_ context.Context, w *work, r *Running) ([]Entry, error) {
		s := w.floor.Seat(to)
		if s == nil || !s.free(w.now) {
			return nil, Conflict("the agent cannot take a chat now")
		}
		return r.Transfer(a.Actor.Agent, s.Agent, w.now.Add(d.terms.AcceptWithin), w.now)
	})
}

// HandOver puts the chat in front of those that wait for a department in which
// somebody is there.
func (d *Desk) HandOver(ctx context.Context, a AgentOrder, to GUID) (Ack, error) {
	return d.obeyAgent(ctx, a, DoHandOver, to.String(), func(ctx context.Context, w *work, r *Running) ([]Entry, error) {
		if err := w.readDepartments(ctx); err != nil {
			return nil, err
		}
		department := w.floor.Departments[to]
		if department == nil || !w.floor.Staffed(&Chat{DepartmentID: to, SkillID: r.Chat.SkillID}, w.now) {
			return nil, Conflict("nobody of the department is there")
		}
		return r.HandOver(a.Actor.Agent, department, w.now)
	})
}

// Join lets the agent write beside the one who holds the chat.
func (d *Desk) Join(ctx context.Context, a AgentOrder) (Ack, error) {
	return d.obeyAgent(ctx, a, DoJoin, "", func(_ context.Context, w *work, r *Running) ([]Entry, error) {
		if !a.Actor.sees(r.Chat) {
			return nil, ErrChatNotFound
		}
		return r.Join(w.person(r, a.Actor.Agent), w.now)
	})
}

// Watch lets the agent read along.
func (d *Desk) Watch(ctx context.Context, a AgentOrder) (Ack, error) {
	return d.obeyAgent(ctx, a, DoWatch, "", func(_ context.Context, w *work, r *Running) ([]Entry, error) {
		if !a.Actor.sees(r.Chat) {
			return nil, ErrChatNotFound
		}
		return nil, r.Watch(w.person(r, a.Actor.Agent))
	})
}

// Leave ends what Join or Watch began.
func (d *Desk) Leave(ctx context.Context, a AgentOrder) (Ack, error) {
	return d.obeyAgent(ctx, a, DoLeave, "", func(_ context.Context, w *work, r *Running) ([]Entry, error) {
		return r.Leave(a.Actor.Agent, w.now)
	})
}

// EndByAgent ends the chat.
func (d *Desk) EndByAgent(ctx context.Context, a AgentOrder) (Ack, error) {
	return d.obeyAgent(ctx, a, DoEndByAgent, "", func(_ context.Context, w *work, r *Running) ([]Entry, error) {
		return r.EndByAgent(w.person(r, a.Actor.Agent), w.now)
	})
}
