package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// reader hands out connections for reading.
type reader interface {
	read(ctx context.Context, fn func(*conn) error) error
	close() error
}

// slotReader keeps up to a fixed number of connections with their prepared
// statements (SQLite). The one used last is used next: its cache is the warmest.
type slotReader struct {
	db      *sql.DB
	dialect dialect
	slots   chan struct{} // one is taken while a connection is in use
	closed  chan struct{}

	mu   sync.Mutex
	idle []*conn
}

func newSlotReader(db *sql.DB, d dialect, n int) *slotReader {
	return &slotReader{db: db, dialect: d, slots: make(chan struct{}, n), closed: make(chan struct{})}
}

func (r *slotReader) read(ctx context.Context, fn func(*conn) error) error {
	select {
	case <-r.closed:
		return errClosed
	default:
	}
	select {
	case r.slots <- struct{}{}:
	case <-r.closed:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-r.slots }()
	c := r.take()
	if c == nil {
		raw, err := r.db.Conn(ctx)
		if err != nil {
			return fmt.Errorf("open a connection for reading: %w", err)
		}
		c = newConn(raw, r.dialect)
	}
	defer r.put(c)
	return fn(c)
}

// take is the idle connection that was used last, nil when there is none.
func (r *slotReader) take() *conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := len(r.idle) - 1
	if last < 0 {
		return nil
	}
	c := r.idle[last]
	r.idle = r.idle[:last]
	return c
}

func (r *slotReader) put(c *conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.idle = append(r.idle, c)
}

// close waits for the readers and closes their connections.
func (r *slotReader) close() error {
	close(r.closed)
	for range cap(r.slots) {
		r.slots <- struct{}{}
	}
	var errs []error
	for c := r.take(); c != nil; c = r.take() {
		errs = append(errs, c.close())
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
