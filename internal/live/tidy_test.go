package live

import "testing"

func TestMemoryIsGivenBackOnceManyHaveMoved(t *testing.T) {
	t.Parallel()
	freed := 0
	memory := tidy{free: func() { freed++ }}
	for _, beat := range []struct {
		moves int64
		freed int
	}{
		{manyMoves - 1, 0}, {0, 0}, // not many
		{manyMoves, 0},        // still coming
		{fewMoves, 1}, {0, 1}, // calm
		{manyMoves, 1}, {900, 1}, {fewMoves + 1, 1}, {fewMoves, 2}, {0, 2},
	} {
		memory.moves.Add(beat.moves)
		memory.beat()
		if freed != beat.freed {
			t.Fatalf("after %d moves, %d in the last beat: given back %d times, want %d", memory.moves.Load(), beat.moves, freed, beat.freed)
		}
	}
}
