package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/parleychat/parley/internal/chat"
)

var optionTarget = target{table: "category_option", columns: []string{"site", "id", "doc", "category"}}.orReplace("site", "id")

// fillOptions reads the options of categories.
func fillOptions(ctx context.Context, s *Store, c *conn, site chat.SiteID, all []chat.Resource) error {
	keys, at := guidKeys(all)
	return c.queryIn(ctx, func(rows *sql.Rows) error {
		var of, doc sql.RawBytes
		if err := rows.Scan(&of, &doc); err != nil {
			return err
		}
		o, err := decode(s.codec, doc, describeCategoryOption)
		if category, ok := all[at[chat.GUID(of)]].(*chat.Category); ok && err == nil {
			category.Options = append(category.Options, *o)
		}
		return err
	}, sqlCategoryOptions, site, keys)
}

// Chosen implements chat.Store.
func (s *Store) Chosen(ctx context.Context, site chat.SiteID, offset, limit int64) ([]chat.Chosen, error) {
	return s.chosen(ctx, sqlChosen, int64(site), max(limit, 0), max(offset, 0))
}

// ChosenByID implements chat.Store.
func (s *Store) ChosenByID(ctx context.Context, site chat.SiteID, id int64) (chat.Chosen, error) {
	found, err := s.chosen(ctx, sqlChosenByID, int64(site), id)
	if err != nil {
		return chat.Chosen{}, err
	}
	if len(found) == 0 {
		return chat.Chosen{}, chat.NotFound("there is no such chosen wrap-up category")
	}
	return found[0], nil
}

func (s *Store) chosen(ctx context.Context, text string, args ...any) (found []chat.Chosen, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			var one chat.Chosen
			var option sql.RawBytes
			if err := rows.Scan(&one.ID, &one.Chat, &option); err != nil {
				return err
			}
			copy(one.OptionID[:], option)
			found = append(found, one)
			return nil
		}, text, args...)
	})
	if err != nil {
		return nil, fmt.Errorf("read chosen wrap-up categories: %w", err)
	}
	return found, nil
}

func putOptions(ctx context.Context, t *tx, r chat.Resource) error {
	category, ok := r.(*chat.Category)
	if !ok {
		return chat.Invalid("a %T is no wrap-up category", r)
	}
	if err := freeOptions(ctx, t, category.ID); err != nil {
		return err
	}
	rows := make([][]any, len(category.Options))
	for i := range category.Options {
		o := &category.Options[i]
		doc, err := encode(t.store.codec, o, describeCategoryOption)
		if err != nil {
			return err
		}
		rows[i] = []any{int64(t.site), o.ID[:], doc, category.ID[:]}
	}
	return t.conn.insert(ctx, optionTarget, rows)
}

// freeOptions leaves the options of a category without one.
func freeOptions(ctx context.Context, t *tx, id chat.GUID) error {
	if err := t.conn.exec(ctx, sqlFreeOptions, int64(t.site), id[:]); err != nil {
		return fmt.Errorf("free the category's options: %w", err)
	}
	return nil
}

// Options implements chat.Tx.
func (t *tx) Options(ctx context.Context, ids []chat.GUID) (map[chat.GUID]*chat.CategoryOption, error) {
	known := map[chat.GUID]*chat.CategoryOption{}
	keys := make([]any, len(ids))
	for i := range ids {
		keys[i] = ids[i][:]
	}
	err := t.conn.queryIn(ctx, func(rows *sql.Rows) error {
		var id, doc sql.RawBytes
		if err := rows.Scan(&id, &doc); err != nil {
			return err
		}
		o, err := decode(t.store.codec, doc, describeCategoryOption)
		if err == nil {
			known[chat.GUID(id)] = o
		}
		return err
	}, sqlOptions, t.site, keys)
	if err != nil {
		return nil, fmt.Errorf("read category options: %w", err)
	}
	return known, nil
}
