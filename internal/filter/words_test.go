package filter_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"pgregory.net/rapid"

	"github.com/parleychat/parley/internal/filter"
)

func termsOf(s string) string { return strings.Join(filter.AppendWords(nil, s), "|") }

func TestTermsOfManyLanguages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ about, text, want string }{
		{"English", "Where is my Refund?", "where|is|my|refund"},
		{"apostrophe", "I can't", "i|can|t"},
		{"German", "Grüße aus der Straße", "grusse|aus|der|strasse"},
		{"German capitals", "GRÜẞE STRASSE", "grusse|strasse"},
		{"French", "L’été déjà à Nîmes, œuvre", "l|ete|deja|a|nimes|oeuvre"},
		{"decomposed accents", "e\u0301te\u0301", "ete"},
		{"Turkish", "İstanbul ISPARTA ısparta istanbul", "istanbul|isparta|isparta|istanbul"},
		{"Polish, Danish, Vietnamese", "Łódź Ærøskøbing Đặng", "lodz|aeroskobing|dang"},
		{"Greek final sigma", "Ο ΣΙΣΥΦΟΣ Σίσυφος", "ο|σισυφοσ|σισυφοσ"},
		{"Russian ё, stress", "Ёлка ещё за\u0301мок", "елка|еще|замок"},
		{"Russian й is a letter", "мой мои", "мой|мои"},
		{"Ukrainian", "Київ їжак", "київ|їжак"},
		{"Arabic with harakat", "مُحَمَّد", "محمد"},
		{"Arabic without", "محمد", "محمد"},
		{"Arabic alefs, tatweel, digits", "أحمد إلى الـــبيت ٢٠٢٤", "احمد|الي|البيت|2024"},
		{"Hebrew with points", "שָׁלוֹם", "שלום"},
		{"Hebrew without", "שלום", "שלום"},
		{"Hindi keeps vowel signs", "हिन्दी में", "हिन्दी|में"},
		{"Thai", "สวัสดี", "สวั|วัส|สดี|ดี"},
		{"Thai digits", "๑๒๓", "123"},
		{"Chinese", "我要退款。", "我要|要退|退款|款"},
		{"a lone character", "好 a", "好|a"},
		{"Japanese mixed", "iPhoneを返品したい", "iphone|を返|返品|品し|した|たい|い"},
		{"half-width and full-width", "ｶﾞｰﾄﾞ Ａｂｃ１２", "ガー|ード|ド|abc12"},
		{"katakana dot separates", "ア・イ", "ア|イ"},
		{"Korean", "환불을 원해요", "환불|불을|을|원해|해요|요"},
		{"Korean decomposed", "\u1112\u116a\u11ab\u1107\u116e\u11af", "환불|불"},
		{"Khmer", "ខ្មែរ", "ខ្មែ|មែរ|រ"},
		{"emoji", "great👍🏽!! 👩\u200d💻 ❤️", "great|👍|👩|💻|❤"},
		{"signs do not join", "Parley™ №5 ©2024", "parley|5|2024"},
		{"e-mail", "mail Kate.Moss@Example.com now", "mail|kate|moss|example|com|now"},
		{"URL", "https://shop.example.com/a_b?id=42#x", "https|shop|example|com|a|b|id|42|x"},
		{"codes", "RMA-2024/07 A1B2", "rma|2024|07|a1b2"},
		{"ligature, superscript", "oﬃce m²", "office|m2"},
		{"soft hyphen, joiner", "Pass\u00adwort می\u200cخواهم", "passwort|ميخواهم"},
		{"zero-width space", "ក\u200bខ", "ក|ខ"},
		{"not UTF-8, NUL", "a\xffb\x00c", "a|b|c"},
		{"the gap is no term", "a" + filter.Gap + "b", "a|b"},
		{"Thai marks out of order", "กุ่x", "กุ่|x"},
		{"Arabic marks out of order", "مَّ", "م"},
		{"a mark without a letter", " ःa", "a"},
		{"nothing", " …!? ", ""},
	} {
		if got := termsOf(c.text); got != c.want {
			t.Errorf("%s: Words(%q) = %s, want %s", c.about, c.text, got, c.want)
		}
	}
}

func TestLongRunsAreCutInTextAndQuery(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("iVBORw0KGgo", 5000)
	got := filter.AppendWords(nil, long+" é"+strings.Repeat("ж", 100)+" end")
	if len(got) != 3 || len(got[0]) != 64 || len(got[1]) > 64 || !utf8.ValidString(got[1]) || got[2] != "end" {
		t.Errorf("terms are %q", got)
	}
	if !found(t, long[:1000], "see "+long) {
		t.Error("a long run is not found by itself")
	}
}

func TestTermsStayWithinTheWordsOfUAX29(t *testing.T) {
	t.Parallel()
	check := func(t interface{ Fatalf(string, ...any) }, s string) {
		// The text as terms see it: plain text holds no separators that NFKC or
		// folding would turn into letters.
		plain := filter.Plain(s)
		starts := map[int]bool{}
		at := 0
		for it := words.FromString(plain); it.Next(); at += len(it.Value()) {
			starts[at] = true
		}
		rest, from := plain, 0
		for _, term := range filter.AppendWords(nil, plain) {
			i := strings.Index(rest, term)
			if i < 0 {
				t.Fatalf("%q: the term %q is no part of %q", s, term, rest)
			}
			for j := range term {
				if j > 0 && starts[from+i+j] && !filter.Dense(term) {
					t.Fatalf("%q: the term %q holds a boundary of UAX #29 at %d", s, term, j)
				}
			}
			next := i + len(term)
			if filter.Dense(term) {
				next = i + 1
			}
			rest, from = rest[next:], from+next
		}
	}
	for _, s := range []string{"can't stop", "a.b 3,14 x_y", "ไทย abc หมู", "ᦀᦁ ꪀꪁ", "한국어abc漢字カナ12", "हिन्दी", "a\u0301b"} {
		check(t, s)
	}
	for r := range rune(0x20000) { // beside a letter, each of the planes of living scripts
		if utf8.ValidRune(r) {
			check(t, "a"+string(r)+"b")
		}
	}
	rapid.Check(t, func(t *rapid.T) { check(t, rapid.String().Draw(t, "text")) })
	rapid.Check(t, func(t *rapid.T) { check(t, speech.Draw(t, "text")) })
}

// speech draws texts of words of many scripts, glued in many ways.
var speech = rapid.Custom(func(t *rapid.T) string {
	pieces := rapid.SliceOfN(rapid.SampledFrom([]string{
		"a", "B", "the", "Refund", "é", "e\u0301", "ß", "İ", "ı", "I", "Σ", "ς", "ё", "й", "и\u0306", "я", "مُ", "أ", "ا\u0654", "ى", "שָׁ", "हि", "न्", "ज\u093c",
		"ที", "่", "ำ", "ខ្", "မြန်", "退", "款", "返品", "し", "ガ", "ｶﾞ", "ー", "か\u3099", "한", "\u1112", "\u116a", "\u11ab", "글",
		"👍", "🏽", "\u200d", "\ufe0f", "🇩🇪", "1", "２", "٣", "²", "½", "ﬁ", "™", "№", "ª", "ǆ", "ŉ", "ſ", "K", "Å",
		" ", "\u3000", "\u00a0", "\u200b", ".", "-", "@", "_", "'", "’", "\u00ad", "\x00", "\xff", "\uFFFD", "\u0301", "\u034f", "\u0345", "\u0640", "\ufdfa",
	}), 0, 12).Draw(t, "pieces")
	return strings.Join(pieces, "")
})

func FuzzAnalysisIsStable(f *testing.F) {
	for _, s := range []string{"", "Kate", "İstanbul", "ΐ", "a\xffb\x00", "\u1100\u0301\u1161", "\ufdfa", "ｶﾞ", "\u0345", "ᾳ", "สวัสดี", "\u2126\u0338", strings.Repeat("é", 80)} {
		f.Add(s)
	}
	f.Fuzz(checkStable)
}

func TestAnalysisIsStable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) { checkStable(t, speech.Draw(rt, "text")) })
	for r := range rune(unicode.MaxRune + 1) {
		checkStable(t, "a"+string(r)+"b")
	}
}

func checkStable(t *testing.T, s string) {
	t.Helper()
	plain := filter.Plain(s)
	if again := filter.Plain(plain); again != plain {
		t.Errorf("plain(%q) = %q, again %q", s, plain, again)
	}
	if rules := filter.PlainByRules(s); rules != plain {
		t.Errorf("%q: %q rune by rune, %q by the rules", s, plain, rules)
	}
	terms := filter.AppendWords(nil, s)
	if folded := filter.AppendWords(nil, filter.Fold(s)); !slices.Equal(folded, terms) {
		t.Errorf("Words(%q) = %q, of the folded text %q", s, terms, folded)
	}
	if streamed := slices.Collect(filter.Words(s)); !slices.Equal(streamed, terms) {
		t.Errorf("Words(%q) = %q, AppendWords %q", s, streamed, terms)
	}
	for _, term := range terms {
		if !filter.MayHold(plain, term, false) || !filter.MayHold(plain, term, true) {
			t.Errorf("%q is said to lack %q", s, term)
		}
		if term == "" || len(term) > 64 || !utf8.ValidString(term) || !strings.Contains(plain, term) {
			t.Errorf("%q has the term %q", s, term)
		}
	}
}

func TestAnalysisOfTextsApartIsThatOfBoth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := speech.Draw(t, "a"), speech.Draw(t, "b")
		for _, between := range []string{" . ", "\n", " " + filter.Gap + " "} {
			got := filter.AppendWords(nil, a+between+b)
			if want := filter.AppendWords(filter.AppendWords(nil, a), b); !slices.Equal(got, want) {
				t.Fatalf("Words(%q) = %q, apart %q", a+between+b, got, want)
			}
		}
	})
}

func TestEveryDecimalDigitIsFolded(t *testing.T) {
	t.Parallel()
	n := 0
	for r := range rune(unicode.MaxRune + 1) {
		if unicode.Is(unicode.Nd, r) {
			if got := termsOf("x" + string(r)); len(got) != 2 || got[1] < '0' || got[1] > '9' {
				t.Errorf("%q became %q", r, got)
			}
			n++
		}
	}
	for zero, nine := range map[rune]rune{'०': '९', '٠': '٩', '๐': '๙', '۰': '۹', '𞥐': '𞥙', '０': '９'} {
		if got := termsOf(string(zero) + string(nine)); got != "09" {
			t.Errorf("%q%q became %s", zero, nine, got)
		}
	}
	if n < 600 {
		t.Errorf("only %d digits", n)
	}
}
