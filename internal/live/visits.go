package live

import (
	"context"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// How often this node does what is due with its visits.
const (
	visitsEvery   = time.Second      // store what was seen, show invitations
	settingsEvery = 5 * time.Second  // read a site's automatic invitations and variables
	tryAgain      = 10 * time.Second // after nobody could take a chat
	mostInvited   = 50               // visitors at a time
)

// visits are the visitors whom this node sees on pages. What it sees is stored a moment
// later, many visits in one transaction, so that no look at a page waits for a disk.
type visits struct {
	desk *chat.Desk
	room *Room
	node chat.GUID
	news chan struct{} // other nodes have changed something

	looked time.Time // when invitations were looked for last; of the loop

	mu       sync.Mutex
	sites    map[chat.SiteID]*siteVisits
	watchers map[*session]*watcher
	inviters map[*session]struct{} // agents with an invitation that is open
}

// siteVisits are the visits of a site.
type siteVisits struct {
	visitors  map[chat.GUID]*present
	inviting  []chat.Inviting
	variables []*chat.CustomVariable
	read      time.Time // when these were
	deaf      func()    // stops listening to other nodes
}

// present is a visitor who is connected to this node.
type present struct {
	visit    *chat.Visit
	pending  []chat.Sighting // not stored yet
	sessions []*session
	due      time.Time // when invitations are to be looked at; zero for never
	told     chat.GUID // the invitation that the sessions show
}

func newVisits(r *Room) *visits {
	return &visits{
		desk: r.Desk, room: r, node: r.node.id, news: make(chan struct{}, 1),
		sites: map[chat.SiteID]*siteVisits{}, watchers: map[*session]*watcher{}, inviters: map[*session]struct{}{},
	}
}

// run does what is due until ctx ends.
func (v *visits) run(ctx context.Context) {
	tick := time.NewTicker(visitsEvery)
	defer tick.Stop()
	for beat := 0; ; beat++ {
		select {
		case <-ctx.Done():
			v.end(context.WithoutCancel(ctx))
			return
		case <-v.news:
			v.tell(ctx)
		case <-tick.C:
			v.keep(ctx)
			v.readSettings(ctx)
			v.invite(ctx)
			if beat%2 == 0 {
				v.tell(ctx)
				v.show(ctx)
				v.lookForInviters()
			}
		}
	}
}

// end stores what was seen last; the node is not alive any more.
func (v *visits) end(ctx context.Context) {
	v.keep(ctx)
	if err := v.room.node.end(ctx); err != nil {
		v.fail("noting that the node ends", err)
	}
}

// close listens to no other node any more, once all sessions have ended.
func (v *visits) close() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for site, at := range v.sites {
		at.deaf()
		delete(v.sites, site)
	}
}

func (v *visits) fail(what string, err error) {
	if v.room.ctx.Err() == nil {
		v.room.Log.Error(what, "error", err)
	}
}

// look takes that a visitor, by a session, looks at a page.
func (v *visits) look(ctx context.Context, s *session, visitor chat.GUID, seen chat.Sighting) error {
	seen.At, seen.Node = v.room.Now(), v.node
	v.mu.Lock()
	defer v.mu.Unlock()
	at := v.site(s.site)
	p := at.visitors[visitor]
	if p == nil {
		v.mu.Unlock()
		visit, err := v.desk.Visit(ctx, s.site, visitor, &seen)
		v.mu.Lock()
		if err != nil {
			return err
		}
		at = v.site(s.site) // it may have been forgotten meanwhile
		if p = at.visitors[visitor]; p == nil {
			p = &present{visit: visit}
			at.visitors[visitor] = p
		}
	} else {
		seen.Session.ID, seen.Known, seen.Chats = p.visit.Session.ID, p.visit.Known, p.visit.Chats
		p.visit = p.visit.Clone()
		p.visit.Take(&seen)
	}
	s.looking = visitor
	p.pending = append(p.pending, seen)
	p.due = seen.At
	if !slices.Contains(p.sessions, s) {
		p.sessions = append(p.sessions, s)
		if p.told != (chat.GUID{}) {
			s.offer(invitationOf(&p.visit.Invitation))
		}
	}
	return nil
}

// site gives the visits of a site, and listens to what other nodes tell of them.
func (v *visits) site(id chat.SiteID) *siteVisits {
	at := v.sites[id]
	if at != nil {
		return at
	}
	at = &siteVisits{visitors: map[chat.GUID]*present{}}
	at.deaf = v.desk.Listen(v.room.ctx, id, v.node, v)
	v.sites[id] = at
	return at
}

// Note implements chat.Listener.
func (v *visits) Note([]byte) { v.hurry() }

// Advance implements chat.Listener; no chat is the node's.
func (v *visits) Advance(*chat.Advance) {}

// hurry has invitations looked for now.
func (v *visits) hurry() {
	select {
	case v.news <- struct{}{}:
	default:
	}
}

// leave takes a session off.
func (v *visits) leave(s *session) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.watchers, s)
	delete(v.inviters, s)
	at := v.sites[s.site]
	if at == nil || at.visitors[s.looking] == nil {
		return
	}
	p := at.visitors[s.looking]
	p.sessions = slices.DeleteFunc(p.sessions, func(o *session) bool { return o == s })
	if len(p.sessions) == 0 {
		p.pending = append(p.pending, chat.Sighting{At: v.room.Now(), Node: v.node, Left: true})
	}
}

// keep stores what was seen.
func (v *visits) keep(ctx context.Context) {
	if v.nobody() {
		return
	}
	if err := v.room.node.renew(ctx); err != nil {
		v.fail("noting that the node is alive", err)
	}
	for site, batch := range v.batches() {
		for _, seen := range batch {
			if err := v.keepSome(ctx, site, seen); err != nil {
				v.fail("storing visits", err)
			}
		}
	}
}

// batches takes what is to be stored, in parts that one transaction takes.
func (v *visits) batches() map[chat.SiteID][]map[chat.GUID][]chat.Sighting {
	v.mu.Lock()
	defer v.mu.Unlock()
	all := map[chat.SiteID][]map[chat.GUID][]chat.Sighting{}
	for site, at := range v.sites {
		var some map[chat.GUID][]chat.Sighting
		for visitor, p := range at.visitors {
			if len(p.pending) == 0 {
				continue
			}
			if len(some) == 0 || len(some) == chat.VisitsAtOnce {
				some = map[chat.GUID][]chat.Sighting{}
				all[site] = append(all[site], some)
			}
			some[visitor], p.pending = p.pending, nil
		}
	}
	return all
}

// keepSome stores a part, and takes over what other nodes have seen. After an error
// what was seen waits for the next time.
func (v *visits) keepSome(ctx context.Context, site chat.SiteID, seen map[chat.GUID][]chat.Sighting) error {
	err := v.room.node.renew(ctx)
	var kept []*chat.Visit
	if err == nil {
		kept, err = v.desk.KeepVisits(ctx, site, seen)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	at := v.sites[site]
	if err != nil {
		for visitor, sightings := range seen {
			if p := at.visitors[visitor]; p != nil {
				p.pending = append(sightings, p.pending...)
			}
		}
		return err
	}
	for _, visit := range kept {
		if p := at.visitors[visit.Visitor]; p != nil {
			p.takeOver(visit)
		}
	}
	for visitor := range seen {
		if p := at.visitors[visitor]; p != nil && len(p.sessions) == 0 && len(p.pending) == 0 {
			delete(at.visitors, visitor)
		}
	}
	if len(at.visitors) == 0 {
		at.deaf()
		delete(v.sites, site)
	}
	return nil
}

// takeOver takes the visit as it is stored, and what has been seen of it since.
func (p *present) takeOver(visit *chat.Visit) {
	for i := range p.pending {
		visit.Take(&p.pending[i])
	}
	p.visit = visit
}

// keepOne stores what was seen of one visitor, before a chat comes of it.
func (v *visits) keepOne(ctx context.Context, site chat.SiteID, visitor chat.GUID) error {
	v.mu.Lock()
	var seen []chat.Sighting
	if at := v.sites[site]; at != nil && at.visitors[visitor] != nil {
		p := at.visitors[visitor]
		seen, p.pending = p.pending, nil
	}
	v.mu.Unlock()
	if len(seen) == 0 {
		return nil
	}
	return v.keepSome(ctx, site, map[chat.GUID][]chat.Sighting{visitor: seen})
}

// readSettings reads what managers have set, from time to time, for the sites with
// visitors. When invitations have changed all visitors are looked at again.
func (v *visits) readSettings(ctx context.Context) {
	now := v.room.Now()
	for _, site := range v.stale(now) {
		inviting, err := v.desk.Inviting(ctx, site)
		if err != nil {
			v.fail("reading automatic invitations", err)
			continue
		}
		variables, err := v.desk.Variables(ctx, site)
		if err != nil {
			v.fail("reading custom variables", err)
			continue
		}
		v.mu.Lock()
		if at := v.sites[site]; at != nil {
			if !reflect.DeepEqual(at.inviting, inviting) {
				for _, p := range at.visitors {
					p.due = now
				}
			}
			at.inviting, at.variables, at.read = inviting, variables, now
		}
		v.mu.Unlock()
	}
}

func (v *visits) stale(now time.Time) (sites []chat.SiteID) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for site, at := range v.sites {
		if now.Sub(at.read) >= settingsEvery {
			sites = append(sites, site)
		}
	}
	return sites
}
