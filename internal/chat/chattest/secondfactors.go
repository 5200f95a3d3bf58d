package chattest

import (
	"context"
	"maps"

	"github.com/parleychat/parley/internal/chat"
)

// SecondFactor implements chat.Accounts.
func (s *Store) SecondFactor(_ context.Context, id chat.SiteID, agent chat.GUID) (chat.SecondFactor, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[id]; ok {
		if f, ok := at.factors[agent]; ok {
			return f, nil
		}
	}
	return chat.SecondFactor{}, chat.NotFound("the agent has no second factor")
}

// PutSecondFactor implements chat.Accounts.
func (s *Store) PutSecondFactor(_ context.Context, f chat.SecondFactor, deeds ...chat.AuditEntry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.sites[f.Site]
	if ok {
		_, ok = at.accounts[f.Agent]
	}
	if !ok {
		return chat.NotFound("the agent has no account")
	}
	at.setFactor(f)
	at.audit(deeds...)
	return nil
}

func (at *site) setFactor(f chat.SecondFactor) {
	at.factors = maps.Clone(at.factors)
	if at.factors == nil {
		at.factors = map[chat.GUID]chat.SecondFactor{}
	}
	at.factors[f.Agent] = f
}

// UseStep implements chat.Accounts.
func (s *Store) UseStep(_ context.Context, id chat.SiteID, agent chat.GUID, step int64) (later bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[id]; ok {
		if f, ok := at.factors[agent]; ok && f.Step < step {
			f.Step, later = step, true
			at.setFactor(f)
		}
	}
	return later, nil
}

// UseRecovery implements chat.Accounts.
func (s *Store) UseRecovery(_ context.Context, id chat.SiteID, agent chat.GUID, code [32]byte, deeds ...chat.AuditEntry) (was bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.sites[id]
	if !ok {
		return false, chat.NotFound("there is no such site")
	}
	f, ok := at.factors[agent]
	if !ok {
		return false, chat.NotFound("the agent has no second factor")
	}
	if f, was = f.WithoutRecovery(code); was {
		at.setFactor(f)
		at.audit(deeds...)
	}
	return was, nil
}

// DropSecondFactor implements chat.Accounts.
func (s *Store) DropSecondFactor(_ context.Context, id chat.SiteID, agent chat.GUID, deeds ...chat.AuditEntry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[id]; ok {
		at.factors = maps.Clone(at.factors)
		delete(at.factors, agent)
		at.audit(deeds...)
	}
	return nil
}

func (t *tx) DropSecondFactor(_ context.Context, agent chat.GUID) error {
	t.factors = maps.Clone(t.factors)
	delete(t.factors, agent)
	return nil
}

// Site implements chat.Store.
func (s *Store) Site(_ context.Context, id chat.SiteID) (chat.Site, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[id]; ok {
		return at.noun, nil
	}
	return chat.Site{}, chat.NotFound("there is no site %d", id)
}

func (t *tx) Site(context.Context) (chat.Site, error) { return t.noun, nil }

func (t *tx) PutSite(_ context.Context, s chat.Site) error {
	t.noun.Name, t.noun.NeedsSecondFactor, t.noun.NeedsOpenID = s.Name, s.NeedsSecondFactor, s.NeedsOpenID
	t.noun.ShowsTyped, t.noun.ShowsGuide = s.ShowsTyped, s.ShowsGuide
	return nil
}
