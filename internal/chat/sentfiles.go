package chat

import (
	"context"
	"time"
)

// SentFiles is what a Lobby knows of the files of live chat.
type SentFiles interface {
	// ChatOfFile tells which chat a file was sent in, or which agent's avatar it is;
	// KindNotFound for an unknown one, and for one that is still under way.
	ChatOfFile(ctx context.Context, site SiteID, key string) (GUID, error)

	// DoomOverdue makes up to limit files of all sites doomed that were announced to be
	// sent by now and were not, and tells how many they were.
	DoomOverdue(ctx context.Context, now time.Time, limit int) (int, error)
}

// SentFilesTx is what a LiveTx does with the files of live chat. A file is announced
// before it is stored, so that whatever happens it ends up sent or doomed.
type SentFilesTx interface {
	// Announce notes a file that is about to be stored.
	Announce(ctx context.Context, f Announced) error

	// Sent notes that a file which was announced has been sent; KindConflict when it is
	// not announced any more.
	Sent(ctx context.Context, key string) error

	// Abandon makes a file doomed unless it was sent.
	Abandon(ctx context.Context, key string) error

	// DoomFiles makes the files doomed that were sent in a chat, or the avatar of an agent.
	DoomFiles(ctx context.Context, of GUID) error

	// BytesSent is how many bytes the files have that somebody has announced since a
	// time, but for those that were abandoned.
	BytesSent(ctx context.Context, sender GUID, since time.Time) (int64, error)
}

// Announced is a file under way to a chat, or an avatar to its agent. When the chat's
// record or the agent is deleted it becomes doomed like all of their files.
type Announced struct {
	Key    string
	Chat   GUID // or the agent
	Sender GUID
	Size   int64 // as it came
	At     time.Time
	Until  time.Time // then it is given up
}
