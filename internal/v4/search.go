package v4

import (
	"math"
	"net/http"
	"strconv"

	"github.com/parleychat/parley/internal/chat"
)

// searchChats answers a page of the chats that came about (chat-api.txt, Search
// Chats).
func (s *server) searchChats(r *http.Request, actor chat.Actor) (answer, error) {
	return s.search(r, actor, false)
}

// searchGivenUp answers a page of the others (chat-api.txt, Search Missed &
// Refused Chats).
func (s *server) searchGivenUp(r *http.Request, actor chat.Actor) (answer, error) {
	return s.search(r, actor, true)
}

func (s *server) search(r *http.Request, actor chat.Actor, givenUp bool) (answer, error) {
	a, err := decodeSearch(r, actor.Site, givenUp)
	if err != nil {
		return answer{}, err
	}
	page, err := s.Service.Search(r.Context(), actor, a.query)
	if err != nil {
		return answer{}, err
	}
	next := ""
	if page.Next != nil {
		if next, err = encodeCursor(actor.Site, a.query, *page.Next); err != nil {
			return answer{}, err
		}
	}
	return answer{status: http.StatusOK, body: a.encode(s.lend(), page, next), lent: true}, nil
}

// asked is a search as a caller put it.
type asked struct {
	query     chat.Query
	only      selection
	highlight bool
	facets    []string // what the query's are called
}

func decodeSearch(r *http.Request, site chat.SiteID, givenUp bool) (asked, error) {
	p, body, err := questionOf(r)
	if err != nil {
		return asked{}, err
	}
	return askedBy(p, body, site, givenUp)
}

// questionOf reads the two parts of a request that asks for something.
func questionOf(r *http.Request) (parameters, []byte, error) {
	p, err := parametersOf(r)
	if err != nil {
		return nil, nil, err
	}
	body, err := bodyOf(r)
	return p, body, err
}

// askedBy reads a search: its page, order and includes from the query string, its
// conditions from the body and from parameters named like a filter, and the
// additions from either.
func askedBy(p parameters, body []byte, site chat.SiteID, givenUp bool) (a asked, err error) {
	q := &a.query
	q.GivenUp, q.Include = givenUp, includeOf(p)|chat.IncludeSession
	if q.Sort, err = sortOf(p); err != nil {
		return a, err
	}
	if q.Page, q.Size, err = pageOf(p); err != nil {
		return a, err
	}
	doc, err := searchBodyOf(body)
	if err != nil {
		return a, err
	}
	if q.Where, err = conditions(doc, p); err != nil {
		return a, err
	}
	more := additions{doc, p}
	fields, err := more.list("fields")
	if err != nil {
		return a, err
	}
	if a.only, q.Include, err = selectionOf(fields, q.Include); err != nil {
		return a, err
	}
	if q.Explain, err = more.flag("explain"); err != nil {
		return a, err
	}
	if a.highlight, err = more.flag("highlight"); err != nil {
		return a, err
	}
	if err := a.readFacets(more); err != nil {
		return a, err
	}
	if q.Export, err = more.flag("export"); err != nil {
		return a, err
	}
	if q.Export && q.Page > 0 {
		return a, chat.Invalid("export: it begins with the first page, and goes on with cursor")
	}
	return a, a.readCursor(more, site)
}

// readCursor reads the place to go on after, which leaves no page to be counted.
func (a *asked) readCursor(more additions, site chat.SiteID) error {
	cursor, err := more.text("cursor")
	if err != nil || cursor == nil {
		return err
	}
	if a.query.Page > 0 {
		return chat.Invalid("pageIndex: with a cursor pages are not counted")
	}
	a.query.After, err = decodeCursor(site, a.query, *cursor)
	return err
}

// pageOf reads which page is asked for. Requests count pages from 1, and 0 means
// the first (wire.md §4); a size out of bounds is clamped by the service.
func pageOf(p parameters) (number, size int64, err error) {
	if number, err = wholeNumber(p, "pageIndex"); err != nil {
		return 0, 0, err
	}
	if size, err = wholeNumber(p, "pageSize"); err != nil {
		return 0, 0, err
	}
	if number < 0 || number > math.MaxInt32 {
		return 0, 0, chat.Invalid("pageIndex: %d is not the number of a page", number)
	}
	if p.one("pagesize") != "" {
		size = max(size, chat.MinPageSize) // 0 would mean the default
	}
	return max(number-1, 0), size, nil
}

func wholeNumber(p parameters, name string) (int64, error) {
	s := p.one(foldName(name))
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, chat.Invalid("%s: %q is not an integer", name, clip(s))
	}
	return n, nil
}

// sortOf reads the order of a search of chats.
func sortOf(p parameters) (chat.Sort, error) { return ofChats.sortOf(p) }

// sortOf reads sortBy and sortOrder. An order that only one of them tells is
// ascending, or by the time that the newest is told by.
func (v vocabulary) sortOf(p parameters) (chat.Sort, error) {
	by, order := p.one("sortby"), p.one("sortorder")
	if by == "" && order == "" {
		return v.newest, nil
	}
	sort := chat.Sort{By: v.newest.By, Descending: sameName(order, "desc")}
	if order != "" && !sort.Descending && !sameName(order, "asc") {
		return sort, chat.Invalid("sortOrder: %q is neither asc nor desc", clip(order))
	}
	if by != "" {
		d, ok := v.named(by)
		if !ok || !d.Sortable {
			return sort, chat.Invalid("sortBy: %s cannot be sorted by %q", v.what, clip(by))
		}
		sort.By = d.Name
	}
	return sort, nil
}

// encode appends the answer of a search. Pages are echoed from 0; next is the
// cursor to go on with, "" for none.
func (a asked) encode(dst []byte, p *chat.Page, next string) []byte {
	w := writer{buf: append(dst, '{')}
	w.echo("total", p.Total)
	w.echo("pageCount", p.Count())
	w.list("list", len(p.Chats))
	for _, c := range p.Chats {
		w.object("", true)
		w.chatMembers(c, &p.Related, a.query.Include, a.only)
		if a.highlight {
			w.writeHighlights(c, chat.Passages(a.query.Where, c))
		}
		w.end('}')
	}
	w.end(']')
	w.echo("pageIndex", p.Number)
	w.echo("pageSize", p.Size)
	if next != "" {
		w.text("nextCursor", &next)
	}
	if len(p.Facets) > 0 {
		w.writeFacets(a.facets, p.Facets)
	}
	if p.Plan != nil {
		w.writePlan(p.Plan)
	}
	w.end('}')
	return w.done()
}
