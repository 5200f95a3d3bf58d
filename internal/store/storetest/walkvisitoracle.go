package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/parleychat/parley/internal/chat"
)

// fate is a step in the life of an invitation.
type fate struct {
	auto     bool
	from, to chat.InvitationState
}

func (f fate) String() string {
	by := "of an agent"
	if f.auto {
		by = "by a rule"
	}
	return fmt.Sprintf("%s -> %s %s", f.from, f.to, by)
}

// fates are all that can become of invitations. One that ran out a moment ago can still
// be accepted.
func fates() (all []fate) {
	for _, auto := range []bool{false, true} {
		all = append(
			all,
			fate{auto, chat.NotInvited, chat.InvitationOpen},
			fate{auto, chat.InvitationOpen, chat.InvitationAccepted},
			fate{auto, chat.InvitationOpen, chat.InvitationDeclined},
			fate{auto, chat.InvitationOpen, chat.InvitationOver},
			fate{auto, chat.InvitationOver, chat.InvitationAccepted},
		)
	}
	return all
}

// judgeVisit holds what became of a visit to the rules.
func (w *walk) judgeVisit(s visitSight) error {
	if s.after == nil {
		delete(w.visits, s.visitor)
		return nil
	}
	was := w.visits[s.visitor]
	now := s.after
	if was == nil || was.Session.ID != now.Session.ID {
		if was != nil && !was.Over(w.terms, w.clock()) {
			return errors.New("a visit begins before the last one is over")
		}
		was = &chat.Visit{}
	}
	w.visits[s.visitor] = now
	return w.judgeInvitation(s, was, now)
}

func (w *walk) judgeInvitation(s visitSight, was, now *chat.Visit) error {
	before, after := was.Invitation, now.Invitation
	auto := after.Auto != chat.GUID{}
	switch {
	case before.ID == after.ID && before.State == after.State:
		return nil
	case before.ID != after.ID && before.Open(w.clock()):
		return errors.New("an invitation comes while another one is open")
	case before.ID != after.ID && now.Node == chat.GUID{}:
		return errors.New("who is not on a page is invited")
	case before.ID != after.ID && auto && slices.Contains(was.Shown, after.Auto):
		return errors.New("an automatic invitation is shown twice")
	case before.ID != after.ID:
		before = chat.Invitation{}
		i := slices.IndexFunc(w.guests, func(g *guest) bool { return g.visitor == s.visitor })
		w.guests[i].invited = append(w.guests[i].invited, after.ID)
	}
	f := fate{auto, before.State, after.State}
	if !slices.Contains(fates(), f) {
		return fmt.Errorf("an invitation goes %s", f)
	}
	w.all.fates[f] = true
	if came := slices.Contains(s.came, s.visitor); after.State == chat.InvitationAccepted && !came {
		return errors.New("an invitation is accepted, and no chat comes of it")
	}
	return nil
}

// visitsAgree compares visits that have changed with what another node reads of them,
// and holds all to what is true of them at any time.
func (w *walk) visitsAgree(ctx context.Context, changed []visitSight, ticked bool) error {
	for _, s := range changed {
		v, err := w.desk2().Visit(ctx, w.site, s.visitor)
		if err != nil && chat.KindOf(err) != chat.KindNotFound {
			return err
		}
		if diff := cmp.Diff(w.visits[s.visitor], v, cmpopts.EquateEmpty()); diff != "" {
			return fmt.Errorf("the visit of visitor %s differs (-want +got):\n%s", s.visitor, diff)
		}
	}
	for _, v := range w.visits {
		if err := w.visitSound(v, ticked); err != nil {
			return fmt.Errorf("the visit of visitor %s: %w", v.Visitor, err)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return w.invitersAgree(ctx)
}

// visitSound holds a visit to what is true of it at any time.
func (w *walk) visitSound(v *chat.Visit, ticked bool) error {
	busy := slices.ContainsFunc(w.lives, func(l *life) bool { return l.last.State != chat.Ended && l.last.Chat.VisitorID == v.Visitor })
	switch i := &v.Invitation; {
	case busy && i.Open(w.clock()):
		return errors.New("who has a chat is invited to one")
	case ticked && i.State == chat.InvitationOpen && !i.Open(w.clock()):
		return errors.New("an invitation is open after its time")
	case ticked && v.Over(w.terms, w.clock()):
		return errors.New("it is over, and there")
	case i.Auto != chat.GUID{} && !slices.Contains(v.Shown, i.Auto):
		return errors.New("it does not know which invitation it was shown")
	}
	return nil
}

// invitersAgree compares which visitors each agent has invited.
func (w *walk) invitersAgree(ctx context.Context) error {
	for _, a := range w.agents {
		found, err := w.desk2().VisitsOfInviter(ctx, w.site, a.Agent)
		if err != nil {
			return err
		}
		n := 0
		for _, v := range w.visits {
			if v.Invitation.Agent.ID == a.Agent {
				n++
			}
		}
		if n != len(found) {
			return fmt.Errorf("%s has invited %d visitors, and %d are found", a.name, n, len(found))
		}
	}
	return nil
}

// shownOnce holds the list of visitors to the chats: who has one is in it, once, with it.
func (w *walk) shownOnce(ctx context.Context) error {
	all, err := w.desks[len(w.desks)-1].Visiting(ctx, w.site)
	if err != nil {
		return err
	}
	shown := map[chat.GUID]int{}
	chats := map[chat.GUID]bool{}
	for _, v := range all {
		if shown[v.ID]++; shown[v.ID] > 1 {
			return fmt.Errorf("visitor %s is listed twice", v.ID)
		}
		if v.Chat != nil {
			chats[v.Chat.GUID] = true
		}
	}
	for _, l := range w.lives {
		if runs := l.last.State != chat.Ended; runs != chats[l.guid] {
			return fmt.Errorf("%s is %s, and in the list of visitors: %v", l.name(w), l.last.State, !runs)
		}
	}
	return nil
}

// cameOf holds the chat of an invitation to it.
func (w *walk) cameOf(r *chat.Running) error {
	c, v := r.Chat, w.visits[r.Chat.VisitorID]
	if c.Source != chat.FromAutoInvitation && c.Source != chat.FromManualInvitation {
		if v != nil && v.Invitation.State == chat.InvitationOpen {
			return errors.New("its visitor has an invitation still")
		}
		return nil
	}
	if v == nil || v.Invitation.State != chat.InvitationAccepted || v.Invitation.Auto != c.AutoInvitationID {
		return errors.New("it came of an invitation that nobody has accepted")
	}
	if manual := (v.Invitation.Auto == chat.GUID{}); manual != (c.Source == chat.FromManualInvitation) || (manual && r.State == chat.AtBot) {
		return fmt.Errorf("it came of an invitation, and its source is %d", c.Source)
	}
	return nil
}
