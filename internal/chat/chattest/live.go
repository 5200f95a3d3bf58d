package chattest

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

var (
	_ chat.Lobby  = (*Store)(nil)
	_ chat.LiveTx = (*liveTx)(nil)
)

// livingRoom is what one site has of live chat. Values in it are never changed in
// place.
type livingRoom struct {
	epoch   chat.GUID
	chats   map[chat.GUID]liveChat
	seats   map[chat.GUID]chat.Seat
	callers map[[32]byte]chat.Caller
	pace    time.Duration
	files   map[string]liveFile
	visits  map[chat.GUID]*chat.Visit

	connected map[connection]bool
	mails     map[chat.GUID]chat.Mail

	deliveries map[chat.GUID]chat.Delivery
}

type liveChat struct {
	*chat.Running
	deadline time.Time
	log      []chat.Entry
}

func newLivingRoom() livingRoom {
	return livingRoom{
		epoch: chat.GUID{1, 2, 3}, chats: map[chat.GUID]liveChat{},
		seats: map[chat.GUID]chat.Seat{}, callers: map[[32]byte]chat.Caller{},
		files:  map[string]liveFile{},
		visits: map[chat.GUID]*chat.Visit{}, connected: map[connection]bool{}, mails: map[chat.GUID]chat.Mail{},
		deliveries: map[chat.GUID]chat.Delivery{},
	}
}

func (l livingRoom) clone() livingRoom {
	l.chats, l.seats, l.callers, l.visits = maps.Clone(l.chats), maps.Clone(l.seats), maps.Clone(l.callers), maps.Clone(l.visits)
	l.files, l.connected, l.mails = maps.Clone(l.files), maps.Clone(l.connected), maps.Clone(l.mails)
	l.deliveries = maps.Clone(l.deliveries)
	return l
}

func (l livingRoom) forget(guid chat.GUID) { delete(l.chats, guid) }

// those gives copies of the chats that are wanted, in the order of their requests.
func (l livingRoom) those(wanted func(*chat.Running) bool) (found []*chat.Running) {
	for _, c := range l.chats {
		if wanted(c.Running) {
			found = append(found, c.Clone())
		}
	}
	slices.SortFunc(found, func(a, b *chat.Running) int {
		return cmp.Or(a.Chat.RequestedTime.Compare(b.Chat.RequestedTime), bytes.Compare(a.Chat.GUID[:], b.Chat.GUID[:]))
	})
	return found
}

func (at *site) floor() *chat.Floor {
	f := &chat.Floor{Pace: at.live.pace}
	f.Waiting = at.live.those(func(r *chat.Running) bool { return r.State == chat.Queued })
	f.Sort()
	for _, id := range slices.SortedFunc(maps.Keys(at.live.seats), func(a, b chat.GUID) int { return bytes.Compare(a[:], b[:]) }) {
		seat := at.live.seats[id]
		seat.Ongoing = 0
		if noun, ok := at.related.Agents[id]; ok {
			seat.Describe(noun)
		}
		for _, c := range at.live.chats {
			if c.State != chat.Offered && c.State != chat.Active {
				continue
			}
			for _, by := range []chat.GUID{c.Holder.ID, c.Offer.To.ID} {
				if by == id {
					seat.Ongoing++
				}
			}
		}
		f.Seats = append(f.Seats, &seat)
	}
	return f
}

// at gives a site, an empty one when there is none.
func (s *Store) at(id chat.SiteID) *site {
	if at, ok := s.sites[id]; ok {
		return at
	}
	return &site{live: newLivingRoom()}
}

// Live implements chat.Lobby.
func (s *Store) Live(ctx context.Context, id chat.SiteID, fn func(context.Context, chat.LiveTx) error) error {
	return s.update(ctx, id, func(work *tx) error { return fn(ctx, &liveTx{work}) })
}

// Running implements chat.Lobby.
func (s *Store) Running(_ context.Context, id chat.SiteID, guid chat.GUID) (*chat.Running, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.at(id).live.chats[guid]; ok {
		return c.Clone(), nil
	}
	return nil, chat.ErrChatNotFound
}

// RunningOf implements chat.Lobby.
func (s *Store) RunningOf(_ context.Context, id chat.SiteID, who chat.GUID) ([]*chat.Running, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at(id).live.those(func(r *chat.Running) bool { return slices.Contains(r.Parties(), who) }), nil
}

// Entries implements chat.Lobby.
func (s *Store) Entries(_ context.Context, id chat.SiteID, guid chat.GUID, after int64, limit int) ([]chat.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	log := s.at(id).live.chats[guid].log
	first := min(max(after, 0), int64(len(log)))
	return slices.Clone(log[first:min(first+int64(limit), int64(len(log)))]), nil
}

// Floor implements chat.Lobby.
func (s *Store) Floor(_ context.Context, id chat.SiteID) (*chat.Floor, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at(id).floor(), nil
}

// Caller implements chat.Lobby.
func (s *Store) Caller(_ context.Context, id chat.SiteID, hash [32]byte) (chat.Caller, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at(id).live.caller(hash)
}

func (l livingRoom) caller(hash [32]byte) (chat.Caller, error) {
	if c, ok := l.callers[hash]; ok {
		return c, nil
	}
	return chat.Caller{}, chat.NotFound("the visitor is not known")
}

// Epoch implements chat.Lobby.
func (s *Store) Epoch(_ context.Context, id chat.SiteID) (chat.GUID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.sites[id]; ok {
		return at.live.epoch, nil
	}
	return chat.GUID{}, chat.NotFound("there is no site %d", id)
}

// Parts implements chat.Lobby.
func (s *Store) Parts(context.Context) (parts []chat.Part, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, at := range s.sites {
		for guid, c := range at.live.chats {
			for _, who := range c.Parties() {
				parts = append(parts, chat.Part{Site: id, Who: who, Chat: guid, State: c.State, Version: c.Version})
			}
		}
	}
	return parts, nil
}

// Due implements chat.Lobby.
func (s *Store) Due(_ context.Context, now, visitorGone, agentGone time.Time, limit int) (due []chat.DueChat, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	gone := func(seen, since time.Time) bool { return !seen.IsZero() && !seen.After(since) }
	for id, at := range s.sites {
		for guid, c := range at.live.chats {
			if !c.deadline.After(now) || gone(c.SeenUntil, visitorGone) {
				due = append(due, chat.DueChat{Site: id, Chat: guid})
			}
		}
		for agent, seat := range at.live.seats {
			if gone(seat.SeenUntil, agentGone) {
				due = append(due, chat.DueChat{Site: id, Agent: agent})
			}
		}
	}
	return due[:min(limit, len(due))], nil
}

// DueTurns implements chat.Lobby.
func (s *Store) DueTurns(_ context.Context, now time.Time, perBot int) (due []chat.DueTurn, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	type turn struct {
		chat.DueTurn
		at  time.Time
		nth int
	}
	var all []turn
	for id, at := range s.sites {
		for guid, c := range at.live.chats {
			if when := c.Turn.Due; !when.IsZero() && !when.After(now) {
				all = append(all, turn{chat.DueTurn{Site: id, Chat: guid, Bot: c.Bot.ID}, when, 0})
			}
		}
	}
	slices.SortFunc(all, func(a, b turn) int { return cmp.Or(a.at.Compare(b.at), bytes.Compare(a.Chat[:], b.Chat[:])) })
	counts := map[chat.DueTurn]int{}
	for i := range all {
		bot := chat.DueTurn{Site: all[i].Site, Bot: all[i].Bot}
		counts[bot]++
		all[i].nth = counts[bot]
	}
	slices.SortStableFunc(all, func(a, b turn) int { return cmp.Compare(a.nth, b.nth) })
	for _, t := range all {
		if t.nth <= perBot {
			due = append(due, t.DueTurn)
		}
	}
	return due, nil
}

// WithBots implements chat.Lobby.
func (s *Store) WithBots(_ context.Context, id chat.SiteID) ([]*chat.Running, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at(id).live.those(func(r *chat.Running) bool { return r.State == chat.AtBot }), nil
}

// liveTx is a chat.LiveTx on a site's next state.
type liveTx struct{ *tx }

// Records implements chat.LiveTx.
func (t *liveTx) Records() chat.Tx { return t.tx }

// Floor implements chat.LiveTx.
func (t *liveTx) Floor(context.Context) (*chat.Floor, error) { return t.floor(), nil }

// Lock implements chat.LiveTx.
func (t *liveTx) Lock(_ context.Context, guid chat.GUID) (*chat.Running, error) {
	if c, ok := t.live.chats[guid]; ok {
		return c.Clone(), nil
	}
	return nil, chat.ErrChatNotFound
}

// Held implements chat.LiveTx.
func (t *liveTx) Held(_ context.Context, agent chat.GUID) ([]*chat.Running, error) {
	return t.live.those(func(r *chat.Running) bool {
		return (r.State == chat.Offered || r.State == chat.Active) && (r.Holder.ID == agent || r.Offer.To.ID == agent)
	}), nil
}

// OfVisitor implements chat.LiveTx.
func (t *liveTx) OfVisitor(_ context.Context, visitor chat.GUID) ([]*chat.Running, error) {
	return t.live.those(func(r *chat.Running) bool { return r.Chat.VisitorID == visitor }), nil
}

// Log implements chat.LiveTx.
func (t *liveTx) Log(_ context.Context, guid chat.GUID) ([]chat.Entry, error) {
	return slices.Clone(t.live.chats[guid].log), nil
}

// Repeated implements chat.LiveTx.
func (t *liveTx) Repeated(_ context.Context, guid, sender chat.GUID, client string) (*chat.Entry, error) {
	for _, e := range t.live.chats[guid].log {
		if e.Sender == sender && e.Client == client {
			return &e, nil
		}
	}
	return nil, nil
}

// Save implements chat.LiveTx.
func (t *liveTx) Save(ctx context.Context, r *chat.Running, deadline time.Time, entries []chat.Entry) error {
	for _, e := range entries {
		if again, _ := t.Repeated(ctx, r.Chat.GUID, e.Sender, e.Client); again != nil && e.Client != "" {
			t.failed = chat.Conflict("an entry with this id is there already")
			return t.failed
		}
	}
	log := t.live.chats[r.Chat.GUID].log
	r.Version++
	kept := r.Clone()
	if r.State == chat.Ended {
		kept.SeenUntil = time.Time{}
	}
	t.live.chats[r.Chat.GUID] = liveChat{Running: kept, deadline: deadline, log: append(slices.Clip(log), entries...)}
	return nil
}

// SaveSeat implements chat.LiveTx.
func (t *liveTx) SaveSeat(_ context.Context, s *chat.Seat) error {
	t.live.seats[s.Agent.ID] = *s
	return nil
}

// SavePace implements chat.LiveTx.
func (t *liveTx) SavePace(_ context.Context, pace time.Duration) error {
	t.live.pace = pace
	return nil
}

// Caller implements chat.LiveTx.
func (t *liveTx) Caller(_ context.Context, hash [32]byte) (chat.Caller, error) {
	return t.live.caller(hash)
}

// SaveCaller implements chat.LiveTx.
func (t *liveTx) SaveCaller(_ context.Context, hash [32]byte, c chat.Caller) error {
	if _, ok := t.live.callers[hash]; ok {
		t.failed = chat.Conflict("this visitor is there already")
		return t.failed
	}
	t.live.callers[hash] = c
	return nil
}

// SaveLastAgent implements chat.LiveTx.
func (t *liveTx) SaveLastAgent(_ context.Context, visitor, agent chat.GUID) error {
	for hash, c := range t.live.callers {
		if c.Visitor == visitor {
			c.LastAgent = agent
			t.live.callers[hash] = c
		}
	}
	return nil
}

// dropLive removes what live chat still has of a chat whose record is gone, and the
// secret of a visitor who has no other.
// followLive has a running chat that is kept follow its record.
func (t *tx) followLive(record *chat.Chat) {
	kept, ok := t.live.chats[record.GUID]
	if !ok {
		return
	}
	kept.Running = kept.Clone()
	if kept.Follow(clone(record)) {
		kept.Version++
		t.live.chats[record.GUID] = kept
	}
}

func (t *tx) dropLive(gone *chat.Chat) {
	t.live.forget(gone.GUID)
	maps.DeleteFunc(t.live.mails, func(_ chat.GUID, m chat.Mail) bool { return m.Chat == gone.GUID })
	t.dropDeliveries(func(d chat.Delivery) bool { return d.Subject() == gone.GUID })
	t.dropFiles(gone.GUID)
	for _, c := range t.chats {
		if c.VisitorID == gone.VisitorID {
			return
		}
	}
	if len(t.live.those(func(r *chat.Running) bool { return r.Chat.VisitorID == gone.VisitorID })) == 0 {
		maps.DeleteFunc(t.live.callers, func(_ [32]byte, c chat.Caller) bool { return c.Visitor == gone.VisitorID })
		delete(t.live.visits, gone.VisitorID)
	}
}

// Forget implements chat.LiveTx.
func (t *liveTx) Forget(_ context.Context, guid chat.GUID) error {
	t.live.forget(guid)
	return nil
}

// Talk implements chat.Talks.
func (s *Store) Talk(ctx context.Context, t *chat.Talk) error { return Talk(ctx, s, t) }

// Talk takes a step in a transaction of a lobby.
func Talk(ctx context.Context, lobby chat.Lobby, t *chat.Talk) error {
	return lobby.Live(ctx, t.Site, func(ctx context.Context, tx chat.LiveTx) error {
		r, err := tx.Lock(ctx, t.Chat)
		if err != nil {
			return err
		}
		earlier, err := tx.Repeated(ctx, t.Chat, t.Stamp.Sender, t.Stamp.Client)
		if err != nil {
			return err
		}
		added, changed, err := t.Rule(r, earlier)
		if err != nil || !changed {
			return err
		}
		return tx.Save(ctx, r, r.Deadline(t.Terms), added)
	})
}
