package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var (
	categoryTarget = target{table: "wrapup_category", columns: []string{"site", "id", "doc"}}.orReplace("site", "id")
	optionTarget   = target{table: "category_option", columns: []string{"site", "id", "doc", "category"}}.orReplace("site", "id")
)

// Categories implements chat.Store.
func (s *Store) Categories(ctx context.Context, site chat.SiteID) (categories []chat.Category, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		categories, err = s.categories(ctx, c, site)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the wrap-up categories of site %d: %w", site, err)
	}
	return categories, nil
}

// categories reads the options first: a category that comes in between has none yet,
// rather than that options have no category.
func (s *Store) categories(ctx context.Context, c *conn, site chat.SiteID) ([]chat.Category, error) {
	options := map[chat.GUID][]chat.CategoryOption{}
	err := c.query(ctx, func(rows *sql.Rows) error {
		var of, doc sql.RawBytes
		if err := rows.Scan(&of, &doc); err != nil {
			return err
		}
		o, err := decode(s.codec, doc, describeCategoryOption)
		if err == nil {
			options[chat.GUID(of)] = append(options[chat.GUID(of)], *o)
		}
		return err
	}, sqlCategoryOptions, int64(site))
	if err != nil {
		return nil, err
	}
	var categories []chat.Category
	err = c.query(ctx, func(rows *sql.Rows) error {
		var doc sql.RawBytes
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		category, err := decode(s.codec, doc, describeCategory)
		if err == nil {
			category.Options = options[category.ID]
			categories = append(categories, *category)
		}
		return err
	}, sqlCategories, int64(site))
	chat.SortCategories(categories)
	return categories, err
}

// Chosen implements chat.Store.
func (s *Store) Chosen(ctx context.Context, site chat.SiteID, of filter.Expr, offset, limit int64) ([]chat.Chosen, error) {
	return s.chosen(ctx, site, of, nil, offset, limit)
}

// ChosenByID implements chat.Store.
func (s *Store) ChosenByID(ctx context.Context, site chat.SiteID, of filter.Expr, id int64) (chat.Chosen, error) {
	found, err := s.chosen(ctx, site, of, &id, 0, 1)
	if err != nil {
		return chat.Chosen{}, err
	}
	if len(found) == 0 {
		return chat.Chosen{}, chat.NotFound("there is no such chosen wrap-up category")
	}
	return found[0], nil
}

func (s *Store) chosen(ctx context.Context, site chat.SiteID, of filter.Expr, id *int64, offset, limit int64) (found []chat.Chosen, err error) {
	st := &statement{dialect: &s.dialect}
	where := "k.site = " + st.arg(int64(site))
	if id != nil {
		where += " AND k.id = " + st.arg(*id)
	}
	holds, err := s.where(st, of)
	if err != nil {
		return nil, err
	}
	if holds != sqlTrue {
		where += " AND EXISTS (SELECT 1 FROM chat c WHERE c.site = k.site AND c.id = k.chat AND " + holds + ")"
	}
	text := fmt.Sprintf(sqlChosen, where, st.arg(max(limit, 0)), st.arg(max(offset, 0)))
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
		}, text, st.args...)
	})
	if err != nil {
		return nil, fmt.Errorf("read chosen wrap-up categories: %w", err)
	}
	return found, nil
}

// Categories implements chat.Tx. The row of the site is locked, as there is none for
// a category that is yet to come.
func (t *tx) Categories(ctx context.Context) ([]chat.Category, error) {
	none := func(*sql.Rows) error { return nil }
	if err := t.conn.query(ctx, none, sqlLockSite+t.store.dialect.lock, int64(t.site)); err != nil {
		return nil, fmt.Errorf("lock the site: %w", err)
	}
	return t.store.categories(ctx, t.conn, t.site)
}

// PutCategory implements chat.Tx.
func (t *tx) PutCategory(ctx context.Context, category *chat.Category) error {
	doc, err := encode(t.store.codec, category, describeCategory)
	if err != nil {
		return err
	}
	if err := t.conn.insert(ctx, categoryTarget, [][]any{{int64(t.site), category.ID[:], doc}}); err != nil {
		return err
	}
	if err := t.conn.exec(ctx, sqlFreeOptions, int64(t.site), category.ID[:]); err != nil {
		return fmt.Errorf("free the category's options: %w", err)
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

// DropCategory implements chat.Tx.
func (t *tx) DropCategory(ctx context.Context, id chat.GUID) error {
	for _, text := range []string{sqlFreeOptions, sqlDropCategory} {
		if err := t.conn.exec(ctx, text, int64(t.site), id[:]); err != nil {
			return fmt.Errorf("drop a wrap-up category: %w", err)
		}
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
