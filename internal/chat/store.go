package chat

import "context"

// Store keeps chats, the nouns they point to, and the event log. Its suite is
// storetest.
type Store interface {
	Tickets

	// Chat reads one chat with the nouns that include asks for;
	// ErrChatNotFound when the site has no such chat.
	Chat(ctx context.Context, site SiteID, ref Ref, include Include) (*Chat, *Related, error)

	// Search answers a query whose Where is in filter.Normal form. Which chats
	// match is defined by filter.Match on Record. A field that is not declared,
	// or not sortable, is KindInvalid.
	Search(ctx context.Context, site SiteID, q Query) (*Page, error)

	// LastEvent is the number of the last event of a site, 0 when there is none.
	// Every change whose Update has returned is in it.
	LastEvent(ctx context.Context, site SiteID) (int64, error)

	// Chats reads those of the chats that exist, in the order of their ids, with
	// the nouns that include asks for.
	Chats(ctx context.Context, site SiteID, ids []int64, include Include) ([]*Chat, *Related, error)

	// Events reads up to limit events of a site after number n, in order.
	Events(ctx context.Context, site SiteID, after int64, limit int) ([]Event, error)

	// Update runs fn in one transaction on the site's data. When it returns nil
	// everything fn did is durable; when it returns an error of fn nothing is.
	// An error of the commit itself leaves the outcome unknown. fn may run more
	// than once and must do nothing but use its Tx; after an error of the Tx the
	// transaction cannot be committed, even if fn passes over it. An unknown site
	// is KindNotFound.
	Update(ctx context.Context, site SiteID, fn func(context.Context, Tx) error) error

	// Categories lists the site's wrap-up categories and their options, each in
	// their order.
	Categories(ctx context.Context, site SiteID) ([]Category, error)

	// Chosen lists up to limit of the categories chosen for chats, by id, after the
	// first offset of them.
	Chosen(ctx context.Context, site SiteID, offset, limit int64) ([]Chosen, error)

	// ChosenByID reads one of them; KindNotFound when there is none.
	ChosenByID(ctx context.Context, site SiteID, id int64) (Chosen, error)

	// DoomedFiles lists up to limit files whose chats are gone. They stay
	// listed until FilesGone.
	DoomedFiles(ctx context.Context, limit int) ([]SiteFile, error)

	// FilesGone strikes files off the list of the doomed.
	FilesGone(ctx context.Context, files []SiteFile) error
}

// Tx is a transaction on one site's data.
type Tx interface {
	// Find reads and locks the chats that exist among refs, in no particular
	// order. An id and a guid may name the same chat, which is then given once.
	Find(ctx context.Context, refs []Ref) ([]*Chat, error)

	// Apply stores changes and appends one event for each, in order. A chat
	// with ID 0 that is ChatStored gets the site's next id, written into it; an
	// id that came along is never given again. The same holds for the field results
	// and chosen categories of every chat that stays. A chat that is ChatDeleted
	// goes with everything of its own, its files becoming doomed. A taken id or guid
	// is KindConflict; a chat without a guid, or with a figure that is not a number,
	// KindInvalid.
	Apply(ctx context.Context, changes []Change) error

	// Keep stores the nouns that the site does not have yet; nil keeps nothing.
	Keep(ctx context.Context, related *Related) error

	// Categories reads what Store.Categories lists, and keeps others from changing
	// it until the commit.
	Categories(ctx context.Context) ([]Category, error)

	// PutCategory stores a category, in the place of an earlier one with its id. Its
	// options become what it says; those that it had and lacks belong to none.
	PutCategory(ctx context.Context, category *Category) error

	// DropCategory removes a category if it is there. Its options stay known, so
	// that chats keep what was chosen for them.
	DropCategory(ctx context.Context, id GUID) error

	// Options gives those of the category options that are known.
	Options(ctx context.Context, ids []GUID) (map[GUID]*CategoryOption, error)
}

// SiteFile is a file of a site.
type SiteFile struct {
	Site SiteID
	Key  string
}
