package chattest

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// CreateSite implements chat.Accounts.
func (s *Store) CreateSite(_ context.Context, noun chat.Site, agent chat.Agent, account chat.Account, key chat.IssuedKey, first ...chat.Resource) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if account.Site != noun.ID || account.Agent != agent.ID || key.AgentID != agent.ID {
		return chat.Invalid("the first agent, account and key are not of one site and agent")
	}
	if _, ok := s.sites[noun.ID]; ok {
		return chat.Conflict("there is a site %d already", noun.ID)
	}
	if _, ok := s.siteOf(key.Hash); ok {
		return chat.Conflict("there is such a key already")
	}
	at := &site{
		noun: noun, chats: map[chat.GUID]*chat.Chat{},
		tickets: map[int64]chat.Ticket{}, attached: map[attachment]int{}, live: newLivingRoom(),
		accounts: map[chat.GUID]chat.Account{agent.ID: account}, keys: map[[32]byte]chat.Key{}, receipts: map[[32]byte]chat.Receipt{},
	}
	chat.Keep(&at.related.Agents, agent.ID, &agent)
	at.audit(noun.Deed())
	s.sites[noun.ID] = at
	if key.ID != (chat.GUID{}) {
		first = append(slices.Clone(first), &key)
	}
	return (&tx{site: *at}).putFirst(at, first)
}

// putFirst stores what a new site begins with.
func (t *tx) putFirst(at *site, first []chat.Resource) error {
	for _, r := range first {
		if err := t.PutResource(context.Background(), r); err != nil {
			return err
		}
	}
	*at = t.site
	return nil
}

// Sites implements chat.Accounts.
func (s *Store) Sites(context.Context) ([]chat.Site, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var sites []chat.Site
	for _, id := range slices.Sorted(maps.Keys(s.sites)) {
		sites = append(sites, s.sites[id].noun)
	}
	return sites, nil
}

// AccountsByEmail implements chat.Accounts.
func (s *Store) AccountsByEmail(_ context.Context, email string) ([]chat.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []chat.Account
	for _, id := range slices.Sorted(maps.Keys(s.sites)) {
		for _, a := range s.sites[id].accounts {
			if filter.Fold(a.Email) == filter.Fold(email) {
				a.NeedsSecondFactor, a.NeedsOpenID = s.sites[id].noun.NeedsSecondFactor, s.sites[id].noun.NeedsOpenID
				found = append(found, a)
			}
		}
	}
	return found, nil
}

// siteOf finds where a key is.
func (s *Store) siteOf(hash [32]byte) (*site, bool) {
	for _, at := range s.sites {
		if _, ok := at.keys[hash]; ok {
			return at, true
		}
	}
	return nil, false
}

// AddKey implements chat.Accounts.
func (s *Store) AddKey(_ context.Context, keys ...chat.Key) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range keys {
		if _, ok := s.siteOf(key.Hash); ok {
			return chat.Conflict("there is such a key already")
		}
		at, ok := s.sites[key.Site]
		if ok {
			_, ok = at.accounts[key.Agent]
		}
		if !ok {
			return chat.NotFound("there is no account for the key")
		}
	}
	for _, key := range keys {
		s.sites[key.Site].keys[key.Hash] = key
	}
	return nil
}

// KeyByHash implements chat.Accounts.
func (s *Store) KeyByHash(_ context.Context, hash [32]byte) (chat.Key, chat.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.key(hash)
}

func (s *Store) key(hash [32]byte) (chat.Key, chat.Account, error) {
	at, ok := s.siteOf(hash)
	if !ok {
		return chat.Key{}, chat.Account{}, chat.NotFound("there is no such key")
	}
	key := at.keys[hash]
	account := at.accounts[key.Agent]
	if a, ok := at.related.Agents[key.Agent]; ok {
		account.Departments = slices.Clone(a.DepartmentIDs)
	}
	return key, account, nil
}

// TakeKey implements chat.Accounts.
func (s *Store) TakeKey(_ context.Context, hash [32]byte, now time.Time) (chat.Key, chat.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, account, err := s.key(hash)
	if err == nil && key.Used.IsZero() {
		used := key
		used.Used = now
		s.sites[key.Site].keys[hash] = used
	}
	return key, account, err
}

// NoteUses implements chat.Accounts.
func (s *Store) NoteUses(_ context.Context, uses map[[32]byte]time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for hash, at := range uses {
		if site, ok := s.siteOf(hash); ok && site.keys[hash].Used.Before(at) {
			key := site.keys[hash]
			key.Used = at
			site.keys[hash] = key
			site.use(key.ID, at)
		}
	}
	return nil
}

// DropKey implements chat.Accounts.
func (s *Store) DropKey(_ context.Context, hash [32]byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.siteOf(hash); ok {
		delete(at.keys, hash)
	}
	return nil
}

// DropTokens implements chat.Accounts.
func (s *Store) DropTokens(_ context.Context, id chat.SiteID, from chat.GUID, deeds ...chat.AuditEntry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[id]; ok {
		at.dropKeys(func(k chat.Key) bool { return k.ID == from && k.Kind != chat.APIKey })
		at.forgetEnded()
		at.audit(deeds...)
	}
	return nil
}

// DropExpired implements chat.Accounts.
func (s *Store) DropExpired(_ context.Context, before time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, at := range s.sites {
		at.dropKeys(func(k chat.Key) bool {
			return k.Kind != chat.APIKey && !k.Expires.IsZero() && k.Expires.Before(before)
		})
		at.forgetEnded()
	}
	return nil
}

func (at *site) dropKeys(gone func(chat.Key) bool) {
	for hash, k := range at.keys {
		if gone(k) {
			delete(at.keys, hash)
		}
	}
}

// ClientByID implements chat.Accounts.
func (s *Store) ClientByID(_ context.Context, id chat.GUID) (chat.SiteID, *chat.OAuthClient, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for site, at := range s.sites {
		if c, ok := at.resources.clients[id]; ok {
			copied := *c
			return site, &copied, nil
		}
	}
	return 0, nil, chat.NotFound("there is no such OAuth client")
}

func (t *tx) putAccount(a *chat.Agent) error {
	if a.Role == 0 {
		return nil
	}
	for id, other := range t.accounts {
		if id != a.ID && filter.Fold(other.Email) == filter.Fold(a.Email) {
			t.failed = chat.Conflict("an account with this e-mail is there already")
			return t.failed
		}
	}
	account := chat.Account{
		Site: t.noun.ID, Agent: a.ID, Email: a.Email, Password: a.Password, Role: a.Role, Suspended: a.IsInactive,
	}
	if a.Password == "" {
		account.Password = t.accounts[a.ID].Password
	}
	t.accounts[a.ID] = account
	if a.Password != "" || a.IsInactive {
		t.dropKeys(func(k chat.Key) bool { return k.Agent == a.ID && (a.IsInactive || k.Kind != chat.APIKey) })
	}
	if a.IsInactive {
		t.forgetKeys(a.ID)
	}
	return nil
}

func (t *tx) forgetKeys(agent chat.GUID) {
	t.resources.issued = maps.Clone(t.resources.issued)
	maps.DeleteFunc(t.resources.issued, func(_ chat.GUID, k *chat.IssuedKey) bool { return k.AgentID == agent })
}

func (t *tx) putKey(k *chat.IssuedKey) error {
	if _, ok := t.accounts[k.AgentID]; !ok {
		return chat.Invalid("agentId: the agent %s has no account", k.AgentID)
	}
	t.keys[k.Hash] = chat.Key{
		Hash: k.Hash, Kind: chat.APIKey, Site: t.noun.ID, Agent: k.AgentID, May: k.May, Created: k.Created,
		Expires: k.Expires, ID: k.ID, Used: t.keys[k.Hash].Used,
	}
	return nil
}

// AddSite puts an empty site with one administrator and one key into the store
// and returns them.
func (s *Store) AddSite(tb testing.TB, id chat.SiteID) (chat.Actor, chat.Key) {
	tb.Helper()
	agent := chat.Agent{ID: chat.GUID{byte(id), 1}, DisplayName: "Ada", Email: "ada@example.com"}
	account := chat.Account{Site: id, Agent: agent.ID, Email: agent.Email, Role: chat.RoleAdmin}
	key := chat.IssuedKey{ID: chat.GUID{byte(id), 2}, Hash: [32]byte{byte(id)}, AgentID: agent.ID, May: chat.AllPermissions}
	noun := chat.Site{ID: id, Created: time.Unix(0, 0)}
	if err := s.CreateSite(context.Background(), noun, agent, account, key); err != nil {
		tb.Fatal(err)
	}
	made, _, err := s.KeyByHash(context.Background(), key.Hash)
	if err != nil {
		tb.Fatal(err)
	}
	return chat.Actor{Site: id, Agent: agent.ID, Role: chat.RoleAdmin, May: chat.AllPermissions}, made
}

// Receipt implements chat.Receipts.
func (s *Store) Receipt(_ context.Context, id chat.SiteID, receipt [32]byte) (chat.Receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[id]; ok {
		if r, ok := at.receipts[receipt]; ok {
			return r, nil
		}
	}
	return chat.Receipt{}, chat.NotFound("there is no such receipt")
}

// KeepAnswer implements chat.Receipts.
func (s *Store) KeepAnswer(_ context.Context, id chat.SiteID, receipt [32]byte, answer []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[id]; ok {
		if r, ok := at.receipts[receipt]; ok {
			r.Answer = slices.Clone(answer)
			at.receipts[receipt] = r
		}
	}
	return nil
}

// DropReceipts implements chat.Receipts.
func (s *Store) DropReceipts(_ context.Context, before time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, at := range s.sites {
		maps.DeleteFunc(at.receipts, func(_ [32]byte, r chat.Receipt) bool { return r.Time.Before(before) })
	}
	return nil
}
