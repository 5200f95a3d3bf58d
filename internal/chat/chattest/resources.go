package chattest

import (
	"context"
	"maps"
	"slices"

	"github.com/parleychat/parley/internal/chat"
)

// shelf is where the resources of one collection are: copies go in and out.
type shelf struct {
	all  func(at *site) []chat.Resource
	put  func(at *site, r chat.Resource)
	drop func(at *site, id chat.GUID)
}

func shelfOf[N any, P interface {
	*N
	chat.Resource
}](of func(*site) *map[chat.GUID]*N,
) shelf {
	return shelf{
		all: func(at *site) []chat.Resource {
			var all []chat.Resource
			for _, n := range *of(at) {
				copied := *n
				all = append(all, P(&copied))
			}
			return all
		},
		put: func(at *site, r chat.Resource) {
			p, ok := r.(P)
			if !ok {
				return
			}
			copied := *p
			into := of(at)
			*into = maps.Clone(*into)
			if *into == nil {
				*into = map[chat.GUID]*N{}
			}
			(*into)[*r.Key()] = &copied
		},
		drop: func(at *site, id chat.GUID) {
			into := of(at)
			*into = maps.Clone(*into)
			delete(*into, id)
		},
	}
}

// resources are the collections that chats do not point to.
type resources struct {
	fields     map[chat.GUID]*chat.FormField
	variables  map[chat.GUID]*chat.CustomVariable
	bots       map[chat.GUID]*chat.Bot
	webhooks   map[chat.GUID]*chat.Webhook
	categories map[chat.GUID]*chat.Category
	issued     map[chat.GUID]*chat.IssuedKey
	clients    map[chat.GUID]*chat.OAuthClient
	identities map[chat.GUID]*chat.IdentityKey
	providers  map[chat.GUID]*chat.IdentityProvider
	bans       map[chat.GUID]*chat.Ban
	canned     map[chat.GUID]*chat.CannedMessage
	searches   map[chat.GUID]*chat.SavedSearch
}

var shelves = map[chat.Collection]shelf{
	chat.Campaigns:         shelfOf(func(at *site) *map[chat.GUID]*chat.Campaign { return &at.related.Campaigns }),
	chat.FormFields:        shelfOf(func(at *site) *map[chat.GUID]*chat.FormField { return &at.resources.fields }),
	chat.Segments:          shelfOf(func(at *site) *map[chat.GUID]*chat.Segment { return &at.related.Segments }),
	chat.AutoInvitations:   shelfOf(func(at *site) *map[chat.GUID]*chat.AutoInvitation { return &at.related.AutoInvitations }),
	chat.CustomVariables:   shelfOf(func(at *site) *map[chat.GUID]*chat.CustomVariable { return &at.resources.variables }),
	chat.Bots:              shelfOf(func(at *site) *map[chat.GUID]*chat.Bot { return &at.resources.bots }),
	chat.Webhooks:          shelfOf(func(at *site) *map[chat.GUID]*chat.Webhook { return &at.resources.webhooks }),
	chat.WrapupCategories:  shelfOf(func(at *site) *map[chat.GUID]*chat.Category { return &at.resources.categories }),
	chat.Departments:       shelfOf(func(at *site) *map[chat.GUID]*chat.Department { return &at.related.Departments }),
	chat.Skills:            shelfOf(func(at *site) *map[chat.GUID]*chat.Skill { return &at.related.Skills }),
	chat.Agents:            shelfOf(func(at *site) *map[chat.GUID]*chat.Agent { return &at.related.Agents }),
	chat.APIKeys:           shelfOf(func(at *site) *map[chat.GUID]*chat.IssuedKey { return &at.resources.issued }),
	chat.OAuthClients:      shelfOf(func(at *site) *map[chat.GUID]*chat.OAuthClient { return &at.resources.clients }),
	chat.IdentityProviders: shelfOf(func(at *site) *map[chat.GUID]*chat.IdentityProvider { return &at.resources.providers }),
	chat.IdentityKeys:      shelfOf(func(at *site) *map[chat.GUID]*chat.IdentityKey { return &at.resources.identities }),
	chat.CannedMessages:    shelfOf(func(at *site) *map[chat.GUID]*chat.CannedMessage { return &at.resources.canned }),
	chat.SavedSearches:     shelfOf(func(at *site) *map[chat.GUID]*chat.SavedSearch { return &at.resources.searches }),
	chat.Bans:              shelfOf(func(at *site) *map[chat.GUID]*chat.Ban { return &at.resources.bans }),
}

// list gives a collection. Who is in a department, its agents know.
func (at *site) list(of chat.Collection) []chat.Resource {
	all := shelves[of].all(at)
	for _, r := range all {
		switch r := r.(type) {
		case *chat.Department:
			r.AgentIDs = nil
			for id, a := range at.related.Agents {
				if slices.Contains(a.DepartmentIDs, r.ID) {
					r.AgentIDs = append(r.AgentIDs, id)
				}
			}
		case *chat.Agent:
			r.Role, r.Password = at.accounts[r.ID].Role, ""
		case *chat.IssuedKey:
			for _, k := range at.keys {
				if k.Kind == chat.APIKey && k.ID == r.ID {
					r.AgentID, r.May, r.Created, r.Expires, r.LastUsed, r.Hash = k.Agent, k.May, k.Created, k.Expires, k.Used, k.Hash
				}
			}
		case *chat.Category:
			r.Options = slices.Clone(r.Options)
		}
	}
	return all
}

// Resources implements chat.Store.
func (s *Store) Resources(_ context.Context, id chat.SiteID, of chat.Collection) ([]chat.Resource, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[id]; ok {
		return at.list(of), nil
	}
	return nil, nil
}

// Resource implements chat.Store.
func (s *Store) Resource(ctx context.Context, id chat.SiteID, of chat.Collection, resource chat.GUID) (chat.Resource, error) {
	all, err := s.Resources(ctx, id, of)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(all, func(r chat.Resource) bool { return *r.Key() == resource }); i >= 0 {
		return all[i], nil
	}
	return nil, chat.NotFound("there is no such %s", of)
}

func (t *tx) Resources(_ context.Context, of chat.Collection) ([]chat.Resource, error) {
	return t.list(of), nil
}

func (t *tx) PutResource(_ context.Context, r chat.Resource) error {
	shelves[r.Collection()].put(&t.site, withoutSecret(r))
	switch r := r.(type) {
	case *chat.Department:
		t.regroup(func(a *chat.Agent) {
			a.DepartmentIDs = without(a.DepartmentIDs, r.ID)
			if slices.Contains(r.AgentIDs, a.ID) {
				a.DepartmentIDs = append(a.DepartmentIDs, r.ID)
			}
		})
	case *chat.Agent:
		return t.putAccount(r)
	case *chat.IssuedKey:
		return t.putKey(r)
	case *chat.Category:
		t.related.CategoryOptions = maps.Clone(t.related.CategoryOptions)
		for _, o := range r.Options {
			chat.Keep(&t.related.CategoryOptions, o.ID, &o)
			t.related.CategoryOptions[o.ID] = &o
		}
	}
	return nil
}

// withoutSecret is what is kept of a resource.
func withoutSecret(r chat.Resource) chat.Resource {
	switch r := r.(type) {
	case *chat.IssuedKey:
		kept := *r
		kept.Secret = ""
		return &kept
	case *chat.IdentityKey:
		kept := *r
		kept.Secret = ""
		return &kept
	case *chat.OAuthClient:
		kept := *r
		kept.Secret = ""
		return &kept
	case *chat.IdentityProvider:
		kept := *r
		kept.Fresh = false
		return &kept
	case *chat.Bot:
		kept := *r
		kept.Fresh = false
		return &kept
	case *chat.Webhook:
		kept := *r
		kept.Fresh = false
		return &kept
	default:
		return r
	}
}

func (t *tx) DropResource(_ context.Context, of chat.Collection, id chat.GUID) error {
	shelves[of].drop(&t.site, id)
	switch of {
	case chat.Departments:
		t.regroup(func(a *chat.Agent) { a.DepartmentIDs = without(a.DepartmentIDs, id) })
	case chat.Skills:
		t.regroup(func(a *chat.Agent) { a.SkillIDs = without(a.SkillIDs, id) })
	case chat.Agents:
		t.dropKeys(func(k chat.Key) bool { return k.Agent == id })
		delete(t.accounts, id)
		_ = t.DropSecondFactor(context.Background(), id) // gives none
		_ = t.DropOpenIDs(context.Background(), id)      // gives none
		t.forgetKeys(id)
		t.dropFiles(id)
		t.dropDeliveries(func(d chat.Delivery) bool { return d.Subject() == id })
	case chat.Webhooks:
		t.dropDeliveries(func(d chat.Delivery) bool { return d.Webhook == id })
	case chat.APIKeys:
		t.dropKeys(func(k chat.Key) bool { return k.Kind == chat.APIKey && k.ID == id })
	case chat.OAuthClients:
		t.dropKeys(func(k chat.Key) bool { return k.Client == id })
	default:
	}
	return nil
}

// regroup changes every agent.
func (t *tx) regroup(change func(*chat.Agent)) {
	for _, r := range t.list(chat.Agents) {
		if a, ok := r.(*chat.Agent); ok {
			change(a)
			shelves[chat.Agents].put(&t.site, a)
		}
	}
}

func without(ids []chat.GUID, gone chat.GUID) []chat.GUID {
	return slices.DeleteFunc(slices.Clone(ids), func(id chat.GUID) bool { return id == gone })
}
