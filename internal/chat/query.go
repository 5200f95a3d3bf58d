package chat

import (
	"math"

	"github.com/parleychat/parley/internal/filter"
)

// The sizes a page of a search may have (chat-api.txt, Search Chats).
const (
	MinPageSize     = 10
	MaxPageSize     = 500
	DefaultPageSize = 50
)

// MaxOffset is how many chats a page that is asked for by its number may have
// before it. Further on a search goes by places.
const MaxOffset = 100_000

// Query is one page of a search.
type Query struct {
	GivenUp bool        // search the missed and refused chats, else all others
	Where   filter.Expr // nil for all
	Sort    Sort
	Page    int64 // counted from 0; without meaning when After is set
	Size    int64 // chats per page; a Store answers 0 with the total and facets alone
	Include Include
	// After is the place that the page's chats stand after; nil when pages are
	// counted.
	After   *Place
	Facets  []filter.Field // to count over the whole result
	Explain bool           // tell how it was answered
	Export  bool           // all pages are to be kept elsewhere, as who asks says
}

// Offset is how many chats stand before the page when pages are counted.
func (q Query) Offset() int64 {
	page, size := max(q.Page, 0), max(q.Size, 0)
	if size > 0 && page > math.MaxInt64/size {
		return math.MaxInt64 - size
	}
	return page * size
}

// Sort is an order of chats. Ties are broken by id, in the same direction;
// chats without a value (a zero guid) come before all others when ascending.
type Sort struct {
	By         string // name of a sortable field, "" for requestedTime
	Descending bool
}

// NewestFirst is the order of a search that asks for none.
var NewestFirst = Sort{By: FieldRequestedTime.Name, Descending: true}

// normal brings the page into the documented bounds, and the search to the chats that
// sees holds for; nil for all.
func (q Query) normal(sees filter.Expr) Query {
	if q.Sort.By == "" {
		q.Sort.By = FieldRequestedTime.Name
	}
	if q.Size == 0 {
		q.Size = DefaultPageSize
	}
	q.Size = min(max(q.Size, MinPageSize), MaxPageSize)
	q.Page = max(q.Page, 0)
	if q.After != nil {
		q.Page = 0
	}
	q.Where = filter.Normal(filter.And{orAll(q.Where), orAll(sees)})
	return q
}

func orAll(e filter.Expr) filter.Expr {
	if e == nil {
		return filter.And{}
	}
	return e
}

// PageOf is one page of all, counted from 0; empty past the end.
func PageOf[T any](all []T, page, size int64) []T {
	n := int64(len(all))
	if size <= 0 || page < 0 || page > n/size {
		return nil
	}
	return all[page*size : min((page+1)*size, n)]
}

// Page is the answer to a Query.
type Page struct {
	Total   int64 // chats found, on all pages
	Number  int64 // of this page, counted from 0; 0 when they are not counted
	Size    int64 // chats a page
	Chats   []*Chat
	Related Related // what the query asked to include
	// Next is what to ask for After, nil when this is the last page, or pages are
	// counted.
	Next   *Place
	Facets []Facet // in the order of the query's
	Plan   *Plan   // nil unless asked for
}

// Count is the number of pages.
func (p *Page) Count() int64 { return (p.Total + p.Size - 1) / p.Size }
