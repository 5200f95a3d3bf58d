package chat

import (
	"context"
	"fmt"
)

// Outcome is what an import did with one chat.
type Outcome uint8

// The outcomes of an import.
const (
	Added     Outcome = iota + 1
	Completed         // known already; it brought parts that were missing
	Unchanged         // known already, nothing new
	Clashing          // its integer id belongs to another chat; not stored
)

// Import stores chats that come from elsewhere, with the nouns that came along,
// in one transaction. A chat is known by its guid, so that importing it twice
// changes nothing. The outcomes stand in the order of the chats; guids are
// required, ids are kept or, when 0, given. At most MaxBatch chats at a time.
func (s *Service) Import(ctx context.Context, actor Actor, chats []*Chat, related *Related) ([]Outcome, error) {
	if err := actor.Require(WriteChats); err != nil {
		return nil, err
	}
	if len(chats) > MaxBatch {
		return nil, Invalid("%d chats in one batch: at most %d can be imported at once", len(chats), MaxBatch)
	}
	var plan importPlan
	err := s.update(ctx, actor, func(ctx context.Context, tx Tx) error {
		known, err := tx.Find(ctx, refsOf(chats))
		if err != nil {
			return fmt.Errorf("find the chats known already: %w", err)
		}
		plan = planImport(chats, known)
		for i := range plan.changes {
			plan.changes[i].Time = s.now()
		}
		if err := tx.Keep(ctx, related); err != nil {
			return fmt.Errorf("keep the nouns that came along: %w", err)
		}
		if err := tx.Apply(ctx, plan.changes); err != nil || len(plan.changes) == 0 {
			return err
		}
		return audit(ctx, tx, actor, s.now(), AuditEntry{Action: ChatsImported, Count: int64(len(plan.changes))})
	})
	if err != nil {
		return nil, err
	}
	if len(plan.changes) > 0 {
		s.bus.Publish(ctx, actor.Site)
	}
	return plan.outcomes, nil
}

type importPlan struct {
	outcomes []Outcome
	changes  []Change
}

// planImport decides what becomes of each chat. The chats themselves are not
// modified, since a transaction may be planned more than once.
func planImport(chats, known []*Chat) importPlan {
	byGUID := make(map[GUID]*Chat, len(known)+len(chats))
	owner := make(map[int64]GUID, len(known)+len(chats))
	for _, c := range known {
		byGUID[c.GUID], owner[c.ID] = c, c.GUID
	}
	plan := importPlan{outcomes: make([]Outcome, len(chats))}
	changed := map[GUID]int{} // where in plan.changes
	for i, c := range chats {
		have, isKnown := byGUID[c.GUID]
		taken, isTaken := owner[c.ID]
		switch {
		case isKnown && !have.Complete(c):
			plan.outcomes[i] = Unchanged
		case isKnown:
			plan.outcomes[i] = Completed
			if _, planned := changed[c.GUID]; !planned {
				changed[c.GUID] = len(plan.changes)
				plan.changes = append(plan.changes, Change{Kind: ChatChanged, Chat: have})
			}
		case c.ID != 0 && isTaken && taken != c.GUID:
			plan.outcomes[i] = Clashing
		default:
			plan.outcomes[i] = Added
			fresh := *c
			byGUID[c.GUID], owner[c.ID] = &fresh, c.GUID
			changed[c.GUID] = len(plan.changes)
			plan.changes = append(plan.changes, Change{Kind: ChatStored, Chat: &fresh})
		}
	}
	return plan
}

func refsOf(chats []*Chat) []Ref {
	refs := make([]Ref, 0, 2*len(chats))
	for _, c := range chats {
		refs = append(refs, ByGUID(c.GUID))
		if c.ID != 0 {
			refs = append(refs, ByID(c.ID))
		}
	}
	return refs
}
