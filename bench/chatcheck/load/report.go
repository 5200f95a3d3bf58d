package load

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/parleychat/parley/bench/chatcheck/history"
)

// Report is what came of a run.
type Report struct {
	Took        time.Duration
	Chats       int
	Connections int // that were made
	Cuts        int // connections that were lost, or could not be made
	Resyncs     int

	Acknowledged int // commands; some twice
	Unknown      int // tries whose outcome the client never learned
	Refused      int // that should have been obeyed, as in a chat that had ended
	RefusedWell  int // that had to be refused
	Skipped      int // messages for which there was no time
	Kept, Seen   int // entries in the log; entries that reached subscribers

	P50, P99, Slowest time.Duration // until the acknowledgement
	Pause             time.Duration // the longest time without any

	Violations []history.Violation
	// Faults end a connection for good, such as a token that was withdrawn.
	Faults  []error
	History history.History
}

// Err tells what the server has broken, or that nothing was tried; nil when all is well.
func (r *Report) Err() error {
	err := errors.Join(r.Faults...)
	if r.Acknowledged == 0 {
		err = errors.Join(err, errors.New("nothing was acknowledged"))
	}
	const most = 20
	for i, v := range r.Violations {
		if i == most {
			return errors.Join(err, fmt.Errorf("and %d more", len(r.Violations)-most))
		}
		err = errors.Join(err, errors.New(v.String()))
	}
	return err
}

// String is the report in a few lines.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d chats for %v: %d acknowledged (%.1f/s), %d unknown, %d refused as they should be, %d refused, %d skipped\n",
		r.Chats, r.Took.Round(time.Millisecond), r.Acknowledged, float64(r.Acknowledged)/r.Took.Seconds(), r.Unknown, r.RefusedWell, r.Refused, r.Skipped)
	fmt.Fprintf(&b, "%d connections, %d lost or not made, %d resyncs; %d entries kept, %d seen\n", r.Connections, r.Cuts, r.Resyncs, r.Kept, r.Seen)
	fmt.Fprintf(&b, "acknowledged within p50 %v, p99 %v, at most %v; longest pause %v\n", r.P50, r.P99, r.Slowest, r.Pause.Round(time.Millisecond))
	fmt.Fprintf(&b, "%d violations\n", len(r.Violations))
	return b.String()
}

// tally counts what happens.
type tally struct {
	mu      sync.Mutex
	r       Report
	took    []time.Duration
	lastAck time.Time
}

func (t *tally) count(f func(*Report)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f(&t.r)
}

func (t *tally) cut()     { t.count(func(r *Report) { r.Cuts++ }) }
func (t *tally) resync()  { t.count(func(r *Report) { r.Resyncs++ }) }
func (t *tally) unknown() { t.count(func(r *Report) { r.Unknown++ }) }
func (t *tally) skipped() { t.count(func(r *Report) { r.Skipped++ }) }

func (t *tally) fault(err error) { t.count(func(r *Report) { r.Faults = append(r.Faults, err) }) }

func (t *tally) refused(well bool) {
	t.count(func(r *Report) {
		if well {
			r.RefusedWell++
		} else {
			r.Refused++
		}
	})
}

func (t *tally) acked(took time.Duration) {
	now := time.Now()
	t.count(func(r *Report) {
		r.Acknowledged++
		t.took = append(t.took, took)
		if !t.lastAck.IsZero() {
			r.Pause = max(r.Pause, now.Sub(t.lastAck))
		}
		t.lastAck = now
	})
}

// report sums the run up.
func (r *run) report(into *Report, k *kept) {
	h := r.recorder.End(k.entries)
	h.Seen = r.ours(h.Seen, k)
	dials, wrong := r.wires.seen()
	r.tally.count(func(t *Report) {
		took := into.Took
		*into = *t
		into.Took = took
		slices.Sort(r.tally.took)
		if n := len(r.tally.took); n > 0 {
			into.P50, into.P99, into.Slowest = r.tally.took[n/2], r.tally.took[n*99/100], r.tally.took[n-1]
		}
	})
	into.Chats, into.Connections, into.History = len(r.chats), dials, h
	into.Kept, into.Seen = len(h.Record), len(h.Seen)
	into.Violations = slices.Concat(h.Check(), k.found, wrong)
}
