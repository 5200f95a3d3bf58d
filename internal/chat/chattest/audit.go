package chattest

import (
	"context"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// auditLog is that of a site; entries are never changed in place.
type auditLog struct {
	first   int64 // how many are gone
	before  [32]byte
	entries []chat.AuditEntry
}

func (l *auditLog) chain() chat.AuditChain {
	c := chat.AuditChain{First: l.first + 1, Before: l.before, Last: l.first + int64(len(l.entries)), Hash: l.before}
	if n := len(l.entries); n > 0 {
		c.Hash = l.entries[n-1].Hash
	}
	return c
}

func (at *site) audit(deeds ...chat.AuditEntry) {
	for _, e := range deeds {
		chain := at.log.chain()
		e.Seal(at.noun.ID, chain.Last+1, chain.Hash)
		at.log.entries = append(slices.Clip(at.log.entries), e)
	}
}

func (t *tx) Audit(_ context.Context, e chat.AuditEntry) error {
	t.audit(e)
	return nil
}

// Audit implements chat.Accounts.
func (s *Store) Audit(_ context.Context, id chat.SiteID, deeds ...chat.AuditEntry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.sites[id]
	if !ok {
		return chat.NotFound("there is no site %d", id)
	}
	at.audit(deeds...)
	return nil
}

// AuditChain implements chat.AuditLog.
func (s *Store) AuditChain(_ context.Context, id chat.SiteID) (chat.AuditChain, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.sites[id]
	if !ok {
		return chat.AuditChain{}, chat.NotFound("there is no site %d", id)
	}
	return at.log.chain(), nil
}

// AuditEntries implements chat.AuditLog.
func (s *Store) AuditEntries(_ context.Context, id chat.SiteID, q chat.AuditQuery) (found []chat.AuditEntry, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.sites[id]
	if !ok {
		return nil, nil
	}
	for _, e := range at.log.entries {
		if q.Wants(&e) {
			found = append(found, e)
		}
	}
	if !q.Forward {
		slices.Reverse(found)
	}
	return found[:min(max(q.Limit, 0), len(found))], nil
}

// CutAudit implements chat.AuditLog.
func (s *Store) CutAudit(_ context.Context, id chat.SiteID, before time.Time, limit int) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.sites[id]
	if !ok {
		return 0, nil
	}
	log := at.log
	for n < min(limit, len(log.entries)) && log.entries[n].Time.Before(before) {
		log.before = log.entries[n].Hash
		n++
	}
	log.first += int64(n)
	log.entries = log.entries[n:]
	at.log = log
	return n, nil
}
