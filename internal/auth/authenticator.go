package auth

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// Authenticator tells who is calling. It is safe for concurrent use.
type Authenticator struct {
	accounts  chat.Accounts
	now       func() time.Time
	hashing   chan struct{} // a place for each password hash under way
	attempts  *attempts
	codes     *attempts // to show a second factor
	recent    *recent
	uses      *uses
	gathering *chat.Gathering // of deeds for the audit log
}

// New makes an Authenticator; now is the clock.
func New(accounts chat.Accounts, now func() time.Time) *Authenticator {
	const hashesAtOnce = 2
	return &Authenticator{
		accounts:  accounts,
		now:       now,
		hashing:   make(chan struct{}, hashesAtOnce),
		attempts:  newAttempts(),
		codes:     newAttempts(),
		recent:    newRecent(),
		uses:      newUses(),
		gathering: chat.NewGathering(),
	}
}

// SiteHeader names the site of a call beside the query parameter siteId
// (wire.md §2).
const SiteHeader = "x-api-siteid"

// Authenticate reads the credentials of a request: "Bearer" with an access token
// or an API key, or "Basic" with an agent's e-mail and an API key. Missing or
// wrong ones are KindUnauthenticated; a named site that is not the credential's
// is KindDenied.
func (a *Authenticator) Authenticate(ctx context.Context, r *http.Request) (chat.Actor, error) {
	c, err := credentialOf(r)
	if err != nil {
		return chat.Actor{}, err
	}
	named, err := namedSite(r)
	if err != nil {
		return chat.Actor{}, err
	}
	key, account, err := a.find(ctx, c)
	if err != nil {
		return chat.Actor{}, err
	}
	if named != 0 && named != key.Site {
		return chat.Actor{}, chat.Denied("the credentials are not for site %d", named)
	}
	actor := chat.Actor{
		Site: key.Site, Agent: key.Agent, Role: account.Role, Departments: account.Departments,
		May: key.May & account.Role.May(), Address: addressOf(r),
	}
	switch {
	case key.Kind == chat.APIKey:
		actor.APIKey = key.ID
	case key.Client != (chat.GUID{}):
		actor.Client = key.Client
	default:
		actor.SignIn = key.ID
	}
	return actor, nil
}

// addressOf is where a request comes from, without a port.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// credential is what a request claims to be.
type credential struct {
	secret string
	email  string // of the agent, with Basic only
	basic  bool
}

func credentialOf(r *http.Request) (credential, error) {
	header := r.Header.Get("Authorization")
	scheme, rest, _ := strings.Cut(header, " ")
	switch {
	case header == "":
		return credential{}, chat.Unauthenticated("the Authorization header is required")
	case strings.EqualFold(scheme, "Bearer"):
		return credential{secret: strings.TrimSpace(rest)}, nil
	}
	email, key, ok := r.BasicAuth()
	if !ok {
		return credential{}, chat.Unauthenticated("the Authorization header is neither Bearer TOKEN nor Basic base64(e-mail:API key)")
	}
	return credential{secret: key, email: email, basic: true}, nil
}

func namedSite(r *http.Request) (chat.SiteID, error) {
	text := r.Header.Get(SiteHeader)
	for name, values := range r.URL.Query() {
		if strings.EqualFold(name, "siteId") && len(values) > 0 {
			if text != "" && text != values[0] {
				return 0, chat.Invalid("siteId and the header %s name two sites", SiteHeader)
			}
			text = values[0]
		}
	}
	if text == "" {
		return 0, nil
	}
	return chat.ParseSiteID(text)
}

var errUnknown = chat.Unauthenticated("the credentials are not valid")

func (a *Authenticator) find(ctx context.Context, c credential) (chat.Key, chat.Account, error) {
	hash, kind, ok := hashOf(c.secret)
	if !ok || (kind != chat.APIKey && (c.basic || kind != chat.AccessToken)) {
		return chat.Key{}, chat.Account{}, errUnknown
	}
	key, account, err := a.lookUp(ctx, hash)
	switch {
	case chat.KindOf(err) == chat.KindNotFound:
		return key, account, errUnknown
	case err != nil:
		return key, account, fmt.Errorf("look up the credentials: %w", err)
	case key.Kind != kind, account.Suspended, c.basic && filter.Fold(c.email) != filter.Fold(account.Email):
		return key, account, errUnknown
	case !key.Expires.IsZero() && !a.now().Before(key.Expires):
		return key, account, chat.Unauthenticated("the credentials have expired")
	}
	a.uses.note(hash, a.now())
	return key, account, nil
}

// lookUp finds a key, in memory when it was found a moment ago.
func (a *Authenticator) lookUp(ctx context.Context, hash [32]byte) (chat.Key, chat.Account, error) {
	now := a.now()
	if k, ok := a.recent.find(hash, now); ok {
		return k.key, k.account, nil
	}
	key, account, err := a.accounts.KeyByHash(ctx, hash)
	if err == nil {
		a.recent.remember(key, account, now)
	}
	return key, account, err
}
