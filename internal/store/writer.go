package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// writer runs transactions. fn has the connection to itself, may run more than
// once, and everything it did is durable when transact returns nil.
type writer interface {
	transact(ctx context.Context, fn func(context.Context, *conn) error) error
	// healthy is nil as long as transactions can succeed.
	healthy() error
	close() error
}

// ErrOutcomeUnknown is in the chain of an error of the commit itself: what was
// done may be there, or not.
var ErrOutcomeUnknown = errors.New("it is unknown whether the change was stored")

var (
	errClosed = errors.New("the database is closed")
	errBroken = errors.New("the database's files cannot be trusted after an earlier error: the process must end")
	errNoTurn = errors.New("the turn of the transaction did not come in time")
	errNotRun = errors.New("the transaction did not come to its end")
)

// The bounds of one group of transactions that are committed together.
const (
	maxGroup     = 100
	maxGroupTime = 5 * time.Millisecond
)

// maxTurnWait is how long a transaction waits for its turn: less than a caller's
// connection lasts, so that the caller is told. Nothing of it has been done then.
const maxTurnWait = 20 * time.Second

// groupWriter commits transactions together (SQLite): a commit waits for the
// disk, and the transactions that come meanwhile share the next one. Each has a
// savepoint of its own, so that one that fails leaves the others as they are.
//
// A transaction's fn runs on its caller's goroutine, one at a time; the writer's
// goroutine gives the turns and commits.
type groupWriter struct {
	conn    *conn
	broom   *broom
	beside  *checkpointer
	commit  func(context.Context) error // replaced by tests of failing commits
	mishap  func(error) mishap
	log     *slog.Logger
	queue   chan *turn
	wait    time.Duration // for a turn
	failed  chan struct{} // closed when a commit's failure left the files in doubt
	closing chan struct{}
	ended   chan struct{}
	once    sync.Once
}

// turn is one transaction on its way through the writer.
type turn struct {
	ctx   context.Context
	start chan error // nil: the connection is yours
	ran   chan error // what fn returned
	end   chan error // what became of it
}

func newGroupWriter(c *conn, beside *checkpointer, mishap func(error) mishap, log *slog.Logger) *groupWriter {
	w := &groupWriter{
		conn:    c,
		broom:   newBroom(c, log),
		beside:  beside,
		mishap:  mishap,
		log:     log,
		queue:   make(chan *turn),
		wait:    maxTurnWait,
		failed:  make(chan struct{}),
		closing: make(chan struct{}),
		ended:   make(chan struct{}),
	}
	w.commit = func(ctx context.Context) error {
		return c.exec(ctx, "COMMIT")
	}
	return w
}

func (w *groupWriter) transact(ctx context.Context, fn func(context.Context, *conn) error) error {
	t := &turn{ctx: ctx, start: make(chan error, 1), ran: make(chan error, 1), end: make(chan error, 1)}
	late := time.NewTimer(w.wait)
	defer late.Stop()
	select {
	case w.queue <- t:
	case <-late.C:
		return errBusy(errNoTurn)
	case <-ctx.Done():
		return ctx.Err()
	case <-w.closing:
		return errClosed
	case <-w.failed:
		return errBroken
	}
	if err := <-t.start; err != nil {
		return err
	}
	w.run(t, fn)
	return <-t.end
}

// run runs fn and tells the writer, also when fn does not return.
func (w *groupWriter) run(t *turn, fn func(context.Context, *conn) error) {
	err := errNotRun
	defer func() { t.ran <- err }()
	err = fn(t.ctx, w.conn)
	if err == nil && w.conn.failed != nil {
		err = fmt.Errorf("an error was passed over: %w", w.conn.failed)
	}
}

func (w *groupWriter) serve() {
	defer close(w.ended)
	for {
		select {
		case <-w.closing:
			return
		case t := <-w.queue:
			w.group(t)
			w.broom.note()
			w.beside.note()
		case err := <-w.beside.done:
			w.checkpoint(err)
		case <-w.broom.timer.C:
			w.broom.sweep()
		}
		if w.healthy() != nil {
			return
		}
	}
}

// checkpoint writes the rest of the log, of which most has been written beside. Most errors
// lose nothing: the log stays as it is, and is written later.
func (w *groupWriter) checkpoint(err error) {
	if err == nil {
		_, err = w.conn.checkpoint(context.Background(), "PASSIVE")
	}
	switch {
	case err == nil:
	case w.mishap(err) == broken:
		w.log.Error("the database's files cannot be trusted any more", "error", err)
		close(w.failed)
	default:
		w.log.Warn("the write-ahead log grows", "error", err)
	}
}

// group runs a transaction and those that wait behind it, and commits them.
func (w *groupWriter) group(t *turn) {
	ctx := context.Background()
	if err := w.begin(ctx); err != nil {
		t.start <- fmt.Errorf("begin a transaction: %w", err)
		return
	}
	since := time.Now()
	var ran []*turn
	var err error
	for n := 1; t != nil && err == nil; n++ {
		var ok bool
		if ok, err = w.give(ctx, t, len(ran) == 0); ok {
			ran = append(ran, t)
		}
		t = nil
		if err == nil && n < maxGroup && time.Since(since) < maxGroupTime {
			t = w.next()
		}
	}
	if err != nil {
		w.undo(ctx)
	} else {
		err = w.finish(ctx)
	}
	for _, t := range ran {
		t.end <- err
	}
}

// next is the transaction that waits for its turn, if there is one.
func (w *groupWriter) next() *turn {
	select {
	case t := <-w.queue:
		return t
	default:
		return nil
	}
}

// give lets a transaction run, and tells whether it waits for the commit now. The
// first has nobody before it whose work an error of its own could undo, and needs no
// savepoint, for which SQLite would copy every page that changes. lost is an error
// that ended the whole group.
func (w *groupWriter) give(ctx context.Context, t *turn, first bool) (ok bool, lost error) {
	if err := t.ctx.Err(); err != nil {
		t.start <- err
		return false, nil
	}
	if !first {
		if err := w.conn.exec(ctx, "SAVEPOINT caller"); err != nil {
			err = fmt.Errorf("begin a part of a transaction: %w", err)
			t.start <- err
			return false, err
		}
	}
	w.conn.failed = nil
	t.start <- nil
	err := <-t.ran
	if endErr := w.endPart(ctx, first, err != nil); endErr != nil {
		err = errors.Join(err, endErr)
		lost = fmt.Errorf("rolled back together with another transaction: %w", err)
	}
	if err != nil {
		t.end <- err
	}
	return err == nil, lost
}

// endPart ends the savepoint of one caller, or undoes what the first one did.
func (w *groupWriter) endPart(ctx context.Context, first, undo bool) error {
	if first {
		if !undo {
			return nil
		}
		w.undo(ctx)
		return w.begin(ctx)
	}
	if undo {
		if err := w.conn.exec(ctx, "ROLLBACK TO caller"); err != nil {
			return fmt.Errorf("roll back a part of a transaction: %w", err)
		}
	}
	if err := w.conn.exec(ctx, "RELEASE caller"); err != nil {
		return fmt.Errorf("end a part of a transaction: %w", err)
	}
	return nil
}

// begin waits for other processes that write: busy_timeout each time.
func (w *groupWriter) begin(ctx context.Context) (err error) {
	const tries = 6
	for range tries {
		if err = w.conn.exec(ctx, "BEGIN IMMEDIATE"); w.mishap(err) != crowded {
			return err
		}
	}
	return errBusy(err)
}

func (w *groupWriter) finish(ctx context.Context) error {
	err := w.commit(ctx)
	if err == nil {
		return nil
	}
	if w.mishap(err) == broken {
		w.log.Error("a commit failed, and the database's files cannot be trusted any more", "error", err)
		close(w.failed)
	} else {
		w.undo(ctx)
	}
	return fmt.Errorf("%w: %w", ErrOutcomeUnknown, err)
}

// undo leaves the connection without a transaction.
func (w *groupWriter) undo(ctx context.Context) {
	if err := w.conn.exec(ctx, "ROLLBACK"); err != nil {
		w.log.Debug("there was nothing to roll back", "error", err)
	}
}

func (w *groupWriter) healthy() error {
	select {
	case <-w.failed:
		return errBroken
	case <-w.closing:
		return errClosed
	default:
		return nil
	}
}

// close lets the group that runs come to its end.
func (w *groupWriter) close() error {
	w.once.Do(func() { close(w.closing) })
	<-w.ended
	return errors.Join(w.beside.close(), w.conn.close())
}
