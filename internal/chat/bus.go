package chat

import "context"

// Listener is told what concerns somebody who takes part in live chat. Its methods
// are called by whoever has the news, at any time and by many at once, and must not
// wait.
type Listener interface {
	// Note passes on news that is stored nowhere. An empty note says that what is
	// stored has changed.
	Note(note []byte)
	// Advance says what has become of a chat. An earlier one may come after a later
	// one.
	Advance(a *Advance)
}

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

	// Whisper passes a note on to those who listen for somebody who takes part in
	// live chat: a visitor or an agent. An empty note says that what is stored for
	// them has changed; any other is news that is stored nowhere. It never waits,
	// and the note belongs to the bus from then on.
	Whisper(ctx context.Context, site SiteID, who GUID, note []byte)
	// Spread tells those who listen for somebody what has become of a chat; on other
	// nodes, that something has.
	Spread(ctx context.Context, site SiteID, who GUID, a *Advance)
	// Listen has a listener told what is whispered and spread to somebody, until leave
	// is called; the end of ctx does not end it.
	Listen(ctx context.Context, site SiteID, who GUID, l Listener) (leave func())
}
