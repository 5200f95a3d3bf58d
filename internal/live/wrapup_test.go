package live_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/live"
)

// closing stores a campaign that asks a field in the wrap-up and one after the chat, and
// a category; all are required.
func (w *world) closing(t *testing.T) (campaign, solved, again, option string) {
	t.Helper()
	wrapup := &chat.FormField{ID: uuid.New(), Name: "Solved", IsRequired: true}
	survey := &chat.FormField{ID: uuid.New(), Name: "Come again", IsRequired: true}
	topic := &chat.Category{ID: uuid.New(), Name: "Topic", IsRequired: true, Options: []chat.CategoryOption{{ID: uuid.New(), Name: "Boots"}}}
	shop := &chat.Campaign{ID: uuid.New(), Name: "Shop", Wrapup: []chat.AskedField{{FieldID: wrapup.ID}}, PostChat: []chat.AskedField{{FieldID: survey.ID}}}
	w.keep(t, wrapup, survey, topic, shop)
	return shop.ID.String(), wrapup.ID.String(), survey.ID.String(), topic.Options[0].ID.String()
}

func (c *client) expectWrapup(due bool, comment string) frame {
	c.t.Helper()
	return c.expect("the wrap-up "+comment, func(f frame) bool {
		return f.Type == "wrapup" && f.Chat == c.chat && f.Due == due && (f.Given == nil) == (comment == "") && (comment == "" || f.Given.Comment == comment)
	})
}

func TestAnAgentIsToldWhatTheWrapUpAsksAndWrapsUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	campaign, solved, again, option := w.closing(t)
	a := w.online(t, "ada")
	v, _ := w.visitor(t, "")
	v.chat = v.do("request", "campaign", campaign).Chat
	a.chat = v.chat
	a.expectState("offered")
	a.do("accept")
	asked := a.expectWrapup(false, "")
	if len(asked.Fields) != 1 || asked.Fields[0].FieldID != solved || asked.Fields[0].Type != "text" || len(asked.Categories) != 1 || asked.Categories[0].Name != "Topic" {
		t.Errorf("%+v", asked)
	}
	a.do("wrapup", "comment", "so far")
	a.expectWrapup(false, "so far")
	if f := v.try("wrapup", "comment", "mine"); f.Code != "invalid" {
		t.Errorf("a visitor wraps up: %+v", f)
	}
	a.do("end")
	a.expectWrapup(true, "so far")
	answer := []map[string]any{{"fieldId": solved, "value": "yes"}}
	for _, less := range [][]any{{"fields", answer}, {"categories", []string{option}}, {"categories", []string{"Boots"}, "fields", answer}} {
		if f := a.try("wrapup", less...); f.Type != "error" || f.Code != "invalid" {
			t.Errorf("%v: %+v", less, f)
		}
	}
	a.do("wrapup", "comment", "sold", "categories", []string{option}, "fields", answer)
	a.expectWrapup(false, "sold")
	if f := v.try("survey", "rating", 4); f.Code != "invalid" {
		t.Errorf("a survey without a field that is required: %+v", f)
	}
	v.do("survey", "rating", 4, "fields", []map[string]any{{"fieldId": again, "value": "no"}})
	record := w.record(t, a.chat)
	if record.Wrapup == nil || record.Wrapup.Comment != "sold" || len(record.Categories) != 1 || len(record.FieldResults) != 2 || record.FieldResults[1].Value != "no" {
		t.Errorf("%+v %+v %+v", record.Wrapup, record.Categories, record.FieldResults)
	}
	back := w.agent(t, "ada") // is told again
	back.chat = a.chat
	back.expectWrapup(false, "sold")
}

// TestAWrapUpByTheAPIIsToldToTheAgent has the record changed on another node, whose news
// do not come.
func TestAWrapUpByTheAPIIsToldToTheAgent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	node := w.another(t, bus.NewPolled(bus.NewLocal(), w.db.LastEvent, log).WithParts(w.db.Parts), live.Options{Limits: patient, Log: log})
	campaign, solved, _, option := w.closing(t)
	a := node.online(t, "ada")
	v, _ := node.visitor(t, "")
	v.chat = v.do("request", "campaign", campaign).Chat
	a.chat = v.chat
	a.expectState("offered")
	a.do("accept")
	a.do("end")
	a.expect("that the wrap-up is due", func(f frame) bool { return f.Type == "wrapup" && f.Due })
	ref, ada := chat.ByGUID(uuid.MustParse(a.chat)), w.tokens["ada"]
	service := chat.NewService(w.db, nil, w.bus, time.Now)
	if err := service.Enter(t.Context(), ada, []chat.FieldEntry{{Chat: ref, FieldID: uuid.MustParse(solved), Name: "Solved", Value: "yes"}}); err != nil {
		t.Fatal(err)
	}
	given := a.expect("the field", func(f frame) bool { return f.Type == "wrapup" && f.Given != nil }).Given
	if len(given.Fields) != 1 || given.Fields[0].Value != "yes" {
		t.Errorf("%+v", given)
	}
	if err := service.Choose(t.Context(), ada, []chat.Ref{ref}, []chat.GUID{uuid.MustParse(option)}); err != nil {
		t.Fatal(err)
	}
	a.expect("that nothing is missing", func(f frame) bool { return f.Type == "wrapup" && !f.Due && len(f.Given.Categories) == 1 })
	if _, _, err := service.WrapUp(t.Context(), ada, []chat.Ref{ref}, "sold"); err != nil {
		t.Fatal(err)
	}
	a.expectWrapup(false, "sold")
}

func TestWhoDoesNotWrapAChatUpIsNotAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.closing(t)
	_, a, _ := w.accepted(t)
	a.expectWrapup(false, "") // of the category
	b := w.online(t, "bob")
	b.chat = a.chat
	b.do("watch")
	b.expectState("active")
	b.do("leave")
	for {
		f := b.next("the end of watching")
		if f.Type == "wrapup" {
			t.Errorf("%+v", f)
		}
		if f.Type == "gone" {
			return
		}
	}
}
