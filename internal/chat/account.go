package chat

import (
	"context"
	"time"
)

// Account lets an agent sign in.
type Account struct {
	Site     SiteID
	Agent    GUID
	Email    string // as it was entered; compared after filter.Fold
	Password string // a hash, see auth
	Role     Role

	// Departments are those of the agent. Look-ups of a key give them; an account that
	// is stored does not change them.
	Departments []GUID
}

// KeyKind tells long-lived API keys from access tokens.
type KeyKind uint8

// The kinds of key.
const (
	APIKey      KeyKind = iota + 1
	AccessToken         // handed out at sign-in, expires
)

// Key is a secret that stands for an agent. Only its hash is kept.
type Key struct {
	Hash    [32]byte // SHA-256 of the secret
	Kind    KeyKind
	Site    SiteID
	Agent   GUID
	May     Permissions
	Created time.Time
	Expires time.Time // zero for never
}

// Accounts keeps who may sign in. Its look-ups come before the site is known,
// which is why they alone name none.
type Accounts interface {
	// CreateSite stores a new site with its first agent, account and key;
	// KindConflict when the site exists, KindInvalid when the parts name
	// different sites or agents.
	CreateSite(ctx context.Context, site Site, agent Agent, account Account, key Key) error

	// Sites lists all sites by id.
	Sites(ctx context.Context) ([]Site, error)

	// AccountsByEmail finds the accounts with this e-mail, on all sites.
	AccountsByEmail(ctx context.Context, email string) ([]Account, error)

	// AddKey stores a key; KindNotFound when its agent has no account,
	// KindConflict when there is such a key.
	AddKey(ctx context.Context, key Key) error

	// KeyByHash finds a key with its agent's account; KindNotFound when there
	// is none. Expired keys are found too.
	KeyByHash(ctx context.Context, hash [32]byte) (Key, Account, error)
}
