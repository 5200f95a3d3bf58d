package storetest

import (
	"context"
	"fmt"

	"github.com/parleychat/parley/internal/chat"
)

// leftDeeds are the messages that visitors leave, and what makes them do so: nobody is
// there.
var leftDeeds = []deed{
	{often: 3, does: []chat.Command{chat.DoSwitch}, clashes: true, plan: (*walk).switching},
	{often: 1, clashes: true, plan: (*walk).leavingAMessage},
	{often: 2, plan: (*walk).shifting},
}

// unanswered are chats that a message may be left instead of.
func unanswered(r *chat.Running) bool {
	return r.State == chat.AtBot || r.State == chat.Queued || r.State == chat.Offered
}

func (w *walk) left(g *guest, of chat.GUID) chat.Left {
	left := chat.Left{Wanted: w.wanted(), Chat: of, Subject: "call me", Text: "I need shoes"}
	left.Secret = g.secret
	return left
}

// switching has a visitor leave a message instead of a chat.
func (w *walk) switching() command {
	l := some(w, w.lives, func(l *life) bool { return !l.forgotten && unanswered(l.last) })
	if l == nil || w.pick(8) == 0 {
		l = w.known()
	}
	if l == nil {
		return command{}
	}
	g := some(w, w.guests, func(g *guest) bool { return g.visitor == l.last.Chat.VisitorID })
	left := w.left(g, l.guid)
	return command{"a message is left instead of " + l.name(w), left.Client, func(ctx context.Context, d *chat.Desk) (chat.Ack, error) {
		ack, _, err := d.LeaveMessage(ctx, w.site, left)
		if err == nil {
			w.noteLeft(left.Client)
		}
		return ack, err
	}}
}

// leavingAMessage has a visitor leave a message without a chat, twice.
func (w *walk) leavingAMessage() command {
	g := some(w, w.guests, func(*guest) bool { return true })
	left := w.left(g, chat.GUID{})
	return unacked(fmt.Sprintf("visitor %d leaves a message", w.number(g)), func(ctx context.Context, d *chat.Desk) error {
		_, visitor, err := d.LeaveMessage(ctx, w.site, left)
		if err != nil {
			return err
		}
		w.noteLeft(left.Client)
		_, again, err := d.LeaveMessage(ctx, w.site, left)
		if err != nil || again != visitor {
			return fmt.Errorf("%w: of %s, then of %s, %v", errNotOnce, visitor, again, err) //nolint:errorlint // its kind is to be lost
		}
		return w.recognise(g, visitor)
	})
}

func (w *walk) noteLeft(client string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.messages[client] = true
}

// messagesAgree holds what was stored to what was left.
func (w *walk) messagesAgree(ctx context.Context) error {
	page, err := w.desk2().SearchOfflineMessages(ctx, w.site, chat.OfflineQuery{Sort: chat.Sort{By: "id"}, Size: 10000})
	if err != nil {
		return err
	}
	if int(page.Total) != len(w.messages) {
		return fmt.Errorf("%d messages were left, and %d are stored", len(w.messages), page.Total)
	}
	return nil
}

// shifting has all agents go at once, and come again.
func (w *walk) shifting() command {
	status := chat.AgentOnline
	switch {
	case w.closed:
	case w.pick(3) > 0:
		return command{}
	default:
		status = chat.AgentAway
	}
	w.closed = !w.closed
	return unacked("all agents are "+status, func(ctx context.Context, d *chat.Desk) error {
		for _, a := range w.agents {
			if _, err := d.SetStatus(ctx, a.Actor, status, 0); err != nil {
				return err
			}
			if err := w.look(ctx, nil, false); err != nil { // before the next one goes
				return err
			}
		}
		return nil
	})
}
