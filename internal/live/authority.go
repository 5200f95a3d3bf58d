package live

import (
	"context"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// authority has the agents' tokens looked at again and again, so that no connection
// outlives its sign-in for long: nothing tells the other nodes that one has ended, and
// nothing that could get lost is needed for it.
type authority struct {
	mu     sync.Mutex
	agents map[*session]struct{}
}

func (a *authority) add(s *session) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.agents == nil {
		a.agents = map[*session]struct{}{}
	}
	a.agents[s] = struct{}{}
}

func (a *authority) remove(s *session) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.agents, s)
}

func (a *authority) all() []*session {
	a.mu.Lock()
	defer a.mu.Unlock()
	list := make([]*session, 0, len(a.agents))
	for s := range a.agents {
		list = append(list, s)
	}
	return list
}

// run looks at all of them until ctx ends.
func (a *authority) run(ctx context.Context, every time.Duration) {
	repeat(ctx, every, func() {
		for _, s := range a.all() {
			s.due(func(t *todo) { t.check = true })
		}
	})
}

// renew goes on with another token of the same agent: one of a short life is replaced
// before it ends, without another connection.
func (a *agentRole) renew(ctx context.Context, s *session, c *command) (any, error) {
	actor, err := authenticate(ctx, s.room.Auth, a.request, c.Token, s.site)
	switch {
	case err != nil && chat.KindOf(err) == chat.KindInternal:
		return nil, err
	case err != nil || actor.Agent != a.actor.Agent:
		return nil, chat.Denied("the token is none of this agent's")
	}
	if err := actor.Require(agentNeeds); err != nil {
		return nil, err
	}
	a.mu.Lock()
	a.token = c.Token
	a.mu.Unlock()
	return ackFrame{Type: "ack", ID: c.ID}, nil
}
