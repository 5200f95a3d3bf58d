package bus_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/bus/bustest"
	"github.com/parleychat/parley/internal/chat"
)

func TestPolled(t *testing.T) {
	t.Parallel()
	bustest.Run(t, func(*testing.T) (here, there chat.Bus) {
		b := polled(bus.NewLocal(), new(atomic.Int64))
		return b, b
	})
}

// polled polls a log that has as many events as n says; below 0, it cannot be read.
func polled(inner chat.Bus, n *atomic.Int64) *bus.Polled {
	return bus.NewPolled(inner, func(context.Context, chat.SiteID) (int64, error) {
		if n.Load() < 0 {
			return 0, errors.New("the database is gone")
		}
		return n.Load(), nil
	}, slog.New(slog.DiscardHandler))
}

// deaf is a bus that loses everything.
type deaf struct{ *bus.Local }

func (deaf) Publish(context.Context, chat.SiteID) {}

func (deaf) Whisper(context.Context, chat.SiteID, chat.GUID, []byte) {}

func (deaf) Spread(context.Context, chat.SiteID, chat.GUID, *chat.Advance) {}

func TestGrowthThatNobodyTellsIsFoundWithinASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int64
		inner := deaf{bus.NewLocal()}
		news, control := polled(inner, &n).Follow(t.Context(), 1), inner.Follow(t.Context(), 1)
		time.Sleep(2 * bus.PollEvery)
		drain(news)
		n.Add(1)
		inner.Publish(t.Context(), 1)
		time.Sleep(bus.PollEvery)
		synctest.Wait()
		if !drain(news) {
			t.Error("the growth was not found")
		}
		if drain(control) {
			t.Error("the bus told of it, so that this shows nothing")
		}
		time.Sleep(10 * bus.PollEvery)
		if drain(news) {
			t.Error("news where nothing grew")
		}
	})
}

func TestLogThatCannotBeReadIsReadAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int64
		news := polled(deaf{bus.NewLocal()}, &n).Follow(t.Context(), 1)
		n.Store(-1)
		time.Sleep(5 * bus.PollEvery)
		drain(news)
		n.Store(7)
		time.Sleep(2 * bus.PollEvery)
		if !drain(news) {
			t.Error("the growth during the outage was not found")
		}
	})
}

func TestSiteWithoutFollowersIsNotPolled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int64
		b := bus.NewPolled(bus.NewLocal(), func(context.Context, chat.SiteID) (int64, error) {
			return asked.Add(1), nil
		}, slog.New(slog.DiscardHandler))
		first, leaveFirst := context.WithCancel(t.Context())
		second, leaveSecond := context.WithCancel(t.Context())
		b.Follow(first, 1)
		b.Follow(second, 1)
		time.Sleep(10*bus.PollEvery + bus.PollEvery/2)
		if got := asked.Load(); got != 10 {
			t.Errorf("asked %d times in 10 periods for two followers", got)
		}
		leaveFirst()
		time.Sleep(bus.PollEvery)
		if got := asked.Load(); got != 11 {
			t.Errorf("asked %d times after one of the two left", got)
		}
		leaveSecond()
		time.Sleep(10 * bus.PollEvery)
		if got := asked.Load(); got != 11 {
			t.Errorf("asked %d times after both left", got)
		}
		again := b.Follow(t.Context(), 1)
		b.Publish(t.Context(), 1)
		synctest.Wait()
		if !drain(again) {
			t.Error("who comes later hears nothing")
		}
	})
}

func drain(ch <-chan struct{}) bool {
	select {
	case <-ch:
		return true
	default:
		return false
	}
}

// TestChatsThatNobodyTellsOfAreFound has a bus that loses everything, and wants one
// look at all chats for each second, however many listen.
func TestChatsThatNobodyTellsOfAreFound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		maya, otto, vi, wu := chat.GUID{1}, chat.GUID{2}, chat.GUID{3}, chat.GUID{4}
		first, second := chat.GUID{11}, chat.GUID{12}
		var asked atomic.Int64
		var parts atomic.Pointer[[]chat.Part]
		parts.Store(&[]chat.Part{})
		b := polled(deaf{bus.NewLocal()}, new(atomic.Int64)).WithParts(func(context.Context) ([]chat.Part, error) {
			if asked.Add(1) == 1 {
				return nil, errors.New("the database is gone")
			}
			return *parts.Load(), nil
		})
		ears := map[chat.GUID]*bustest.Ear{}
		var leaves []func()
		for _, who := range []chat.GUID{maya, otto, vi, wu} {
			e, leave := bustest.Listen(t, b, 1, who)
			ears[who], leaves = e, append(leaves, leave)
		}
		time.Sleep(2*bus.PollEvery + time.Millisecond)
		for _, step := range []struct {
			what  string
			parts []chat.Part
			told  []chat.GUID
		}{
			{"nothing", nil, nil},
			{"two chats", []chat.Part{part(vi, first, chat.Queued, 1), part(wu, second, chat.Queued, 1)}, []chat.GUID{vi, wu}},
			{"nothing more", []chat.Part{part(vi, first, chat.Queued, 1), part(wu, second, chat.Queued, 1)}, nil},
			{"one is taken, so that the other moves up", []chat.Part{part(vi, first, chat.Active, 2), part(maya, first, chat.Active, 2), part(wu, second, chat.Queued, 1)}, []chat.GUID{maya, vi, wu}},
			{"a message", []chat.Part{part(vi, first, chat.Active, 3), part(maya, first, chat.Active, 3), part(wu, second, chat.Queued, 1)}, []chat.GUID{maya, vi}},
			{"it is handed over", []chat.Part{part(vi, first, chat.Active, 4), part(otto, first, chat.Active, 4), part(wu, second, chat.Queued, 1)}, []chat.GUID{maya, otto, vi}},
			{"it is forgotten", []chat.Part{part(wu, second, chat.Queued, 1)}, []chat.GUID{otto, vi}},
		} {
			parts.Store(&step.parts)
			time.Sleep(bus.PollEvery)
			for who, e := range ears {
				if got, want := len(e.Notes), map[bool]int{true: 1}[slices.Contains(step.told, who)]; got != want {
					t.Errorf("%s: %d notes to %v, want %d", step.what, got, who[0], want)
				}
				for len(e.Notes) > 0 {
					<-e.Notes
				}
			}
		}
		looks := asked.Load()
		if looks != 9 {
			t.Errorf("looked %d times in 9 seconds", looks)
		}
		for _, leave := range leaves {
			leave()
		}
		time.Sleep(5 * bus.PollEvery)
		if asked.Load() != looks {
			t.Error("looked though nobody listens")
		}
	})
}

// TestWhoHasHeardOfAChatIsNotWokenForIt spreads one version to one of two, and the next to
// nobody.
func TestWhoHasHeardOfAChatIsNotWokenForIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		maya, vi, guid := chat.GUID{1}, chat.GUID{2}, chat.GUID{11}
		var version atomic.Int64
		b := polled(bus.NewLocal(), new(atomic.Int64)).WithParts(func(context.Context) ([]chat.Part, error) {
			return []chat.Part{part(vi, guid, chat.Active, version.Load()), part(maya, guid, chat.Active, version.Load())}, nil
		})
		hers, leave := bustest.Listen(t, b, 1, maya)
		defer leave()
		his, leave := bustest.Listen(t, b, 1, vi)
		defer leave()
		version.Store(1)
		time.Sleep(bus.PollEvery + time.Millisecond) // both chats are new
		<-hers.Notes
		<-his.Notes
		version.Store(2)
		b.Spread(t.Context(), 1, vi, &chat.Advance{Chat: &chat.Running{Chat: &chat.Chat{GUID: guid}, Version: 2}})
		time.Sleep(bus.PollEvery)
		if len(his.Notes) != 0 || len(hers.Notes) != 1 {
			t.Errorf("who has heard is told %d times, who has not %d times", len(his.Notes), len(hers.Notes))
		}
		<-hers.Notes
		version.Store(3)
		time.Sleep(bus.PollEvery)
		if len(his.Notes) != 1 || len(hers.Notes) != 1 {
			t.Errorf("of the next version they are told %d and %d times", len(his.Notes), len(hers.Notes))
		}
	})
}

// TestWhatIsSpreadWhileNobodyListensIsNotRemembered has a node without clients see to
// chats, of which nothing may pile up.
func TestWhatIsSpreadWhileNobodyListensIsNotRemembered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		maya := chat.GUID{1}
		b := polled(bus.NewLocal(), new(atomic.Int64)).WithParts(func(context.Context) ([]chat.Part, error) {
			return []chat.Part{part(maya, chat.GUID{11}, chat.Active, 1)}, nil
		})
		spread := func() {
			b.Spread(t.Context(), 1, maya, &chat.Advance{Chat: &chat.Running{Chat: &chat.Chat{GUID: chat.GUID{11}}, Version: 2}})
		}
		spread()
		before := b.Told()
		_, leave := bustest.Listen(t, b, 1, maya)
		spread()
		during := b.Told() // until it shows, which it never does here
		leave()
		if after := b.Told(); before != 0 || during != 1 || after != 0 {
			t.Errorf("%d are remembered before anybody listens, %d meanwhile, %d afterwards", before, during, after)
		}
	})
}

func part(who, guid chat.GUID, state chat.State, version int64) chat.Part {
	return chat.Part{Site: 1, Who: who, Chat: guid, State: state, Version: version}
}
