package auth_test

import (
	"context"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// ending ends a sign-in at the very moment at which new tokens of it are stored.
type ending struct {
	chat.Accounts
	armed bool
}

func (e *ending) AddKey(ctx context.Context, keys ...chat.Key) error {
	if e.armed {
		if err := e.DropTokens(ctx, keys[0].Site, keys[0].ID); err != nil {
			return err
		}
	}
	return e.Accounts.AddKey(ctx, keys...)
}

func TestNothingIsLeftOfASignInThatEndsWhileItIsRenewed(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string]bool{"it ends": true, "the control": false} {
		w := newWorld(t)
		e := &ending{Accounts: w.store}
		a := auth.New(e, func() time.Time { return w.now })
		first, err := a.SignIn(t.Context(), auth.SignIn{Email: email, Password: password, Address: "192.0.2.1", Browser: true})
		if err != nil || first.Session == "" || first.Refresh != "" {
			t.Fatalf("%+v, %v", first, err)
		}
		e.armed = ends
		next, err := a.Renew(t.Context(), first.Session, 0)
		list, listErr := w.store.SignIns(t.Context(), site, chat.GUID{byte(site % 256), 7}, w.now)
		if (chat.KindOf(err) == chat.KindUnauthenticated && err != nil) != ends || (next.Access == "") != ends || (len(list) == 0) != ends || listErr != nil {
			t.Errorf("%s: %+v, %v; %v, %v", name, next, err, list, listErr)
		}
	}
}
