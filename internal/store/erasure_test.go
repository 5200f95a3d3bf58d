package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/files"
	"github.com/parleychat/parley/internal/store/storetest"
)

// traces are texts that are nowhere else, by the place of a chat that they are put
// into.
type traces struct {
	dice *rand.Rand
	text map[string]string
}

func newTraces(seed uint64) *traces {
	return &traces{rand.New(rand.NewPCG(seed, 0)), map[string]string{}}
}

// at makes the text of a place.
func (tr *traces) at(place string) string {
	b := make([]byte, 24)
	for i := range b {
		b[i] = "abcdefghijklmnopqrstuvwxyz0123456789"[tr.dice.IntN(36)]
	}
	tr.text[place] = string(b)
	return string(b)
}

// in tells the places whose texts are in the data.
func (tr *traces) in(data []byte) map[string]bool {
	found := map[string]bool{}
	for place, text := range tr.text {
		if bytes.Contains(data, []byte(text)) {
			found[place] = true
		}
	}
	return found
}

// chatWith makes up a chat with a text of its own in every place that takes one.
func (tr *traces) chatWith(id byte) (*chat.Chat, *chat.Related) {
	guid := func(n byte) chat.GUID {
		return chat.GUID{id, n, 3, 4, 5, 6, 0x47, 8, 0x89, 10, 11, 12, 13, id, n, 16}
	}
	at := time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC)
	rating := int64(4)
	c := &chat.Chat{
		ID: int64(id), GUID: guid(1), SessionID: guid(2), VisitorID: guid(3), ContactIdentityID: guid(4),
		RequestedTime: at, StartTime: at, EndTime: at.Add(time.Minute),
		PageTitle: tr.at("page title"), PageURL: "https://" + tr.at("page URL"),
		PreChat: chat.PreChat{
			Name: tr.at("name"), Email: tr.at("e-mail"), Phone: tr.at("phone"), Company: tr.at("company"), ProductService: tr.at("product"),
			SocialProfile: tr.at("profile"), TicketID: chat.NoTicket,
		},
		Messages: []chat.Message{
			{Action: chat.VisitorAddText, Sender: chat.ByVisitor, Text: tr.at("message"), SenderName: tr.at("sender"), Translated: tr.at("translation"), Time: at},
			{Action: chat.AgentSendNote, Sender: chat.ByAgent, Text: tr.at("note"), Time: at, Attachment: tr.at("key in a message")},
		},
		FieldResults: []chat.FieldResult{
			{ID: int64(id), FormType: chat.PreChatForm, FieldID: guid(5), FieldName: tr.at("field name"), Value: tr.at("field value"), URL: tr.at("field URL")},
			{ID: 100 + int64(id), FormType: chat.CustomVariableForm, FieldID: guid(6), FieldName: "v", Value: tr.at("custom variable")},
		},
		Wrapup:      &chat.Wrapup{Comment: tr.at("wrap-up comment"), CategoriesName: tr.at("categories")},
		Survey:      &chat.PostChatSurvey{Rating: &rating, Comment: tr.at("survey comment")},
		Attachments: []chat.Attachment{{ID: 1, Name: tr.at("file name"), FileKey: tr.at("file key"), URL: tr.at("file URL"), ContentType: tr.at("content type")}},
		Extra:       chat.Extra{{Name: tr.at("extra name"), Raw: `"` + tr.at("extra") + `"`}},
	}
	related := &chat.Related{}
	chat.Keep(&related.Sessions, c.SessionID, &chat.Session{
		ID: c.SessionID, VisitorID: c.VisitorID, IP: tr.at("address"), ReferrerURL: tr.at("referrer"), Keywords: tr.at("keywords"),
		LandingPageURL: tr.at("landing URL"), LandingPageTitle: tr.at("landing title"),
	})
	chat.Keep(&related.Visitors, c.VisitorID, &chat.Visitor{
		ID: c.VisitorID, Name: tr.at("visitor's name"), Email: tr.at("visitor's e-mail"), Phone: tr.at("visitor's phone"), Company: tr.at("visitor's company"), SSOUserID: tr.at("visitor's id"),
	})
	chat.Keep(&related.ContactIdentities, c.ContactIdentityID, &chat.ContactIdentity{ID: c.ContactIdentityID, Name: tr.at("contact")})
	return c, related
}

// erasing is a database and a files folder with two chats, both attached to a ticket:
// one to be deleted, one to stay.
type erasing struct {
	*chat.Service
	store       *Store
	dir         string // the files folder is in it
	gone, stays *traces
	actor       chat.Actor
}

func newErasing(t *testing.T, address, dir string) *erasing {
	t.Helper()
	folder, err := files.OpenFolder(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := folder.Close(); err != nil {
			t.Error(err)
		}
	})
	e := &erasing{store: openTest(t, address), dir: dir, gone: newTraces(1), stays: newTraces(2), actor: chat.Actor{Site: 10000, Role: chat.RoleAdmin, May: chat.AllPermissions}}
	readablyPacked(t, e.store.codec)
	e.Service = chat.NewService(e.store, folder, bus.NewLocal(), time.Now)
	agent := chat.Agent{ID: chat.GUID{1}}
	err = e.store.CreateSite(t.Context(), chat.Site{ID: 10000}, agent, chat.Account{Site: 10000, Agent: agent.ID, Email: "a@b.example"}, chat.IssuedKey{ID: chat.GUID{2}, AgentID: agent.ID})
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := e.AddTicket(t.Context(), e.actor, chat.Ticket{Subject: "A ticket"})
	if err != nil {
		t.Fatal(err)
	}
	for id, tr := range map[byte]*traces{1: e.gone, 2: e.stays} {
		c, related := tr.chatWith(id)
		content := tr.at("file content")
		if err := folder.Put(t.Context(), chat.SiteFile{Site: 10000, Key: c.Attachments[0].FileKey}, strings.NewReader(content)); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Import(t.Context(), e.actor, []*chat.Chat{c}, related); err != nil {
			t.Fatal(err)
		}
		if err := e.Attach(t.Context(), e.actor, chat.ByID(int64(id)), ticket.ID, chat.TimeFormat{}); err != nil {
			t.Fatal(err)
		}
		told := chat.Delivery{
			ID: chat.GUID{id}, Webhook: chat.GUID{9}, Created: c.EndTime, Due: c.EndTime, Answer: tr.at("answer of a webhook"),
			Occasion: chat.Occasion{Event: chat.ChatEnds, Time: c.EndTime, Chat: c, Session: related.Sessions[c.SessionID], Chosen: tr.at("what a webhook is told")},
		}
		err := e.store.Update(t.Context(), 10000, func(ctx context.Context, tx chat.Tx) error {
			return tx.QueueDeliveries(ctx, []chat.Delivery{told})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return e
}

// readablyPacked has texts stand in documents as they are, for a search to find
// them.
func readablyPacked(t *testing.T, k *codec) {
	t.Helper()
	var err error
	k.pack, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(packLevel), zstd.WithSingleSegment(true), zstd.WithNoEntropyCompression(true))
	if err != nil {
		t.Fatal(err)
	}
}

func (e *erasing) delete(t *testing.T) {
	t.Helper()
	if err := e.Delete(t.Context(), e.actor, chat.ByID(1)); err != nil {
		t.Fatal(err)
	}
}

// onDisk is all that the files below the folder hold.
func onDisk(t *testing.T, dir string) (all []byte) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		all = append(append(all, path...), data...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// swept has a channel told of each sweep of the log.
func swept(s *Store) (*groupWriter, chan bool) {
	w, told := s.writes.(*groupWriter), make(chan bool, 100) //nolint:errcheck,forcetypeassert // that of SQLite is one
	w.broom.swept = func(empty bool) { told <- empty }
	return w, told
}

func wantNone(t *testing.T, where string, tr *traces, data []byte) {
	t.Helper()
	for place := range tr.in(data) {
		t.Errorf("%s still has the text of: %s", where, place)
	}
}

// wantAll also holds that a search would find the texts that must not be there.
func wantAll(t *testing.T, where string, tr *traces, data []byte) {
	t.Helper()
	found := tr.in(data)
	for place := range tr.text {
		if !found[place] {
			t.Errorf("%s does not have the text of: %s", where, place)
		}
	}
}

func TestADeletedChatLeavesNothingInSQLiteAndFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e := newErasing(t, "sqlite:"+filepath.Join(dir, "parley.db"), dir)
	_, told := swept(e.store)
	wantAll(t, "before the deletion, the folder", e.gone, onDisk(t, dir))
	e.delete(t)
	for empty := false; !empty; empty = <-told {
	}
	wantNone(t, "the folder", e.gone, onDisk(t, dir))
	wantAll(t, "the folder", e.stays, onDisk(t, dir))
	ticket, err := e.store.Ticket(t.Context(), 10000, 1)
	if err != nil || len(ticket.Messages) != 2 {
		t.Fatalf("%+v, %v", ticket, err)
	}
	if redacted := ticket.Messages[0].Text == chat.RedactedTranscript; redacted == (ticket.Messages[1].Text == chat.RedactedTranscript) {
		t.Errorf("one transcript was to be redacted, the other to stay: %+v", ticket.Messages)
	}
}

// TestReadersPutTheEmptyingOfTheLogOff holds that the log is emptied when they have
// ended, not before, and that nobody who writes waits for them.
func TestReadersPutTheEmptyingOfTheLogOff(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e := newErasing(t, "sqlite:"+filepath.Join(dir, "parley.db"), dir)
	_, told := swept(e.store)
	err := e.store.read(t.Context(), func(ctx context.Context, c *conn) error {
		first := true
		return c.query(ctx, func(*sql.Rows) error {
			if first {
				first = false
				e.delete(t)
				if empty := <-told; empty {
					t.Error("the log was emptied while someone read")
				}
				if len(e.gone.in(onDisk(t, dir))) == 0 {
					t.Error("nothing is left although the log was not emptied: the search does not look well")
				}
				return e.store.FilesGone(ctx, nil)
			}
			return nil
		}, "SELECT doc FROM chat_doc")
	})
	if err != nil {
		t.Fatal(err)
	}
	for empty := false; !empty; empty = <-told {
	}
	wantNone(t, "the folder", e.gone, onDisk(t, dir))
}

// TestWithoutSecureDeletionTracesAreFound is a positive control.
func TestWithoutSecureDeletionTracesAreFound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e := newErasing(t, "sqlite:"+filepath.Join(dir, "parley.db"), dir)
	w, told := swept(e.store)
	if err := w.transact(t.Context(), func(ctx context.Context, c *conn) error {
		_, err := c.raw.ExecContext(ctx, "PRAGMA secure_delete = 0")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	e.delete(t)
	for empty := false; !empty; empty = <-told {
	}
	if found := e.gone.in(onDisk(t, dir)); len(found) < 10 {
		t.Errorf("only %d traces were found in a database that does not overwrite them", len(found))
	}
}

// TestADeletedChatLeavesNothingInPostgres looks at what a dump would have, and,
// after the tables were rewritten, into their files. What the server's own log
// still has is said in docs/operations.md.
func TestADeletedChatLeavesNothingInPostgres(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	address := storetest.Postgres(t)
	e := newErasing(t, address, dir)
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	wantAll(t, "before the deletion, the database", e.gone, append(inTables(t, db), onDisk(t, dir)...))
	if found := e.gone.in(inHeap(t, db)); len(found) < 10 {
		t.Errorf("only %d traces were found in the files of the tables before the deletion", len(found))
	}
	e.delete(t)
	wantNone(t, "the database", e.gone, append(inTables(t, db), onDisk(t, dir)...))
	wantAll(t, "the database", e.stays, append(inTables(t, db), onDisk(t, dir)...))
	if found := e.gone.in(inHeap(t, db)); len(found) < 10 {
		t.Errorf("only %d traces were found in the files of the tables before they were rewritten", len(found))
	}
	// The server's own housekeeping may still look at what is deleted, and VACUUM
	// leaves that where it is.
	heap := []byte(nil)
	for try := 0; try == 0 || try < 50 && len(e.gone.in(heap)) > 0; try++ {
		if _, err := db.ExecContext(t.Context(), "VACUUM FULL"); err != nil {
			t.Fatal(err)
		}
		heap = inHeap(t, db)
	}
	wantNone(t, "the files of the tables", e.gone, heap)
}

// inTables is every row of every table, as text, its bytes as such.
func inTables(t *testing.T, db *sql.DB) (all []byte) {
	t.Helper()
	for _, table := range texts(t, db, "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace") {
		for _, row := range texts(t, db, "SELECT x::text FROM "+table+" x") {
			all = append(append(all, row...), '\n')
			for _, part := range strings.Split(row, `\\x`)[1:] {
				end := strings.IndexFunc(part, func(r rune) bool { return !strings.ContainsRune("0123456789abcdef", r) })
				if end < 0 {
					end = len(part)
				}
				data, err := hex.DecodeString(part[:end])
				if err != nil {
					t.Fatalf("%s: %v", row, err)
				}
				all = append(append(all, data...), '\n')
			}
		}
	}
	return all
}

// inHeap is what the files of the tables and indexes hold.
func inHeap(t *testing.T, db *sql.DB) (all []byte) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), "CHECKPOINT"); err != nil {
		t.Fatal(err)
	}
	for _, path := range texts(t, db, "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 't', 'i') AND oid >= 16384") {
		var data []byte
		if err := db.QueryRowContext(t.Context(), "SELECT pg_read_binary_file($1)", path).Scan(&data); err != nil {
			t.Fatal(err)
		}
		all = append(all, data...)
	}
	return all
}

func texts(t *testing.T, db *sql.DB, text string) (all []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
