package chat

import (
	"context"
	"slices"
)

// visit finds the visit of a visitor, nil for none.
func (w *work) visit(ctx context.Context, visitor GUID) (*Visit, error) {
	found, err := w.Visits(ctx, []GUID{visitor})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// unengaged refuses to invite a visitor who has a chat.
func (w *work) unengaged(ctx context.Context, visitor GUID) error {
	chats, err := w.OfVisitor(ctx, visitor)
	if err == nil && slices.ContainsFunc(chats, func(r *Running) bool { return r.State != Ended }) {
		err = Conflict("the visitor has a chat already")
	}
	return err
}

// invite invites a visitor, once the rule given has agreed.
func (d *Desk) invite(ctx context.Context, site SiteID, visitor GUID, rule func(*work, *Visit) (again bool, err error), i *Invitation) (visit *Visit, err error) {
	i.ID = d.ids()
	err = d.act(ctx, site, true, func(ctx context.Context, w *work) error {
		if visit, err = w.visit(ctx, visitor); err != nil {
			return err
		}
		if visit == nil {
			return errNotOnPage
		}
		if again, err := rule(w, visit); again || err != nil {
			return err
		}
		if err := w.unengaged(ctx, visitor); err != nil {
			return err
		}
		i.Until = w.now.Add(d.terms.InviteFor)
		if err := visit.Invite(*i, w.now); err != nil {
			return err
		}
		w.touch(visit.Node, i.Agent.ID)
		return w.SaveVisits(ctx, []*Visit{visit})
	})
	return visit, err
}

// InviteByRule shows a visitor an automatic invitation, once a visit, unless the
// visitor chats or has another invitation. ErrNobodyThere and ErrQueueFull when nobody
// could take the chat.
func (d *Desk) InviteByRule(ctx context.Context, site SiteID, visitor GUID, a *AutoInvitation) (*Visit, error) {
	staffed := func(w *work, _ *Visit) (bool, error) { return false, w.staffed(&Chat{CampaignID: a.CampaignID}) }
	return d.invite(ctx, site, visitor, staffed, &Invitation{Auto: a.ID, Text: a.Message})
}

// staffed refuses what nobody would come to take.
func (w *work) staffed(c *Chat) error {
	switch {
	case !w.floor.Staffed(c, w.now):
		return ErrNobodyThere
	case len(w.floor.Waiting) >= w.terms.QueueLimit:
		return ErrQueueFull
	}
	return nil
}

// InviteByAgent invites a visitor in the name of an agent who takes chats, to whom the
// chat is offered first if the visitor accepts. The command is obeyed once.
func (d *Desk) InviteByAgent(ctx context.Context, actor Actor, visitor GUID, client, text string) (Invitation, error) {
	if err := actor.Require(ReadChats | WriteChats); err != nil {
		return Invitation{}, err
	}
	if _, err := stamp(actor.Agent, client, DoRequest); err != nil {
		return Invitation{}, err
	}
	wanted := Invitation{Client: client, Text: text}
	visit, err := d.invite(ctx, actor.Site, visitor, func(w *work, v *Visit) (again bool, err error) {
		last := &v.Invitation
		if last.Agent.ID == actor.Agent && last.Client == client {
			if last.Text != text {
				return true, ErrIDTaken
			}
			return true, nil
		}
		seat := w.floor.Seat(actor.Agent)
		if seat == nil || !seat.Present(w.now) {
			return false, Conflict("who invites visitors takes chats: you are not Online")
		}
		wanted.Agent = seat.Agent
		return false, nil
	}, &wanted)
	if err != nil {
		return Invitation{}, err
	}
	return visit.Invitation, nil
}

// Decline takes a visitor's "no" to an invitation. Repeating it does nothing.
func (d *Desk) Decline(ctx context.Context, site SiteID, visitor, invitation GUID) error {
	return d.act(ctx, site, false, func(ctx context.Context, w *work) error {
		v, err := w.visit(ctx, visitor)
		if err != nil {
			return err
		}
		if v == nil {
			return errNoSuch
		}
		if err := v.Answer(invitation, false, w.now); err != nil {
			return err
		}
		w.touch(v.Node, v.Invitation.Agent.ID)
		return w.SaveVisits(ctx, []*Visit{v})
	})
}

// visited adds to a chat that is being requested what the visit tells: the session, the
// custom variables, and the invitation that it comes of. It gives the visit, nil when
// the visitor has not told of any page.
func (w *work) visited(ctx context.Context, c *Chat, wanted *Wanted) (*Visit, error) {
	v, err := w.visit(ctx, c.VisitorID)
	switch {
	case err != nil:
		return nil, err
	case v == nil && wanted.Invitation != GUID{}:
		return nil, errNoSuch
	case v == nil:
		return nil, nil
	}
	if err := v.Request(c, wanted.Invitation, w.now); err != nil {
		return nil, err
	}
	wanted.Session = v.Session
	w.touch(v.Node, v.Invitation.Agent.ID)
	return v, w.SaveVisits(ctx, []*Visit{v})
}

// segmented notes the segments that the chat's visitor is in.
func (w *work) segmented(ctx context.Context, c *Chat, v *Visit, atEnd bool) error {
	segments, err := w.Records().Resources(ctx, Segments)
	if err != nil {
		return err
	}
	c.addSegments(segmentsMet(segments, Circumstances{Visit: v, Chat: c, Now: w.now}, atEnd))
	return nil
}

// leftChat notes on the visit that its chat has ended, and adds the segments that are
// known by then to the record.
func (w *work) leftChat(ctx context.Context, record *Chat) error {
	v, err := w.visit(ctx, record.VisitorID)
	if err != nil {
		return err
	}
	if v != nil {
		v.Doing = VisitorChatEnded
		if err := w.SaveVisits(ctx, []*Visit{v}); err != nil {
			return err
		}
	}
	return w.segmented(ctx, record, v, true)
}
