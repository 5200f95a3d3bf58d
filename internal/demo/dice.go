package demo

import (
	"math"
	"math/rand/v2"

	"github.com/parleychat/parley/internal/chat"
)

// dice is a source of chance that can be set to any of many independent
// sequences, so that what is rolled for one chat depends on no other chat.
type dice struct {
	source *rand.PCG
	*rand.Rand
}

func newDice() *dice {
	source := rand.NewPCG(0, 0)
	return &dice{source, rand.New(source)} //nolint:gosec // made-up chats need no secrets
}

// set starts the sequence of this seed and number.
func (d *dice) set(seed, number uint64) { d.source.Seed(seed, number) }

// chance holds with probability p.
func (d *dice) chance(p float64) bool { return d.Float64() < p }

// between is a number from lo to hi, both included.
func (d *dice) between(lo, hi int) int { return lo + d.IntN(hi-lo+1) }

// rank is a number below n, number k about 1/(k+1) times as often as 0: Zipf's
// law, by which words, pages and products are used.
func (d *dice) rank(n int) int {
	return min(int(math.Pow(float64(n+1), d.Float64()))-1, n-1)
}

// guid is a random guid (RFC 9562, version 4).
func (d *dice) guid() (g chat.GUID) {
	for i := 0; i < len(g); i += 8 {
		bits := d.Uint64()
		for j := range 8 {
			g[i+j] = byte(bits >> (8 * j))
		}
	}
	g[6] = g[6]&0x0f | 0x40
	g[8] = g[8]&0x3f | 0x80
	return g
}

// pick chooses evenly.
func pick[T any](d *dice, from []T) T { return from[d.IntN(len(from))] }

// skewed chooses by rank.
func skewed[T any](d *dice, from []T) T { return from[d.rank(len(from))] }
