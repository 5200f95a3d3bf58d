package chat

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Left is a message that a visitor leaves for when somebody is there. What has to be
// said of the visitor is said as in a request.
type Left struct {
	Wanted
	Chat    GUID // of the visitor, which waits or is with a bot, and ends by it; zero for none
	Subject string
	Text    string
}

func (l *Left) check() error {
	n := utf8.RuneCountInString(l.Text)
	switch {
	case len(l.Fields) > MaxWaitingFields:
		return Invalid("%d fields: at most %d can be filled in", len(l.Fields), MaxWaitingFields)
	case strings.TrimSpace(l.Text) == "" || n > MaxText || !utf8.ValidString(l.Text):
		return Invalid("message: it has from 1 to %d characters, and this one %d", MaxText, n)
	case utf8.RuneCountInString(l.Subject) > MaxLine || !printable(l.Subject):
		return Invalid("subject: it is a line of at most %d characters", MaxLine)
	default:
		return nil
	}
}

func (l *Left) entered() *entered {
	e := l.Wanted.entered()
	e.members["subject"] = &l.Subject
	for _, name := range []string{"message", "content"} {
		e.members[name] = &l.Text
	}
	return e
}

// says is all that the command says, before anything is filled in.
func (l *Left) says() []string {
	return append(l.Wanted.says(), l.Chat.String(), l.Subject, l.Text)
}

// LeaveMessage stores what a visitor leaves, once, however often it comes: as long as
// the message is kept, or with a chat as long as its commands are. The chat ends by it.
func (d *Desk) LeaveMessage(ctx context.Context, site SiteID, left Left) (ack Ack, visitor GUID, err error) {
	if err := left.check(); err != nil {
		return Ack{}, GUID{}, err
	}
	says := left.says()
	left.identified()
	if err := d.carryOver(ctx, site, &left); err != nil {
		return Ack{}, GUID{}, err
	}
	var refused error
	if left.Fields, refused = d.holdTo(ctx, site, left.CampaignID, OfflineMessageForm, left.entered()); KindOf(refused) == KindInternal && refused != nil {
		return Ack{}, GUID{}, refused
	}
	if again, visitor, err := d.leftEarlier(ctx, site, left, says); again || err != nil {
		return Ack{}, visitor, err
	}
	sessionID := d.ids()
	stranger, err := d.stranger(ctx, site, left.Secret)
	if err != nil {
		return Ack{}, GUID{}, err
	}
	err = d.act(ctx, site, left.Chat != GUID{}, func(ctx context.Context, w *work) error {
		caller, known, err := w.caller(ctx, left.Secret, stranger)
		if err != nil {
			return err
		}
		visitor = caller.Visitor
		s, err := stamp(visitor, left.Client, DoSwitch, says...)
		if err != nil {
			return err
		}
		left.Session.ID, left.Session.VisitorID = sessionID, visitor
		if left.Chat != (GUID{}) {
			ack, err = w.switchToMessage(ctx, s, &left, refused)
			return err
		}
		ack = Ack{}
		if refused != nil {
			return refused
		}
		if !known {
			if err := w.SaveCaller(ctx, left.Secret, caller); err != nil {
				return err
			}
		}
		_, err = w.leave(ctx, site, s, &left, nil)
		return err
	})
	if KindOf(err) == KindConflict && left.Chat == (GUID{}) {
		err = d.leftMeanwhile(ctx, site, left, visitor, says, err)
	}
	return ack, visitor, err
}

// caller finds a visitor, or makes a stranger one.
func (w *work) caller(ctx context.Context, secret [32]byte, stranger GUID) (c Caller, known bool, err error) {
	c, err = w.Caller(ctx, secret)
	if KindOf(err) == KindNotFound && err != nil {
		return Caller{Visitor: stranger}, false, nil
	}
	return c, err == nil, err
}

// carryOver takes over from the chat what it knows of its visitor already.
func (d *Desk) carryOver(ctx context.Context, site SiteID, left *Left) error {
	if left.Chat == (GUID{}) {
		return nil
	}
	r, err := d.lobby.Running(ctx, site, left.Chat)
	if err != nil {
		return err
	}
	c, p := r.Chat, &left.PreChat
	for to, known := range map[*string]string{
		&p.Name: c.PreChat.Name, &p.Email: c.PreChat.Email, &p.Phone: c.PreChat.Phone, &p.Company: c.PreChat.Company,
		&p.ProductService: c.PreChat.ProductService, &left.PageTitle: c.PageTitle, &left.PageURL: c.PageURL,
	} {
		if *to == "" {
			*to = known
		}
	}
	for to, known := range map[*GUID]GUID{&left.CampaignID: c.CampaignID, &left.DepartmentID: c.DepartmentID, &left.SkillID: c.SkillID} {
		if *to == (GUID{}) {
			*to = known
		}
	}
	return nil
}

// switchToMessage ends the visitor's chat by a message.
func (w *work) switchToMessage(ctx context.Context, s Stamp, left *Left, refused error) (Ack, error) {
	r, err := w.lock(ctx, left.Chat)
	if err != nil {
		return Ack{}, err
	}
	if r.Chat.VisitorID != s.Sender {
		return Ack{}, ErrChatNotFound
	}
	seq, err := w.repeated(ctx, r, s)
	if err == nil && seq == 0 {
		if refused != nil {
			return Ack{}, refused
		}
		seq, err = w.change(ctx, r, func(r *Running) ([]Entry, error) {
			if err := r.may(DoSwitch); err != nil {
				return nil, err
			}
			id, err := w.leave(ctx, w.site, s, left, r)
			if err != nil {
				return nil, err
			}
			return r.Switch(id, left.Fields, w.now)
		}, s)
	}
	return Ack{Chat: left.Chat, Seq: seq}, err
}

// leave stores the message, with the visitor and the visit that it points to.
func (w *work) leave(ctx context.Context, site SiteID, s Stamp, left *Left, of *Running) (int64, error) {
	if err := w.room(roomForMessages); err != nil {
		return 0, err
	}
	m := OfflineMessage{
		GUID: messageGUID(s), SessionID: left.Session.ID, CreatedTime: w.now, VisitorID: s.Sender, Digest: string(s.Digest[:]),
		Name: left.PreChat.Name, Email: left.PreChat.Email, Phone: left.PreChat.Phone, Company: left.PreChat.Company,
		DepartmentID: left.DepartmentID, SkillID: left.SkillID, CampaignID: left.CampaignID,
		Subject: left.Subject, Message: left.Text, Fields: left.Fields, PageTitle: left.PageTitle, PageURL: left.PageURL,
	}
	if m.Name == "" {
		m.Name = left.Session.IP
	}
	if of != nil {
		m.SessionID, m.Source, m.AutoInvitationID = of.Session.ID, of.Chat.Source, of.Chat.AutoInvitationID
	} else if err := w.Records().Keep(ctx, left.people()); err != nil {
		return 0, fmt.Errorf("keep the visitor of an offline message: %w", err)
	}
	id, err := w.lobby.AddOfflineMessage(ctx, site, w.Records(), m)
	if err != nil {
		return 0, err
	}
	m.ID = id
	return id, tellOfMessage(ctx, w.Records(), m)
}

func (l *Left) people() *Related {
	var related Related
	session, p := l.Session, l.PreChat
	Keep(&related.Sessions, session.ID, &session)
	Keep(&related.Visitors, session.VisitorID, &Visitor{
		ID: session.VisitorID, Name: p.Name, Email: p.Email, Phone: p.Phone, Company: p.Company, SSOUserID: l.subject(),
	})
	return &related
}

// messageGUID is the guid of the message that a command leaves. It follows from who
// sent it with which id, so that the database itself lets it in once.
func messageGUID(s Stamp) GUID {
	sum := sha256.Sum256(fmt.Appendf(nil, "offline message\x00%s\x00%s", s.Sender, s.Client))
	g, _ := uuid.FromBytes(sum[:16])
	g[6], g[8] = g[6]&0x0f|0x80, g[8]&0x3f|0x80 // version 8: of our own making
	return g
}

// leftBefore reports whether a command has left its message already.
func (d *Desk) leftBefore(ctx context.Context, site SiteID, s Stamp) (bool, error) {
	m, err := d.lobby.OfflineMessage(ctx, site, ByGUID(messageGUID(s)))
	switch {
	case KindOf(err) == KindNotFound && err != nil:
		return false, nil
	case err != nil:
		return false, err
	case m.Digest != string(s.Digest[:]):
		return false, ErrIDTaken
	}
	return true, nil
}

// leftEarlier looks whether a visitor who is known has left the message already. With a
// chat its log says so.
func (d *Desk) leftEarlier(ctx context.Context, site SiteID, left Left, says []string) (bool, GUID, error) {
	if left.Chat != (GUID{}) {
		return false, GUID{}, nil
	}
	caller, err := d.lobby.Caller(ctx, site, left.Secret)
	if err != nil {
		if KindOf(err) == KindNotFound {
			err = nil
		}
		return false, GUID{}, err
	}
	s, err := stamp(caller.Visitor, left.Client, DoSwitch, says...)
	if err != nil {
		return false, GUID{}, err
	}
	again, err := d.leftBefore(ctx, site, s)
	return again, caller.Visitor, err
}

// leftMeanwhile looks whether the same command, sent twice at once, has left the message
// that this one was to leave.
func (d *Desk) leftMeanwhile(ctx context.Context, site SiteID, left Left, visitor GUID, says []string, cause error) error {
	s, err := stamp(visitor, left.Client, DoSwitch, says...)
	if err != nil {
		return err
	}
	again, err := d.leftBefore(ctx, site, s)
	if err == nil && !again {
		return fmt.Errorf("leave a message: %w", &Error{Kind: KindInternal, Message: "send it again", Cause: cause})
	}
	return err
}
