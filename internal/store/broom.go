package store

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// broom empties SQLite's write-ahead log soon after something was erased: the log
// still has what the database's file has not any more. It sweeps on the writer's
// goroutine, between two groups of transactions, and does not wait for those who
// read: while one does that began before, the log cannot be emptied, and is tried
// again a little later.
type broom struct {
	conn  *conn
	log   *slog.Logger
	timer *time.Timer
	owed  bool          // something was erased since the log was emptied
	wait  time.Duration // until the next try
	tries int
	swept func(empty bool) // told by each try; set by tests
}

// The first try comes so soon after an erasure, that many share it. When many
// tries were in vain, each holds those who write up a little, to give those who
// read time to end.
const (
	sweepAfter    = 200 * time.Millisecond
	sweepAtMost   = 5 * time.Second // between two tries
	patientTries  = 6
	sweepPatience = 50 * time.Millisecond
)

func newBroom(c *conn, log *slog.Logger) *broom {
	b := &broom{conn: c, log: log, timer: time.NewTimer(sweepAfter), swept: func(bool) {}}
	b.timer.Stop()
	return b
}

// note plans a sweep when the transactions that have run erased something.
func (b *broom) note() {
	if b.conn.erased && !b.owed {
		b.owed, b.wait, b.tries = true, sweepAfter, 0
		b.timer.Reset(b.wait)
	}
	b.conn.erased = false
}

// sweep empties the log, or plans the next try. Its errors lose nothing: the log
// stays as it is.
func (b *broom) sweep() {
	patience := time.Duration(0)
	if b.tries >= patientTries {
		patience = sweepPatience
	}
	empty, err := b.conn.emptyLog(context.Background(), patience)
	if err != nil {
		b.log.Warn("the write-ahead log cannot be emptied: what was deleted may still be in it", "error", err)
	}
	if empty {
		b.owed = false
	} else {
		b.tries++
		b.wait = min(2*b.wait, sweepAtMost)
		b.timer.Reset(b.wait)
	}
	b.swept(empty)
}

// emptyLog writes all of the log into the database and cuts it to nothing, unless
// someone reads or writes; false then. Statements are not kept, since SQLite sets
// its time-out when it prepares one.
func (c *conn) emptyLog(ctx context.Context, patience time.Duration) (empty bool, err error) {
	if _, err := c.raw.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d", patience.Milliseconds())); err != nil {
		return false, fmt.Errorf("set the time to wait: %w", err)
	}
	var busy, frames, written int
	err = c.raw.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &written)
	if _, again := c.raw.ExecContext(ctx, "PRAGMA busy_timeout = 5000"); err == nil {
		err = again
	}
	if err != nil {
		return false, fmt.Errorf("empty the write-ahead log: %w", err)
	}
	return busy == 0, nil
}
