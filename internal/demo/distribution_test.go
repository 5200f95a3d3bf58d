package demo_test

import (
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/chat"
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
