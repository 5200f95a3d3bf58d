package v4

import (
	"context"
	"fmt"
	"slices"

	"github.com/parleychat/parley/internal/chat"
)

// resourceRoutes are the operations on what a site's managers keep (wire.md §9).
func (s *server) resourceRoutes() (rows []route) {
	rows = append(rows, resource(s, "/livechat/campaigns", campaignMembers, nil, "name").routes()...)
	rows = append(rows, resource(s, "/livechat/fields", formFieldMembers, nil, "name").routes()...)
	rows = append(rows, resource(s, "/livechat/segments", segmentNounMembers, nil, "name").routes()...)
	rows = append(rows, resource(s, "/livechat/autoInvitations", autoInvitationMembers, nil, "name").routes()...)
	rows = append(rows, resource(s, "/livechat/customVariables", customVariableMembers, nil, "name").routes()...)
	rows = append(rows, resource(s, "/livechat/bots", botMembers, checkBot, "name").routes()...)
	rows = append(rows, resource(s, "/livechat/webhooks", webhookMembers, checkWebhook, "event", "targetUrl").routes()...)
	rows = append(rows, resource(s, "/livechat/wrapupCategories", categoryNounMembers, nil, "name").routes()...)
	rows = append(rows, resource(s, "/livechat/bans", banMembers, nil).routes()...)
	rows = append(rows, resource(s, "/livechat/cannedMessages", cannedMembers, nil, "shortcut", "text").routes()...)
	rows = append(rows, resource(s, "/livechat/savedSearches", savedSearchMembers, checkSavedSearch, "name", "search").routes()...)
	rows = append(rows, resource(s, "/global/departments", departmentMembers, nil, "name").routes()...)
	rows = append(rows, resource(s, "/global/skills", skillMembers, nil, "name").routes()...)
	return slices.Concat(rows, s.agentRoutes(), s.keyRoutes(), s.identityKeyRoutes(), s.clientRoutes(), s.providerRoutes())
}

// pointerTo is the pointer to a noun as a resource.
type pointerTo[N any] interface {
	*N
	chat.Resource
}

// resource is the five operations on one collection. check is what this edge has to
// say about a noun beside the rules of the heart; nil for nothing.
func resource[N any, P pointerTo[N]](s *server, path string, members func(shape, *N), check func(*N) error, needs ...string) collection[chat.GUID, N] {
	of := P(new(N)).Collection()
	if check == nil {
		check = func(*N) error { return nil }
	}
	s.tellOf(of, func(r chat.Resource) []byte {
		n, err := nounOf[N, P](r)
		if err != nil {
			return nil
		}
		return encode(n, members)
	})
	return collection[chat.GUID, N]{
		path: path, members: members, id: chat.ParseGUID, needs: needs,
		reading: of.Reading(), adding: of.Keeping(), changing: of.Keeping(), removing: of.Keeping(),
		pages: everythingOrPage,
		list: func(ctx context.Context, actor chat.Actor, page, size int64) ([]N, error) {
			all, err := s.Service.Resources(ctx, actor, of, page, size)
			nouns := make([]N, len(all))
			for i := range all {
				n, err := nounOf[N, P](all[i])
				if err != nil {
					return nil, err
				}
				nouns[i] = *n
			}
			return nouns, err
		},
		read: func(ctx context.Context, actor chat.Actor, id chat.GUID) (*N, error) {
			r, err := s.Service.Resource(ctx, actor, of, id)
			if err != nil {
				return nil, err
			}
			return nounOf[N, P](r)
		},
		add: func(ctx context.Context, actor chat.Actor, n *N) (*N, error) {
			if err := check(n); err != nil {
				return nil, err
			}
			return n, s.Service.AddResource(ctx, actor, P(n))
		},
		change: func(ctx context.Context, actor chat.Actor, id chat.GUID, body *node) (*N, error) {
			r, err := s.Service.ChangeResource(ctx, actor, of, id, func(r chat.Resource) error {
				n, err := nounOf[N, P](r)
				if err != nil {
					return err
				}
				given := readerOf(body)
				if members(given, n); given.err != nil {
					return given.err
				}
				return check(n)
			})
			if err != nil {
				return nil, err
			}
			return nounOf[N, P](r)
		},
		remove: func(ctx context.Context, actor chat.Actor, id chat.GUID) error {
			return s.Service.DeleteResource(ctx, actor, of, id)
		},
	}
}

func nounOf[N any, P pointerTo[N]](r chat.Resource) (*N, error) {
	n, ok := r.(P)
	if !ok {
		return nil, fmt.Errorf("a collection of %T holds a %T", n, r)
	}
	return n, nil
}

// everythingOrPage asks for everything unless the request names a page or its size:
// clients take the list of departments, or agents, for all of them.
func everythingOrPage(p parameters) (page, size int64, err error) {
	page, size, err = pageOf(p)
	if size == 0 && p.one("pageindex") != "" {
		size = chat.DefaultPageSize
	}
	return page, size, err
}
