package chattest

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// visiting gives copies of the visits that are wanted, by the visitors' ids.
func (l livingRoom) visiting(wanted func(*chat.Visit) bool) (found []*chat.Visit) {
	for _, v := range l.visits {
		if wanted(v) {
			found = append(found, v.Clone())
		}
	}
	slices.SortFunc(found, func(a, b *chat.Visit) int { return bytes.Compare(a.Visitor[:], b.Visitor[:]) })
	return found
}

// Visit implements chat.Visits.
func (s *Store) Visit(_ context.Context, id chat.SiteID, visitor chat.GUID) (*chat.Visit, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.at(id).live.visits[visitor]; ok {
		return v.Clone(), nil
	}
	return nil, chat.NotFound("the visitor is not on a page")
}

// Visits implements chat.Visits.
func (s *Store) Visits(_ context.Context, id chat.SiteID, alive time.Time, limit int) ([]*chat.Visit, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.at(id).live.visiting(func(v *chat.Visit) bool { return s.nodes[v.Node].After(alive) })
	slices.SortStableFunc(found, func(a, b *chat.Visit) int { return b.Page().Since.Compare(a.Page().Since) })
	return found[:min(max(limit, 0), len(found))], nil
}

// VisitsAt implements chat.Visits.
func (s *Store) VisitsAt(_ context.Context, node chat.GUID, since time.Time) (found []chat.SiteVisit, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, at := range s.sites {
		for _, v := range at.live.visiting(func(v *chat.Visit) bool {
			return (v.Node == node && v.Invitation.State == chat.InvitationOpen) || (!v.LeftAt.IsZero() && !v.LeftAt.Before(since))
		}) {
			found = append(found, chat.SiteVisit{Site: id, Visit: v})
		}
	}
	return found, nil
}

// VisitsOfInviter implements chat.Visits.
func (s *Store) VisitsOfInviter(_ context.Context, id chat.SiteID, agent chat.GUID) ([]*chat.Visit, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at(id).live.visiting(func(v *chat.Visit) bool { return v.Invitation.Agent.ID == agent }), nil
}

// DueVisits implements chat.Visits.
func (s *Store) DueVisits(_ context.Context, now, left time.Time, limit int) (due []chat.DueVisit, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, at := range s.sites {
		for visitor, v := range at.live.visits {
			if v.Invitation.State == chat.InvitationOpen && !v.Invitation.Until.After(now) {
				due = append(due, chat.DueVisit{Site: id, Visitor: visitor})
			}
			if !v.LeftAt.IsZero() && !v.LeftAt.After(left) {
				due = append(due, chat.DueVisit{Site: id, Visitor: visitor})
			}
			if alive, connected := s.nodes[v.Node]; connected && !alive.After(left) {
				due = append(due, chat.DueVisit{Site: id, Visitor: visitor, Dead: v.Node})
			}
		}
	}
	return due[:min(max(limit, 0), len(due))], nil
}

// NodeAlive implements chat.Visits.
func (s *Store) NodeAlive(_ context.Context, node chat.GUID, until time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nodes[node] = until
	return nil
}

// VisitorKnown implements chat.Visits.
func (s *Store) VisitorKnown(_ context.Context, id chat.SiteID, visitor chat.GUID) (known chat.Visitor, chats int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.at(id)
	for _, c := range at.chats {
		if c.VisitorID == visitor {
			chats++
		}
	}
	if v, ok := at.related.Visitors[visitor]; ok {
		known = *v
	}
	return known, chats, nil
}

// Visits implements chat.VisitTx.
func (t *liveTx) Visits(_ context.Context, visitors []chat.GUID) ([]*chat.Visit, error) {
	return t.live.visiting(func(v *chat.Visit) bool { return slices.Contains(visitors, v.Visitor) }), nil
}

// SaveVisits implements chat.VisitTx.
func (t *liveTx) SaveVisits(_ context.Context, visits []*chat.Visit) error {
	for _, v := range visits {
		t.live.visits[v.Visitor] = v.Clone()
	}
	return nil
}

// DropVisits implements chat.VisitTx.
func (t *liveTx) DropVisits(_ context.Context, visitors []chat.GUID) error {
	for _, visitor := range visitors {
		delete(t.live.visits, visitor)
	}
	return nil
}
