package chat

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"
)

// The limits of files in live chat.
const (
	MaxFile      = 20 << 20  // bytes
	MaxFilesADay = 100 << 20 // bytes that a visitor may send in 24 hours
	fileTimeout  = time.Hour // from the announcement of a file until it must have been sent
)

// The answers to a file that cannot be taken.
var (
	ErrFileTooLarge = Invalid("a file has at most %d MiB", MaxFile>>20)
	// ErrAvatarTooLarge answers a picture that is to become an avatar.
	ErrAvatarTooLarge = Invalid("a picture for an avatar has at most %d MiB", MaxAvatar>>20)
	ErrTooManyFiles   = Limited("you have sent %d MiB in 24 hours: no more can be taken now", MaxFilesADay>>20)
)

// ErrFileRefused causes the refusal of a file for what it is.
var ErrFileRefused = errors.New("files of this kind are not taken")

// RefuseFile makes an error of KindInvalid out of the reason why a file is not taken.
func RefuseFile(format string, args ...any) error {
	return &Error{Kind: KindInvalid, Message: fmt.Sprintf(format, args...), Cause: ErrFileRefused}
}

// Inspector decides what may be sent as a file. Its suite is that of package files.
type Inspector interface {
	// Inspect reads a file that was sent under a name to its end. ErrFileTooLarge, or
	// ErrFileRefused when it may not be sent; the error of the content when that breaks
	// off.
	Inspect(ctx context.Context, name string, content io.Reader) (*Inspected, error)

	// Avatar does the same with a picture, and makes a small square JPEG of it; more than
	// MaxAvatar bytes are too many.
	Avatar(ctx context.Context, name string, content io.Reader) (*Inspected, error)
}

// Inspected is a file that may be sent. Whoever gets it closes the content.
type Inspected struct {
	Name        string // cleaned
	ContentType string
	Sent        int64    // bytes that came
	Digest      [32]byte // of what came
	Size        int64    // bytes that are kept
	Content     io.ReadCloser
}

// Archive reads the records of ended chats.
type Archive interface {
	// Chat is that of Store.
	Chat(ctx context.Context, site SiteID, ref Ref, include Include) (*Chat, *Related, error)
}

// FileDesk is what can be done with files in live chat, for every transport alike.
type FileDesk struct {
	*Desk
	archive Archive
	files   Files
	inspect Inspector
}

// NewFileDesk joins a desk to a place for files.
func NewFileDesk(d *Desk, archive Archive, files Files, inspect Inspector) *FileDesk {
	return &FileDesk{Desk: d, archive: archive, files: files, inspect: inspect}
}

// Upload is a file that somebody sends.
type Upload struct {
	Name    string
	Content io.Reader
	ForNote bool // for agents only
}

// Sent acknowledges a file: it is durable, and so is the entry that tells of it.
type Sent struct {
	Ack
	File Attachment
}

// sending is a file on its way into a chat.
type sending struct {
	site   SiteID
	chat   GUID
	sender GUID
	client string
	most   int64 // bytes in 24 hours; 0 for any number
	may    func(*Running) bool
	rule   func(*work, *Running, Attachment) ([]Entry, error)
}

// SendByVisitor sends a file of the visitor. It is obeyed once, as a message is.
func (d *FileDesk) SendByVisitor(ctx context.Context, v VisitorOrder, u Upload) (Sent, error) {
	if u.ForNote {
		return Sent{}, Denied("only agents send notes")
	}
	return d.send(ctx, u, sending{
		site: v.Site, chat: v.Chat, sender: v.Visitor, client: v.Client, most: MaxFilesADay,
		may:  func(r *Running) bool { return r.Chat.VisitorID == v.Visitor },
		rule: func(w *work, r *Running, a Attachment) ([]Entry, error) { return r.SendFileByVisitor(a, w.now) },
	})
}

// SendByAgent sends a file of an agent, to the visitor or as a note.
func (d *FileDesk) SendByAgent(ctx context.Context, a AgentOrder, u Upload) (Sent, error) {
	if err := a.Actor.Require(ReadChats | WriteChats); err != nil {
		return Sent{}, err
	}
	me := a.Actor.Agent
	return d.send(ctx, u, sending{
		site: a.Actor.Site, chat: a.Chat, sender: me, client: a.Client,
		may: func(r *Running) bool { return r.Shows(me) || a.Actor.sees(r.Chat) },
		rule: func(w *work, r *Running, file Attachment) ([]Entry, error) {
			if u.ForNote {
				return r.SendNoteFile(w.person(r, me), file, w.now)
			}
			return r.SendFileByAgent(w.person(r, me), file, w.now)
		},
	})
}

// send takes a file in: announce it, store it, and enter it into the chat. A crash after
// any of these leaves a file that is announced and becomes doomed in time.
func (d *FileDesk) send(ctx context.Context, u Upload, s sending) (sent Sent, err error) {
	if err := d.admit(ctx, s); err != nil {
		return Sent{}, err
	}
	in, err := d.inspect.Inspect(ctx, u.Name, u.Content)
	if err != nil {
		return Sent{}, err
	}
	defer func() { _ = in.Content.Close() }()
	o := order{site: s.site, chat: s.chat, may: s.may, grows: true}
	file := Attachment{Name: in.Name, FileKey: rand.Text() + rand.Text(), Size: in.Size, ContentType: in.ContentType}
	says := []string{in.Name, hex.EncodeToString(in.Digest[:]), fmt.Sprint(u.ForNote)}
	if o.stamp, err = stamp(s.sender, s.client, DoFile, says...); err != nil {
		return Sent{}, err
	}
	if sent, err = d.announce(ctx, s, o, file, in.Sent); err != nil || sent.Seq > 0 {
		return sent, err
	}
	o.rule = func(ctx context.Context, w *work, r *Running) ([]Entry, error) {
		if err := w.Sent(ctx, file.FileKey); err != nil {
			return nil, err
		}
		added, err := s.rule(w, r, file)
		if err == nil {
			sent.File = *r.Chat.File(file.FileKey)
		}
		return added, err
	}
	err = d.files.Put(ctx, SiteFile{Site: s.site, Key: file.FileKey}, in.Content)
	if err == nil {
		sent.Ack, err = d.obey(ctx, o)
	}
	if err == nil && sent.File.FileKey == file.FileKey {
		return sent, nil
	}
	if err == nil { // the same file came by another way meanwhile
		sent, err = d.announce(ctx, s, o, file, in.Sent)
	}
	d.abandon(ctx, s.site, file.FileKey)
	return sent, err
}

// admit refuses, before anything is read, a file for a chat that is not the sender's.
func (d *FileDesk) admit(ctx context.Context, s sending) error {
	if err := d.room(roomForFiles); err != nil {
		return err
	}
	r, err := d.lobby.Running(ctx, s.site, s.chat)
	if err == nil && !s.may(r) {
		err = ErrChatNotFound
	}
	return err
}

// announce notes a file that is about to be stored, if the chat would take it; or gives
// what is known when it was sent before.
func (d *FileDesk) announce(ctx context.Context, s sending, o order, file Attachment, size int64) (sent Sent, err error) {
	err = d.lobby.Live(ctx, s.site, func(ctx context.Context, tx LiveTx) error {
		w := &work{Desk: d.Desk, LiveTx: tx, now: d.now()}
		r, err := w.Lock(ctx, s.chat)
		if err != nil {
			return err
		}
		if !s.may(r) {
			return ErrChatNotFound
		}
		if sent, err = w.sent(ctx, r, o.stamp); err != nil || sent.Seq > 0 {
			return err
		}
		if _, err := s.rule(w, r.Clone(), file); err != nil {
			return err
		}
		err = w.Announce(ctx, Announced{Key: file.FileKey, Chat: s.chat, Sender: s.sender, Size: size, At: w.now, Until: w.now.Add(fileTimeout)})
		if err != nil || s.most == 0 {
			return err
		}
		total, err := w.BytesSent(ctx, s.sender, w.now.Add(-24*time.Hour))
		if err == nil && total > s.most {
			err = ErrTooManyFiles
		}
		return err
	})
	return sent, err
}

// sent gives the acknowledgement that a file got when it came first, none when it did
// not.
func (w *work) sent(ctx context.Context, r *Running, s Stamp) (sent Sent, err error) {
	e, err := w.Repeated(ctx, r.Chat.GUID, s.Sender, s.Client)
	switch {
	case err != nil || e == nil:
		return Sent{}, err
	case e.Digest != s.Digest:
		return Sent{}, ErrIDTaken
	}
	sent.Ack = Ack{r.Chat.GUID, e.Seq}
	if a := r.Chat.File(e.Line.Attachment); a != nil {
		sent.File = *a
	}
	return sent, nil
}

// abandon gives a file up that was announced and not sent. If even that fails it is
// found to be overdue later.
func (d *FileDesk) abandon(ctx context.Context, site SiteID, key string) {
	_ = d.lobby.Live(context.WithoutCancel(ctx), site, func(ctx context.Context, tx LiveTx) error { return tx.Abandon(ctx, key) })
}

// DoomOverdue gives up the files that were announced long ago and never sent.
func (d *FileDesk) DoomOverdue(ctx context.Context) error {
	for {
		n, err := d.lobby.DoomOverdue(ctx, d.now(), MaxBatch)
		if err != nil || n < MaxBatch {
			return err
		}
	}
}

// errNoFile answers an unknown file and somebody else's alike.
var errNoFile = NotFound("there is no such file")

// OpenForVisitor opens a file of one of the visitor's chats, running or not; KindNotFound
// for one that is not for the visitor.
func (d *FileDesk) OpenForVisitor(ctx context.Context, site SiteID, visitor GUID, key string) (Attachment, io.ReadCloser, error) {
	return d.open(ctx, site, key, func(c *Chat, _ *Running, a *Attachment) bool { return c.VisitorID == visitor && !a.IsNote })
}

// OpenForAgent opens a file of a chat that the agent may see, running or not.
func (d *FileDesk) OpenForAgent(ctx context.Context, actor Actor, key string) (Attachment, io.ReadCloser, error) {
	if err := actor.Require(ReadChats); err != nil {
		return Attachment{}, nil, err
	}
	return d.open(ctx, actor.Site, key, func(c *Chat, r *Running, _ *Attachment) bool {
		return actor.sees(c) || (r != nil && r.Shows(actor.Agent))
	})
}

func (d *FileDesk) open(ctx context.Context, site SiteID, key string, may func(*Chat, *Running, *Attachment) bool) (Attachment, io.ReadCloser, error) {
	c, r, err := d.chatOf(ctx, site, key)
	if err != nil {
		return Attachment{}, nil, err
	}
	a := c.File(key)
	if a == nil || !may(c, r, a) {
		return Attachment{}, nil, errNoFile
	}
	content, err := d.files.Open(ctx, SiteFile{Site: site, Key: key})
	return *a, content, err
}

// chatOf finds the chat of a file: its record, or the running chat.
func (d *FileDesk) chatOf(ctx context.Context, site SiteID, key string) (c *Chat, r *Running, err error) {
	id, err := d.lobby.ChatOfFile(ctx, site, key)
	if err != nil {
		return nil, nil, err
	}
	r, err = d.lobby.Running(ctx, site, id)
	switch {
	case err == nil:
		return r.Chat, r, nil
	case KindOf(err) == KindNotFound:
		c, _, err = d.archive.Chat(ctx, site, ByGUID(id), 0)
	}
	if err != nil && KindOf(err) == KindNotFound {
		err = errNoFile
	}
	return c, nil, err
}

// CampaignOf finds the campaign of a running chat, or with a key of the chat that a file
// is of; the zero guid for none. KindNotFound when there is no such chat.
func (d *FileDesk) CampaignOf(ctx context.Context, site SiteID, guid GUID, key string) (GUID, error) {
	if key != "" {
		c, _, err := d.chatOf(ctx, site, key)
		if err != nil {
			return GUID{}, err
		}
		return c.CampaignID, nil
	}
	r, err := d.lobby.Running(ctx, site, guid)
	if err != nil {
		return GUID{}, err
	}
	return r.Chat.CampaignID, nil
}
