package chat

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"
)

// Desk is what can be done in live chat, for every transport alike. What it has
// answered without an error is durable.
type Desk struct {
	lobby   Lobby
	tickets Tickets
	bus     Bus
	terms   Terms
	now     func() time.Time
	ids     func() GUID
	free    func() (int64, error) // bytes on the disk; nil for any number
	turns   chan struct{}         // bots may have one
	mails   bool                  // are sent
}

// NewDesk joins the rules of live chat to their surroundings; now is the clock, ids
// makes guids.
func NewDesk(lobby Lobby, bus Bus, terms Terms, now func() time.Time, ids func() GUID) *Desk {
	return &Desk{lobby: lobby, tickets: lobby, bus: bus, terms: terms, now: now, ids: ids, turns: make(chan struct{}, 1)}
}

// Ack acknowledges a command: what it did is durable and has this number.
type Ack struct {
	Chat GUID
	Seq  int64
}

// The limits of the ids that clients give their commands.
const (
	MinClientID = 16
	MaxClientID = 64
)

// stamp makes the stamp of a command out of all that it says.
func stamp(sender GUID, client string, c Command, says ...string) (Stamp, error) {
	if n := len(client); n < MinClientID || n > MaxClientID {
		return Stamp{}, Invalid("the id of a command has from %d to %d characters", MinClientID, MaxClientID)
	}
	for _, b := range []byte(client) {
		if b <= ' ' || b > '~' {
			return Stamp{}, Invalid("the id of a command consists of visible ASCII characters")
		}
	}
	h := sha256.New()
	for _, part := range append([]string{string(c)}, says...) {
		h.Write(binary.AppendUvarint(nil, uint64(len(part))))
		h.Write([]byte(part))
	}
	return Stamp{Sender: sender, Client: client, Digest: [32]byte(h.Sum(nil))}, nil
}

// ErrIDTaken answers a command with the id of another one.
var ErrIDTaken = Conflict("this id was given to another command")

// work is one transaction of the desk, and what follows from it.
type work struct {
	*Desk
	LiveTx
	site   SiteID
	now    time.Time
	floor  *Floor // nil when the transaction does not have it
	stored bool   // a record was
	turn   bool   // a bot has one
	moved  bool   // others are there, or wait

	settings bool // what managers keep has changed

	touched  []GUID // those who have news once it is committed
	advances []*Advance
}

// act runs fn in a transaction, with the floor if it says so, and tells those whom
// its outcome concerns.
func (d *Desk) act(ctx context.Context, site SiteID, floor bool, fn func(context.Context, *work) error) error {
	var w *work
	err := d.lobby.Live(ctx, site, func(ctx context.Context, tx LiveTx) (err error) {
		w = &work{Desk: d, LiveTx: tx, site: site, now: d.now()}
		if !floor {
			return fn(ctx, w)
		}
		if w.floor, err = tx.Floor(ctx); err != nil {
			return err
		}
		w.floor.Terms = d.terms
		before := w.floor.attendance(w.now)
		if err := fn(ctx, w); err != nil {
			return err
		}
		err = w.route(ctx)
		w.moved = w.floor.attendance(w.now) != before
		return err
	})
	if err != nil {
		return err
	}
	w.tell(ctx, site)
	return nil
}

// tell passes on what is committed: to those who take part in a chat what has become
// of it, to the others that they have something to look at.
func (w *work) tell(ctx context.Context, site SiteID) {
	told := map[GUID]bool{}
	for _, a := range w.advances {
		for _, who := range a.Chat.Parties() {
			told[who] = true
			w.bus.Spread(ctx, site, who, a)
		}
	}
	for _, who := range w.touched {
		if !told[who] {
			w.bus.Whisper(ctx, site, who, nil)
		}
	}
	if w.stored {
		w.bus.Publish(ctx, site)
	}
	if w.settings {
		w.bus.Whisper(ctx, site, SettingsNews, nil)
	}
	if w.moved {
		w.TellFloor(ctx, site)
	}
	if w.turn {
		w.wakeTurns()
	}
}

// route lets the floor act on what has changed.
func (w *work) route(ctx context.Context) error {
	waited := slices.Clone(w.floor.Waiting)
	if err := w.lookElsewhere(ctx); err != nil {
		return err
	}
	moves, err := w.floor.Route(w.now)
	if err != nil {
		return err
	}
	for _, m := range moves {
		if err := w.save(ctx, m.Chat, m.Entries); err != nil {
			return err
		}
		if m.Seat != nil {
			if err := w.SaveSeat(ctx, m.Seat); err != nil {
				return err
			}
		}
	}
	for _, r := range w.floor.Waiting {
		if r.Chat.IsQueued {
			continue
		}
		r.Chat.IsQueued = true
		if err := w.save(ctx, r, nil); err != nil {
			return err
		}
	}
	for _, r := range waited { // their places may be others
		w.touch(r.Chat.VisitorID)
	}
	return nil
}

func (w *work) touch(who ...GUID) {
	for _, id := range who {
		w.touched = appendOnce(w.touched, id)
	}
}

// save stores a chat with what was added to it; one that has just ended becomes its
// record.
func (w *work) save(ctx context.Context, r *Running, added []Entry) error {
	if r.State == Ended && r.Chat.ID == 0 {
		var err error
		if added, err = w.end(ctx, r, added); err != nil {
			return err
		}
	}
	w.touch(r.Parties()...)
	w.advanced(r, added)
	w.turn = w.turn || !r.Turn.Due.IsZero()
	if err := w.tellOfChat(ctx, r, added); err != nil {
		return err
	}
	return w.Save(ctx, r, r.Deadline(w.terms), added)
}

// change runs a rule on a chat, saves what it adds, and notes on the floor what it
// means there.
func (w *work) change(ctx context.Context, r *Running, rule func(*Running) ([]Entry, error), s Stamp) (int64, error) {
	before, parties, was := r.takers(), r.Parties(), *r
	added, err := rule(r)
	if err != nil {
		return 0, err
	}
	seq := r.LastSeq
	if len(added) > 0 {
		if s != (Stamp{}) {
			added[0].Stamp = s
		}
		seq = added[0].Seq
	}
	w.touch(parties...)
	if w.floor != nil {
		w.floor.note(r, before)
	}
	if err := w.save(ctx, r, added); err != nil {
		return 0, err
	}
	w.talked(&was, r, added)
	return seq, nil
}

// note takes over what has changed about a chat, which counted to the agents before.
func (f *Floor) note(r *Running, before []GUID) {
	for _, id := range before {
		if s := f.Seat(id); s != nil {
			s.Ongoing--
		}
	}
	for _, id := range r.takers() {
		if s := f.Seat(id); s != nil {
			s.Ongoing++
		}
	}
	f.Waiting = slices.DeleteFunc(f.Waiting, func(other *Running) bool { return other.Chat.GUID == r.Chat.GUID })
	if r.State == Queued {
		f.Waiting = append(f.Waiting, r)
		f.Sort()
	}
}

// lock gives a chat to change: the one that waits on the floor, if it does.
func (w *work) lock(ctx context.Context, guid GUID) (*Running, error) {
	if w.floor != nil {
		for _, r := range w.floor.Waiting {
			if r.Chat.GUID == guid {
				return r, nil
			}
		}
	}
	return w.Lock(ctx, guid)
}

// order is a command to one chat.
type order struct {
	site  SiteID
	chat  GUID
	floor bool // it may change who has to do with the chat
	grows bool // it needs room on the disk
	stamp Stamp
	may   func(*Running) bool // see and command the chat at all
	rule  func(context.Context, *work, *Running) ([]Entry, error)
}

// obey obeys an order once, however often it comes.
func (d *Desk) obey(ctx context.Context, o order) (ack Ack, err error) {
	err = d.act(ctx, o.site, o.floor, func(ctx context.Context, w *work) error {
		r, err := w.lock(ctx, o.chat)
		if err != nil {
			return err
		}
		if o.may != nil && !o.may(r) {
			return ErrChatNotFound
		}
		seq, err := w.repeated(ctx, r, o.stamp)
		if err == nil && seq == 0 && o.grows {
			err = w.room(roomForMessages)
		}
		if err == nil && seq == 0 {
			seq, err = w.change(ctx, r, func(r *Running) ([]Entry, error) { return o.rule(ctx, w, r) }, o.stamp)
		}
		ack = Ack{Chat: o.chat, Seq: seq}
		return err
	})
	if err != nil {
		return Ack{}, err
	}
	return ack, nil
}

// repeated gives the number that a command got when it came first, 0 when it did
// not.
func (w *work) repeated(ctx context.Context, r *Running, s Stamp) (int64, error) {
	e, err := w.Repeated(ctx, r.Chat.GUID, s.Sender, s.Client)
	if err != nil {
		return 0, err
	}
	return again(e, s)
}

// Epoch names this life of the database: numbers of another one mean nothing.
func (d *Desk) Epoch(ctx context.Context, site SiteID) (GUID, error) { return d.lobby.Epoch(ctx, site) }

// Listen has a listener told what concerns somebody, see Bus.Listen.
func (d *Desk) Listen(ctx context.Context, site SiteID, who GUID, l Listener) (leave func()) {
	return d.bus.Listen(ctx, site, who, l)
}

// Of reads the running chats of somebody, in the order of their requests.
func (d *Desk) Of(ctx context.Context, site SiteID, who GUID) ([]*Running, error) {
	return d.lobby.RunningOf(ctx, site, who)
}

// Entries reads up to limit entries of a chat after number seq, as the visitor or
// an agent may see them; ErrChatNotFound when they do not take part in it.
func (d *Desk) Entries(ctx context.Context, site SiteID, guid, who GUID, after int64, limit int) ([]Entry, error) {
	r, err := d.lobby.Running(ctx, site, guid)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(r.Parties(), who) {
		return nil, ErrChatNotFound
	}
	entries, err := d.lobby.Entries(ctx, site, guid, after, limit)
	for i := range entries {
		entries[i].File = r.Chat.File(entries[i].Line.Attachment)
		if who == r.Chat.VisitorID {
			entries[i] = entries[i].ForVisitor()
		}
	}
	return entries, err
}

// Place is where a chat stands among those that wait, and how long it may take.
func (d *Desk) Place(ctx context.Context, site SiteID, r *Running) (position int, wait time.Duration, err error) {
	floor, err := d.lobby.Floor(ctx, site)
	if err != nil {
		return 0, 0, err
	}
	for _, own := range floor.Waiting {
		if own.Chat.GUID == r.Chat.GUID {
			position, wait = floor.Place(own, d.now())
		}
	}
	return position, wait, nil
}

// Tell passes a note on to the others in a chat. It is stored nowhere.
func (d *Desk) Tell(ctx context.Context, site SiteID, guid, from GUID, note []byte) error {
	r, err := d.lobby.Running(ctx, site, guid)
	if err != nil {
		return err
	}
	if from != r.Chat.VisitorID && !r.Writes(from) {
		return ErrChatNotFound
	}
	for _, who := range r.Parties() {
		if who != from {
			d.bus.Whisper(ctx, site, who, note)
		}
	}
	return nil
}
