package chat

import (
	"context"
	"fmt"
	"time"
)

// The sizes that a part of the log may have, and how long one may wait for it.
const (
	DefaultChanges = 100
	MaxChanges     = 500
	MaxWait        = 25 * time.Second
)

// ChangesQuery asks for a part of a site's log.
type ChangesQuery struct {
	Since   int64 // the number of the last event that the caller knows, 0 for none
	Limit   int64 // events at most; brought into bounds, 0 for DefaultChanges
	Records bool  // bring the chats along, as they are now
	Include Include
}

// Changes is a part of a site's log.
type Changes struct {
	Events   []Event
	Chats    map[int64]*Chat // by id, when asked for; what is deleted is not there
	Related  Related
	Position int64 // where to go on; past the last event even when it is not shown
	More     bool  // there was more at that time
}

// mayFollow refuses actors who see some chats only: the log names all of them, and of
// a deleted one nobody knows any more who was allowed to see it.
func (a Actor) mayFollow() error {
	if err := a.Require(ReadChats); err != nil {
		return err
	}
	if a.Sees() != nil {
		return Denied("the changes of a site are for those who see all its chats: a supervisor or an admin")
	}
	return nil
}

// Changes reads what happened on the actor's site after an event, in the order of
// the commits. Numbers can be missing (deleting a chat removes its earlier events),
// but nothing is ever added at or below a Position that was handed out. A Since that
// is ahead of the log is KindConflict: the log is not the one that it was read from.
func (s *Service) Changes(ctx context.Context, actor Actor, q ChangesQuery) (*Changes, error) {
	if err := actor.mayFollow(); err != nil {
		return nil, err
	}
	if q.Limit == 0 {
		q.Limit = DefaultChanges
	}
	limit := int(min(max(q.Limit, 1), MaxChanges))
	events, err := s.store.Events(ctx, actor.Site, q.Since, limit+1)
	if err != nil {
		return nil, err
	}
	if len(events) == 0 {
		return &Changes{Position: q.Since}, s.notAhead(ctx, actor, q.Since)
	}
	page := &Changes{More: len(events) > limit}
	page.Events = events[:min(limit, len(events))]
	page.Position = page.Events[len(page.Events)-1].N
	if q.Records {
		if err = s.bringRecords(ctx, actor, page, q.Include); err == nil {
			s.noteRead(actor, len(page.Chats), []Difference{{Member: "of", After: "changes"}})
		}
	}
	return page, err
}

// notAhead refuses a position that the log has not reached: a caller that waited
// there would miss everything up to it.
func (s *Service) notAhead(ctx context.Context, actor Actor, since int64) error {
	last, err := s.store.LastEvent(ctx, actor.Site)
	if err == nil && since > last {
		err = Conflict("the log ends at %d, before position %d: it was restored from a backup; read everything again, from 0", last, since)
	}
	return err
}

// bringRecords adds the chats of a part of the log. A chat that is gone by now has
// its deletion further on in the log.
func (s *Service) bringRecords(ctx context.Context, actor Actor, page *Changes, include Include) error {
	var ids []int64
	page.Chats = make(map[int64]*Chat, len(page.Events))
	for _, e := range page.Events {
		if _, listed := page.Chats[e.Chat.ID]; !listed && e.Kind != ChatDeleted {
			page.Chats[e.Chat.ID] = nil
			ids = append(ids, e.Chat.ID)
		}
	}
	clear(page.Chats)
	chats, related, err := s.store.Chats(ctx, actor.Site, ids, include)
	if err != nil {
		return fmt.Errorf("read the chats of the events: %w", err)
	}
	for _, c := range chats {
		page.Chats[c.ID] = c
	}
	page.Related = *related
	return nil
}

// Position is where the log of the actor's site ends now.
func (s *Service) Position(ctx context.Context, actor Actor) (int64, error) {
	if err := actor.mayFollow(); err != nil {
		return 0, err
	}
	return s.store.LastEvent(ctx, actor.Site)
}

// AwaitChange returns once the log of the actor's site goes on after a position, and
// at the latest after some time, at most MaxWait. Its error is that of the store or,
// when ctx ends first, of ctx.
func (s *Service) AwaitChange(ctx context.Context, actor Actor, since int64, wait time.Duration) error {
	following, leave := context.WithCancel(ctx)
	defer leave()
	news := s.bus.Follow(following, actor.Site) // before the first look, so that nothing comes in between
	late := time.NewTimer(min(wait, MaxWait))
	defer late.Stop()
	for {
		if last, err := s.Position(ctx, actor); err != nil || last > since {
			return err
		}
		select {
		case <-news:
		case <-late.C:
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}
