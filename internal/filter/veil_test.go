package filter_test

import (
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/filter"
)

// TestAVeiledConditionTellsNoText has a canary wherever somebody can have written one.
func TestAVeiledConditionTellsNoText(t *testing.T) {
	t.Parallel()
	const canary = "canary"
	words, err := filter.ParseWords(canary + ` "` + canary + ` x" -` + canary)
	if err != nil {
		t.Fatal(err)
	}
	pattern, err := filter.ParsePattern(canary + ".*")
	if err != nil {
		t.Fatal(err)
	}
	text := filter.Field{Name: "preChatEmail", Kind: filter.Text}
	form := filter.Field{Name: "customField", Kind: filter.Int, Key: canary}
	visitor := filter.Field{Name: "visitorId", Kind: filter.GUID}
	department := filter.Field{Name: "departmentId", Kind: filter.GUID}
	requested := filter.Field{Name: "requestedTime", Kind: filter.Time}
	one := filter.TextValue(canary)
	tree := filter.And{
		filter.OneOf{Field: text, Values: []filter.Value{one}},
		filter.Or{filter.Contains{Field: text, Parts: []filter.Value{one}}},
		filter.Not{X: filter.HasWords{Field: text, Query: words}},
		filter.Matches{Field: text, Pattern: pattern},
		filter.Range{Field: text, Min: &filter.Bound{Value: one}},
		filter.Exists{Field: form},
		filter.OneOf{Field: form, Values: []filter.Value{filter.IntValue(4915512345)}},
		filter.Range{Field: form, Min: &filter.Bound{Value: filter.IntValue(4915512345)}},
		filter.OneOf{Field: visitor, Values: []filter.Value{filter.GUIDValue([16]byte{1, 2, 3})}},
		filter.OneOf{Field: department, Values: []filter.Value{filter.GUIDValue([16]byte{4, 5, 6})}},
		filter.Range{Field: requested, Min: &filter.Bound{Value: filter.TimeValue(time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC))}},
	}
	if !strings.Contains(filter.Show(tree), canary) {
		t.Fatal("the control has no canary")
	}
	shown := filter.Show(filter.Veil(tree, func(f filter.Field) bool { return f.Name == "visitorId" }))
	for _, secret := range []string{canary, "010203", "4915512345"} {
		if strings.Contains(shown, secret) {
			t.Errorf("%s in %s", secret, shown)
		}
	}
	for _, seen := range []string{"preChatEmail", "not ", "visitorId", "departmentId", "04050600", "2026-01-02"} {
		if !strings.Contains(shown, seen) {
			t.Errorf("no %s in %s", seen, shown)
		}
	}
}
