package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store/storetest"
)

// follower reads a log from where it was, as a client of the change feed does, and
// knows what it has seen.
type follower struct {
	read func(t *testing.T, after int64) []int64
	seen []int64
}

// look reads on until there is no more.
func (f *follower) look(t *testing.T) {
	t.Helper()
	for {
		after := int64(0)
		if len(f.seen) > 0 {
			after = f.seen[len(f.seen)-1]
		}
		more := f.read(t, after)
		if len(more) == 0 {
			return
		}
		f.seen = append(f.seen, more...)
	}
}

// missed tells what is in the whole log that the follower has not seen.
func (f *follower) missed(t *testing.T) []int64 {
	t.Helper()
	f.look(t)
	return slices.DeleteFunc(f.read(t, 0), func(n int64) bool { return slices.Contains(f.seen, n) })
}

func logOf(s *Store) func(*testing.T, int64) []int64 {
	return func(t *testing.T, after int64) []int64 {
		t.Helper()
		events, err := s.Events(t.Context(), 1, after, 1000)
		if err != nil {
			t.Error(err)
		}
		numbers := make([]int64, len(events))
		for i, e := range events {
			numbers[i] = e.N
		}
		return numbers
	}
}

// storeOne is a transaction that stores a new chat, and then waits.
func storeOne(c *chat.Chat, then func()) func(context.Context, chat.Tx) error {
	return func(ctx context.Context, tx chat.Tx) error {
		c.ID = 0
		if err := tx.Apply(ctx, []chat.Change{{Kind: chat.ChatStored, Chat: c}}); err != nil {
			return err
		}
		then()
		return nil
	}
}

func TestNoEventAppearsBelowAPositionThatWasHandedOut(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		one, two := openTest(t, address), openTest(t, address)
		createSite(t, one, 1)
		r := storetest.NewRandom(1)
		f := &follower{read: logOf(two)}
		numbered, release := make(chan struct{}), make(chan struct{})
		var all sync.WaitGroup
		slow, quick := r.Chat(), r.Chat()
		all.Go(func() {
			once := sync.OnceFunc(func() { close(numbered) })
			if err := one.Update(t.Context(), 1, storeOne(slow, func() { once(); <-release })); err != nil {
				t.Errorf("the slow transaction: %v", err)
			}
		})
		<-numbered // event 1 has its number and is not committed
		second := make(chan error, 1)
		all.Go(func() { second <- two.Update(t.Context(), 1, storeOne(quick, func() {})) })
		for range 20 {
			f.look(t)
		}
		select {
		case err := <-second:
			t.Errorf("a transaction was committed before one with a lower number (%v)", err)
		default:
		}
		close(release)
		all.Wait()
		if missed := f.missed(t); len(missed) > 0 || len(f.seen) != 2 {
			t.Errorf("a follower saw %v and missed %v", f.seen, missed)
		}
	})
}

// TestNumbersFromASequenceAreCaught is the control of the test above: the usual way
// of numbering, under which the very same follower misses an event.
func TestNumbersFromASequenceAreCaught(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("pgx", storetest.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(db.ExecContext(t.Context(), "CREATE TABLE log (n bigserial PRIMARY KEY)"))
	f := &follower{read: func(t *testing.T, after int64) (numbers []int64) {
		t.Helper()
		rows, err := db.QueryContext(t.Context(), "SELECT n FROM log WHERE n > $1 ORDER BY n", after)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var n int64
			must(nil, rows.Scan(&n))
			numbers = append(numbers, n)
		}
		must(nil, rows.Err())
		return numbers
	}}
	slow, err := db.BeginTx(t.Context(), nil)
	must(nil, err)
	must(slow.ExecContext(t.Context(), "INSERT INTO log DEFAULT VALUES"))
	must(db.ExecContext(t.Context(), "INSERT INTO log DEFAULT VALUES"))
	f.look(t)
	must(nil, slow.Commit())
	if missed := f.missed(t); fmt.Sprint(missed) != "[1]" {
		t.Errorf("the follower missed %v: it would not notice", missed)
	}
}

func TestFollowersOfManyWritersSeeTheWholeLogInOrder(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		const writers, rounds = 6, 15
		stores := []*Store{openTest(t, address), openTest(t, address), openTest(t, address)}
		createSite(t, stores[0], 1)
		r := storetest.NewRandom(1)
		var writing, following sync.WaitGroup
		for w := range writers {
			chats := make([]*chat.Chat, rounds)
			for i := range chats {
				chats[i] = r.Chat()
			}
			writing.Go(func() {
				for i, c := range chats {
					if err := stores[(w+i)%2].Update(t.Context(), 1, storeOne(c, func() {})); err != nil {
						t.Error(err)
					}
				}
			})
		}
		written := make(chan struct{})
		followers := make([]*follower, len(stores))
		for i, s := range stores {
			f := &follower{read: logOf(s)}
			followers[i] = f
			following.Go(func() {
				for done := false; !done; f.look(t) {
					select {
					case <-written:
						done = true
					default:
					}
				}
			})
		}
		writing.Wait()
		close(written)
		following.Wait()
		for i, f := range followers {
			if missed := f.missed(t); len(missed) > 0 || len(f.seen) != writers*rounds || !slices.IsSorted(f.seen) {
				t.Errorf("follower %d missed %v of %d: %v", i, missed, writers*rounds, f.seen)
			}
		}
	})
}
