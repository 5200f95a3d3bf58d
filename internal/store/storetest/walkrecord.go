package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

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
	if err := filesAgree(l.log, record); err != nil {
		return err
	}
	told := tell(l.log, w.terms)
	got := told
	got.Lines, got.Status = nil, record.Status
	for i := range record.Messages {
		got.Lines = append(got.Lines, record.Messages[i].Action)
	}
	got.Requested, got.Started, got.Ended = record.RequestedTime, record.StartTime, record.EndTime
	got.Agents, got.Transfers, got.Figures, got.Queued = record.Agents, slices.Clone(record.TransferLog), record.Figures, record.IsQueued
	told.Queued = l.last.Chat.IsQueued || told.Queued
	if told.either {
		told.Status = record.Status
	}
	for i := range got.Transfers { // of departments the entries say nothing
		got.Transfers[i].FromDepartment, got.Transfers[i].ToDepartment = chat.GUID{}, chat.GUID{}
	}
	if diff := cmp.Diff(told, got, cmpopts.IgnoreUnexported(tale{})); diff != "" {
		return fmt.Errorf("the record is not what its entries %v tell (-want +got):\n%s", kindsOf(l.log), diff)
	}
	if record.ID != l.last.Chat.ID || record.VisitorID != l.last.Chat.VisitorID {
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

// tale is what the entries of a chat tell of its record.
type tale struct {
	Status                    chat.Status
	Requested, Started, Ended time.Time
	Queued                    bool // an agent had it before, and it waited again
	Lines                     []chat.Action
	Agents                    []chat.ChatAgent
	Transfers                 []chat.TransferLog
	Figures                   chat.Figures

	holder  chat.GUID
	asked   time.Time // the first message of the visitor that nobody has answered
	answers []time.Duration
	either  bool // refused at the last moment, or missed
}

// tell computes a tale from the entries alone. It knows the specification's words
// (wire.md §6), and none of the rules' code.
func tell(log []chat.Entry, terms chat.Terms) tale {
	visitor := log[0].By
	s := tale{Status: chat.Missed, Requested: log[0].Line.Time}
	s.Figures.LastMessageBy = chat.BySystem
	for i, e := range log {
		if e.Line.Action != "" {
			s.Lines = append(s.Lines, e.Line.Action)
		}
		switch at := e.Line.Time; e.Kind {
		case chat.EntryAccepted:
			s.accept(e.By, at)
		case chat.EntryTransferred:
			s.transfer(e, log[i+1:])
		case chat.EntryLeft:
			if e.By == s.holder {
				s.release(at)
				s.Queued = s.Queued || log[i+1].Kind != chat.EntryEnded
			}
		case chat.EntryText:
			s.write(e.By == visitor, at)
		case chat.EntryFile:
			s.sendFile(e.By == visitor, at)
		case chat.EntryEnded:
			s.Ended = at
			s.release(at)
		}
	}
	s.conclude(log, terms)
	return s
}

func (s *tale) accept(by chat.GUID, at time.Time) {
	if s.Started.IsZero() {
		s.Started, s.Status = at, chat.Normal
	}
	s.holder = by
	s.Agents = append(s.Agents, chat.ChatAgent{ID: int64(len(s.Agents) + 1), AgentID: by, StartTime: at})
}

// transfer is to the agent who accepts at once, or to a department, for which the chat
// waits.
func (s *tale) transfer(e chat.Entry, after []chat.Entry) {
	s.release(e.Line.Time)
	t := chat.TransferLog{ID: int64(len(s.Transfers) + 1), Type: 1, FromAgent: e.By, Time: e.Line.Time}
	if e.Line.Action == chat.AgentTransferChat {
		t.ToAgent = after[0].By
	} else {
		s.Queued = true
	}
	s.Transfers = append(s.Transfers, t)
}

func (s *tale) release(at time.Time) {
	if s.holder != (chat.GUID{}) {
		a := &s.Agents[len(s.Agents)-1]
		a.EndTime, a.Duration = at, at.Sub(a.StartTime).Truncate(time.Second)
	}
	s.holder = chat.GUID{}
}

// sendFile counts a file of the visitor as a message, which asks for an answer; one of
// an agent is neither a message nor an answer.
func (s *tale) sendFile(byVisitor bool, at time.Time) {
	if !byVisitor {
		return
	}
	s.Figures.VisitorMessages++
	if s.asked.IsZero() {
		s.asked = at
	}
}

func (s *tale) write(byVisitor bool, at time.Time) {
	if byVisitor {
		s.Figures.VisitorMessages++
		s.Figures.LastMessageBy = chat.ByVisitor
		if s.asked.IsZero() {
			s.asked = at
		}
		return
	}
	s.Figures.AgentMessages++
	s.Figures.LastMessageBy = chat.ByAgent
	if !s.asked.IsZero() {
		s.answers, s.asked = append(s.answers, at.Sub(s.asked)), time.Time{}
	}
}

// conclude computes what the whole tells.
func (s *tale) conclude(log []chat.Entry, terms chat.Terms) {
	waited := s.Ended.Sub(s.Requested)
	if s.Status == chat.Normal {
		waited = s.Started.Sub(s.Requested)
		s.Figures.Duration = s.Ended.Sub(s.Started).Truncate(time.Second)
		s.Figures.AgentDuration = s.Figures.Duration
	} else {
		s.Started = s.Requested
		last := chat.EntryRequested
		if len(log) > 1 {
			last = log[len(log)-2].Kind
		}
		over := waited >= terms.WaitAtMost
		if last != chat.EntryVisitorLeft && !over {
			s.Status = chat.Refused // nothing else ends it before the wait is over
		}
		s.either = over && slices.Contains(kindsOf(log), chat.EntryRefused)
	}
	s.Figures.WaitingTime = waited.Truncate(time.Second)
	var total time.Duration
	for _, a := range s.answers {
		total += a
	}
	if len(s.answers) > 0 {
		s.Figures.AvgResponseTime = total.Seconds() / float64(len(s.answers))
	}
	s.holder, s.asked, s.answers = chat.GUID{}, time.Time{}, nil
}
