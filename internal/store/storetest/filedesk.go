package storetest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
)

// anything is an inspector that takes what comes.
type anything struct{}

func (anything) Inspect(_ context.Context, name string, content io.Reader) (*chat.Inspected, error) {
	data, err := io.ReadAll(content)
	if err != nil {
		return nil, err
	}
	n := int64(len(data))
	return &chat.Inspected{Name: name, ContentType: "text/plain", Sent: n, Size: n, Digest: sha256.Sum256(data), Content: io.NopCloser(strings.NewReader(string(data)))}, nil
}

func (a anything) Avatar(ctx context.Context, name string, content io.Reader) (*chat.Inspected, error) {
	return a.Inspect(ctx, name, content)
}

// sized is an inspector that takes what comes for as large as it says.
type sized struct {
	anything
	size int64
}

func (s sized) Inspect(ctx context.Context, name string, content io.Reader) (*chat.Inspected, error) {
	in, err := s.anything.Inspect(ctx, name, content)
	if err == nil {
		in.Sent = s.size
	}
	return in, err
}

// fileDesk is a desk with a place for files, on a store of the office's.
func (o *office) fileDesk(lobby LiveStore, files chat.Files, inspect chat.Inspector) *chat.FileDesk {
	own := ownDue{lobby, o.site}
	return chat.NewFileDesk(chat.NewDesk(own, silence{}, o.terms, o.clock, o.guid), own, files, inspect)
}

func (o *office) node() LiveStore {
	node, _ := o.lobby.(LiveStore)
	return node
}

func upload(name, content string) chat.Upload {
	return chat.Upload{Name: name, Content: strings.NewReader(content)}
}

func sentOnce(t *testing.T, s chat.Sent, err error) chat.Sent {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func wantContent(t *testing.T, got chat.Attachment, r io.ReadCloser, err error, name, want string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil || got.Name != name || string(content) != want {
		t.Fatalf("%+v has %q, %v", got, content, err)
	}
}

var fileDeskCases = map[string]func(*testing.T, *office){
	"files are sent, read, and become the record's": func(t *testing.T, o *office) {
		files := &chattest.Files{}
		d := o.fileDesk(o.node(), files, anything{})
		ada := o.agent(t, "Ada", 1)
		c := o.accepted(t, ada)
		first, err := d.SendByVisitor(t.Context(), c.order(), upload("v.txt", "of the visitor"))
		sentOnce(t, first, err)
		second, err := d.SendByAgent(t.Context(), c.by(ada), upload("a.txt", "of the agent"))
		sentOnce(t, second, err)
		note, err := d.SendByAgent(t.Context(), c.by(ada), chat.Upload{Name: "n.txt", Content: strings.NewReader("for agents"), ForNote: true})
		sentOnce(t, note, err)
		entries, err := o.desk().Entries(t.Context(), o.site, c.chat, c.visitor, 3, 10)
		if err != nil || len(entries) != 3 || entries[2].Kind != chat.EntryWithheld || entries[2].File != nil {
			t.Fatalf("the visitor sees %+v, %v", entries, err)
		}
		wantSame(t, entries[0].File.FileKey, first.File.FileKey)
		_, _, err = d.OpenForVisitor(t.Context(), o.site, c.visitor, note.File.FileKey)
		wantKind(t, err, chat.KindNotFound)
		look := func() {
			a, r, err := d.OpenForVisitor(t.Context(), o.site, c.visitor, second.File.FileKey)
			wantContent(t, a, r, err, "a.txt", "of the agent")
			a, r, err = d.OpenForAgent(t.Context(), ada, note.File.FileKey)
			wantContent(t, a, r, err, "n.txt", "for agents")
		}
		look()
		ack, err := o.desk().EndByVisitor(t.Context(), c.order())
		done(t, ack, err)
		look()
		record := c.record(t)
		wantSame(t, lines(record), []chat.Action{chat.AgentAcceptChat, chat.VisitorSendFile, chat.AgentSendFile, chat.AgentSendNoteFile, chat.VisitorEndChat, chat.SystemEndChat})
		wantSame(t, record.Messages[2].Text, "Agent Ada has sent a file: a.txt")
		wantSame(t, record.Messages[2].Attachment, second.File.FileKey)
		wantSame(t, []int64{record.VisitorMessages, record.AgentMessages}, []int64{1, 0})
		at := "/v4/livechat/chats/" + c.chat.String() + "/attachments/"
		wantSame(t, record.Attachments, []chat.Attachment{
			{ID: 1, Name: "v.txt", FileKey: first.File.FileKey, URL: at + first.File.FileKey, Size: 14, ContentType: "text/plain"},
			{ID: 2, Name: "a.txt", FileKey: second.File.FileKey, URL: at + second.File.FileKey, Size: 12, ContentType: "text/plain"},
			{ID: 3, Name: "n.txt", FileKey: note.File.FileKey, URL: at + note.File.FileKey, Size: 10, ContentType: "text/plain", IsNote: true},
		})
		o.pass(o.terms.KeepEnded)
		o.tick(t, o.desk())
		look()
		service := chat.NewService(ownDue{o.node(), o.site}, files, silence{}, o.clock)
		if err := service.Delete(t.Context(), ada, chat.ByGUID(c.chat)); err != nil {
			t.Fatal(err)
		}
		wantSame(t, files.Keys(o.site), nil)
		_, _, err = d.OpenForAgent(t.Context(), ada, second.File.FileKey)
		wantKind(t, err, chat.KindNotFound)
	},
	"a file is sent once, however often it comes": func(t *testing.T, o *office) {
		files := &chattest.Files{}
		d := o.fileDesk(o.node(), files, anything{})
		ada := o.agent(t, "Ada", 1)
		c := o.accepted(t, ada)
		order, theirs := c.order(), c.by(ada)
		first, err := d.SendByVisitor(t.Context(), order, upload("a.txt", "content"))
		sentOnce(t, first, err)
		again := func() {
			t.Helper()
			s, err := d.SendByVisitor(t.Context(), order, upload("a.txt", "content"))
			wantSame(t, sentOnce(t, s, err), first)
		}
		again()
		for _, other := range []chat.Upload{upload("a.txt", "another"), upload("b.txt", "content")} {
			_, err := d.SendByVisitor(t.Context(), order, other)
			wantIs(t, err, chat.ErrIDTaken)
		}
		theirs.Client = order.Client
		s, err := d.SendByAgent(t.Context(), theirs, upload("a.txt", "content"))
		wantSame(t, sentOnce(t, s, err).Seq, first.Seq+1)
		ack, err := o.desk().EndByVisitor(t.Context(), c.order())
		done(t, ack, err)
		again()
		_, err = d.SendByVisitor(t.Context(), c.order(), upload("a.txt", "content"))
		wantKind(t, err, chat.KindConflict)
		wantSame(t, len(files.Keys(o.site)), 2)
		wantSame(t, o.doomed(t), nil)
	},
	"the same file that comes many times at once is sent once": func(t *testing.T, o *office) {
		files := &chattest.Files{}
		d := o.fileDesk(o.node(), files, anything{})
		ada := o.agent(t, "Ada", 1)
		c := o.accepted(t, ada)
		order := c.order()
		var all sync.WaitGroup
		acks := make([]chat.Sent, 8)
		for i := range acks {
			all.Go(func() {
				var err error
				if acks[i], err = d.SendByVisitor(t.Context(), order, upload("a.txt", "content")); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, ack := range acks {
			wantSame(t, ack, acks[0])
		}
		wantSame(t, len(c.running(t).Chat.Attachments), 1)
		o.sweepFiles(t, files)
		wantSame(t, files.Keys(o.site), []string{acks[0].File.FileKey})
	},
	"a file for somebody else's chat is not read": func(t *testing.T, o *office) {
		d := o.fileDesk(o.node(), &chattest.Files{}, anything{})
		ada := o.agent(t, "Ada", 1)
		c := o.accepted(t, ada)
		sent, err := d.SendByVisitor(t.Context(), c.order(), upload("a.txt", "content"))
		sentOnce(t, sent, err)
		stranger := c.order()
		stranger.Visitor = o.guid()
		unread := chat.Upload{Name: "a.txt", Content: untouched{t}}
		_, err = d.SendByVisitor(t.Context(), stranger, unread)
		wantIs(t, err, chat.ErrChatNotFound)
		foreign := c.by(ada)
		foreign.Actor.Site = o.other
		_, err = d.SendByAgent(t.Context(), foreign, unread)
		wantIs(t, err, chat.ErrChatNotFound)
		_, err = d.SendByVisitor(t.Context(), c.order(), chat.Upload{Name: "a.txt", Content: untouched{t}, ForNote: true})
		wantKind(t, err, chat.KindDenied)
		elsewhere := o.agent(t, "Eve", 1)
		elsewhere.Role = chat.RoleAgent
		_, err = d.SendByAgent(t.Context(), c.by(elsewhere), unread)
		wantIs(t, err, chat.ErrChatNotFound)
		beside := o.agent(t, "Sam", 1) // sees the chat and takes no part
		_, err = d.SendByAgent(t.Context(), c.by(beside), upload("a.txt", "content"))
		wantKind(t, err, chat.KindDenied)
		key := sent.File.FileKey
		_, _, err = d.OpenForVisitor(t.Context(), o.site, stranger.Visitor, key)
		unknown := err
		wantKind(t, err, chat.KindNotFound)
		for _, who := range []chat.Actor{elsewhere, foreign.Actor} {
			_, _, err = d.OpenForAgent(t.Context(), who, key)
			wantSame(t, fmt.Sprint(err), fmt.Sprint(unknown))
		}
		_, _, err = d.OpenForVisitor(t.Context(), o.site, c.visitor, "unknown")
		wantSame(t, fmt.Sprint(err), fmt.Sprint(unknown))
	},
	"a visitor sends so much a day": func(t *testing.T, o *office) {
		files := &chattest.Files{}
		ada := o.agent(t, "Ada", 1)
		c := o.accepted(t, ada)
		d := o.fileDesk(o.node(), files, sized{size: chat.MaxFilesADay / 2})
		first := c.order()
		for _, order := range []chat.VisitorOrder{first, c.order()} {
			s, err := d.SendByVisitor(t.Context(), order, upload("a.txt", "half of it"))
			sentOnce(t, s, err)
		}
		_, err := d.SendByVisitor(t.Context(), c.order(), upload("a.txt", "more"))
		wantIs(t, err, chat.ErrTooManyFiles)
		s, err := d.SendByVisitor(t.Context(), first, upload("a.txt", "half of it"))
		sentOnce(t, s, err)
		s, err = d.SendByAgent(t.Context(), c.by(ada), upload("a.txt", "more"))
		sentOnce(t, s, err)
		o.pass(24 * time.Hour)
		s, err = d.SendByVisitor(t.Context(), c.order(), upload("a.txt", "more"))
		sentOnce(t, s, err)
		wantSame(t, len(files.Keys(o.site)), 4)
	},
	"a crash leaves no file without an entry, and no entry without a file": func(t *testing.T, o *office) {
		o.pass(-365 * 24 * time.Hour) // so that no other case's files are overdue
		leftovers := 0
		for step := range 4 {
			for _, lost := range []bool{false, true} {
				for _, again := range []bool{false, true} {
					leftovers += o.crash(t, o.accepted(t, o.agent(t, "Ada", 1)), step, lost, again)
				}
			}
		}
		if leftovers == 0 { // the control: without the sweeping, a crash does leave files
			t.Error("no crash left anything to sweep")
		}
	},
	"nothing is taken when the disk is nearly full": func(t *testing.T, o *office) {
		const mega = 1 << 20
		free := int64(512 * mega)
		ada := o.agent(t, "Ada", 3)
		c := o.accepted(t, ada)
		own := ownDue{o.node(), o.site}
		desk := chat.NewDesk(own, silence{}, o.terms, o.clock, o.guid).WithSpace(func() (int64, error) { return free, nil })
		d := chat.NewFileDesk(desk, own, &chattest.Files{}, anything{})
		s, err := d.SendByVisitor(t.Context(), c.order(), upload("a.txt", "content"))
		sentOnce(t, s, err)
		free--
		_, err = d.SendByAgent(t.Context(), c.by(ada), chat.Upload{Name: "a.txt", Content: untouched{t}})
		wantIs(t, err, chat.ErrNoRoom)
		free = 64 * mega
		post := c.order()
		first, err := d.PostByVisitor(t.Context(), post, "hello")
		done(t, first, err)
		free--
		ack, err := d.PostByVisitor(t.Context(), post, "hello") // it is there already
		wantSame(t, done(t, ack, err), first)
		_, err = d.PostByVisitor(t.Context(), c.order(), "hello")
		wantIs(t, err, chat.ErrNoRoom)
		_, err = d.PostByAgent(t.Context(), c.by(ada), "hello")
		wantIs(t, err, chat.ErrNoRoom)
		_, err = d.Note(t.Context(), c.by(ada), "hello")
		wantIs(t, err, chat.ErrNoRoom)
		_, _, err = d.Request(t.Context(), o.site, o.wanted())
		wantIs(t, err, chat.ErrNoRoom)
		_, r, err := d.OpenForVisitor(t.Context(), o.site, c.visitor, s.File.FileKey)
		if err != nil || r.Close() != nil {
			t.Fatal(err)
		}
		ack, err = d.EndByVisitor(t.Context(), c.order())
		done(t, ack, err)
	},
}

// untouched is a content that nobody may read.
type untouched struct{ t *testing.T }

func (u untouched) Read([]byte) (int, error) {
	u.t.Error("the content was read")
	return 0, io.EOF
}

// crashing is a store and a place for files on a machine that dies at a step: before it
// is done, or before anybody hears that it is.
type crashing struct {
	LiveStore
	*chattest.Files
	step, at int
	lost     bool
}

var errDead = errors.New("the machine is dead")

func (c *crashing) do(what func() error) error {
	c.step++
	switch {
	case c.step < c.at, c.at == 0:
		return what()
	case c.step == c.at && c.lost:
		return errors.Join(what(), errDead)
	default:
		return errDead
	}
}

func (c *crashing) Live(ctx context.Context, site chat.SiteID, fn func(context.Context, chat.LiveTx) error) error {
	return c.do(func() error { return c.LiveStore.Live(ctx, site, fn) })
}

func (c *crashing) Put(ctx context.Context, file chat.SiteFile, content io.Reader) error {
	return c.do(func() error { return c.Files.Put(ctx, file, content) })
}

// crash sends a file on a machine that dies at a step (0: at none), perhaps sends it
// again to one that lives, and looks whether files and entries agree at last. It tells
// how many files there were that had no entry.
func (o *office) crash(t *testing.T, c caller, step int, lost, again bool) (leftovers int) {
	t.Helper()
	files, order := &chattest.Files{}, c.order()
	machine := &crashing{LiveStore: o.node(), Files: files, at: step, lost: lost}
	_, err := o.fileDesk(machine, machine, anything{}).SendByVisitor(t.Context(), order, upload("a.txt", "content"))
	if (err != nil) != (step > 0) {
		t.Fatalf("step %d: %v", step, err)
	}
	want := 0
	if step == 0 || step == 3 && lost {
		want = 1
	}
	leftovers = len(files.Keys(o.site)) - len(c.running(t).Chat.Attachments)
	if again {
		want = 1
		s, err := o.fileDesk(o.node(), files, anything{}).SendByVisitor(t.Context(), order, upload("a.txt", "content"))
		sentOnce(t, s, err)
	}
	o.sweepFiles(t, files)
	var keys []string
	for _, a := range c.running(t).Chat.Attachments {
		keys = append(keys, a.FileKey)
	}
	if len(keys) != want {
		t.Errorf("died at step %d (lost: %v), sent again: %v: %d entries of the file", step, lost, again, len(keys))
	}
	wantSame(t, files.Keys(o.site), keys)
	return leftovers
}

// sweepFiles does what is done from time to time, long after all.
func (o *office) sweepFiles(t *testing.T, files chat.Files) {
	t.Helper()
	o.pass(2 * time.Hour)
	own := ownDue{o.node(), o.site}
	d := o.fileDesk(o.node(), files, anything{})
	if err := errors.Join(d.DoomOverdue(t.Context()), chat.NewService(own, files, silence{}, o.clock).RemoveDoomedFiles(t.Context())); err != nil {
		t.Fatal(err)
	}
}
