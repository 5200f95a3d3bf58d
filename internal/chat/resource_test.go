package chat_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
)

func TestNamesAreThereOnceButWhatAnImportBroughtMayStay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := &chat.Skill{ID: chat.GUID{41}, Name: "Dutch"}, &chat.Skill{ID: chat.GUID{42}, Name: "DUTCH"}
	err := w.store.Update(t.Context(), w.ada.Site, func(ctx context.Context, tx chat.Tx) error {
		return tx.Keep(ctx, &chat.Related{Skills: map[chat.GUID]*chat.Skill{one.ID: one, two.ID: two}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.AddResource(t.Context(), w.ada, &chat.Skill{Name: "dutch"}); chat.KindOf(err) != chat.KindConflict {
		t.Errorf("a third one: %v", err)
	}
	describe := func(r chat.Resource) error {
		if s, ok := r.(*chat.Skill); ok {
			s.Description = "spoken"
		}
		return nil
	}
	if _, err := w.ChangeResource(t.Context(), w.ada, chat.Skills, two.ID, describe); err != nil {
		t.Errorf("a change of something else: %v", err)
	}
	if err := w.AddResource(t.Context(), w.ada, &chat.Skill{Name: "French"}); err != nil {
		t.Errorf("another name: %v", err)
	}
	rename := func(r chat.Resource) error {
		if s, ok := r.(*chat.Skill); ok {
			s.Name = "french"
		}
		return nil
	}
	if _, err := w.ChangeResource(t.Context(), w.ada, chat.Skills, two.ID, rename); chat.KindOf(err) != chat.KindConflict {
		t.Errorf("renamed to one that is there: %v", err)
	}
}

func TestAChangeThatIsRefusedChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := &chat.Department{ID: chat.GUID{51}, Name: "Sales", AgentIDs: []chat.GUID{w.ada.Agent}}
	if err := w.AddResource(t.Context(), w.ada, before); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*chat.Department)
		want   chat.ErrorKind
	}{
		"no name":          {func(d *chat.Department) { d.Name = "" }, chat.KindInvalid},
		"an unknown agent": {func(d *chat.Department) { d.AgentIDs = []chat.GUID{{99}} }, chat.KindInvalid},
		"another id":       {func(d *chat.Department) { d.ID = chat.GUID{52} }, chat.KindInvalid},
		"too many agents":  {func(d *chat.Department) { d.AgentIDs = make([]chat.GUID, chat.MaxMembers+1) }, chat.KindInvalid},
	} {
		_, err := w.ChangeResource(t.Context(), w.ada, chat.Departments, before.ID, func(r chat.Resource) error {
			if d, ok := r.(*chat.Department); ok {
				c.change(d)
			}
			return nil
		})
		if err == nil || chat.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
		got, err := w.Resource(t.Context(), w.ada, chat.Departments, before.ID)
		if diff := cmp.Diff(chat.Resource(before), got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}

func TestWhatIsNeededIsNotDeleted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	field := &chat.FormField{Name: "Size"}
	campaign := &chat.Campaign{Name: "Shop"}
	for _, r := range []chat.Resource{field, campaign} {
		if err := w.AddResource(t.Context(), w.ada, r); err != nil {
			t.Fatal(err)
		}
	}
	ask := func(fields []chat.AskedField) {
		t.Helper()
		_, err := w.ChangeResource(t.Context(), w.ada, chat.Campaigns, campaign.ID, func(r chat.Resource) error {
			if c, ok := r.(*chat.Campaign); ok {
				c.Wrapup = fields
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	ask([]chat.AskedField{{FieldID: field.ID}})
	if err := w.DeleteResource(t.Context(), w.ada, chat.FormFields, field.ID); chat.KindOf(err) != chat.KindConflict {
		t.Errorf("a field that is asked: %v", err)
	}
	ask(nil)
	if err := w.DeleteResource(t.Context(), w.ada, chat.FormFields, field.ID); err != nil {
		t.Errorf("a field that nobody asks: %v", err)
	}
	if err := w.DeleteResource(t.Context(), w.ada, chat.Agents, w.ada.Agent); chat.KindOf(err) != chat.KindConflict {
		t.Errorf("oneself: %v", err)
	}
}

func TestACollectionCanBeFull(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	skills := map[chat.GUID]*chat.Skill{}
	for i := range chat.MaxResources - 1 {
		id := chat.GUID{byte(i >> 8), byte(i), 1}
		skills[id] = &chat.Skill{ID: id, Name: fmt.Sprint(i)}
	}
	err := w.store.Update(t.Context(), w.ada.Site, func(ctx context.Context, tx chat.Tx) error {
		return tx.Keep(ctx, &chat.Related{Skills: skills})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.AddResource(t.Context(), w.ada, &chat.Skill{Name: "the last one"}); err != nil {
		t.Error(err)
	}
	if err := w.AddResource(t.Context(), w.ada, &chat.Skill{Name: "one too many"}); chat.KindOf(err) != chat.KindConflict {
		t.Errorf("one too many: %v", err)
	}
}
