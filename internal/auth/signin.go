package auth

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
)

// How long tokens are good for. A refresh token is exchanged for a new one with a new
// life.
const (
	TokenLife   = 12 * time.Hour
	RefreshLife = 30 * 24 * time.Hour
	CodeLife    = time.Minute
)

// SignIn is an attempt to sign in with a password.
type SignIn struct {
	Email    string
	Password string
	Site     chat.SiteID // 0 when the e-mail is to decide
	Address  string      // of the caller, without a port

	Code string // of a second factor, where it comes along with the password

	UserAgent string // of the caller
	Browser   bool   // what the sign-in goes on with is for a cookie

	// May is the most that the tokens are to be good for; 0 for all that the account
	// may do.
	May chat.Permissions
}

// SignIn hands out tokens that carry all that the account may do, or what of it was
// asked for. A SecondStepError asks for a second factor, which SignInSecond takes. KindUnauthenticated for a wrong e-mail, password or site, told apart to
// nobody, not even by the time it takes; KindLimited when the address or the account
// has tried too often, or too many sign in at once; KindInvalid when the e-mail has
// accounts on several sites and none is named.
func (a *Authenticator) SignIn(ctx context.Context, try SignIn) (Tokens, error) {
	account, err := a.verified(ctx, try)
	if err != nil {
		return Tokens{}, err
	}
	if account.NeedsOpenID {
		return Tokens{}, errOpenIDOnly
	}
	may, err := narrowed(account.Role.May(), try.May)
	if err != nil {
		return Tokens{}, err
	}
	if err := a.askSecond(ctx, account, may); err != nil {
		return Tokens{}, err
	}
	return a.begin(ctx, account, try, chat.ByPassword, may)
}

// begin stores a new sign-in and hands out its first tokens.
func (a *Authenticator) begin(ctx context.Context, account chat.Account, try SignIn, by chat.SignInMethod, may chat.Permissions) (Tokens, error) {
	key := chat.Key{Site: account.Site, Agent: account.Agent, May: may, ID: uuid.New()}
	with := chat.RefreshToken
	if try.Browser {
		with = chat.BrowserSession
	}
	t, keys := a.mint(key, with)
	if err := a.accounts.AddSignIn(ctx, a.signIn(key, try, by), keys...); err != nil {
		return Tokens{}, fmt.Errorf("store a sign-in: %w", err)
	}
	return t, nil
}

// signIn is what is told of a sign-in by its first key.
func (a *Authenticator) signIn(key chat.Key, try SignIn, by chat.SignInMethod) chat.SignIn {
	agent := strings.ReplaceAll(strings.ToValidUTF8(try.UserAgent, ""), "\x00", "")
	if len(agent) > chat.MaxUserAgent {
		agent = strings.ToValidUTF8(agent[:chat.MaxUserAgent], "")
	}
	return chat.SignIn{
		ID: key.ID, Site: key.Site, Agent: key.Agent, Method: by, Client: key.Client,
		Address: try.Address, UserAgent: agent, Created: a.now(), LastUsed: a.now(),
	}
}

// verified is the account that an attempt to sign in is right for.
func (a *Authenticator) verified(ctx context.Context, try SignIn) (chat.Account, error) {
	if err := a.attempts.admit(a.now(), try.Address, try.Email); err != nil {
		return chat.Account{}, err
	}
	account, err := a.account(ctx, try)
	if err != nil {
		return chat.Account{}, err
	}
	ok, err := a.verify(account.Password, try.Password)
	if err == nil && (!ok || account.Suspended) {
		err = errUnknown
	}
	a.noteRefused(chat.SignInRefused, account, try.Address, err)
	if err != nil {
		return chat.Account{}, err
	}
	return account, nil
}

// Confirm asks an agent who has signed in for its password once more. KindDenied for a
// wrong one; KindLimited as SignIn.
func (a *Authenticator) Confirm(ctx context.Context, actor chat.Actor, password, address string) error {
	account, err := a.accounts.Account(ctx, actor.Site, actor.Agent)
	if err != nil {
		return fmt.Errorf("look up an account: %w", err)
	}
	if err := a.attempts.admit(a.now(), address, account.Email); err != nil {
		return err
	}
	ok, err := a.verify(account.Password, password)
	a.noteRefused(chat.SignInRefused, account, address, err)
	if chat.KindOf(err) == chat.KindUnauthenticated && err != nil || err == nil && !ok {
		return chat.Denied("the password is not right")
	}
	return err
}

// account finds the account to compare the password with: one that no password
// matches when there is none.
func (a *Authenticator) account(ctx context.Context, try SignIn) (chat.Account, error) {
	found, err := a.accounts.AccountsByEmail(ctx, try.Email)
	if err != nil {
		return chat.Account{}, fmt.Errorf("look up an account: %w", err)
	}
	if try.Site != 0 {
		found = slices.DeleteFunc(found, func(acc chat.Account) bool { return acc.Site != try.Site })
	}
	switch len(found) {
	case 0:
		return chat.Account{}, nil
	case 1:
		return found[0], nil
	default:
		return chat.Account{}, chat.Invalid(`The parameter "siteId" is required.`)
	}
}

// verify compares a password with a hash while few others do: each takes 19 MiB.
func (a *Authenticator) verify(hash, password string) (bool, error) {
	if len(password) > MaxPassword {
		return false, errUnknown
	}
	select {
	case a.hashing <- struct{}{}:
		defer func() { <-a.hashing }()
	default:
		return false, chat.Limited("too many sign in at this moment: try again")
	}
	if !matches(hash, password) {
		return false, errUnknown
	}
	return true, nil
}
