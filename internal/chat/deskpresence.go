package chat

import (
	"context"
	"slices"
	"time"
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

// Visiting implements Presence: the visitors who are on a page, wait, or are with a
// bot or an agent.
func (d *Desk) Visiting(ctx context.Context, site SiteID) ([]Visiting, error) {
	return d.LatestVisitors(ctx, site, MaxVisitsListed)
}

// LatestVisitors lists those who wait, or are with a bot or an agent, and of the others
// up to limit who looked at a page last.
func (d *Desk) LatestVisitors(ctx context.Context, site SiteID, limit int) ([]Visiting, error) {
	now := d.now()
	running, err := d.engaged(ctx, site)
	if err != nil {
		return nil, err
	}
	visits, err := d.lobby.Visits(ctx, site, now, limit)
	if err != nil {
		return nil, err
	}
	all := make([]Visiting, 0, len(running)+len(visits))
	for _, v := range visits {
		one := Visiting{Visitor: v.Known, Status: v.Status(now), Visit: v}
		if one.ID = v.Visitor; one.Name == "" {
			one.Name = v.Session.IP
		}
		if r, ok := running[v.Visitor]; ok {
			one.engage(r, now)
			delete(running, v.Visitor)
		}
		all = append(all, one)
	}
	for _, r := range running {
		var one Visiting
		one.engage(r, now)
		all = append(all, one)
	}
	return all, nil
}

// engaged are the chats that wait or are with an agent, by visitor.
func (d *Desk) engaged(ctx context.Context, site SiteID) (map[GUID]*Running, error) {
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
	byVisitor := make(map[GUID]*Running, len(running))
	for _, r := range running {
		if _, there := r.visiting(); there {
			byVisitor[r.Chat.VisitorID] = r
		}
	}
	return byVisitor, nil
}

// engage tells of a visitor who has a running chat.
func (v *Visiting) engage(r *Running, now time.Time) {
	p := r.Chat.PreChat
	v.Visitor = Visitor{ID: r.Chat.VisitorID, Name: p.Name, Email: p.Email, Phone: p.Phone, Company: p.Company}
	v.Chat, v.State, v.Holder = r.Chat, r.State, r.Holder
	if r.State == AtBot {
		v.Holder = r.Bot
	}
	if v.Status, _ = r.visiting(); !now.Before(r.SeenUntil) {
		v.Status = VisitorOutOfSite
	}
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

// Renew takes those who are still connected to be so until a time. An agent whose time
// had run out, since nobody could note it for a while, gets chats again.
func (d *Desk) Renew(ctx context.Context, site SiteID, who []GUID, until time.Time) error {
	floor, err := d.lobby.Floor(ctx, site)
	if err != nil {
		return err
	}
	now := d.now()
	back := slices.DeleteFunc(floor.Seats, func(s *Seat) bool { return now.Before(s.SeenUntil) || !slices.Contains(who, s.Agent.ID) })
	if err := d.lobby.Seen(ctx, site, who, until); err != nil || len(back) == 0 {
		return err
	}
	defer d.TellFloor(ctx, site)
	return d.act(ctx, site, true, func(ctx context.Context, w *work) error { // to route
		for _, before := range back {
			s := w.floor.Seat(before.Agent.ID)
			if s == nil {
				continue
			}
			if err := w.saveSeat(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
}
