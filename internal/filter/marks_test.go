package filter_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/parleychat/parley/internal/filter"
)

// marked shows a text with its marks in brackets.
func marked(t *testing.T, query, text string) string {
	t.Helper()
	q, err := filter.ParseWords(query)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	at := 0
	for _, m := range q.Marks(text) {
		if m.Start < at {
			b.WriteString("<overlap>")
			continue
		}
		b.WriteString(text[at:m.Start] + "[" + text[m.Start:m.End] + "]")
		at = m.End
	}
	return b.String() + text[at:]
}

func TestMarksStandWhereTheWordsWereWritten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ query, text, want string }{
		{"refund", "My REFUND, please: refund! refunds", "My [REFUND], please: [refund]! refunds"},
		{"refun*", "refund refunds, funds", "[refund] [refunds], funds"},
		{"strasse", "In der Straße, STRASSE", "In der [Straße], [STRASSE]"},
		{"ete", "l’été e\u0301te\u0301", "l’[été] [e\u0301te\u0301]"},
		{"office", "the oﬃce", "the [oﬃce]"},
		{`"rma 2024"`, "code RMA-2024/07", "code [RMA-2024]/07"},
		{"kate@example.com", "mail Kate@Example.com now", "mail [Kate@Example.com] now"},
		{"退款", "我要退款。退款款", "我要[退款]。[退款]款"},
		{"退", "我要退款", "我要[退]款"},
		{"要退款", "我要退款了", "我[要退款]了"},
		{"محمد", "قال مُحَمَّدٌ نعم", "قال [مُحَمَّدٌ] نعم"},
		{"환불", "환불을 \u1112\u116a\u11ab\u1107\u116e\u11af", "[환불]을 [\u1112\u116a\u11ab\u1107\u116e\u11af]"},
		{"👍", "great👍🏽!!", "great[👍🏽]!!"},
		{"abc -def", "ABC def", "[ABC] def"},
		{"2", "½ kg", "[½] kg"},
		{"refund", "none here", "none here"},
		{"ガード", "ｶﾞｰﾄﾞ", "[ｶﾞｰﾄﾞ]"},
		{"b", "a\xff\xfeb\x00b", "a\xff\xfe[b]\x00[b]"},
	} {
		if got := marked(t, c.query, c.text); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.query, c.text, got, c.want)
		}
	}
}

func FuzzMarks(f *testing.F) {
	for _, s := range []string{"Straße 退款 kg½", "e\u0301te\u0301 ｶﾞ", "\u3131\u314f", "a\xff\xfeb", "👩\u200d💻🇩🇪", "สวัสดี กำ", "\u1100\u0301\u1161", "\U00020000\U00020001x"} {
		f.Add(s, "e")
		f.Add(s, s)
		f.Add(s, "退*")
	}
	f.Fuzz(checkMarks)
}

func TestMarksHaveTheirPhrases(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) { checkMarks(t, speech.Draw(rt, "text"), speech.Draw(rt, "query")) })
	rapid.Check(t, func(rt *rapid.T) { // words of the text itself, and beginnings of words
		text := speech.Draw(rt, "text") + " " + speech.Draw(rt, "more")
		parts := strings.Fields(strings.ToValidUTF8(text, " "))
		if len(parts) == 0 {
			return
		}
		word := []rune(rapid.SampledFrom(parts).Draw(rt, "word"))
		checkMarks(t, text, string(word))
		checkMarks(t, text, string(word[:rapid.IntRange(1, len(word)).Draw(rt, "cut")])+"*")
		checkMarks(t, text, `"`+strings.Join(parts[:min(len(parts), 3)], " ")+`"`)
	})
}

// checkMarks holds marks to their promise: each has its phrase when it stands alone,
// and every phrase of a text that matches has one.
func checkMarks(t *testing.T, text, query string) {
	t.Helper()
	q, err := filter.ParseWords(query)
	if err != nil {
		return
	}
	marks := q.Marks(text)
	for _, m := range marks {
		if m.Start < 0 || m.Start >= m.End || m.End > len(text) || m.Phrase < 0 || m.Phrase >= len(q.All) {
			t.Fatalf("%q in %q: %+v", query, text, m)
		}
		alone := text[m.Start:m.End]
		if !hasPhrase(q.All[m.Phrase], alone) {
			t.Errorf("%q in %q: %q does not have %s", query, text, alone, q.All[m.Phrase])
		}
		if utf8.ValidString(text) && !utf8.ValidString(alone) {
			t.Errorf("%q in %q: %q is no text", query, text, alone)
		}
	}
	if !slices.IsSortedFunc(marks, func(a, b filter.Mark) int { return a.Start - b.Start }) {
		t.Errorf("%q in %q: %v", query, text, marks)
	}
	for n, p := range q.All {
		if has := hasPhrase(p, text); has != slices.ContainsFunc(marks, func(m filter.Mark) bool { return m.Phrase == n }) {
			t.Errorf("%q in %q: matches %v, marks %v", query, text, has, marks)
		}
	}
}

func hasPhrase(p filter.Phrase, text string) bool {
	return filter.Match(filter.HasWords{Field: name, Query: filter.WordQuery{All: []filter.Phrase{p}}}, textsOf(text))
}
