package live

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// watch is a clock that a test sets.
type watch struct{ time.Time }

func (w *watch) now() time.Time { return w.Time }

func newWatch() *watch { return &watch{time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

// solved finds the counter that solves a challenge.
func solved(nonce string, work int64) (counter int64) {
	for !solves(nonce, counter, work) {
		counter++
	}
	return counter
}

func TestProofsAreCheckedAsTheVectorsSay(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("testdata", "challenges.json"))
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		About, Nonce string
		Bits, Proof  int64
		Solves       bool
	}
	if err := json.Unmarshal(data, &vectors); err != nil || len(vectors) == 0 {
		t.Fatalf("%d vectors, %v", len(vectors), err)
	}
	for _, v := range vectors {
		if got := solves(v.Nonce, v.Proof, v.Bits); got != v.Solves {
			t.Errorf("%s: %v", v.About, got)
		}
	}
}

func TestAProofIsTakenOnce(t *testing.T) {
	t.Parallel()
	clock := newWatch()
	c := newChallenges(clock.now)
	const work, at = 8, "192.0.2.1"
	nonce := c.nonce(1, at)
	proof := solved(nonce, work)
	if err := c.take(1, at, work, nonce, proof); err != nil {
		t.Fatal(err)
	}
	for range 9 { // until just before it is too old
		refuses(t, "used before", c.take(1, at, work, nonce, proof))
		clock.Time = clock.Add(time.Minute)
		other := c.nonce(1, at)
		if err := c.take(1, at, work, other, solved(other, work)); err != nil {
			t.Fatal(err)
		}
	}
	refuses(t, "used before", c.take(1, at, work, nonce, proof))
	clock.Time = clock.Add(time.Minute)
	refuses(t, "too old", c.take(1, at, work, nonce, proof))
}

// A nonce that is used at the end of its time is remembered for as long as it is good.
func TestAProofIsTakenOnceAcrossTheTurn(t *testing.T) {
	t.Parallel()
	clock := newWatch()
	c := newChallenges(clock.now)
	clock.Time = clock.Add(nonceFor - time.Second)
	nonce := c.nonce(1, "")
	proof := solved(nonce, 4)
	if err := c.take(1, "", 4, nonce, proof); err != nil {
		t.Fatal(err)
	}
	clock.Time = clock.Add(2 * time.Second) // the sets turn
	refuses(t, "used before", c.take(1, "", 4, nonce, proof))
	clock.Time = clock.Add(nonceFor - 3*time.Second)
	refuses(t, "used before", c.take(1, "", 4, nonce, proof))
}

func TestNoncesAreForOneSiteAddressAndNode(t *testing.T) {
	t.Parallel()
	clock := newWatch()
	c := newChallenges(clock.now)
	nonce := c.nonce(1, "192.0.2.1")
	proof := solved(nonce, 8)
	refuses(t, "given here", c.take(2, "192.0.2.1", 8, nonce, proof))
	refuses(t, "given here", c.take(1, "192.0.2.2", 8, nonce, proof))
	refuses(t, "given here", newChallenges(clock.now).take(1, "192.0.2.1", 8, nonce, proof))
	refuses(t, "does not solve", c.take(1, "192.0.2.1", 60, nonce, proof))
	refuses(t, "needed", c.take(1, "192.0.2.1", 8, "", proof))
	for _, odd := range []string{"x", nonce + "A", nonce[:10], strings.ToUpper(nonce), "\x00", strings.Repeat("A", len(nonce))} {
		refuses(t, "given here", c.take(1, "192.0.2.1", 0, odd, proof))
	}
	if err := c.take(1, "192.0.2.1", 8, nonce, proof); err != nil {
		t.Errorf("after all that: %v", err)
	}
}

func TestUsedNoncesTakeBoundedRoom(t *testing.T) {
	t.Parallel()
	clock := newWatch()
	c := newChallenges(clock.now)
	c.most = 3
	take := func() error {
		nonce := c.nonce(1, "")
		return c.take(1, "", 0, nonce, 0)
	}
	for range 3 {
		if err := take(); err != nil {
			t.Fatal(err)
		}
	}
	if err := take(); chat.KindOf(err) != chat.KindLimited {
		t.Errorf("the fourth: %v", err)
	}
	clock.Time = clock.Add(nonceFor)
	if err := take(); err != nil {
		t.Errorf("later: %v", err)
	}
}

func refuses(t *testing.T, cause string, err error) {
	t.Helper()
	if u := (*unproven)(nil); !errors.As(err, &u) || !strings.Contains(u.cause, cause) || chat.KindOf(err) != chat.KindDenied {
		t.Errorf("want a refusal since it is %q: %v", cause, err)
	}
}
