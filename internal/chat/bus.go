package chat

import "context"

// UnreadNotes is how many notes wait for a listener of a Bus.
const UnreadNotes = 16

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
	// Listen returns a channel of the notes for somebody, until ctx ends; then it is
	// closed. A listener with UnreadNotes unread misses further ones: whatever is
	// stored, it finds once it has read those.
	Listen(ctx context.Context, site SiteID, who GUID) <-chan []byte
}
