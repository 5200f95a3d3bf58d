package auth

import (
	"context"
	"fmt"

	"github.com/parleychat/parley/internal/chat"
)

var errOpenIDOnly = &GrantError{"openid_required", chat.Denied("agents of this site sign in by an identity provider only")}

// SignInOpenID begins the sign-in of an agent whom an identity provider has shown. A
// second factor is the provider's to ask for. KindDenied when the agent may not sign in.
func (a *Authenticator) SignInOpenID(ctx context.Context, site chat.SiteID, agent chat.GUID, try SignIn) (Tokens, error) {
	account, err := a.admitted(ctx, site, agent)
	if err != nil {
		return Tokens{}, err
	}
	return a.begin(ctx, account, try, chat.ByOpenID, account.Role.May())
}

// admitted is the account of an agent whom an identity provider has shown; KindDenied when it
// may not sign in.
func (a *Authenticator) admitted(ctx context.Context, site chat.SiteID, agent chat.GUID) (chat.Account, error) {
	account, err := a.accounts.Account(ctx, site, agent)
	switch {
	case err != nil && chat.KindOf(err) == chat.KindNotFound, err == nil && account.Suspended:
		return chat.Account{}, chat.Denied("the agent may not sign in")
	case err != nil:
		return chat.Account{}, fmt.Errorf("look up an account: %w", err)
	}
	return account, nil
}

// OnlySite is the one site of the server; 0 when it has several, or none. Where there is
// one, signing in need not name it.
func (a *Authenticator) OnlySite(ctx context.Context) (chat.SiteID, error) {
	sites, err := a.accounts.Sites(ctx)
	if err != nil || len(sites) != 1 {
		return 0, err
	}
	return sites[0].ID, nil
}
