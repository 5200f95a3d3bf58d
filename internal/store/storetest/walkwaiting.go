package storetest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// goesOn holds what overflows did to a chat to its entries: since it waits for agents, it
// waits for no department twice, and the visitor is asked for a message once.
func (l *life) goesOn(w *walk) error {
	prompts, transfers := 0, slices.Clone(l.last.Chat.TransferLog)
	var waited []chat.GUID
	for _, e := range l.log {
		switch e.Kind {
		case chat.EntryPrompted:
			prompts++
		case chat.EntryAccepted:
			waited = nil
		case chat.EntryTransferred:
			t := transfers[0]
			transfers = transfers[1:]
			if t.FromAgent != (chat.GUID{}) {
				continue // it begins to wait
			}
			if waited = append(waited, t.FromDepartment); slices.Contains(waited, t.ToDepartment) {
				return fmt.Errorf("%s waits for a department for which it has waited before", l.name(w))
			}
		}
	}
	if prompts > 1 || (prompts == 1) != l.last.Prompted {
		return fmt.Errorf("%s: the visitor was asked %d times for a message, and that it was: %v", l.name(w), prompts, l.last.Prompted)
	}
	return nil
}

// overflows reports whether it should have been seen that a chat has waited for its
// department for long enough.
func (w *walk) overflows(r *chat.Running, over func(time.Time, time.Duration) bool) bool {
	o := r.Overflow
	goes := o.To != chat.GUID{} || o.ToMessage && !r.Prompted && !r.Accepted()
	return goes && !r.Overdue && o.After > 0 && over(r.WaitsSince, time.Duration(o.After)*time.Second)
}

// lastOfVisit reports whether a chat that has ended is the last one of a visitor whose visit
// goes on, so that it is to stay before them for a while.
func (w *walk) lastOfVisit(l *life) bool {
	c, v := l.last.Chat, w.visits[l.last.Chat.VisitorID]
	later := func(o *life) bool {
		return !o.forgotten && o.last.Chat.VisitorID == c.VisitorID && o.last.Chat.RequestedTime.After(c.RequestedTime)
	}
	return v != nil && !v.Over(w.terms, w.clock()) && !slices.ContainsFunc(w.lives, later) && w.clock().Before(c.EndTime.Add(w.terms.ShowEnded))
}

// forgottenInTime holds that a chat is not forgotten before it may be.
func (w *walk) forgottenInTime(l *life) error {
	if w.clock().Before(l.last.Chat.EndTime.Add(w.terms.KeepEnded)) {
		return fmt.Errorf("%s is forgotten too soon", l.name(w))
	}
	if w.lastOfVisit(l) {
		return fmt.Errorf("%s is forgotten while its visit goes on", l.name(w))
	}
	return nil
}

// lingers holds that a chat is kept for longer only while its visit goes on.
func (w *walk) lingers(l *life, after *chat.Running) error {
	if after.ShownUntil.Equal(l.last.ShownUntil) {
		return nil
	}
	if last := after.Chat.EndTime.Add(w.terms.ShowEnded); after.State != chat.Ended || after.ShownUntil.After(last) {
		return errors.New("it is kept for longer than any chat is")
	}
	if who := after.Chat.VisitorID; w.visits[who] == nil && w.visited[who] == nil {
		return errors.New("it is kept for longer, and its visitor has gone")
	}
	return nil
}
