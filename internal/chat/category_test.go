package chat_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
)

func TestChoosingReplacesTheSetAndKeepsIDs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	shoes, boots := chat.GUID{21}, chat.GUID{22}
	w.mustImport(t, &chat.Chat{ID: 1, GUID: chat.GUID{1}, Categories: []chat.WrapupCategory{{ID: 12, OptionID: shoes}, {ID: 40, OptionID: chat.GUID{23}}}})
	err := w.AddResource(t.Context(), w.ada, &chat.Category{Name: "Topic", Options: []chat.CategoryOption{{ID: shoes, Name: "Shoes"}, {ID: boots, Name: "Boots"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Choose(t.Context(), w.ada, []chat.Ref{chat.ByID(1)}, []chat.GUID{boots, shoes, boots}); err != nil {
		t.Fatal(err)
	}
	c := w.read(t, 1)
	if diff := cmp.Diff([]chat.WrapupCategory{{ID: 41, OptionID: boots}, {ID: 12, OptionID: shoes}}, c.Categories); diff != "" {
		t.Errorf("the categories (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(&chat.Wrapup{AgentID: w.ada.Agent, LastUpdated: at(0)}, c.Wrapup); diff != "" {
		t.Errorf("the wrap-up (-want +got):\n%s", diff)
	}
	w.wantEvents(t, chat.ChatStored, chat.CategoriesChosen)
	err = w.Choose(t.Context(), w.ada, []chat.Ref{chat.ByID(1)}, []chat.GUID{{99}})
	if chat.KindOf(err) != chat.KindInvalid || len(w.read(t, 1).Categories) != 2 {
		t.Errorf("an unknown option: %v", err)
	}
	list, err := w.Chosen(t.Context(), w.ada, 0, 0)
	if diff := cmp.Diff([]chat.Chosen{{ID: 12, Chat: 1, OptionID: shoes}, {ID: 41, Chat: 1, OptionID: boots}}, list); diff != "" || err != nil {
		t.Errorf("all that were chosen: %v (-want +got):\n%s", err, diff)
	}
}

func TestACategorysOptionsAreItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := &chat.Category{Name: "Topic", Options: []chat.CategoryOption{{Name: "b"}, {Name: "a"}, {Name: "first", Order: -1}}}
	err := w.AddResource(t.Context(), w.ada, first)
	if err != nil || first.Options[0].Name != "first" || first.Options[1].Name != "a" || first.Options[1].ID == (chat.GUID{}) {
		t.Fatalf("got %+v, %v", first, err)
	}
	taken := func() *chat.Category {
		return &chat.Category{Name: "Other", Options: []chat.CategoryOption{{ID: first.Options[0].ID, Name: "x"}}}
	}
	if err := w.AddResource(t.Context(), w.ada, taken()); chat.KindOf(err) != chat.KindConflict {
		t.Errorf("an option of another category: %v", err)
	}
	if err := w.AddResource(t.Context(), w.other, taken()); err != nil {
		t.Errorf("the same id on another site: %v", err)
	}
	for name, bad := range map[string]chat.Category{
		"no name":           {},
		"an unnamed option": {Name: "x", Options: []chat.CategoryOption{{}}},
		"an option twice":   {Name: "x", Options: []chat.CategoryOption{{ID: chat.GUID{1}, Name: "a"}, {ID: chat.GUID{1}, Name: "b"}}},
		"too many options":  {Name: "x", Options: make([]chat.CategoryOption, chat.MaxOptions+1)},
	} {
		if err := w.AddResource(t.Context(), w.ada, &bad); chat.KindOf(err) != chat.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	all, err := w.Resources(t.Context(), w.ada, chat.WrapupCategories, 0, 0)
	if diff := cmp.Diff([]chat.Resource{first}, all); diff != "" || err != nil {
		t.Errorf("what is left: %v (-want +got):\n%s", err, diff)
	}
}
