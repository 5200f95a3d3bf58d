package chattest

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// AddSignIn implements chat.Accounts.
func (s *Store) AddSignIn(ctx context.Context, in chat.SignIn, keys ...chat.Key) error {
	if err := s.AddKey(ctx, keys...); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[in.Site]; ok {
		at.signIns = maps.Clone(at.signIns)
		chat.Keep(&at.signIns, in.ID, &in)
		at.audit(in.Deed())
	}
	return nil
}

// Account implements chat.Accounts.
func (s *Store) Account(_ context.Context, id chat.SiteID, agent chat.GUID) (chat.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[id]; ok {
		if account, ok := at.accounts[agent]; ok {
			account.NeedsSecondFactor, account.NeedsOpenID = at.noun.NeedsSecondFactor, at.noun.NeedsOpenID
			return account, nil
		}
	}
	return chat.Account{}, chat.NotFound("the agent has no account")
}

// ExtendKey implements chat.Accounts.
func (s *Store) ExtendKey(_ context.Context, hash [32]byte, until time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.siteOf(hash); ok {
		key := at.keys[hash]
		key.Expires = until
		at.keys[hash] = key
	}
	return nil
}

// SignIns implements chat.Store.
func (s *Store) SignIns(_ context.Context, id chat.SiteID, agent chat.GUID, now time.Time) (all []chat.SignIn, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.sites[id]
	if !ok {
		return nil, nil
	}
	for _, in := range at.signIns {
		listed := *in
		listed.Expires = time.Time{}
		for _, k := range at.keys {
			usable := k.Kind == chat.AccessToken || k.Kind == chat.BrowserSession || (k.Kind == chat.RefreshToken && k.Used.IsZero())
			if k.ID == in.ID && usable && k.Expires.After(now) && k.Expires.After(listed.Expires) {
				listed.Expires = k.Expires
			}
		}
		if in.Agent == agent && !listed.Expires.IsZero() {
			all = append(all, listed)
		}
	}
	slices.SortFunc(all, func(a, b chat.SignIn) int { return b.Created.Compare(a.Created) })
	return all, nil
}

// use notes that a sign-in was used.
func (at *site) use(id chat.GUID, when time.Time) {
	if in, ok := at.signIns[id]; ok && in.LastUsed.Before(when) {
		used := *in
		used.LastUsed = when
		at.signIns = maps.Clone(at.signIns)
		at.signIns[id] = &used
	}
}

// forgetEnded forgets the sign-ins that have no token.
func (at *site) forgetEnded() {
	at.signIns = maps.Clone(at.signIns)
	maps.DeleteFunc(at.signIns, func(id chat.GUID, _ *chat.SignIn) bool {
		for _, k := range at.keys {
			if k.ID == id {
				return false
			}
		}
		return true
	})
}

func (t *tx) EndSignIn(_ context.Context, agent, id chat.GUID) (was bool, err error) {
	in, ok := t.signIns[id]
	if !ok || in.Agent != agent {
		return false, nil
	}
	t.dropKeys(func(k chat.Key) bool { return k.ID == id && k.Kind != chat.APIKey })
	t.forgetEnded()
	return true, nil
}

func (t *tx) EndSignIns(_ context.Context, agent, but chat.GUID) error {
	t.dropKeys(func(k chat.Key) bool { return k.Agent == agent && k.ID != but && k.Kind != chat.APIKey })
	t.forgetEnded()
	return nil
}

func (t *tx) SetPassword(_ context.Context, agent chat.GUID, hash string) error {
	account, ok := t.accounts[agent]
	if !ok {
		t.failed = chat.NotFound("the agent has no account")
		return t.failed
	}
	account.Password = hash
	t.accounts[agent] = account
	return nil
}
