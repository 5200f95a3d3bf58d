package storetest

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// Run holds a store to the contract. open gives an empty one, which must be safe
// for concurrent use and is closed by the test's clean-up.
func Run(t *testing.T, open func(*testing.T) (chat.Store, chat.Accounts)) {
	store, accounts := open(t)
	s := &suite{store: store, accounts: accounts}
	for _, group := range []struct {
		name  string
		cases map[string]func(*testing.T, *bench)
	}{
		{"Chat", chatCases},
		{"Search", searchCases},
		{"Source", sourceCases},
		{"Events", eventCases},
		{"Update", updateCases},
		{"Find", findCases},
		{"Apply", applyCases},
		{"Part ids", partIDCases},
		{"Resources", resourceCases},
		{"Categories", categoryCases},
		{"Tickets", ticketCases},
		{"Offline messages", offlineCases},
		{"Keep", keepCases},
		{"Personal data", personalCases},
		{"Sessions", sessionCases},
		{"Files", fileCases},
		{"Accounts", accountCases},
		{"What an actor sees", sightCases},
		{"Authority", authorityCases},
		{"Sign-ins", signInCases},
		{"Second factors", secondFactorCases},
		{"OpenID", openIDCases},
		{"Audit", auditCases},
	} {
		t.Run(group.name, func(t *testing.T) {
			t.Parallel()
			for name, test := range group.cases {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					test(t, s.bench(t))
				})
			}
		})
	}
}

// suite is the store under test. Each case has sites of its own in it, so that the
// cases also show that sites are kept apart.
type suite struct {
	store    chat.Store
	accounts chat.Accounts
	sites    atomic.Int64
}

// bench is what one case works with: a new site, and another with the very same
// ids in use.
type bench struct {
	*Random
	suite    *suite
	store    chat.Store
	accounts chat.Accounts
	site     chat.SiteID
	other    chat.SiteID
}

func (s *suite) bench(t *testing.T) *bench {
	t.Helper()
	b := &bench{store: s.store, accounts: s.accounts, suite: s}
	b.Random = NewRandom(uint64(s.sites.Add(1)))
	b.site, b.other = b.newSite(t), b.newSite(t)
	return b
}

func (b *bench) newSite(t *testing.T) chat.SiteID {
	t.Helper()
	id := chat.SiteID(10000 + b.suite.sites.Add(1))
	site, agent, account, key := newcomer(b.Random, id)
	if err := b.accounts.CreateSite(t.Context(), site, agent, account, key); err != nil {
		t.Fatalf("create site %d: %v", id, err)
	}
	return id
}

// newcomer makes up what a new site begins with.
func newcomer(r *Random, id chat.SiteID) (chat.Site, chat.Agent, chat.Account, chat.IssuedKey) {
	agent := chat.Agent{ID: r.NewGUID(), DisplayName: "Maya", Email: "maya@example.com"}
	site := chat.Site{ID: id, Name: "Example", Created: someTime}
	account := chat.Account{Site: id, Agent: agent.ID, Email: "Maya@Example.com", Password: "$argon2id$…", Role: chat.RoleAdmin}
	key := chat.IssuedKey{ID: r.NewGUID(), Name: "first", AgentID: agent.ID, May: chat.ReadChats, Created: someTime, Prefix: "pk_abc"}
	for i := range key.Hash {
		key.Hash[i] = byte(r.Uint32())
	}
	return site, agent, account, key
}

var someTime = time.Date(2026, 11, 22, 9, 30, 0, 123456700, time.UTC)

// update runs one transaction, which must succeed.
func (b *bench) update(t *testing.T, site chat.SiteID, fn func(context.Context, chat.Tx) error) {
	t.Helper()
	if err := b.store.Update(t.Context(), site, fn); err != nil {
		t.Fatalf("update site %d: %v", site, err)
	}
}

// apply applies one kind of change to chats.
func (b *bench) apply(t *testing.T, site chat.SiteID, kind chat.EventKind, chats ...*chat.Chat) {
	t.Helper()
	b.update(t, site, func(ctx context.Context, tx chat.Tx) error { return tx.Apply(ctx, changes(kind, chats...)) })
}

func changes(kind chat.EventKind, chats ...*chat.Chat) []chat.Change {
	list := make([]chat.Change, len(chats))
	for i, c := range chats {
		list[i] = chat.Change{Kind: kind, Time: someTime, Chat: c}
	}
	return list
}

// stored makes n random chats and stores them.
func (b *bench) stored(t *testing.T, n int) []*chat.Chat {
	t.Helper()
	chats := make([]*chat.Chat, n)
	for i := range chats {
		chats[i] = b.Random.Chat()
	}
	b.apply(t, b.site, chat.ChatStored, chats...)
	return chats
}

// found is the outcome of Find.
func (b *bench) found(t *testing.T, site chat.SiteID, refs ...chat.Ref) (found []*chat.Chat) {
	t.Helper()
	b.update(t, site, func(ctx context.Context, tx chat.Tx) (err error) {
		found, err = tx.Find(ctx, refs)
		return err
	})
	return found
}

func (b *bench) read(t *testing.T, ref chat.Ref, include chat.Include) (*chat.Chat, *chat.Related) {
	t.Helper()
	c, related, err := b.store.Chat(t.Context(), b.site, ref, include)
	if err != nil {
		t.Fatalf("read chat %s: %v", ref, err)
	}
	return c, related
}

func (b *bench) log(t *testing.T, site chat.SiteID, after int64, limit int) []chat.Event {
	t.Helper()
	events, err := b.store.Events(t.Context(), site, after, limit)
	if err != nil {
		t.Fatalf("read events: %v", err)
	}
	return events
}

func wantKind(t *testing.T, err error, want chat.ErrorKind) {
	t.Helper()
	if err == nil || chat.KindOf(err) != want {
		t.Fatalf("got error %v of kind %d, want one of kind %d", err, chat.KindOf(err), want)
	}
}

func wantSame[T any](t *testing.T, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(filter.Value{})); diff != "" {
		t.Fatalf("differs (-want +got):\n%s", diff)
	}
}

func refOf(c *chat.Chat) chat.Ref { return chat.Ref{ID: c.ID, GUID: c.GUID} }

func idsOf(chats []*chat.Chat) []int64 {
	ids := make([]int64, len(chats))
	for i, c := range chats {
		ids[i] = c.ID
	}
	return ids
}
