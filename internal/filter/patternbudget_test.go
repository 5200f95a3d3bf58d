package filter_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parleychat/parley/internal/filter"
)

func TestMatchWithinABudgetSaysWhatMatchSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var leaves []filter.Expr
		for _, s := range rapid.SliceOfN(rapid.SampledFrom([]string{"a", "^B", "(?i)b$", "é", "x*", "[ab]c"}), 1, 3).Draw(t, "patterns") {
			p, err := filter.ParsePattern(s)
			if err != nil {
				t.Fatal(err)
			}
			leaves = append(leaves, filter.Matches{Field: name, Pattern: p})
		}
		expr := filter.Or{filter.And{leaves[0], trees(1).Draw(t, "tree")}, filter.Not{X: filter.Or(leaves)}}
		rec := original(rapid.SliceOfN(texts, 0, 3).Draw(t, "texts"))
		got, err := filter.MatchWithin(t.Context(), expr, rec, filter.NewBudget(filter.SearchSteps))
		if want := filter.Match(expr, rec); err != nil || got != want {
			t.Fatalf("%v (%v), want %v", got, err, want)
		}
	})
}

func TestAMatchMayLieAnywhereInALongText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é ", 20_000)
	for at := 8180; at < 8200; at++ {
		text := strings.Repeat("-", at) + "needle" + long
		for pattern1, want := range map[string]bool{
			"need.e": true, "-n.*le": true, "^-+needle": true, `needle\s`: false, "needle$": false, "é $": true, "e{2}d": true, `[^é]\z`: true,
		} {
			expr := filter.Matches{Field: name, Pattern: pattern(t, pattern1)}
			got, err := filter.MatchWithin(t.Context(), expr, original{text}, filter.NewBudget(filter.SearchSteps))
			if err != nil || got != want || filter.Match(expr, original{text}) != want {
				t.Fatalf("%q, needle at %d: %v (%v), want %v", pattern1, at, got, err, want)
			}
		}
	}
}

func TestABudgetEndsASearch(t *testing.T) {
	t.Parallel()
	dear := filter.Matches{Field: name, Pattern: pattern(t, "(a|b){40}[cd]")}
	for about, rec := range map[string]original{
		"one long text":    {strings.Repeat("ab", 20_000)},
		"many short texts": strings.Split(strings.Repeat("abababab ", 4_000), " "),
	} {
		budget := filter.NewBudget(1_000_000)
		for _, expr := range []filter.Expr{dear, filter.Not{X: dear}, filter.Or{dear, filter.And{}}} {
			got, err := filter.MatchWithin(t.Context(), expr, rec, budget)
			if got || !errors.Is(err, filter.ErrTooExpensive) {
				t.Errorf("%s: %v, %v", about, got, err)
			}
		}
		if budget.Left() != 0 {
			t.Errorf("%s: %d steps are left", about, budget.Left())
		}
	}
}

func TestALiteralThatIsMissingIsCheap(t *testing.T) {
	t.Parallel()
	budget := filter.NewBudget(1_000)
	expr := filter.Matches{Field: name, Pattern: pattern(t, `(\w+ ){10}Refund`)}
	if got, err := filter.MatchWithin(t.Context(), expr, original{strings.Repeat("x ", 400)}, budget); got || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	if got := budget.Left(); got != 199 {
		t.Errorf("%d steps are left, want 199", got)
	}
}

func TestAPatternStopsWhenTheCallerLeaves(t *testing.T) {
	t.Parallel()
	expr := filter.Matches{Field: name, Pattern: pattern(t, "(a|b){40}[cd]")}
	for _, rec := range []original{{"ab"}, {strings.Repeat("ab", 20_000)}} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if got, err := filter.MatchWithin(ctx, filter.Not{X: expr}, rec, filter.NewBudget(filter.SearchSteps)); got || !errors.Is(err, context.Canceled) {
			t.Errorf("%v, %v", got, err)
		}
	}
}

func TestAPatternStopsInTheMiddleOfALongText(t *testing.T) {
	t.Parallel()
	ctx := &leaving{Context: t.Context(), looks: 4}
	expr := filter.Matches{Field: name, Pattern: pattern(t, "(a|b){40}[cd]")}
	budget := filter.NewBudget(filter.SearchSteps)
	if _, err := filter.MatchWithin(ctx, expr, original{strings.Repeat("ab", 50_000)}, budget); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if spent := filter.SearchSteps - budget.Left(); spent < 2*8192*40 || spent > 4*8192*200 {
		t.Errorf("%d steps before it stopped", spent)
	}
}

// leaving is a context that ends when it is looked at for the n-th time.
type leaving struct {
	context.Context
	looks int
}

func (c *leaving) Err() error {
	if c.looks--; c.looks <= 0 {
		return context.Canceled
	}
	return nil
}

func BenchmarkMatches(b *testing.B) {
	text := strings.Repeat("Hello, where is my order RMA-2024 and when does it come? ", 145)[:8000]
	for _, s := range []string{"Refund", `RMA-\d{4}x`, `(?i)refund`, `(a|b|e|o| ){40}[xyz]`, `(.*)(.*)(.*)(.*)x{50}y`, `(\w\w?){35}[Z!]`} {
		p := pattern(b, s)
		for name1, rec := range map[string]original{"8k": {text}, "64k": {strings.Repeat(text, 8)}} {
			b.Run(name1+"/"+s, func(b *testing.B) {
				start := time.Now()
				steps := int64(0)
				for b.Loop() {
					budget := filter.NewBudget(filter.SearchSteps)
					if _, err := filter.MatchWithin(b.Context(), filter.Matches{Field: name, Pattern: p}, rec, budget); err != nil {
						b.Fatal(err)
					}
					steps += filter.SearchSteps - budget.Left()
				}
				b.ReportMetric(float64(time.Since(start))/float64(steps), "ns/step")
			})
		}
	}
}
