package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// A browser's session gives access tokens of a short life, which a page keeps in memory.
// It ends when it was not used for SessionIdle, and SessionLife after it began.
const (
	BrowserTokenLife = 15 * time.Minute
	SessionIdle      = time.Hour
	SessionLife      = 12 * time.Hour
)

// The names of the cookie that a session is in. With the prefix browsers take it from this
// very host over https alone; a page that came without https cannot have that.
const (
	SessionCookie      = "__Host-parley"
	PlainSessionCookie = "parley"
)

// Renew hands out another access token for a browser's session. The session's secret
// stays as it is: several tabs, and a page that did not get the answer, bring the same
// one again. KindUnauthenticated when the session is over.
func (a *Authenticator) Renew(ctx context.Context, session string, asked chat.Permissions) (Tokens, error) {
	hash, kind, ok := hashOf(session)
	if !ok || kind != chat.BrowserSession {
		return Tokens{}, errSession
	}
	key, account, err := a.accounts.KeyByHash(ctx, hash)
	switch {
	case chat.KindOf(err) == chat.KindNotFound && err != nil:
		return Tokens{}, errSession
	case err != nil:
		return Tokens{}, fmt.Errorf("look up a browser's session: %w", err)
	case key.Kind != kind, account.Suspended, !a.now().Before(key.Expires):
		return Tokens{}, errSession
	}
	may, err := narrowed(key.May, asked)
	if err != nil {
		return Tokens{}, err
	}
	end := key.Created.Add(SessionLife)
	t, access := a.mint(chat.Key{Site: key.Site, Agent: key.Agent, May: may, ID: key.ID}, none)
	t.Life = min(BrowserTokenLife, end.Sub(a.now()))
	access[0].Expires = a.now().Add(t.Life)
	if err := a.accounts.ExtendKey(ctx, hash, earlier(end, a.now().Add(SessionIdle))); err != nil {
		return Tokens{}, fmt.Errorf("go on with a browser's session: %w", err)
	}
	if err := a.accounts.AddKey(ctx, access...); err != nil {
		return Tokens{}, fmt.Errorf("store a token: %w", err)
	}
	t, err = a.unlessEnded(ctx, key, t)
	if chat.KindOf(err) == chat.KindInvalid && err != nil {
		return Tokens{}, errSession
	}
	return t, err
}

var errSession = &GrantError{"invalid_grant", chat.Unauthenticated("this browser has no sign-in, or none any more")}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// Forget has the tokens of an agent looked up again, within this process: some have
// ended.
func (a *Authenticator) Forget(site chat.SiteID, agent chat.GUID) {
	a.recent.forget(func(k chat.Key) bool { return k.Site == site && k.Agent == agent })
}
