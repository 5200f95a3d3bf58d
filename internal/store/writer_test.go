package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store/storetest"
)

// codeError is an error with a result code of SQLite.
type codeError int

func (e codeError) Error() string { return "result code " + strconv.Itoa(int(e)) }
func (e codeError) Code() int     { return int(e) }

// writerTest is a SQLite store in a bubble, in which nothing is left to chance: a
// group takes all that wait, since no time passes.
type writerTest struct {
	*Store
	w       *groupWriter
	commits int
}

// inBubble runs a test of the group writer.
func inBubble(t *testing.T, test func(t *testing.T, w *writerTest)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "parley.db")
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(t.Context(), "sqlite:"+path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		w, ok := s.writes.(*groupWriter)
		if !ok {
			t.Fatalf("the writer is a %T", s.writes)
		}
		wt := &writerTest{Store: s, w: w}
		commit := w.commit
		w.commit = func(ctx context.Context) error {
			wt.commits++
			return commit(ctx)
		}
		test(t, wt)
	})
}

// note is a transaction that leaves a row behind.
func note(id int) func(context.Context, *conn) error {
	return func(ctx context.Context, c *conn) error {
		return c.insert(ctx, siteTarget, [][]any{{int64(id), "", int64(0), int64(0)}})
	}
}

// hold begins a transaction that lasts until release is called.
func (w *writerTest) hold(t *testing.T) (release func()) {
	t.Helper()
	gate := make(chan struct{})
	var held sync.WaitGroup
	held.Go(func() {
		err := w.w.transact(t.Context(), func(context.Context, *conn) error {
			<-gate
			return nil
		})
		if err != nil && w.w.healthy() == nil && w.commits > 0 {
			t.Logf("the transaction that held the others: %v", err)
		}
	})
	synctest.Wait()
	return func() {
		close(gate)
		held.Wait()
	}
}

// rows counts what transactions left behind.
func (w *writerTest) rows(t *testing.T) int {
	t.Helper()
	sites, err := w.Sites(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return len(sites)
}

func TestTransactionsThatWaitShareACommit(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *writerTest) {
		release := w.hold(t)
		var all sync.WaitGroup
		for i := range 2 * maxGroup {
			all.Go(func() {
				if err := w.w.transact(t.Context(), note(i+1)); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		release()
		all.Wait()
		if w.commits != 3 || w.rows(t) != 2*maxGroup {
			t.Errorf("%d transactions left %d rows in %d commits, want 3", 2*maxGroup+1, w.rows(t), w.commits)
		}
	})
}

func TestCallersReturnOnlyAfterTheirCommit(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *writerTest) {
		gate, commit := make(chan struct{}), w.w.commit
		w.w.commit = func(ctx context.Context) error {
			<-gate
			return commit(ctx)
		}
		returned := false
		var all sync.WaitGroup
		all.Go(func() {
			if err := w.w.transact(t.Context(), note(1)); err != nil {
				t.Error(err)
			}
			returned = true
		})
		synctest.Wait()
		if returned {
			t.Error("the caller was told before the commit")
		}
		close(gate)
		all.Wait()
	})
}

func TestFailingTransactionLeavesTheOthersOfItsGroup(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *writerTest) {
		failure := errors.New("fn fails")
		release := w.hold(t)
		var all sync.WaitGroup
		for i := range 30 {
			all.Go(func() {
				err := w.w.transact(t.Context(), func(ctx context.Context, c *conn) error {
					if err := note(i+1)(ctx, c); err != nil {
						return err
					}
					switch i % 3 {
					case 1:
						return failure
					case 2:
						runtime.Goexit()
					}
					return nil
				})
				if (i%3 == 1) != errors.Is(err, failure) || (i%3 == 0 && err != nil) {
					t.Errorf("transaction %d: %v", i, err)
				}
			})
		}
		synctest.Wait()
		release()
		all.Wait()
		if w.rows(t) != 10 || w.commits != 1 {
			t.Errorf("%d rows in %d commits, want 10 in 1", w.rows(t), w.commits)
		}
	})
}

func TestTransactionWhoseCallerLeftTheQueueDoesNotRun(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *writerTest) {
		release := w.hold(t)
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		all.Go(func() {
			err := w.w.transact(ctx, func(context.Context, *conn) error {
				t.Error("it ran")
				return nil
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want context.Canceled", err)
			}
		})
		synctest.Wait()
		cancel()
		all.Wait()
		release()
	})
}

func TestTransactionThatWaitsTooLongForItsTurnDoesNotRun(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *writerTest) {
		release := w.hold(t)
		defer release()
		err := w.w.transact(t.Context(), func(context.Context, *conn) error {
			t.Error("it ran")
			return nil
		})
		if chat.KindOf(err) != chat.KindLimited {
			t.Errorf("got %v, want one that is limited", err)
		}
	})
}

func TestCallerWhoLeavesWhileTheirTransactionRunsUndoesNoOther(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *writerTest) {
		release := w.hold(t)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var all sync.WaitGroup
		for i := range 3 {
			all.Go(func() {
				err := w.w.transact(ctx, func(ctx context.Context, c *conn) error {
					cancel()
					return note(i+1)(ctx, c)
				})
				if !errors.Is(err, context.Canceled) {
					t.Errorf("got %v, want context.Canceled", err)
				}
			})
			all.Go(func() {
				if err := w.w.transact(t.Context(), note(i+11)); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		release()
		all.Wait()
		if w.rows(t) != 3 {
			t.Errorf("%d rows, want 3", w.rows(t))
		}
	})
}

func TestFailingCommitIsReportedAsUnknownToAll(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *writerTest) {
		commit := w.w.commit
		w.w.commit = func(context.Context) error { return codeError(13) } // the disk is full
		release := w.hold(t)
		var all sync.WaitGroup
		for i := range 5 {
			all.Go(func() {
				if err := w.w.transact(t.Context(), note(i+1)); !errors.Is(err, ErrOutcomeUnknown) {
					t.Errorf("got %v, want ErrOutcomeUnknown", err)
				}
			})
		}
		synctest.Wait()
		release()
		all.Wait()
		w.w.commit = commit
		if err := w.w.transact(t.Context(), note(9)); err != nil || w.rows(t) != 1 {
			t.Errorf("afterwards %d rows, want 1: %v", w.rows(t), err)
		}
	})
}

func TestCommitThatTheDiskFailsEndsAllWriting(t *testing.T) {
	t.Parallel()
	const fsyncError = 10 | 4<<8
	inBubble(t, func(t *testing.T, w *writerTest) {
		w.w.commit = func(context.Context) error { return codeError(fsyncError) }
		if err := w.w.transact(t.Context(), note(1)); !errors.Is(err, ErrOutcomeUnknown) {
			t.Errorf("got %v, want ErrOutcomeUnknown", err)
		}
		select {
		case <-w.Failed():
		default:
			t.Error("nobody is told that the process must end")
		}
		if err := w.w.transact(t.Context(), note(2)); !errors.Is(err, errBroken) {
			t.Errorf("a later transaction gave %v", err)
		}
		if err := w.Ready(t.Context()); !errors.Is(err, errBroken) {
			t.Errorf("the store says it is ready: %v", err)
		}
	})
}

func TestTransactionThatEndsItsGroupFailsItAndNoLater(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *writerTest) {
		release := w.hold(t)
		var all sync.WaitGroup
		all.Go(func() {
			err := w.w.transact(t.Context(), func(ctx context.Context, c *conn) error {
				return c.exec(ctx, "ROLLBACK") // as SQLite itself does when the disk is full
			})
			if err == nil {
				t.Error("the transaction that ended its group succeeded")
			}
		})
		synctest.Wait()
		release()
		all.Wait()
		if err := w.w.transact(t.Context(), note(1)); err != nil {
			t.Error(err)
		}
	})
}

func TestTwoProcessesMayWriteAtOnce(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		stores := []*Store{openTest(t, address), openTest(t, address)}
		createSite(t, stores[0], 1)
		r := storetest.NewRandom(1)
		var all sync.WaitGroup
		for i, s := range stores {
			chats := make([]*chat.Chat, 40)
			for k := range chats {
				chats[k] = r.Chat()
			}
			all.Go(func() {
				for _, c := range chats {
					err := s.Update(t.Context(), 1, func(ctx context.Context, tx chat.Tx) error {
						c.ID = 0
						return tx.Apply(ctx, []chat.Change{{Kind: chat.ChatStored, Chat: c}})
					})
					if err != nil {
						t.Errorf("store %d: %v", i, err)
					}
				}
			})
		}
		all.Wait()
		events, err := stores[0].Events(t.Context(), 1, 0, 100)
		if err != nil || len(events) != 80 || events[79].N != 80 {
			t.Errorf("%d events: %v", len(events), err)
		}
	})
}

func TestStatementsMayBeMoreThanAConnectionKeeps(t *testing.T) {
	t.Parallel()
	s := openTest(t, sqliteAddress(t))
	err := s.read(t.Context(), func(ctx context.Context, c *conn) error {
		for i := range 2*maxPrepared + 10 {
			var got int
			err := c.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&got) }, fmt.Sprintf("SELECT %d", i))
			if err != nil || got != i {
				t.Fatalf("statement %d gave %d, %v", i, got, err)
			}
			if len(c.prepared) > maxPrepared {
				t.Fatalf("%d statements are kept", len(c.prepared))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNothingIsLoggedWhenAllIsWell(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	defer func() { _ = r.Close() }() // never fails
	s, err := Open(t.Context(), sqliteAddress(t), Options{Log: slog.New(slog.NewTextHandler(w, nil))})
	if err != nil {
		t.Fatal(err)
	}
	createSite(t, s, 1) // a line of log would wait for its reader for ever
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
