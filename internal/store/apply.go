package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"

	"github.com/parleychat/parley/internal/chat"
)

// Apply implements chat.Tx. Changes are stored in runs of one kind, each with few
// statements.
func (t *tx) Apply(ctx context.Context, changes []chat.Change) error {
	if len(changes) == 0 {
		return nil
	}
	if err := check(changes); err != nil {
		return err
	}
	event, err := t.number(ctx, changes)
	if err != nil {
		return err
	}
	for len(changes) > 0 {
		run := changes[:runLength(changes)]
		if err := t.applyRun(ctx, run); err != nil {
			return err
		}
		if err := t.log(ctx, run, event); err != nil {
			return err
		}
		event += int64(len(run))
		changes = changes[len(run):]
	}
	return nil
}

// check refuses what cannot be stored, or not on every database.
func check(changes []chat.Change) error {
	for _, change := range changes {
		c := change.Chat
		switch {
		case c == nil || c.GUID == (chat.GUID{}):
			return chat.Invalid("a chat without a guid cannot be stored")
		case c.ID < 0 || (c.ID == 0 && change.Kind != chat.ChatStored):
			return chat.Invalid("chat %s has no id", c.GUID)
		case math.IsNaN(c.AvgResponseTime):
			return chat.Invalid("chat %s has an average response time that is no number", c.GUID)
		}
	}
	return nil
}

// number gives ids to the chats and parts that have none yet, and tells the number
// of the first event. Ids that come along are passed over first, so that nothing of
// the same batch gets one of them.
func (t *tx) number(ctx context.Context, changes []chat.Change) (event int64, err error) {
	var highest, fresh int64
	var highestPart, freshPart chat.PartIDs
	for i, c := range changes {
		again := i > 0 && c.Chat == changes[i-1].Chat
		if c.Kind != chat.ChatDeleted && !again {
			highestPart = highestPart.Max(c.Chat.HighestPartIDs())
			freshPart = freshPart.Plus(c.Chat.MissingPartIDs())
		}
		switch {
		case c.Kind != chat.ChatStored:
		case c.Chat.ID == 0:
			fresh++
		default:
			highest = max(highest, c.Chat.ID)
		}
	}
	var lastID, lastEvent int64
	var lastPart chat.PartIDs
	known := false
	err = t.conn.query(ctx, func(rows *sql.Rows) error {
		known = true
		return rows.Scan(&lastID, &lastEvent, &lastPart.Result, &lastPart.Category)
	}, sqlNumber, highest, fresh, int64(len(changes)), highestPart.Result, freshPart.Result,
		highestPart.Category, freshPart.Category, int64(t.site))
	if err != nil {
		return 0, fmt.Errorf("number the changes: %w", err)
	}
	if !known {
		return 0, chat.NotFound("there is no site %d", t.site)
	}
	next, nextPart := lastID-fresh, lastPart.Minus(freshPart)
	for _, c := range changes {
		if c.Kind != chat.ChatDeleted {
			nextPart = c.Chat.NumberParts(nextPart)
		}
		if c.Kind == chat.ChatStored && c.Chat.ID == 0 {
			next++
			c.Chat.ID = next
		}
	}
	return lastEvent - int64(len(changes)) + 1, nil
}

// runLength counts the changes from the first on that are of one kind and of
// different chats.
func runLength(changes []chat.Change) int {
	seen := map[int64]bool{}
	for i, c := range changes {
		if c.Kind != changes[0].Kind || seen[c.Chat.ID] {
			return i
		}
		seen[c.Chat.ID] = true
	}
	return len(changes)
}

func (t *tx) applyRun(ctx context.Context, run []chat.Change) error {
	switch kind := run[0].Kind; {
	case kind == chat.ChatStored:
		return t.storeNew(ctx, run)
	case kind.Replaces():
		return t.replace(ctx, run)
	case kind == chat.ChatDeleted:
		return t.remove(ctx, run)
	default:
		return chat.Invalid("a change of kind %q cannot be stored", string(kind))
	}
}

func (t *tx) storeNew(ctx context.Context, run []chat.Change) error {
	if err := t.insertChats(ctx, run, chatTarget, docTarget); err != nil {
		if t.store.dialect.mishap(err) == duplicate {
			return &chat.Error{Kind: chat.KindConflict, Message: "a chat with this id or guid is there already", Cause: err}
		}
		return err
	}
	return nil
}

func (t *tx) replace(ctx context.Context, run []chat.Change) error {
	if err := t.removeParts(ctx, chatIDs(run)); err != nil {
		return err
	}
	if err := t.insertChats(ctx, run, chatTarget.orReplace("site", "id"), docTarget.orReplace("site", "chat")); err != nil {
		return err
	}
	return t.followLive(ctx, run)
}

func (t *tx) insertChats(ctx context.Context, run []chat.Change, chats, docs target) error {
	records, err := t.newRecords(ctx, run)
	if err != nil {
		return err
	}
	documents, err := documentsOf(t.store.codec, records)
	if err != nil {
		return err
	}
	rows := map[string][][]any{}
	add := func(to target, row []any) {
		if row != nil {
			rows[to.table] = append(rows[to.table], row)
		}
	}
	for i, change := range run {
		c := change.Chat
		add(chats, chatRow(t.site, c))
		add(docs, []any{int64(t.site), c.ID, documents[i]})
		add(pageTarget, pageRow(t.site, c))
		add(reviewTarget, reviewRow(t.site, c))
		links(c, func(k linkKind, id chat.GUID) { add(linkTarget, []any{int64(t.site), c.ID, int64(k), id[:]}) })
		rows[fieldTarget.table] = append(rows[fieldTarget.table], fieldRows(t.site, c)...)
		for _, n := range c.TransferTypes() {
			add(transferTarget, []any{int64(t.site), c.ID, n})
		}
		for i := range c.Categories {
			add(chosenTarget, []any{int64(t.site), c.Categories[i].ID, c.ID, c.Categories[i].OptionID[:]})
		}
	}
	for _, to := range []target{chats, docs, pageTarget, reviewTarget, linkTarget, transferTarget, fieldTarget, chosenTarget} {
		if err := t.conn.insert(ctx, to, rows[to.table]); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) remove(ctx context.Context, run []chat.Change) error {
	if err := t.doomFilesOf(ctx, run); err != nil {
		return err
	}
	ids := chatIDs(run)
	for _, from := range []struct{ table, column string }{{"chat", "id"}, {"chat_doc", "chat"}, {"event", "chat_id"}} {
		if err := t.conn.deleteIn(ctx, t.site, from.table, from.column, ids); err != nil {
			return err
		}
	}
	if err := t.removeParts(ctx, ids); err != nil {
		return err
	}
	if err := t.removeLive(ctx, run); err != nil {
		return err
	}
	t.conn.erased = true
	return t.removePersonal(ctx, run)
}

// removeParts removes the rows that hang on chats and are never changed in place.
func (t *tx) removeParts(ctx context.Context, ids []any) error {
	for _, from := range []target{pageTarget, reviewTarget, linkTarget, transferTarget, fieldTarget, chosenTarget} {
		if err := t.conn.deleteIn(ctx, t.site, from.table, "chat", ids); err != nil {
			return err
		}
	}
	return nil
}

func chatIDs(run []chat.Change) []any {
	ids := make([]any, len(run))
	for i, c := range run {
		ids[i] = c.Chat.ID
	}
	return ids
}
