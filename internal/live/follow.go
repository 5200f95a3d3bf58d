package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// place is where a client is in a chat.
type place struct {
	seq     int64 // the last entry that it has been sent
	version int64 // of the chat, when its state was sent
	state   frame // the last one, but for the number

	asked  wrapupMark // what was told of the wrap-up
	wrapup frame
}

// entriesAtOnce is how many entries are read, or sent in a page, at a time.
const entriesAtOnce = 100

// follow sends what the client lacks of all its chats: the entries after its place,
// each in its order, then how the chat stands.
func (s *session) follow(ctx context.Context) error {
	who := s.self()
	if who == (chat.GUID{}) {
		return nil
	}
	chats, err := s.room.Desk.Of(ctx, s.site, who)
	if err != nil {
		return s.lookAgain(err)
	}
	present := make(map[chat.GUID]bool, len(chats))
	for _, r := range chats {
		present[r.Chat.GUID] = true
		if err := s.followChat(ctx, r, who); err != nil {
			return err
		}
	}
	for id := range s.places {
		if !present[id] {
			delete(s.places, id)
			if err := s.tell(chatFrame{"gone", id}); err != nil {
				return err
			}
		}
	}
	if err := s.unknown(); err != nil {
		return err
	}
	return s.role.news(ctx, s)
}

// lookAgain logs that the store could not be read, and has that done once more soon, once
// for all that failed until then: the session itself goes on.
func (s *session) lookAgain(err error) error {
	const soon = 2 * time.Second
	s.room.Log.Error("reading the chats of a session", "site", s.site, "error", err)
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	if s.out.again == nil && !s.out.ended {
		s.out.again = time.AfterFunc(soon, func() {
			s.due(func(t *todo) { s.out.again, t.look = nil, true })
		})
	}
	return nil
}

func (s *session) followChat(ctx context.Context, r *chat.Running, who chat.GUID) error {
	id := r.Chat.GUID
	p, ok := s.places[id]
	if !ok {
		p = &place{}
		if s.places == nil {
			s.places = map[chat.GUID]*place{}
		}
		s.places[id] = p
		if err := s.resume(r, p); err != nil {
			return err
		}
	}
	for p.seq < r.LastSeq {
		entries, err := s.room.Desk.Entries(ctx, s.site, id, who, p.seq, entriesAtOnce)
		if err == nil && len(entries) == 0 {
			err = errors.New("there are none")
		}
		if err != nil {
			return s.lookAgain(fmt.Errorf("read the entries of chat %s after %d of %d: %w", id, p.seq, r.LastSeq, err))
		}
		for i := range entries {
			if entries[i].Seq != p.seq+1 {
				return fmt.Errorf("entry %d of chat %s follows %d", entries[i].Seq, id, p.seq)
			}
			if err := s.tell(entryOf(id, &entries[i], who)); err != nil {
				return err
			}
			p.seq = entries[i].Seq
		}
	}
	return s.tellState(ctx, r, p)
}

// resume begins where the client says that it is. A place that there is not sends it
// back to the beginning.
func (s *session) resume(r *chat.Running, p *place) error {
	at, told := s.noPlace[r.Chat.GUID]
	delete(s.noPlace, r.Chat.GUID)
	switch {
	case !told:
		return nil
	case at < 0 || at > r.LastSeq:
		return s.tell(chatFrame{"resync", r.Chat.GUID})
	}
	p.seq = at
	return nil
}

// unknown tells the client which chats of its are no more.
func (s *session) unknown() error {
	for id := range s.noPlace {
		delete(s.noPlace, id)
		if err := s.tell(chatFrame{"gone", id}); err != nil {
			return err
		}
	}
	return nil
}

// tellState sends how a chat stands, if that is another than before but for the number
// of its last entry, which the entry itself has told.
func (s *session) tellState(ctx context.Context, r *chat.Running, p *place) error {
	f, err := s.role.state(ctx, s, r)
	if err != nil {
		return s.lookAgain(err)
	}
	seq := f.Seq
	f.Seq = 0
	unnumbered, err := encode(f)
	if err != nil {
		return err
	}
	p.version = r.Version
	if !bytes.Equal(unnumbered, p.state) {
		p.state, f.Seq = unnumbered, seq
		if err := s.tell(f); err != nil {
			return err
		}
	}
	return s.role.asks(ctx, s, r, p)
}

// pageOf answers a request for entries.
func (s *session) pageOf(ctx context.Context, c *command, id chat.GUID) (any, error) {
	if c.After < 0 {
		return nil, chat.Invalid("a page begins after number 0 or more")
	}
	entries, err := s.room.Desk.Entries(ctx, s.site, id, s.self(), c.After, entriesAtOnce+1)
	if err != nil {
		return nil, err
	}
	f := pageFrame{Type: "page", ID: c.ID, Chat: id.String(), More: len(entries) > entriesAtOnce, Entries: []entryFrame{}}
	for i := range entries[:min(len(entries), entriesAtOnce)] {
		f.Entries = append(f.Entries, entryOf(id, &entries[i], s.self()))
	}
	return f, nil
}

// acked answers a command that was obeyed.
func acked(c *command, a chat.Ack, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return ackFrame{Type: "ack", ID: c.ID, Chat: idText(a.Chat), Seq: a.Seq}, nil
}
