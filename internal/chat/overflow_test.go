package chat_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parleychat/parley/internal/chat"
)

// throng is a floor with departments whose chats overflow at random, in chains and
// circles, and one chat among those that wait.
type throng struct {
	floor  *chat.Floor
	r      *chat.Running
	now    time.Time
	log    []chat.Entry
	waited []chat.GUID // departments that the chat has waited for since nobody held it
}

func drawThrong(t *rapid.T) *throng {
	c := &throng{now: at(0), floor: &chat.Floor{Terms: terms, Departments: map[chat.GUID]*chat.Department{}}}
	ids := []chat.GUID{{40}, {41}, {42}, {43}}
	for _, id := range ids {
		d := &chat.Department{ID: id, Name: "D", QueueLimit: rapid.Int64Range(0, 2).Draw(t, "limit")}
		d.Overflow.After = rapid.SampledFrom([]int64{0, 20, 90, 400}).Draw(t, "after")
		switch to := rapid.SampledFrom(ids).Draw(t, "to"); {
		case rapid.IntRange(0, 4).Draw(t, "message") == 0:
			d.Overflow.ToMessage = true
		case to != id:
			d.Overflow.To = to
		default:
			d.Overflow.After = 0
		}
		c.floor.Departments[id] = d
	}
	for i := range agents {
		s := seat(i, 0)
		s.SeenUntil = at(1e6)
		s.Departments = ids[i : i+1]
		s.Status = rapid.SampledFrom([]string{chat.AgentOnline, chat.AgentAway}).Draw(t, "status")
		c.floor.Seats = append(c.floor.Seats, s)
	}
	first := c.floor.Departments[rapid.SampledFrom(ids).Draw(t, "first")]
	c.r, c.log = chat.Request(chat.Chat{GUID: chat.GUID{9}, VisitorID: visitor, DepartmentID: first.ID, SkillID: chat.GUID{}}, c.now, at(1e6))
	c.r.Overflow, c.r.WaitsSince = first.Overflow, c.now
	for i := range rapid.IntRange(0, 3).Draw(t, "others") {
		other := waiting(byte(20+i), 0)
		other.Chat.DepartmentID = ids[i]
		other.SeenUntil = at(1e6)
		c.floor.Waiting = append(c.floor.Waiting, other)
	}
	c.floor.Waiting = append(c.floor.Waiting, c.r)
	c.waited = []chat.GUID{first.ID}
	return c
}

// route routes, and holds what it did to the rules.
func (c *throng) route() error {
	if c.r.State == chat.Queued && !slices.Contains(c.floor.Waiting, c.r) {
		c.floor.Waiting = append(c.floor.Waiting, c.r)
	}
	c.floor.Sort()
	waited := map[chat.GUID]int64{}
	for _, other := range c.floor.Waiting {
		waited[other.Chat.DepartmentID]++
	}
	from := c.r.Chat.DepartmentID
	moves, err := c.floor.Route(c.now)
	if err != nil {
		return err
	}
	for _, m := range moves {
		if m.Chat != c.r {
			continue
		}
		if n := len(m.Entries); n > 0 && m.Entries[n-1].Seq != c.r.LastSeq {
			return fmt.Errorf("a chat of %d entries would be stored with %d of them", c.r.LastSeq, m.Entries[n-1].Seq)
		}
		c.log = append(c.log, m.Entries...)
		if to := c.r.Chat.DepartmentID; to != from {
			if err := c.moved(to, waited[to]); err != nil {
				return err
			}
			from = to
		}
	}
	return c.settled()
}

// settled refuses a chat that is due for its overflow still, since it would be looked
// at without end.
func (c *throng) settled() error {
	if due := c.r.Deadline(terms); c.r.State == chat.Queued && !due.After(c.now) && c.now.Before(c.r.QueuedAt.Add(terms.WaitAtMost)) {
		return fmt.Errorf("after routing at %v the chat is still due, since %v", c.now, due)
	}
	return nil
}

func (c *throng) moved(to chat.GUID, before int64) error {
	d := c.floor.Departments[to]
	switch {
	case slices.Contains(c.waited, to):
		return fmt.Errorf("it waits for %v again, after %v", to, c.waited)
	case !c.floor.Staffed(c.r.Chat, c.now):
		return fmt.Errorf("it was moved to %v, where nobody is", to)
	case d.QueueLimit > 0 && before >= d.QueueLimit:
		return fmt.Errorf("it was moved to %v, for which %d wait", to, before)
	}
	c.waited = append(c.waited, to)
	return nil
}

// toggle lets an agent come or go, at once or without a word.
func (c *throng) toggle(t *rapid.T) {
	s := rapid.SampledFrom(c.floor.Seats).Draw(t, "who")
	if s.Status == chat.AgentOnline {
		s.Status = chat.AgentAway
	} else {
		s.Status = chat.AgentOnline
	}
	s.Ongoing = rapid.SampledFrom([]int{0, s.Max}).Draw(t, "ongoing")
}

// TestOverflowingChatsEndAndNeverGoInCircles is the property of every department's
// overflow together.
func TestOverflowingChatsEndAndNeverGoInCircles(t *testing.T) {
	t.Parallel()
	moved, prompted, ended := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		c := drawThrong(t)
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			if err := c.route(); err != nil {
				t.Fatal(err)
			}
			c.toggle(t)
			c.now = c.now.Add(time.Duration(rapid.IntRange(0, 120).Draw(t, "seconds")) * time.Second)
			if added, err := c.r.Expire(terms, c.now); err != nil {
				t.Fatal(err)
			} else if c.log = append(c.log, added...); c.r.State == chat.Ended {
				break
			}
		}
		if int64(len(c.log)) != c.r.LastSeq {
			t.Fatalf("%d entries, and the last number is %d", len(c.log), c.r.LastSeq)
		}
		if got := len(c.r.Chat.TransferLog); got != len(c.waited)-1 {
			t.Fatalf("%d transfers are logged of a chat that waited for %v", got, c.waited)
		}
		moved += len(c.waited) - 1
		prompts := 0
		for _, e := range c.log {
			if e.Kind == chat.EntryPrompted {
				prompts++
			}
		}
		if prompts > 1 {
			t.Fatalf("the visitor was asked %d times to leave a message", prompts)
		}
		prompted += prompts
		if c.r.State == chat.Ended {
			ended++
		}
	})
	if moved == 0 || prompted == 0 || ended == 0 {
		t.Errorf("%d moves, %d prompts, %d ends: the property was not tried", moved, prompted, ended)
	}
}

// TestTheThrongSeesWrongMoves is its control.
func TestTheThrongSeesWrongMoves(t *testing.T) {
	t.Parallel()
	there := &chat.Floor{Terms: terms, Seats: []*chat.Seat{seat(0, 0)}, Departments: map[chat.GUID]*chat.Department{{40}: {ID: chat.GUID{40}, QueueLimit: 1}}}
	there.Seats[0].Departments = []chat.GUID{{40}}
	c := &throng{floor: there, r: waiting(1, 0), now: at(1), waited: []chat.GUID{{40}}}
	c.r.Chat.DepartmentID = chat.GUID{40}
	if c.moved(chat.GUID{40}, 0) == nil {
		t.Error("a circle was not seen")
	}
	c.waited = nil
	if c.moved(chat.GUID{40}, 1) == nil {
		t.Error("a full department was not seen")
	}
	there.Seats[0].Status = chat.AgentAway
	if c.moved(chat.GUID{40}, 0) == nil {
		t.Error("a department where nobody is was not seen")
	}
	c.now = at(61)
	c.r.Overflow, c.r.WaitsSince = chat.Overflow{To: chat.GUID{41}, After: 60}, at(0)
	if c.settled() == nil {
		t.Error("a chat that stays due was not seen")
	}
}
