package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
	"github.com/parleychat/parley/internal/store/storetest"
)

func TestEveryDeclaredFieldHasAPlace(t *testing.T) {
	t.Parallel()
	for _, d := range chat.Fields() {
		p, ok := places[d.Name]
		if !ok {
			t.Errorf("%s has no place", d.Name)
		}
		if d.Sortable && p.many != "" && p.sort == "" {
			t.Errorf("%s has no column to sort by", d.Name)
		}
	}
	for name := range places {
		if _, ok := chat.FieldNamed(name); !ok {
			t.Errorf("%s has a place and is not declared", name)
		}
	}
}

// plan is how SQLite answers a search.
func plan(t *testing.T, s *Store, q chat.Query) string {
	t.Helper()
	by, err := orderOf(q.Sort)
	if err != nil {
		t.Fatal(err)
	}
	page, err := s.pageOf(1, q, by)
	if err != nil {
		t.Fatal(err)
	}
	var steps []string
	err = s.read(t.Context(), func(ctx context.Context, c *conn) error {
		return c.query(ctx, func(rows *sql.Rows) error {
			var id, parent, unused int
			var step string
			err := rows.Scan(&id, &parent, &unused, &step)
			steps = append(steps, step)
			return err
		}, "EXPLAIN QUERY PLAN "+page.text, page.args...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}

func departmentAndDays() filter.Expr {
	department := filter.Field{Name: "departmentId", Kind: filter.GUID}
	return filter.Normal(filter.And{filter.Is(department, filter.GUIDValue(chat.GUID{7})), days()})
}

func days() filter.Expr {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return filter.Range{
		Field: chat.FieldRequestedTime, Min: &filter.Bound{Value: filter.TimeValue(from)}, Max: &filter.Bound{Value: filter.TimeValue(from.AddDate(0, 1, 0))},
	}
}

func TestPagesInTheDefaultOrderAreReadWithoutSorting(t *testing.T) {
	t.Parallel()
	s := openTest(t, sqliteAddress(t))
	for _, order := range []chat.Sort{{}, chat.NewestFirst, {By: "requestedTime"}} {
		for index, where := range map[string][]filter.Expr{
			"chat_by_requested":  {nil, days()},
			"chat_by_department": {departmentAndDays(), filter.Not{X: filter.Exists{Field: filter.Field{Name: "departmentId"}}}},
		} {
			for _, e := range where {
				got := plan(t, s, chat.Query{Size: 50, Sort: order, Where: e})
				if strings.Contains(got, "TEMP") || strings.Contains(got, "SCAN c") || strings.Count(got, "COVERING INDEX") != 2 {
					t.Errorf("order %+v, %v:\n%s", order, e, got)
				}
				if !strings.Contains(got, "COVERING INDEX "+index) {
					t.Errorf("order %+v, %v does not use %s:\n%s", order, e, index, got)
				}
			}
		}
	}
}

// TestPagesAfterAPlaceBeginThere holds for any depth: the place is where the index
// is entered, with no other bound of the same range beside it and nothing sorted.
func TestPagesAfterAPlaceBeginThere(t *testing.T) {
	t.Parallel()
	s := openTest(t, sqliteAddress(t))
	within := filter.TimeValue(time.Date(2026, 1, 9, 0, 0, 0, 0, time.UTC))
	for _, order := range []chat.Sort{chat.NewestFirst, {By: "requestedTime"}} {
		for index, where := range map[string]filter.Expr{"chat_by_requested": days(), "chat_by_department": departmentAndDays()} {
			got := plan(t, s, chat.Query{Size: 50, Sort: order, Where: where, After: &chat.Place{Key: within, ID: 9}})
			sign := map[bool]string{true: "<", false: ">"}[order.Descending]
			if strings.Contains(got, "TEMP") || !strings.Contains(got, "COVERING INDEX "+index) || !strings.Contains(got, "(requested,id)"+sign+"(?,?)") {
				t.Errorf("order %+v, %s:\n%s", order, filter.Show(where), got)
			}
		}
	}
	got := plan(t, s, chat.Query{Size: 50, Sort: chat.Sort{By: "id"}, After: &chat.Place{Key: filter.IntValue(7), ID: 7}})
	if !strings.Contains(got, "SEARCH c USING PRIMARY KEY (site=? AND id>?)") {
		t.Errorf("by id:\n%s", got)
	}
}

// TestPagesAfterAPlaceBeginThereOnPostgres looks for the same in the other plans.
func TestPagesAfterAPlaceBeginThereOnPostgres(t *testing.T) {
	t.Parallel()
	s := openTest(t, storetest.Postgres(t))
	importDemo(t, s, 3000)
	if err := s.writes.transact(t.Context(), func(ctx context.Context, c *conn) error { return c.exec(ctx, "ANALYZE") }); err != nil {
		t.Fatal(err)
	}
	newest, err := s.Search(t.Context(), 1, chat.Query{Size: 1000, Sort: chat.NewestFirst})
	if err != nil || len(newest.Chats) != 1000 {
		t.Fatal(len(newest.Chats), err)
	}
	c := newest.Chats[len(newest.Chats)-1]
	place := chat.NewestFirst.PlaceOf(c)
	end := filter.TimeValue(newest.Chats[0].RequestedTime)
	until := filter.Range{Field: chat.FieldRequestedTime, Max: &filter.Bound{Value: end}}
	department := filter.Is(filter.Field{Name: "departmentId", Kind: filter.GUID}, filter.GUIDValue(busiest(t, s)))
	for index, where := range map[string]filter.Expr{"chat_by_requested": until, "chat_by_department": filter.And{department, until}} {
		page, err := s.Search(t.Context(), 1, chat.Query{Size: 50, Sort: chat.NewestFirst, Where: where, After: &place, Explain: true})
		if err != nil {
			t.Fatal(err)
		}
		plan := strings.Join(page.Plan.Database, "\n")
		_, of, _ := strings.Cut(plan, "Limit")
		if strings.Contains(of, "Sort") || !strings.Contains(of, index) || !strings.Contains(of, "(ROW(requested, id) < ROW(") || strings.Contains(of, "requested <=") {
			t.Errorf("%s:\n%s", filter.Show(where), plan)
		}
	}
}

// TestPlanShowsASort is the control: another order needs a sort, and the plan says so.
func TestPlanShowsASort(t *testing.T) {
	t.Parallel()
	s := openTest(t, sqliteAddress(t))
	if got := plan(t, s, chat.Query{Size: 50, Sort: chat.Sort{By: "preChatName"}}); !strings.Contains(got, "TEMP B-TREE") {
		t.Errorf("sorted by name:\n%s", got)
	}
}

func TestPlaceholdersAreNumberedAsTheyAppear(t *testing.T) {
	t.Parallel()
	s := openTest(t, sqliteAddress(t))
	r := storetest.NewRandom(4)
	for range 300 {
		for _, q := range questions(t, s, chat.Query{Size: 50, Where: filter.Normal(r.Tree(3)), Sort: r.Sort(), After: r.Place(), Facets: r.Facets()}) {
			checkPlaceholders(t, q)
		}
	}
}

// questions are the statements that a query can become.
func questions(t *testing.T, s *Store, q chat.Query) []question {
	t.Helper()
	by, err := orderOf(q.Sort)
	if err != nil {
		t.Fatal(err)
	}
	narrow, residual := loosened(q.Where)
	if residual {
		ask, err := s.candidates(1, false, filter.Normal(narrow), by, 7)
		if err != nil {
			t.Fatal(err)
		}
		return []question{ask}
	}
	if q.After != nil && !q.Sort.Has(*q.After) {
		q.After = nil
	}
	page, err1 := s.pageOf(1, q, by)
	total, err2 := s.total(1, q)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	asked := []question{page, total}
	for _, f := range q.Facets {
		ask, err := s.facet(1, q, f)
		if err != nil {
			t.Fatal(err)
		}
		asked = append(asked, ask)
	}
	return asked
}

var placeholder = regexp.MustCompile(`\$(\d+)`)

func checkPlaceholders(t *testing.T, q question) {
	t.Helper()
	seen := 0
	for _, m := range placeholder.FindAllStringSubmatch(q.text, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil || n > seen+1 {
			t.Fatalf("$%s comes after $%d: %s", m[1], seen, q.text)
		}
		seen = max(seen, n)
	}
	if seen != len(q.args) {
		t.Fatalf("%d placeholders for %d arguments: %s", seen, len(q.args), q.text)
	}
}

// TestTextsOfUsersNeverBecomeSQL looks for them in the statements.
func TestTextsOfUsersNeverBecomeSQL(t *testing.T) {
	t.Parallel()
	s := openTest(t, sqliteAddress(t))
	const evil = "evil' OR 1=1 --"
	name := filter.Field{Name: "preChatName", Kind: filter.Text}
	v := filter.TextValue(evil)
	for _, e := range []filter.Expr{
		filter.Is(name, v), filter.Contains{Field: name, Parts: []filter.Value{v}}, filter.Range{Field: name, Min: &filter.Bound{Value: v}},
	} {
		place := &chat.Place{Key: v, ID: 1}
		for _, q := range questions(t, s, chat.Query{Where: e, Sort: chat.Sort{By: name.Name}, After: place}) {
			if strings.Contains(q.text, "evil") || !slices.Contains(q.args, any(v.Text())) {
				t.Errorf("%s has arguments %v", q.text, q.args)
			}
		}
	}
}

func TestValuesBeyondWhatAColumnHoldsFindNothing(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		s := openTest(t, address)
		createSite(t, s, 1)
		storeChats(t, s, 1, &chat.Chat{GUID: chat.GUID{2}})
		for _, d := range chat.Fields() {
			var values []filter.Value
			switch d.Kind {
			case filter.Int:
				values = []filter.Value{filter.IntValue(math.MaxInt64), filter.IntValue(math.MinInt64), filter.IntValue(70000)}
			case filter.Number:
				values = []filter.Value{filter.NumberValue(math.Inf(1)), filter.NumberValue(math.NaN()), filter.NumberValue(math.MaxFloat64)}
			default:
				continue
			}
			values = append(values, filter.TextValue("of another kind"))
			wantTotal(t, s, filter.OneOf{Field: d.Field, Values: values}, 0)
		}
		average := filter.Field{Name: "avgResponseTime", Kind: filter.Number}
		nan := &filter.Bound{Value: filter.NumberValue(math.NaN())}
		wantTotal(t, s, filter.Range{Field: average, Min: nan}, 1)
		wantTotal(t, s, filter.Range{Field: average, Max: nan}, 0)
	})
}

func wantTotal(t *testing.T, s *Store, where filter.Expr, want int64) {
	t.Helper()
	page, err := s.Search(t.Context(), 1, chat.Query{Size: 10, Where: where})
	if err != nil {
		t.Fatalf("%s: %v", filter.Show(where), err)
	}
	if page.Total != want {
		t.Errorf("%s found %d chats, want %d", filter.Show(where), page.Total, want)
	}
}

func TestConditionsOfTheWrongKindAreRefused(t *testing.T) {
	t.Parallel()
	s := openTest(t, sqliteAddress(t))
	name, status := filter.Field{Name: "preChatName", Kind: filter.Text}, filter.Field{Name: "status", Kind: filter.Int}
	for _, e := range []filter.Expr{
		filter.Contains{Field: status, Parts: []filter.Value{filter.TextValue("a")}},
		filter.Contains{Field: name, Parts: []filter.Value{filter.IntValue(1)}},
		filter.Range{Field: status, Min: &filter.Bound{Value: filter.TextValue("a")}},
		filter.Range{Field: name, Max: &filter.Bound{}},
	} {
		if _, err := s.Search(t.Context(), 1, chat.Query{Size: 10, Where: e}); chat.KindOf(err) != chat.KindInvalid {
			t.Errorf("%s gave %v", filter.Show(e), err)
		}
	}
}

func TestRelatedNounsAreOneStatementOrNone(t *testing.T) {
	t.Parallel()
	id := chat.GUID{1}
	pointing := &chat.Chat{SessionID: id, VisitorID: id, DepartmentID: id}
	for _, c := range []struct {
		include chat.Include
		chats   []*chat.Chat
		tables  int
	}{
		{0, []*chat.Chat{pointing}, 0},
		{^chat.Include(0), []*chat.Chat{{}}, 0},
		{^chat.Include(0), nil, 0},
		{chat.IncludeSession, []*chat.Chat{pointing, pointing}, 1},
		{^chat.Include(0), []*chat.Chat{pointing}, 3},
	} {
		text, args := relatedStatement(1, c.include, c.chats, &chat.Related{})
		if got := strings.Count(text, "SELECT"); got != c.tables {
			t.Errorf("include %b asks %d tables, want %d: %s", c.include, got, c.tables, text)
		}
		if text != "" && len(args) != c.tables+1 {
			t.Errorf("arguments %s for %s", fmt.Sprint(args), text)
		}
	}
}
