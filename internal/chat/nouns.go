package chat

import "time"

// Site is one customer of the server: whoever signs in, chats and looks things
// up does so within one site and never sees another.
type Site struct {
	ID      SiteID
	Name    string
	Created time.Time

	// NeedsSecondFactor demands one of all who sign in with a password.
	NeedsSecondFactor bool

	// NeedsOpenID lets agents sign in by an identity provider only.
	NeedsOpenID bool

	// ShowsTyped lets agents see what a visitor is typing, before it is sent. Visitors are told.
	ShowsTyped bool

	// ShowsGuide has the console show administrators how to begin, until they are done.
	ShowsGuide bool
}

// Deed is that the site was created, as the audit log has it.
func (s Site) Deed() AuditEntry {
	return AuditEntry{Action: SiteCreated, Time: s.Created, Name: s.Name}
}

// Session is one visit to the customer's web site.
type Session struct {
	ID                GUID
	VisitorID         GUID
	ContactIdentityID GUID
	IP                string
	ReferrerURL       string
	SearchEngineID    GUID
	Keywords          string // typed into the search engine
	LandingPageURL    string
	LandingPageTitle  string
	StartTime         time.Time
	Browser           string
	OperatingSystem   string
	ScreenResolution  string
	Language          string
	TimeZone          string // minutes, JavaScript's sign
	Extra             Extra
}

// Visitor is a person seen on the customer's web site.
type Visitor struct {
	ID        GUID
	Name      string
	Email     string
	Phone     string
	Company   string
	SSOUserID string
	Extra     Extra
}

// ContactIdentity is one way in which a known contact is reached.
type ContactIdentity struct {
	ID    GUID
	Name  string
	Extra Extra
}

// Category is a list of options that an agent chooses from in the wrap-up
// (wire.md §9).
type Category struct {
	ID         GUID
	Name       string
	IsRequired bool
	Order      int64 // among the site's categories
	Options    []CategoryOption
}

// CategoryOption is one choice of a wrap-up category. One that came with an import
// may belong to none.
type CategoryOption struct {
	ID        GUID
	Name      string
	GroupName string
	Order     int64 // among its category's options
	Extra     Extra
}

// Ticket is what a chat can be attached to when it needs more work.
type Ticket struct {
	ID       int64
	Subject  string
	Status   string
	Created  time.Time
	Messages []TicketMessage
}

// TicketMessage is one entry of a ticket.
type TicketMessage struct {
	ID     int64
	Time   time.Time
	Author string
	Text   string
	Chat   GUID // whose transcript it is; zero for what was said in the ticket
}
