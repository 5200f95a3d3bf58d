package live

import "sync/atomic"

// tidy gives memory back once many have come or gone. What a handshake or a queue leaves
// lies between what stays, and the runtime, which looks at how much is in use, would keep it
// for minutes.
type tidy struct {
	moves atomic.Int64 // sessions that have begun or ended
	last  int64        // at the last beat
	done  int64        // when memory was given back
	free  func()
}

const (
	manyMoves = 1000
	fewMoves  = 10 // in a beat: it has become calm
)

// beat looks at it, now and then.
func (t *tidy) beat() {
	now := t.moves.Load()
	if now-t.done >= manyMoves && now-t.last <= fewMoves {
		t.done = now
		t.free()
	}
	t.last = now
}
