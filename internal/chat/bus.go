package chat

import "context"

// Bus carries news between the sessions of all nodes. News is a hint: whoever
// follows a site reads the event log, and losing every piece of news loses
// nothing. Its suite is bustest.
type Bus interface {
	// Publish tells the followers of a site that its log has grown. It never
	// waits for them.
	Publish(ctx context.Context, site SiteID)
	// Follow returns a channel that gets a value after news of the site, several
	// pieces of news possibly as one, until ctx ends; then it is closed.
	Follow(ctx context.Context, site SiteID) <-chan struct{}
}
