package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/parleychat/parley/internal/chat"
)

// record is a chat as its document has it: with its session, if it is the only chat
// that points to it. Nearly every answer tells the session, and most of it is in the
// chat as well, so that it takes little room there and no reading of its own.
//
// What is known of a session is in one place: in the document of the only chat that
// points to it, or in the table session.
type record struct {
	chat.Chat
	session *chat.Session
}

func describeRecord(c *coder, m *record) {
	describeChat(c, &m.Chat)
	if c.version < 4 {
		return
	}
	optional(c, &m.session, func(c *coder, s *chat.Session) {
		s.ID = m.SessionID
		sameGUID(c, &s.VisitorID, m.VisitorID)
		sameGUID(c, &s.ContactIdentityID, m.ContactIdentityID)
		describeOrigin(c, s)
	})
}

// sameGUID takes one byte when a guid is the one that is expected.
func sameGUID(c *coder, g *chat.GUID, expected chat.GUID) {
	other := *g != expected
	c.bool(&other)
	switch {
	case other:
		c.guid(g)
	case c.reading:
		*g = expected
	}
}

// tell adds the session to the nouns that the chat points to.
func (r *record) tell(into *chat.Related) {
	if r.session != nil {
		chat.Keep(&into.Sessions, r.SessionID, r.session)
	}
}

// newRecords decides where the sessions of chats that are about to be stored go. Those
// that came along and that no other chat points to are put into the records; what
// belongs to several chats is put into the table.
func (t *tx) newRecords(ctx context.Context, run []chat.Change) ([]record, error) {
	records := make([]record, len(run))
	users := map[chat.GUID]int{}
	for i, change := range run {
		records[i].Chat = *change.Chat
		users[change.Chat.SessionID]++
	}
	delete(users, chat.GUID{})
	had, err := t.sessionsOf(ctx, users)
	if err != nil {
		return nil, err
	}
	shared := &chat.Related{}
	for i := range records {
		r := &records[i]
		came := t.sessions[r.SessionID]
		switch before := had[r.SessionID]; {
		case users[r.SessionID] == 0:
		case before.by == r.ID && before.session != nil:
			r.session = before.session
		case users[r.SessionID] == 1 && !before.elsewhere && (before.by == 0 || before.by == r.ID):
			r.session = came
		case before.session != nil:
			chat.Keep(&shared.Sessions, r.SessionID, before.session)
		case came != nil:
			chat.Keep(&shared.Sessions, r.SessionID, came)
		}
	}
	for id := range users {
		delete(t.sessions, id)
	}
	return records, t.keepSessions(ctx, shared)
}

// known is where a session was before.
type known struct {
	by        int64         // a chat that points to it, if there is one
	session   *chat.Session // what that chat's document says of it
	elsewhere bool          // it is in the table, or another chat points to it as well
}

// sessionsOf looks up what is known of sessions.
func (t *tx) sessionsOf(ctx context.Context, sessions map[chat.GUID]int) (map[chat.GUID]known, error) {
	had := map[chat.GUID]known{}
	ids, tails := make([]any, 0, len(sessions)), make([]any, 0, len(sessions))
	for id := range sessions {
		ids, tails = append(ids, id[:]), append(tails, id[12:])
	}
	err := t.conn.queryIn(ctx, func(rows *sql.Rows) error {
		var id sql.RawBytes
		if err := rows.Scan(&id); err != nil {
			return err
		}
		had[chat.GUID(id)] = known{elsewhere: true}
		return nil
	}, sqlSessionsThere, t.site, ids)
	if err != nil {
		return nil, fmt.Errorf("look for sessions: %w", err)
	}
	err = t.conn.queryIn(ctx, func(rows *sql.Rows) error {
		var doc sql.RawBytes
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		r, err := decode(t.store.codec, doc, describeRecord)
		if err != nil || sessions[r.SessionID] == 0 {
			return err
		}
		k := had[r.SessionID]
		k.elsewhere = k.elsewhere || k.by != 0
		if k.session == nil {
			k.by, k.session = r.ID, r.session
		}
		had[r.SessionID] = k
		return nil
	}, sqlChatsOfSessions, t.site, tails)
	if err != nil {
		return nil, fmt.Errorf("look for the chats of sessions: %w", err)
	}
	return had, nil
}

func (t *tx) keepSessions(ctx context.Context, related *chat.Related) error {
	rows, err := nouns[sessionKind].rows(t.store.codec, t.site, related)
	if err != nil {
		return err
	}
	return t.conn.insert(ctx, nouns[sessionKind].target, rows)
}

// settle stores the sessions that came along and that no chat took in.
func (t *tx) settle(ctx context.Context) error {
	if len(t.sessions) == 0 {
		return nil
	}
	left := map[chat.GUID]int{}
	for _, id := range sorted(t.sessions) {
		left[id]++
	}
	had, err := t.sessionsOf(ctx, left)
	if err != nil {
		return err
	}
	for id, k := range had {
		if k.session != nil {
			delete(t.sessions, id)
		}
	}
	return t.keepSessions(ctx, &chat.Related{Sessions: t.sessions})
}

// documentsOf makes the documents of records, on all processors.
func documentsOf(k *codec, records []record) ([][]byte, error) {
	docs := make([][]byte, len(records))
	return docs, inParallel(len(records), func(i int) (err error) {
		docs[i], err = encode(k, &records[i], describeRecord)
		return err
	})
}
