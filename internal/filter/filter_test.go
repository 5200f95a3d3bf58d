package filter_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parleychat/parley/internal/filter"
)

var (
	name  = filter.Field{Name: "name", Kind: filter.Text}
	count = filter.Field{Name: "count", Kind: filter.Int}
	group = filter.Field{Name: "group", Kind: filter.GUID}
)

// record is a filter.Record with its values spelt out.
type record map[string][]filter.Value

func (r record) Values(f filter.Field) []filter.Value { return r[f.Name] }

func TestFoldIgnoresCaseAndComposition(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"kate", "KATE", "Kate"},
		{"straße", "STRASSE", "Strasse"},
		{"é", "e\u0301", "É", "E\u0301"},
		{"å", "Å", "\u212b"}, // the Ångström sign
		{"σας", "ΣΑΣ"},
		{"a\uFFFDb", "a\x00b", "a\xffb", "A\x00B"},
	} {
		for _, s := range same {
			if got, want := filter.Fold(s), filter.Fold(same[0]); got != want {
				t.Errorf("Fold(%q) = %q, Fold(%q) = %q", s, got, same[0], want)
			}
		}
	}
	if filter.Fold("é") == filter.Fold("e") {
		t.Error("Fold drops diacritics; only full text does that")
	}
}

func FuzzFoldIsIdempotent(f *testing.F) {
	for _, s := range []string{"", "Kate", "İstanbul", "ǰ", "ΐ", "a\xffb\x00", "\u1e9e", "\u0345\u0345", "ﬃ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := filter.Fold(s)
		if twice := filter.Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
	})
}

func TestTicksKeepTheSeventhFractionDigit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first, last := filter.Ticks(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)), filter.Ticks(time.Date(9999, 12, 31, 23, 59, 59, 999999900, time.UTC))
		n := rapid.Int64Range(first, last).Draw(t, "ticks")
		if got := filter.Ticks(filter.FromTicks(n)); got != n {
			t.Fatalf("Ticks(FromTicks(%d)) = %d", n, got)
		}
	})
	at := time.Date(2021, 4, 27, 7, 50, 28, 753333399, time.UTC)
	if got, want := filter.FromTicks(filter.Ticks(at)), at.Truncate(100); !got.Equal(want) {
		t.Errorf("time became %v, want %v", got, want)
	}
}

func TestMatchAsksForAnyValueOfTheField(t *testing.T) {
	t.Parallel()
	two := record{"count": {filter.IntValue(1), filter.IntValue(5)}, "name": {filter.TextValue("Kate Moss")}}
	none := record{}
	bound := func(n int64, exclusive bool) *filter.Bound {
		return &filter.Bound{Value: filter.IntValue(n), Exclusive: exclusive}
	}
	for _, c := range []struct {
		expr      filter.Expr
		two, none bool
	}{
		{nil, true, true},
		{filter.And{}, true, true},
		{filter.Or{}, false, false},
		{filter.Is(count, filter.IntValue(5)), true, false},
		{filter.Is(count, filter.IntValue(2), filter.IntValue(3)), false, false},
		{filter.Not{X: filter.Is(count, filter.IntValue(5))}, false, true},
		{filter.Range{Field: count, Min: bound(5, false)}, true, false},
		{filter.Range{Field: count, Min: bound(5, true)}, false, false},
		{filter.Range{Field: count, Min: bound(2, false), Max: bound(4, false)}, false, false},
		{filter.Range{Field: count, Max: bound(1, false)}, true, false},
		{filter.Range{Field: count}, true, false},
		{filter.Contains{Field: name, Parts: []filter.Value{filter.TextValue("xx"), filter.TextValue("MOSS")}}, true, false},
		{filter.Exists{Field: name}, true, false},
		{filter.Not{X: filter.Exists{Field: name}}, false, true},
	} {
		if got := filter.Match(c.expr, two); got != c.two {
			t.Errorf("Match(%+v, two values) = %v", c.expr, got)
		}
		if got := filter.Match(c.expr, none); got != c.none {
			t.Errorf("Match(%+v, no value) = %v", c.expr, got)
		}
	}
}

func TestIsTheZeroGUIDFindsRecordsWithoutOne(t *testing.T) {
	t.Parallel()
	some := [16]byte{1}
	expr := filter.Is(group, filter.GUIDValue([16]byte{}), filter.GUIDValue(some))
	for _, c := range []struct {
		record record
		want   bool
	}{
		{record{}, true},
		{record{"group": {filter.GUIDValue(some)}}, true},
		{record{"group": {filter.GUIDValue([16]byte{2})}}, false},
	} {
		if got := filter.Match(expr, c.record); got != c.want {
			t.Errorf("Match(%v) = %v, want %v", c.record, got, c.want)
		}
	}
}

func TestNormalFormMeansTheSameAndNegatesLeavesOnly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		expr, rec := trees(4).Draw(t, "tree"), records.Draw(t, "record")
		normal := filter.Normal(expr)
		if got, want := filter.Match(normal, rec), filter.Match(expr, rec); got != want {
			t.Fatalf("%v on the normal form %+v, %v on the tree", got, normal, want)
		}
		if err := checkNormal(normal, true); err != nil {
			t.Fatalf("%v: %+v", err, normal)
		}
		if diff := cmp.Diff(normal, filter.Normal(normal), cmp.AllowUnexported(filter.Value{})); diff != "" {
			t.Fatalf("normal form is not stable:\n%s", diff)
		}
	})
}

// checkNormal says what Normal promises, in other words.
func checkNormal(e filter.Expr, root bool) error {
	var members []filter.Expr
	switch e := e.(type) {
	case filter.Not:
		switch e.X.(type) {
		case filter.And, filter.Or, filter.Not:
			return fmt.Errorf("a negated %T", e.X)
		}
		return nil
	case filter.And:
		members = e
	case filter.Or:
		members = e
	default:
		return nil
	}
	if len(members) == 1 || (len(members) == 0 && !root) {
		return fmt.Errorf("a group of %d", len(members))
	}
	for _, m := range members {
		if fmt.Sprintf("%T", m) == fmt.Sprintf("%T", e) {
			return fmt.Errorf("%T within %T", m, e)
		}
		if err := checkNormal(m, false); err != nil {
			return err
		}
	}
	return nil
}

var (
	texts = rapid.SampledFrom([]string{"", "a", "B", "ab", "Straße", "é"})
	ints  = rapid.Int64Range(-1, 2)
)

var records = rapid.Custom(func(t *rapid.T) record {
	r := record{}
	for _, s := range rapid.SliceOfN(texts, 0, 2).Draw(t, "names") {
		r["name"] = append(r["name"], filter.TextValue(s))
	}
	for _, n := range rapid.SliceOfN(ints, 0, 2).Draw(t, "counts") {
		r["count"] = append(r["count"], filter.IntValue(n))
	}
	return r
})

func trees(depth int) *rapid.Generator[filter.Expr] {
	return rapid.Custom(func(t *rapid.T) filter.Expr {
		kinds := 7
		if depth == 0 {
			kinds = 4
		}
		switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
		case 0:
			return filter.Is(count, intValues.Draw(t, "ints")...)
		case 1:
			return filter.Contains{Field: name, Parts: slices.Collect(folded(rapid.SliceOfN(texts, 0, 2).Draw(t, "parts")))}
		case 2:
			return filter.Exists{Field: name}
		case 3:
			return filter.Range{Field: count, Min: &filter.Bound{Value: filter.IntValue(ints.Draw(t, "min")), Exclusive: rapid.Bool().Draw(t, "open")}}
		case 4:
			return filter.Not{X: trees(depth-1).Draw(t, "not")}
		case 5:
			return filter.And(rapid.SliceOfN(trees(depth-1), 0, 3).Draw(t, "and"))
		default:
			return filter.Or(rapid.SliceOfN(trees(depth-1), 0, 3).Draw(t, "or"))
		}
	})
}

var intValues = rapid.Custom(func(t *rapid.T) []filter.Value {
	var values []filter.Value
	for _, n := range rapid.SliceOfN(ints, 0, 3).Draw(t, "values") {
		values = append(values, filter.IntValue(n))
	}
	return values
})

func folded(texts []string) func(func(filter.Value) bool) {
	return func(yield func(filter.Value) bool) {
		for _, s := range texts {
			if !yield(filter.TextValue(s)) {
				return
			}
		}
	}
}

func TestValuesPrintReadably(t *testing.T) {
	t.Parallel()
	got := fmt.Sprint(filter.IntValue(-3), filter.TextValue("Kate"), filter.BoolValue(true), filter.NumberValue(1.5), filter.TimeValue(time.Unix(0, 0)))
	if want := `-3 "kate" 1 1.5 1970-01-01T00:00:00Z`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := filter.GUIDValue([16]byte{15: 1}).String(); got != strings.Repeat("0", 31)+"1" {
		t.Errorf("guid prints as %s", got)
	}
}
