package v4

import "github.com/parleychat/parley/internal/chat"

// The nouns that chats point to (wire.md §5 and §9).
var (
	sessions          = noun[chat.Session]{sessionMembers, func(n *chat.Session) *chat.GUID { return &n.ID }, nil}
	visitors          = noun[chat.Visitor]{visitorMembers, func(n *chat.Visitor) *chat.GUID { return &n.ID }, nil}
	contactIdentities = noun[chat.ContactIdentity]{contactMembers, func(n *chat.ContactIdentity) *chat.GUID { return &n.ID }, nil}
	campaigns         = noun[chat.Campaign]{includedCampaignMembers, func(n *chat.Campaign) *chat.GUID { return &n.ID }, nil}
	departments       = noun[chat.Department]{includedDepartmentMembers, func(n *chat.Department) *chat.GUID { return &n.ID }, nil}
	skills            = noun[chat.Skill]{skillMembers, func(n *chat.Skill) *chat.GUID { return &n.ID }, nil}
	autoInvitations   = noun[chat.AutoInvitation]{autoInvitationMembers, func(n *chat.AutoInvitation) *chat.GUID { return &n.ID }, nil}

	agents          = noun[chat.Agent]{includedAgentMembers, func(n *chat.Agent) *chat.GUID { return &n.ID }, agentKnown}
	segments        = noun[chat.Segment]{includedSegmentMembers, func(n *chat.Segment) *chat.GUID { return &n.ID }, segmentKnown}
	categoryOptions = noun[chat.CategoryOption]{optionMembers, func(n *chat.CategoryOption) *chat.GUID { return &n.ID }, optionKnown}
)

// Agents, segments and options are written with empty names when they are known
// by their id only; reading such a one back must not make it known.
func agentKnown(a *chat.Agent) bool {
	return a.DisplayName != "" || a.Email != "" || len(a.Extra) > 0
}

func segmentKnown(n *chat.Segment) bool { return n.Name != "" || len(n.Extra) > 0 }

func optionKnown(o *chat.CategoryOption) bool {
	return o.Name != "" || o.GroupName != "" || len(o.Extra) > 0
}

// sessionMembers follows the samples; "operatorSystem" is their spelling.
func sessionMembers(s shape, n *chat.Session) {
	s.guid("id", &n.ID)
	s.guid("visitorId", &n.VisitorID)
	s.guid("contactIdentityId", &n.ContactIdentityID)
	s.text("ip", &n.IP)
	s.text("referrerURL", &n.ReferrerURL)
	s.guid("searchEngineId", &n.SearchEngineID)
	s.text("keywords", &n.Keywords)
	s.text("landingPageURL", &n.LandingPageURL)
	s.text("landingPageTitle", &n.LandingPageTitle)
	s.instant("startTime", &n.StartTime, exact)
	s.text("browser", &n.Browser)
	s.text("operatorSystem", &n.OperatingSystem)
	s.text("screenResolution", &n.ScreenResolution)
	s.text("language", &n.Language)
	s.text("timeZone", &n.TimeZone)
	rest(s, &n.Extra, sessionMembers)
}

func visitorMembers(s shape, n *chat.Visitor) {
	s.guid("id", &n.ID)
	s.text("name", &n.Name)
	s.text("email", &n.Email)
	s.text("phone", &n.Phone)
	s.text("company", &n.Company)
	s.text("ssoUserId", &n.SSOUserID)
	rest(s, &n.Extra, visitorMembers)
}

func contactMembers(s shape, n *chat.ContactIdentity) {
	s.guid("id", &n.ID)
	s.text("name", &n.Name)
	rest(s, &n.Extra, contactMembers)
}

func optionMembers(s shape, n *chat.CategoryOption) {
	s.guid("id", &n.ID)
	s.text("name", &n.Name)
	if s.reading() || n.GroupName != "" {
		s.text("groupName", &n.GroupName)
	}
	if s.reading() || n.Order != 0 {
		s.integer("order", &n.Order)
	}
	rest(s, &n.Extra, optionMembers)
}
