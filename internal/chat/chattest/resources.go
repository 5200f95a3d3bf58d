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
}

var shelves = map[chat.Collection]shelf{
	chat.Campaigns:        shelfOf(func(at *site) *map[chat.GUID]*chat.Campaign { return &at.related.Campaigns }),
	chat.FormFields:       shelfOf(func(at *site) *map[chat.GUID]*chat.FormField { return &at.resources.fields }),
	chat.Segments:         shelfOf(func(at *site) *map[chat.GUID]*chat.Segment { return &at.related.Segments }),
	chat.AutoInvitations:  shelfOf(func(at *site) *map[chat.GUID]*chat.AutoInvitation { return &at.related.AutoInvitations }),
	chat.CustomVariables:  shelfOf(func(at *site) *map[chat.GUID]*chat.CustomVariable { return &at.resources.variables }),
	chat.Bots:             shelfOf(func(at *site) *map[chat.GUID]*chat.Bot { return &at.resources.bots }),
	chat.Webhooks:         shelfOf(func(at *site) *map[chat.GUID]*chat.Webhook { return &at.resources.webhooks }),
	chat.WrapupCategories: shelfOf(func(at *site) *map[chat.GUID]*chat.Category { return &at.resources.categories }),
	chat.Departments:      shelfOf(func(at *site) *map[chat.GUID]*chat.Department { return &at.related.Departments }),
	chat.Skills:           shelfOf(func(at *site) *map[chat.GUID]*chat.Skill { return &at.related.Skills }),
	chat.Agents:           shelfOf(func(at *site) *map[chat.GUID]*chat.Agent { return &at.related.Agents }),
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
	shelves[r.Collection()].put(&t.site, r)
	switch r := r.(type) {
	case *chat.Department:
		t.regroup(func(a *chat.Agent) {
			a.DepartmentIDs = without(a.DepartmentIDs, r.ID)
			if slices.Contains(r.AgentIDs, a.ID) {
				a.DepartmentIDs = append(a.DepartmentIDs, r.ID)
			}
		})
	case *chat.Category:
		t.related.CategoryOptions = maps.Clone(t.related.CategoryOptions)
		for _, o := range r.Options {
			chat.Keep(&t.related.CategoryOptions, o.ID, &o)
			t.related.CategoryOptions[o.ID] = &o
		}
	}
	return nil
}

func (t *tx) DropResource(_ context.Context, of chat.Collection, id chat.GUID) error {
	shelves[of].drop(&t.site, id)
	switch of {
	case chat.Departments:
		t.regroup(func(a *chat.Agent) { a.DepartmentIDs = without(a.DepartmentIDs, id) })
	case chat.Skills:
		t.regroup(func(a *chat.Agent) { a.SkillIDs = without(a.SkillIDs, id) })
	case chat.Agents:
		t.gone = append(t.gone, id)
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

// signOff takes away what agents could sign in with.
func (s *Store) signOff(site chat.SiteID, agents []chat.GUID) {
	for _, agent := range agents {
		s.accounts = slices.DeleteFunc(s.accounts, func(a chat.Account) bool { return a.Site == site && a.Agent == agent })
		maps.DeleteFunc(s.keys, func(_ [32]byte, k chat.Key) bool { return k.Site == site && k.Agent == agent })
	}
}
