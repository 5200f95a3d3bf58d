package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
)

// Tokens are what a grant hands out.
type Tokens struct {
	Access  string
	Refresh string // "" for none
	Session string // for a cookie, in the place of Refresh; "" for none
	May     chat.Permissions
	Life    time.Duration // of Access
}

// GrantError is a refusal with the word that RFC 6749 has for it.
type GrantError struct {
	Word string
	error
}

// Unwrap gives the error without the word.
func (e *GrantError) Unwrap() error { return e.error }

func refused(word, format string, args ...any) error {
	return &GrantError{word, chat.Invalid(format, args...)}
}

var (
	errClient = &GrantError{"invalid_client", chat.Unauthenticated("the client is unknown, or its secret is wrong")}
	errGrant  = refused("invalid_grant", "the code or token is not valid any more, or was handed to another client")
)

// narrowed is what of all is asked for; 0 asks for all.
func narrowed(all, asked chat.Permissions) (chat.Permissions, error) {
	if asked == 0 {
		asked = all
	}
	if asked&^all != 0 || asked == 0 {
		return 0, refused("invalid_scope", "the scope goes beyond what may be had: %s", all)
	}
	return asked, nil
}

// none is what a sign-in goes on with that does not go on.
const none chat.KeyKind = 0

// mint makes new tokens of a sign-in, and what it goes on with: a RefreshToken, a
// BrowserSession, or none.
func (a *Authenticator) mint(of chat.Key, with chat.KeyKind) (Tokens, []chat.Key) {
	t := Tokens{May: of.May, Life: TokenLife}
	if with == chat.BrowserSession {
		t.Life = BrowserTokenLife
	}
	access := of
	access.Kind, access.Created, access.Expires = chat.AccessToken, a.now(), a.now().Add(t.Life)
	t.Access, access.Hash = NewSecret(chat.AccessToken)
	keys := []chat.Key{access}
	if with == none {
		return t, keys
	}
	more := of
	more.Kind, more.Created, more.Expires = with, a.now(), a.now().Add(RefreshLife)
	secret, hash := NewSecret(with)
	more.Hash = hash
	if with == chat.BrowserSession {
		t.Session, more.Expires = secret, a.now().Add(SessionIdle)
	} else {
		t.Refresh = secret
	}
	return t, append(keys, more)
}

// issue stores new tokens of a sign-in that there is, or of none.
func (a *Authenticator) issue(ctx context.Context, of chat.Key, with chat.KeyKind) (Tokens, error) {
	t, keys := a.mint(of, with)
	if err := a.accounts.AddKey(ctx, keys...); err != nil {
		return Tokens{}, fmt.Errorf("store tokens: %w", err)
	}
	return t, nil
}

// ClientLogin is how a program says which one it is.
type ClientLogin struct {
	ID      string
	Secret  string // "" of one that is public
	Address string // from where, without a port
}

// named reports whether there is a program at all.
func (l ClientLogin) named() bool { return l.ID != "" || l.Secret != "" }

// Client finds the program of an id, and its site.
func (a *Authenticator) Client(ctx context.Context, id string) (chat.SiteID, *chat.OAuthClient, error) {
	guid, err := chat.ParseGUID(id)
	if err != nil {
		return 0, nil, errClient
	}
	site, client, err := a.accounts.ClientByID(ctx, guid)
	if chat.KindOf(err) == chat.KindNotFound {
		return 0, nil, errClient
	}
	if err != nil {
		return 0, nil, fmt.Errorf("look up an OAuth client: %w", err)
	}
	return site, client, nil
}

// client is the program that a login is right for.
func (a *Authenticator) client(ctx context.Context, login ClientLogin) (chat.SiteID, *chat.OAuthClient, error) {
	site, client, err := a.Client(ctx, login.ID)
	if err != nil {
		return 0, nil, err
	}
	hash := sha256.Sum256([]byte(login.Secret))
	if client.IsPublic != (login.Secret == "") || !client.IsPublic && subtle.ConstantTimeCompare(hash[:], client.Hash[:]) != 1 {
		a.noteClient(chat.ClientRefused, site, client, login.Address)
		return 0, nil, errClient
	}
	return site, client, nil
}

// ClientCredentials hands out a token to a program that acts by itself, for the agent
// that it was made for.
func (a *Authenticator) ClientCredentials(ctx context.Context, login ClientLogin, asked chat.Permissions) (Tokens, error) {
	site, client, err := a.client(ctx, login)
	if err != nil {
		return Tokens{}, err
	}
	if client.AgentID == (chat.GUID{}) {
		return Tokens{}, refused("unauthorized_client", "the client acts for nobody by itself: it has no agentId")
	}
	may, err := narrowed(client.May, asked)
	if err != nil {
		return Tokens{}, err
	}
	t, err := a.issue(ctx, chat.Key{Site: site, Agent: client.AgentID, May: may, ID: uuid.New(), Client: client.ID}, none)
	if err == nil {
		a.noteClient(chat.ClientTokens, site, client, login.Address)
	}
	return t, err
}

// ExchangeCode hands out the first tokens for a code, once: who brings a code again
// ends all that came of it, since one of the two has stolen it.
func (a *Authenticator) ExchangeCode(ctx context.Context, login ClientLogin, code, verifier, redirect string) (Tokens, error) {
	_, client, err := a.client(ctx, login)
	if err != nil {
		return Tokens{}, err
	}
	key, err := a.take(ctx, code, chat.GrantCode, client.ID)
	if err != nil {
		return Tokens{}, err
	}
	sum := sha256.Sum256([]byte(verifier))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	if key.Redirect != redirect || subtle.ConstantTimeCompare([]byte(challenge), []byte(key.Challenge)) != 1 {
		return Tokens{}, errGrant
	}
	return a.exchanged(ctx, key, key.May)
}

// ExchangeRefresh hands out new tokens for a refresh token, once, as ExchangeCode
// does. Tokens that came without a client are exchanged without one.
func (a *Authenticator) ExchangeRefresh(ctx context.Context, login ClientLogin, token string, asked chat.Permissions) (Tokens, error) {
	var by chat.GUID
	if login.named() {
		_, client, err := a.client(ctx, login)
		if err != nil {
			return Tokens{}, err
		}
		by = client.ID
	}
	key, err := a.take(ctx, token, chat.RefreshToken, by)
	if err != nil {
		return Tokens{}, err
	}
	may, err := narrowed(key.May, asked)
	if err != nil {
		return Tokens{}, err
	}
	return a.exchanged(ctx, key, may)
}

// exchanged issues the tokens for which a key was taken. Somebody who brought the key
// a second time may have ended the sign-in meanwhile, before these were there to end.
func (a *Authenticator) exchanged(ctx context.Context, taken chat.Key, may chat.Permissions) (Tokens, error) {
	t, err := a.issue(ctx, chat.Key{Site: taken.Site, Agent: taken.Agent, May: may, ID: taken.ID, Client: taken.Client}, chat.RefreshToken)
	if err != nil {
		return Tokens{}, err
	}
	return a.unlessEnded(ctx, taken, t)
}

// unlessEnded looks, now that new tokens of a sign-in are stored, whether what they were
// handed out for is still there, and takes them back if it is not.
func (a *Authenticator) unlessEnded(ctx context.Context, by chat.Key, t Tokens) (Tokens, error) {
	_, _, err := a.accounts.KeyByHash(ctx, by.Hash)
	switch {
	case chat.KindOf(err) == chat.KindNotFound && err != nil:
		return Tokens{}, errors.Join(errGrant, a.accounts.DropTokens(ctx, by.Site, by.ID))
	case err != nil:
		return Tokens{}, fmt.Errorf("look whether a sign-in goes on: %w", err)
	}
	if hash, _, ok := hashOf(t.Access); ok {
		a.uses.note(hash, a.now())
	}
	return t, nil
}

// take exchanges what was handed to a client, which is asked first, so that another
// one cannot use it up.
func (a *Authenticator) take(ctx context.Context, secret string, kind chat.KeyKind, client chat.GUID) (chat.Key, error) {
	hash, is, ok := hashOf(secret)
	if !ok || is != kind {
		return chat.Key{}, errGrant
	}
	key, _, err := a.accounts.KeyByHash(ctx, hash)
	if err == nil && key.Client == client && key.Kind == kind {
		key, _, err = a.accounts.TakeKey(ctx, hash, a.now())
	}
	switch {
	case chat.KindOf(err) == chat.KindNotFound, err == nil && (key.Client != client || key.Kind != kind):
		return chat.Key{}, errGrant
	case err != nil:
		return chat.Key{}, fmt.Errorf("exchange a code or token: %w", err)
	case !key.Used.IsZero():
		if err := a.accounts.DropTokens(ctx, key.Site, key.ID, a.ofKey(chat.TokenReused, key)); err != nil {
			return chat.Key{}, fmt.Errorf("end a sign-in whose token was used twice: %w", err)
		}
		a.recent.forget(func(k chat.Key) bool { return k.ID == key.ID })
		return chat.Key{}, errGrant
	case !a.now().Before(key.Expires):
		return chat.Key{}, errGrant
	default:
		return key, nil
	}
}

// Revoke ends a token; a refresh token, or a browser's session, with all that came of
// the same sign-in. One
// that is unknown is ended already, and API keys are not ended in this way. A token of
// a client is ended by that client only.
func (a *Authenticator) Revoke(ctx context.Context, login ClientLogin, token string) error {
	hash, kind, ok := hashOf(token)
	if !ok || !slices.Contains([]chat.KeyKind{chat.AccessToken, chat.RefreshToken, chat.BrowserSession}, kind) {
		return nil
	}
	key, _, err := a.accounts.KeyByHash(ctx, hash)
	if chat.KindOf(err) == chat.KindNotFound {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look up a token: %w", err)
	}
	if key.Client != (chat.GUID{}) {
		if _, client, err := a.client(ctx, login); err != nil || client.ID != key.Client {
			return errClient
		}
	}
	whole := kind != chat.AccessToken
	if whole {
		err = a.accounts.DropTokens(ctx, key.Site, key.ID, a.ofKey(chat.SignInEnded, key))
	} else {
		err = a.accounts.DropKey(ctx, hash)
	}
	a.recent.forget(func(k chat.Key) bool { return k.Hash == hash || whole && k.ID == key.ID })
	return err
}
