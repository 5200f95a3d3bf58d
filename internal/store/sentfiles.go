package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// The statements on files of live chat.
const (
	sqlChatOfFile = `SELECT chat FROM chat_file WHERE site = $1 AND key = $2 AND due IS NULL`
	sqlFileSent   = `UPDATE chat_file SET due = NULL WHERE site = $1 AND key = $2 AND due IS NOT NULL RETURNING 1`
	sqlDropUnsent = `DELETE FROM chat_file WHERE site = $1 AND key = $2 AND due IS NOT NULL`
	sqlBytesSent  = `SELECT CAST(COALESCE(SUM(size), 0) AS bigint) FROM chat_file WHERE site = $1 AND sender = $2 AND announced > $3`
	sqlOverdue    = `SELECT site, key FROM chat_file WHERE due <= $1 ORDER BY due LIMIT $2`

	sqlFilesOfChats    = `SELECT key FROM chat_file WHERE site = $1 AND due IS NULL AND chat IN (%s)`
	sqlDropFilesOfChat = `DELETE FROM chat_file WHERE site = $1 AND due IS NULL AND chat IN (%s)`
)

var chatFileTarget = target{table: "chat_file", columns: []string{"site", "key", "chat", "sender", "size", "announced", "due"}}

// ChatOfFile implements chat.SentFiles.
func (s *Store) ChatOfFile(ctx context.Context, site chat.SiteID, key string) (guid chat.GUID, err error) {
	known := false
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			known = true
			var id sql.RawBytes
			err := rows.Scan(&id)
			copy(guid[:], id)
			return err
		}, sqlChatOfFile, int64(site), []byte(key))
	})
	switch {
	case err != nil:
		return chat.GUID{}, fmt.Errorf("look up the chat of a file: %w", err)
	case !known:
		return chat.GUID{}, chat.NotFound("there is no such file")
	}
	return guid, nil
}

// DoomOverdue implements chat.SentFiles.
func (s *Store) DoomOverdue(ctx context.Context, now time.Time, limit int) (n int, err error) {
	err = s.writes.transact(ctx, func(ctx context.Context, c *conn) error {
		var overdue []chat.SiteFile
		err := c.query(ctx, func(rows *sql.Rows) error {
			var site int64
			var key []byte
			err := rows.Scan(&site, &key)
			overdue = append(overdue, chat.SiteFile{Site: chat.SiteID(site), Key: string(key)})
			return err
		}, sqlOverdue, filter.Ticks(now), max(limit, 0))
		for _, f := range overdue {
			if err == nil {
				err = abandon(ctx, c, f)
			}
		}
		n = len(overdue)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("give up files that are overdue: %w", err)
	}
	return n, nil
}

// abandon makes a file doomed unless it was sent. Whoever is about to send it is waited
// for.
func abandon(ctx context.Context, c *conn, f chat.SiteFile) error {
	site, key := int64(f.Site), []byte(f.Key)
	if err := c.exec(ctx, sqlDropUnsent, site, key); err != nil {
		return fmt.Errorf("give up a file: %w", err)
	}
	sent, err := c.has(ctx, sqlChatOfFile, site, key)
	if err != nil {
		return fmt.Errorf("look whether a file was sent: %w", err)
	}
	if sent {
		return nil
	}
	return c.insert(ctx, doomTarget, [][]any{{site, key}})
}

// Announce implements chat.SentFilesTx.
func (t *liveTx) Announce(ctx context.Context, f chat.Announced) error {
	row := []any{int64(t.site), []byte(f.Key), f.Chat[:], f.Sender[:], f.Size, filter.Ticks(f.At), filter.Ticks(f.Until)}
	return t.store.asConflict(t.conn.insert(ctx, chatFileTarget, [][]any{row}), "a file with this key")
}

// Sent implements chat.SentFilesTx.
func (t *liveTx) Sent(ctx context.Context, key string) error {
	announced, err := t.conn.has(ctx, sqlFileSent, int64(t.site), []byte(key))
	switch {
	case err != nil:
		return fmt.Errorf("note that a file was sent: %w", err)
	case !announced:
		return chat.Conflict("the file is not announced any more")
	}
	return nil
}

// Abandon implements chat.SentFilesTx.
func (t *liveTx) Abandon(ctx context.Context, key string) error {
	return abandon(ctx, t.conn, chat.SiteFile{Site: t.site, Key: key})
}

// BytesSent implements chat.SentFilesTx.
func (t *liveTx) BytesSent(ctx context.Context, sender chat.GUID, since time.Time) (total int64, err error) {
	err = t.conn.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&total) }, sqlBytesSent, int64(t.site), sender[:], filter.Ticks(since))
	if err != nil {
		return 0, fmt.Errorf("count what somebody has sent: %w", err)
	}
	return total, nil
}

// DoomFiles implements chat.SentFilesTx.
func (t *tx) DoomFiles(ctx context.Context, of chat.GUID) error {
	return t.doomSent(ctx, []any{of[:]}, nil)
}

// doomFilesOf dooms the files of chats that go, and of them keeps no note. A file that
// is under way becomes doomed when its time is over.
func (t *tx) doomFilesOf(ctx context.Context, run []chat.Change) error {
	var doomed [][]any
	guids := make([]any, len(run))
	for i, change := range run {
		guids[i] = change.Chat.GUID[:]
		for _, key := range change.Chat.FileKeys() {
			doomed = append(doomed, []any{int64(t.site), []byte(key)})
		}
	}
	return t.doomSent(ctx, guids, doomed)
}

// doomSent dooms what was sent in chats, or is the avatar of agents, and what is doomed
// already.
func (t *tx) doomSent(ctx context.Context, guids []any, doomed [][]any) error {
	err := t.conn.queryIn(ctx, func(rows *sql.Rows) error {
		var key []byte
		err := rows.Scan(&key)
		doomed = append(doomed, []any{int64(t.site), key})
		return err
	}, sqlFilesOfChats, t.site, guids)
	if err != nil {
		return fmt.Errorf("list the files of what goes: %w", err)
	}
	if err := t.conn.execIn(ctx, sqlDropFilesOfChat, t.site, guids); err != nil {
		return fmt.Errorf("delete from chat_file: %w", err)
	}
	return t.conn.insert(ctx, doomTarget, doomed)
}
