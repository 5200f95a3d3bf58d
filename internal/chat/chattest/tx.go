package chattest

import (
	"context"
	"maps"
	"slices"

	"github.com/parleychat/parley/internal/chat"
)

// tx is a site's next state, seen by one transaction only.
type tx struct {
	site
	doomed []string
	failed error // of a call, after which nothing can be committed
}

func (at *site) find(ref chat.Ref) (*chat.Chat, bool) {
	if ref.GUID != (chat.GUID{}) {
		c, ok := at.chats[ref.GUID]
		return c, ok
	}
	for _, c := range at.chats {
		if c.ID == ref.ID {
			return c, true
		}
	}
	return nil, false
}

func (t *tx) Find(_ context.Context, refs []chat.Ref) ([]*chat.Chat, error) {
	var found []*chat.Chat
	for _, ref := range refs {
		c, ok := t.find(ref)
		if ok && !slices.ContainsFunc(found, func(f *chat.Chat) bool { return f.GUID == c.GUID }) {
			found = append(found, clone(c))
		}
	}
	return found, nil
}

func (t *tx) Apply(_ context.Context, changes []chat.Change) error {
	for _, change := range changes {
		if change.Kind == chat.ChatStored {
			t.lastID = max(t.lastID, change.Chat.ID)
		}
		if change.Kind != chat.ChatDeleted {
			t.lastPart = t.lastPart.Max(change.Chat.HighestPartIDs())
		}
	}
	for _, change := range changes {
		if err := t.apply(change); err != nil {
			t.failed = err
			return err
		}
	}
	return nil
}

func (t *tx) apply(change chat.Change) error {
	c := change.Chat
	if change.Kind != chat.ChatDeleted {
		t.lastPart = c.NumberParts(t.lastPart)
	}
	switch {
	case change.Kind == chat.ChatStored:
		if err := t.admit(c); err != nil {
			return err
		}
		if c.ID == 0 {
			t.lastID++
			c.ID = t.lastID
		}
		t.chats[c.GUID] = clone(c)
	case change.Kind.Replaces():
		t.chats[c.GUID] = clone(c)
		t.followLive(c)
	case change.Kind == chat.ChatDeleted:
		delete(t.chats, c.GUID)
		t.dropPersonal(c)
		t.dropLive(c)
		t.doomed = append(t.doomed, c.FileKeys()...)
		t.events = slices.DeleteFunc(slices.Clone(t.events), func(e chat.Event) bool { return e.Chat.GUID == c.GUID })
	}
	t.lastN++
	t.events = append(slices.Clip(t.events), chat.Event{
		N: t.lastN, Kind: change.Kind, Time: change.Time, Chat: chat.Ref{ID: c.ID, GUID: c.GUID},
	})
	return nil
}

// dropPersonal removes what a chat that is gone pointed to, and no other chat does.
func (t *tx) dropPersonal(gone *chat.Chat) {
	dropUnused(&t.related.Sessions, gone, t.chats, func(c *chat.Chat) chat.GUID { return c.SessionID })
	dropUnused(&t.related.Visitors, gone, t.chats, func(c *chat.Chat) chat.GUID { return c.VisitorID })
	dropUnused(&t.related.ContactIdentities, gone, t.chats, func(c *chat.Chat) chat.GUID { return c.ContactIdentityID })
}

func dropUnused[N any](nouns *map[chat.GUID]*N, gone *chat.Chat, chats map[chat.GUID]*chat.Chat, of func(*chat.Chat) chat.GUID) {
	for _, c := range chats {
		if of(c) == of(gone) {
			return
		}
	}
	*nouns = maps.Clone(*nouns)
	delete(*nouns, of(gone))
}

// admit refuses a new chat that cannot be told from another.
func (t *tx) admit(c *chat.Chat) error {
	if c.GUID == (chat.GUID{}) {
		return chat.Invalid("a chat without a guid cannot be stored")
	}
	if _, taken := t.chats[c.GUID]; taken {
		return chat.Conflict("there is a chat %v already", c.GUID)
	}
	if _, taken := t.find(chat.ByID(c.ID)); taken && c.ID != 0 {
		return chat.Conflict("there is a chat %d already", c.ID)
	}
	return nil
}

func (t *tx) PutReceipt(_ context.Context, r chat.Receipt) error {
	if old, ok := t.receipts[r.ID]; ok && r.Time.Sub(old.Time) < chat.ReceiptLife {
		t.failed = chat.ErrDone
		return t.failed
	}
	t.receipts[r.ID] = r
	return nil
}

func (t *tx) Keep(_ context.Context, related *chat.Related) error {
	t.related.Merge(related)
	return nil
}

// clone copies a chat so that its scalars can be changed by whoever has it; the
// parts are shared and not to be changed in place.
func clone(c *chat.Chat) *chat.Chat {
	copied := *c
	return &copied
}

// include adds the nouns that c points to and include asks for.
func (at *site) include(into *chat.Related, c *chat.Chat, include chat.Include) {
	all := &at.related
	if include.Has(chat.IncludeSession) {
		keep(&into.Sessions, all.Sessions, c.SessionID)
	}
	if include.Has(chat.IncludeVisitor) {
		keep(&into.Visitors, all.Visitors, c.VisitorID)
	}
	if include.Has(chat.IncludeContactIdentity) {
		keep(&into.ContactIdentities, all.ContactIdentities, c.ContactIdentityID)
	}
	if include.Has(chat.IncludeCampaign) {
		keep(&into.Campaigns, all.Campaigns, c.CampaignID)
	}
	if include.Has(chat.IncludeDepartment) {
		keep(&into.Departments, all.Departments, c.DepartmentID)
	}
	if include.Has(chat.IncludeSkill) {
		keep(&into.Skills, all.Skills, c.SkillID)
	}
	if include.Has(chat.IncludeAutoInvitation) {
		keep(&into.AutoInvitations, all.AutoInvitations, c.AutoInvitationID)
	}
	at.includeOfParts(into, c, include)
}

func (at *site) includeOfParts(into *chat.Related, c *chat.Chat, include chat.Include) {
	if include.Has(chat.IncludeChatAgent) {
		keep(&into.Agents, at.related.Agents, c.AgentIDs()...)
	}
	if include.Has(chat.IncludeSegmentResult) {
		for _, r := range c.SegmentResults {
			keep(&into.Segments, at.related.Segments, r.SegmentID)
		}
	}
	if include&(chat.IncludeWrapup|chat.IncludeWrapupCategory) != 0 {
		for _, w := range c.Categories {
			keep(&into.CategoryOptions, at.related.CategoryOptions, w.OptionID)
		}
	}
}

func keep[N any](into *map[chat.GUID]*N, from map[chat.GUID]*N, ids ...chat.GUID) {
	for _, id := range ids {
		if noun, ok := from[id]; ok {
			chat.Keep(into, id, noun)
		}
	}
}
