package live_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

// TestThoseWhoDoNotReadCostTheOthersNothing has a chat written full for 200 connections
// that are not read, while 20 others are talked in: there every line comes, once and in
// order, and nobody is dropped; of those everybody is, after what they got in order.
// `make bench-slow` times it.
func TestThoseWhoDoNotReadCostTheOthersNothing(t *testing.T) {
	t.Parallel()
	const slow, talking, full = 200, 20, 30
	w := newWorld(t, func(o *live.Options, _ *chat.Terms) {
		o.Limits.Write, o.Limits.PerVisitor, o.Limits.Handshakes = time.Second, slow+1, 1e6
	})
	v, ada, secret := w.accepted(t)
	ada.do("status", "status", chat.AgentAway)
	_ = v.conn.CloseNow()
	readers := make([]*client, slow)
	for i := range readers {
		readers[i] = w.narrow(t, secret)
		readers[i].expectType("welcome")
	}
	bob, talkers := w.company(t, talking)
	long := strings.Repeat("😀", chat.MaxText)
	rounds := 0
	for ; rounds < full || w.connected(t, v.chat); rounds++ {
		if rounds >= full {
			long = "still there?"
		}
		ada.do("post", "text", long)
		for i, c := range talkers {
			line := fmt.Sprintf("line %d of %d", rounds, i)
			c.do("post", "text", line)
			bob.expectText(line)
		}
	}
	for _, c := range talkers {
		if err := gapless(seenOf(bob, c.chat), int64(rounds+3)); err != nil { // it was requested, offered and accepted
			t.Errorf("the agent: %v", err)
		}
	}
	for _, c := range readers {
		var err error
		for err == nil {
			_, err = c.receive()
		}
		if errors.Is(err, context.DeadlineExceeded) {
			t.Error("who did not read is connected still")
		}
		if err := gapless(c.seen, int64(len(c.seen))); err != nil {
			t.Error(err)
		}
	}
}

// company has so many visitors talk to one agent.
func (w *world) company(t *testing.T, talking int) (bob *client, talkers []*client) {
	t.Helper()
	bob = w.agent(t, "bob")
	bob.do("status", "status", chat.AgentOnline, "max", talking)
	for range talking {
		c, _ := w.visitor(t, "")
		c.request("Tal")
		bob.chat = c.chat
		bob.expectState("offered")
		bob.do("accept")
		talkers = append(talkers, c)
	}
	return bob, talkers
}

func seenOf(c *client, guid string) (entries []frame) {
	for _, f := range c.seen {
		if f.Chat == guid {
			entries = append(entries, f)
		}
	}
	return entries
}
