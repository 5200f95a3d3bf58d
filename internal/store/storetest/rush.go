package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/parleychat/parley/internal/chat"
)

// Rush lets many visitors and agents act at once on all nodes of one store, and
// tells what went wrong: a chat that two agents got, an agent with too many, a chat
// that never came to its end, a call that failed.
func Rush(t *testing.T, nodes []LiveStore) []string {
	t.Helper()
	s := &suite{store: nodes[0], accounts: nodes[0]}
	return (&rush{office: newOffice(t, s, nodes)}).run(t)
}

// rush is a busy hour.
type rush struct {
	*office
	agents []chat.Actor

	mu    sync.Mutex
	wrong []string
}

func (r *rush) complain(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wrong = append(r.wrong, fmt.Sprintf(format, args...))
}

func (r *rush) run(t *testing.T) []string {
	t.Helper()
	const visitors, places, rounds = 16, 2, 60
	r.agents = []chat.Actor{r.agent(t, "Ada", places), r.agent(t, "Bob", places), r.agent(t, "Cyd", places)}
	callers := r.comeAllAtOnce(t, visitors)
	for range rounds {
		floor, err := r.lobby.Floor(t.Context(), r.site)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range floor.Seats {
			if s.Ongoing > places {
				r.complain("%s has %d chats, at most %d", s.Agent.Name, s.Ongoing, places)
			}
		}
		if len(r.wrong) > 0 || (r.serve(t) == 0 && len(floor.Waiting) == 0) {
			break
		}
	}
	for _, c := range callers {
		record, _, err := r.store.Chat(t.Context(), r.site, chat.ByGUID(c.chat), 0)
		if err != nil {
			r.complain("the record of chat %s: %v", c.chat, err)
		} else if len(record.Agents) != 1 || slices.Index(lines(record), chat.AgentAcceptChat) < 0 {
			r.complain("chat %s was taken by %d agents: %v", c.chat, len(record.Agents), lines(record))
		}
	}
	return r.wrong
}

func (r *rush) comeAllAtOnce(t *testing.T, visitors int) []caller {
	t.Helper()
	var all sync.WaitGroup
	callers := make([]caller, visitors)
	for i := range visitors {
		all.Go(func() {
			ack, visitor, err := r.desks[i%len(r.desks)].Request(t.Context(), r.site, r.wanted())
			if err != nil {
				r.complain("a request: %v", err)
			}
			callers[i] = caller{r.office, visitor, ack.Chat}
		})
	}
	all.Wait()
	return callers
}

// serve has every agent try, on all nodes at once, to take and then to end each chat
// that is offered, and counts those.
func (r *rush) serve(t *testing.T) (offered int) {
	t.Helper()
	var all sync.WaitGroup
	for _, a := range r.agents {
		chats, err := r.lobby.RunningOf(t.Context(), r.site, a.Agent)
		if err != nil {
			t.Fatal(err)
		}
		for _, running := range chats {
			if running.State == chat.Ended {
				continue
			}
			offered++
			c := caller{r.office, running.Chat.VisitorID, running.Chat.GUID}
			all.Go(func() { r.fightFor(t, c) })
		}
	}
	all.Wait()
	return offered
}

// fightFor has all agents try to take a chat at once. One must succeed.
func (r *rush) fightFor(t *testing.T, c caller) {
	t.Helper()
	var all sync.WaitGroup
	var mu sync.Mutex
	var winners []chat.Actor
	for _, d := range r.desks {
		for _, by := range r.agents {
			all.Go(func() {
				_, err := d.Accept(t.Context(), c.by(by))
				switch {
				case err == nil:
					mu.Lock()
					defer mu.Unlock()
					winners = append(winners, by)
				case chat.KindOf(err) == chat.KindInternal:
					r.complain("to accept: %v", err)
				}
			})
		}
	}
	all.Wait()
	if len(winners) > 1 {
		r.complain("chat %s was taken %d times", c.chat, len(winners))
	}
	for _, by := range winners {
		if _, err := r.desk().EndByAgent(t.Context(), c.by(by)); err != nil {
			r.complain("to end: %v", err)
		}
	}
}
