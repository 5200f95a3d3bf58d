package chat

import (
	"context"
	"errors"
	"time"
)

// Mail is a transcript that a visitor wants by e-mail. It is stored in the transaction
// that acknowledges the wish, and sent later: once at least.
type Mail struct {
	Site      SiteID
	ID        GUID // follows from who asked with which id
	Chat      GUID
	To        string
	Requested time.Time
	Tries     int64     // that have begun
	Due       time.Time // for the next try; zero for none
}

// The limits of mails.
const (
	MaxMailsOfChat  = 3
	MaxMailsADay    = 10 // to one address, of a site
	MaxMailAddress  = 254
	MailsGivenUp    = 24 * time.Hour // after the wish
	firstMailPause  = time.Minute
	longestPause    = 2 * time.Hour
	mailLease       = 5 * time.Minute // that one try may take
	mailsAtOnce     = 20
	mailsRemembered = 24 * time.Hour
)

// The answers to wishes that are not taken.
var (
	ErrNoMail       = Invalid("this server sends no e-mail: transcripts cannot be sent")
	ErrTooManyMails = Limited("the transcript has been sent often enough")
)

// Mails keeps mails.
type Mails interface {
	// MailsDue lists up to limit mails, of all sites, that are due by a time.
	MailsDue(ctx context.Context, now time.Time, limit int) ([]Mail, error)

	// ClaimMail counts a try and makes the mail due again at a time, unless it is not due
	// as it was listed any more: then it tells so.
	ClaimMail(ctx context.Context, m Mail, until time.Time) (claimed bool, err error)

	// PutOffMail makes a mail due at another time, at the zero time never, if it is there.
	PutOffMail(ctx context.Context, m Mail, due time.Time) error

	// DropMails removes what was requested before a time.
	DropMails(ctx context.Context, before time.Time) error
}

// MailTx is what a LiveTx does with mails. They go with the records of their chats.
type MailTx interface {
	// MailsLike gives the mails with an id, of a chat, and those to an address that were
	// requested since a time, each once.
	MailsLike(ctx context.Context, m Mail, since time.Time) ([]Mail, error)

	// AddMail stores a mail; KindConflict when its id is taken.
	AddMail(ctx context.Context, m Mail) error
}

// Mailer sends mails.
type Mailer interface {
	// SendMail sends a text. The id is the same when the same is sent again.
	// ErrUndeliverable is in its error when trying again would be of no use.
	SendMail(ctx context.Context, to, subject, text string, id GUID) error
}

// ErrUndeliverable says that a mail will never be taken.
var ErrUndeliverable = errors.New("the mail is refused for good")

// ForVisitor is the chat with what its visitor may see of the transcript.
func (c *Chat) ForVisitor() *Chat {
	own := *c
	own.Messages = nil
	for _, m := range c.Messages {
		if m.Action != AgentSendNote && m.Action != AgentSendNoteFile {
			m.Attachment = "" // a key opens nothing without a secret
			own.Messages = append(own.Messages, m)
		}
	}
	return &own
}

// next is when a mail that was not taken is sent again; zero for never.
func (m *Mail) next(cause error, now time.Time) time.Time {
	if errors.Is(cause, ErrUndeliverable) {
		return time.Time{}
	}
	wait := firstMailPause
	for range m.Tries {
		wait = min(2*wait, longestPause)
	}
	if at := now.Add(wait); at.Before(m.Requested.Add(MailsGivenUp)) {
		return at
	}
	return time.Time{}
}
