package filter_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parleychat/parley/internal/filter"
)

func TestQueriesAreReadAsWritten(t *testing.T) {
	t.Parallel()
	one := func(terms ...string) filter.Phrase { return filter.Phrase{Terms: terms} }
	prefix := func(terms ...string) filter.Phrase { return filter.Phrase{Terms: terms, Prefix: true} }
	all := func(p ...filter.Phrase) filter.WordQuery { return filter.WordQuery{All: p} }
	for _, c := range []struct {
		text string
		want filter.WordQuery
	}{
		{"Refund ORDER", all(one("refund"), one("order"))},
		{`"Where is" it`, all(one("where", "is"), one("it"))},
		{"refun* é*", all(prefix("refun"), prefix("e"))},
		{`"my refun"*`, all(prefix("my", "refun"))},
		{`“curly quotes” «ici»`, all(one("curly", "quotes"), one("ici"))},
		{`"not closed`, all(one("not", "closed"))},
		{`a"b c"d`, all(one("a"), one("b", "c"), one("d"))},
		{"kate@example.com", all(one("kate", "example", "com"))},
		{"RMA-2024", all(one("rma", "2024"))},
		{"RMA-20*", all(prefix("rma", "20"))},
		{"a -b", filter.WordQuery{All: []filter.Phrase{one("a")}, None: []filter.Phrase{one("b")}}},
		{`-"b c" a -d*`, filter.WordQuery{All: []filter.Phrase{one("a")}, None: []filter.Phrase{one("b", "c"), prefix("d")}}},
		{"a - b !!! * \"\" -", all(one("a"), one("b"))},
		{"我要退款", all(one("我要", "要退", "退款"))},
		{"退款*", all(one("退款"))},
		{"退", all(prefix("退"))},
		{"買iPhone", all(one("買", "iphone"))},
		{"iPhone版", all(prefix("iphone", "版"))},
		{"返品　交換", all(one("返品"), one("交換"))},
		{`"返品 交換"`, all(one("返品", "品", "交換"))},
		{"👍", all(one("👍"))},
	} {
		got, err := filter.ParseWords(c.text)
		if err != nil {
			t.Errorf("ParseWords(%q): %v", c.text, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("ParseWords(%q):\n%s", c.text, diff)
		}
	}
}

func TestQueriesThatAskNothingAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"", "no word to search for"},
		{" \"\" !!! *", "no word to search for"},
		{"-a -\"b c\"", "only words to exclude"},
		{strings.Repeat("a ", 33), "more than 32 words"},
		{`"` + strings.Repeat("a ", 129) + `"`, "128 parts"},
		{strings.Repeat("字", 130), "128 parts"},
		{strings.Repeat("a", 1025), "longer than 1024 bytes"},
	} {
		_, err := filter.ParseWords(c.text)
		var syntax *filter.SyntaxError
		if !errors.As(err, &syntax) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("ParseWords(%q): %v, want %s", c.text, err, c.want)
		}
	}
	for _, s := range []string{strings.Repeat("a ", 32), strings.Repeat("字", 129)} {
		if _, err := filter.ParseWords(s); err != nil {
			t.Errorf("ParseWords(%q): %v", s, err)
		}
	}
}

// found reports whether the query finds a record of these texts.
func found(t testing.TB, query string, texts ...string) bool {
	t.Helper()
	q, err := filter.ParseWords(query)
	if err != nil {
		t.Fatalf("ParseWords(%q): %v", query, err)
	}
	return filter.Match(filter.HasWords{Field: name, Query: q}, textsOf(texts...))
}

func textsOf(texts ...string) record {
	r := record{}
	for _, s := range texts {
		r["name"] = append(r["name"], filter.TextValue(s))
	}
	return r
}

func TestWordsFindTexts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		query, text string
		want        bool
	}{
		{"refund", "Where is my REFUND?", true},
		{"refund my", "My refund", true},
		{"refund your", "My refund", false},
		{"refun", "refund", false},
		{"refun*", "refunded", true},
		{"fund*", "refunded", false},
		{`"is my"`, "is it my?", false},
		{`"is my"`, "this, is... my", true},
		{`"is m"*`, "is my", true},
		{"refund -order", "my refund", true},
		{"refund -order", "my order, my refund", false},
		{`refund -"my order"`, "my refund, order", true},
		{"refund -re*", "refund", false},
		{"gruesse", "Grüße", false},
		{"grusse", "Grüße", true},
		{"STRASSE", "Straße", true},
		{"cafe", "Cafe\u0301", true},
		{"Café", "cafe", true},
		{"ısparta", "ISPARTA", true},
		{"σισυφος", "ΣΙΣΥΦΟΣ", true},
		{"ещё", "еще", true},
		{"мои", "мой", false},
		{"محمد", "مُحَمَّدٌ", true},
		{"שלום", "שָׁלוֹם!", true},
		{"हिन्दी", "मैं हिन्दी बोलता हूँ", true},
		{"हन्द", "हिन्दी", false},
		{"สวัสดี", "คุณสวัสดีครับ", true},
		{"退款", "我要退款", true},
		{"退", "我要退款", true},
		{"款", "我要退款", true},
		{"款*", "我要退款了", true},
		{"款退", "我要退款", false},
		{"我退", "我要退款", false},
		{"退款", "退 款", false},
		{"返品", "iPhoneを返品したい", true},
		{"iphone返品", "iPhoneを返品したい", false},
		{"ガード", "ｶﾞｰﾄﾞ", true},
		{"환불", "환불을 원해요", true},
		{"환불 원해요", "환불을 원해요", true},
		{"👍", "ok👍🏽", true},
		{"👍 -👎", "👍", true},
		{"kate@example.com", "Mail to <Kate@Example.com>.", true},
		{"example", "kate@example.com", true},
		{"example.com kate", "kate@example.com", true},
		{"kate@example.org", "kate@example.com", false},
		{"https://shop.example.com/a", "see shop.example.com/a", false},
		{"shop.example.com", "see https://shop.example.com/a", true},
		{"RMA-2024", "rma 2024", true},
		{"2024", "RMA-2024", true},
		{"RMA-20*", "RMA-2024-7", true},
		{"1,299.00", "that is 1,299.00 €", true},
		{"can't", "I can’t", true},
	} {
		if got := found(t, c.query, c.text); got != c.want {
			t.Errorf("%q finds %q: %v, want %v", c.query, c.text, got, c.want)
		}
	}
}

func TestWordsMayLieInDifferentValuesButPhrasesMayNot(t *testing.T) {
	t.Parallel()
	two := []string{"my refund", "where is it"}
	for query, want := range map[string]bool{
		"refund where": true, `"my refund" "is it"`: true, `"refund where"`: false, "refund -where": false, "my -order": true,
	} {
		if got := found(t, query, two...); got != want {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
	}
	if found(t, "a") || found(t, "b -a") {
		t.Error("a record without a value is found")
	}
	if found(t, "退款", "我要退", "款") {
		t.Error("a run of characters spans two values")
	}
}

func TestAQueryWithoutWordsNeverHolds(t *testing.T) {
	t.Parallel()
	none := filter.HasWords{Field: name}
	if filter.Match(none, textsOf("a")) || !cmp.Equal(filter.Normal(none), filter.Expr(filter.Or{})) || !cmp.Equal(filter.Normal(filter.Not{X: none}), filter.Expr(filter.And{})) {
		t.Error("the zero query finds something")
	}
}

var smallTexts = rapid.SampledFrom([]string{"a b", "b a", "ab", "a", "b", "退款", "款退款", "a退", "é A", "", "b.a", "ab a b"})

func TestPhrasesImplyTheirWordsAndExclusionIsTheComplement(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"a", "b", "ab", "退", "款", "退款", "e", "a*"})
		w := rapid.SliceOfN(word, 1, 3).Draw(t, "words")
		rec := textsOf(rapid.SliceOfN(smallTexts, 0, 3).Draw(t, "texts")...)
		match := func(s string) bool {
			q, err := filter.ParseWords(s)
			if err != nil {
				t.Fatal(err)
			}
			return filter.Match(filter.HasWords{Field: name, Query: q}, rec)
		}
		words := strings.ReplaceAll(strings.Join(w, " "), "*", "")
		if match(`"`+words+`"`) && !match(words) {
			t.Fatalf("%q is found as a phrase only", words)
		}
		each := true
		for _, s := range w {
			each = each && match(s)
		}
		if match(strings.Join(w, " ")) != each {
			t.Fatalf("%q is not its words together", w)
		}
		with, without := match("b "+w[0]), match("b -"+w[0])
		if match("b") != (with != without) {
			t.Fatalf("b: %v, with %s: %v, without: %v", match("b"), w[0], with, without)
		}
	})
}

func FuzzParseWords(f *testing.F) {
	for _, s := range []string{"", `a "b c" -d*`, "-\"", "“x", "\xff*", "退款 -退", "--a", "-*\"\"*"} {
		f.Add(s, "a b c 退款")
	}
	f.Fuzz(func(t *testing.T, s, text string) {
		q, err := filter.ParseWords(s)
		if err != nil {
			return
		}
		for _, p := range append(q.All, q.None...) {
			if len(p.Terms) == 0 {
				t.Errorf("%q has an empty phrase", s)
			}
		}
		rec := textsOf(text, s)
		if len(q.None) == 0 && !filter.Match(filter.HasWords{Field: name, Query: q}, rec) {
			t.Errorf("%q does not find itself", s)
		}
		if folded, err := filter.ParseWords(filter.Fold(s)); err != nil || !cmp.Equal(folded, q) {
			t.Errorf("%q folded asks for %v, not %v (%v)", s, folded, q, err)
		}
	})
}

func BenchmarkHasWords(b *testing.B) {
	english := "Hello, this is the order RMA-2024 that I asked about last week; it has not arrived yet and kate@example.com got no answer. Could you please look where the parcel is, and refund the postage if it is lost? Thank you very much for your help, I shall wait here. Best wishes, Kate Winslow, 12 High Street, Reading. "
	for _, c := range []struct{ name, text string }{
		{"English", english},
		{"German", "Grüße aus München! Meine Bestellung RMA-2024 ist noch nicht da; könnten Sie bitte prüfen, wo sie ist, und das Geld zurückerstatten, falls sie verloren ging? Vielen Dank für Ihre Mühe und schöne Grüße."},
		{"Russian", "Здравствуйте, мой заказ ещё не пришёл. Пожалуйста, проверьте, где посылка, и верните деньги, если она потеряна."},
		{"Chinese", "你好，我的订单还没有到，请帮我查一下包裹在哪里，如果丢了请退款，谢谢你的帮助。"},
		{"Arabic", "مرحبا، طلبي لم يصل بعد، من فضلك تحقق من مكان الطرد وأعد المال إذا ضاع. شكرا جزيلا لك على مساعدتك."},
		{"Thai", "สวัสดีครับ คำสั่งซื้อของผมยังไม่มาถึง ช่วยตรวจสอบให้หน่อยได้ไหมครับ"},
	} {
		message := strings.ToValidUTF8(strings.Repeat(c.text, 300/len(c.text)+1)[:300], "")
		rec := textsOf(message, message, message, message, message, message, message, message, message, message)
		for _, query := range []string{"absent", "please postage", "or* -bananas", `"RMA 2024"`, `"it order"`, "退款", "деньги"} {
			q, err := filter.ParseWords(query)
			if err != nil {
				b.Fatal(err)
			}
			expr := filter.HasWords{Field: name, Query: q}
			b.Run(c.name+"/"+query, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					filter.Match(expr, rec)
				}
			})
		}
	}
}
