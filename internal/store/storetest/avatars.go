package storetest

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
)

// avatarCases are about what visitors see of agents.
var avatarCases = map[string]func(*testing.T, *office){
	"an avatar is its agent's until another one takes its place": func(t *testing.T, o *office) {
		ada, d := o.painted(t)
		first := d.wear(t, ada, ada.Agent, "first")
		wantSame(t, d.seen(t, first), "first")
		second := d.wear(t, ada, ada.Agent, "second")
		wantSame(t, d.seen(t, second), "second")
		d.wantGone(t, first)
		if err := d.RemoveAvatar(t.Context(), ada, ada.Agent); err != nil {
			t.Fatal(err)
		}
		d.wantGone(t, second)
		wantSame(t, o.avatarOf(t, ada.Agent), "")
	},
	"an avatar goes with its agent": func(t *testing.T, o *office) {
		ada, d := o.painted(t)
		bob := o.agent(t, "Bob", 1).Agent
		key := d.wear(t, ada, bob, "bob")
		service := chat.NewService(ownDue{o.node(), o.site}, d.files, silence{}, o.clock)
		if err := service.DeleteResource(t.Context(), ada, chat.Agents, bob); err != nil {
			t.Fatal(err)
		}
		d.wantGone(t, key)
	},
	"only who may change an agent gives it an avatar": func(t *testing.T, o *office) {
		ada, d := o.painted(t)
		weak := ada
		weak.May = chat.ReadChats | chat.WriteChats
		_, err := d.SetAvatar(t.Context(), weak, ada.Agent, drawn("x"))
		wantKind(t, err, chat.KindDenied)
		wantKind(t, d.RemoveAvatar(t.Context(), weak, ada.Agent), chat.KindDenied)
		_, err = d.SetAvatar(t.Context(), ada, o.guid(), drawn("x"))
		wantKind(t, err, chat.KindNotFound)
		other := ada
		other.Site = o.other
		_, err = d.SetAvatar(t.Context(), other, ada.Agent, drawn("x"))
		wantKind(t, err, chat.KindNotFound)
		wantSame(t, len(d.files.Keys(o.site)), 0)
	},
	"an avatar is of its site": func(t *testing.T, o *office) {
		ada, d := o.painted(t)
		key := d.wear(t, ada, ada.Agent, "x")
		_, err := d.OpenAvatar(t.Context(), o.other, key)
		wantKind(t, err, chat.KindNotFound)
	},
	"a file of a chat is no avatar": func(t *testing.T, o *office) {
		ada, d := o.painted(t)
		c := o.accepted(t, ada)
		sent, err := d.SendByVisitor(t.Context(), c.order(), drawn("secret"))
		done(t, sent.Ack, err)
		_, err = d.OpenAvatar(t.Context(), o.site, sent.File.FileKey)
		wantKind(t, err, chat.KindNotFound)
	},
	"an avatar that could not be stored leaves the one before": func(t *testing.T, o *office) {
		ada, d := o.painted(t)
		first := d.wear(t, ada, ada.Agent, "first")
		broken := o.fileDesk(o.node(), full{d.files}, anything{})
		if _, err := broken.SetAvatar(t.Context(), ada, ada.Agent, drawn("second")); !errors.Is(err, errFull) {
			t.Errorf("it says %v", err)
		}
		wantSame(t, o.avatarOf(t, ada.Agent), first)
		o.sweepFiles(t, d.files)
		wantSame(t, d.seen(t, first), "first")
		wantSame(t, d.files.Keys(o.site), []string{first})
	},
	"visitors are told of an avatar where they are told who has come": func(t *testing.T, o *office) {
		ada, d := o.painted(t)
		key := d.wear(t, ada, ada.Agent, "ada")
		c := o.accepted(t, ada)
		wantSame(t, c.running(t).Holder.Avatar, key)
		log, err := o.desk().Entries(t.Context(), o.site, c.chat, c.visitor, 0, 100)
		i := slices.IndexFunc(log, func(e chat.Entry) bool { return e.Kind == chat.EntryAccepted })
		if err != nil || i < 0 || log[i].Avatar != key || log[i].By != ada.Agent {
			t.Errorf("the log tells %+v, %v", log, err)
		}
	},
}

// painter is a desk where avatars are handed in.
type painter struct {
	*chat.FileDesk
	o     *office
	files *chattest.Files
}

// painted makes an agent and where avatars are handed in.
func (o *office) painted(t *testing.T) (chat.Actor, painter) {
	t.Helper()
	ada := o.agent(t, "Ada", 2)
	files := &chattest.Files{}
	return ada, painter{o.fileDesk(o.node(), files, anything{}), o, files}
}

func drawn(content string) chat.Upload {
	return chat.Upload{Name: "a.png", Content: strings.NewReader(content)}
}

// wear gives an agent an avatar, and gives its key.
func (p painter) wear(t *testing.T, by chat.Actor, agent chat.GUID, content string) string {
	t.Helper()
	changed, err := p.SetAvatar(t.Context(), by, agent, drawn(content))
	if err != nil {
		t.Fatal(err)
	}
	wantSame(t, p.o.avatarOf(t, agent), changed.Avatar)
	return changed.Avatar
}

// seen is what is shown under a key.
func (p painter) seen(t *testing.T, key string) string {
	t.Helper()
	content, err := p.OpenAvatar(t.Context(), p.o.site, key)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = content.Close() }()
	data, err := io.ReadAll(content)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// wantGone looks whether an avatar is not shown, and its file removed with all that is
// doomed.
func (p painter) wantGone(t *testing.T, key string) {
	t.Helper()
	_, err := p.OpenAvatar(t.Context(), p.o.site, key)
	wantKind(t, err, chat.KindNotFound)
	p.o.sweepFiles(t, p.files)
	_, err = p.files.Open(t.Context(), chat.SiteFile{Site: p.o.site, Key: key})
	wantKind(t, err, chat.KindNotFound)
}

func (o *office) avatarOf(t *testing.T, agent chat.GUID) string {
	t.Helper()
	r, err := o.lobby.Resource(t.Context(), o.site, chat.Agents, agent)
	if err != nil {
		t.Fatal(err)
	}
	a, ok := r.(*chat.Agent)
	if !ok {
		t.Fatalf("an agent is %T", r)
	}
	return a.Avatar
}

// full is a place for files that takes no more.
type full struct{ chat.Files }

var errFull = errors.New("the disk is full")

func (full) Put(context.Context, chat.SiteFile, io.Reader) error { return errFull }
