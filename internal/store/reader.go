package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// reader hands out connections for reading.
type reader interface {
	read(ctx context.Context, fn func(*conn) error) error
	close() error
}

// slotReader keeps a fixed number of connections with their prepared statements
// (SQLite). A slot holds nil until its connection is needed.
type slotReader struct {
	db      *sql.DB
	dialect dialect
	slots   chan *conn
	closed  chan struct{}
}

func newSlotReader(db *sql.DB, d dialect, n int) *slotReader {
	r := &slotReader{db: db, dialect: d, slots: make(chan *conn, n), closed: make(chan struct{})}
	for range n {
		r.slots <- nil
	}
	return r
}

func (r *slotReader) read(ctx context.Context, fn func(*conn) error) error {
	var c *conn
	select {
	case c = <-r.slots:
	case <-r.closed:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { r.slots <- c }()
	if c == nil {
		raw, err := r.db.Conn(ctx)
		if err != nil {
			return fmt.Errorf("open a connection for reading: %w", err)
		}
		c = newConn(raw, r.dialect)
	}
	return fn(c)
}

// close waits for the readers and closes their connections.
func (r *slotReader) close() error {
	close(r.closed)
	var errs []error
	for range cap(r.slots) {
		if c := <-r.slots; c != nil {
			errs = append(errs, c.close())
		}
	}
	return errors.Join(append(errs, r.db.Close())...)
}

// poolReader takes connections from the pool, whose driver prepares statements
// by itself (PostgreSQL).
type poolReader struct {
	db      *sql.DB
	dialect dialect
}

func (r poolReader) read(ctx context.Context, fn func(*conn) error) error {
	raw, err := r.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect to the database: %w", err)
	}
	c := newConn(raw, r.dialect)
	defer func() { _ = c.close() }() // gives it back
	return fn(c)
}

func (r poolReader) close() error { return r.db.Close() }
