package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
	"sync"
)

// tally stands between database/sql and a driver, and counts what is executed.
type tally struct {
	mu    sync.Mutex
	texts []string
}

func (t *tally) count(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.texts = append(t.texts, text)
}

// take gives the statements since it was called last.
func (t *tally) take() (texts []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	texts, t.texts = t.texts, nil
	return texts
}

// verbs shortens statements to their first words.
func verbs(texts []string) (verbs []string) {
	for _, text := range texts {
		verb, _, _ := strings.Cut(text, " ")
		verbs = append(verbs, verb)
	}
	return verbs
}

// wrap is for Options.Wrap.
func (t *tally) wrap(c driver.Connector) driver.Connector { return tallyConnector{c, t} }

type tallyConnector struct {
	driver.Connector
	tally *tally
}

func (c tallyConnector) Connect(ctx context.Context) (driver.Conn, error) {
	raw, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	full, ok := raw.(fullConn)
	if !ok {
		return nil, fmt.Errorf("a connection of type %T cannot be counted", raw)
	}
	return tallyConn{watchedConn{full, &watcher{}}, c.tally}, nil
}

type tallyConn struct {
	watchedConn
	tally *tally
}

func (c tallyConn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	s, err := c.watchedConn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	full, ok := s.(fullStmt)
	if !ok {
		return nil, fmt.Errorf("a statement of type %T cannot be counted", s)
	}
	return tallyStmt{full, text, c.tally}, nil
}

func (c tallyConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	c.tally.count(text)
	return c.watchedConn.ExecContext(ctx, text, args)
}

func (c tallyConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	c.tally.count(text)
	return c.watchedConn.QueryContext(ctx, text, args)
}

// fullStmt is what prepared statements of both drivers can do.
type fullStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type tallyStmt struct {
	fullStmt
	text  string
	tally *tally
}

func (s tallyStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	s.tally.count(s.text)
	return s.fullStmt.ExecContext(ctx, args)
}

func (s tallyStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	s.tally.count(s.text)
	return s.fullStmt.QueryContext(ctx, args)
}
