package chat_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
)

// wantEvents fails unless these are the kinds of the last events of the log.
func (w *world) wantEvents(t *testing.T, want ...chat.EventKind) {
	t.Helper()
	kinds := w.events(t)
	if diff := cmp.Diff(want, kinds[max(len(kinds)-len(want), 0):]); diff != "" {
		t.Errorf("the last events (-want +got):\n%s", diff)
	}
}

func (w *world) read(t *testing.T, id int64) *chat.Chat {
	t.Helper()
	c, _, err := w.Chat(t.Context(), w.ada, chat.ByID(id), 0)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestATicketIsNotedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.mustImport(t, &chat.Chat{ID: 1, GUID: chat.GUID{1}, PreChat: chat.PreChat{Name: "Wanda", TicketID: chat.NoTicket}})
	for range 2 {
		c, _, err := w.SetTicket(t.Context(), w.ada, chat.ByGUID(chat.GUID{1}), 7, 0)
		if err != nil || c.PreChat.TicketID != 7 || c.PreChat.Name != "Wanda" {
			t.Fatalf("got %+v, %v", c, err)
		}
	}
	w.wantEvents(t, chat.ChatStored, chat.TicketChanged)
	if _, _, err := w.SetTicket(t.Context(), w.other, chat.ByID(1), 7, 0); !errors.Is(err, chat.ErrChatNotFound) {
		t.Errorf("from another site: %v", err)
	}
	for _, ticket := range []int64{0, -2} {
		if _, _, err := w.SetTicket(t.Context(), w.ada, chat.ByID(1), ticket, 0); chat.KindOf(err) != chat.KindInvalid {
			t.Errorf("ticket %d: %v", ticket, err)
		}
	}
}

func TestAWrapUpIsTheCallers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := &chat.Wrapup{AgentID: chat.GUID{9}, Comment: "before", IsAutoSubmitted: true, CategoriesName: "Shoes", Extra: chat.Extra{{Name: "x", Raw: "1"}}}
	w.mustImport(t, &chat.Chat{ID: 1, GUID: chat.GUID{1}, Wrapup: before})
	want := &chat.Wrapup{AgentID: w.ada.Agent, Comment: "after", LastUpdated: at(0), CategoriesName: "Shoes", Extra: before.Extra}
	c, _, err := w.WrapUp(t.Context(), w.ada, []chat.Ref{chat.ByID(1), chat.ByGUID(chat.GUID{1})}, "after")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, c.Wrapup); diff != "" {
		t.Errorf("the wrap-up (-want +got):\n%s", diff)
	}
	w.wantEvents(t, chat.ChatStored, chat.ChatWrappedUp)
	_, _, err = w.WrapUp(t.Context(), w.ada, []chat.Ref{chat.ByID(1), chat.ByID(2)}, "x")
	if chat.KindOf(err) != chat.KindInvalid || w.read(t, 1).Wrapup.Comment != "after" {
		t.Errorf("with two ids that disagree: %v", err)
	}
}

func TestFieldResultsReplaceEarlierOnesAndKeepTheirIDs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	solved, order := chat.GUID{40}, chat.GUID{41}
	w.mustImport(t,
		&chat.Chat{ID: 1, GUID: chat.GUID{1}, FieldResults: []chat.FieldResult{{ID: 30, FieldID: solved, Value: "asked before the chat"}}},
		&chat.Chat{ID: 2, GUID: chat.GUID{2}})
	entries := []chat.FieldEntry{
		{Chat: chat.ByID(2), FieldID: solved, Name: "Solved", Value: "no"},
		{Chat: chat.ByID(1), FieldID: solved, Value: "yes"},
		{Chat: chat.ByGUID(chat.GUID{2}), FieldID: order, Value: "A-17"},
		{Chat: chat.ByGUID(chat.GUID{2}), FieldID: solved, Value: "yes"},
	}
	for range 2 {
		if err := w.Enter(t.Context(), w.ada, entries); err != nil {
			t.Fatal(err)
		}
	}
	want := []chat.FieldResult{
		{ID: 31, FormType: chat.WrapUpForm, FieldID: solved, FieldName: "Solved", Value: "yes"},
		{ID: 32, FormType: chat.WrapUpForm, FieldID: order, Value: "A-17"},
	}
	if diff := cmp.Diff(want, w.read(t, 2).FieldResults); diff != "" {
		t.Errorf("chat 2 (-want +got):\n%s", diff)
	}
	if got := w.read(t, 1).FieldResults; len(got) != 2 || got[0].Value != "asked before the chat" || got[1].ID != 33 {
		t.Errorf("chat 1: %+v", got)
	}
	w.wantEvents(t, chat.ChatStored, chat.ChatStored, chat.ResultsEntered, chat.ResultsEntered, chat.ResultsEntered, chat.ResultsEntered)
}

func TestFieldResultsAreEnteredAllOrNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.mustImport(t, &chat.Chat{ID: 1, GUID: chat.GUID{1}})
	err := w.Enter(t.Context(), w.ada, []chat.FieldEntry{{Chat: chat.ByID(1), FieldID: chat.GUID{40}}, {Chat: chat.ByID(2), FieldID: chat.GUID{40}}})
	if !errors.Is(err, chat.ErrChatNotFound) || len(w.read(t, 1).FieldResults) != 0 {
		t.Errorf("got %v, %+v", err, w.read(t, 1).FieldResults)
	}
	if err := w.Enter(t.Context(), w.ada, make([]chat.FieldEntry, chat.MaxEntries+1)); chat.KindOf(err) != chat.KindInvalid {
		t.Errorf("too many: %v", err)
	}
	w.wantEvents(t, chat.ChatStored)
}

func TestEveryWriteNeedsItsPermission(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.mustImport(t, &chat.Chat{ID: 1, GUID: chat.GUID{1}})
	refs := []chat.Ref{chat.ByID(1)}
	for name, call := range map[string]struct {
		need chat.Permissions
		do   func(chat.Actor) error
	}{
		"the ticket": {chat.ReadChats | chat.WriteChats, func(a chat.Actor) error {
			_, _, err := w.SetTicket(t.Context(), a, refs[0], 7, 0)
			return err
		}},
		"the wrap-up": {chat.WriteChats, func(a chat.Actor) error { _, _, err := w.WrapUp(t.Context(), a, refs, "x"); return err }},
		"categories":  {chat.WriteChats, func(a chat.Actor) error { return w.Choose(t.Context(), a, refs, nil) }},
		"adding a category": {chat.ManageSettings, func(a chat.Actor) error {
			return w.AddResource(t.Context(), a, &chat.Category{Name: "Topic"})
		}},
		"changing a category": {chat.ManageSettings, func(a chat.Actor) error {
			_, err := w.ChangeResource(t.Context(), a, chat.WrapupCategories, chat.GUID{77}, func(chat.Resource) error { return nil })
			return err
		}},
		"deleting a category": {chat.ManageSettings, func(a chat.Actor) error {
			return w.DeleteResource(t.Context(), a, chat.WrapupCategories, chat.GUID{77})
		}},
		"listing categories": {chat.ReadChats, func(a chat.Actor) error {
			_, err := w.Resources(t.Context(), a, chat.WrapupCategories, 0, 0)
			return err
		}},
		"reading a category": {chat.ReadChats, func(a chat.Actor) error {
			_, err := w.Resource(t.Context(), a, chat.WrapupCategories, chat.GUID{77})
			return err
		}},
		"listing webhooks": {chat.ManageSettings, func(a chat.Actor) error {
			_, err := w.Resources(t.Context(), a, chat.Webhooks, 0, 0)
			return err
		}},
		"reading a webhook": {chat.ManageSettings, func(a chat.Actor) error {
			_, err := w.Resource(t.Context(), a, chat.Webhooks, chat.GUID{77})
			return err
		}},
		"listing chosen ones":  {chat.ReadChats, func(a chat.Actor) error { _, err := w.Chosen(t.Context(), a, 0, 0); return err }},
		"reading a chosen one": {chat.ReadChats, func(a chat.Actor) error { _, err := w.ChosenByID(t.Context(), a, 1); return err }},
		"attaching":            {chat.WriteChats, func(a chat.Actor) error { return w.Attach(t.Context(), a, refs[0], 7, chat.TimeFormat{}) }},
		"listing tickets":      {chat.ReadChats, func(a chat.Actor) error { _, err := w.Tickets(t.Context(), a, 0, 0); return err }},
		"reading a ticket":     {chat.ReadChats, func(a chat.Actor) error { _, err := w.Ticket(t.Context(), a, 7); return err }},
		"adding a ticket":      {chat.WriteChats, func(a chat.Actor) error { _, err := w.AddTicket(t.Context(), a, chat.Ticket{Subject: "x"}); return err }},
		"changing a ticket":    {chat.ReadChats | chat.WriteChats, func(a chat.Actor) error { _, err := w.ChangeTicket(t.Context(), a, 7, chat.TicketChange{}); return err }},
		"deleting a ticket":    {chat.WriteChats, func(a chat.Actor) error { return w.DeleteTicket(t.Context(), a, 7) }},
		"results":              {chat.WriteChats, func(a chat.Actor) error { return w.Enter(t.Context(), a, []chat.FieldEntry{{Chat: refs[0]}}) }},
	} {
		for bit := chat.ReadChats; bit <= chat.ManageSettings; bit <<= 1 {
			err := call.do(chat.Actor{Site: w.ada.Site, May: chat.AllPermissions &^ bit})
			if denied := chat.KindOf(err) == chat.KindDenied && err != nil; denied != (call.need&bit != 0) {
				t.Errorf("%s without %s: %v", name, bit, err)
			}
		}
	}
}
