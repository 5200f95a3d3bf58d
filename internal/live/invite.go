package live

import (
	"context"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// invitationFrame shows a visitor an invitation, or takes it away; to an agent it tells
// what became of one.
type invitationFrame struct {
	Type    string  `json:"type"`
	ID      string  `json:"id"`
	State   string  `json:"state"`
	Message string  `json:"message,omitempty"`
	Agent   *person `json:"agent,omitempty"`
	Visitor string  `json:"visitor,omitempty"` // to agents
}

func invitationOf(i *chat.Invitation) invitationFrame {
	return invitationFrame{Type: "invitation", ID: i.ID.String(), State: i.State.String(), Message: i.Text, Agent: personOf(i.Agent)}
}

// due is a visitor who is to be shown an automatic invitation.
type due struct {
	site    chat.SiteID
	visitor chat.GUID
	by      *chat.AutoInvitation
}

// invite shows automatic invitations to those who have come to meet their conditions.
func (v *visits) invite(ctx context.Context) {
	for _, d := range v.toInvite() {
		visit, err := v.desk.InviteByRule(ctx, d.site, d.visitor, d.by)
		switch chat.KindOf(err) {
		case chat.KindConflict, chat.KindLimited, chat.KindNotFound: // it chats, was invited elsewhere, or nobody is there
		default:
			if err != nil {
				v.fail("inviting a visitor", err)
			}
		}
		v.invited(d, visit, err)
	}
}

// toInvite finds them, and notes when the others are to be looked at again.
func (v *visits) toInvite() (found []due) {
	now := v.room.Now()
	v.mu.Lock()
	defer v.mu.Unlock()
	for site, at := range v.sites {
		for visitor, p := range at.visitors {
			if p.due.IsZero() || p.due.After(now) || len(p.sessions) == 0 || len(p.pending) > 0 || len(found) == mostInvited {
				continue
			}
			by, next := chat.Choose(at.inviting, p.visit, now)
			p.due = next
			if by != nil {
				found = append(found, due{site, visitor, by})
			}
		}
	}
	return found
}

// invited takes over what came of showing an invitation.
func (v *visits) invited(d due, visit *chat.Visit, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	at := v.sites[d.site]
	if at == nil || at.visitors[d.visitor] == nil {
		return
	}
	p := at.visitors[d.visitor]
	if visit != nil {
		p.takeOver(visit)
	}
	if err != nil {
		p.due = v.room.Now().Add(tryAgain)
		return
	}
	p.due = p.visit.Invitation.Until
	p.showInvitation(&p.visit.Invitation)
}

func (p *present) showInvitation(i *chat.Invitation) {
	if p.told == i.ID {
		return
	}
	p.told = i.ID
	for _, s := range p.sessions {
		s.offer(invitationOf(i))
	}
}

// tell looks at what other nodes have done with the visitors of this one: they were
// invited, invitations are not open any more, or they left there and are here.
func (v *visits) tell(ctx context.Context) {
	const overlap = 5 * time.Second // of clocks, and of what was committed late
	now := v.room.Now()
	since := v.looked.Add(-overlap)
	if v.looked.IsZero() {
		since = now.Add(-overlap)
	}
	v.looked = now
	if v.nobody() {
		return
	}
	known, err := v.desk.VisitsAt(ctx, v.node, since)
	if err != nil {
		v.fail("reading invitations", err)
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	open := map[chat.GUID]bool{}
	for _, k := range known {
		if at := v.sites[k.Site]; at != nil && at.visitors[k.Visitor] != nil {
			at.visitors[k.Visitor].learn(k.Visit, v.node, now, open)
		}
	}
	for _, at := range v.sites {
		for _, p := range at.visitors {
			if p.told != (chat.GUID{}) && !open[p.told] {
				p.hideInvitation(now)
			}
		}
	}
}

func (v *visits) nobody() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.sites) == 0
}

// learn takes over what is stored of a visitor who is connected here.
func (p *present) learn(stored *chat.Visit, node chat.GUID, now time.Time, open map[chat.GUID]bool) {
	switch i := &stored.Invitation; {
	case stored.Node == node && i.Open(now):
		open[i.ID] = true
		p.visit = p.visit.Clone()
		p.visit.Invitation = *i
		p.showInvitation(i)
	case stored.Node != node && len(p.sessions) > 0 && len(p.pending) == 0:
		again := chat.Sighting{
			At: now, Node: node, Page: p.visit.Page(), Again: true, Doing: p.visit.Doing, Session: p.visit.Session,
			Known: p.visit.Known, Where: p.visit.Where, Campaign: p.visit.Campaign, Times: p.visit.Times, Chats: p.visit.Chats,
		}
		p.pending = append(p.pending, again)
	}
}

// hideInvitation takes an invitation away that is not open any more.
func (p *present) hideInvitation(now time.Time) {
	gone := invitationFrame{Type: "invitation", ID: p.told.String(), State: chat.InvitationOver.String()}
	p.told, p.due = chat.GUID{}, now
	p.visit = p.visit.Clone()
	if p.visit.Invitation.State == chat.InvitationOpen {
		p.visit.Invitation.State = chat.InvitationOver
	}
	for _, s := range p.sessions {
		s.offer(gone)
	}
}
