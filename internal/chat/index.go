package chat

import "context"

// IndexSource is what an Index is made from and asks in doubt. A Store is one.
type IndexSource interface {
	// LastEvent is the number of the last event of a site, 0 when there is none.
	// Every change whose Update has returned is in it.
	LastEvent(ctx context.Context, site SiteID) (int64, error)

	// Events reads up to limit events of a site after number n, in order.
	Events(ctx context.Context, site SiteID, after int64, limit int) ([]Event, error)

	// Chats reads those of the chats that exist, in the order of their ids, with
	// the nouns that include asks for.
	Chats(ctx context.Context, site SiteID, ids []int64, include Include) ([]*Chat, *Related, error)

	// Judge gives those of the ids, in their order, whose chats exist and are found
	// by the query, whose Where is in filter.Normal form; page, order and facets mean
	// nothing to it. Looking into more than one search may is TooExpensive.
	Judge(ctx context.Context, site SiteID, q Query, ids []int64) (Judged, error)
}

// Judged is what Judge says, and what it cost.
type Judged struct {
	IDs              []int64
	Documents, Bytes int64 // that were read, as in Plan
}

// Index finds chats faster than a Store, from what it derives of the Store's event
// log. It is never a second truth: it can be thrown away and made anew.
type Index interface {
	// Find tells which chats are on the page of a query, whose Where is in
	// filter.Normal form; nil leaves the query to the store. What it says is true
	// of a moment after Find was called: it counts every chat that had been stored
	// and none that had been deleted.
	Find(ctx context.Context, site SiteID, q Query) (*Found, error)
}

// Found is a page of a search by ids.
type Found struct {
	Total int64   // chats found, on all pages
	IDs   []int64 // of the page, in its order

	// As in Page. The plan says nothing yet of reading the chats.
	Next   *Place
	Facets []Facet
	Plan   *Plan
}
