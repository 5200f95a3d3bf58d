// Package bustest is the contract of chat.Bus as a suite.
package bustest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// Run holds a bus to every promise of chat.Bus. open makes a bus of its own for
// each case, as two nodes see it: what is told to there is heard at here. A bus for
// one node is both.
func Run(t *testing.T, open func(*testing.T) (here, there chat.Bus)) {
	t.Helper()
	for name, check := range map[string]func(*testing.T, chat.Bus, chat.Bus){
		"news reaches every follower of the site":         reachesEveryFollower,
		"news of one site does not reach another":         staysOnItsSite,
		"publishing never waits for followers":            neverWaits,
		"news published while one looks away is kept":     isKept,
		"the channel closes when the follower's ctx ends": closes,
		"followers come and go during publishing":         toleratesTraffic,
		"notes reach all who listen for somebody":         notesReach,
		"notes for others, on other sites too, do not":    notesStay,
		"notes come in order":                             notesInOrder,
		"what has become of a chat reaches all nodes":     advancesReach,
		"who has left hears nothing more":                 leaversHearNothing,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			here, there := open(t)
			check(t, here, there)
		})
	}
}

func reachesEveryFollower(t *testing.T, here, there chat.Bus) {
	first, second := here.Follow(t.Context(), 1), here.Follow(t.Context(), 1)
	there.Publish(t.Context(), 1)
	expectNews(t, first)
	expectNews(t, second)
}

func staysOnItsSite(t *testing.T, here, there chat.Bus) {
	one, two := here.Follow(t.Context(), 1), here.Follow(t.Context(), 2)
	there.Publish(t.Context(), 1)
	expectNews(t, one)
	expectNone(t, two)
	there.Publish(t.Context(), 2)
	expectNews(t, two)
	expectNone(t, one)
}

func neverWaits(t *testing.T, here, there chat.Bus) {
	silent := here.Follow(t.Context(), 1)
	for range 1000 {
		there.Publish(t.Context(), 1)
	}
	expectNews(t, silent)
}

func isKept(t *testing.T, here, there chat.Bus) {
	ch := here.Follow(t.Context(), 1)
	there.Publish(t.Context(), 1)
	expectNews(t, ch)
	there.Publish(t.Context(), 1)
	expectNews(t, ch)
}

func closes(t *testing.T, here, there chat.Bus) {
	ctx, cancel := context.WithCancel(t.Context())
	ch := here.Follow(ctx, 1)
	cancel()
	select {
	case _, open := <-ch:
		if open {
			t.Error("news instead of a closed channel")
		}
	case <-time.After(patience):
		t.Error("the channel stays open")
	}
	there.Publish(t.Context(), 1)
}

func toleratesTraffic(t *testing.T, here, there chat.Bus) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				ctx, cancel := context.WithCancel(t.Context())
				ch := here.Follow(ctx, 1)
				there.Publish(ctx, 1)
				<-ch
				cancel()
			}
		})
	}
	wg.Wait()
}

func expectNone(t *testing.T, ch <-chan struct{}) {
	t.Helper()
	select {
	case <-ch:
		t.Error("news of another site")
	default:
	}
}

const patience = 10 * time.Second // before a test calls something lost

func expectNews(t *testing.T, ch <-chan struct{}) {
	t.Helper()
	select {
	case _, open := <-ch:
		if !open {
			t.Error("the channel is closed")
		}
	case <-time.After(patience):
		t.Error("no news")
	}
}

var maya, otto = chat.GUID{1}, chat.GUID{2}

// Ear is a chat.Listener that keeps what it hears until it is asked.
type Ear struct {
	Notes    chan []byte
	Advances chan *chat.Advance
}

// Listen has a new ear listen for somebody until the test ends or leave is called. It
// keeps 16 of each, and misses further ones.
func Listen(t *testing.T, b chat.Bus, site chat.SiteID, who chat.GUID) (e *Ear, leave func()) {
	t.Helper()
	e = &Ear{Notes: make(chan []byte, unheard), Advances: make(chan *chat.Advance, unheard)}
	leave = b.Listen(t.Context(), site, who, e)
	t.Cleanup(leave)
	return e, leave
}

const unheard = 16

// Note implements chat.Listener.
func (e *Ear) Note(note []byte) {
	select {
	case e.Notes <- note:
	default:
	}
}

// Advance implements chat.Listener.
func (e *Ear) Advance(a *chat.Advance) {
	select {
	case e.Advances <- a:
	default:
	}
}

func notesReach(t *testing.T, here, there chat.Bus) {
	first, _ := Listen(t, here, 1, maya)
	second, _ := Listen(t, here, 1, maya)
	there.Whisper(t.Context(), 1, maya, []byte("typing"))
	there.Whisper(t.Context(), 1, maya, nil)
	for _, e := range []*Ear{first, second} {
		expectNote(t, e, "typing")
		expectNote(t, e, "")
	}
}

func notesStay(t *testing.T, here, there chat.Bus) {
	ours, _ := Listen(t, here, 1, maya)
	hers, _ := Listen(t, here, 2, otto)
	there.Whisper(t.Context(), 1, otto, []byte("x"))
	there.Whisper(t.Context(), 2, maya, []byte("y"))
	there.Whisper(t.Context(), 1, maya, []byte("for us"))
	there.Whisper(t.Context(), 2, otto, []byte("for her"))
	expectNote(t, ours, "for us")
	expectNote(t, hers, "for her")
}

func notesInOrder(t *testing.T, here, there chat.Bus) {
	e, _ := Listen(t, here, 1, maya)
	for i := range unheard {
		there.Whisper(t.Context(), 1, maya, []byte{byte('a' + i)})
	}
	for i := range unheard {
		expectNote(t, e, string(rune('a'+i)))
	}
}

// advancesReach wants the advance itself where it was spread, and elsewhere the hint
// that there was one.
func advancesReach(t *testing.T, here, there chat.Bus) {
	far, _ := Listen(t, here, 1, maya)
	near, _ := Listen(t, there, 1, maya)
	other, _ := Listen(t, there, 1, otto)
	a := &chat.Advance{Chat: &chat.Running{Version: 7}}
	there.Spread(t.Context(), 1, maya, a)
	select {
	case got := <-near.Advances:
		if got != a {
			t.Errorf("got %+v", got)
		}
	case <-time.After(patience):
		t.Error("the advance did not come")
	}
	if here == there {
		far.Notes <- nil
	}
	expectNote(t, far, "")
	there.Whisper(t.Context(), 1, otto, []byte("for otto"))
	expectNote(t, other, "for otto")
}

func leaversHearNothing(t *testing.T, here, there chat.Bus) {
	gone, leave := Listen(t, here, 1, maya)
	stays, _ := Listen(t, here, 1, maya)
	leave()
	leave()
	there.Whisper(t.Context(), 1, maya, []byte("x"))
	expectNote(t, stays, "x")
	if len(gone.Notes) > 0 {
		t.Error("who has left was told")
	}
}

func expectNote(t *testing.T, e *Ear, want string) {
	t.Helper()
	select {
	case note := <-e.Notes:
		if string(note) != want {
			t.Errorf("got the note %q, want %q", note, want)
		}
	case <-time.After(patience):
		t.Errorf("the note %q did not come", want)
	}
}
