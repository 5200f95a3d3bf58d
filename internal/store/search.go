package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

var zeroTicks = filter.Ticks(time.Time{})

// searchText is a page with the total in every row. The keys of the page are found
// first, in the order asked for, and the documents looked up for them.
const searchText = `WITH page AS (
  SELECT c.id AS id, %[1]s AS k FROM chat c WHERE %[2]s ORDER BY %[1]s %[3]s, c.id %[4]s LIMIT %[5]s OFFSET %[6]s)
SELECT (SELECT count(*) FROM chat c WHERE %[7]s), d.doc FROM page JOIN chat_doc d ON d.site = $1 AND d.chat = page.id
ORDER BY page.k %[3]s, page.id %[4]s`

// totalText is the total alone, for a page without rows to carry it.
const totalText = `SELECT count(*) FROM chat c WHERE %s`

// candidatesText is the ids of the chats that SQL cannot exclude.
const candidatesText = `SELECT c.id FROM chat c WHERE %[1]s ORDER BY %[2]s %[3]s, c.id %[4]s LIMIT %[5]s`

// question is a statement with its arguments.
type question struct {
	text string
	args []any
}

func (c *conn) ask(ctx context.Context, each func(*sql.Rows) error, q question) error {
	return c.query(ctx, each, q.text, q.args...)
}

// Search implements chat.Store.
func (s *Store) Search(ctx context.Context, site chat.SiteID, q chat.Query) (*chat.Page, error) {
	by, err := orderOf(q.Sort)
	if err == nil && q.After != nil && !q.Sort.Has(*q.After) {
		err = chat.Invalid("the place to go on after is none of chats sorted by %s", by.field.Name)
	}
	if err := errors.Join(err, checkFacets(q.Facets)); err != nil {
		return nil, err
	}
	page := &chat.Page{Number: q.Page, Size: q.Size}
	if q.Explain {
		page.Plan = &chat.Plan{By: chat.BySQL, Conditions: filter.Show(q.Where)}
	}
	if narrow, residual := loosened(q.Where); residual {
		err = s.within(ctx, s.limits.time, func(ctx context.Context, c *conn) error {
			return s.searchDocuments(ctx, c, site, q, filter.Normal(narrow), by, page)
		})
	} else {
		err = s.within(ctx, s.timeout, func(ctx context.Context, c *conn) error {
			return s.searchSQL(ctx, c, site, q, by, page)
		})
	}
	if err != nil {
		return nil, fmt.Errorf("search the chats of site %d: %w", site, err)
	}
	return page, nil
}

// within is read with a time limit of its own, past which the search is too
// expensive.
func (s *Store) within(ctx context.Context, most time.Duration, fn func(context.Context, *conn) error) error {
	limited, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	err := s.read(limited, fn)
	if err != nil && ctx.Err() == nil && (limited.Err() != nil || s.dialect.mishap(err) == overdue) {
		return &chat.TooExpensive{Reason: fmt.Sprintf(reasonTime, most)}
	}
	return err
}

// searchSQL answers a search that SQL knows all about.
func (s *Store) searchSQL(ctx context.Context, c *conn, site chat.SiteID, q chat.Query, by order, page *chat.Page) error {
	at := time.Now()
	if err := s.readPage(ctx, c, site, q, by, page); err != nil {
		return err
	}
	at = page.Plan.Step("page and total", at)
	if err := s.relate(ctx, c, site, q.Include, page.Chats, &page.Related); err != nil {
		return err
	}
	at = page.Plan.Step("nouns", at)
	var err error
	if page.Facets, err = s.facets(ctx, c, site, q); err != nil {
		return err
	}
	page.Plan.Step("facets", at)
	if page.Plan == nil {
		return nil
	}
	ask, err := s.pageOf(site, q, by)
	if err != nil {
		return err
	}
	return s.explain(ctx, c, ask, page.Plan)
}

// readPage reads the chats of a page that SQL can find, with the sessions in their
// documents if they are included, and the total.
func (s *Store) readPage(ctx context.Context, c *conn, site chat.SiteID, q chat.Query, by order, page *chat.Page) error {
	if q.Size > 0 {
		ask, err := s.pageOf(site, q, by)
		if err != nil {
			return err
		}
		rows := finds{codec: s.codec, most: q.Size, sessions: q.Include.Has(chat.IncludeSession)}
		if err := errors.Join(c.ask(ctx, rows.scan, ask), rows.end(page)); err != nil {
			return err
		}
		if rows.more && q.After != nil {
			page.Next = new(q.Sort.PlaceOf(page.Chats[len(page.Chats)-1]))
		}
	}
	if len(page.Chats) > 0 || (q.Size > 0 && q.Page == 0 && q.After == nil) {
		return nil
	}
	ask, err := s.total(site, q)
	if err != nil {
		return err
	}
	return c.ask(ctx, func(rows *sql.Rows) error { return rows.Scan(&page.Total) }, ask)
}

// pageOf is the statement for a page that SQL can find. One that stands after a
// place has room for one chat more, which tells whether there is a next page.
func (s *Store) pageOf(site chat.SiteID, q chat.Query, by order) (question, error) {
	st, among := s.among(site, q.GivenUp)
	size, offset, where := q.Size, q.Offset(), q.Where
	after := q.After
	if after != nil {
		size, offset = size+1, 0
		where, after = tightened(where, by, *after)
	}
	here, err := s.where(st, where)
	if err != nil {
		return question{}, err
	}
	here = among + " AND " + here
	all := here
	if after != nil {
		here += " AND " + st.beyond(by, *after)
	}
	limit, skipped := st.arg(size), st.arg(offset)
	if q.After != nil {
		if all, err = s.where(st, q.Where); err != nil {
			return question{}, err
		}
		all = among + " AND " + all
	}
	return question{fmt.Sprintf(searchText, by.key, here, by.direction, by.ties, limit, skipped, all), st.args}, nil
}

// total is the statement that counts what a query finds.
func (s *Store) total(site chat.SiteID, q chat.Query) (question, error) {
	st, among := s.among(site, q.GivenUp)
	where, err := s.where(st, q.Where)
	return question{fmt.Sprintf(totalText, among+" AND "+where), st.args}, err
}

// candidates is the statement for the chats that satisfy what SQL can say, of
// which up to most are wanted.
func (s *Store) candidates(site chat.SiteID, givenUp bool, narrow filter.Expr, by order, most int) (question, error) {
	st, among := s.among(site, givenUp)
	where, err := s.where(st, narrow)
	limit := st.arg(most)
	return question{fmt.Sprintf(candidatesText, among+" AND "+where, by.key, by.direction, by.ties, limit), st.args}, err
}

// among begins a statement on the chats c of one of the two searches. Its first
// argument is the site.
func (s *Store) among(site chat.SiteID, givenUp bool) (*statement, string) {
	st := &statement{dialect: &s.dialect}
	return st, "c.site = " + st.arg(int64(site)) + " AND c.given_up = " + st.arg(boolArg(givenUp))
}
