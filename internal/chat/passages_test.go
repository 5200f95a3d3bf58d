package chat_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

func wordsIn(t interface{ Fatal(...any) }, query string) filter.Expr {
	q, err := filter.ParseWords(query)
	if err != nil {
		t.Fatal(err)
	}
	return filter.HasWords{Field: chat.FieldKeywords, Query: q}
}

func onlyMessages(t interface{ Fatal(...any) }, query string) filter.Expr {
	q, err := filter.ParseWords(query)
	if err != nil {
		t.Fatal(err)
	}
	return filter.HasWords{Field: chat.FieldMessages, Query: q}
}

func talk(messages ...string) *chat.Chat {
	c := &chat.Chat{PreChat: chat.PreChat{Name: "Kate Winslow", Email: "kate@example.com"}, Wrapup: &chat.Wrapup{Comment: "a refund was given"}}
	for _, m := range messages {
		c.Messages = append(c.Messages, chat.Message{Text: m})
	}
	return c
}

// shown writes passages down, matches in brackets.
func shown(passages []chat.Passage) (list []string) {
	for _, p := range passages {
		var b strings.Builder
		fmt.Fprintf(&b, "%s", p.Member)
		if p.Message >= 0 {
			fmt.Fprintf(&b, " %d", p.Message)
		}
		b.WriteString(": ")
		if p.CutBefore {
			b.WriteString("…")
		}
		for _, piece := range p.Pieces {
			if piece.Match {
				b.WriteString("[" + piece.Text + "]")
			} else {
				b.WriteString(piece.Text)
			}
		}
		if p.CutAfter {
			b.WriteString("…")
		}
		list = append(list, b.String())
	}
	return list
}

func TestPassagesShowWhereTheWordsAre(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("lorem ipsum ", 30)
	chinese := strings.Repeat("你好我的订单", 40)
	for _, c := range []struct {
		where filter.Expr
		chat  *chat.Chat
		want  []string
	}{
		{wordsIn(t, "refund"), talk("hello", "A Refund, please: refund me"), []string{"messages 1: A [Refund], please: [refund] me", "chatWrapup.comment: a [refund] was given"}},
		{wordsIn(t, "kate example"), talk(), []string{"preChatName: [Kate] Winslow", "preChatEmail: [kate]@[example].com"}},
		{wordsIn(t, "kate missing"), talk(), nil},
		{wordsIn(t, "kate -refund"), talk(), nil},
		{filter.Or{wordsIn(t, "missing"), filter.And{wordsIn(t, "winslow")}}, talk(), []string{"preChatName: Kate [Winslow]"}},
		{filter.Not{X: wordsIn(t, "missing")}, talk("kate"), nil},
		{filter.And{wordsIn(t, "winslow"), filter.Not{X: filter.Not{X: wordsIn(t, "given")}}}, talk(), []string{"preChatName: Kate [Winslow]", "chatWrapup.comment: a refund was [given]"}},
		{nil, talk("kate"), nil},
		{onlyMessages(t, "kate"), talk("I am Kate"), []string{"messages 0: I am [Kate]"}},
		{wordsIn(t, "needle"), talk(long + "needle " + long), []string{"messages 0: …lorem ipsum lorem ipsum lorem ipsum [needle] lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem…"}},
		{wordsIn(t, `"a b"`), talk("a" + strings.Repeat(" .", 600) + " b"), []string{"messages 0: [a" + strings.Repeat(" .", 249) + " ]…"}},
		{wordsIn(t, "退款"), talk(chinese + "退款" + chinese), []string{"messages 0: …" + chinese[len(chinese)-40*3:] + "[退款]" + chinese[:118*3] + "…"}},
	} {
		if got := shown(chat.Passages(c.where, c.chat)); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", filter.Show(c.where), got, c.want)
		}
	}
}

func TestPassagesAreFewButCoverEveryWord(t *testing.T) {
	t.Parallel()
	var messages []string
	for range 30 {
		messages = append(messages, "common words")
	}
	messages = append(messages, "a rare one")
	passages := chat.Passages(wordsIn(t, "common rare"), talk(messages...))
	if got := shown(passages); len(got) != 5 || got[4] != "messages 30: a [rare] one" {
		t.Errorf("%q", got)
	}
	var many []string
	for i := range 20 {
		many = append(many, fmt.Sprintf("word%d", i))
	}
	if got := chat.Passages(wordsIn(t, strings.Join(many, " ")), talk(many...)); len(got) != 20 {
		t.Errorf("%d passages for 20 words", len(got))
	}
}

// TestPassagesArePartsOfTheTexts holds passages of random texts to what they promise.
func TestPassagesArePartsOfTheTexts(t *testing.T) {
	t.Parallel()
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
			"refund", "Refund ", " kate", "é", "e\u0301", "退款", "我", " ", "\n", "👍🏽", "👩\u200d💻", "ß", "x", strings.Repeat("long ", 40), strings.Repeat("我", 90), "สวัสดี", "\u0301", "\xff",
		}), 0, 12).Draw(t, "pieces"), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		c := talk(text.Draw(t, "a"), text.Draw(t, "b"))
		query := rapid.SampledFrom([]string{"refund", "refun* kate", "退", "退款 refund", "สวัสดี", `"kate refund"`, "x e", "👍 -kate"}).Draw(t, "query")
		where := wordsIn(t, query)
		passages := chat.Passages(where, c)
		if holds := filter.Match(where, chat.Record{Chat: c, Related: &chat.Related{}}); holds != (len(passages) > 0) {
			t.Fatalf("%q: matches %v, passages %q", query, holds, shown(passages))
		}
		q, err := filter.ParseWords(query)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range q.All {
			alone := filter.HasWords{Field: chat.FieldKeywords, Query: filter.WordQuery{All: []filter.Phrase{p}}}
			has := func(s string) bool {
				return filter.Match(alone, chat.Record{Chat: &chat.Chat{Messages: []chat.Message{{Text: s}}}})
			}
			if len(passages) > 0 && !slices.ContainsFunc(passages, func(p chat.Passage) bool {
				return slices.ContainsFunc(p.Pieces, func(x chat.Piece) bool { return x.Match && has(x.Text) })
			}) {
				t.Fatalf("%q: no passage for %s: %q", query, p, shown(passages))
			}
		}
		for _, p := range passages {
			whole, n := "", 0
			for _, piece := range p.Pieces {
				whole, n = whole+piece.Text, n+utf8.RuneCountInString(piece.Text)
			}
			of := c.PreChat.Name
			switch {
			case p.Message >= 0:
				of = c.Messages[p.Message].Text
			case p.Member == "preChatEmail":
				of = c.PreChat.Email
			case p.Member == "chatWrapup.comment":
				of = c.Wrapup.Comment
			}
			if !strings.Contains(of, whole) || n > 700 || (p.CutBefore || p.CutAfter) == (whole == of) {
				t.Fatalf("%q: %q of %q", query, shown([]chat.Passage{p}), of)
			}
		}
	})
}

// Words are shown in the texts that they are looked for in, and in no others.
func TestPassagesLookWhereKeywordsLook(t *testing.T) {
	t.Parallel()
	c := talk("one", "two")
	c.PreChat = chat.PreChat{Name: "three", Email: "four", Phone: "five", Company: "six", ProductService: "not"}
	c.Wrapup.Comment = "seven"
	for _, text := range (chat.Record{Chat: c, Related: &chat.Related{}}).Texts(chat.FieldKeywords) {
		if got := chat.Passages(wordsIn(t, text), c); len(got) != 1 || got[0].Pieces[0].Text != text {
			t.Errorf("%s: %q", text, shown(got))
		}
	}
	if got := chat.Passages(wordsIn(t, "not"), c); got != nil {
		t.Errorf("%q", shown(got))
	}
}
