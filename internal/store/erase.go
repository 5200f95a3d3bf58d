package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/parleychat/parley/internal/chat"
)

// personal are the nouns that are there because of a visitor's chats, with the
// column of chat that points to them.
var personal = []struct {
	table, column string
	of            func(*chat.Chat) chat.GUID
}{
	{"session", "session", func(c *chat.Chat) chat.GUID { return c.SessionID }},
	{"visitor", "visitor", func(c *chat.Chat) chat.GUID { return c.VisitorID }},
	{"contact_identity", "contact_identity", func(c *chat.Chat) chat.GUID { return c.ContactIdentityID }},
}

// removePersonal removes what chats pointed to that are gone now, and no other
// chat does. The site is locked, so that no import is about to point to it.
func (t *tx) removePersonal(ctx context.Context, run []chat.Change) error {
	for _, p := range personal {
		var ids []any
		for _, change := range run {
			if id := p.of(change.Chat); id != (chat.GUID{}) {
				ids = append(ids, id[:])
			}
		}
		text := fmt.Sprintf(sqlDropUnused, p.table, p.column, "%s")
		if err := t.conn.execIn(ctx, text, t.site, ids); err != nil {
			return fmt.Errorf("delete from %s: %w", p.table, err)
		}
	}
	return nil
}

// Redact implements chat.Tickets.
func (s *Store) Redact(ctx context.Context, site chat.SiteID, within chat.Tx, chats []chat.GUID) error {
	t, ok := within.(*tx)
	if !ok || t.store != s || t.site != site {
		return errors.New("redact transcripts: the transaction is of another store or site")
	}
	keys := make([]any, len(chats))
	for i := range chats {
		keys[i] = chats[i][:]
	}
	type place struct {
		ticket  int64
		message *chat.TicketMessage
	}
	var found []place
	err := t.conn.queryIn(ctx, func(rows *sql.Rows) error {
		var ticket int64
		var doc sql.RawBytes
		if err := rows.Scan(&ticket, &doc); err != nil {
			return err
		}
		m, err := decode(s.codec, doc, describeTicketMessage)
		found = append(found, place{ticket, m})
		return err
	}, sqlTranscripts, site, keys)
	if err != nil {
		return fmt.Errorf("find transcripts in tickets: %w", err)
	}
	for _, f := range found {
		f.message.Text = chat.RedactedTranscript
		doc, err := encode(s.codec, f.message, describeTicketMessage)
		if err != nil {
			return err
		}
		if err := t.conn.exec(ctx, sqlRedact, doc, int64(site), f.ticket, f.message.ID); err != nil {
			return fmt.Errorf("redact a transcript: %w", err)
		}
	}
	return nil
}
