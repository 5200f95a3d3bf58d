package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
	"sync"
)

// watcher stands between database/sql and a driver, and finds marks in the text
// of statements.
type watcher struct {
	mu    sync.Mutex
	marks []string // what must not be in a text, in lower case
	seen  int      // statements so far
	found []string // texts with a mark in them

	texts map[string]bool // all that there were; nil for none to be kept
}

func (w *watcher) look(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen++
	if w.texts != nil {
		w.texts[text] = true
	}
	low := strings.ToLower(text)
	for _, m := range w.marks {
		if strings.Contains(low, m) {
			w.found = append(w.found, text)
			return
		}
	}
}

// caught gives the texts that were found since the last call, and how many
// statements there have been.
func (w *watcher) caught() (texts []string, statements int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	texts, w.found = w.found, nil
	return texts, w.seen
}

// wrap is for Options.Wrap.
func (w *watcher) wrap(c driver.Connector) driver.Connector { return watchedConnector{c, w} }

type watchedConnector struct {
	driver.Connector
	w *watcher
}

func (c watchedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	raw, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	full, ok := raw.(fullConn)
	if !ok {
		return nil, fmt.Errorf("a connection of type %T cannot be watched", raw)
	}
	return watchedConn{full, c.w}, nil
}

// fullConn is what the connections of both drivers can do.
type fullConn interface {
	driver.Conn
	driver.Pinger
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.SessionResetter
}

type watchedConn struct {
	fullConn
	w *watcher
}

func (c watchedConn) Prepare(text string) (driver.Stmt, error) {
	c.w.look(text)
	return c.fullConn.Prepare(text)
}

func (c watchedConn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	c.w.look(text)
	return c.fullConn.PrepareContext(ctx, text)
}

func (c watchedConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	c.w.look(text)
	return c.fullConn.ExecContext(ctx, text, args)
}

func (c watchedConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	c.w.look(text)
	return c.fullConn.QueryContext(ctx, text, args)
}

// CheckNamedValue lets a driver take values that database/sql does not know.
func (c watchedConn) CheckNamedValue(v *driver.NamedValue) error {
	if checker, ok := c.fullConn.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

// IsValid implements driver.Validator.
func (c watchedConn) IsValid() bool {
	v, ok := c.fullConn.(driver.Validator)
	return !ok || v.IsValid()
}
