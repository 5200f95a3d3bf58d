package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var (
	floorTarget = target{table: "live_floor", columns: []string{"id", "epoch", "pace"}, also: " ON CONFLICT DO NOTHING"}
	liveTarget  = target{table: "live_chat", columns: []string{"site", "id", "state", "visitor", "holder", "asked", "requested", "last_seq", "version", "due", "seen_until", "bot", "turn_due", "doc"}}.orReplace("site", "id")
	partyTarget = target{table: "live_party", columns: []string{"site", "who", "chat"}}
	entryTarget = target{table: "live_entry", columns: []string{"site", "chat", "seq", "author", "client", "doc"}}
	seatTarget  = target{table: "live_seat", columns: []string{"site", "agent", "status", "most", "last_asked", "seen_until", "told"}}.orReplace("site", "agent")
	callTarget  = target{table: "live_caller", columns: []string{"site", "hash", "visitor", "last_agent"}}
)

// liveTx is a transaction on the running chats of a site (chat.LiveTx).
type liveTx struct {
	*tx
	parties map[chat.GUID][]chat.GUID // of the chats that were read, as they are stored
	strange map[chat.GUID]bool        // visitors who were found to have no visit
}

// Records implements chat.LiveTx.
func (t *liveTx) Records() chat.Tx { return t.tx }

// Floor implements chat.LiveTx.
func (t *liveTx) Floor(ctx context.Context) (*chat.Floor, error) {
	hooks, err := makeFloor(ctx, t.conn, t.site)
	if err != nil {
		return nil, fmt.Errorf("take the floor of site %d: %w", t.site, err)
	}
	t.hooks = &hooks
	floor, err := t.store.scanFloor(ctx, t.conn, t.site, t.store.dialect.lock)
	if err != nil {
		return nil, fmt.Errorf("take the floor of site %d: %w", t.site, err)
	}
	t.remember(floor.Waiting)
	return floor, nil
}

func (t *liveTx) remember(found []*chat.Running) {
	for _, r := range found {
		t.parties[r.Chat.GUID] = r.Parties()
	}
}

// locked reads running chats that nobody else may change until the commit.
func (t *liveTx) locked(ctx context.Context, text string, args ...any) ([]*chat.Running, error) {
	found, err := t.store.scanRunning(ctx, t.conn, text+t.store.dialect.lock, args...)
	if err != nil {
		return nil, fmt.Errorf("read running chats: %w", err)
	}
	t.remember(found)
	return found, nil
}

// Lock implements chat.LiveTx.
func (t *liveTx) Lock(ctx context.Context, guid chat.GUID) (*chat.Running, error) {
	found, err := t.locked(ctx, sqlLiveChat, int64(t.site), guid[:])
	if err == nil && len(found) == 0 {
		err = chat.ErrChatNotFound
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// Held implements chat.LiveTx.
func (t *liveTx) Held(ctx context.Context, agent chat.GUID) ([]*chat.Running, error) {
	return t.locked(ctx, sqlLiveHeld, int64(t.site), agent[:])
}

// OfVisitor implements chat.LiveTx.
func (t *liveTx) OfVisitor(ctx context.Context, visitor chat.GUID) ([]*chat.Running, error) {
	return t.locked(ctx, sqlLiveOfVisitor, int64(t.site), visitor[:])
}

// Log implements chat.LiveTx.
func (t *liveTx) Log(ctx context.Context, guid chat.GUID) ([]chat.Entry, error) {
	entries, err := t.store.scanEntries(ctx, t.conn, sqlLiveEntries, int64(t.site), guid[:], int64(0), int64(math.MaxInt64))
	if err != nil {
		return nil, fmt.Errorf("read the log of chat %s: %w", guid, err)
	}
	return entries, nil
}

// Repeated implements chat.LiveTx.
func (t *liveTx) Repeated(ctx context.Context, guid, sender chat.GUID, client string) (*chat.Entry, error) {
	entries, err := t.store.scanEntries(ctx, t.conn, sqlLiveRepeated, int64(t.site), guid[:], sender[:], client)
	if err != nil {
		return nil, fmt.Errorf("look for a repeated command: %w", err)
	}
	if len(entries) == 0 {
		return nil, nil
	}
	return &entries[0], nil
}

// Save implements chat.LiveTx.
func (t *liveTx) Save(ctx context.Context, r *chat.Running, deadline time.Time, entries []chat.Entry) error {
	doc, err := encodeLoose(r, describeRunning)
	if err != nil {
		return err
	}
	t.store.recent.drop(chatKey{t.site, r.Chat.GUID})
	r.Version++
	guid, seen := r.Chat.GUID, timeArg(r.SeenUntil)
	if r.State == chat.Ended {
		seen = nil
	}
	row := []any{
		int64(t.site), guid[:], int64(r.State), guidArg(r.Chat.VisitorID), guidArg(r.Holder.ID), guidArg(r.Offer.To.ID),
		filter.Ticks(r.Chat.RequestedTime), r.LastSeq, r.Version, filter.Ticks(deadline), seen, guidArg(r.Bot.ID), timeArg(r.Turn.Due), doc,
	}
	if err := t.conn.insert(ctx, liveTarget, [][]any{row}); err != nil {
		return err
	}
	if err := t.saveParties(ctx, guid, r.Parties()); err != nil {
		return err
	}
	return t.append(ctx, guid, entries)
}

func (t *liveTx) saveParties(ctx context.Context, guid chat.GUID, parties []chat.GUID) error {
	if slices.Equal(t.parties[guid], parties) {
		return nil
	}
	if err := t.conn.exec(ctx, sqlLiveLose, int64(t.site), guid[:]); err != nil {
		return fmt.Errorf("change the parties of chat %s: %w", guid, err)
	}
	rows := make([][]any, len(parties))
	for i := range parties {
		rows[i] = []any{int64(t.site), parties[i][:], guid[:]}
	}
	t.parties[guid] = parties
	return t.conn.insert(ctx, partyTarget, rows)
}

// append adds entries to the log of a chat.
func (t *liveTx) append(ctx context.Context, guid chat.GUID, entries []chat.Entry) error {
	rows := make([][]any, 0, len(entries))
	for i := range entries {
		row, err := entryRow(chatKey{t.site, guid}, &entries[i])
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	return t.store.asConflict(t.conn.insert(ctx, entryTarget, rows), "an entry with this id")
}

// entryRow is the row of an entry in the order of entryTarget.
func entryRow(key chatKey, e *chat.Entry) ([]any, error) {
	doc, err := encodeLoose(e, describeEntry)
	if err != nil {
		return nil, err
	}
	var author, client any
	if e.Client != "" {
		author, client = e.Sender[:], e.Client
	}
	return []any{int64(key.site), key.guid[:], e.Seq, author, client, doc}, nil
}

// SaveSeat implements chat.LiveTx.
func (t *liveTx) SaveSeat(ctx context.Context, s *chat.Seat) error {
	row := []any{int64(t.site), s.Agent.ID[:], s.Status, int64(s.Max), filter.Ticks(s.LastAsked), timeArg(s.SeenUntil), s.Told}
	return t.conn.insert(ctx, seatTarget, [][]any{row})
}

// SavePace implements chat.LiveTx.
func (t *liveTx) SavePace(ctx context.Context, pace time.Duration) error {
	if err := t.conn.exec(ctx, sqlLivePace, int64(pace), int64(t.site)); err != nil {
		return fmt.Errorf("store the pace of site %d: %w", t.site, err)
	}
	return nil
}

// Caller implements chat.LiveTx.
func (t *liveTx) Caller(ctx context.Context, hash [32]byte) (chat.Caller, error) {
	return scanCaller(ctx, t.conn, t.site, hash)
}

// SaveCaller implements chat.LiveTx.
func (t *liveTx) SaveCaller(ctx context.Context, hash [32]byte, c chat.Caller) error {
	row := []any{int64(t.site), hash[:], c.Visitor[:], guidArg(c.LastAgent)}
	return t.store.asConflict(t.conn.insert(ctx, callTarget, [][]any{row}), "this visitor")
}

// SaveLastAgent implements chat.LiveTx.
func (t *liveTx) SaveLastAgent(ctx context.Context, visitor, agent chat.GUID) error {
	if err := t.conn.exec(ctx, sqlLiveLastAgent, guidArg(agent), int64(t.site), visitor[:]); err != nil {
		return fmt.Errorf("note the last agent of a visitor: %w", err)
	}
	return nil
}

// Forget implements chat.LiveTx.
func (t *liveTx) Forget(ctx context.Context, guid chat.GUID) error {
	delete(t.parties, guid)
	return t.forget(ctx, guid)
}

// forget removes all of running chats but their records.
func (t *tx) forget(ctx context.Context, chats ...chat.GUID) error {
	guids := make([]any, len(chats))
	for i := range chats {
		guids[i] = chats[i][:]
		t.store.recent.drop(chatKey{t.site, chats[i]})
	}
	for _, from := range []struct{ table, column string }{{"live_chat", "id"}, {"live_party", "chat"}, {"live_entry", "chat"}} {
		if err := t.conn.deleteIn(ctx, t.site, from.table, from.column, guids); err != nil {
			return err
		}
	}
	return nil
}

// followLive has running chats that are kept after their end follow their records.
func (t *tx) followLive(ctx context.Context, run []chat.Change) error {
	records := make(map[chat.GUID]*chat.Chat, len(run))
	guids := make([]any, len(run))
	for i, change := range run {
		c := change.Chat
		records[c.GUID], guids[i] = c, c.GUID[:]
	}
	var kept []*chat.Running
	err := t.conn.queryIn(ctx, func(rows *sql.Rows) error {
		r, err := t.store.runningIn(rows)
		kept = append(kept, r)
		return err
	}, sqlLiveEnded+t.store.dialect.lock, t.site, guids)
	if err != nil {
		return fmt.Errorf("look for running chats of records: %w", err)
	}
	for _, r := range kept {
		if !r.Follow(records[r.Chat.GUID]) {
			continue
		}
		doc, err := encodeLoose(r, describeRunning)
		if err != nil {
			return err
		}
		t.store.recent.drop(chatKey{t.site, r.Chat.GUID})
		if err := t.conn.exec(ctx, sqlLiveFollow, r.Version+1, doc, int64(t.site), r.Chat.GUID[:]); err != nil {
			return fmt.Errorf("have running chat %s follow its record: %w", r.Chat.GUID, err)
		}
	}
	return nil
}

// removeLive removes what live chat still has of chats whose records are gone, and
// the secrets of visitors who have no other.
func (t *tx) removeLive(ctx context.Context, run []chat.Change) error {
	var guids, visitors []any
	var chats []chat.GUID
	for _, change := range run {
		c := change.Chat
		guids, chats = append(guids, c.GUID[:]), append(chats, c.GUID)
		if c.VisitorID != (chat.GUID{}) {
			visitors = append(visitors, c.VisitorID[:])
		}
	}
	if err := t.forget(ctx, chats...); err != nil {
		return err
	}
	for _, from := range []struct{ table, column string }{{"mail", "chat"}, {"delivery", "subject"}} {
		if err := t.conn.deleteIn(ctx, t.site, from.table, from.column, guids); err != nil {
			return err
		}
	}
	if err := t.conn.execIn(ctx, sqlDropCallers, t.site, visitors); err != nil {
		return fmt.Errorf("delete from live_caller: %w", err)
	}
	if err := t.conn.execIn(ctx, sqlDropVisits, t.site, visitors); err != nil {
		return fmt.Errorf("delete from live_visit: %w", err)
	}
	return nil
}
