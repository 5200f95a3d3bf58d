package chat

import (
	"slices"
	"time"
)

// The limits of what is kept of a visit.
const (
	MaxVisitPages     = 20 // the last ones
	MaxVisitVariables = 50
	MaxVariableValue  = 1000  // bytes
	MaxVisitCount     = 1e6   // of pages, or of visits
	MaxVisitsListed   = 10000 // of a site
)

// Visit is a visitor on the site's pages: a session that goes on, and leaves nothing
// unless a chat comes of it. It is over some time after the visitor's last
// connection.
type Visit struct {
	Visitor  GUID
	Session  Session // with its id
	Known    Visitor // as records tell of the visitor
	Where    Whereabouts
	Campaign GUID // whose widget is on the page

	Pages     []PageView    // the last ones, the oldest first
	Views     int64         // all of them
	Times     int64         // that the visitor has come, this time included, as the page counts them
	Chats     int64         // of the visitor before this visit
	Variables []FieldResult // the custom variables that the pages have told, each once
	Doing     VisitorStatus // but for chats and invitations

	Shown      []GUID     // the automatic invitations of this visit
	Invitation Invitation // the last one

	Node   GUID      // to which the visitor is connected; none: left
	LeftAt time.Time // when the last connection ended
}

// Whereabouts are where a visitor seems to be, as far as it is known.
type Whereabouts struct {
	Country string // two letters
	Region  string
	City    string
}

// PageView is one look at a page.
type PageView struct {
	Title string
	URL   string
	Since time.Time
}

// Sighting is one thing that a node has seen of a visit.
type Sighting struct {
	At   time.Time
	Node GUID
	Left bool // the last connection to the node has ended; else nothing of the rest

	Page  PageView
	Again bool // the page was told before, and the connection was lost
	Doing VisitorStatus

	Session   Session // what the page and the connection tell of the visitor, with an id for a new visit
	Known     Visitor
	Where     Whereabouts
	Campaign  GUID
	Times     int64
	Chats     int64
	Variables []FieldResult
}

// BeginVisit begins the visit of which a sighting is the first.
func BeginVisit(visitor GUID, s *Sighting) *Visit {
	v := &Visit{Visitor: visitor, Session: s.Session, Known: s.Known, Where: s.Where, Chats: s.Chats}
	v.Session.VisitorID, v.Session.StartTime = visitor, s.At
	v.Session.LandingPageURL, v.Session.LandingPageTitle = s.Page.URL, s.Page.Title
	if engine, words, ok := searched(s.Session.ReferrerURL); ok {
		v.Session.SearchEngineID, v.Session.Keywords = engine, words
	}
	return v
}

// Take adds what was seen. The end of the connection to another node than the last
// one means nothing.
func (v *Visit) Take(s *Sighting) {
	if s.Left {
		if v.Node == s.Node {
			v.Node, v.LeftAt = GUID{}, s.At
		}
		return
	}
	v.Node, v.LeftAt, v.Doing = s.Node, time.Time{}, s.Doing
	if !s.Again || len(v.Pages) == 0 {
		page := s.Page
		page.Since = s.At
		v.Pages = append(slices.Clone(v.Pages), page)
		v.Pages = v.Pages[max(0, len(v.Pages)-MaxVisitPages):]
		v.Views = min(v.Views+1, MaxVisitCount)
	}
	if s.Campaign != (GUID{}) {
		v.Campaign = s.Campaign
	}
	v.Times = min(max(v.Times, s.Times, 1), MaxVisitCount)
	v.takeVariables(s.Variables)
}

func (v *Visit) takeVariables(told []FieldResult) {
	if len(told) > 0 {
		v.Variables = slices.Clone(v.Variables)
	}
	for _, r := range told {
		i := slices.IndexFunc(v.Variables, func(o FieldResult) bool { return o.FieldID == r.FieldID })
		switch {
		case i >= 0:
			v.Variables[i] = r
		case len(v.Variables) < MaxVisitVariables:
			v.Variables = append(v.Variables, r)
		}
	}
}

// Page is the page that the visitor looks at, or looked at last.
func (v *Visit) Page() PageView {
	if len(v.Pages) == 0 {
		return PageView{}
	}
	return v.Pages[len(v.Pages)-1]
}

// Over reports whether the visit has ended: the next sighting is of another one. One
// whose node is not alive any more left then.
func (v *Visit) Over(t Terms, now time.Time) bool {
	return v.Node == GUID{} && !now.Before(v.LeftAt.Add(t.VisitAfter))
}

// Status tells what the visitor does on the pages; chats count before that.
func (v *Visit) Status(now time.Time) VisitorStatus {
	switch {
	case v.Node == GUID{}:
		return VisitorOutOfSite
	case v.Doing == VisitorInPreChat, v.Doing == VisitorInOfflineMessage:
		return v.Doing
	case v.Invitation.Open(now) && v.Invitation.Auto != GUID{}:
		return VisitorAutoInvited
	case v.Invitation.Open(now):
		return VisitorManuallyInvited
	case v.Doing == VisitorChatEnded:
		return VisitorChatEnded
	default:
		return VisitorInSite
	}
}

// Clone copies the visit, so that rules on the copy leave this one as it is.
func (v *Visit) Clone() *Visit {
	c := *v
	c.Pages, c.Variables, c.Shown = slices.Clone(v.Pages), slices.Clone(v.Variables), slices.Clone(v.Shown)
	return &c
}
