package demo_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/demo"
)

var start = time.Date(2024, 11, 1, 0, 0, 0, 0, time.UTC)

// made is one made-up chat with the nouns that it names.
type made struct {
	chat    *chat.Chat
	related *chat.Related
}

func makeUp(seed uint64, n int, firstID int64) []made {
	all := make([]made, 0, n)
	for c, related := range demo.New(seed, start).Chats(n, firstID) {
		all = append(all, made{c, related})
	}
	return all
}

func TestSameSeedGivesSameChats(t *testing.T) {
	t.Parallel()
	a, b := makeUp(7, 500, 1), makeUp(7, 500, 1)
	if len(a) != 500 {
		t.Fatalf("made %d chats, want 500", len(a))
	}
	for i := range a {
		if diff := cmp.Diff(a[i].chat, b[i].chat); diff != "" {
			t.Fatalf("chat %d differs between two runs:\n%s", i, diff)
		}
		if diff := cmp.Diff(a[i].related, b[i].related); diff != "" {
			t.Fatalf("the nouns of chat %d differ between two runs:\n%s", i, diff)
		}
	}
}

func TestOtherSeedGivesOtherChats(t *testing.T) {
	t.Parallel()
	a, b := makeUp(7, 200, 0), makeUp(8, 200, 0)
	for i := range a {
		if a[i].chat.GUID == b[i].chat.GUID || a[i].chat.RequestedTime.Equal(b[i].chat.RequestedTime) {
			t.Errorf("chat %d is the same for seeds 7 and 8", i)
		}
	}
}

func TestStoppingEarlyIsAllowed(t *testing.T) {
	t.Parallel()
	n := 0
	for range demo.New(1, start).Chats(1000, 0) {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("saw %d chats, want 3", n)
	}
}

func TestFiguresAreThoseOfTheTranscript(t *testing.T) {
	t.Parallel()
	for _, m := range makeUp(3, 5000, 0) {
		derived := *m.chat
		derived.Derive()
		if diff := cmp.Diff(m.chat.Figures, derived.Figures); diff != "" {
			t.Fatalf("chat %s: Derive changes its figures:\n%s", m.chat.GUID, diff)
		}
	}
}

func TestChatsAreInOrder(t *testing.T) {
	t.Parallel()
	end := start.AddDate(0, demo.Months, 0)
	seen := map[chat.GUID]bool{}
	last := start
	for i, m := range makeUp(3, 5000, 1001) {
		c := m.chat
		if c.ID != int64(1001+i) {
			t.Fatalf("chat %d has id %d, want %d", i, c.ID, 1001+i)
		}
		if seen[c.GUID] || c.GUID == (chat.GUID{}) || c.GUID.Version() != 4 {
			t.Fatalf("chat %d: guid %s is not fresh", i, c.GUID)
		}
		seen[c.GUID] = true
		if c.RequestedTime.Before(last) || !c.RequestedTime.Before(end) {
			t.Fatalf("chat %d was requested at %s, after one of %s", i, c.RequestedTime, last)
		}
		last = c.RequestedTime
		if c.StartTime.Before(c.RequestedTime) || c.EndTime.Before(c.StartTime) {
			t.Fatalf("chat %d: requested %s, started %s, ended %s", i, c.RequestedTime, c.StartTime, c.EndTime)
		}
	}
}

func TestWithoutFirstIDChatsHaveNone(t *testing.T) {
	t.Parallel()
	for _, m := range makeUp(3, 100, 0) {
		if m.chat.ID != 0 {
			t.Fatalf("id %d, want none", m.chat.ID)
		}
	}
}

func TestTimesAreAsTheAPIGivesThem(t *testing.T) {
	t.Parallel()
	fine := 0
	for _, m := range makeUp(5, 1000, 0) {
		c := m.chat
		for _, at := range []time.Time{c.RequestedTime, c.StartTime, c.EndTime} {
			if at.Nanosecond()%100 != 0 || at.Location() != time.UTC {
				t.Fatalf("%s is not in UTC and exact to 100 ns", at)
			}
			if at.Nanosecond()%1000 != 0 {
				fine++
			}
		}
		for i := range c.Messages {
			at := c.Messages[i].Time
			if at.Nanosecond() != 0 || i > 0 && at.Before(c.Messages[i-1].Time) {
				t.Fatalf("message %d of chat %s at %s: not a whole second in order", i, c.GUID, at)
			}
		}
	}
	if fine < 2000 {
		t.Errorf("only %d of 3000 times use the seventh digit", fine)
	}
}

func TestEveryNounThatAChatNamesComesAlong(t *testing.T) {
	t.Parallel()
	for _, m := range makeUp(11, 3000, 0) {
		c, r := m.chat, m.related
		known(t, "session", r.Sessions, c.SessionID)
		known(t, "visitor", r.Visitors, c.VisitorID)
		known(t, "contact identity", r.ContactIdentities, c.ContactIdentityID)
		known(t, "campaign", r.Campaigns, c.CampaignID)
		known(t, "department", r.Departments, c.DepartmentID)
		known(t, "skill", r.Skills, c.SkillID)
		known(t, "auto invitation", r.AutoInvitations, c.AutoInvitationID)
		for _, id := range c.AgentIDs() {
			known(t, "agent", r.Agents, id)
		}
		for _, s := range c.SegmentResults {
			known(t, "segment", r.Segments, s.SegmentID)
		}
		for _, w := range c.Categories {
			known(t, "category option", r.CategoryOptions, w.OptionID)
		}
	}
}

func known[N any](t *testing.T, what string, nouns map[chat.GUID]*N, id chat.GUID) {
	t.Helper()
	if _, ok := nouns[id]; !ok && id != (chat.GUID{}) {
		t.Errorf("%s %s did not come along", what, id)
	}
}

func TestTheSiteHasEveryStandingNoun(t *testing.T) {
	t.Parallel()
	all := demo.New(11, start).Related()
	for _, m := range makeUp(11, 300, 0) {
		for id, a := range m.related.Agents {
			if diff := cmp.Diff(all.Agents[id], a); diff != "" {
				t.Errorf("agent %s:\n%s", id, diff)
			}
		}
		for id, d := range m.related.Departments {
			if diff := cmp.Diff(all.Departments[id], d); diff != "" {
				t.Errorf("department %s:\n%s", id, diff)
			}
		}
	}
}

func TestEveryPhraseIsFilledIn(t *testing.T) {
	t.Parallel()
	for _, m := range makeUp(13, 3000, 0) {
		for _, line := range m.chat.Messages {
			if line.Text == "" || strings.ContainsAny(line.Text, "{}") || !utf8.ValidString(line.Text) {
				t.Errorf("%q is no line of a chat", line.Text)
			}
		}
	}
}

func BenchmarkChats(b *testing.B) {
	n := 0
	for range demo.New(1, start).Chats(b.N, 1) {
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "chats/s")
}
