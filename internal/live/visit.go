package live

import (
	"context"
	"net/netip"
	"strings"

	"github.com/mileusna/useragent"

	"github.com/parleychat/parley/internal/chat"
)

// maxTold is how many custom variables a frame may tell.
const maxTold = 50

// variable is the value of a custom variable.
type variable struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// forms are what a visitor may have open on a page.
var forms = map[string]chat.VisitorStatus{
	"": chat.VisitorInSite, "preChat": chat.VisitorInPreChat, "offlineMessage": chat.VisitorInOfflineMessage,
}

// visit takes that the visitor looks at a page. Nothing is answered, but for what could
// not be taken.
func (v *visitorRole) visit(ctx context.Context, s *session, c *command) error {
	seen, err := s.sighting(c)
	if err != nil {
		return err
	}
	if seen.Campaign == (chat.GUID{}) {
		if seen.Campaign, err = s.usualCampaign(ctx); err != nil {
			return err
		}
	}
	declared, err := s.room.visits.variables(ctx, s.site)
	if err != nil {
		return err
	}
	told := make([]chat.Told, len(c.Variables))
	for i, t := range c.Variables {
		told[i] = chat.Told(t)
	}
	var wrong error
	seen.Variables, wrong = chat.TakeVariables(declared, told)
	if err := v.look(ctx, s, seen); err != nil {
		return err
	}
	return wrong
}

// comeFrom has what was seen of the visitor stored before a chat comes of it. A client
// that has told no page tells its first one by the request.
func (v *visitorRole) comeFrom(ctx context.Context, s *session, c *command) error {
	if s.looking == (chat.GUID{}) {
		seen, err := s.sighting(c)
		if err != nil {
			return err
		}
		if err := v.look(ctx, s, seen); err != nil {
			return err
		}
	}
	return s.room.visits.keepOne(ctx, s.site, s.looking)
}

// look notes what was seen of the visitor.
func (v *visitorRole) look(ctx context.Context, s *session, seen chat.Sighting) error {
	visitor, err := v.whoLooks(ctx, s)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.seenAs = visitor
	s.mu.Unlock()
	return s.room.visits.look(ctx, s, visitor, seen)
}

// whoLooks is the visitor, also one who has not chatted yet.
func (v *visitorRole) whoLooks(ctx context.Context, s *session) (chat.GUID, error) {
	if s.looking != (chat.GUID{}) {
		return s.looking, nil
	}
	return s.room.Desk.VisitorOf(ctx, s.site, v.hash)
}

// sighting reads what a frame tells of a visit.
func (s *session) sighting(c *command) (seen chat.Sighting, err error) {
	doing, known := forms[c.Form]
	switch {
	case !known:
		return seen, chat.Invalid("a form that is open is preChat or offlineMessage")
	case len(c.Variables) > maxTold:
		return seen, chat.Invalid("%d custom variables: at most %d are told at a time", len(c.Variables), maxTold)
	}
	seen = chat.Sighting{
		Page: chat.PageView{Title: clipped(c.Page.Title), URL: clipped(c.Page.URL)}, Again: c.Again, Doing: doing, Times: c.Visits,
		Session: s.sessionOf(c), Where: s.where(),
	}
	seen.Campaign, err = guid(c.Campaign)
	return seen, err
}

// sessionOf is what a frame and the connection tell of a visitor.
func (s *session) sessionOf(c *command) chat.Session {
	agent := useragent.Parse(s.from.userAgent)
	return chat.Session{
		IP:          s.from.address,
		ReferrerURL: clipped(c.Referrer), LandingPageURL: clipped(c.Page.URL), LandingPageTitle: clipped(c.Page.Title),
		Language: clipped(c.Language), TimeZone: clipped(c.TimeZone), ScreenResolution: clipped(c.Screen),
		Browser: versioned(agent.Name, agent.Version), OperatingSystem: versioned(agent.OS, agent.OSVersion),
	}
}

// where is where the visitor seems to be.
func (s *session) where() chat.Whereabouts {
	if s.room.Places == nil {
		return chat.Whereabouts{}
	}
	address, err := netip.ParseAddr(s.from.address)
	if err != nil {
		return chat.Whereabouts{} // of no address that can be told
	}
	w, err := s.room.Places.Where(address)
	if err != nil {
		s.room.Log.Warn("looking where a visitor is", "error", err)
	}
	return w
}

func versioned(name, version string) string { return strings.TrimSpace(name + " " + version) }

// decline takes the visitor's "no" to an invitation.
func (v *visitorRole) decline(ctx context.Context, s *session, c *command) (any, error) {
	id, err := chat.ParseGUID(c.Invitation)
	if err != nil {
		return nil, err
	}
	visitor, err := v.whoLooks(ctx, s)
	if err != nil {
		return nil, err
	}
	return acked(c, chat.Ack{}, s.room.Desk.Decline(ctx, s.site, visitor, id))
}

// variables are those that a site declares, which are read again from time to time.
func (v *visits) variables(ctx context.Context, site chat.SiteID) ([]*chat.CustomVariable, error) {
	v.mu.Lock()
	at := v.sites[site]
	if at != nil && !at.read.IsZero() {
		defer v.mu.Unlock()
		return at.variables, nil
	}
	v.mu.Unlock()
	return v.desk.Variables(ctx, site)
}

// invite invites a visitor in the name of the agent.
func (a *agentRole) invite(ctx context.Context, s *session, c *command) (any, error) {
	visitor, err := chat.ParseGUID(c.Visitor)
	if err != nil {
		return nil, err
	}
	i, err := s.room.Desk.InviteByAgent(ctx, a.actor, visitor, c.ID, c.Text)
	if err != nil {
		return nil, err
	}
	s.look()
	return ackFrame{Type: "ack", ID: c.ID, Invitation: i.ID.String()}, nil
}
