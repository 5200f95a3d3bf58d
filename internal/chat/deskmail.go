package chat

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// WithMail is the same desk that takes wishes for transcripts by e-mail.
func (d *Desk) WithMail() *Desk {
	other := *d
	other.mails = true
	return &other
}

// SendTranscript has the transcript of a chat that ended a moment ago sent to its visitor.
// A wish is obeyed once, however often it comes.
func (d *Desk) SendTranscript(ctx context.Context, v VisitorOrder, to string) error {
	if !d.mails {
		return ErrNoMail
	}
	to = strings.ToLower(strings.TrimSpace(to)) // no server tells them apart, and one address has one limit
	if len(to) > MaxMailAddress || !isAddress(to) {
		return Invalid("email: %q is not an e-mail address", clip(to))
	}
	if _, err := stamp(v.Visitor, v.Client, "transcript"); err != nil {
		return err
	}
	return d.act(ctx, v.Site, false, func(ctx context.Context, w *work) error {
		r, err := w.Lock(ctx, v.Chat) // which keeps two wishes from being counted at once
		switch {
		case err != nil:
			return err
		case r.Chat.VisitorID != v.Visitor:
			return ErrChatNotFound
		case r.State != Ended:
			return Conflict("a transcript is sent after the chat has ended")
		}
		m := Mail{Site: v.Site, ID: mailID(v), Chat: v.Chat, To: to, Requested: w.now, Due: w.now}
		known, err := w.MailsLike(ctx, m, w.now.Add(-mailsRemembered))
		if err != nil {
			return err
		}
		if again, err := m.among(known); again || err != nil {
			return err
		}
		return w.AddMail(ctx, m)
	})
}

// mailID follows from who asks with which id.
func mailID(v VisitorOrder) GUID {
	sum := sha256.Sum256(fmt.Appendf(nil, "transcript\x00%s\x00%s", v.Visitor, v.Client))
	g, _ := uuid.FromBytes(sum[:16])
	g[6], g[8] = g[6]&0x0f|0x80, g[8]&0x3f|0x80 // version 8: of our own making
	return g
}

// among tells whether the mail was asked for before, or why it is not taken.
func (m *Mail) among(known []Mail) (again bool, err error) {
	ofChat, toAddress := 0, 0
	for _, k := range known {
		switch {
		case k.ID == m.ID && k.Chat == m.Chat && k.To == m.To:
			return true, nil
		case k.ID == m.ID:
			return false, ErrIDTaken
		}
		if k.Chat == m.Chat {
			ofChat++
		}
		if k.To == m.To {
			toAddress++
		}
	}
	if ofChat >= MaxMailsOfChat || toAddress >= MaxMailsADay {
		return false, ErrTooManyMails
	}
	return false, nil
}

// Post sends mails. What is due stands in the store: several nodes may do so at a time,
// and a node that dies delays a mail and loses none.
type Post struct {
	desk   *Desk
	mailer Mailer
	report func(error)
}

// NewPost prepares to send mails; report takes what nobody can be told.
func NewPost(desk *Desk, mailer Mailer, report func(error)) *Post {
	return &Post{desk: desk, mailer: mailer, report: report}
}

// Run sends what is due, every so often, until ctx ends.
func (p *Post) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := p.Send(ctx); err != nil && ctx.Err() == nil {
			p.report(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Send sends what is due by now, one after the other.
func (p *Post) Send(ctx context.Context) error {
	now := p.desk.now()
	if err := p.desk.lobby.DropMails(ctx, now.Add(-mailsRemembered-MailsGivenUp)); err != nil {
		return err
	}
	due, err := p.desk.lobby.MailsDue(ctx, now, mailsAtOnce)
	if err != nil {
		return err
	}
	for _, m := range due {
		claimed, err := p.desk.lobby.ClaimMail(ctx, m, p.desk.now().Add(mailLease))
		if err != nil {
			return err
		}
		if !claimed {
			continue // another node has it, or the chat is deleted
		}
		m.Tries++
		if err := p.deliver(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// deliver sends a mail, and notes whether it has to be sent again.
func (p *Post) deliver(ctx context.Context, m Mail) error {
	record, err := p.desk.recordToMail(ctx, m)
	if KindOf(err) == KindNotFound && err != nil {
		return nil // deleted, with its mails
	}
	if err != nil {
		return err
	}
	text := record.ForVisitor().Transcript(TimeFormat{}) + "\n\nTimes are in UTC.\n"
	subject := "Transcript of your chat on " + record.RequestedTime.UTC().Format(time.DateOnly)
	sending, done := context.WithTimeout(ctx, mailLease/2)
	sent := p.mailer.SendMail(sending, m.To, subject, text, m.ID)
	done()
	var later time.Time
	if sent != nil {
		if later = m.next(sent, p.desk.now()); ctx.Err() == nil {
			p.report(fmt.Errorf("send a transcript, try %d: %w", m.Tries, sent))
		}
	}
	return p.desk.lobby.PutOffMail(context.WithoutCancel(ctx), m, later)
}

// recordToMail reads the record of a mail's chat.
func (d *Desk) recordToMail(ctx context.Context, m Mail) (record *Chat, err error) {
	err = d.lobby.Live(ctx, m.Site, func(ctx context.Context, tx LiveTx) error {
		record, err = recordOf(ctx, tx, m.Chat)
		return err
	})
	return record, err
}
