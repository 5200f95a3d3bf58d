package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// The statements on mails.
const (
	mailColumns = `SELECT site, id, chat, address, requested, tries, due FROM mail `

	sqlMailsDue   = mailColumns + `WHERE due <= $1 ORDER BY due LIMIT $2`
	sqlMailsLike  = mailColumns + `WHERE site = $1 AND (id = $2 OR chat = $3 OR (address = $4 AND requested >= $5))`
	sqlClaimMail  = `UPDATE mail SET due = $1, tries = tries + 1 WHERE site = $2 AND id = $3 AND due = $4 RETURNING 1`
	sqlPutOffMail = `UPDATE mail SET due = $1 WHERE site = $2 AND id = $3`
	sqlDropMails  = `DELETE FROM mail WHERE requested < $1`
)

var mailTarget = target{table: "mail", columns: []string{"site", "id", "chat", "address", "requested", "tries", "due"}}

func scanMails(ctx context.Context, c *conn, text string, args ...any) (found []chat.Mail, err error) {
	err = c.query(ctx, func(rows *sql.Rows) error {
		var m chat.Mail
		var site, requested int64
		var id, guid sql.RawBytes
		var due sql.NullInt64
		err := rows.Scan(&site, &id, &guid, &m.To, &requested, &m.Tries, &due)
		copy(m.ID[:], id)
		copy(m.Chat[:], guid)
		m.Site, m.Requested, m.Due = chat.SiteID(site), filter.FromTicks(requested), timeOf(due)
		found = append(found, m)
		return err
	}, text, args...)
	if err != nil {
		return nil, fmt.Errorf("read mails: %w", err)
	}
	return found, nil
}

// MailsDue implements chat.Mails.
func (s *Store) MailsDue(ctx context.Context, now time.Time, limit int) (due []chat.Mail, err error) {
	err = s.read(ctx, func(ctx context.Context, c *conn) error {
		due, err = scanMails(ctx, c, sqlMailsDue, filter.Ticks(now), max(limit, 0))
		return err
	})
	return due, err
}

// ClaimMail implements chat.Mails.
func (s *Store) ClaimMail(ctx context.Context, m chat.Mail, until time.Time) (claimed bool, err error) {
	err = s.write(ctx, "claim a mail", func(ctx context.Context, c *conn) error {
		claimed, err = c.has(ctx, sqlClaimMail, filter.Ticks(until), int64(m.Site), m.ID[:], filter.Ticks(m.Due))
		return err
	})
	return claimed && err == nil, err
}

// PutOffMail implements chat.Mails.
func (s *Store) PutOffMail(ctx context.Context, m chat.Mail, due time.Time) error {
	return s.write(ctx, "put a mail off", func(ctx context.Context, c *conn) error {
		return c.exec(ctx, sqlPutOffMail, timeArg(due), int64(m.Site), m.ID[:])
	})
}

// DropMails implements chat.Mails.
func (s *Store) DropMails(ctx context.Context, before time.Time) error {
	return s.write(ctx, "drop old mails", func(ctx context.Context, c *conn) error {
		return c.exec(ctx, sqlDropMails, filter.Ticks(before))
	})
}

// MailsLike implements chat.MailTx.
func (t *liveTx) MailsLike(ctx context.Context, m chat.Mail, since time.Time) ([]chat.Mail, error) {
	return scanMails(ctx, t.conn, sqlMailsLike, int64(t.site), m.ID[:], m.Chat[:], m.To, filter.Ticks(since))
}

// AddMail implements chat.MailTx.
func (t *liveTx) AddMail(ctx context.Context, m chat.Mail) error {
	row := []any{int64(t.site), m.ID[:], m.Chat[:], m.To, filter.Ticks(m.Requested), m.Tries, timeArg(m.Due)}
	return t.store.asConflict(t.conn.insert(ctx, mailTarget, [][]any{row}), "this mail")
}
