package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
)

// Consent is an agent's wish that a program may act in its place.
type Consent struct {
	SignIn
	Client    *chat.OAuthClient
	Redirect  string // one of the client's
	Challenge string // RFC 7636, S256
}

// Authorize hands out a code for a consent. Its errors are those of SignIn; a second factor
// comes along with the password.
func (a *Authenticator) Authorize(ctx context.Context, c Consent) (code string, err error) {
	account, err := a.verified(ctx, c.SignIn)
	if err != nil {
		return "", err
	}
	if account.NeedsOpenID {
		return "", errOpenIDOnly
	}
	if err := a.bringsSecond(ctx, account, c.SignIn); err != nil {
		return "", err
	}
	return a.consented(ctx, account, c, chat.ByPassword)
}

// consented hands out the code, for what of the consent the account may do itself.
func (a *Authenticator) consented(ctx context.Context, account chat.Account, c Consent, by chat.SignInMethod) (code string, err error) {
	may, err := narrowed(c.May&account.Role.May(), 0)
	if err != nil {
		return "", err
	}
	code, hash := NewSecret(chat.GrantCode)
	now := a.now()
	key := chat.Key{
		Hash: hash, Kind: chat.GrantCode, Site: account.Site, Agent: account.Agent, May: may, Created: now, Expires: now.Add(CodeLife),
		ID: uuid.New(), Client: c.Client.ID, Redirect: c.Redirect, Challenge: c.Challenge,
	}
	if err := a.accounts.AddSignIn(ctx, a.signIn(key, c.SignIn, by), key); err != nil {
		return "", fmt.Errorf("store a code: %w", err)
	}
	return code, nil
}

// ShownLife is how long an agent whom an identity provider has shown may take to consent.
const ShownLife = 5 * time.Minute

// errShown is for whoever is asked to begin anew.
var errShown = chat.Unauthenticated("who you are is not known here any more, or was for another request: sign in again")

// Request tells one request of a program for consent from all others, of other programs and of
// the same one.
type Request [sha256.Size]byte

// text is a request as a key has it.
func (r Request) text() string { return base64.RawURLEncoding.EncodeToString(r[:]) }

// ShowAgent gives the secret by which the browser that an identity provider has led back is
// known as the agent's, for one request of a client: to be asked for consent, for ShownLife,
// once. KindDenied when the agent may not sign in.
func (a *Authenticator) ShowAgent(ctx context.Context, site chat.SiteID, agent chat.GUID, client *chat.OAuthClient, of Request) (secret string, err error) {
	account, err := a.admitted(ctx, site, agent)
	if err != nil {
		return "", err
	}
	secret, hash := NewSecret(chat.ShownAgent)
	err = a.accounts.AddKey(ctx, chat.Key{
		Hash: hash, Kind: chat.ShownAgent, Site: site, Agent: agent, May: account.Role.May(), ID: uuid.New(),
		Created: a.now(), Expires: a.now().Add(ShownLife), Client: client.ID, Challenge: of.text(),
	})
	if err != nil {
		return "", fmt.Errorf("store who an identity provider has shown: %w", err)
	}
	return secret, nil
}

// Shown is the agent that a browser is known as, who has consented to nothing by that.
// KindUnauthenticated when it is known as none, or for another request.
func (a *Authenticator) Shown(ctx context.Context, secret string, client *chat.OAuthClient, of Request) (chat.Account, error) {
	hash, kind, ok := hashOf(secret)
	if !ok || kind != chat.ShownAgent {
		return chat.Account{}, errShown
	}
	key, account, err := a.accounts.KeyByHash(ctx, hash)
	switch {
	case err != nil && chat.KindOf(err) == chat.KindNotFound:
		return chat.Account{}, errShown
	case err != nil:
		return chat.Account{}, fmt.Errorf("look up who an identity provider has shown: %w", err)
	case key.Kind != kind, key.Client != client.ID, subtle.ConstantTimeCompare([]byte(key.Challenge), []byte(of.text())) != 1,
		account.Suspended, !key.Used.IsZero(), !a.now().Before(key.Expires):
		return chat.Account{}, errShown
	}
	account.Site, account.Agent = key.Site, key.Agent
	return account, nil
}

// AuthorizeShown hands out a code for the consent of the agent that a browser is known as,
// which it is not any more then. agent is whom the page has named: KindUnauthenticated as Shown,
// and when that is another.
func (a *Authenticator) AuthorizeShown(ctx context.Context, secret string, of Request, agent chat.GUID, c Consent) (code string, err error) {
	account, err := a.Shown(ctx, secret, c.Client, of)
	if err == nil && account.Agent != agent {
		err = errShown
	}
	if err != nil {
		return "", err
	}
	if err := a.Unshow(ctx, secret); err != nil {
		return "", err
	}
	return a.consented(ctx, account, c, chat.ByOpenID)
}

// Unshow has a browser known as no agent any more; KindUnauthenticated when it was not.
func (a *Authenticator) Unshow(ctx context.Context, secret string) error {
	hash, kind, ok := hashOf(secret)
	if !ok || kind != chat.ShownAgent {
		return errShown
	}
	taken, _, err := a.accounts.TakeKey(ctx, hash, a.now())
	switch {
	case err != nil && chat.KindOf(err) == chat.KindNotFound, err == nil && !taken.Used.IsZero():
		return errShown
	case err != nil:
		return fmt.Errorf("use up who an identity provider has shown: %w", err)
	default:
		return nil
	}
}
