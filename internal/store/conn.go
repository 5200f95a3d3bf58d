package store

import (
	"context"
	"database/sql"
	"fmt"
)

// conn is a connection, used by one goroutine at a time, with the statements
// that were prepared on it.
type conn struct {
	raw *sql.Conn

	// prepared holds statements by their text; nil when the driver does so itself.
	prepared map[string]*sql.Stmt

	dialect dialect

	// whole statements run to their end: SQLite undoes the whole transaction when a
	// writing statement is interrupted, and with it the work of other callers.
	whole bool

	// failed is the first error since begin. What follows such an error may rest
	// on nothing, so that the transaction cannot be committed any more.
	failed error

	// erased tells that a transaction removed what shall leave no trace.
	erased bool
}

// maxPrepared is how many statements a connection keeps before it starts over.
const maxPrepared = 256

// newConn keeps prepared statements where the driver does not (SQLite).
func newConn(raw *sql.Conn, d dialect) *conn {
	c := &conn{raw: raw, dialect: d}
	if d.replan == nil {
		c.prepared = map[string]*sql.Stmt{}
	}
	return c
}

func (c *conn) close() error {
	c.forget()
	return c.raw.Close()
}

func (c *conn) forget() {
	for _, s := range c.prepared {
		_ = s.Close() // nothing depends on a statement that nobody runs
	}
	clear(c.prepared)
}

// exec runs a statement.
func (c *conn) exec(ctx context.Context, text string, args ...any) (err error) {
	defer func() { c.note(err) }()
	if ctx, err = c.context(ctx); err != nil {
		return err
	}
	s, err := c.statement(ctx, text)
	if err != nil {
		return err
	}
	if s != nil {
		_, err = s.ExecContext(ctx, args...)
	} else {
		_, err = c.raw.ExecContext(ctx, text, args...)
	}
	return err
}

// query runs a statement and hands each of its rows on.
func (c *conn) query(ctx context.Context, each func(*sql.Rows) error, text string, args ...any) (err error) {
	defer func() { c.note(err) }()
	if ctx, err = c.context(ctx); err != nil {
		return err
	}
	rows, err := c.rows(ctx, text, args)
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := each(rows); err != nil {
			_ = rows.Close() // the first error is the one to tell
			return err
		}
	}
	if err := rows.Close(); err != nil {
		return err
	}
	return rows.Err()
}

// lookUp is query for a few rows by their keys. A database in this process has found
// them before anybody could change their mind, and to be ready for that would cost two
// goroutines each time.
func (c *conn) lookUp(ctx context.Context, each func(*sql.Rows) error, text string, args ...any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.prepared != nil {
		ctx = context.WithoutCancel(ctx)
	}
	return c.query(ctx, each, text, args...)
}

func (c *conn) rows(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	s, err := c.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	if s != nil {
		return s.QueryContext(ctx, args...)
	}
	return c.raw.QueryContext(ctx, text, args...)
}

func (c *conn) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	if c.prepared == nil {
		return nil, nil
	}
	if s, ok := c.prepared[text]; ok {
		return s, nil
	}
	if len(c.prepared) >= maxPrepared {
		c.forget()
	}
	s, err := c.raw.PrepareContext(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("prepare a statement: %w", err)
	}
	c.prepared[text] = s
	return s, nil
}

func (c *conn) context(ctx context.Context) (context.Context, error) {
	if err := ctx.Err(); err != nil {
		return ctx, err
	}
	if c.whole {
		return context.WithoutCancel(ctx), nil
	}
	return ctx, nil
}

func (c *conn) note(err error) {
	if err != nil && c.failed == nil {
		c.failed = err
	}
}
