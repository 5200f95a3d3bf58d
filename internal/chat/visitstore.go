package chat

import (
	"context"
	"time"
)

// Visits keeps who is on the sites' pages, so that all nodes see them, and for no
// longer than a visit lasts. What a node stores is some seconds old.
type Visits interface {
	// Visit reads the visit of a visitor; KindNotFound.
	Visit(ctx context.Context, site SiteID, visitor GUID) (*Visit, error)

	// Visits lists up to limit visits of those who are connected to nodes that are
	// alive at a time; first those who looked at a page last.
	Visits(ctx context.Context, site SiteID, alive time.Time, limit int) ([]*Visit, error)

	// VisitsAt lists what a node should know of visitors whom it has: those with an
	// invitation that is open, and those who left another node or this one at a time
	// or later.
	VisitsAt(ctx context.Context, node GUID, since time.Time) ([]SiteVisit, error)

	// VisitsOfInviter lists the visits whose last invitation is an agent's.
	VisitsOfInviter(ctx context.Context, site SiteID, agent GUID) ([]*Visit, error)

	// DueVisits lists up to limit visits, of all sites, whose open invitation runs out
	// by a time, or whose visitor left by another one. Who is connected to a node that
	// is not alive any more left when that was seen last.
	DueVisits(ctx context.Context, now, left time.Time, limit int) ([]DueVisit, error)

	// NodeAlive takes a node to be alive until a time; one that never was is not.
	NodeAlive(ctx context.Context, node GUID, until time.Time) error

	// VisitorKnown reads a visitor who has a record, and counts the visitor's chats
	// in records; a visitor without a name for one who has none.
	VisitorKnown(ctx context.Context, site SiteID, visitor GUID) (Visitor, int64, error)
}

// SiteVisit is a visit and the site that it is to.
type SiteVisit struct {
	Site SiteID
	*Visit
}

// DueVisit is a visit for which time is up.
type DueVisit struct {
	Site    SiteID
	Visitor GUID
	Dead    GUID // the node, where that is why
}

// VisitTx is the part of a transaction that is about visits. Whoever wants the floor
// or a chat takes it before any visit.
type VisitTx interface {
	// Visits gives those of the visits that there are, in the order of the visitors'
	// ids. They may be changed by no other until the commit.
	Visits(ctx context.Context, visitors []GUID) ([]*Visit, error)

	// SaveVisits stores visits as they are now, each once.
	SaveVisits(ctx context.Context, visits []*Visit) error

	// DropVisits removes visits.
	DropVisits(ctx context.Context, visitors []GUID) error
}
