package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// facetText counts the chats by a value of theirs; a chat without one counts
// under NULL.
const facetText = `SELECT %s, count(*) FROM chat c%s WHERE %s GROUP BY 1`

// checkFacets refuses fields that chats are not counted by.
func checkFacets(fields []filter.Field) error {
	for _, f := range fields {
		if d, ok := chat.FieldNamed(f.Name); !ok || !d.Counted {
			return chat.Invalid("chats cannot be counted by %q", f.Name)
		}
	}
	return nil
}

// facets counts over all that a query finds.
func (s *Store) facets(ctx context.Context, c *conn, site chat.SiteID, q chat.Query) ([]chat.Facet, error) {
	var facets []chat.Facet
	for _, f := range q.Facets {
		ask, err := s.facet(site, q, f)
		if err != nil {
			return nil, err
		}
		var values []chat.FacetValue
		err = c.ask(ctx, func(rows *sql.Rows) error {
			v, err := scanFacet(rows, f)
			values = append(values, v)
			return err
		}, ask)
		if err != nil {
			return nil, fmt.Errorf("count by %s: %w", f.Name, err)
		}
		facets = append(facets, chat.NewFacet(f, values))
	}
	return facets, nil
}

func (s *Store) facet(site chat.SiteID, q chat.Query, f filter.Field) (question, error) {
	d, _ := chat.FieldNamed(f.Name)
	p, join := places[d.Name], ""
	if p.many != "" {
		table, on, _ := strings.Cut(p.many, " WHERE ")
		join = " LEFT JOIN " + table + " ON " + on
	}
	st, among := s.among(site, q.GivenUp)
	where, err := s.where(st, q.Where)
	return question{fmt.Sprintf(facetText, p.expression(), join, among+" AND "+where), st.args}, err
}

func scanFacet(rows *sql.Rows, f filter.Field) (v chat.FacetValue, err error) {
	if f.Kind == filter.GUID {
		var id chat.GUID
		var raw sql.RawBytes
		err = rows.Scan(&raw, &v.Chats)
		copy(id[:], raw)
		v.Value = filter.GUIDValue(id)
		return v, err
	}
	var n sql.Null[int64]
	err = rows.Scan(&n, &v.Chats)
	switch {
	case !n.Valid:
		v.Value = chat.NoValue(f)
	case f.Kind == filter.Bool:
		v.Value = filter.BoolValue(n.V != 0)
	default:
		v.Value = filter.IntValue(n.V)
	}
	return v, err
}
