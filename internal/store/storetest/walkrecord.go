package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/parleychat/parley/internal/chat"
)

// recordAgrees compares the record of a chat with what follows from its entries, and
// the entries with what another node reads.
func (w *walk) recordAgrees(ctx context.Context, l *life) error {
	record, _, err := w.store.Chat(ctx, w.site, chat.ByGUID(l.guid), 0)
	if err != nil {
		return fmt.Errorf("it has no record: %w", err)
	}
	if !l.forgotten {
		log, err := w.desk2().Entries(ctx, w.site, l.guid, 0, 10000)
		files := cmpopts.IgnoreFields(chat.Entry{}, "File") // which the chat keeps, and not its log
		if diff := cmp.Diff(l.log, log, files); diff != "" || err != nil {
			return fmt.Errorf("its entries differ (-want +got), %w:\n%s", err, diff)
		}
	}
	if err := errors.Join(filesAgree(l.log, record), w.ticketAgrees(ctx, l.log, record)); err != nil {
		return err
	}
	told := tell(l.log, l.last.Bot.ID, w.terms)
	got := told
	got.Lines, got.Status = nil, record.Status
	for i := range record.Messages {
		got.Lines = append(got.Lines, record.Messages[i].Action)
	}
	got.Type, got.Message = record.Type, record.OfflineMessageID > 0
	got.Requested, got.Started, got.Ended = record.RequestedTime, record.StartTime, record.EndTime
	got.Agents, got.Transfers, got.Figures, got.Queued = record.Agents, slices.Clone(record.TransferLog), record.Figures, record.IsQueued
	told.Queued = l.waited || told.Queued
	if told.either {
		told.Status = record.Status
	}
	for i := range got.Transfers { // of departments the entries say nothing
		got.Transfers[i].FromDepartment, got.Transfers[i].ToDepartment = chat.GUID{}, chat.GUID{}
	}
	if diff := cmp.Diff(told, got, cmpopts.IgnoreUnexported(tale{})); diff != "" {
		return fmt.Errorf("the record is not what its entries %v tell (-want +got):\n%s", kindsOf(l.log), diff)
	}
	if record.BotID != l.last.Bot.ID || record.ID != l.last.Chat.ID || record.VisitorID != l.last.Chat.VisitorID {
		return errors.New("the record is another chat's")
	}
	return nil
}

// filesAgree compares the files that entries were sent with to the record's.
func filesAgree(log []chat.Entry, record *chat.Chat) error {
	sent := 0
	for i := range log {
		if log[i].File == nil {
			continue
		}
		sent++
		if diff := cmp.Diff(log[i].File, record.File(log[i].Line.Attachment)); diff != "" {
			return fmt.Errorf("the file of entry %d differs in the record (-want +got):\n%s", log[i].Seq, diff)
		}
	}
	if n := len(record.Attachments); n != sent {
		return fmt.Errorf("%d files were sent, and the record has %d", sent, n)
	}
	return nil
}
