package live

import (
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"
)

// TestFailuresOfAWhileLeadToOneMoreLook keeps the sender busy, so that looks are left to see.
func TestFailuresOfAWhileLeadToOneMoreLook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &session{room: &Room{Options: Options{Log: slog.New(slog.DiscardHandler)}}}
		s.out.busy = true
		for range 3 {
			if err := s.lookAgain(errors.New("the database is away")); err != nil {
				t.Fatal(err)
			}
			time.Sleep(500 * time.Millisecond)
		}
		looks := 0
		for range 10 {
			time.Sleep(500 * time.Millisecond)
			synctest.Wait()
			if s.out.todo.look {
				looks++
			}
			s.out.todo.look = false
		}
		if looks != 1 {
			t.Errorf("looked %d times", looks)
		}
		if err := s.lookAgain(errors.New("it is away again")); err != nil || s.out.again == nil {
			t.Errorf("no look after a later failure: %v", err)
		}
		s.socket = &stream{over: make(chan struct{})}
		s.end(errLeft)
		if s.out.again.Stop() {
			t.Error("a look is waited for after the end")
		}
	})
}
