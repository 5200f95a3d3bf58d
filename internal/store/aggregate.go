package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// Without measures the database counts; with them it tells the keys and values of every
// chat, since a percentile needs them all and the two databases have no way in common
// to find one. Either is one statement, so that all figures are of one moment.
const (
	countText = `SELECT %[1]s, count(*) FROM chat c%[2]s WHERE %[3]s GROUP BY %[4]s`
	eachText  = `SELECT %[1]s, 1 FROM chat c%[2]s WHERE %[3]s`
)

// quarter is the parts of time that a time zone is made of, in ticks.
const quarter = 15 * 60 * 10_000_000

// Aggregate implements chat.Store.
func (s *Store) Aggregate(ctx context.Context, site chat.SiteID, a chat.Aggregation) (*chat.Aggregate, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	cells, most := chat.NewCells(a), s.timeout
	aggregate := s.aggregateSQL
	if _, residual := loosened(a.Where); residual {
		aggregate, most = s.aggregateDocuments, s.limits.time
	}
	err := s.within(ctx, most, func(ctx context.Context, c *conn) error { return aggregate(ctx, c, site, a, cells) })
	if err != nil {
		return nil, fmt.Errorf("aggregate the chats of site %d: %w", site, err)
	}
	return cells.Aggregate(), nil
}

// aggregateDocuments answers an aggregation of whose condition SQL knows a part.
func (s *Store) aggregateDocuments(ctx context.Context, c *conn, site chat.SiteID, a chat.Aggregation, cells *chat.Cells) error {
	narrow, _ := loosened(a.Where)
	by, err := orderOf(chat.NewestFirst)
	if err != nil {
		return err
	}
	ask, err := s.candidates(site, a.GivenUp, filter.Normal(narrow), by, s.limits.candidates+1)
	if err != nil {
		return err
	}
	var full error
	w := s.walk(c, site, chat.Query{GivenUp: a.GivenUp, Where: a.Where}, func(r *record, related *chat.Related) {
		if full == nil {
			full = cells.Add(chat.Record{Chat: &r.Chat, Related: related})
		}
	})
	ids, err := w.candidates(ctx, ask)
	if err != nil {
		return err
	}
	return errors.Join(w.all(ctx, ids), full)
}

// aggregateSQL answers an aggregation that SQL knows all about.
func (s *Store) aggregateSQL(ctx context.Context, c *conn, site chat.SiteID, a chat.Aggregation, cells *chat.Cells) error {
	ask, several, err := s.aggregation(site, a)
	if err != nil {
		return err
	}
	row, found := newAggregateRow(a), int64(0)
	if err := c.ask(ctx, func(rows *sql.Rows) error {
		chats, err := row.scan(rows, cells)
		found += chats
		return err
	}, ask); err != nil || !several {
		cells.Found(found)
		return err
	}
	total, err := s.total(site, chat.Query{GivenUp: a.GivenUp, Where: a.Where})
	if err != nil {
		return err
	}
	return c.ask(ctx, func(rows *sql.Rows) error {
		err := rows.Scan(&found)
		cells.Found(found)
		return err
	}, total)
}

// aggregation is the statement of an aggregation, and whether a chat can be in several
// of its rows.
func (s *Store) aggregation(site chat.SiteID, a chat.Aggregation) (ask question, several bool, err error) {
	var columns, numbers []string
	joins := ""
	for i, g := range a.By {
		column, join := grouped(g, "g"+strconv.Itoa(i))
		columns, numbers, joins = append(columns, column), append(numbers, strconv.Itoa(i+1)), joins+join
	}
	for _, f := range a.Fields() {
		d, _ := chat.FieldNamed(f.Name)
		columns = append(columns, places[d.Name].expression())
	}
	if len(columns) == 0 { // one group of all
		columns, numbers = []string{"0"}, []string{"1"}
	}
	st, among := s.among(site, a.GivenUp)
	where, err := s.where(st, a.Where)
	text := fmt.Sprintf(eachText, strings.Join(columns, ", "), joins, among+" AND "+where)
	if len(a.Measures) == 0 {
		text = fmt.Sprintf(countText, strings.Join(columns, ", "), joins, among+" AND "+where, strings.Join(numbers, ", "))
	}
	return question{text, st.args}, joins != "", err
}

// grouped is what a chat is grouped by, with the join that it needs under an alias.
func grouped(g chat.Grouping, alias string) (column, join string) {
	d, _ := chat.FieldNamed(g.Field.Name)
	p := places[d.Name]
	if p.many != "" {
		on := strings.NewReplacer(" x WHERE ", " "+alias+" ON ", "x.", alias+".").Replace(p.many)
		return alias + "." + p.column, " LEFT JOIN " + on
	}
	column = p.expression()
	if g.Unit != chat.NoUnit {
		const ticks = "%[1]s - ((%[1]s %% %[2]d) + %[2]d) %% %[2]d" // also before 1970
		column = fmt.Sprintf(ticks, column, quarter)
	}
	return column, ""
}

// aggregateRow reads rows of an aggregation.
type aggregateRow struct {
	of      chat.Aggregation
	keys    []filter.Value
	raw     []sql.RawBytes // of the groupings that are guids
	numbers []sql.Null[int64]
	floats  []sql.Null[float64]
	amounts []chat.Amount
	chats   int64
	into    []any
}

func newAggregateRow(a chat.Aggregation) *aggregateRow {
	by, fields := len(a.By), len(a.Fields())
	r := &aggregateRow{
		of: a, keys: make([]filter.Value, by), raw: make([]sql.RawBytes, by), numbers: make([]sql.Null[int64], by),
		floats: make([]sql.Null[float64], fields), amounts: make([]chat.Amount, fields),
	}
	for i, g := range a.By {
		if g.Field.Kind == filter.GUID {
			r.into = append(r.into, &r.raw[i])
		} else {
			r.into = append(r.into, &r.numbers[i])
		}
	}
	for i := range r.floats {
		r.into = append(r.into, &r.floats[i])
	}
	if len(r.into) == 0 {
		r.into = append(r.into, new(int64))
	}
	r.into = append(r.into, &r.chats)
	return r
}

// scan reads one row into the cells, and tells how many chats it stands for.
func (r *aggregateRow) scan(rows *sql.Rows, cells *chat.Cells) (int64, error) {
	if err := rows.Scan(r.into...); err != nil {
		return 0, err
	}
	for i := range r.keys {
		r.keys[i] = r.key(i)
	}
	for i, f := range r.floats {
		r.amounts[i] = chat.Amount{Value: f.V, Given: f.Valid}
	}
	return r.chats, cells.Take(r.keys, r.chats, r.amounts)
}

func (r *aggregateRow) key(i int) filter.Value {
	f := r.of.By[i].Field
	if f.Kind == filter.GUID {
		var id chat.GUID
		copy(id[:], r.raw[i])
		return filter.GUIDValue(id)
	}
	switch n := r.numbers[i]; {
	case !n.Valid:
		return chat.NoValue(f)
	case f.Kind == filter.Time:
		return filter.TimeValue(filter.FromTicks(n.V))
	case f.Kind == filter.Bool:
		return filter.BoolValue(n.V != 0)
	default:
		return filter.IntValue(n.V)
	}
}
