package chat

import (
	"context"
	"slices"
)

var _ Presence = (*Desk)(nil)

// Working implements Presence: the agents whose session is alive, or was a moment ago.
func (d *Desk) Working(ctx context.Context, site SiteID) (map[GUID]Work, error) {
	floor, err := d.lobby.Floor(ctx, site)
	if err != nil {
		return nil, err
	}
	working := map[GUID]Work{}
	for _, s := range floor.Seats {
		if s.Status != AgentOffline && d.now().Before(s.SeenUntil) {
			working[s.Agent.ID] = Work{Status: s.Status, OngoingChats: int64(s.Ongoing)}
		}
	}
	return working, nil
}

// Visiting implements Presence: the visitors who wait, or are with a bot or an agent.
func (d *Desk) Visiting(ctx context.Context, site SiteID) ([]Visiting, error) {
	floor, err := d.lobby.Floor(ctx, site)
	if err != nil {
		return nil, err
	}
	withBots, err := d.lobby.WithBots(ctx, site)
	if err != nil {
		return nil, err
	}
	running := slices.Concat(floor.Waiting, withBots)
	for _, s := range floor.Seats {
		if s.Ongoing == 0 {
			continue
		}
		held, err := d.lobby.RunningOf(ctx, site, s.Agent.ID)
		if err != nil {
			return nil, err
		}
		running = append(running, held...)
	}
	var all []Visiting
	seen := map[GUID]bool{}
	for _, r := range running {
		status, there := r.visiting()
		if !there || seen[r.Chat.VisitorID] {
			continue
		}
		seen[r.Chat.VisitorID] = true
		p := r.Chat.PreChat
		all = append(all, Visiting{
			Visitor: Visitor{ID: r.Chat.VisitorID, Name: p.Name, Email: p.Email, Phone: p.Phone, Company: p.Company},
			Status:  status, Chat: r.Chat,
		})
	}
	return all, nil
}

// visiting tells what the visitor of a running chat does, and whether it still does.
func (r *Running) visiting() (VisitorStatus, bool) {
	switch r.State {
	case Ended:
		return VisitorChatEnded, false
	case Active, AtBot:
		return VisitorChatting, true
	default:
		return VisitorWaiting, true
	}
}
