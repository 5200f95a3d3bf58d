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
		"whispering never waits for listeners":            whispersNeverWait,
		"notes come in order, the first ones at least":    notesInOrder,
		"the channel closes when the listener's ctx ends": listeningCloses,
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

func notesReach(t *testing.T, here, there chat.Bus) {
	first, second := here.Listen(t.Context(), 1, maya), here.Listen(t.Context(), 1, maya)
	there.Whisper(t.Context(), 1, maya, []byte("typing"))
	there.Whisper(t.Context(), 1, maya, nil)
	for _, ch := range []<-chan []byte{first, second} {
		expectNote(t, ch, "typing")
		expectNote(t, ch, "")
	}
}

func notesStay(t *testing.T, here, there chat.Bus) {
	ours, hers := here.Listen(t.Context(), 1, maya), here.Listen(t.Context(), 2, otto)
	there.Whisper(t.Context(), 1, otto, []byte("x"))
	there.Whisper(t.Context(), 2, maya, []byte("y"))
	there.Whisper(t.Context(), 1, maya, []byte("for us"))
	there.Whisper(t.Context(), 2, otto, []byte("for her"))
	expectNote(t, ours, "for us")
	expectNote(t, hers, "for her")
}

func whispersNeverWait(t *testing.T, here, there chat.Bus) {
	silent := here.Listen(t.Context(), 1, maya)
	for range 1000 {
		there.Whisper(t.Context(), 1, maya, []byte("x"))
	}
	expectNote(t, silent, "x")
}

func notesInOrder(t *testing.T, here, there chat.Bus) {
	ch := here.Listen(t.Context(), 1, maya)
	for i := range chat.UnreadNotes {
		there.Whisper(t.Context(), 1, maya, []byte{byte('a' + i)})
	}
	for i := range chat.UnreadNotes {
		expectNote(t, ch, string(rune('a'+i)))
	}
}

func listeningCloses(t *testing.T, here, there chat.Bus) {
	ctx, cancel := context.WithCancel(t.Context())
	ch := here.Listen(ctx, 1, maya)
	cancel()
	select {
	case _, open := <-ch:
		if open {
			t.Error("a note instead of a closed channel")
		}
	case <-time.After(patience):
		t.Error("the channel stays open")
	}
	there.Whisper(t.Context(), 1, maya, nil)
}

func expectNote(t *testing.T, ch <-chan []byte, want string) {
	t.Helper()
	select {
	case note, open := <-ch:
		if !open || string(note) != want {
			t.Errorf("got the note %q (open: %v), want %q", note, open, want)
		}
	case <-time.After(patience):
		t.Errorf("the note %q did not come", want)
	}
}
