package chat

import (
	"context"
	"time"
)

// Keeping is what live chat needs of what a site keeps beside its chats.
type Keeping interface {
	Mails
	Kept
	Tickets

	// Site reads a site; KindNotFound.
	Site(ctx context.Context, id SiteID) (Site, error)
}

// Lobby keeps running chats, agents' seats and visitors' secrets. Its suite is
// storetest.
type Lobby interface {
	Connections
	SentFiles
	Visits
	Keeping
	Talks
	BotTurns

	// Live runs fn in one transaction on the site's running chats, under the
	// conditions of Store.Update.
	Live(ctx context.Context, site SiteID, fn func(context.Context, LiveTx) error) error

	// Running reads a running chat; ErrChatNotFound when there is none.
	Running(ctx context.Context, site SiteID, guid GUID) (*Running, error)

	// RunningOf reads the running chats that somebody is a party of, in the order
	// of their requests.
	RunningOf(ctx context.Context, site SiteID, who GUID) ([]*Running, error)

	// Entries reads up to limit entries of a running chat after number seq, in
	// order.
	Entries(ctx context.Context, site SiteID, guid GUID, after int64, limit int) ([]Entry, error)

	// Floor reads what routing looks at; nobody is kept from changing it.
	Floor(ctx context.Context, site SiteID) (*Floor, error)

	// Caller finds a visitor by the hash of the secret; KindNotFound.
	Caller(ctx context.Context, site SiteID, hash [32]byte) (Caller, error)

	// Epoch names this life of the database: it is another one after a restore.
	Epoch(ctx context.Context, site SiteID) (GUID, error)

	// Parts lists who takes part in which running chat, of all sites. Something of a
	// chat that is not in order with what a client was sent shows here: each Save
	// gives it another version.
	Parts(ctx context.Context) ([]Part, error)

	// Due lists up to limit running chats, of all sites, whose deadline is not after
	// now or whose visitor was seen last at visitorGone, and agents who were seen last
	// at agentGone. Those who were never seen are not listed.
	Due(ctx context.Context, now, visitorGone, agentGone time.Time, limit int) ([]DueChat, error)
}

// BotTurns is the part of a Lobby that sees to bots.
type BotTurns interface {
	// DueTurns lists the running chats, of all sites, whose bot is to be told of its
	// turn by now (Turn.Due): of each bot those that wait the longest, up to perBot,
	// and no bot's second one before another's first.
	DueTurns(ctx context.Context, now time.Time, perBot int) ([]DueTurn, error)

	// WithBots reads the chats of a site that bots hold, in no particular order.
	WithBots(ctx context.Context, site SiteID) ([]*Running, error)
}

// DueTurn is a chat whose bot has a turn.
type DueTurn struct {
	Site SiteID
	Chat GUID
	Bot  GUID
}

// DueChat is a chat, or with no chat an agent, for whom time is up.
type DueChat struct {
	Site  SiteID
	Chat  GUID
	Agent GUID
}

// Caller is a visitor who has chatted, known by a secret.
type Caller struct {
	Visitor   GUID
	LastAgent GUID // who held the visitor's last chat
}

// LiveTx is a transaction on one site's running chats. A chat that it gave may be
// changed by no other until the commit. Whoever wants the floor takes it before any
// chat.
type LiveTx interface {
	CallersTx
	SentFilesTx
	VisitTx
	MailTx

	// Records is the same transaction, for the records of ended chats.
	Records() Tx

	// Floor keeps the site's routing to this transaction and gives what it looks at.
	Floor(ctx context.Context) (*Floor, error)

	// Lock gives a running chat; ErrChatNotFound.
	Lock(ctx context.Context, guid GUID) (*Running, error)

	// Held gives the chats that an agent holds or is asked to take.
	Held(ctx context.Context, agent GUID) ([]*Running, error)

	// OfVisitor gives the chats of a visitor, ended ones too.
	OfVisitor(ctx context.Context, visitor GUID) ([]*Running, error)

	// Log gives all entries of a chat.
	Log(ctx context.Context, guid GUID) ([]Entry, error)

	// Repeated finds the entry of a chat that a sender's client gave an id, nil when
	// there is none.
	Repeated(ctx context.Context, guid, sender GUID, client string) (*Entry, error)

	// Save stores a chat as it is now with its deadline, as its next version, and the
	// entries that were added to it. Two entries of one sender in one chat cannot have one client id:
	// KindConflict.
	Save(ctx context.Context, r *Running, deadline time.Time, entries []Entry) error

	// SaveSeat stores an agent's seat but for what it has ongoing and what the agent
	// itself tells, see Seat.Describe.
	SaveSeat(ctx context.Context, s *Seat) error

	// SavePace stores the average of a floor.
	SavePace(ctx context.Context, pace time.Duration) error

	// Forget removes all of a chat but its record.
	Forget(ctx context.Context, guid GUID) error
}

// CallersTx is what a LiveTx does with visitors who are known by a secret.
type CallersTx interface {
	// Caller finds a visitor by the hash of the secret; KindNotFound.
	Caller(ctx context.Context, hash [32]byte) (Caller, error)

	// SaveCaller stores a new visitor by the hash of the secret.
	SaveCaller(ctx context.Context, hash [32]byte, c Caller) error

	// SaveLastAgent notes who held the last chat of a visitor.
	SaveLastAgent(ctx context.Context, visitor, agent GUID) error
}
