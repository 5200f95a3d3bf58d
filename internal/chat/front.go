package chat

import (
	"context"
	"encoding/binary"
	"hash/fnv"
	"time"
)

// Whom a listener names who wants to know of what concerns a whole site (Bus.Listen).
var (
	// FloorNews is for who is there, and how many wait.
	FloorNews = GUID{15: 1}
	// SettingsNews is for what a site's managers keep.
	SettingsNews = GUID{15: 2}
)

// Front is what those who come to a site are shown, and held to. It is read as a whole
// and never changed.
type Front struct {
	Campaigns   []*Campaign   // in their order
	Fields      []Resource    // that their forms ask
	Departments []*Department // that chats are routed to, in their order
	ShowsTyped  bool          // see Site
	bots        map[GUID]*Bot
	bans        bans
}

// Front reads what those who come to a site are shown; KindNotFound when there is no
// such site.
func (d *Desk) Front(ctx context.Context, site SiteID) (*Front, error) {
	decided, err := d.lobby.Site(ctx, site)
	if err != nil {
		return nil, err
	}
	f := &Front{ShowsTyped: decided.ShowsTyped, bots: map[GUID]*Bot{}}
	for _, of := range []Collection{Campaigns, FormFields, Departments, Bots, Bans} {
		all, err := d.lobby.Resources(ctx, site, of)
		if err != nil {
			return nil, err
		}
		SortResources(all)
		f.add(all)
	}
	return f, nil
}

func (f *Front) add(all []Resource) {
	for _, r := range all {
		switch n := r.(type) {
		case *Campaign:
			f.Campaigns = append(f.Campaigns, n)
		case *FormField:
			f.Fields = append(f.Fields, n)
		case *Department:
			if !n.NotInLiveChat {
				f.Departments = append(f.Departments, n)
			}
		case *Bot:
			f.bots[n.ID] = n
		case *Ban:
			f.bans.add(n)
		}
	}
}

// Campaign finds a campaign, nil when there is none; for the zero guid the first one.
func (f *Front) Campaign(id GUID) *Campaign {
	for _, c := range f.Campaigns {
		if c.ID == id || id == (GUID{}) {
			return c
		}
	}
	return nil
}

// FloorFor reads who is there for those who come, now.
func (d *Desk) FloorFor(ctx context.Context, site SiteID, f *Front) (*Floor, error) {
	floor, err := d.lobby.Floor(ctx, site)
	if err != nil {
		return nil, err
	}
	floor.Terms, floor.Departments = d.terms, map[GUID]*Department{}
	for _, department := range f.Departments {
		floor.Departments[department.ID] = department
	}
	return floor, nil
}

// Open reports whether a request by a campaign could be taken or wait now: for a
// department, or with nil for whoever is there.
func (f *Front) Open(floor *Floor, c *Campaign, d *Department, now time.Time) bool {
	if c != nil {
		if bot := f.bots[c.BotID]; bot != nil && bot.Answering() {
			return true
		}
	}
	return floor.open(d, now)
}

// open reports whether a chat that asks for no skill would be admitted.
func (f *Floor) open(d *Department, now time.Time) bool {
	switch {
	case f.crowded():
		return false
	case d == nil:
		return f.Staffed(&Chat{}, now)
	case f.takes(d, GUID{}, now) == nil:
		return true
	}
	to, _, _ := f.elsewhere(&Running{Chat: &Chat{DepartmentID: d.ID}, Overflow: d.Overflow}, now)
	return to != nil
}

// crowded reports whether as many chats of the site wait as may.
func (f *Floor) crowded() bool { return len(f.Waiting) >= f.Terms.QueueLimit }

// ChangesAt is when the next of those who are present will be taken to have gone, unless
// they are seen again; zero for never.
func (f *Floor) ChangesAt(now time.Time) (at time.Time) {
	for _, s := range f.Seats {
		if s.Present(now) && (at.IsZero() || s.SeenUntil.Before(at)) {
			at = s.SeenUntil
		}
	}
	return at
}

// attendance is a digest of who is present and what waits: while it is the same, so is
// what is open.
func (f *Floor) attendance(now time.Time) uint64 {
	h := fnv.New64a()
	for _, s := range f.Seats {
		if s.Present(now) {
			_, _ = h.Write(s.Agent.ID[:]) // a hash never fails
		}
	}
	_, _ = h.Write(binary.AppendUvarint(nil, uint64(len(f.Waiting))))
	for _, r := range f.Waiting {
		_, _ = h.Write(r.Chat.DepartmentID[:])
	}
	return h.Sum64()
}

// TellFloor tells that somebody has come or gone.
func (d *Desk) TellFloor(ctx context.Context, site SiteID) { d.bus.Whisper(ctx, site, FloorNews, nil) }
