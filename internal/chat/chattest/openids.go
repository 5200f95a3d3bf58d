package chattest

import (
	"cmp"
	"context"
	"slices"

	"github.com/parleychat/parley/internal/chat"
)

// ProviderByID implements chat.Store.
func (s *Store) ProviderByID(_ context.Context, id chat.GUID) (chat.SiteID, *chat.IdentityProvider, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for site, at := range s.sites {
		if p, ok := at.resources.providers[id]; ok {
			copied := *p
			return site, &copied, nil
		}
	}
	return 0, nil, chat.NotFound("there is no such identity provider")
}

// OpenIDBindings implements chat.Store.
func (s *Store) OpenIDBindings(_ context.Context, id chat.SiteID, agent chat.GUID) (all []chat.OpenIDBinding, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[id]; ok {
		all = at.openIDsOf(agent)
	}
	return all, nil
}

func (at *site) openIDsOf(agent chat.GUID) (all []chat.OpenIDBinding) {
	for _, b := range at.openIDs {
		if b.Agent == agent {
			all = append(all, b)
		}
	}
	slices.SortFunc(all, func(a, b chat.OpenIDBinding) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.Issuer, b.Issuer))
	})
	return all
}

func (t *tx) OpenIDAgent(_ context.Context, issuer, subject string) (chat.GUID, error) {
	for _, b := range t.openIDs {
		if b.Issuer == issuer && b.Subject == subject {
			return b.Agent, nil
		}
	}
	return chat.GUID{}, nil
}

func (t *tx) OpenIDSubject(_ context.Context, issuer string, agent chat.GUID) (string, error) {
	for _, b := range t.openIDsOf(agent) {
		if b.Issuer == issuer {
			return b.Subject, nil
		}
	}
	return "", nil
}

func (t *tx) BindOpenID(_ context.Context, b chat.OpenIDBinding) error {
	for _, o := range t.openIDs {
		if o.Issuer == b.Issuer && (o.Subject == b.Subject || o.Agent == b.Agent) {
			t.failed = chat.Conflict("this binding is there already")
			return t.failed
		}
	}
	t.openIDs = append(slices.Clone(t.openIDs), b)
	return nil
}

func (t *tx) DropOpenIDs(_ context.Context, agent chat.GUID) error {
	t.openIDs = slices.DeleteFunc(slices.Clone(t.openIDs), func(b chat.OpenIDBinding) bool { return b.Agent == agent })
	return nil
}
