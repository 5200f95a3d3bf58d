package chat

import (
	"slices"
	"time"
	"unicode/utf8"
)

// MaxText is how many characters a message has at most.
const MaxText = 8000

// Request begins a chat out of what the visitor asked for; wanted has the guid, the
// visitor, the session and what was entered before the chat.
func Request(wanted Chat, now time.Time, seenUntil time.Time) (*Running, []Entry) {
	wanted.Status, wanted.Type, wanted.RequestedTime = Normal, AgentOnly, now
	r := &Running{Chat: &wanted, State: Queued, QueuedAt: now, SeenUntil: seenUntil}
	return r, r.add(Entry{Kind: EntryRequested, By: wanted.VisitorID, Line: Message{Time: now}})
}

// Propose asks an agent to take the chat that waits.
func (r *Running) Propose(to Person, until, now time.Time) ([]Entry, error) {
	if err := r.may(DoOffer); err != nil {
		return nil, err
	}
	r.State, r.Offer = Offered, Offer{To: to, Until: until}
	return r.add(Entry{Kind: EntryOffered, By: to.ID, Line: Message{Time: now}}), nil
}

// Accept gives the chat to the agent who was asked. One that another agent holds
// passes from that one.
func (r *Running) Accept(agent GUID, now time.Time) ([]Entry, error) {
	if err := r.may(DoAccept); err != nil {
		return nil, err
	}
	if err := r.asked(agent); err != nil {
		return nil, err
	}
	to, from := r.Offer.To, r.Holder
	var entries []Entry
	action := AgentAcceptChat
	if from.ID != (GUID{}) {
		entries = append(entries, Entry{Kind: EntryTransferred, By: from.ID, Line: said(AgentTransferChat, BySystem, "Agent "+from.Name+" has transferred the chat.", now)})
		r.logTransfer(TransferLog{FromAgent: from.ID, ToAgent: to.ID, FromDepartment: r.Chat.DepartmentID, ToDepartment: r.Chat.DepartmentID, Time: now})
		r.release(now)
	}
	if r.Accepted() {
		action = AgentAcceptTransferred
	}
	return r.add(append(entries, r.hold(to, action, now))...), nil
}

// hold makes an agent the one who holds the chat.
func (r *Running) hold(to Person, action Action, now time.Time) Entry {
	if r.Chat.StartTime.IsZero() {
		r.Chat.StartTime = now
	}
	r.State, r.Holder, r.Offer, r.InFront = Active, to, Offer{}, false
	r.Asked, r.Refused, r.Prefer, r.Spoke = nil, nil, GUID{}, now
	r.Beside = slices.DeleteFunc(r.Beside, func(b Beside) bool { return b.Agent.ID == to.ID })
	r.Chat.Agents = append(slices.Clip(r.Chat.Agents), ChatAgent{ID: int64(len(r.Chat.Agents) + 1), AgentID: to.ID, StartTime: now})
	return Entry{Kind: EntryAccepted, By: to.ID, Avatar: to.Avatar, Line: said(action, BySystem, "Agent "+to.Name+" has joined the chat.", now)}
}

// Refuse takes the agent's "no". A chat that another agent holds stays there.
func (r *Running) Refuse(agent GUID, now time.Time) ([]Entry, error) {
	if err := r.may(DoRefuse); err != nil {
		return nil, err
	}
	if err := r.asked(agent); err != nil {
		return nil, err
	}
	r.Refused = appendOnce(r.Refused, agent)
	e := Entry{Kind: EntryRefused, By: agent, Line: said(AgentRefuseChat, ByAgent, "Agent "+r.Offer.To.Name+" has refused the chat.", now)}
	r.withdraw()
	return r.add(e), nil
}

// Pass takes no answer for an answer.
func (r *Running) Pass(now time.Time) ([]Entry, error) {
	if err := r.may(DoPass); err != nil {
		return nil, err
	}
	if r.Offer.To.ID == (GUID{}) {
		return nil, Conflict("nobody is asked to take the chat")
	}
	e := Entry{Kind: EntryPassed, By: r.Offer.To.ID, Line: Message{Time: now}}
	r.withdraw()
	return r.add(e), nil
}

// withdraw ends an offer without success.
func (r *Running) withdraw() {
	r.Asked = appendOnce(r.Asked, r.Offer.To.ID)
	r.Offer, r.Prefer = Offer{}, GUID{}
	if r.State == Offered {
		r.State = Queued
	}
}

func (r *Running) asked(agent GUID) error {
	if r.Offer.To.ID != agent || agent == (GUID{}) {
		return Conflict("the chat is not offered to you")
	}
	return nil
}

// PostByVisitor takes a message of the visitor.
func (r *Running) PostByVisitor(text string, now time.Time) ([]Entry, error) {
	if err := r.may(DoPost); err != nil {
		return nil, err
	}
	entries, err := r.write(EntryText, r.Chat.VisitorID, VisitorAddText, ByVisitor, r.Chat.PreChat.Name, text, now)
	if err == nil && r.State == AtBot {
		r.Turn.Heard = r.LastSeq
		r.openTurn(now)
	}
	return entries, err
}

// PostByAgent takes a message to the visitor.
func (r *Running) PostByAgent(agent Person, text string, now time.Time) ([]Entry, error) {
	if err := r.may(DoPost); err != nil {
		return nil, err
	}
	if !r.Writes(agent.ID) {
		return nil, errNotInChat
	}
	return r.write(EntryText, agent.ID, AgentSendText, ByAgent, agent.Name, text, now)
}

// Note takes a message for agents only.
func (r *Running) Note(agent Person, text string, now time.Time) ([]Entry, error) {
	if err := r.may(DoNote); err != nil {
		return nil, err
	}
	if !r.Shows(agent.ID) {
		return nil, errNotInChat
	}
	return r.write(EntryNote, agent.ID, AgentSendNote, ByAgent, agent.Name, text, now)
}

var errNotInChat = Denied("you do not take part in the chat")

func (r *Running) write(kind EntryKind, by GUID, a Action, s Sender, name, text string, now time.Time) ([]Entry, error) {
	if n := utf8.RuneCountInString(text); n == 0 || n > MaxText {
		return nil, Invalid("a message has from 1 to %d characters, and this one %d", MaxText, n)
	}
	if !utf8.ValidString(text) {
		return nil, Invalid("a message is text in UTF-8, and this one is not")
	}
	r.Spoke = now
	line := said(a, s, text, now)
	line.SenderName = name
	return r.add(Entry{Kind: kind, By: by, Line: line}), nil
}

func said(a Action, s Sender, text string, now time.Time) Message {
	return Message{Action: a, Sender: s, Text: text, Time: now}
}

// Transfer asks another agent to take over. Until then the chat stays where it is.
func (r *Running) Transfer(by GUID, to Person, until, now time.Time) ([]Entry, error) {
	if err := r.may(DoTransfer); err != nil {
		return nil, err
	}
	switch {
	case r.Holder.ID != by:
		return nil, errNotHolder
	case r.Offer.To.ID != (GUID{}):
		return nil, Conflict("another agent is being asked already")
	case to.ID == by || to.ID == (GUID{}):
		return nil, Invalid("a chat is transferred to another agent")
	}
	r.Offer = Offer{To: to, Until: until}
	return r.add(Entry{Kind: EntryOffered, By: to.ID, Line: Message{Time: now}}), nil
}

var errNotHolder = Denied("the chat is with another agent")

// HandOver puts the chat in front of those that wait for a department.
func (r *Running) HandOver(by GUID, to *Department, now time.Time) ([]Entry, error) {
	if err := r.may(DoHandOver); err != nil {
		return nil, err
	}
	if r.Holder.ID != by {
		return nil, errNotHolder
	}
	e := Entry{Kind: EntryTransferred, By: by, Line: said(AgentTransferToDepartment, BySystem, "Agent "+r.Holder.Name+" has transferred the chat to the department "+to.Name+".", now)}
	r.logTransfer(TransferLog{FromAgent: by, FromDepartment: r.Chat.DepartmentID, ToDepartment: to.ID, Time: now})
	r.waitFor(to, now)
	r.requeue(now)
	return r.add(e), nil
}

// transferWithinSite is ours: the API documents the integers of transfers between
// sites only (wire.md §4).
const transferWithinSite = 1

func (r *Running) logTransfer(t TransferLog) {
	t.ID, t.Type = int64(len(r.Chat.TransferLog)+1), transferWithinSite
	r.Chat.TransferLog = append(slices.Clip(r.Chat.TransferLog), t)
}

// requeue takes the chat from its agent, in front of those that wait.
func (r *Running) requeue(now time.Time) {
	r.release(now)
	r.State, r.Offer, r.Asked, r.Refused = Queued, Offer{}, nil, nil
	r.Chat.IsQueued, r.InFront, r.QueuedAt = true, true, now
	r.WaitsSince, r.Overdue, r.Tried = now, false, nil
}

// release ends the part of the agent who holds the chat.
func (r *Running) release(now time.Time) {
	if r.Holder.ID != (GUID{}) {
		r.endPart(now)
	}
	r.Holder = Person{}
}

// endPart ends the part of whoever came to hold the chat last.
func (r *Running) endPart(now time.Time) {
	r.Chat.Agents = slices.Clone(r.Chat.Agents)
	a := &r.Chat.Agents[len(r.Chat.Agents)-1]
	a.EndTime, a.Duration = now, span(a.StartTime, now)
}

// Lose takes the chat from an agent who is gone: it waits for another one in front,
// or the offer to that agent is void.
func (r *Running) Lose(agent GUID, now time.Time) ([]Entry, error) {
	if err := r.may(DoLose); err != nil {
		return nil, err
	}
	switch agent {
	case GUID{}:
		return nil, errNotInChat
	case r.Offer.To.ID:
		return r.Pass(now)
	case r.Holder.ID:
		e := Entry{Kind: EntryLeft, By: agent, Line: said(AgentLeaveChat, BySystem, "Agent "+r.Holder.Name+" has left the chat.", now)}
		r.requeue(now)
		return r.add(e), nil
	}
	return nil, errNotInChat
}
