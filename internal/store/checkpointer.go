package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// checkpointer writes SQLite's write-ahead log into the database's file, on a connection
// of its own, while others write: SQLite by itself does so within the commit that makes the
// log too long, for which all wait. The log begins anew only when nothing of it is left to
// be written, so that the writer does the little that has come meanwhile.
type checkpointer struct {
	conn  *conn
	grown chan struct{} // has a value when something was committed
	done  chan error    // has one when most of a long log was written, or could not be
	stop  context.CancelFunc
	ended chan struct{}
}

const (
	longLog   = 2000                   // pages that are left to be written
	lookEvery = 100 * time.Millisecond // at the log, while it grows
)

// startCheckpoints begins to look after the log.
func startCheckpoints(raw *sql.Conn) *checkpointer {
	ctx, stop := context.WithCancel(context.Background())
	c := &checkpointer{
		conn: newConn(raw, sqliteDialect()), grown: make(chan struct{}, 1), done: make(chan error, 1),
		stop: stop, ended: make(chan struct{}),
	}
	go c.run(ctx)
	return c
}

// note has the log looked at soon.
func (c *checkpointer) note() {
	select {
	case c.grown <- struct{}{}:
	default:
	}
}

func (c *checkpointer) run(ctx context.Context) {
	defer close(c.ended)
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.grown:
		}
		left, err := c.conn.checkpoint(ctx, "NOOP")
		if err == nil && left >= longLog {
			_, err = c.conn.checkpoint(ctx, "PASSIVE")
		}
		if (err != nil || left >= longLog) && ctx.Err() == nil {
			select {
			case c.done <- err:
			case <-ctx.Done():
			}
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

func (c *checkpointer) close() error {
	c.stop()
	<-c.ended
	return c.conn.close()
}

// checkpoint writes the log into the database's file in one of SQLite's ways, which all
// but NOOP do, and tells how many pages are left.
func (c *conn) checkpoint(ctx context.Context, how string) (left int, err error) {
	var busy, pages, written int
	if err := c.raw.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+how+")").Scan(&busy, &pages, &written); err != nil {
		return 0, fmt.Errorf("write the write-ahead log into the database: %w", err)
	}
	return pages - written, nil
}
