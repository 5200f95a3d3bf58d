package store

import (
	"context"
	"fmt"

	"github.com/parleychat/parley/internal/chat"
)

// Resources implements chat.Store.
func (s *Store) Resources(ctx context.Context, site chat.SiteID, of chat.Collection) (all []chat.Resource, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		all, err = s.resources(ctx, c, site, of, sqlResources)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read every %s of site %d: %w", of, site, err)
	}
	return all, nil
}

// Resource implements chat.Store.
func (s *Store) Resource(ctx context.Context, site chat.SiteID, of chat.Collection, id chat.GUID) (chat.Resource, error) {
	var found []chat.Resource
	err := s.read(ctx, func(ctx context.Context, c *conn) (err error) {
		found, err = s.resources(ctx, c, site, of, sqlResource, id[:])
		return err
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the %s %s: %w", of, id, err)
	case len(found) == 0:
		return nil, chat.NotFound("there is no such %s", of)
	default:
		return found[0], nil
	}
}

// resources reads what a statement with %s for the table finds.
func (s *Store) resources(ctx context.Context, c *conn, site chat.SiteID, of chat.Collection, text string, args ...any) (all []chat.Resource, err error) {
	k, ok := keepers[of]
	if !ok {
		return nil, chat.Invalid("there is no collection %d", of)
	}
	args = append([]any{int64(site)}, args...)
	if err := c.query(ctx, s.scanResources(k, &all), fmt.Sprintf(text, k.target.table), args...); err != nil {
		return nil, err
	}
	if k.beside.fill != nil && len(all) > 0 {
		err = k.beside.fill(ctx, s, c, site, all)
	}
	return all, err
}

// Resources implements chat.Tx. The row of the site is locked, as there is none for
// a resource that is yet to come.
func (t *tx) Resources(ctx context.Context, of chat.Collection) ([]chat.Resource, error) {
	if err := t.lockSite(ctx); err != nil {
		return nil, err
	}
	return t.store.resources(ctx, t.conn, t.site, of, sqlResources)
}

// PutResource implements chat.Tx.
func (t *tx) PutResource(ctx context.Context, r chat.Resource) error {
	k := keepers[r.Collection()]
	row, err := k.encode(t.store.codec, t.site, r)
	if err != nil {
		return err
	}
	if err := t.conn.insert(ctx, k.target, [][]any{row}); err != nil {
		return err
	}
	if k.beside.put == nil {
		return nil
	}
	return k.beside.put(ctx, t, r)
}

// DropResource implements chat.Tx.
func (t *tx) DropResource(ctx context.Context, of chat.Collection, id chat.GUID) error {
	k, ok := keepers[of]
	if !ok {
		return chat.Invalid("there is no collection %d", of)
	}
	if k.beside.drop != nil {
		if err := k.beside.drop(ctx, t, id); err != nil {
			return err
		}
	}
	return t.conn.deleteIn(ctx, t.site, k.target.table, "id", []any{id[:]})
}

// guidKeys are the ids of resources as keys of a statement, and where each stands.
func guidKeys(all []chat.Resource) (keys []any, at map[chat.GUID]int) {
	keys, at = make([]any, len(all)), make(map[chat.GUID]int, len(all))
	for i, r := range all {
		keys[i], at[*r.Key()] = r.Key()[:], i
	}
	return keys, at
}
