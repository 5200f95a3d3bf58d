package main

import (
	"fmt"
	"slices"
	"time"
)

// arm is one way to answer a question.
type arm struct {
	name string
	ask  func(round int) error
	took []time.Duration
}

// interleave asks all arms in turns, the first one changing from round to round,
// and notes how long each answer took. What is not noted warms everything up. It
// ends early after the given time, but not before ten rounds.
func interleave(arms []*arm, warmUp, rounds int, most time.Duration) error {
	begun := time.Now()
	for round := range warmUp + rounds {
		if round >= warmUp+10 && time.Since(begun) > most {
			break
		}
		for i := range arms {
			a := arms[(i+round)%len(arms)]
			asked := time.Now()
			if err := a.ask(round); err != nil {
				return fmt.Errorf("%s: %w", a.name, err)
			}
			if round >= warmUp {
				a.took = append(a.took, time.Since(asked))
			}
		}
	}
	for _, a := range arms {
		slices.Sort(a.took)
	}
	return nil
}

// percentile is the time within which p percent of the answers came.
func (a *arm) percentile(p int) time.Duration {
	return a.took[min(len(a.took)*p/100, len(a.took)-1)]
}
