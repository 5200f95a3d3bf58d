package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// pgWriter runs each transaction on a connection of the pool (PostgreSQL) and
// again when another one was in its way.
type pgWriter struct {
	db      *sql.DB
	dialect dialect
}

// maxAttempts is how often a transaction is tried before its error is final.
const maxAttempts = 6

func (w *pgWriter) transact(ctx context.Context, fn func(context.Context, *conn) error) error {
	return w.tries(ctx, func() error { return w.attempt(ctx, fn) })
}

// single is transact for a fn that runs one statement: that is a transaction by itself,
// and goes there and back once.
func (w *pgWriter) single(ctx context.Context, fn func(context.Context, *conn) error) error {
	return w.tries(ctx, func() error {
		raw, err := w.db.Conn(ctx)
		if err != nil {
			return fmt.Errorf("connect to the database: %w", err)
		}
		c := newConn(raw, w.dialect)
		defer func() { _ = c.close() }() // gives it back
		if err := fn(ctx, c); err != nil {
			return commitError(err)
		}
		return nil
	})
}

func (w *pgWriter) tries(ctx context.Context, try func() error) error {
	for attempt := 1; ; attempt++ {
		err := try()
		if err == nil || attempt == maxAttempts || !w.worthAnother(err, attempt) {
			return w.dialect.busy(ctx, err)
		}
		if !pause(ctx, attempt) {
			return err
		}
	}
}

// worthAnother tells whether the same transaction may succeed now. A key that
// was there already may have been stored since fn looked, which the next attempt
// sees; one that is still there is the caller's mistake.
func (w *pgWriter) worthAnother(err error, attempt int) bool {
	switch w.dialect.mishap(err) {
	case crowded:
		return true
	case duplicate:
		return attempt == 1
	default:
		return false
	}
}

// pause waits a random time that grows with the attempts; false when ctx ended.
func pause(ctx context.Context, attempt int) bool {
	timer := time.NewTimer(rand.N(5 * time.Millisecond << attempt))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (w *pgWriter) attempt(ctx context.Context, fn func(context.Context, *conn) error) error {
	raw, err := w.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect to the database: %w", err)
	}
	c := newConn(raw, w.dialect)
	committed := false
	defer func() { release(ctx, c, committed) }()
	if err := c.exec(ctx, "BEGIN"); err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	if err := fn(ctx, c); err != nil {
		return err
	}
	if c.failed != nil {
		return fmt.Errorf("an error was passed over: %w", c.failed)
	}
	if err := c.exec(ctx, "COMMIT"); err != nil {
		return commitError(err)
	}
	committed = true
	return nil
}

// commitError tells an answer of the database, which has then rolled back, from
// a lost connection, which says nothing.
func commitError(err error) error {
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) && pg.Severity == "ERROR" {
		return fmt.Errorf("commit: %w", err)
	}
	return fmt.Errorf("%w: %w", ErrOutcomeUnknown, err)
}

// release gives a connection back to the pool without a transaction, or ends it.
func release(ctx context.Context, c *conn, committed bool) {
	if !committed {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if err := c.exec(ctx, "ROLLBACK"); err != nil {
			_ = c.raw.Raw(func(any) error { return driver.ErrBadConn }) // takes it out of the pool
		}
	}
	_ = c.close() // what it could tell has been told
}

func (w *pgWriter) healthy() error { return nil }

func (w *pgWriter) close() error { return nil }
