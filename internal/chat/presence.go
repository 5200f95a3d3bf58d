package chat

import (
	"bytes"
	"context"
	"slices"
)

// Presence tells who takes part in live chat at the moment. What it does not name is
// not there.
type Presence interface {
	// Working gives the agents of a site that are not offline.
	Working(ctx context.Context, site SiteID) (map[GUID]Work, error)

	// Visiting lists the visitors who are on the site's pages, in no particular order.
	Visiting(ctx context.Context, site SiteID) ([]Visiting, error)
}

// Offline is the status of an agent who takes no part (wire.md §8).
const Offline = "Offline"

// Work is what an agent does at the moment.
type Work struct {
	Status       string // Online, Away, Offline, or a name for being away
	OngoingChats int64
}

// AgentWork is an agent with it.
type AgentWork struct {
	ID GUID
	Work
}

// VisitorStatus is what a visitor does at the moment (wire.md §9).
type VisitorStatus uint8

// The statuses of a visitor.
const (
	VisitorWaiting VisitorStatus = iota
	VisitorVoiceChatting
	VisitorChatting
	VisitorInPreChat
	VisitorManuallyInvited
	VisitorAutoInvited
	VisitorInOfflineMessage
	VisitorRefusedByAgent
	VisitorRefused
	VisitorChatEnded
	VisitorInSite
	VisitorOutOfSite
)

// Visiting is a visitor who is on a page.
type Visiting struct {
	Visitor
	Status VisitorStatus
	Chat   *Chat  // that the visitor waits for or is in, nil for none
	State  State  // of that chat
	Holder Person // the agent or bot who has it, nobody while it waits
	Visit  *Visit // nil when nothing is known of it
}

// Nobody is the Presence of a server without live chat: every agent is offline, and
// no visitor is seen.
type Nobody struct{}

// Working implements Presence.
func (Nobody) Working(context.Context, SiteID) (map[GUID]Work, error) { return nil, nil }

// Visiting implements Presence.
func (Nobody) Visiting(context.Context, SiteID) ([]Visiting, error) { return nil, nil }

// WithPresence is the same service in a server that has live chat.
func (s *Service) WithPresence(presence Presence) *Service {
	other := *s
	other.presence = presence
	return &other
}

// AgentsAtWork lists what the agents of the actor's site do, in the order of agents.
func (s *Service) AgentsAtWork(ctx context.Context, actor Actor, page, size int64) ([]AgentWork, error) {
	agents, err := s.Resources(ctx, actor, Agents, page, size)
	if err != nil {
		return nil, err
	}
	return s.atWork(ctx, actor, agents)
}

// AgentAtWork tells what one of them does; KindNotFound when there is no such agent.
func (s *Service) AgentAtWork(ctx context.Context, actor Actor, id GUID) (*AgentWork, error) {
	agent, err := s.Resource(ctx, actor, Agents, id)
	if err != nil {
		return nil, err
	}
	one, err := s.atWork(ctx, actor, []Resource{agent})
	if err != nil {
		return nil, err
	}
	return &one[0], nil
}

func (s *Service) atWork(ctx context.Context, actor Actor, agents []Resource) ([]AgentWork, error) {
	working, err := s.presence.Working(ctx, actor.Site)
	if err != nil {
		return nil, err
	}
	all := make([]AgentWork, len(agents))
	for i, a := range agents {
		work, ok := working[*a.Key()]
		if !ok {
			work = Work{Status: Offline}
		}
		all[i] = AgentWork{*a.Key(), work}
	}
	return all, nil
}

// Visiting lists the visitors who are on the pages of the actor's site, by id: a page
// of them, or for the size 0 all. Those in chats that the actor may not see are not in
// the list.
func (s *Service) Visiting(ctx context.Context, actor Actor, page, size int64) ([]Visiting, error) {
	if err := actor.Require(ReadChats); err != nil {
		return nil, err
	}
	all, err := s.presence.Visiting(ctx, actor.Site)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(v Visiting) bool { return !actor.SeesVisitor(&v) })
	slices.SortFunc(all, func(a, b Visiting) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return someOf(all, page, size), nil
}
