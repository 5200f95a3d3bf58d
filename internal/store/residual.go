package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// Some conditions only the documents can answer: words and regular expressions.
// SQL then finds the candidates, which satisfy all that it can say, and the
// definition is asked of each. What one search may look into is limited.
type limits struct {
	candidates int
	bytes      int64 // of documents as they are stored
	steps      int64 // of patterns, see filter.Budget
	time       time.Duration
}

var searchLimits = limits{candidates: 100_000, bytes: 256 << 20, steps: filter.SearchSteps, time: 5 * time.Second}

const candidatesAtOnce = 128

// The reasons why a search is given up.
const (
	reasonCandidates = "it has to look into more than %d chats"
	reasonBytes      = "the chats that it has to look into are too large"
	reasonSorted     = "words or patterns find more than %d chats, which it has to sort by something else than the requested time"
	reasonTime       = "it takes longer than %s"
)

// residual reports whether SQL cannot answer a leaf.
func residual(e filter.Expr) bool {
	switch e.(type) {
	case filter.HasWords, filter.Matches:
		return true
	default:
		return places[fieldOf(e).Name].document
	}
}

// loosened gives a condition that SQL can answer and that holds wherever e does,
// which is in normal form, and tells whether it is another one.
func loosened(e filter.Expr) (filter.Expr, bool) {
	switch e := e.(type) {
	case nil:
		return nil, false
	case filter.And:
		members, changed := loosenedAll(e)
		return filter.And(members), changed
	case filter.Or:
		members, changed := loosenedAll(e)
		return filter.Or(members), changed
	case filter.Not:
		if residual(e.X) {
			return filter.And{}, true
		}
		return e, false
	default:
		if residual(e) {
			return hint(e), true
		}
		return e, false
	}
}

func loosenedAll(members []filter.Expr) ([]filter.Expr, bool) {
	loose, changed := make([]filter.Expr, len(members)), false
	for i, m := range members {
		var other bool
		loose[i], other = loosened(m)
		changed = changed || other
	}
	return loose, changed
}

// hint is what SQL can say about a residual leaf: the literal that a pattern
// needs, or nothing.
func hint(e filter.Expr) filter.Expr {
	m, ok := e.(filter.Matches)
	if !ok || m.Pattern == nil || m.Pattern.Literal() == "" || places[m.Field.Name].document {
		return filter.And{}
	}
	return filter.Contains{Field: m.Field, Parts: []filter.Value{filter.TextValue(m.Pattern.Literal())}}
}

// walk looks into candidates.
type walk struct {
	*Store
	conn   *conn
	site   chat.SiteID
	query  chat.Query
	nouns  chat.Include // that the condition looks at
	budget *filter.Budget
	// held gets each candidate that the condition holds for, in their order.
	held func(*record, *chat.Related)

	documents, bytes int64 // that were read
}

// searchDocuments answers a search of whose condition SQL knows a narrow part.
func (s *Store) searchDocuments(ctx context.Context, c *conn, site chat.SiteID, q chat.Query, narrow filter.Expr, by order, page *chat.Page) error {
	ask, err := s.candidates(site, q.GivenUp, narrow, by, s.limits.candidates+1)
	if err != nil {
		return err
	}
	tally := chat.NewTally(q.Facets)
	w := s.walk(c, site, q, func(r *record, related *chat.Related) {
		if keepOnPage(&r.Chat, q, page) && q.Include.Has(chat.IncludeSession) {
			r.tell(&page.Related)
		}
		tally.Add(chat.Record{Chat: &r.Chat, Related: related})
		page.Total++
	})
	at := time.Now()
	ids, err := w.candidates(ctx, ask)
	if err != nil {
		return err
	}
	at = page.Plan.Step("candidates", at)
	if err := w.all(ctx, ids); err != nil {
		return err
	}
	page.Facets = tally.Facets()
	at = page.Plan.Step("documents", at)
	if err := s.relate(ctx, c, site, q.Include, page.Chats, &page.Related); err != nil {
		return err
	}
	page.Plan.Step("nouns", at)
	plan := page.Plan
	if plan == nil {
		return nil
	}
	plan.By, plan.Candidates, plan.Documents, plan.Bytes = chat.ByDocuments, int64(len(ids)), w.documents, w.bytes
	return s.explain(ctx, c, ask, plan)
}

func (s *Store) walk(c *conn, site chat.SiteID, q chat.Query, held func(*record, *chat.Related)) *walk {
	return &walk{
		Store: s, conn: c, site: site, query: q, nouns: nounsOf(q.Where),
		budget: filter.NewBudget(s.limits.steps), held: held,
	}
}

// candidates lists the chats to look into, in the order asked for.
func (w *walk) candidates(ctx context.Context, ask question) (ids []any, err error) {
	err = w.conn.ask(ctx, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, ask)
	return ids, err
}

// all looks into every candidate.
func (w *walk) all(ctx context.Context, ids []any) error {
	if len(ids) > w.limits.candidates {
		return &chat.TooExpensive{Reason: fmt.Sprintf(reasonCandidates, w.limits.candidates)}
	}
	for some := range slices.Chunk(ids, candidatesAtOnce) {
		if err := w.some(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

// some looks into a few candidates. One that is gone by now is passed over.
func (w *walk) some(ctx context.Context, ids []any) error {
	found := make(map[int64]*record, len(ids))
	chats := make([]*chat.Chat, 0, len(ids))
	err := w.conn.queryIn(ctx, func(rows *sql.Rows) error {
		var doc sql.RawBytes
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		w.documents++
		w.bytes += int64(len(doc))
		r, err := decode(w.codec, doc, describeRecord)
		if err == nil {
			found[r.ID], chats = r, append(chats, &r.Chat)
		}
		return err
	}, sqlDocuments, w.site, ids)
	if err != nil {
		return err
	}
	if w.bytes > w.limits.bytes {
		return &chat.TooExpensive{Reason: reasonBytes}
	}
	var related chat.Related
	if err := w.relate(ctx, w.conn, w.site, w.nouns, chats, &related); err != nil {
		return err
	}
	for _, id := range ids {
		if n, ok := id.(int64); ok && found[n] != nil {
			if err := w.judge(ctx, found[n], &related); err != nil {
				return err
			}
		}
	}
	return nil
}

// judge hands a chat on that the condition holds for.
func (w *walk) judge(ctx context.Context, r *record, related *chat.Related) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	holds, err := filter.MatchWithin(ctx, w.query.Where, chat.Record{Chat: &r.Chat, Related: related}, w.budget)
	if errors.Is(err, filter.ErrTooExpensive) {
		return chat.ErrTooMuchText
	}
	if err == nil && holds && r.GivenUp() == w.query.GivenUp {
		w.held(r, related)
	}
	return err
}

// keepOnPage keeps a chat that the condition holds for if it is on the page, and
// reports whether it is.
func keepOnPage(c *chat.Chat, q chat.Query, page *chat.Page) bool {
	before := len(page.Chats)
	switch {
	case q.After == nil:
		if at := page.Total - q.Offset(); at >= 0 && at < q.Size {
			page.Chats = append(page.Chats, c)
		}
	case page.Next != nil || q.Sort.Compare(q.Sort.PlaceOf(c), *q.After) <= 0:
	case int64(len(page.Chats)) < q.Size:
		page.Chats = append(page.Chats, c)
	case q.Size > 0:
		page.Next = new(q.Sort.PlaceOf(page.Chats[q.Size-1]))
	}
	return len(page.Chats) > before
}

// nounsOf are the nouns that a condition looks at.
func nounsOf(e filter.Expr) (include chat.Include) {
	switch e := e.(type) {
	case filter.And:
		for _, m := range e {
			include |= nounsOf(m)
		}
	case filter.Or:
		for _, m := range e {
			include |= nounsOf(m)
		}
	case filter.Not:
		include = nounsOf(e.X)
	default:
		include = places[fieldOf(e).Name].noun
	}
	return include
}
