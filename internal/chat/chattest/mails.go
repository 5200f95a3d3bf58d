package chattest

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// MailsDue implements chat.Mails.
func (s *Store) MailsDue(_ context.Context, now time.Time, limit int) (due []chat.Mail, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, at := range s.sites {
		for _, m := range at.live.mails {
			if !m.Due.IsZero() && !m.Due.After(now) {
				due = append(due, m)
			}
		}
	}
	slices.SortFunc(due, func(a, b chat.Mail) int { return cmp.Or(a.Due.Compare(b.Due), bytes.Compare(a.ID[:], b.ID[:])) })
	return due[:min(max(limit, 0), len(due))], nil
}

// ClaimMail implements chat.Mails.
func (s *Store) ClaimMail(ctx context.Context, m chat.Mail, until time.Time) (claimed bool, err error) {
	err = s.update(ctx, m.Site, func(work *tx) error {
		own, there := work.live.mails[m.ID]
		if claimed = there && own.Due.Equal(m.Due) && !m.Due.IsZero(); claimed {
			own.Due = until
			own.Tries++
			work.live.mails[m.ID] = own
		}
		return nil
	})
	return claimed, err
}

// PutOffMail implements chat.Mails.
func (s *Store) PutOffMail(ctx context.Context, m chat.Mail, due time.Time) error {
	return s.update(ctx, m.Site, func(work *tx) error {
		if own, there := work.live.mails[m.ID]; there {
			own.Due = due
			work.live.mails[m.ID] = own
		}
		return nil
	})
}

// DropMails implements chat.Mails.
func (s *Store) DropMails(_ context.Context, before time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, at := range s.sites {
		for id, m := range at.live.mails {
			if m.Requested.Before(before) {
				delete(at.live.mails, id)
			}
		}
	}
	return nil
}

// MailsLike implements chat.MailTx.
func (t *liveTx) MailsLike(_ context.Context, m chat.Mail, since time.Time) (found []chat.Mail, err error) {
	for _, own := range t.live.mails {
		if own.ID == m.ID || own.Chat == m.Chat || (own.To == m.To && !own.Requested.Before(since)) {
			found = append(found, own)
		}
	}
	return found, nil
}

// AddMail implements chat.MailTx.
func (t *liveTx) AddMail(_ context.Context, m chat.Mail) error {
	if _, taken := t.live.mails[m.ID]; taken {
		return chat.Conflict("this mail is there already")
	}
	t.live.mails[m.ID] = m
	return nil
}
