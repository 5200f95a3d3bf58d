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

	// Suspended accounts are found, and let nobody in.
	Suspended bool

	// NeedsSecondFactor and NeedsOpenID are what the site demands. Account and
	// AccountsByEmail give them; an account that is stored does not change them.
	NeedsSecondFactor bool
	NeedsOpenID       bool

	// Departments are those of the agent. Look-ups of a key give them; an account that
	// is stored does not change them.
	Departments []GUID
}

// KeyKind tells long-lived API keys from access tokens.
type KeyKind uint8

// The kinds of key.
const (
	APIKey       KeyKind = iota + 1
	AccessToken          // handed out at sign-in, expires
	RefreshToken         // is exchanged once for new tokens
	GrantCode            // is exchanged once for the first tokens of a program

	// BrowserSession is in a cookie, and gives access tokens for as long as it is used.
	BrowserSession

	// FirstStep shows that a password was right, to whoever is asked for a second factor.
	FirstStep

	// ShownAgent shows that an identity provider has shown an agent to whoever asks it for
	// one consent. Its Challenge is which one, its Client that of the program.
	ShownAgent
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

	// ID is that of the IssuedKey; tokens have in common the one of the sign-in that
	// they come from.
	ID     GUID
	Client GUID      // the OAuthClient that a token was handed to; zero for none
	Used   time.Time // when an API key was used last, a token exchanged; zero for never

	// What a GrantCode is bound to, and a ShownAgent in Challenge.
	Redirect  string
	Challenge string
}

// Accounts keeps who may sign in. Its look-ups come before the site is known,
// which is why they alone name none.
type Accounts interface {
	SecondFactors
	SignInAccounts

	// CreateSite stores a new site with its first agent, account and key, or none if that
	// has no ID, with the resources that it begins with, in their order, and with its Deed in
	// the audit log;
	// KindConflict when the site exists, KindInvalid when the parts name
	// different sites or agents.
	CreateSite(ctx context.Context, site Site, agent Agent, account Account, key IssuedKey, first ...Resource) error

	// Sites lists all sites by id.
	Sites(ctx context.Context) ([]Site, error)

	// AccountsByEmail finds the accounts with this e-mail, on all sites.
	AccountsByEmail(ctx context.Context, email string) ([]Account, error)

	// Account reads the account of an agent; KindNotFound when it has none.
	Account(ctx context.Context, site SiteID, agent GUID) (Account, error)

	// AddKey stores keys of one agent; KindNotFound when it has no account,
	// KindConflict when there is such a key.
	AddKey(ctx context.Context, keys ...Key) error

	// ExtendKey has a key expire at another time; one that is gone stays so.
	ExtendKey(ctx context.Context, hash [32]byte, until time.Time) error

	// TakeKey notes that a key is exchanged now, and gives it as it was before, so
	// that its Used is zero for one caller only; KindNotFound.
	TakeKey(ctx context.Context, hash [32]byte, now time.Time) (Key, Account, error)

	// NoteUses stores when keys, and the sign-ins that they come from, were used last.
	// Those that are gone are passed over.
	NoteUses(ctx context.Context, uses map[[32]byte]time.Time) error

	// DropKey removes a key if it is there.
	DropKey(ctx context.Context, hash [32]byte) error

	// DropExpired removes the tokens and codes that expired before a time, and the
	// sign-ins that have none left.
	DropExpired(ctx context.Context, before time.Time) error

	// ClientByID finds an OAuth client on any site; KindNotFound.
	ClientByID(ctx context.Context, id GUID) (SiteID, *OAuthClient, error)

	// KeyByHash finds a key with its agent's account; KindNotFound when there
	// is none. Expired keys are found too.
	KeyByHash(ctx context.Context, hash [32]byte) (Key, Account, error)
}

// SignInAccounts begins and ends sign-ins, for the audit log to know.
type SignInAccounts interface {
	// AddSignIn stores a sign-in with its first keys, as AddKey does, and its Deed in the
	// audit log.
	AddSignIn(ctx context.Context, s SignIn, keys ...Key) error

	// DropTokens removes a sign-in, and all keys but API keys that have its ID, and stores
	// what the audit log is to have of it.
	DropTokens(ctx context.Context, site SiteID, id GUID, deeds ...AuditEntry) error

	// Audit stores what the audit log is to have of something that changes nothing;
	// KindNotFound when there is no such site.
	Audit(ctx context.Context, site SiteID, deeds ...AuditEntry) error
}
