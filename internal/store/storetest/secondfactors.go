package storetest

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/parleychat/parley/internal/chat"
)

// secondFactorCases hold second factors, and what a site decides as a whole, to the
// contract.
var secondFactorCases = map[string]func(*testing.T, *bench){
	"a second factor is kept until it is dropped": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleAgent)
		f := chat.SecondFactor{Site: b.site, Agent: bob.ID, Secret: []byte("secret\x00")}
		b.putFactor(t, f)
		b.wantFactor(t, f)
		f.Confirmed, f.Step, f.Recovery = someTime, 17, [][32]byte{b.hash(), b.hash()}
		b.putFactor(t, f)
		b.wantFactor(t, f)
		_, err := b.accounts.SecondFactor(t.Context(), b.other, bob.ID)
		wantKind(t, err, chat.KindNotFound)
		if err := b.accounts.DropSecondFactor(t.Context(), b.other, bob.ID); err != nil {
			t.Fatal(err)
		}
		b.wantFactor(t, f)
		if err := b.accounts.DropSecondFactor(t.Context(), b.site, bob.ID); err != nil {
			t.Fatal(err)
		}
		_, err = b.accounts.SecondFactor(t.Context(), b.site, bob.ID)
		wantKind(t, err, chat.KindNotFound)
	},
	"a second factor of nobody is refused": func(t *testing.T, b *bench) {
		wantKind(t, b.accounts.PutSecondFactor(t.Context(), chat.SecondFactor{Site: b.site, Agent: b.NewGUID(), Secret: []byte("x")}), chat.KindNotFound)
	},
	"a second factor goes with its agent, and by a transaction": func(t *testing.T, b *bench) {
		for name, drop := range map[string]func(context.Context, chat.Tx, chat.GUID) error{
			"bob": func(ctx context.Context, tx chat.Tx, id chat.GUID) error {
				return tx.DropResource(ctx, chat.Agents, id)
			},
			"eve": func(ctx context.Context, tx chat.Tx, id chat.GUID) error { return tx.DropSecondFactor(ctx, id) },
		} {
			a := b.staff(t, name, chat.RoleAgent)
			b.putFactor(t, chat.SecondFactor{Site: b.site, Agent: a.ID, Secret: []byte("x")})
			b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error { return drop(ctx, tx, a.ID) })
			_, err := b.accounts.SecondFactor(t.Context(), b.site, a.ID)
			wantKind(t, err, chat.KindNotFound)
		}
	},
	"of many who show a code at once, one is told that it counts": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleAgent)
		code := b.hash()
		b.putFactor(t, chat.SecondFactor{Site: b.site, Agent: bob.ID, Secret: []byte("x"), Step: 6, Recovery: [][32]byte{b.hash(), code, b.hash()}})
		var all sync.WaitGroup
		var steps, codes atomic.Int64
		for range 8 {
			all.Go(func() {
				later, err := b.accounts.UseStep(t.Context(), b.site, bob.ID, 7)
				was, err2 := b.accounts.UseRecovery(t.Context(), b.site, bob.ID, code)
				if err != nil || err2 != nil {
					t.Error(err, err2)
				}
				if later {
					steps.Add(1)
				}
				if was {
					codes.Add(1)
				}
			})
		}
		all.Wait()
		if steps.Load() != 1 || codes.Load() != 1 {
			t.Errorf("the step counted %d times, the recovery code %d times", steps.Load(), codes.Load())
		}
		for step, want := range map[int64]bool{7: false, 6: false} {
			if later, err := b.accounts.UseStep(t.Context(), b.site, bob.ID, step); err != nil || later != want {
				t.Errorf("step %d: %v, %v", step, later, err)
			}
		}
		if f, err := b.accounts.SecondFactor(t.Context(), b.site, bob.ID); err != nil || len(f.Recovery) != 2 || f.Step != 7 {
			t.Errorf("%+v, %v", f, err)
		}
	},
	"a site is read and changed, and its accounts follow": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleAgent)
		want, err := b.store.Site(t.Context(), b.site)
		if err != nil || want.ID != b.site || !want.Created.Equal(someTime) {
			t.Fatalf("%+v, %v", want, err)
		}
		want.Name, want.NeedsSecondFactor, want.NeedsOpenID = "Renamed ☃", true, true
		want.ShowsTyped, want.ShowsGuide = true, true
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error {
			if _, err := tx.Site(ctx); err != nil {
				return err
			}
			return tx.PutSite(ctx, chat.Site{Name: want.Name, NeedsSecondFactor: true, NeedsOpenID: true, ShowsTyped: true, ShowsGuide: true})
		})
		got, err := b.store.Site(t.Context(), b.site)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, got, want)
		account, err := b.accounts.Account(t.Context(), b.site, bob.ID)
		if err != nil || !account.NeedsSecondFactor || !account.NeedsOpenID {
			t.Errorf("%+v, %v", account, err)
		}
		found, err := b.accounts.AccountsByEmail(t.Context(), bob.Email)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range found {
			if a.Site == b.site && (!a.NeedsSecondFactor || !a.NeedsOpenID) {
				t.Errorf("%+v", a)
			}
		}
		if other, err := b.store.Site(t.Context(), b.other); err != nil || other.NeedsSecondFactor || other.NeedsOpenID || other.ShowsTyped {
			t.Errorf("another site: %+v, %v", other, err)
		}
		_, err = b.store.Site(t.Context(), 1)
		wantKind(t, err, chat.KindNotFound)
	},
}

func (b *bench) putFactor(t *testing.T, f chat.SecondFactor) {
	t.Helper()
	if err := b.accounts.PutSecondFactor(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) wantFactor(t *testing.T, want chat.SecondFactor) {
	t.Helper()
	got, err := b.accounts.SecondFactor(t.Context(), want.Site, want.Agent)
	if err != nil {
		t.Fatal(err)
	}
	wantSame(t, got, want)
}
