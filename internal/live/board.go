package live

import (
	"bytes"
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// How long the board is good for at most, when no news of changes comes, and how long a
// site is kept on it that nobody asks for.
const (
	boardFor    = 5 * time.Second
	boardRetry  = time.Second // after it could not be read
	boardUnused = time.Minute
)

// board is what those who come to this node's sites are shown, and who is there for
// them. However many ask, it is read when something has changed, and the floor once in
// a while at most.
type board struct {
	room *Room

	mu    sync.Mutex
	sites map[chat.SiteID]*posted
}

// posted is the board of a site.
type posted struct {
	id      chat.SiteID
	changed atomic.Bool // the settings have, since they were read
	moved   atomic.Bool // the floor has
	leave   [2]func()   // stop listening

	reading  sync.Mutex // and what it gives
	front    *chat.Front
	enforced *chat.Front // the last one by whose bans sessions were ended
	floor    *chat.Floor
	frontAt  time.Time
	floorAt  time.Time

	mu       sync.Mutex
	asked    time.Time // the last time
	watchers map[*session]*lookout
	held     int // sessions of visitors
}

// lookout is a session that is told of what is open.
type lookout struct {
	campaign chat.GUID
	told     frame
}

func newBoard(r *Room) *board { return &board{room: r, sites: map[chat.SiteID]*posted{}} }

// mark is a listener that notes that something has happened.
type mark struct{ *atomic.Bool }

// Note implements chat.Listener.
func (m mark) Note([]byte) { m.Store(true) }

// Advance implements chat.Listener; no chat is a site's.
func (m mark) Advance(*chat.Advance) {}

// site gives the board of a site, which listens from now on.
func (b *board) site(id chat.SiteID) *posted {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.sites[id]
	if p == nil {
		p = &posted{id: id, watchers: map[*session]*lookout{}}
		desk, ctx := b.room.Desk, b.room.ctx
		p.leave[0] = desk.Listen(ctx, id, chat.SettingsNews, mark{&p.changed})
		p.leave[1] = desk.Listen(ctx, id, chat.FloorNews, mark{&p.moved})
		b.sites[id] = p
	}
	p.mu.Lock()
	p.asked = time.Now()
	p.mu.Unlock()
	return p
}

// forget takes the sites off that nobody asks for, or that are not there.
func (b *board) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, p := range b.sites {
		p.mu.Lock()
		unused := p.held == 0 && len(p.watchers) == 0 && time.Since(p.asked) > boardUnused
		p.mu.Unlock()
		if unused {
			b.drop(id, p)
		}
	}
}

// close takes all sites off.
func (b *board) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, p := range b.sites {
		b.drop(id, p)
	}
}

func (b *board) drop(id chat.SiteID, p *posted) {
	for _, leave := range p.leave {
		leave()
	}
	delete(b.sites, id)
}

// front gives what a site shows; KindNotFound when there is no such site.
func (b *board) front(ctx context.Context, site chat.SiteID) (*chat.Front, error) {
	p := b.site(site)
	p.reading.Lock()
	front, err := p.readFront(ctx, b.room)
	p.reading.Unlock()
	if err != nil && chat.KindOf(err) == chat.KindNotFound {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.sites[site] == p {
			b.drop(site, p)
		}
	}
	return front, err
}

// both gives what a site shows, and who is there.
func (b *board) both(ctx context.Context, site chat.SiteID) (*chat.Front, *chat.Floor, error) {
	if _, err := b.front(ctx, site); err != nil {
		return nil, nil, err
	}
	p := b.site(site)
	p.reading.Lock()
	defer p.reading.Unlock()
	front, err := p.readFront(ctx, b.room)
	if err != nil {
		return nil, nil, err
	}
	floor, err := p.readFloor(ctx, b.room, front)
	return front, floor, err
}

// readFront reads the settings if they have changed. While that fails those of before are
// good, so that a database that is gone for a while ends nothing that goes on.
func (p *posted) readFront(ctx context.Context, r *Room) (*chat.Front, error) {
	if !p.changed.Swap(false) && p.front != nil && time.Since(p.frontAt) < boardFor {
		return p.front, nil
	}
	front, err := r.Desk.Front(context.WithoutCancel(ctx), p.id) // for all who ask
	switch {
	case err != nil && p.front != nil && chat.KindOf(err) == chat.KindInternal:
		p.frontAt = time.Now().Add(boardRetry - boardFor)
		r.Log.Error("reading what a site shows", "site", p.id, "error", err)
		return p.front, nil
	case err != nil:
		p.changed.Store(true)
		return nil, err
	}
	p.front, p.frontAt = front, time.Now()
	p.moved.Store(true) // other agents and departments
	p.floorAt = time.Time{}
	return front, nil
}

// readFloor reads who is there if that may have changed, but not again and again.
func (p *posted) readFloor(ctx context.Context, r *Room, front *chat.Front) (*chat.Floor, error) {
	if p.floor != nil && (time.Since(p.floorAt) < r.Limits.News || !p.stirred(r)) {
		return p.floor, nil
	}
	p.moved.Store(false)
	floor, err := r.Desk.FloorFor(context.WithoutCancel(ctx), p.id, front)
	if err != nil {
		p.moved.Store(true)
		return nil, err
	}
	p.floor, p.floorAt = floor, time.Now()
	return floor, nil
}

// stirred reports whether other agents may be there than were when the floor was read.
func (p *posted) stirred(r *Room) bool {
	if p.moved.Load() || time.Since(p.floorAt) > boardFor {
		return true
	}
	at := p.floor.ChangesAt(p.floorAt)
	return !at.IsZero() && !r.Now().Before(at)
}

// watch has a session told of what is open for a campaign, from now on, and gives the
// first answer.
func (b *board) watch(ctx context.Context, s *session, campaign chat.GUID) (frame, error) {
	front, floor, err := b.both(ctx, s.site)
	if err != nil {
		return nil, err
	}
	first, err := b.openFrame(front, floor, campaign)
	if err != nil {
		return nil, err
	}
	p := b.site(s.site)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.watchers[s] = &lookout{campaign, first}
	return first, nil
}

// unwatch tells a session no more.
func (b *board) unwatch(s *session) {
	b.mu.Lock()
	p := b.sites[s.site]
	b.mu.Unlock()
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.watchers, s)
}

// run tells the sessions what has changed, until ctx ends.
func (b *board) run(ctx context.Context) {
	repeat(ctx, b.room.Limits.News, func() {
		b.expel(ctx)
		for _, p := range b.watched() {
			if err := b.tell(ctx, p); err != nil && ctx.Err() == nil {
				b.room.Log.Error("telling visitors who is there", "site", p.id, "error", err)
			}
		}
		b.forget()
	})
}

// watched are the sites with somebody to tell.
func (b *board) watched() (all []*posted) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.sites {
		p.mu.Lock()
		if len(p.watchers) > 0 {
			all = append(all, p)
		}
		p.mu.Unlock()
	}
	return all
}

// tell tells those who have been told something else. Who lags behind is told later.
func (b *board) tell(ctx context.Context, p *posted) error {
	front, floor, err := b.both(ctx, p.id)
	if err != nil {
		return err
	}
	frames := map[chat.GUID]frame{} // by campaign
	p.mu.Lock()
	defer p.mu.Unlock()
	for s, l := range p.watchers {
		f := frames[l.campaign]
		if f == nil {
			if f, err = b.openFrame(front, floor, l.campaign); err != nil {
				return err
			}
			frames[l.campaign] = f
		}
		if !bytes.Equal(f, l.told) && s.spare(f) {
			l.told = f
		}
	}
	return nil
}

// availabilityFrame tells what is open.
type availabilityFrame struct {
	Type        string           `json:"type"`
	Open        bool             `json:"open"`
	Departments []departmentOpen `json:"departments"`
}

type departmentOpen struct {
	ID   chat.GUID `json:"id"`
	Open bool      `json:"open"`
}

func (b *board) openFrame(front *chat.Front, floor *chat.Floor, campaign chat.GUID) (frame, error) {
	c, now := front.Campaign(campaign), b.room.Now()
	f := availabilityFrame{Type: "availability", Open: front.Open(floor, c, nil, now), Departments: []departmentOpen{}}
	for _, d := range front.Departments {
		f.Departments = append(f.Departments, departmentOpen{d.ID, front.Open(floor, c, d, now)})
	}
	return encode(f)
}
