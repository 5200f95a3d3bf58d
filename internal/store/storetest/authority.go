package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// authorityCases hold what agents sign in with, and receipts, to the contract.
var authorityCases = map[string]func(*testing.T, *bench){
	"an agent with a role has an account that follows it": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleSupervisor)
		key := b.token(t, bob.ID, chat.AccessToken, b.NewGUID())
		_, account, err := b.accounts.KeyByHash(t.Context(), key.Hash)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, account, chat.Account{Site: b.site, Agent: bob.ID, Email: bob.Email, Password: "first", Role: chat.RoleSupervisor})

		sales := &chat.Department{ID: b.NewGUID(), Name: "Sales"}
		b.putResources(t, b.site, sales)
		bob.Password, bob.Role, bob.Email, bob.DepartmentIDs = "", chat.RoleAgent, "robert@example.com", []chat.GUID{sales.ID}
		b.putResources(t, b.site, bob)
		_, account, err = b.accounts.KeyByHash(t.Context(), key.Hash)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, account, chat.Account{
			Site: b.site, Agent: bob.ID, Email: bob.Email, Password: "first", Role: chat.RoleAgent, Departments: bob.DepartmentIDs,
		})
		got, err := b.store.Resource(t.Context(), b.site, chat.Agents, bob.ID)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, got, chat.Resource(bob))
	},
	"a new password ends sign-ins, and an inactive agent keeps nothing": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleAgent)
		issued := b.issued(t, bob.ID)
		token := b.token(t, bob.ID, chat.AccessToken, b.NewGUID())
		bob.Password = "second"
		b.putResources(t, b.site, bob)
		b.wantKeys(t, map[[32]byte]bool{issued.Hash: true, token.Hash: false})
		bob.Password, bob.IsInactive = "", true
		b.putResources(t, b.site, bob)
		b.wantKeys(t, map[[32]byte]bool{issued.Hash: false})
		b.wantResources(t, b.site, chat.APIKeys, b.firstKey(t))
		accounts, err := b.accounts.AccountsByEmail(t.Context(), bob.Email)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range accounts {
			if a.Site == b.site && (!a.Suspended || a.Password != "second") {
				t.Errorf("the account is %+v", a)
			}
		}
	},
	"two accounts of a site have different e-mails": func(t *testing.T, b *bench) {
		b.staff(t, "bob", chat.RoleAgent)
		other := b.agent("other")
		other.Email, other.Role = "BOB@example.com", chat.RoleAgent
		err := b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error { return tx.PutResource(ctx, other) })
		wantKind(t, err, chat.KindConflict)
	},
	"an API key is changed and dropped with what is told of it": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleAgent)
		k := b.issued(t, bob.ID)
		k.Secret = "never kept"
		b.putResources(t, b.site, k)
		k.Secret = ""
		b.wantResources(t, b.site, chat.APIKeys, b.firstKey(t), k)
		k.Name, k.May, k.Expires = "Renamed", chat.WriteChats, someTime.Add(time.Hour)
		b.putResources(t, b.site, k)
		b.wantResources(t, b.site, chat.APIKeys, b.firstKey(t), k)
		key, _, err := b.accounts.KeyByHash(t.Context(), k.Hash)
		if err != nil || key.May != chat.WriteChats || !key.Expires.Equal(k.Expires) {
			t.Errorf("%+v %v", key, err)
		}
		nobody := &chat.IssuedKey{ID: b.NewGUID(), Name: "x", AgentID: b.NewGUID(), May: chat.ReadChats, Hash: b.hash()}
		err = b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error { return tx.PutResource(ctx, nobody) })
		wantKind(t, err, chat.KindInvalid)
		b.dropResource(t, b.site, chat.APIKeys, k.ID)
		b.wantKeys(t, map[[32]byte]bool{k.Hash: false})
		k = b.issued(t, bob.ID)
		b.dropResource(t, b.site, chat.Agents, bob.ID)
		b.wantKeys(t, map[[32]byte]bool{k.Hash: false})
		b.wantResources(t, b.site, chat.APIKeys, b.firstKey(t))
	},
	"of many who take a key at once, one finds it unused": func(t *testing.T, b *bench) {
		key := b.token(t, b.staff(t, "bob", chat.RoleAgent).ID, chat.RefreshToken, b.NewGUID())
		var all sync.WaitGroup
		var first atomic.Int64
		for range 8 {
			all.Go(func() {
				had, _, err := b.accounts.TakeKey(t.Context(), key.Hash, someTime)
				if err != nil {
					t.Error(err)
				}
				if had.Used.IsZero() {
					first.Add(1)
				}
			})
		}
		all.Wait()
		if n := first.Load(); n != 1 {
			t.Errorf("%d found the key unused", n)
		}
		_, _, err := b.accounts.TakeKey(t.Context(), b.hash(), someTime)
		wantKind(t, err, chat.KindNotFound)
	},
	"tokens go by their sign-in, one by one, and when they expire": func(t *testing.T, b *bench) {
		bob, from := b.staff(t, "bob", chat.RoleAgent), b.NewGUID()
		issued := b.issued(t, bob.ID)
		one, two := b.token(t, bob.ID, chat.AccessToken, from), b.token(t, bob.ID, chat.RefreshToken, from)
		three, four := b.token(t, bob.ID, chat.AccessToken, b.NewGUID()), b.token(t, bob.ID, chat.AccessToken, b.NewGUID())
		if err := b.accounts.DropTokens(t.Context(), b.site, from); err != nil {
			t.Fatal(err)
		}
		if err := b.accounts.DropTokens(t.Context(), b.site, issued.ID); err != nil {
			t.Fatal(err)
		}
		if err := b.accounts.DropTokens(t.Context(), b.other, three.ID); err != nil {
			t.Fatal(err)
		}
		if err := b.accounts.DropKey(t.Context(), four.Hash); err != nil {
			t.Fatal(err)
		}
		b.wantKeys(t, map[[32]byte]bool{one.Hash: false, two.Hash: false, three.Hash: true, four.Hash: false, issued.Hash: true})
		old := chat.Key{Hash: b.hash(), Kind: chat.GrantCode, Site: b.site, Agent: bob.ID, Created: someTime, Expires: someTime.Add(-1000 * time.Hour)}
		if err := b.accounts.AddKey(t.Context(), old); err != nil {
			t.Fatal(err)
		}
		if err := b.accounts.DropExpired(t.Context(), old.Expires.Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		b.wantKeys(t, map[[32]byte]bool{old.Hash: false, three.Hash: true, issued.Hash: true})
	},
	"when keys were used is kept, the latest": func(t *testing.T, b *bench) {
		k := b.issued(t, b.staff(t, "bob", chat.RoleAgent).ID)
		for _, at := range []time.Duration{time.Hour, time.Minute} {
			if err := b.accounts.NoteUses(t.Context(), map[[32]byte]time.Time{k.Hash: someTime.Add(at), b.hash(): someTime}); err != nil {
				t.Fatal(err)
			}
		}
		k.LastUsed = someTime.Add(time.Hour)
		b.wantResources(t, b.site, chat.APIKeys, b.firstKey(t), k)
	},
	"an OAuth client is found by its id, and takes its tokens along": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleAgent)
		c := &chat.OAuthClient{
			ID: b.NewGUID(), Name: "Reports", RedirectURIs: []string{"https://a.example/", "https://b.example/"}, May: chat.ReadChats,
			AgentID: bob.ID, Created: someTime, Prefix: "pc_abc", Hash: b.hash(),
		}
		b.putResources(t, b.site, c)
		site, got, err := b.accounts.ClientByID(t.Context(), c.ID)
		if err != nil || site != b.site {
			t.Fatalf("site %d, %v", site, err)
		}
		wantSame(t, got, c)
		key := chat.Key{Hash: b.hash(), Kind: chat.AccessToken, Site: b.site, Agent: bob.ID, Client: c.ID, Created: someTime, Expires: someTime}
		if err := b.accounts.AddKey(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		b.dropResource(t, b.site, chat.OAuthClients, c.ID)
		b.wantKeys(t, map[[32]byte]bool{key.Hash: false})
		_, _, err = b.accounts.ClientByID(t.Context(), c.ID)
		wantKind(t, err, chat.KindNotFound)
	},
	"a receipt is there exactly if its transaction was committed": func(t *testing.T, b *bench) {
		r := chat.Receipt{ID: b.hash(), Print: b.hash(), Time: someTime}
		put := func(fail error) error {
			return b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error {
				return errors.Join(tx.PutReceipt(ctx, r), fail)
			})
		}
		if err := put(errOfFn); !errors.Is(err, errOfFn) {
			t.Fatal(err)
		}
		_, err := b.store.Receipt(t.Context(), b.site, r.ID)
		wantKind(t, err, chat.KindNotFound)
		if err := put(nil); err != nil {
			t.Fatal(err)
		}
		if err := put(nil); !errors.Is(err, chat.ErrDone) {
			t.Errorf("the second time: %v", err)
		}
		got, err := b.store.Receipt(t.Context(), b.site, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, got, r)
		_, err = b.store.Receipt(t.Context(), b.other, r.ID)
		wantKind(t, err, chat.KindNotFound)
		for site, id := range map[chat.SiteID][32]byte{b.site: r.ID, b.other: r.ID} {
			if err := b.store.KeepAnswer(t.Context(), site, id, []byte("answer")); err != nil {
				t.Fatal(err)
			}
		}
		r.Answer = []byte("answer")
		if got, err = b.store.Receipt(t.Context(), b.site, r.ID); err != nil {
			t.Fatal(err)
		}
		wantSame(t, got, r)
	},
	"a receipt makes place for another a day later": func(t *testing.T, b *bench) {
		long := someTime.Add(-1000 * time.Hour) // before what other cases store
		r := chat.Receipt{ID: b.hash(), Time: long}
		put := func() error {
			return b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error { return tx.PutReceipt(ctx, r) })
		}
		if err := put(); err != nil {
			t.Fatal(err)
		}
		r.Time = long.Add(chat.ReceiptLife - 100)
		if err := put(); !errors.Is(err, chat.ErrDone) {
			t.Error(err)
		}
		r.Time = long.Add(chat.ReceiptLife)
		if err := put(); err != nil {
			t.Error(err)
		}
		if err := b.store.DropReceipts(t.Context(), r.Time); err != nil {
			t.Fatal(err)
		}
		if _, err := b.store.Receipt(t.Context(), b.site, r.ID); err != nil {
			t.Error(err)
		}
		if err := b.store.DropReceipts(t.Context(), r.Time.Add(100)); err != nil {
			t.Fatal(err)
		}
		_, err := b.store.Receipt(t.Context(), b.site, r.ID)
		wantKind(t, err, chat.KindNotFound)
	},
	"of many writes with one receipt, one is done": func(t *testing.T, b *bench) {
		r := chat.Receipt{ID: b.hash(), Time: someTime}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				err := b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error {
					if err := tx.PutReceipt(ctx, r); err != nil {
						return err
					}
					_, err := b.store.AddTicket(ctx, b.site, tx, chat.Ticket{Subject: "x", Created: someTime})
					return err
				})
				if err != nil && !errors.Is(err, chat.ErrDone) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if list, err := b.store.Tickets(t.Context(), b.site, 0, 10); err != nil || len(list) != 1 {
			t.Errorf("%d tickets, %v", len(list), err)
		}
	},
}

func (b *bench) hash() (h [32]byte) {
	for i := range h {
		h[i] = byte(b.Uint32())
	}
	return h
}

// staff stores an agent who can sign in.
func (b *bench) staff(t *testing.T, name string, role chat.Role) *chat.Agent {
	t.Helper()
	a := b.agent(name)
	a.Email, a.Role, a.Password = name+"@example.com", role, "first"
	b.putResources(t, b.site, a)
	return a
}

func (b *bench) token(t *testing.T, agent chat.GUID, kind chat.KeyKind, from chat.GUID) chat.Key {
	t.Helper()
	k := chat.Key{
		Hash: b.hash(), Kind: kind, Site: b.site, Agent: agent, May: chat.ReadChats, ID: from,
		Created: someTime, Expires: someTime.Add(time.Hour),
	}
	if err := b.accounts.AddKey(t.Context(), k); err != nil {
		t.Fatal(err)
	}
	return k
}

func (b *bench) issued(t *testing.T, agent chat.GUID) *chat.IssuedKey {
	t.Helper()
	k := &chat.IssuedKey{ID: b.NewGUID(), Name: "x", AgentID: agent, May: chat.ReadChats, Created: someTime, Prefix: "pk_x", Hash: b.hash()}
	b.putResources(t, b.site, k)
	return k
}

// firstKey is the one that the site began with.
func (b *bench) firstKey(t *testing.T) chat.Resource {
	t.Helper()
	all, err := b.store.Resources(t.Context(), b.site, chat.APIKeys)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if k, ok := r.(*chat.IssuedKey); ok && k.Name == "first" {
			return k
		}
	}
	t.Fatal("the site's first key is not there")
	return nil
}

// wantKeys tells which keys are to be there.
func (b *bench) wantKeys(t *testing.T, want map[[32]byte]bool) {
	t.Helper()
	for hash, there := range want {
		_, _, err := b.accounts.KeyByHash(t.Context(), hash)
		if (err == nil) != there || (err != nil && chat.KindOf(err) != chat.KindNotFound) {
			t.Errorf("key %x: %v, want it there: %v", hash[:4], err, there)
		}
	}
}
