package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store/storetest"
)

// readsWhole are how the statements begin that may read all rows of a table or of a site
// in it, each with the reason.
var readsWhole = map[string]string{
	`SELECT doc FROM \w+ WHERE site = \$1$`:                                                      "small collections are read whole",
	`SELECT doc FROM offline_message WHERE site = \$1 (AND (created|department|email)|ORDER BY)`: "listed in pages",
	`SELECT doc FROM ticket WHERE site = \$1 ORDER BY`:                                           "listed in pages",
	`SELECT count\(\*\) FROM offline_message WHERE site = \$1`:                                   "a page of them says how many there are in all",
	`(SELECT category, doc FROM|UPDATE) category_option`:                                         "a site has few options",
	`DELETE FROM sign_in WHERE NOT EXISTS`:                                                       "agents have few sign-ins, and those without a token are swept once in a while",
	`SELECT id, name, created, second_factor`:                                                    "sites are listed whole",
	`SELECT w\.site, w\.id FROM webhook w`:                                                       "there are few webhooks, each of which is looked for in an index",
	`SELECT s\.agent, s\.status`:                                                                 "a site has few agents",
	`SELECT k\.id, k\.chat, k\.option FROM chat_category`:                                        "the log of wrap-ups is shown in pages",
	`SELECT site, id, bot FROM \(SELECT`:                                                         "the chats that bots are to answer are few, and have an index of their own",
	`SELECT p\.site, p\.who, p\.chat, c\.state`:                                                  "a node that starts reads the running chats of all",
	`SELECT c\.doc FROM live_visit c`:                                                            "the visits are those of who is there now",
	`SELECT c\.site, c\.id, n\.id FROM live_node n`:                                              "there are few nodes",
	`DELETE FROM live_(node|connection) WHERE`:                                                   "there are few nodes",
	`DELETE FROM access_key WHERE kind <> 1`:                                                     "keys that have expired are swept once in a while",
	`SELECT (site, )?key FROM doomed_file`:                                                       "all files that are to go are to go",
	`WITH page`:                                                                                  "a search; bench/search measures these",
	`SELECT (c\.id|COUNT\(\*\)) FROM chat c`:                                                     "a search",
	`SELECT c\.\w+, count\(\*\) FROM chat c`:                                                     "a facet of all chats",
	`SELECT site, n, action, doc FROM audit_entry WHERE action IN`:                               "a migration reads it, once",
	`DELETE FROM sqlite_stat1`:                                                                   "describeSites itself",
}

// TestNoStatementReadsAllOfASite asks the planner about every statement that the contract
// of the store has made: one that reads all of a site or of a table is too slow for a
// million chats, however well it does in a test.
func TestNoStatementReadsAllOfASite(t *testing.T) { //nolint:tparallel // what the cases of the contract have asked is looked at after them
	t.Parallel()
	w := &watcher{texts: map[string]bool{}}
	open := func(t *testing.T, address string) *Store {
		t.Helper()
		s, err := Open(t.Context(), address, Options{Wrap: w.wrap})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	t.Run("contract", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) (chat.Store, chat.Accounts) {
			s := open(t, sqliteAddress(t))
			return s, s
		})
		storetest.RunLobby(t, func(t *testing.T) storetest.LiveStore { return open(t, sqliteAddress(t)) })
		storetest.RunDesk(t, func(t *testing.T) []storetest.LiveStore {
			address := sqliteAddress(t)
			return []storetest.LiveStore{open(t, address), open(t, address)}
		})
	})
	texts := slices.DeleteFunc(slices.Sorted(maps.Keys(w.texts)), notExplained)
	s := openTest(t, sqliteAddress(t))
	for _, found := range wholeReads(t, s, texts) {
		t.Error(found)
	}
	for begin, because := range readsWhole {
		if re := regexp.MustCompile("^" + begin); !slices.ContainsFunc(texts, re.MatchString) {
			t.Errorf("no statement begins with %s (%s)", begin, because)
		}
	}

	err := s.writes.transact(t.Context(), func(ctx context.Context, c *conn) error {
		return errors.Join(c.exec(ctx, "DELETE FROM sqlite_stat1"), c.exec(ctx, "ANALYZE sqlite_schema"))
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(wholeReads(t, s, texts)) == 0 {
		t.Error("nothing is found either where the planner was told nothing")
	}
}

var explained = regexp.MustCompile(`^(SELECT|DELETE|UPDATE|INSERT|WITH) `)

func notExplained(text string) bool {
	return !explained.MatchString(text) || strings.Contains(text, "goose_db_version")
}

var (
	mayReadWhole = regexp.MustCompile("^(" + strings.Join(slices.Collect(maps.Keys(readsWhole)), "|") + ")")
	wholeRead    = regexp.MustCompile(`^SCAN [a-z_]+\b|\(site=\?\)$`)
	ofValues     = regexp.MustCompile(`VALUES CLAUSE|CONSTANT ROW|^SCAN (v|json_each|chosen)$`) // chosen has a LIMIT
)

// wholeReads are the steps in the plans of statements that read all of a site or table.
func wholeReads(t *testing.T, s *Store, texts []string) (found []string) {
	t.Helper()
	for _, text := range texts {
		if mayReadWhole.MatchString(text) {
			continue
		}
		args := 0
		for strings.Contains(text, fmt.Sprintf("$%d", args+1)) {
			args++
		}
		err := s.writes.transact(t.Context(), func(ctx context.Context, c *conn) error {
			return c.query(ctx, func(rows *sql.Rows) error {
				var id, parent, unused int
				var step string
				err := rows.Scan(&id, &parent, &unused, &step)
				if wholeRead.MatchString(step) && !ofValues.MatchString(step) {
					found = append(found, fmt.Sprintf("%s\n\t%s", step, text[:min(300, len(text))]))
				}
				return err
			}, "EXPLAIN QUERY PLAN "+text, slices.Repeat([]any{1}, args)...)
		})
		if err != nil {
			t.Errorf("%v: %s", err, text)
		}
	}
	return found
}
