package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var zeroTicks = filter.Ticks(time.Time{})

// searchText is a page with the total in every row. The keys of the page are found
// first, in the order asked for, and the documents looked up for them. Nearly
// every search includes the sessions, one a chat, which are cheapest read along.
const searchText = `WITH page AS (
  SELECT c.id AS id, %[1]s AS k FROM chat c WHERE %[2]s ORDER BY %[1]s %[3]s, c.id %[4]s LIMIT %[5]s OFFSET %[6]s)
SELECT (SELECT count(*) FROM chat c WHERE %[2]s), d.doc, %[7]s FROM page JOIN chat_doc d ON d.site = $1 AND d.chat = page.id %[8]s
ORDER BY page.k %[3]s, page.id %[4]s`

const (
	sessionColumn = "s.doc"
	sessionJoin   = "JOIN chat f ON f.site = $1 AND f.id = page.id LEFT JOIN session s ON s.site = $1 AND s.id = f.session"
)

// totalText is the total alone, for a page without rows to carry it.
const totalText = `SELECT count(*) FROM chat c WHERE %s`

// candidatesText is the ids of the chats that SQL cannot exclude.
const candidatesText = `SELECT c.id FROM chat c WHERE %[1]s ORDER BY %[2]s %[3]s, c.id %[4]s LIMIT %[5]s`

// search is a query as SQL.
type search struct {
	page, total string
	// candidates takes the place of both when SQL only narrows the search.
	candidates string
	args       []any // of page, with limit and offset last; total has neither, candidates has a limit
}

// Search implements chat.Store.
func (s *Store) Search(ctx context.Context, site chat.SiteID, q chat.Query) (*chat.Page, error) {
	sq, err := s.search(site, q)
	if err != nil {
		return nil, err
	}
	if sq.candidates != "" {
		return s.searchDocuments(ctx, site, q, sq)
	}
	page := &chat.Page{Number: q.Page, Size: q.Size}
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		rows := finds{codec: s.codec}
		if err := errors.Join(c.query(ctx, rows.scan, sq.page, sq.args...), rows.end(page)); err != nil {
			return err
		}
		if len(page.Chats) == 0 && (q.Page > 0 || q.Size <= 0) {
			return c.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&page.Total) }, sq.total, sq.args[:len(sq.args)-2]...)
		}
		return s.relate(ctx, c, site, q.Include&^chat.IncludeSession, page.Chats, &page.Related)
	})
	if err != nil {
		return nil, fmt.Errorf("search the chats of site %d: %w", site, err)
	}
	return page, nil
}

func (s *Store) search(site chat.SiteID, q chat.Query) (search, error) {
	key, direction, ties, err := order(q.Sort)
	if err != nil {
		return search{}, err
	}
	st := &statement{dialect: &s.dialect}
	where := "c.site = " + st.arg(int64(site)) + " AND c.given_up = " + st.arg(boolArg(q.GivenUp))
	narrow, residual := loosened(q.Where)
	if residual {
		narrow = filter.Normal(narrow)
	}
	condition, err := s.where(st, narrow)
	if err != nil {
		return search{}, err
	}
	where += " AND " + condition
	limit, offset := st.arg(max(q.Size, 0)), st.arg(offset(q))
	if residual {
		return search{candidates: fmt.Sprintf(candidatesText, where, key, direction, ties, limit), args: st.args}, nil
	}
	column, join := "NULL", ""
	if q.Include.Has(chat.IncludeSession) {
		column, join = sessionColumn, sessionJoin
	}
	return search{
		page:  fmt.Sprintf(searchText, key, where, direction, ties, limit, offset, column, join),
		total: fmt.Sprintf(totalText, where),
		args:  st.args,
	}, nil
}

// order gives the SQL that chats are sorted by and the directions of it and of
// the ids of chats that are equal in it.
func order(by chat.Sort) (key, direction, ties string, err error) {
	if by.By == "" {
		by.By = chat.FieldRequestedTime.Name
	}
	d, _ := chat.FieldNamed(by.By)
	p, ok := places[d.Name]
	if !ok || !d.Sortable {
		return "", "", "", chat.Invalid("chats cannot be sorted by %q", by.By)
	}
	if p.many != "" {
		p = place{column: p.sort, nullable: true}
	}
	direction, nulls := "ASC", " NULLS FIRST"
	if by.Descending {
		direction, nulls = "DESC", " NULLS LAST"
	}
	if !p.nullable {
		nulls = ""
	}
	return p.expression(), direction + nulls, direction, nil
}

// offset is how many chats stand before the page.
func offset(q chat.Query) int64 {
	page, size := max(q.Page, 0), max(q.Size, 0)
	if size > 0 && page > math.MaxInt64/size {
		return math.MaxInt64 - size
	}
	return page * size
}
