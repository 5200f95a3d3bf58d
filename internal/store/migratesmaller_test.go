package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
	"github.com/parleychat/parley/internal/store/storetest"
)

// TestEventsAndSessionsFromBeforeAreRead fills a database as earlier programs did:
// events with kinds by name and guids, a session in the table beside its chat.
func TestEventsAndSessionsFromBeforeAreRead(t *testing.T) {
	t.Parallel()
	bothDatabases(t, func(t *testing.T, address string) {
		db := databaseBefore(t, address, 15)
		r, k := storetest.NewRandom(3), testCodec(t)
		c, at, gone := r.Chat(), time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), chat.GUID{9}
		c.ID, c.SessionID = 7, chat.GUID{5}
		session := &chat.Session{ID: c.SessionID, Browser: "Firefox"}
		doc, err := encode(k, c, describeChat)
		if err != nil {
			t.Fatal(err)
		}
		doc[0] = 2
		visit, err := encode(k, session, describeSession)
		if err != nil {
			t.Fatal(err)
		}
		say := func(text string, args ...any) {
			t.Helper()
			if _, err := db.ExecContext(t.Context(), text, args...); err != nil {
				t.Fatal(err)
			}
		}
		say("INSERT INTO site (id, name, created, last_event, last_chat_id) VALUES (1, 'x', 0, 10, 7)")
		say(chatTarget.insert(1), chatRow(1, c)...)
		say("INSERT INTO chat_doc (site, chat, doc) VALUES (1, 7, $1)", doc)
		say("INSERT INTO session (site, id, doc) VALUES (1, $1, $2)", c.SessionID[:], visit)
		var want []chat.Event
		for i, kind := range eventKinds {
			e := chat.Event{N: int64(i) + 1, Kind: kind, Time: at, Chat: chat.Ref{ID: 7, GUID: c.GUID}}
			if kind == chat.ChatDeleted {
				e.Chat = chat.Ref{ID: 6, GUID: gone}
			}
			want = append(want, e)
			say("INSERT INTO event (site, n, kind, time, chat_id, chat_guid) VALUES (1, $1, $2, $3, $4, $5)",
				e.N, string(kind), filter.Ticks(at), e.Chat.ID, e.Chat.GUID[:])
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}

		s := openTest(t, address)
		got, err := s.Events(t.Context(), 1, 0, 100)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("the events differ (-want +got): %v\n%s", err, diff)
		}
		read, related, err := s.Chat(t.Context(), 1, chat.ByID(7), chat.IncludeSession)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, read) + cmp.Diff(session, related.Sessions[c.SessionID]); diff != "" {
			t.Errorf("the chat differs (-want +got):\n%s", diff)
		}
		found, err := s.Search(t.Context(), 1, chat.Query{Size: 50, GivenUp: c.GivenUp(), Sort: chat.NewestFirst, Include: chat.IncludeSession})
		if err != nil || fmt.Sprint(found.Related.Sessions[c.SessionID]) != fmt.Sprint(session) {
			t.Errorf("a search answers %+v, %v", found, err)
		}
	})
}
