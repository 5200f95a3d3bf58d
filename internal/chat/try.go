package chat

import (
	"slices"
	"time"
)

// TriesKept is how many tries of a delivery are kept, the last ones: as many as it has, and
// once more as many for when it is told again.
const TriesKept = 2 * DeliveryTries

// Try is one time that a webhook was told, or would have been.
type Try struct {
	Time    time.Time     // when it was over
	Took    time.Duration // whole milliseconds, rounded up; 0 when nothing was called
	Code    int64         // HTTP status of the answer; 0 when there was none
	Failure string        // why it failed, "" when it did not
}

// Log tells of the tries that are over, the oldest first: the last TriesKept of them. One in
// whose midst a node died is not among them.
func (d *Delivery) Log() []Try {
	if d.Tried.IsZero() {
		return nil
	}
	return append(slices.Clone(d.Earlier), Try{d.Tried, d.Took, d.Code, d.Failure})
}

// note makes a try the last one.
func (d *Delivery) note(t Try) {
	earlier := d.Log()
	d.Earlier = earlier[max(0, len(earlier)-TriesKept+1):]
	d.Tried, d.Took, d.Code, d.Failure = t.Time, t.Took, t.Code, legible(t.Failure, maxFailure)
}

// lasted is how long a try took.
func lasted(from, to time.Time) time.Duration {
	return max(0, (to.Sub(from) + time.Millisecond - 1).Truncate(time.Millisecond))
}
