package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// signInCases hold sign-ins to the contract.
var signInCases = map[string]func(*testing.T, *bench){
	"sign-ins are listed while they have a token that can be used, the latest first": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleAgent)
		older, later := b.signIn(t, b.site, bob.ID, someTime), b.signIn(t, b.site, bob.ID, someTime.Add(time.Minute))
		b.wantSignIns(t, bob.ID, someTime, later, older)
		if err := b.accounts.DropTokens(t.Context(), b.site, later.ID); err != nil {
			t.Fatal(err)
		}
		b.wantSignIns(t, bob.ID, someTime, older)
		b.wantSignIns(t, bob.ID, older.Expires)
		b.wantSignIns(t, b.NewGUID(), someTime)
		if all, err := b.store.SignIns(t.Context(), b.other, bob.ID, someTime); err != nil || len(all) != 0 {
			t.Errorf("on another site: %v, %v", all, err)
		}
		if err := b.accounts.DropExpired(t.Context(), someTime.Add(-1000*time.Hour)); err != nil {
			t.Fatal(err)
		}
		b.wantSignIns(t, bob.ID, someTime, older)
	},
	"an exchanged refresh token and a code keep no sign-in going": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleAgent)
		for _, kind := range []chat.KeyKind{chat.RefreshToken, chat.GrantCode} {
			in := b.newSignIn(b.site, bob.ID, someTime)
			key := b.keyOf(in, kind)
			if err := b.accounts.AddSignIn(t.Context(), in, key); err != nil {
				t.Fatal(err)
			}
			if kind == chat.RefreshToken {
				b.wantSignIns(t, bob.ID, someTime, in)
				if _, _, err := b.accounts.TakeKey(t.Context(), key.Hash, someTime); err != nil {
					t.Fatal(err)
				}
			}
			b.wantSignIns(t, bob.ID, someTime)
		}
	},
	"a key that is extended keeps its sign-in going": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleAgent)
		in := b.newSignIn(b.site, bob.ID, someTime)
		key := b.keyOf(in, chat.BrowserSession)
		if err := b.accounts.AddSignIn(t.Context(), in, key); err != nil {
			t.Fatal(err)
		}
		in.Expires = in.Expires.Add(time.Hour)
		for _, hash := range [][32]byte{key.Hash, b.hash()} {
			if err := b.accounts.ExtendKey(t.Context(), hash, in.Expires); err != nil {
				t.Fatal(err)
			}
		}
		b.wantSignIns(t, bob.ID, someTime, in)
	},
	"when a sign-in was used is known by its keys, the latest": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleAgent)
		in := b.newSignIn(b.site, bob.ID, someTime)
		key := b.keyOf(in, chat.AccessToken)
		if err := b.accounts.AddSignIn(t.Context(), in, key); err != nil {
			t.Fatal(err)
		}
		for _, at := range []time.Duration{time.Hour, time.Minute} {
			if err := b.accounts.NoteUses(t.Context(), map[[32]byte]time.Time{key.Hash: someTime.Add(at)}); err != nil {
				t.Fatal(err)
			}
		}
		in.LastUsed = someTime.Add(time.Hour)
		b.wantSignIns(t, bob.ID, someTime, in)
	},
	"a sign-in is ended with its tokens, by its agent's id only": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleAgent)
		one, two := b.signIn(t, b.site, bob.ID, someTime), b.signIn(t, b.site, bob.ID, someTime.Add(time.Minute))
		issued := b.issued(t, bob.ID)
		token := b.token(t, bob.ID, chat.AccessToken, one.ID)
		for _, c := range []struct {
			site      chat.SiteID
			agent, id chat.GUID
			want      bool
		}{{b.site, b.NewGUID(), one.ID, false}, {b.other, bob.ID, one.ID, false}, {b.site, bob.ID, issued.ID, false}, {b.site, bob.ID, one.ID, true}, {b.site, bob.ID, one.ID, false}} {
			b.update(t, c.site, func(ctx context.Context, tx chat.Tx) error {
				was, err := tx.EndSignIn(ctx, c.agent, c.id)
				if was != c.want {
					t.Errorf("%+v: %v", c, was)
				}
				return err
			})
		}
		b.wantKeys(t, map[[32]byte]bool{token.Hash: false, issued.Hash: true})
		b.wantSignIns(t, bob.ID, someTime, two)
	},
	"all sign-ins of an agent but one are ended": func(t *testing.T, b *bench) {
		bob, eve := b.staff(t, "bob", chat.RoleAgent), b.staff(t, "eve", chat.RoleAgent)
		one, _ := b.signIn(t, b.site, bob.ID, someTime), b.signIn(t, b.site, bob.ID, someTime.Add(time.Minute))
		hers := b.signIn(t, b.site, eve.ID, someTime)
		issued, loose := b.issued(t, bob.ID), b.token(t, bob.ID, chat.AccessToken, chat.GUID{})
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error { return tx.EndSignIns(ctx, bob.ID, one.ID) })
		b.wantSignIns(t, bob.ID, someTime, one)
		b.wantSignIns(t, eve.ID, someTime, hers)
		b.wantKeys(t, map[[32]byte]bool{issued.Hash: true, loose.Hash: false})
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error { return tx.EndSignIns(ctx, bob.ID, chat.GUID{}) })
		b.wantSignIns(t, bob.ID, someTime)
	},
	"a password is set, and an account is read": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleSupervisor)
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error { return tx.SetPassword(ctx, bob.ID, "second") })
		got, err := b.accounts.Account(t.Context(), b.site, bob.ID)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, got, chat.Account{Site: b.site, Agent: bob.ID, Email: bob.Email, Password: "second", Role: chat.RoleSupervisor})
		_, err = b.accounts.Account(t.Context(), b.other, bob.ID)
		wantKind(t, err, chat.KindNotFound)
		err = b.store.Update(t.Context(), b.other, func(ctx context.Context, tx chat.Tx) error { return tx.SetPassword(ctx, bob.ID, "x") })
		wantKind(t, err, chat.KindNotFound)
	},
	"an agent takes its sign-ins along": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleAgent)
		b.signIn(t, b.site, bob.ID, someTime)
		b.dropResource(t, b.site, chat.Agents, bob.ID)
		b.wantSignIns(t, bob.ID, someTime)
	},
	"a sign-in of nobody is refused": func(t *testing.T, b *bench) {
		in := b.newSignIn(b.site, b.NewGUID(), someTime)
		wantKind(t, b.accounts.AddSignIn(t.Context(), in, b.keyOf(in, chat.AccessToken)), chat.KindNotFound)
		b.wantSignIns(t, in.Agent, someTime)
	},
}

// newSignIn makes one up.
func (b *bench) newSignIn(site chat.SiteID, agent chat.GUID, at time.Time) chat.SignIn {
	return chat.SignIn{
		ID: b.NewGUID(), Site: site, Agent: agent, Method: chat.ByPassword, Client: b.NewGUID(), Address: "192.0.2.1", UserAgent: "Mozilla/5.0 ☃",
		Created: at, LastUsed: at, Expires: at.Add(time.Hour),
	}
}

func (b *bench) keyOf(in chat.SignIn, kind chat.KeyKind) chat.Key {
	return chat.Key{Hash: b.hash(), Kind: kind, Site: in.Site, Agent: in.Agent, May: chat.ReadChats, ID: in.ID, Created: in.Created, Expires: in.Expires}
}

// signIn stores one with an access token.
func (b *bench) signIn(t *testing.T, site chat.SiteID, agent chat.GUID, at time.Time) chat.SignIn {
	t.Helper()
	in := b.newSignIn(site, agent, at)
	if err := b.accounts.AddSignIn(t.Context(), in, b.keyOf(in, chat.AccessToken)); err != nil {
		t.Fatal(err)
	}
	return in
}

func (b *bench) wantSignIns(t *testing.T, agent chat.GUID, now time.Time, want ...chat.SignIn) {
	t.Helper()
	got, err := b.store.SignIns(t.Context(), b.site, agent, now)
	if err != nil {
		t.Fatal(err)
	}
	wantSame(t, got, want)
}
