package chat

import (
	"context"

	"github.com/parleychat/parley/internal/filter"
)

// Store keeps chats, the nouns they point to, and the event log. Its suite is
// storetest.
type Store interface {
	Tickets
	Kept
	Receipts
	IndexSource
	Accountability

	// Site reads a site; KindNotFound.
	Site(ctx context.Context, id SiteID) (Site, error)

	// Chat reads one chat with the nouns that include asks for;
	// ErrChatNotFound when the site has no such chat.
	Chat(ctx context.Context, site SiteID, ref Ref, include Include) (*Chat, *Related, error)

	// Search answers a query whose Where is in filter.Normal form. Which chats
	// match is defined by filter.Match on Record, and what a facet counts by Tally.
	// A field that is not declared, not sortable, or not counted, and a place that the order cannot have (Sort.Has), is
	// KindInvalid. Pages that follow one another by After give
	// every chat once that is found all the while, whatever is stored, changed or
	// deleted in between, unless the change moves it in the order.
	Search(ctx context.Context, site SiteID, q Query) (*Page, error)

	// Aggregate answers an aggregation that passes Check and whose Where is in
	// filter.Normal form. What it means is defined by Cells.Add; more than an answer
	// may hold, or than one search may look into, is TooExpensive.
	Aggregate(ctx context.Context, site SiteID, a Aggregation) (*Aggregate, error)

	// Update runs fn in one transaction on the site's data. When it returns nil
	// everything fn did is durable; when it returns an error of fn nothing is.
	// An error of the commit itself leaves the outcome unknown. fn may run more
	// than once and must do nothing but use its Tx; after an error of the Tx the
	// transaction cannot be committed, even if fn passes over it. An unknown site
	// is KindNotFound.
	Update(ctx context.Context, site SiteID, fn func(context.Context, Tx) error) error

	// Chosen lists up to limit of the categories chosen for the chats of which a
	// condition in filter.Normal form holds, by id, after the first offset of them.
	Chosen(ctx context.Context, site SiteID, of filter.Expr, offset, limit int64) ([]Chosen, error)

	// ChosenByID reads one of them; KindNotFound when there is none.
	ChosenByID(ctx context.Context, site SiteID, of filter.Expr, id int64) (Chosen, error)

	// DoomedFiles lists up to limit files whose chats are gone. They stay
	// listed until FilesGone.
	DoomedFiles(ctx context.Context, limit int) ([]SiteFile, error)

	// FilesGone strikes files off the list of the doomed.
	FilesGone(ctx context.Context, files []SiteFile) error
}

// Kept is what a site keeps beside its chats.
type Kept interface {
	Resources
	OfflineMessages
	Deliveries
}

// Tx is a transaction on one site's data.
type Tx interface {
	SignInTx
	OpenIDTx
	SiteTx
	DeliveryTx
	AuditTx

	// Find reads and locks the chats that exist among refs, in no particular
	// order. An id and a guid may name the same chat, which is then given once.
	Find(ctx context.Context, refs []Ref) ([]*Chat, error)

	// Apply stores changes and appends one event for each, in order. A chat
	// with ID 0 that is ChatStored gets the site's next id, written into it; an
	// id that came along is never given again. The same holds for the field results
	// and chosen categories of every chat that stays. A running chat that is kept after
	// its end follows its record (Running.Follow) as its next version. A chat that is ChatDeleted
	// goes with everything of its own, its files becoming doomed, and with the
	// session, visitor and contact identity that no other chat points to. A taken id or guid
	// is KindConflict; a chat without a guid, or with a figure that is not a number,
	// KindInvalid.
	Apply(ctx context.Context, changes []Change) error

	// PutReceipt stores a receipt, in the place of one that is as old as
	// ReceiptLife; ErrDone when there is one with its ID. A second transaction that
	// comes with the same one waits for the first.
	PutReceipt(ctx context.Context, r Receipt) error

	// Keep stores the nouns that the site does not have yet, without what says who
	// belongs to whom; nil keeps nothing.
	Keep(ctx context.Context, related *Related) error

	// Resources reads what Store.Resources lists, and keeps others from changing any
	// of the site's collections until the commit.
	Resources(ctx context.Context, of Collection) ([]Resource, error)

	// PutResource stores a resource, in the place of an earlier one with its id. Who
	// is in which department is one thing, told by agents and departments alike:
	// what is stored last says it for itself. The options of a wrap-up category
	// become what it says; those that it had and lacks belong to none.
	PutResource(ctx context.Context, r Resource) error

	// DropResource removes a resource if it is there, with all that says who belongs
	// to it; an agent goes with its account and keys. The options of a category stay
	// known, so that chats keep what was chosen for them.
	DropResource(ctx context.Context, of Collection, id GUID) error

	// Options gives those of the category options that are known.
	Options(ctx context.Context, ids []GUID) (map[GUID]*CategoryOption, error)
}

// SiteFile is a file of a site.
type SiteFile struct {
	Site SiteID
	Key  string
}
