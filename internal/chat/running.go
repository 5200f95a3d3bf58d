package chat

import (
	"slices"
	"time"
)

// State is where a running chat stands.
type State uint8

// The states of a running chat. Each has a deadline, see Deadline.
const (
	Queued  State = iota + 1 // waits for an agent
	Offered                  // an agent has been asked to take it
	Active                   // an agent holds it
	Ended                    // the record is stored; kept for late readers and repeated commands
	AtBot                    // a bot holds it
)

var stateWords = words{0: "none", 1: "queued", 2: "offered", 3: "active", 4: "ended", 5: "bot"}

// String is the state's word in the live protocol.
func (s State) String() string { return stateWords.word(uint8(s)) }

// Person is somebody who takes part in a chat, with the name that others see, and an
// agent's avatar as it was then.
type Person struct {
	ID     GUID
	Name   string
	Avatar string
}

// Offer asks an agent to take a chat.
type Offer struct {
	To    Person
	Until time.Time
}

// Running is a chat from its request until the record of it is stored, and a while
// longer. Its rules are methods that return what they add to the chat's log, or an
// error that leaves the chat as it was; see Transitions.
type Running struct {
	Chat    *Chat   // the record in the making, without its messages
	Session Session // of the visitor; stored with the record
	// SSOUserID is how the site knows the visitor, by a signature; "" when it does not say.
	SSOUserID string
	State     State

	// LastSeq is the number of the last entry of the chat's log, which has no gaps.
	LastSeq int64

	// Version is how often the chat has been saved.
	Version int64

	Holder  Person   // of an active chat
	Bot     Person   // that holds the chat, or did before agents; nobody when none was in it
	Turn    Turn     // of the bot
	Offer   Offer    // of an offered chat, or of an active one that is being transferred
	Prefer  GUID     // the agent to ask first; may be nobody
	Asked   []GUID   // agents who did not take it since it was queued
	Refused []GUID   // those of Asked who said so
	Beside  []Beside // agents who watch or have joined

	Spoke     time.Time // the last message, or when it became active
	QueuedAt  time.Time
	InFront   bool      // of those that wait: it has been with an agent before
	SeenUntil time.Time // the visitor is taken to be connected until then

	Overflow   Overflow  // of the department that it waits for, if any
	WaitsSince time.Time // for that department
	Overdue    bool      // it has waited for that department for too long
	Tried      []GUID    // departments that it does not wait for any more
	Prompted   bool      // the visitor was asked to leave a message
	ShownUntil time.Time // ended, and kept for its visitor alone until then; see Linger

	Ticket ChosenTicket // that the chat is attached to when it ends

	ReadByVisitor int64 // seq of the last entry that the visitor has read
	ReadByAgent   int64
}

// Beside is an agent who takes part in a chat without holding it.
type Beside struct {
	Agent  Person
	Joined bool // may write; else watches unseen
}

// Terms are the limits of live chat.
type Terms struct {
	AcceptWithin time.Duration // before a chat is offered to the next agent
	WaitAtMost   time.Duration // in the queue
	IdleAtMost   time.Duration // without a message
	BotWithin    time.Duration // that a bot has to answer when it is called
	VisitorGrace time.Duration // after the visitor's connection was lost
	AgentGrace   time.Duration // after an agent's last connection was lost
	KeepEnded    time.Duration // after the end, for late readers and repeated commands
	ShowEnded    time.Duration // after the end at most, while the visit goes on
	QueueLimit   int           // chats of a site that wait at a time
	MaxChats     int           // of an agent who names no other number
	VisitAfter   time.Duration // that a visit goes on after the last connection
	InviteFor    time.Duration // that a visitor has to answer an invitation
	RoundRobin   bool          // else the agent with the least to do is asked
}

// DefaultTerms are the limits unless others are given.
var DefaultTerms = Terms{
	AcceptWithin: 30 * time.Second,
	WaitAtMost:   10 * time.Minute,
	IdleAtMost:   15 * time.Minute,
	BotWithin:    15 * time.Second,
	VisitorGrace: time.Minute,
	AgentGrace:   time.Minute,
	KeepEnded:    10 * time.Minute,
	ShowEnded:    24 * time.Hour,
	QueueLimit:   100,
	MaxChats:     5,
	VisitAfter:   30 * time.Minute,
	InviteFor:    2 * time.Minute,
}

// Deadline is when Expire, or routing, has something to do next if nothing happens before and the
// visitor stays connected.
func (r *Running) Deadline(t Terms) time.Time {
	switch r.State {
	case Queued:
		over := r.QueuedAt.Add(t.WaitAtMost)
		if at := r.overflowsAt(); !at.IsZero() && at.Before(over) {
			return at
		}
		return over
	case Offered:
		return r.Offer.Until
	case Active:
		idle := r.Spoke.Add(t.IdleAtMost)
		if r.Offer.To.ID != (GUID{}) && r.Offer.Until.Before(idle) {
			return r.Offer.Until
		}
		return idle
	case AtBot:
		idle := r.Spoke.Add(t.IdleAtMost)
		if given := r.Turn.Begun.Add(t.patience()); !r.Turn.Due.IsZero() && given.Before(idle) {
			return given
		}
		return idle
	default:
		if !r.ShownUntil.IsZero() {
			return r.ShownUntil
		}
		return r.Chat.EndTime.Add(t.KeepEnded)
	}
}

// Accepted reports whether an agent has ever held the chat.
func (r *Running) Accepted() bool {
	return slices.ContainsFunc(r.Chat.Agents, func(a ChatAgent) bool { return a.BotID == GUID{} })
}

// Parties are those who get the chat's news: the visitor, and the agents who hold
// it, held it at its end, are asked to or stand beside. Each is named once. A chat that
// lingers is its visitor's alone.
func (r *Running) Parties() []GUID {
	ids := appendOnce(nil, r.Chat.VisitorID)
	if !r.ShownUntil.IsZero() {
		return ids
	}
	ids = appendOnce(ids, r.Holder.ID)
	ids = appendOnce(ids, r.Offer.To.ID)
	for _, b := range r.Beside {
		ids = appendOnce(ids, b.Agent.ID)
	}
	return ids
}

// Shows reports whether an agent gets the chat's entries. One who is asked to take it
// does.
func (r *Running) Shows(agent GUID) bool {
	return agent != r.Chat.VisitorID && slices.Contains(r.Parties(), agent)
}

// Writes reports whether an agent may write to the visitor.
func (r *Running) Writes(agent GUID) bool {
	return r.Holder.ID == agent || slices.ContainsFunc(r.Beside, func(b Beside) bool { return b.Joined && b.Agent.ID == agent })
}

// People are the nouns that the record points to: the visitor and the visit.
func (r *Running) People() *Related {
	var related Related
	c, session := r.Chat, r.Session
	Keep(&related.Sessions, session.ID, &session)
	Keep(&related.Visitors, c.VisitorID, &Visitor{
		ID: c.VisitorID, Name: c.PreChat.Name, Email: c.PreChat.Email, Phone: c.PreChat.Phone, Company: c.PreChat.Company,
		SSOUserID: r.SSOUserID,
	})
	return &related
}

// MarkRead notes how far the visitor, or an agent who may write, has read, and tells
// whether that is further than before.
func (r *Running) MarkRead(who GUID, seq int64) bool {
	mark := &r.ReadByAgent
	if who == r.Chat.VisitorID {
		mark = &r.ReadByVisitor
	} else if !r.Writes(who) {
		return false
	}
	if seq = min(seq, r.LastSeq); r.State == Ended || seq <= *mark {
		return false
	}
	*mark = seq
	return true
}

// Clone copies the chat, so that rules on the copy leave this one as it is.
func (r *Running) Clone() *Running {
	c := *r
	record := *r.Chat
	record.Agents = slices.Clone(record.Agents)
	record.TransferLog = slices.Clone(record.TransferLog)
	c.Chat, c.Asked, c.Refused, c.Beside = &record, slices.Clone(r.Asked), slices.Clone(r.Refused), slices.Clone(r.Beside)
	c.Tried = slices.Clone(r.Tried)
	return &c
}
