package chat

import (
	"reflect"
	"slices"
	"time"
)

// Join lets an agent write beside the one who holds the chat.
func (r *Running) Join(agent Person, now time.Time) ([]Entry, error) {
	if err := r.may(DoJoin); err != nil {
		return nil, err
	}
	if r.Writes(agent.ID) {
		return nil, Conflict("you take part in the chat already")
	}
	r.stand(Beside{Agent: agent, Joined: true})
	return r.add(Entry{Kind: EntryJoined, By: agent.ID, Avatar: agent.Avatar, Line: said(AgentJoinChat, BySystem, "Agent "+agent.Name+" has joined the chat.", now)}), nil
}

// Watch lets an agent read what is said, unseen by the visitor.
func (r *Running) Watch(agent Person) error {
	if err := r.may(DoWatch); err != nil {
		return err
	}
	if !r.Shows(agent.ID) {
		r.stand(Beside{Agent: agent})
	}
	return nil
}

func (r *Running) stand(b Beside) {
	r.Beside = slices.DeleteFunc(slices.Clone(r.Beside), func(other Beside) bool { return other.Agent.ID == b.Agent.ID })
	r.Beside = append(r.Beside, b)
}

// Leave ends the part of an agent who stands beside. One who only watched leaves
// unseen.
func (r *Running) Leave(agent GUID, now time.Time) ([]Entry, error) {
	if err := r.may(DoLeave); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(r.Beside, func(b Beside) bool { return b.Agent.ID == agent })
	if i < 0 {
		return nil, errNotInChat
	}
	left := r.Beside[i]
	r.Beside = slices.Delete(slices.Clone(r.Beside), i, i+1)
	if !left.Joined {
		return nil, nil
	}
	return r.add(Entry{Kind: EntryLeft, By: agent, Line: said(AgentLeaveChat, BySystem, "Agent "+left.Agent.Name+" has left the chat.", now)}), nil
}

// Follow takes over what has changed of the record of an ended chat that those who took
// part in it are told, and reports whether anything has.
func (r *Running) Follow(record *Chat) bool {
	was := *r.Chat
	if r.State == Ended {
		r.Chat.Wrapup, r.Chat.Categories, r.Chat.FieldResults = record.Wrapup, record.Categories, record.FieldResults
	}
	return !reflect.DeepEqual(was, *r.Chat)
}

// EndByVisitor ends the chat, or gives it up when nobody has taken it yet.
func (r *Running) EndByVisitor(now time.Time) ([]Entry, error) {
	if err := r.may(DoEndByVisitor); err != nil {
		return nil, err
	}
	return r.end(Missed, now, r.visitorLeaves(now)), nil
}

func (r *Running) visitorLeaves(now time.Time) Entry {
	return Entry{Kind: EntryVisitorLeft, By: r.Chat.VisitorID, Line: said(VisitorEndChat, ByVisitor, "The visitor has left the chat.", now)}
}

// EndByAgent ends the chat in the name of one who may write in it.
func (r *Running) EndByAgent(agent Person, now time.Time) ([]Entry, error) {
	if err := r.may(DoEndByAgent); err != nil {
		return nil, err
	}
	if !r.Writes(agent.ID) {
		return nil, errNotInChat
	}
	return r.end(Missed, now, Entry{Kind: EntryLeft, By: agent.ID, Line: said(AgentEndChat, ByAgent, "Agent "+agent.Name+" has left the chat.", now)}), nil
}

// Decline gives up a chat that every agent has refused.
func (r *Running) Decline(now time.Time) ([]Entry, error) {
	if err := r.may(DoDecline); err != nil {
		return nil, err
	}
	return r.end(Refused, now), nil
}

// Expire does what is due. It adds nothing before the Deadline.
func (r *Running) Expire(t Terms, now time.Time) (entries []Entry, err error) {
	due := func(at time.Time) bool { return !now.Before(at) }
	if r.State != Ended && r.Offer.To.ID != (GUID{}) && due(r.Offer.Until) {
		if entries, err = r.Pass(now); err != nil {
			return nil, err
		}
	}
	switch {
	case r.State == Ended:
		return nil, nil
	case due(r.SeenUntil.Add(t.VisitorGrace)):
		return append(entries, r.end(Missed, now, r.visitorLeaves(now))...), nil
	case r.State == AtBot && !r.Turn.Due.IsZero() && due(r.Turn.Begun.Add(t.patience())):
		return r.BotFails(now)
	case r.State == Queued && due(r.QueuedAt.Add(t.WaitAtMost)), (r.State == Active || r.State == AtBot) && due(r.Spoke.Add(t.IdleAtMost)):
		return append(entries, r.end(Missed, now)...), nil
	}
	return entries, nil
}

// Forgettable reports whether an ended chat has been kept long enough.
func (r *Running) Forgettable(t Terms, now time.Time) bool {
	return r.State == Ended && !now.Before(r.Deadline(t))
}

// Linger keeps an ended chat for as long once more, for its visitor alone, and reports
// whether it may be kept any longer at all.
func (r *Running) Linger(t Terms, now time.Time) bool {
	last := r.Chat.EndTime.Add(t.ShowEnded)
	if r.State != Ended || !now.Before(last) {
		return false
	}
	if r.ShownUntil = now.Add(t.KeepEnded); r.ShownUntil.After(last) {
		r.ShownUntil = last
	}
	return true
}

// end ends the chat after the entries given. A chat that no agent ever held, and no
// bot to its end, has the status given, and began when it was requested (wire.md §6).
func (r *Running) end(unheld Status, now time.Time, before ...Entry) []Entry {
	c := r.Chat
	c.EndTime = now
	if r.State == AtBot {
		r.releaseBot(now)
	} else if !r.Accepted() {
		c.Status, c.StartTime = unheld, c.RequestedTime
	}
	last := r.Holder
	r.release(now)
	r.State, r.Offer, r.Prefer, r.Asked, r.Refused = Ended, Offer{}, GUID{}, nil, nil
	r.Holder = last // who gets its last news, and wraps it up
	return r.add(append(before, Entry{Kind: EntryEnded, Line: said(SystemEndChat, BySystem, "The chat is ended.", now)})...)
}

// Record is what an ended chat leaves: the lines of its whole log are the
// transcript, and the figures follow from it.
func (r *Running) Record(log []Entry) *Chat {
	c := r.Clone().Chat
	c.Messages = make([]Message, 0, len(log))
	for i := range log {
		if log[i].Line.Action != "" {
			c.Messages = append(c.Messages, log[i].Line)
		}
	}
	c.Derive()
	return c
}
