package chattest

import (
	"context"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// connection is that somebody is connected to a node.
type connection struct{ who, node chat.GUID }

// Seen implements chat.Connections.
func (s *Store) Seen(ctx context.Context, id chat.SiteID, who []chat.GUID, until time.Time) error {
	return s.update(ctx, id, func(work *tx) error {
		work.live.seen(who, until)
		return nil
	})
}

func (l livingRoom) seen(who []chat.GUID, until time.Time) {
	for guid, c := range l.chats {
		if c.State != chat.Ended && slices.Contains(who, c.Chat.VisitorID) {
			c.Running = c.Clone()
			c.SeenUntil = until
			l.chats[guid] = c
		}
	}
	for agent, seat := range l.seats {
		if slices.Contains(who, agent) {
			seat.SeenUntil = until
			l.seats[agent] = seat
		}
	}
}

// Connect implements chat.Connections.
func (s *Store) Connect(ctx context.Context, id chat.SiteID, who, node chat.GUID, until time.Time) error {
	return s.update(ctx, id, func(work *tx) error {
		work.live.connected[connection{who, node}] = true
		work.live.seen([]chat.GUID{who}, until)
		return nil
	})
}

// Disconnect implements chat.Connections.
func (s *Store) Disconnect(ctx context.Context, id chat.SiteID, who, node chat.GUID, at time.Time) error {
	s.mu.Lock()
	until := at
	for other := range s.at(id).live.connected {
		if alive := s.nodes[other.node]; other.who == who && other.node != node && alive.After(until) {
			until = alive
		}
	}
	s.mu.Unlock()
	return s.update(ctx, id, func(work *tx) error {
		delete(work.live.connected, connection{who, node})
		work.live.seen([]chat.GUID{who}, until)
		return nil
	})
}
