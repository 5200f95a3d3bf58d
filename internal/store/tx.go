package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/parleychat/parley/internal/chat"
)

// tx is a transaction on one site (chat.Tx).
type tx struct {
	conn  *conn
	store *Store
	site  chat.SiteID

	// sessions came along, and no chat has taken them in yet (record.go).
	sessions map[chat.GUID]*chat.Session

	// hooks has a bit for each event that webhooks are told of; nil when nothing has
	// been read yet that tells so.
	hooks *int64
}

// Find implements chat.Tx.
func (t *tx) Find(ctx context.Context, refs []chat.Ref) ([]*chat.Chat, error) {
	ids, guids := keysOf(refs)
	var found []*chat.Chat
	seen := map[int64]bool{}
	each := func(rows *sql.Rows) error {
		r, err := t.store.scanRecord(rows)
		if err == nil && !seen[r.ID] {
			seen[r.ID] = true
			found = append(found, &r.Chat)
		}
		return err
	}
	lock := t.store.dialect.lock
	if err := t.conn.queryIn(ctx, each, sqlFindByGUID+lock, t.site, guids); err != nil {
		return nil, fmt.Errorf("read chats by guid: %w", err)
	}
	if err := t.conn.queryIn(ctx, each, sqlFindByID+lock, t.site, ids); err != nil {
		return nil, fmt.Errorf("read chats by id: %w", err)
	}
	return found, nil
}

// keysOf are the integer ids and the guids among refs.
func keysOf(refs []chat.Ref) (ids, guids []any) {
	for _, r := range refs {
		if r.GUID != (chat.GUID{}) {
			guids = append(guids, r.GUID[:])
		} else {
			ids = append(ids, r.ID)
		}
	}
	return ids, guids
}

// lockSite keeps other transactions from changing the site's collections, and from
// storing or deleting chats.
func (t *tx) lockSite(ctx context.Context) error {
	hooks, _, err := t.conn.hooksOf(ctx, sqlLockSite+t.store.dialect.lock, t.site)
	if err != nil {
		return fmt.Errorf("lock the site: %w", err)
	}
	t.hooks = &hooks
	return nil
}

// Keep implements chat.Tx.
func (t *tx) Keep(ctx context.Context, related *chat.Related) error {
	if related == nil {
		return nil
	}
	// Whoever deletes chats must not remove now what is about to be pointed to.
	if err := t.lockSite(ctx); err != nil {
		return err
	}
	for id, s := range related.Sessions {
		if _, earlier := t.sessions[id]; !earlier && s != nil {
			chat.Keep(&t.sessions, id, s)
		}
	}
	for _, n := range nouns[sessionKind+1:] {
		rows, err := n.rows(t.store.codec, t.site, related)
		if err != nil {
			return err
		}
		if err := t.conn.insert(ctx, n.target, rows); err != nil {
			return err
		}
	}
	return nil
}
