package chat

import (
	"context"
	"fmt"
)

// MaxBatch is how many chats one call may delete, and import at a time.
const MaxBatch = 1000

// Delete removes one chat with everything of its own; ErrChatNotFound when the
// actor's site has no such chat.
func (s *Service) Delete(ctx context.Context, actor Actor, ref Ref) error {
	n, err := s.DeleteAll(ctx, actor, []Ref{ref})
	if err == nil && n == 0 {
		return ErrChatNotFound
	}
	return err
}

// DeleteAll removes those of the chats that exist, in one transaction, and tells
// how many they were; the rest is ignored (wire.md §7).
func (s *Service) DeleteAll(ctx context.Context, actor Actor, refs []Ref) (int, error) {
	if err := actor.Require(DeleteChats); err != nil {
		return 0, err
	}
	if len(refs) > MaxBatch {
		return 0, Invalid("%d chats in one call: at most %d can be deleted at once", len(refs), MaxBatch)
	}
	deleted, files := 0, 0
	err := s.update(ctx, actor, func(ctx context.Context, tx Tx) error {
		deleted, files = 0, 0
		found, err := tx.Find(ctx, refs)
		if err != nil {
			return fmt.Errorf("find the chats to delete: %w", err)
		}
		found = actor.seen(found)
		changes, guids := make([]Change, len(found)), make([]GUID, len(found))
		for i, c := range found {
			changes[i], guids[i] = Change{Kind: ChatDeleted, Time: s.now(), Chat: c}, c.GUID
			files += len(c.FileKeys())
		}
		deleted = len(found)
		if err := s.tickets.Redact(ctx, actor.Site, tx, guids); err != nil {
			return fmt.Errorf("redact the transcripts in tickets: %w", err)
		}
		if err := tx.Apply(ctx, changes); err != nil || deleted == 0 {
			return err
		}
		return audit(ctx, tx, actor, s.now(), AuditEntry{Action: ChatsRemoved, Count: int64(deleted), IDs: idsOfChats(found)})
	})
	if err != nil || deleted == 0 {
		return 0, err
	}
	s.bus.Publish(ctx, actor.Site)
	if files > 0 {
		err = s.RemoveDoomedFiles(context.WithoutCancel(ctx))
	}
	return deleted, err
}

func idsOfChats(chats []*Chat) []int64 {
	ids := make([]int64, len(chats))
	for i, c := range chats {
		ids[i] = c.ID
	}
	return ids
}

// RemoveDoomedFiles removes the files of deleted chats. What a crash left over
// is removed by the next call.
func (s *Service) RemoveDoomedFiles(ctx context.Context) error {
	for {
		doomed, err := s.store.DoomedFiles(ctx, MaxBatch)
		if err != nil || len(doomed) == 0 {
			return err
		}
		for _, f := range doomed {
			if err := s.files.Remove(ctx, f); err != nil && KindOf(err) != KindInvalid {
				return fmt.Errorf("remove a file of a deleted chat: %w", err)
			}
		}
		if err := s.store.FilesGone(ctx, doomed); err != nil {
			return fmt.Errorf("note the removed files: %w", err)
		}
	}
}
