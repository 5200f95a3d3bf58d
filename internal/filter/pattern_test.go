package filter_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parleychat/parley/internal/filter"
)

// original is a record of texts that it can also give as they came.
type original []string

func (o original) Values(filter.Field) []filter.Value { return textsOf(o...)["name"] }
func (o original) Texts(filter.Field) []string        { return o }

func pattern(t testing.TB, s string) *filter.Pattern {
	t.Helper()
	p, err := filter.ParsePattern(s)
	if err != nil {
		t.Fatalf("ParsePattern(%q): %v", s, err)
	}
	return p
}

func TestPatternsMatchAnywhereInTheOriginalText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"Kate", "I am Kate.", true},
		{"Kate", "I am KATE.", false},
		{"(?i)kate", "I am KATE.", true},
		{"^Kate$", "I am Kate", false},
		{`RMA-\d{4}`, "see RMA-2024", true},
		{`\bend\b`, "the end.", true},
		{`\pL+ё`, "всё", true},
		{"é", "e\u0301", false},
		{"", "", true},
		{"^$", "", true},
		{"^$", "a", false},
	} {
		expr := filter.Matches{Field: name, Pattern: pattern(t, c.pattern)}
		if got := filter.Match(expr, original{"other\n", c.text}); got != c.want {
			t.Errorf("%q matches %q: %v", c.pattern, c.text, got)
		}
		if got := filter.Match(filter.Normal(filter.Not{X: expr}), original{c.text}); got == c.want {
			t.Errorf("not %q on %q: %v", c.pattern, c.text, got)
		}
	}
}

func TestPatternsNeedOriginalTexts(t *testing.T) {
	t.Parallel()
	expr := filter.Matches{Field: name, Pattern: pattern(t, "")}
	if filter.Match(expr, textsOf("a")) {
		t.Error("a pattern matches a folded text")
	}
	if filter.Match(expr, original{}) {
		t.Error("a pattern matches a record without a text")
	}
	if filter.Match(filter.Matches{Field: name}, original{"a"}) {
		t.Error("no pattern matches")
	}
}

func TestPatternsThatAreWrongOrTooBigAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ pattern, want string }{
		{"(", "missing closing )"},
		{`(?=a)`, "invalid"},
		{`(a)\1`, "invalid escape"},
		{"\xff", "invalid UTF-8"},
		{strings.Repeat("a", 257), "longer than 256 bytes"},
		{"a{201}", "too complex"},
		{"(((a{9}){9}){9}){9}", "repeat"},
		{`(\pL{10}){20}`, "too complex"},
	} {
		_, err := filter.ParsePattern(c.pattern)
		var syntax *filter.SyntaxError
		if !errors.As(err, &syntax) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("ParsePattern(%q): %v, want %s", c.pattern, err, c.want)
		}
	}
	pattern(t, strings.Repeat("a", 190))
}

func TestPatternsAreEqualByTheirText(t *testing.T) {
	t.Parallel()
	a, b := filter.Matches{Field: name, Pattern: pattern(t, "a")}, filter.Matches{Field: name, Pattern: pattern(t, "a")}
	if !cmp.Equal(a, b) || cmp.Equal(a, filter.Matches{Field: name, Pattern: pattern(t, "b")}) || cmp.Equal(a, filter.Matches{Field: name}) {
		t.Error("patterns are not compared by their text")
	}
	if got := a.Pattern.String(); got != "a" {
		t.Errorf("the pattern prints as %q", got)
	}
}

func TestLiteralsOfPatterns(t *testing.T) {
	t.Parallel()
	for pattern1, want := range map[string]string{
		"Refund":              "refun",
		"Refund 2024":         "refund 2024",
		"(?i)refund!":         "refund!",
		`RMA-\d+`:             "rma-",
		`\d+(Order-)+x?`:      "order-",
		"ab|cd":               "",
		"(abc )?x*":           "",
		"ab.cdef-":            "cdef-",
		"Straße ":             "strasse ",
		"\u0301abc ":          "abc ",
		`a\x{FFFD}bcd `:       "bcd ",
		"(?:order-1|order-2)": "order-",
		"":                    "",
	} {
		if got := pattern(t, pattern1).Literal(); got != want {
			t.Errorf("the literal of %q is %q, want %q", pattern1, got, want)
		}
	}
}

func TestFoldedTextsContainTheLiteralOfWhatMatches(t *testing.T) {
	t.Parallel()
	const before, behind = "e", "x"
	for r := range rune(unicode.MaxRune + 1) {
		if filter.Vague(r, true) || !unicode.IsGraphic(r) || unicode.In(r, unicode.Han, unicode.Hangul, unicode.Tangut) {
			continue // Han and Hangul are too many; the property below draws some
		}
		literal := string(r)
		for m := unicode.SimpleFold(r); ; m = unicode.SimpleFold(m) {
			for _, tail := range []string{"", "\u0301", "\u0323", "\u0338", "\u3099"} {
				text := before + string(m) + tail + behind
				if want := filter.FoldedWithin(literal); !strings.Contains(filter.Fold(text), want) {
					t.Errorf("Fold(%q) = %q lacks %q of %q", text, filter.Fold(text), want, literal)
				}
				text = before + string(m) + "Z" + tail
				if want := filter.FoldedWithin(literal + "Z"); !strings.Contains(filter.Fold(text), want) {
					t.Errorf("Fold(%q) = %q lacks %q of %q", text, filter.Fold(text), want, literal+"Z")
				}
			}
			if m == r {
				break
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		before, literal, behind := speech.Draw(t, "before"), strings.ToValidUTF8(speech.Draw(t, "literal"), ""), speech.Draw(t, "behind")
		p, err := filter.ParsePattern(rapid.SampledFrom([]string{"", "(?i)"}).Draw(t, "flags") + regexp.QuoteMeta(literal))
		if err != nil {
			return // too long
		}
		if text := before + literal + behind; !p.Match(text) || !strings.Contains(filter.Fold(text), p.Literal()) {
			t.Fatalf("%q: matches %v, Fold = %q lacks %q", text, p.Match(text), filter.Fold(text), p.Literal())
		}
	})
}

func FuzzPattern(f *testing.F) {
	for _, s := range []string{"a+b", "(?i)straße|x", "^$", "[^a]{3}", `\bx\B`, "\\x{FFFD}a", "(a|b)*c", "é"} {
		f.Add(s, "aab xyz é \xff")
	}
	f.Fuzz(func(t *testing.T, s, text string) {
		p, err := filter.ParsePattern(s)
		if err != nil {
			return
		}
		want := regexp.MustCompile(s).MatchString(text)
		if got := p.Match(text); got != want {
			t.Errorf("%q matches %q: %v, the engine says %v", s, text, got, want)
		}
		if want && !strings.Contains(filter.Fold(text), p.Literal()) {
			t.Errorf("%q matches %q, which lacks %q", s, text, p.Literal())
		}
		long := text + strings.Repeat(" ", 9000) + text
		expr := filter.Matches{Field: name, Pattern: p}
		got, err := filter.MatchWithin(context.Background(), expr, original{long}, filter.NewBudget(filter.SearchSteps))
		if want := regexp.MustCompile(s).MatchString(long); err != nil || got != want {
			t.Errorf("%q matches a long text: %v (%v), the engine says %v", s, got, err, want)
		}
	})
}
