package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// auditCases hold audit logs to the contract. Each site begins with an entry about itself.
var auditCases = map[string]func(*testing.T, *bench){
	"a log begins with its site, and is read in both directions": func(t *testing.T, b *bench) {
		deed := b.deed(chat.ResourceChanged)
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error { return tx.Audit(ctx, deed) })
		all := b.audited(t, chat.AuditQuery{Forward: true, Limit: 10})
		if len(all) != 2 || all[0].Action != chat.SiteCreated || all[0].N != 1 {
			t.Fatalf("got %+v", all)
		}
		wantSame(t, b.audited(t, chat.AuditQuery{Limit: 10}), []chat.AuditEntry{all[1], all[0]})
		wantSame(t, b.audited(t, chat.AuditQuery{Limit: 1}), all[1:])
		deed.Seal(b.site, 2, all[0].Hash)
		wantSame(t, all[1], deed)
		b.wantWhole(t, b.site, 2)
	},
	"what is undone leaves no entry, and no gap": func(t *testing.T, b *bench) {
		undone := errors.New("undone")
		err := b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error {
			if err := tx.Audit(ctx, b.deed(chat.ResourceAdded)); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		b.wantWhole(t, b.site, 1)
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error { return tx.Audit(ctx, b.deed(chat.ResourceAdded)) })
		b.wantWhole(t, b.site, 2)
	},
	"entries are found by whatever a query names": func(t *testing.T, b *bench) {
		for i := range 40 {
			e := b.deed(chat.AuditActions()[b.IntN(3)])
			e.Time = someTime.Add(time.Duration(i) * time.Minute)
			e.IDs = []int64{int64(b.IntN(4)), int64(b.IntN(4))} // may be one twice
			if b.IntN(3) == 0 {
				e.Action = []chat.AuditAction{chat.ChatsRemoved, chat.TicketDeleted}[b.IntN(2)]
			}
			e.By.Agent, e.Target, e.Collection = chat.GUID{byte(b.IntN(3))}, chat.GUID{byte(b.IntN(3))}, []string{"", "agents", "bots"}[b.IntN(3)]
			if err := b.accounts.Audit(t.Context(), b.site, e); err != nil {
				t.Fatal(err)
			}
		}
		all := b.audited(t, chat.AuditQuery{Limit: 100})
		for range 50 {
			q := chat.AuditQuery{Limit: 1 + b.IntN(50), Above: int64(b.IntN(10)), Below: int64(b.IntN(60))}
			if b.IntN(2) == 0 {
				q.From, q.To = someTime.Add(time.Duration(b.IntN(20))*time.Minute), someTime.Add(time.Duration(20+b.IntN(20))*time.Minute)
			}
			q.Agent, q.Target = chat.GUID{byte(b.IntN(3))}, chat.GUID{byte(b.IntN(2))}
			q.Action, q.Collection = append(chat.AuditActions()[:3], "")[b.IntN(4)], []string{"", "", "agents"}[b.IntN(3)]
			if b.IntN(2) == 0 {
				q.Target, q.Action = chat.GUID{}, ""
				q.About = chat.Subject{Of: chat.Numbered(1 + b.IntN(2)), ID: int64(b.IntN(5))}
			}
			q.Forward = b.IntN(2) == 0
			if slices.Reverse(all); q.Forward != (all[0].N < all[1].N) {
				slices.Reverse(all)
			}
			var want []chat.AuditEntry
			for i := range all {
				if q.Wants(&all[i]) && len(want) < q.Limit {
					want = append(want, all[i])
				}
			}
			wantSame(t, b.audited(t, q), want)
		}
	},
	"sites have logs of their own": func(t *testing.T, b *bench) {
		if err := b.accounts.Audit(t.Context(), b.other, b.deed(chat.SignInRefused)); err != nil {
			t.Fatal(err)
		}
		b.wantWhole(t, b.site, 1)
		b.wantWhole(t, b.other, 2)
		wantKind(t, b.accounts.Audit(t.Context(), 1<<40, b.deed(chat.SignedIn)), chat.KindNotFound)
		_, err := b.store.AuditChain(t.Context(), 1<<40)
		wantKind(t, err, chat.KindNotFound)
	},
	"those who write at once write one after the other": func(t *testing.T, b *bench) {
		const writers, each = 4, 5
		one, other := b.deed(chat.SignedIn), b.deed(chat.SignInEnded)
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range each {
					if err := b.accounts.Audit(t.Context(), b.site, one, other); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		b.wantWhole(t, b.site, 1+2*writers*each)
	},
	"a sign-in, its end, and a second factor are entered with what they are": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleAgent)
		in := b.signIn(t, b.site, bob.ID, someTime)
		ended, set, removed := b.deed(chat.SignInEnded), b.deed(chat.FactorSet), b.deed(chat.FactorRemoved)
		for _, err := range []error{
			b.accounts.DropTokens(t.Context(), b.site, in.ID, ended),
			b.accounts.PutSecondFactor(t.Context(), chat.SecondFactor{Site: b.site, Agent: bob.ID, Secret: []byte{1}}, set),
			b.accounts.DropSecondFactor(t.Context(), b.site, bob.ID, removed),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		var got []chat.AuditAction
		all := b.audited(t, chat.AuditQuery{Above: 1, Forward: true, Limit: 9})
		for _, e := range all {
			got = append(got, e.Action)
		}
		wantSame(t, got, []chat.AuditAction{chat.SignedIn, chat.SignInEnded, chat.FactorSet, chat.FactorRemoved})
		want := in.Deed()
		want.Seal(b.site, 2, b.audited(t, chat.AuditQuery{Below: 2, Limit: 1})[0].Hash)
		wantSame(t, all[0], want)
		b.wantWhole(t, b.site, 5)
		refused := chat.SecondFactor{Site: b.site, Agent: b.NewGUID(), Secret: []byte{1}}
		wantKind(t, b.accounts.PutSecondFactor(t.Context(), refused, set), chat.KindNotFound)
		b.wantWhole(t, b.site, 5)
	},
	"a recovery code is entered when it is struck off, and only then": func(t *testing.T, b *bench) {
		bob := b.staff(t, "bob", chat.RoleAgent)
		code, used := b.hash(), b.deed(chat.RecoveryUsed)
		b.putFactor(t, chat.SecondFactor{Site: b.site, Agent: bob.ID, Secret: []byte("x"), Recovery: [][32]byte{code}})
		for _, want := range []bool{true, false} {
			if was, err := b.accounts.UseRecovery(t.Context(), b.site, bob.ID, code, used); err != nil || was != want {
				t.Errorf("%v, %v", was, err)
			}
		}
		all := b.audited(t, chat.AuditQuery{Above: 1, Limit: 9})
		used.Seal(b.site, 2, b.audited(t, chat.AuditQuery{Below: 2, Limit: 1})[0].Hash)
		wantSame(t, all, []chat.AuditEntry{used})
		b.wantWhole(t, b.site, 2)
	},
	"what is old is cut off at the beginning, and the rest still holds": func(t *testing.T, b *bench) {
		for _, minutes := range []int{1, 2, 9, 3} {
			e := b.deed(chat.SignedIn)
			e.Time = someTime.Add(time.Duration(minutes) * time.Minute)
			if err := b.accounts.Audit(t.Context(), b.site, e); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			minutes, limit, want int
			first                int64
		}{{0, 9, 0, 1}, {4, 2, 2, 3}, {4, 9, 1, 4}, {4, 9, 0, 4}, {10, 9, 2, 6}, {10, 9, 0, 6}} {
			n, err := b.store.CutAudit(t.Context(), b.site, someTime.Add(time.Duration(c.minutes)*time.Minute), c.limit)
			if err != nil || n != c.want {
				t.Fatalf("%+v: %d, %v", c, n, err)
			}
			if chain := b.wantWhole(t, b.site, 5); chain.First != c.first {
				t.Errorf("%+v: it begins with %d", c, chain.First)
			}
		}
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error { return tx.Audit(ctx, b.deed(chat.ResourceAdded)) })
		b.wantWhole(t, b.site, 6)
		b.wantWhole(t, b.other, 1)
	},
	"what an entry was about is cut off with it": func(t *testing.T, b *bench) {
		old, young := b.deed(chat.ChatsRemoved), b.deed(chat.ChatsRemoved)
		old.Time, young.Time = someTime.Add(time.Hour), someTime.Add(3*time.Hour)
		old.IDs, young.IDs = []int64{7, 8}, []int64{8}
		if err := b.accounts.Audit(t.Context(), b.site, old, young); err != nil {
			t.Fatal(err)
		}
		about := func(id int64) []chat.AuditEntry {
			return b.audited(t, chat.AuditQuery{About: chat.Subject{Of: chat.NumberedChat, ID: id}, Limit: 9})
		}
		if len(about(7)) != 1 || len(about(8)) != 2 {
			t.Errorf("before: %+v, %+v", about(7), about(8))
		}
		if n, err := b.store.CutAudit(t.Context(), b.site, someTime.Add(2*time.Hour), 9); n != 2 || err != nil {
			t.Fatal(n, err)
		}
		if got := about(8); len(about(7)) != 0 || len(got) != 1 || got[0].N != 3 {
			t.Errorf("after: %+v, %+v", about(7), got)
		}
	},
}

// deed makes one up that says something everywhere.
func (b *bench) deed(action chat.AuditAction) chat.AuditEntry {
	return chat.AuditEntry{
		Time: someTime, Action: action, Collection: "agents", Target: b.NewGUID(), Name: "bob ☃", Count: 3, IDs: []int64{7, 1 << 40, 2},
		By:      chat.Doer{Agent: b.NewGUID(), SignIn: b.NewGUID(), APIKey: b.NewGUID(), Client: b.NewGUID(), Address: "2001:db8::1"},
		Members: []chat.Difference{{Member: "name", Before: `"a"`, After: `"b\u0000"`}, {Member: "secret"}},
	}
}

func (b *bench) audited(t *testing.T, q chat.AuditQuery) []chat.AuditEntry {
	t.Helper()
	all, err := b.store.AuditEntries(t.Context(), b.site, q)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// wantWhole walks the chain of a log whose last entry is to have a number.
func (b *bench) wantWhole(t *testing.T, site chat.SiteID, last int64) chat.AuditChain {
	t.Helper()
	chain, err := b.store.AuditChain(t.Context(), site)
	if err != nil {
		t.Fatal(err)
	}
	all, err := b.store.AuditEntries(t.Context(), site, chat.AuditQuery{Forward: true, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	walk := chat.NewAuditWalk(site, chain, chat.AuditAnchor{})
	for i := range all {
		if err := walk.Take(&all[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := walk.End(); err != nil || chain.Last != last {
		t.Fatalf("it ends at %d, and is to end at %d: %v", chain.Last, last, err)
	}
	return chain
}
