package client

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"testing"
)

func TestChallengesAreSolvedByTheFirstCounterThatDoes(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../internal/live/testdata/challenges.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Nonce  string
		Bits   int
		Proof  int64
		Solves bool
	}
	if err := json.Unmarshal(data, &vectors); err != nil || len(vectors) == 0 {
		t.Fatalf("%d vectors, %v", len(vectors), err)
	}
	for _, v := range vectors {
		var r Request
		if err := (Challenge{Nonce: v.Nonce, Bits: v.Bits}).Solve(t.Context(), &r); err != nil {
			t.Fatal(err)
		}
		if r.Nonce != v.Nonce || (r.Proof == v.Proof) != v.Solves {
			t.Errorf("%s with %d bits is solved by %d", v.Nonce, v.Bits, r.Proof)
		}
	}
}

func TestWhoGivesUpAChallengeIsNotHeldUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := (Challenge{Nonce: "n", Bits: 250}).Solve(ctx, &Request{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
