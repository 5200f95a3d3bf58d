package chat

import (
	"slices"
	"time"
)

// Overflow is where chats go that a department does not take: when nobody is there, when
// too many wait, or after some time. The zero value lets them wait.
type Overflow struct {
	To        GUID  // a department
	ToMessage bool  // the visitor is asked to leave a message
	After     int64 // seconds of waiting, 0 for any time
}

// MaxOverflowAfter is how many seconds a department may take before chats overflow.
const MaxOverflowAfter = 24 * 60 * 60

func (o Overflow) somewhere() bool { return o.ToMessage || o.To != GUID{} }

func (o Overflow) check() error {
	switch {
	case o.ToMessage && o.To != GUID{}:
		return Invalid("overflowDepartmentId: chats go to a department or to an offline message, not to both")
	case o.After < 0 || o.After > MaxOverflowAfter:
		return Invalid("overflowAfter: %d seconds: it is from 0 to %d", o.After, MaxOverflowAfter)
	case o.After > 0 && !o.somewhere():
		return Invalid("overflowAfter: it needs overflowDepartmentId or overflowToOfflineMessage")
	default:
		return nil
	}
}

// waitFor lets the chat wait for a department from now on.
func (r *Running) waitFor(d *Department, now time.Time) {
	r.Chat.DepartmentID, r.Overflow = d.ID, d.Overflow
	r.WaitsSince, r.Overdue = now, false
}

// overflowsAt is when the chat has waited for its department for long enough, zero for
// never.
func (r *Running) overflowsAt() time.Time {
	if r.Overflow.After == 0 || r.Overdue || !r.movable() {
		return time.Time{}
	}
	return r.WaitsSince.Add(time.Duration(r.Overflow.After) * time.Second)
}

// movable reports whether the chat's department has a place for it to go to.
func (r *Running) movable() bool {
	return r.Overflow.To != GUID{} || (r.Overflow.ToMessage && r.promptable())
}

// late reports whether the chat has waited for its department for long enough.
func (r *Running) late(now time.Time) bool {
	at := r.overflowsAt()
	return r.Overdue || (!at.IsZero() && !now.Before(at))
}

// OverflowTo lets a chat wait for another department, once for each. It keeps its place
// by the time since it waits, and what it asks of an agent; past are departments that
// did not take it on the way there.
func (r *Running) OverflowTo(to *Department, past []GUID, now time.Time) ([]Entry, error) {
	if err := r.may(DoOverflow); err != nil {
		return nil, err
	}
	from := r.Chat.DepartmentID
	if to.ID == from || slices.Contains(r.Tried, to.ID) {
		return nil, Conflict("the chat has waited for the department already")
	}
	e := Entry{Kind: EntryTransferred, Line: said(SystemTransferToDepartment, BySystem, "The chat has been transferred to the department "+to.Name+".", now)}
	r.logTransfer(TransferLog{FromDepartment: from, ToDepartment: to.ID, Time: now})
	tried := appendOnce(slices.Clip(r.Tried), from)
	for _, id := range past {
		tried = appendOnce(tried, id)
	}
	r.Tried = tried
	r.waitFor(to, now)
	return r.add(e), nil
}

// Prompt asks the visitor to leave a message. Until that comes the chat keeps its place.
func (r *Running) Prompt(now time.Time) ([]Entry, error) {
	if err := r.may(DoPrompt); err != nil {
		return nil, err
	}
	if !r.promptable() {
		return nil, Conflict("the visitor has been asked, or has talked to an agent")
	}
	r.Prompted = true
	return r.add(Entry{Kind: EntryPrompted, Line: said(SystemPromptMessage, BySystem, "Nobody is free. You can leave a message instead.", now)}), nil
}

func (r *Running) promptable() bool { return !r.Prompted && !r.Accepted() }

// Switch ends a chat that waits, or is with a bot, since its visitor has left a message
// instead.
func (r *Running) Switch(message int64, fields []FieldResult, now time.Time) ([]Entry, error) {
	if err := r.may(DoSwitch); err != nil {
		return nil, err
	}
	r.Chat.OfflineMessageID = message
	r.Chat.FieldResults = append(slices.Clip(r.Chat.FieldResults), fields...)
	entries := r.end(SwitchedToMessage, now, Entry{
		Kind: EntrySwitched, By: r.Chat.VisitorID, Line: said(SystemPromptMessage, BySystem, "The visitor has left a message instead.", now),
	})
	if !r.Accepted() {
		r.Chat.Status = SwitchedToMessage
		if r.Bot.ID != (GUID{}) {
			r.Chat.Type = FromBotToOfflineForm
		}
	}
	return entries, nil
}

// Overflows reports whether a chat that waits is to go elsewhere now, if it can.
func (f *Floor) Overflows(r *Running, now time.Time) bool {
	if r.State != Queued || !r.movable() {
		return false
	}
	return r.late(now) || !f.attended(r.Chat, now) || f.declined(r, now)
}

// attended reports whether anybody serves the chat, or did a moment ago: a connection
// that is lost and comes back moves no chats.
func (f *Floor) attended(c *Chat, now time.Time) bool {
	return slices.ContainsFunc(f.Seats, func(s *Seat) bool {
		return s.Serves(c) && s.Status == AgentOnline && !s.SeenUntil.IsZero() && now.Before(s.SeenUntil.Add(f.Terms.AgentGrace))
	})
}

// full reports whether as many wait for a department as may.
func (f *Floor) full(d *Department) bool {
	n := int64(0)
	for _, r := range f.Waiting {
		if r.Chat.DepartmentID == d.ID {
			n++
		}
	}
	return d.QueueLimit > 0 && n >= d.QueueLimit
}

// takes tells why a department cannot take one more chat, nil when it can.
func (f *Floor) takes(d *Department, skill GUID, now time.Time) error {
	switch {
	case !f.Staffed(&Chat{DepartmentID: d.ID, SkillID: skill}, now):
		return ErrNobodyThere
	case f.full(d):
		return ErrQueueFull
	default:
		return nil
	}
}

// elsewhere follows a chat's overflow from department to department, none of them
// twice, to the first that takes it, past others, or to the offline message. It may end
// nowhere.
func (f *Floor) elsewhere(r *Running, now time.Time) (to *Department, past []GUID, message bool) {
	for o := r.Overflow; ; {
		if o.ToMessage {
			return nil, past, true
		}
		d := f.Departments[o.To]
		if d == nil || d.ID == r.Chat.DepartmentID || slices.Contains(r.Tried, d.ID) || slices.Contains(past, d.ID) {
			return nil, past, false
		}
		if f.takes(d, r.Chat.SkillID, now) == nil {
			return d, past, false
		}
		past, o = append(past, d.ID), d.Overflow
	}
}

// overflow sends a chat elsewhere, and reports whether that has changed it. One that can
// go nowhere stays, and is tried again whenever something changes on the floor.
func (f *Floor) overflow(r *Running, now time.Time) (entries []Entry, changed bool, err error) {
	late, declined := r.late(now), f.declined(r, now)
	to, past, message := f.elsewhere(r, now)
	switch {
	case to != nil:
		entries, err = r.OverflowTo(to, past, now)
	case message && r.promptable() && !declined:
		entries, err = r.Prompt(now)
	case !late || r.Overdue:
		return nil, false, nil
	}
	if to == nil && late {
		r.Overdue = true // so that its deadline is another one
	}
	return entries, true, err
}
