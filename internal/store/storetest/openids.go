package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

const anIssuer = "https://login.example/realms/ärger"

// openIDCases hold identity providers, and who is bound to whom, to the contract.
var openIDCases = map[string]func(*testing.T, *bench){
	"a provider is kept with its secret, and found by its id without a site": func(t *testing.T, b *bench) {
		p := &chat.IdentityProvider{}
		b.Resource(p)
		p.ClientSecret, p.Fresh = "kept", false
		_, _, err := b.store.ProviderByID(t.Context(), p.ID)
		wantKind(t, err, chat.KindNotFound)
		b.putResources(t, b.site, p)
		b.wantResources(t, b.site, chat.IdentityProviders, p)
		b.wantResources(t, b.other, chat.IdentityProviders)
		site, got, err := b.store.ProviderByID(t.Context(), p.ID)
		if err != nil || site != b.site {
			t.Fatalf("on site %d: %v", site, err)
		}
		wantResource(t, got, p)
		b.dropResource(t, b.site, chat.IdentityProviders, p.ID)
		_, _, err = b.store.ProviderByID(t.Context(), p.ID)
		wantKind(t, err, chat.KindNotFound)
	},
	"who is bound to an issuer's subject is known, on its site only": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleAgent)
		one := chat.OpenIDBinding{Agent: bob.ID, Issuer: anIssuer, Subject: "1|ü", Created: someTime}
		two := chat.OpenIDBinding{Agent: bob.ID, Issuer: "https://other.example", Subject: "1|ü", Created: someTime.Add(time.Hour)}
		b.bind(t, b.site, two, one)
		b.wantOpenID(t, b.site, one)
		b.wantOpenID(t, b.site, two)
		b.wantOpenID(t, b.other, chat.OpenIDBinding{Issuer: anIssuer, Subject: "1|ü"})
		b.wantOpenID(t, b.site, chat.OpenIDBinding{Issuer: anIssuer, Subject: "1|Ü"})
		got, err := b.store.OpenIDBindings(t.Context(), b.site, bob.ID)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, got, []chat.OpenIDBinding{one, two})
		if got, err := b.store.OpenIDBindings(t.Context(), b.other, bob.ID); err != nil || len(got) != 0 {
			t.Errorf("on another site: %v, %v", got, err)
		}
	},
	"a subject is one agent's, and an agent one subject of an issuer": func(t *testing.T, b *bench) {
		bob, eve := b.staff(t, "bob", chat.RoleAgent), b.staff(t, "eve", chat.RoleAgent)
		first := chat.OpenIDBinding{Agent: bob.ID, Issuer: anIssuer, Subject: "1", Created: someTime}
		b.bind(t, b.site, first)
		for _, second := range []chat.OpenIDBinding{
			{Agent: eve.ID, Issuer: anIssuer, Subject: "1", Created: someTime},
			{Agent: bob.ID, Issuer: anIssuer, Subject: "2", Created: someTime},
		} {
			err := b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error { return tx.BindOpenID(ctx, second) })
			wantKind(t, err, chat.KindConflict)
		}
		b.wantOpenID(t, b.site, first)
		b.bind(t, b.other, chat.OpenIDBinding{Agent: eve.ID, Issuer: anIssuer, Subject: "1", Created: someTime})
	},
	"bindings go when they are dropped, and with their agent": func(t *testing.T, b *bench) {
		bob, eve := b.staff(t, "bob", chat.RoleAgent), b.staff(t, "eve", chat.RoleAgent)
		of := func(agent chat.GUID, subject string) chat.OpenIDBinding {
			return chat.OpenIDBinding{Agent: agent, Issuer: anIssuer, Subject: subject, Created: someTime}
		}
		b.bind(t, b.site, of(bob.ID, "1"), of(eve.ID, "2"))
		b.bind(t, b.other, of(bob.ID, "1"))
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error { return tx.DropOpenIDs(ctx, bob.ID) })
		b.wantOpenID(t, b.site, of(chat.GUID{}, "1"))
		b.wantOpenID(t, b.site, of(eve.ID, "2"))
		b.wantOpenID(t, b.other, of(bob.ID, "1"))
		b.dropResource(t, b.site, chat.Agents, eve.ID)
		b.wantOpenID(t, b.site, of(chat.GUID{}, "2"))
	},
}

func (b *bench) bind(t *testing.T, site chat.SiteID, all ...chat.OpenIDBinding) {
	t.Helper()
	b.update(t, site, func(ctx context.Context, tx chat.Tx) error {
		for _, one := range all {
			if err := tx.BindOpenID(ctx, one); err != nil {
				return err
			}
		}
		return nil
	})
}

// wantOpenID looks for a binding by both of its ends; one without an agent is not there.
func (b *bench) wantOpenID(t *testing.T, site chat.SiteID, want chat.OpenIDBinding) {
	t.Helper()
	b.update(t, site, func(ctx context.Context, tx chat.Tx) error {
		agent, err := tx.OpenIDAgent(ctx, want.Issuer, want.Subject)
		if err != nil {
			return err
		}
		if agent != want.Agent {
			t.Errorf("%s is bound to %s, not %s", want.Subject, agent, want.Agent)
		}
		subject, err := tx.OpenIDSubject(ctx, want.Issuer, want.Agent)
		if is := want.Agent != (chat.GUID{}); err == nil && is && subject != want.Subject {
			t.Errorf("agent %s is bound to %q, not %q", want.Agent, subject, want.Subject)
		}
		return err
	})
}
