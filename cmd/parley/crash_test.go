package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/demo"
	"github.com/parleychat/parley/internal/filter"
	"github.com/parleychat/parley/internal/store"
	"github.com/parleychat/parley/internal/v4"
)

var kills = flag.Int("kills", defaultKills, "how often the import is killed")

// exported is what an import reads: a line for each chat, by its guid.
type exported struct {
	file  string
	lines map[chat.GUID]string
	chats []*chat.Chat
}

func export(t *testing.T, n int) *exported {
	t.Helper()
	e := &exported{file: filepath.Join(t.TempDir(), "chats.ndjson"), lines: map[chat.GUID]string{}}
	var all bytes.Buffer
	for c, related := range demo.New(7, time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)).Chats(n, 1) {
		line := v4.EncodeChat(nil, c, related, everything)
		all.Write(append(line, '\n'))
		e.lines[c.GUID] = string(line)
		e.chats = append(e.chats, c)
	}
	if err := os.WriteFile(e.file, all.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestAKilledImportLeavesNoHalfChatAndTheNextOneGoesOn kills the import at
// moments of chance, looks at what is there, and goes on, over and over, until at
// least half as many kills as asked for have hit it in its midst.
func TestAKilledImportLeavesNoHalfChatAndTheNextOneGoesOn(t *testing.T) {
	t.Parallel()
	e := export(t, 2000)
	db := newDatabase(t)
	window := time.Second // how late the kill may come; it follows the machine's speed
	killed, inMidst, completed := 0, 0, 0
	for rounds := 0; killed < *kills || inMidst < *kills/2; rounds++ {
		if rounds > 20**kills {
			t.Fatalf("only %d kills in %d rounds, %d of them in the import's midst", killed, rounds, inMidst)
		}
		if importUntilKilled(t, db, e.file, rand.N(window)) {
			e.expectAll(t, db)
			completed++
			window = window * 8 / 10
			db = newDatabase(t)
			continue
		}
		killed++
		n, err := e.verify(t.Context(), db)
		if err != nil {
			t.Fatalf("after kill %d, with %d chats stored: %v", killed, n, err)
		}
		if n == 0 {
			window = window * 12 / 10
		} else if n < len(e.chats) {
			inMidst++
		}
	}
	importUntilKilled(t, db, e.file, forever)
	e.expectAll(t, db)
	t.Logf("%d kills, %d of them with a part of the chats stored, %d imports completed", killed, inMidst, completed+1)
}

func (e *exported) expectAll(t *testing.T, db string) {
	t.Helper()
	if n, err := e.verify(t.Context(), db); err != nil || n != len(e.chats) {
		t.Fatalf("a completed import stored %d of %d chats: %v", n, len(e.chats), err)
	}
}

// newDatabase makes a database with the site that is imported into.
func newDatabase(t *testing.T) string {
	t.Helper()
	db := filepath.Join(t.TempDir(), "parley.db")
	out, err := parley(t, "init", "-database", "sqlite:"+db, "-email", "a@example.com", "-password", "long enough, I hope").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return db
}

// forever is long enough for any import to end.
const forever = time.Hour

// importUntilKilled runs the import and kills it after a while; it reports
// whether it ended by itself before.
func importUntilKilled(t *testing.T, db, file string, after time.Duration) (finished bool) {
	t.Helper()
	cmd := parley(t, "import", "-database", "sqlite:"+db, file)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) // it may have ended
	defer timer.Stop()
	err := cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == -1 {
		return false
	}
	if err != nil {
		t.Fatalf("import: %v\n%s", err, out.String())
	}
	return true
}

// verify holds a database to what was exported: it is sound, each chat in it is
// whole and found by its filters, and each has its one event. It returns the
// number of chats.
func (e *exported) verify(ctx context.Context, path string) (n int, err error) {
	if err := integrity(ctx, path); err != nil {
		return 0, err
	}
	db, err := store.Open(ctx, "sqlite:"+path, store.Options{})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	stored, err := e.stored(ctx, db)
	if err != nil {
		return len(stored), err
	}
	if err := e.foundByAgent(ctx, db, stored); err != nil {
		return len(stored), err
	}
	return len(stored), eventsOf(ctx, db, stored)
}

func integrity(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, check := range []string{"integrity_check", "foreign_key_check"} {
		rows, err := db.QueryContext(ctx, "PRAGMA "+check)
		if err != nil {
			return err
		}
		for rows.Next() {
			var says string
			if check == "foreign_key_check" {
				err = errors.New("a foreign key points nowhere")
			} else if err = rows.Scan(&says); err == nil && says != "ok" {
				err = errors.New(says)
			}
			if err != nil {
				return errors.Join(fmt.Errorf("%s: %w", check, err), rows.Close())
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
	}
	return nil
}

// stored reads every chat that a search finds and compares it with its line.
func (e *exported) stored(ctx context.Context, db *store.Store) (map[chat.GUID]bool, error) {
	found := map[chat.GUID]bool{}
	for _, givenUp := range []bool{false, true} {
		q := chat.Query{GivenUp: givenUp, Where: filter.And{}, Sort: chat.NewestFirst, Size: chat.MaxPageSize, Include: everything}
		for {
			page, err := db.Search(ctx, 10000, q)
			if err != nil {
				return found, err
			}
			for _, c := range page.Chats {
				found[c.GUID] = true
				if diff := cmp.Diff(e.lines[c.GUID], string(v4.EncodeChat(nil, c, &page.Related, everything))); diff != "" {
					return found, fmt.Errorf("chat %d is not as it was exported:\n%s", c.ID, diff)
				}
			}
			if q.Page++; q.Page >= page.Count() {
				if got := len(page.Chats); got == 0 && page.Total > 0 {
					return found, fmt.Errorf("the last page of %d chats is empty", page.Total)
				}
				break
			}
		}
	}
	return found, nil
}

// foundByAgent asks for each agent's chats, which stand in a table of their own.
func (e *exported) foundByAgent(ctx context.Context, db *store.Store, stored map[chat.GUID]bool) error {
	want := map[chat.GUID]int64{}
	for _, c := range e.chats {
		if stored[c.GUID] && !c.GivenUp() {
			for _, agent := range c.AgentIDs() {
				want[agent]++
			}
		}
	}
	for agent, n := range want {
		page, err := db.Search(ctx, 10000, chat.Query{Where: filter.Is(chat.FieldAgent, filter.GUIDValue(agent)), Sort: chat.NewestFirst, Size: chat.MinPageSize})
		if err != nil {
			return err
		}
		if page.Total != n {
			return fmt.Errorf("%d chats are found by agent %v, who took part in %d", page.Total, agent, n)
		}
	}
	return nil
}

func eventsOf(ctx context.Context, db *store.Store, stored map[chat.GUID]bool) error {
	events, err := db.Events(ctx, 10000, 0, 2*len(stored)+10)
	if err != nil {
		return err
	}
	if len(events) != len(stored) {
		return fmt.Errorf("%d events of %d chats", len(events), len(stored))
	}
	for i, event := range events {
		if event.N != int64(i+1) || event.Kind != chat.ChatStored || !stored[event.Chat.GUID] {
			return fmt.Errorf("event %d is %+v", i+1, event)
		}
	}
	return nil
}

// TestVerifyFindsHalfChats is the control of the test above: it breaks a good
// database in each of the ways that a torn import could. A session stands in its chat's
// document.
func TestVerifyFindsHalfChats(t *testing.T) {
	t.Parallel()
	e := export(t, 60)
	for name, sabotage := range map[string]string{
		"nothing broken":          "SELECT 1",
		"a chat without document": "DELETE FROM chat_doc WHERE rowid IN (SELECT min(rowid) FROM chat_doc)",
		"a chat without agents":   "DELETE FROM chat_link",
		"a chat without event":    "DELETE FROM event WHERE n = 3",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := newDatabase(t)
			importUntilKilled(t, db, e.file, forever)
			raw, err := sql.Open("sqlite", db)
			if err != nil {
				t.Fatal(err)
			}
			_, err = raw.ExecContext(t.Context(), sabotage)
			if err := errors.Join(err, raw.Close()); err != nil {
				t.Fatal(err)
			}
			_, err = e.verify(t.Context(), db)
			if broken := name != "nothing broken"; broken != (err != nil) {
				t.Errorf("verify says: %v", err)
			}
		})
	}
}
