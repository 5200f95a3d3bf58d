package chat

import (
	"cmp"
	"context"
	"strings"

	"github.com/parleychat/parley/internal/filter"
)

// BulkReads is how many chats somebody has read within GatherEvery of whom the audit log tells.
const BulkReads = 1000

// sortedName is the search's order as the audit log tells it.
func (s Sort) sortedName() string {
	by := cmp.Or(s.By, FieldRequestedTime.Name)
	if s.Descending {
		by += " desc"
	}
	return by
}

// told is what the audit log tells of a search: what was asked, and nothing that was written
// in it, since that may be of a visitor.
func (q Query) told() []Difference {
	of := "chats"
	if q.GivenUp {
		of = "missedAndRefusedChats"
	}
	return []Difference{
		{Member: "of", After: of},
		{Member: "search", After: clipTo(filter.Show(filter.Veil(q.Where, tellsOfVisitors)), maxAuditValue)},
		{Member: "sort", After: q.Sort.sortedName()},
	}
}

// tellsOfVisitors holds for fields that point to somebody who visits.
func tellsOfVisitors(f filter.Field) bool {
	name := strings.ToLower(f.Name)
	return strings.Contains(name, "visitor") || strings.Contains(name, "contact") || strings.Contains(name, "session")
}

// auditExport writes that an export begins, before anything of it is handed out. How many chats it
// is to have is what the search finds now: whoever reads it may stop sooner.
func (s *Service) auditExport(ctx context.Context, actor Actor, asked Query, total int64) error {
	return s.store.Update(ctx, actor.Site, func(ctx context.Context, tx Tx) error {
		return audit(ctx, tx, actor, s.now(), AuditEntry{Action: ChatsExported, Count: total, Members: asked.told()})
	})
}

// noteRead counts chats that an actor was given, whatever for.
func (s *Service) noteRead(actor Actor, chats int, members []Difference) {
	if chats == 0 {
		return
	}
	by := actor.Doer()
	s.reads.Note(actor.Site, AuditEntry{
		Action: ChatsRead, Time: s.now(), By: by, Target: by.Agent, Collection: Agents.AuditName(), Count: int64(chats), Members: members,
	}, by.SignIn.String()+by.APIKey.String()+by.Client.String()+by.Address)
}

// WriteReads has the audit log tell who has read BulkReads chats and more since it did last. It is
// to be called from time to time.
func (s *Service) WriteReads(ctx context.Context) error { return s.writeReads(ctx, false) }

// WriteAllReads is WriteReads once at the end.
func (s *Service) WriteAllReads(ctx context.Context) error { return s.writeReads(ctx, true) }

func (s *Service) writeReads(ctx context.Context, whole bool) error {
	return s.reads.Write(ctx, s.now(), whole, func(ctx context.Context, site SiteID, deeds ...AuditEntry) error {
		return s.store.Update(ctx, site, func(ctx context.Context, tx Tx) error {
			for _, e := range deeds {
				if err := tx.Audit(ctx, e); err != nil {
					return err
				}
			}
			return nil
		})
	})
}
