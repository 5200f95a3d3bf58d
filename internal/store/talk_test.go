package store

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store/storetest"
)

// onBothCounted runs a test on a store of either database whose statements are counted.
func onBothCounted(t *testing.T, test func(*testing.T, *Store, *tally)) {
	t.Helper()
	for name, address := range map[string]func(*testing.T) string{
		"SQLite":   func(t *testing.T) string { return sqliteAddress(t) },
		"Postgres": func(t *testing.T) string { return storetest.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var counts tally
			s, err := Open(t.Context(), address(t), Options{Wrap: counts.wrap})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
			test(t, s, &counts)
		})
	}
}

// queued begins a chat that waits, in which something was said.
func queued(t *testing.T, s *Store) chat.GUID {
	t.Helper()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	r, entries := chat.Request(chat.Chat{GUID: uuid.New(), VisitorID: uuid.New()}, now, now)
	err := s.Live(t.Context(), 1, func(ctx context.Context, tx chat.LiveTx) error {
		return tx.Save(ctx, r, r.Deadline(chat.DefaultTerms), entries)
	})
	if err == nil {
		err = say(t.Context(), s, r.Chat.GUID, "client-id-of-warmth")
	}
	if err != nil {
		t.Fatal(err)
	}
	return r.Chat.GUID
}

func say(ctx context.Context, s *Store, guid chat.GUID, client string) error {
	return s.Talk(ctx, &chat.Talk{Site: 1, Chat: guid, Terms: chat.DefaultTerms, Rule: func(r *chat.Running, _ *chat.Entry) ([]chat.Entry, bool, error) {
		added, err := r.PostByVisitor("hello", r.Chat.RequestedTime.Add(time.Second))
		if err == nil {
			added[0].Stamp = chat.Stamp{Sender: r.Chat.VisitorID, Client: client}
		}
		return added, err == nil, err
	}})
}

func TestAMessageReadsNothingThatTheStoreHasJustSaid(t *testing.T) {
	t.Parallel()
	onBothCounted(t, func(t *testing.T, s *Store, counts *tally) {
		guid := queued(t, s)
		counts.take()
		if err := say(t.Context(), s, guid, "client-id-0000001"); err != nil {
			t.Fatal(err)
		}
		want := []string{"BEGIN", "UPDATE", "INSERT", "COMMIT"}
		if s.dialect.lock != "" {
			want = []string{"WITH"} // which is a transaction
		}
		if got := verbs(counts.take()); !slices.Equal(got, want) {
			t.Errorf("a message takes %v, want %v", got, want)
		}
	})
}

// TestALongChatIsNeitherKeptNorReadWhole begins one with its last number, and repeats what
// is said in it.
func TestALongChatIsNeitherKeptNorReadWhole(t *testing.T) {
	t.Parallel()
	onBothCounted(t, func(t *testing.T, s *Store, counts *tally) {
		guid := queued(t, s)
		err := s.Live(t.Context(), 1, func(ctx context.Context, tx chat.LiveTx) error {
			r, err := tx.Lock(ctx, guid)
			if err != nil {
				return err
			}
			r.LastSeq = maxRecentEntry
			return tx.Save(ctx, r, r.Deadline(chat.DefaultTerms), nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		stamp := chat.Stamp{Sender: chat.GUID{1}, Client: "client-id-0000001", Digest: [32]byte{7}}
		for n := range 3 {
			again := false
			counts.take()
			err := s.Talk(t.Context(), &chat.Talk{Site: 1, Chat: guid, Stamp: stamp, Terms: chat.DefaultTerms, Rule: func(r *chat.Running, earlier *chat.Entry) ([]chat.Entry, bool, error) {
				if again = earlier != nil && earlier.Seq == maxRecentEntry+1 && earlier.Digest == stamp.Digest; again {
					return nil, false, nil
				}
				added, err := r.PostByVisitor("hello", r.Chat.RequestedTime.Add(time.Second))
				added[0].Stamp = stamp
				return added, true, err
			}})
			if err != nil || again != (n > 0) {
				t.Fatalf("time %d: known %v, %v", n, again, err)
			}
			if s.recent.find(chatKey{1, guid}) != nil {
				t.Error("a long chat is kept")
			}
			if whole := strings.Contains(strings.Join(counts.take(), "\n"), sqlLiveIDs); whole != (n == 0) {
				t.Errorf("time %d: all entries are read: %v", n, whole)
			}
		}
	})
}

// gatedWriter lets transactions begin once it is opened.
type gatedWriter struct {
	writer
	open chan struct{}
}

func (w gatedWriter) transact(ctx context.Context, fn func(context.Context, *conn) error) error {
	<-w.open
	return w.writer.transact(ctx, fn)
}

// TestManyMessagesShareACommit counts: of 64 messages the first has a transaction, and
// so has the rest together. On SQLite each COMMIT is one fdatasync (synchronous=FULL).
func TestManyMessagesShareACommit(t *testing.T) {
	t.Parallel()
	const messages = 64
	onBothCounted(t, func(t *testing.T, s *Store, counts *tally) {
		chats := make([]chat.GUID, messages)
		for i := range chats {
			chats[i] = queued(t, s)
		}
		gate := gatedWriter{s.writes, make(chan struct{})}
		s.writes = gate
		counts.take()
		var all sync.WaitGroup
		for i, guid := range chats {
			all.Go(func() {
				if err := say(context.Background(), s, guid, fmt.Sprintf("client-id-%08d", i)); err != nil {
					t.Error(err)
				}
			})
			for !s.gathered(i) { // the first is on its way, and stands at the gate
				runtime.Gosched()
			}
		}
		close(gate.open)
		all.Wait()
		texts := verbs(counts.take())
		commits := 0
		for _, verb := range texts {
			if verb == "COMMIT" {
				commits++
			}
		}
		if commits > 2 || len(texts) > messages/4 {
			t.Errorf("%d messages took %d commits and %d statements: %v", messages, commits, len(texts), texts)
		}
	})
}

// silentWriter is a server that does not answer any more.
type silentWriter struct{ writer }

func (silentWriter) transact(ctx context.Context, _ func(context.Context, *conn) error) error {
	<-ctx.Done()
	return ctx.Err()
}

func (w silentWriter) single(ctx context.Context, fn func(context.Context, *conn) error) error {
	return w.transact(ctx, fn)
}

// TestASilentServerDoesNotKeepMessagesForEver has one said, and one that waits behind it,
// while the server is silent, and both again once it answers.
func TestASilentServerDoesNotKeepMessagesForEver(t *testing.T) {
	t.Parallel()
	s := openTest(t, sqliteAddress(t))
	guids, answers := []chat.GUID{queued(t, s), queued(t, s)}, s.writes
	s.timeout, s.writes = 20*time.Millisecond, silentWriter{answers}
	errs := make(chan error, len(guids))
	for _, guid := range guids {
		go func() { errs <- say(context.Background(), s, guid, "client-id-0000001") }()
	}
	for range guids {
		select {
		case err := <-errs:
			if chat.KindOf(err) != chat.KindLimited {
				t.Errorf("a silent server: %v", err)
			}
		case <-time.After(20 * time.Second):
			t.Fatal("a message waits for a server that is silent")
		}
	}
	s.writes = answers
	for _, guid := range guids {
		if err := say(t.Context(), s, guid, "client-id-0000001"); err != nil {
			t.Error(err)
		}
	}
}

// gathered reports whether so many steps wait while others are being taken.
func (s *Store) gathered(n int) bool {
	s.talks.mu.Lock()
	defer s.talks.mu.Unlock()
	return s.talks.busy && len(s.talks.waiting) == n
}

// TestADeletedChatIsNotKeptInMemory either, where what a visitor has told would outlast it.
func TestADeletedChatIsNotKeptInMemory(t *testing.T) {
	t.Parallel()
	onBothCounted(t, func(t *testing.T, s *Store, _ *tally) {
		agent := chat.Agent{ID: chat.GUID{1}}
		account := chat.Account{Site: 1, Agent: agent.ID, Email: "a@b.example"}
		if err := s.CreateSite(t.Context(), chat.Site{ID: 1}, agent, account, chat.IssuedKey{ID: chat.GUID{2}, AgentID: agent.ID}); err != nil {
			t.Fatal(err)
		}
		guid := queued(t, s)
		key := chatKey{1, guid}
		if s.recent.find(key) == nil {
			t.Fatal("the chat was not kept to begin with")
		}
		err := s.Update(t.Context(), 1, func(ctx context.Context, chats chat.Tx) error {
			c := &chat.Chat{ID: 1, GUID: guid}
			if err := chats.Apply(ctx, []chat.Change{{Kind: chat.ChatStored, Chat: c}}); err != nil {
				return err
			}
			return chats.Apply(ctx, []chat.Change{{Kind: chat.ChatDeleted, Chat: c}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if s.recent.find(key) != nil {
			t.Error("the chat is deleted, and kept in memory")
		}
	})
}
