package chat

import (
	"slices"
	"time"
	"unicode/utf8"
)

// InvitationState is what has become of an invitation.
type InvitationState uint8

// The states of an invitation.
const (
	NotInvited InvitationState = iota
	InvitationOpen
	InvitationAccepted
	InvitationDeclined
	InvitationOver // not answered in time
)

var invitationWords = words{0: "none", 1: "open", 2: "accepted", 3: "declined", 4: "over"}

// String is the state's word in the live protocol.
func (s InvitationState) String() string { return invitationWords.word(uint8(s)) }

// Invitation asks a visitor to chat.
type Invitation struct {
	ID     GUID
	Auto   GUID   // the automatic invitation that it comes of
	Agent  Person // who invites; nobody for an automatic one
	Client string // the id of the agent's command
	Text   string
	Until  time.Time
	State  InvitationState
}

// Open reports whether the invitation can still be answered.
func (i *Invitation) Open(now time.Time) bool {
	return i.State == InvitationOpen && now.Before(i.Until)
}

var (
	errNotOnPage = NotFound("the visitor is not on a page")
	errInvited   = Conflict("the visitor has been invited already, and has not answered yet")
	errNoSuch    = NotFound("there is no such invitation")
)

// Invite asks the visitor to chat, unless the visitor is not there or was asked by
// another invitation that is open. An automatic one is shown once.
func (v *Visit) Invite(i Invitation, now time.Time) error {
	switch {
	case v.Node == GUID{}:
		return errNotOnPage
	case v.Invitation.Open(now):
		return errInvited
	case i.Auto != GUID{} && slices.Contains(v.Shown, i.Auto):
		return Conflict("the invitation was shown already")
	}
	if n := utf8.RuneCountInString(i.Text); n > MaxText || !utf8.ValidString(i.Text) || (n == 0 && i.Auto == GUID{}) {
		return Invalid("an invitation has from 1 to %d characters, and this one %d", MaxText, n)
	}
	i.State = InvitationOpen
	v.Invitation = i
	v.Shown = appendOnce(slices.Clip(v.Shown), i.Auto)
	return nil
}

// Answer takes the visitor's answer to the last invitation. Accepting one that ran
// out a moment ago is a chat all the same.
func (v *Visit) Answer(id GUID, accept bool, now time.Time) error {
	i := &v.Invitation
	switch {
	case i.ID != id || id == GUID{}:
		return errNoSuch
	case accept && i.State != InvitationDeclined:
		i.State = InvitationAccepted
	case !accept && i.Open(now):
		i.State = InvitationDeclined
	case !accept && i.State != InvitationAccepted: // it cannot be more declined than it is
	default:
		return Conflict("the invitation is %s", i.State)
	}
	return nil
}

// RunOut ends an invitation that was not answered in time, and reports whether it
// did.
func (v *Visit) RunOut(now time.Time) bool {
	if v.Invitation.State != InvitationOpen || v.Invitation.Open(now) {
		return false
	}
	v.Invitation.State = InvitationOver
	return true
}

// source tells how a chat that comes of the invitation was opened.
func (i *Invitation) source() Source {
	if i.Auto != (GUID{}) {
		return FromAutoInvitation
	}
	return FromManualInvitation
}

// Request makes a chat come of the visit, and of an invitation if one is named. Another
// one that is open is over then.
func (v *Visit) Request(c *Chat, invitation GUID, now time.Time) error {
	if invitation != (GUID{}) {
		if err := v.Answer(invitation, true, now); err != nil {
			return err
		}
		c.Source, c.AutoInvitationID = v.Invitation.source(), v.Invitation.Auto
	} else if v.Invitation.State == InvitationOpen {
		v.Invitation.State = InvitationOver
	}
	c.SessionID = v.Session.ID
	c.FieldResults = append(slices.Clip(c.FieldResults), v.Variables...)
	if c.PageURL == "" && c.PageTitle == "" {
		c.PageTitle, c.PageURL = v.Page().Title, v.Page().URL
	}
	if c.CampaignID == (GUID{}) {
		c.CampaignID = v.Campaign
	}
	v.Doing = VisitorInSite
	return nil
}

// prefers is the agent to whom a chat of the visit is offered first: who invited to it,
// else the one given.
func (v *Visit) prefers(c *Chat, otherwise GUID) GUID {
	if c.Source == FromManualInvitation {
		return v.Invitation.Agent.ID
	}
	return otherwise
}
