package demo_test

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/demo"
)

const sample = 20_000

// TestChatsAreAsUnevenAsRealOnes holds the shares that searches and benchmarks
// depend on to wide bounds.
func TestChatsAreAsUnevenAsRealOnes(t *testing.T) {
	t.Parallel()
	all := makeUp(17, sample, 1)
	share := func(holds func(*chat.Chat) bool) float64 {
		n := 0
		for _, m := range all {
			if holds(m.chat) {
				n++
			}
		}
		return float64(n) / sample
	}
	for _, c := range []struct {
		what   string
		lo, hi float64
		holds  func(*chat.Chat) bool
	}{
		{"not accepted", 0.07, 0.09, func(c *chat.Chat) bool { return c.Status != chat.Normal }},
		{"given up", 0.06, 0.08, (*chat.Chat).GivenUp},
		{"refused", 0.01, 0.02, func(c *chat.Chat) bool { return c.Status == chat.Refused }},
		{"with a bot", 0.2, 0.3, func(c *chat.Chat) bool { return len(c.BotIDs()) > 0 }},
		{"without department", 0.08, 0.12, func(c *chat.Chat) bool { return c.DepartmentID == (chat.GUID{}) }},
		{"with an attachment", 0.03, 0.2, func(c *chat.Chat) bool { return len(c.Attachments) > 0 }},
		{"transferred", 0.02, 0.06, func(c *chat.Chat) bool { return len(c.TransferLog) > 0 }},
		{"rated", 0.15, 0.3, func(c *chat.Chat) bool { return c.Survey != nil }},
		{"wrapped up", 0.4, 0.6, func(c *chat.Chat) bool { return c.Wrapup != nil }},
		{"with a field result", 0.4, 0.7, func(c *chat.Chat) bool { return len(c.FieldResults) > 0 }},
		{"by a known contact", 0.15, 0.25, func(c *chat.Chat) bool { return c.ContactIdentityID != (chat.GUID{}) }},
		{"at the weekend", 0.05, 0.2, func(c *chat.Chat) bool { d := c.RequestedTime.Weekday(); return d == 0 || d == 6 }},
		{"at night", 0.01, 0.1, func(c *chat.Chat) bool { return c.RequestedTime.Hour() < 6 }},
		{"in the second year", 0.55, 0.65, func(c *chat.Chat) bool { return !c.RequestedTime.Before(start.AddDate(1, 0, 0)) }},
		{"with a common word", 0.1, 0.4, mentions("order")},
		{"with a rarer word", 0.002, 0.02, mentions("zipper")},
		{"in Chinese", 0.05, 0.13, mentions("订单")},
		{"in Russian", 0.02, 0.08, mentions("заказ")},
		{"in Hebrew", 0.01, 0.05, mentions("הזמנה")},
		{"in Thai", 0.01, 0.06, mentions("คำสั่งซื้อ")},
		{"with the phrase", 0.017, 0.023, mentions("Larkspur sale")},
		{"with an address of the common domain", 0.2, 0.3, hasAddressAt(demo.CommonDomain)},
		{"with an address of the rare domain", 0.0001, 0.001, hasAddressAt(demo.RareDomain)},
	} {
		if got := share(c.holds); got < c.lo || got > c.hi {
			t.Errorf("%.1f %% of the chats are %s, want %.1f to %.1f %%", 100*got, c.what, 100*c.lo, 100*c.hi)
		}
	}
}

func mentions(word string) func(*chat.Chat) bool {
	return func(c *chat.Chat) bool {
		for i := range c.Messages {
			if strings.Contains(c.Messages[i].Text, word) {
				return true
			}
		}
		return false
	}
}

func hasAddressAt(domain string) func(*chat.Chat) bool {
	return func(c *chat.Chat) bool { return strings.HasSuffix(c.PreChat.Email, "@"+domain) }
}

// TestLandmarksStandInTheirShareOfChats allows three standard deviations, and
// holds that nothing else has their words.
func TestLandmarksStandInTheirShareOfChats(t *testing.T) {
	t.Parallel()
	all := makeUp(17, sample, 1)
	for _, l := range demo.Landmarks() {
		chats, lines := 0, 0
		for _, m := range all {
			in := 0
			for i := range m.chat.Messages {
				if strings.Contains(strings.ToLower(m.chat.Messages[i].Text), l.Word) {
					in++
				}
			}
			chats, lines = chats+min(in, 1), lines+in
		}
		off := 3 * math.Sqrt(sample*l.Share*(1-l.Share))
		if math.Abs(float64(chats)-sample*l.Share) > off || lines != chats {
			t.Errorf("%s is in %d chats, %d lines; want %.0f ± %.0f, once each", l.Word, chats, lines, sample*l.Share, off)
		}
	}
}

// TestWordsHaveALongTail counts as Zipf's law would: half of the words are seen
// once or twice, and the hundred most frequent make a third of the text.
func TestWordsHaveALongTail(t *testing.T) {
	t.Parallel()
	uses, total := map[string]int{}, 0
	for _, m := range makeUp(17, sample, 1) {
		for i := range m.chat.Messages {
			for _, word := range strings.Fields(m.chat.Messages[i].Text) {
				uses[word]++
				total++
			}
		}
	}
	counts := slices.Sorted(maps.Values(uses))
	slices.Reverse(counts)
	top := 0
	for _, n := range counts[:100] {
		top += n
	}
	if len(counts) < 30_000 || counts[len(counts)/2] > 2 || top < total/3 {
		t.Errorf("%d words in a text of %d, the middle one %d times, the first hundred %d times", len(counts), total, counts[len(counts)/2], top)
	}
}

func TestLengthsRunFromOneToSixty(t *testing.T) {
	t.Parallel()
	sum, least, most := 0, 1000, 0
	for _, m := range makeUp(17, sample, 1) {
		n := len(m.chat.Messages)
		sum, least, most = sum+n, min(least, n), max(most, n)
	}
	mean := float64(sum) / sample
	if mean < 8 || mean > 13 || least != 1 || most < 50 || most > 70 {
		t.Errorf("%.1f messages a chat, from %d to %d; want about ten, from 1 to about 60", mean, least, most)
	}
}

func TestVisitorsComeBack(t *testing.T) {
	t.Parallel()
	visits := map[chat.GUID]int{}
	sessions := map[chat.GUID]bool{}
	for _, m := range makeUp(17, sample, 1) {
		visits[m.chat.VisitorID]++
		sessions[m.chat.SessionID] = true
	}
	if len(visits) < sample/2 || len(visits) > sample*9/10 {
		t.Errorf("%d visitors requested %d chats", len(visits), sample)
	}
	if len(sessions) != sample {
		t.Errorf("%d sessions for %d chats, want one each", len(sessions), sample)
	}
}

func TestProductNamesHaveALongTail(t *testing.T) {
	t.Parallel()
	uses := map[string]int{}
	for _, m := range makeUp(17, sample, 1) {
		if _, product, ok := strings.Cut(m.chat.PageURL, "/products/"); ok {
			uses[product]++
		}
	}
	rare, common := 0, 0
	for _, n := range uses {
		if n < 20 {
			rare++
		}
		common = max(common, n)
	}
	if len(uses) < 1000 || rare < len(uses)*3/4 || common < 300 {
		t.Errorf("%d products, %d of them rare, the most frequent %d times", len(uses), rare, common)
	}
}
