package index

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// countingSource counts the chats whose documents were asked for.
type countingSource struct {
	*fakeSource
	asked atomic.Int64
}

func (s *countingSource) Judge(ctx context.Context, site chat.SiteID, q chat.Query, ids []int64) (chat.Judged, error) {
	s.asked.Add(int64(len(ids)))
	return s.fakeSource.Judge(ctx, site, q, ids)
}

// TestDocumentsAreAskedOnceForAPhrase asks the same again and again, while chats come,
// change and go: what was learnt of those that stay serves, and nothing else does.
func TestDocumentsAreAskedOnceForAPhrase(t *testing.T) {
	t.Parallel()
	source := &countingSource{fakeSource: newFakeSource()}
	source.store(t, 50)
	s, err := openSite(1, source, t.TempDir(), slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	phrase := chat.Query{Size: 10, Where: words(t, `"hello from"`)}
	want := func(step string, total, asked int64) {
		t.Helper()
		source.asked.Store(0)
		snap, err := s.fresh(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer s.release(snap)
		found, err := s.find(t.Context(), snap, phrase)
		if got := source.asked.Load(); err != nil || found.Total != total || got != asked {
			t.Errorf("%s: %d chats were found and %d asked for, %v; want %d and %d", step, found.Total, got, err, total, asked)
		}
	}
	phrase.GivenUp = false
	total := func() (n int64) {
		for _, c := range source.chats {
			if !c.GivenUp() {
				n++
			}
		}
		return n
	}
	first := total()
	want("at first", first, first)
	want("again", first, 0)
	source.store(t, 9)
	want("after more came", total(), total()-first)
	source.remove(9)
	want("after some went", total(), 0)

	changed := source.chats[30]
	if changed.GivenUp() {
		changed = source.chats[31]
	}
	source.mu.Lock()
	other := *changed
	other.Messages = []chat.Message{{Text: "from hello"}}
	source.chats[other.ID] = &other
	source.log(chat.ChatChanged, &other)
	source.mu.Unlock()
	want("after one changed", total()-1, 1)

	for i := range 2 * mostPhrases {
		phrase.Where = words(t, fmt.Sprintf(`"hello from" "first number" "number %d"`, i))
		snap, err := s.fresh(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.find(t.Context(), snap, phrase); err != nil {
			t.Fatal(err)
		}
		for _, p := range snap.parts {
			if n := len(p.phrases.known); n > mostPhrases {
				t.Errorf("a segment remembers %d phrases", n)
			}
		}
		s.release(snap)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
}

// TestSearchesMayLearnOfAPhraseTogether asks a new phrase many times at once, for the
// race detector: whoever learns of it must not go on with what the others now read.
func TestSearchesMayLearnOfAPhraseTogether(t *testing.T) {
	t.Parallel()
	source := newFakeSource()
	source.store(t, 200)
	s, err := openSite(1, source, t.TempDir(), slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close() //nolint:errcheck // the directory goes with the test
	for i := range 20 {
		query := chat.Query{Size: 10, Where: words(t, fmt.Sprintf(`"first number %d"`, i+1))}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				snap, err := s.fresh(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				defer s.release(snap)
				if found, err := s.find(t.Context(), snap, query); err != nil || found.Total > 1 {
					t.Errorf("phrase %d: %+v, %v", i+1, found, err)
				}
			})
		}
		all.Wait()
	}
}
