package chat

import (
	"context"
	"slices"
)

// A site that lets agents sign in by an identity provider only must not lock everybody
// out: whoever demands it has come by one, and one stays. When the provider itself fails,
// the server's operator has a command.

// signedInByOpenID reports whether the actor has signed in so: then it works.
func (s *Service) signedInByOpenID(ctx context.Context, actor Actor) (bool, error) {
	all, err := s.store.SignIns(ctx, actor.Site, actor.Agent, s.now())
	return slices.ContainsFunc(all, func(in SignIn) bool { return in.ID == actor.SignIn && in.Method == ByOpenID }), err
}

// refuseClosing keeps a site open to passwords where nobody could come in any more.
func refuseClosing(ctx context.Context, tx Tx, byOpenID bool) error {
	if is, err := anyOpenProvider(ctx, tx); err != nil || !is {
		return errOr(err, Conflict("requireOpenId: there is no identity provider that is enabled"))
	}
	if !byOpenID {
		return Conflict("requireOpenId: sign in by an identity provider yourself first, which shows that it works")
	}
	return nil
}

func errOr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func anyOpenProvider(ctx context.Context, tx Tx) (bool, error) {
	all, err := tx.Resources(ctx, IdentityProviders)
	return slices.ContainsFunc(all, func(r Resource) bool {
		p, ok := r.(*IdentityProvider)
		return ok && !p.IsDisabled
	}), err
}

// refuseLastProvider keeps a provider where agents sign in by one only.
func refuseLastProvider(ctx context.Context, tx Tx, changed Collection) error {
	if changed != IdentityProviders {
		return nil
	}
	site, err := tx.Site(ctx)
	if err != nil || !site.NeedsOpenID {
		return err
	}
	if is, err := anyOpenProvider(ctx, tx); err != nil || !is {
		return errOr(err, Conflict("agents of this site sign in by an identity provider only: one of them stays enabled"))
	}
	return nil
}
