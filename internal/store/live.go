package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var (
	_ chat.Lobby  = (*Store)(nil)
	_ chat.LiveTx = (*liveTx)(nil)
)

// Live implements chat.Lobby.
func (s *Store) Live(ctx context.Context, site chat.SiteID, fn func(context.Context, chat.LiveTx) error) error {
	return s.writes.transact(ctx, func(ctx context.Context, c *conn) error {
		t := s.liveTx(c, site)
		if err := fn(ctx, t); err != nil {
			return err
		}
		return t.settle(ctx)
	})
}

func (s *Store) liveTx(c *conn, site chat.SiteID) *liveTx {
	return &liveTx{tx: &tx{conn: c, store: s, site: site}, parties: map[chat.GUID][]chat.GUID{}}
}

// Running implements chat.Lobby.
func (s *Store) Running(ctx context.Context, site chat.SiteID, guid chat.GUID) (*chat.Running, error) {
	found, err := s.running(ctx, sqlLiveChat, int64(site), guid[:])
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the running chat %s: %w", guid, err)
	case len(found) == 0:
		return nil, chat.ErrChatNotFound
	}
	return found[0], nil
}

// RunningOf implements chat.Lobby.
func (s *Store) RunningOf(ctx context.Context, site chat.SiteID, who chat.GUID) ([]*chat.Running, error) {
	found, err := s.running(ctx, sqlLiveOf, int64(site), who[:])
	if err != nil {
		return nil, fmt.Errorf("read the running chats of %s: %w", who, err)
	}
	return found, nil
}

func (s *Store) running(ctx context.Context, text string, args ...any) (found []*chat.Running, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		found, err = s.scanRunning(ctx, c, text, args...)
		return err
	})
	return found, err
}

// scanRunning reads what a statement finds that begins with liveColumns.
func (s *Store) scanRunning(ctx context.Context, c *conn, text string, args ...any) (found []*chat.Running, err error) {
	err = c.query(ctx, func(rows *sql.Rows) error {
		r, err := s.runningIn(rows)
		found = append(found, r)
		return err
	}, text, args...)
	return found, err
}

// runningIn reads a row of liveColumns.
func (s *Store) runningIn(rows *sql.Rows) (*chat.Running, error) {
	var state uint8
	var last, version int64
	var seen sql.NullInt64
	var doc sql.RawBytes
	if err := rows.Scan(&state, &last, &version, &seen, &doc); err != nil {
		return nil, err
	}
	r, err := decode(s.codec, doc, describeRunning)
	if err != nil {
		return nil, err
	}
	r.State, r.LastSeq, r.Version, r.SeenUntil = chat.State(state), last, version, timeOf(seen)
	return r, nil
}

// Entries implements chat.Lobby.
func (s *Store) Entries(ctx context.Context, site chat.SiteID, guid chat.GUID, after int64, limit int) (entries []chat.Entry, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		entries, err = s.scanEntries(ctx, c, sqlLiveEntries, int64(site), guid[:], after, max(limit, 0))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the entries of chat %s: %w", guid, err)
	}
	return entries, nil
}

func (s *Store) scanEntries(ctx context.Context, c *conn, text string, args ...any) (entries []chat.Entry, err error) {
	err = c.query(ctx, func(rows *sql.Rows) error {
		var seq int64
		var client sql.NullString
		var doc sql.RawBytes
		if err := rows.Scan(&seq, &client, &doc); err != nil {
			return err
		}
		e, err := decode(s.codec, doc, describeEntry)
		if err != nil {
			return err
		}
		e.Seq, e.Client = seq, client.String
		entries = append(entries, *e)
		return nil
	}, text, args...)
	return entries, err
}

// Parts implements chat.Lobby.
func (s *Store) Parts(ctx context.Context) (parts []chat.Part, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			var p chat.Part
			var who, guid sql.RawBytes
			err := rows.Scan(&p.Site, &who, &guid, &p.State, &p.Version)
			copy(p.Who[:], who)
			copy(p.Chat[:], guid)
			parts = append(parts, p)
			return err
		}, sqlLiveParts)
	})
	if err != nil {
		return nil, fmt.Errorf("read who takes part in which chat: %w", err)
	}
	return parts, nil
}

// Floor implements chat.Lobby.
func (s *Store) Floor(ctx context.Context, site chat.SiteID) (floor *chat.Floor, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		floor, err = s.scanFloor(ctx, c, site, "")
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read who is at site %d: %w", site, err)
	}
	return floor, nil
}

// scanFloor reads a floor, and locks its chats if the statements are to end so.
func (s *Store) scanFloor(ctx context.Context, c *conn, site chat.SiteID, lock string) (*chat.Floor, error) {
	floor := &chat.Floor{}
	err := c.query(ctx, func(rows *sql.Rows) error {
		var epoch sql.RawBytes
		var pace int64
		err := rows.Scan(&epoch, &pace)
		floor.Pace = time.Duration(pace)
		return err
	}, sqlLiveFloor+lock, int64(site))
	if err != nil {
		return nil, err
	}
	if floor.Waiting, err = s.scanRunning(ctx, c, sqlLiveWaiting+lock, int64(site)); err != nil {
		return nil, err
	}
	floor.Sort()
	if floor.Seats, err = s.scanSeats(ctx, c, site); err != nil {
		return nil, err
	}
	return floor, c.query(ctx, func(rows *sql.Rows) error { return countTaken(rows, floor) }, sqlLiveTaken, int64(site))
}

// countTaken counts a chat for the agent who holds it and for the one who is asked.
func countTaken(rows *sql.Rows, floor *chat.Floor) error {
	var holder, asked sql.RawBytes
	if err := rows.Scan(&holder, &asked); err != nil {
		return err
	}
	for _, id := range []sql.RawBytes{holder, asked} {
		var agent chat.GUID
		if copy(agent[:], id) == 0 {
			continue
		}
		if seat := floor.Seat(agent); seat != nil {
			seat.Ongoing++
		}
	}
	return nil
}

// scanSeats reads the seats of a site, as their agents describe them.
func (s *Store) scanSeats(ctx context.Context, c *conn, site chat.SiteID) (seats []*chat.Seat, err error) {
	var agents []chat.Resource
	err = c.query(ctx, func(rows *sql.Rows) error {
		seat, agent, err := s.scanSeat(rows)
		seats = append(seats, seat)
		agents = append(agents, agent)
		return err
	}, sqlLiveSeats, int64(site))
	if err != nil {
		return nil, err
	}
	if err := fillAgents(ctx, s, c, site, agents); err != nil {
		return nil, err
	}
	for i, seat := range seats {
		if agent, ok := agents[i].(*chat.Agent); ok {
			seat.Describe(agent)
		}
	}
	return seats, nil
}

func (s *Store) scanSeat(rows *sql.Rows) (*chat.Seat, *chat.Agent, error) {
	var id, doc sql.RawBytes
	var asked int64
	var seen sql.NullInt64
	seat, agent := &chat.Seat{}, &chat.Agent{}
	if err := rows.Scan(&id, &seat.Status, &seat.Max, &asked, &seen, &seat.Told, &doc); err != nil {
		return nil, nil, err
	}
	copy(agent.ID[:], id)
	seat.LastAsked, seat.SeenUntil = filter.FromTicks(asked), timeOf(seen)
	if doc == nil {
		return seat, agent, nil
	}
	known, err := decode(s.codec, doc, describeAgent)
	if err == nil {
		agent = known
	}
	return seat, agent, err
}

// timeOf is the zero time for NULL.
func timeOf(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return filter.FromTicks(n.Int64)
}

// timeArg is NULL for the zero time.
func timeArg(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return filter.Ticks(t)
}

// Caller implements chat.Lobby.
func (s *Store) Caller(ctx context.Context, site chat.SiteID, hash [32]byte) (caller chat.Caller, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		caller, err = scanCaller(ctx, c, site, hash)
		return err
	})
	return caller, err
}

func scanCaller(ctx context.Context, c *conn, site chat.SiteID, hash [32]byte) (caller chat.Caller, err error) {
	known := false
	err = c.query(ctx, func(rows *sql.Rows) error {
		known = true
		var visitor, agent sql.RawBytes
		err := rows.Scan(&visitor, &agent)
		copy(caller.Visitor[:], visitor)
		copy(caller.LastAgent[:], agent)
		return err
	}, sqlLiveCaller, int64(site), hash[:])
	switch {
	case err != nil:
		return chat.Caller{}, fmt.Errorf("look up a visitor: %w", err)
	case !known:
		return chat.Caller{}, chat.NotFound("the visitor is not known")
	}
	return caller, nil
}

// Epoch implements chat.Lobby.
func (s *Store) Epoch(ctx context.Context, site chat.SiteID) (epoch chat.GUID, err error) {
	known := false
	read := func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			known = true
			var bytes sql.RawBytes
			var pace int64
			err := rows.Scan(&bytes, &pace)
			copy(epoch[:], bytes)
			return err
		}, sqlLiveFloor, int64(site))
	}
	err = s.read(ctx, read)
	if err == nil && !known {
		err = s.writes.transact(ctx, func(ctx context.Context, c *conn) error {
			if _, err := makeFloor(ctx, c, site); err != nil {
				return err
			}
			return read(ctx, c)
		})
	}
	if err != nil {
		return chat.GUID{}, fmt.Errorf("read the epoch of site %d: %w", site, err)
	}
	return epoch, nil
}

// makeFloor makes the floor of a site unless it is there, and gives the events of which
// webhooks are told.
func makeFloor(ctx context.Context, c *conn, site chat.SiteID) (hooks int64, err error) {
	hooks, known, err := c.hooksOf(ctx, sqlHooks, site)
	if err != nil {
		return 0, err
	}
	if !known {
		return 0, chat.NotFound("there is no site %d", site)
	}
	epoch := uuid.New()
	return hooks, c.insert(ctx, floorTarget, [][]any{{int64(site), epoch[:], int64(0)}})
}

// Due implements chat.Lobby.
func (s *Store) Due(ctx context.Context, now, visitorGone, agentGone time.Time, limit int) (due []chat.DueChat, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			var site int64
			var guid, agent sql.RawBytes
			err := rows.Scan(&site, &guid, &agent)
			d := chat.DueChat{Site: chat.SiteID(site)}
			copy(d.Chat[:], guid)
			copy(d.Agent[:], agent)
			due = append(due, d)
			return err
		}, sqlLiveDue, filter.Ticks(now), filter.Ticks(visitorGone), filter.Ticks(agentGone), max(limit, 0))
	})
	if err != nil {
		return nil, fmt.Errorf("read which chats are due: %w", err)
	}
	return due, nil
}
