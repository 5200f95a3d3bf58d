package main

import (
	"slices"
	"testing"

	"github.com/parleychat/parley/client"
)

func TestAWrapUpInOneLine(t *testing.T) {
	t.Parallel()
	asked := client.AskedWrapup{Categories: []client.AskedCategory{{Name: "Topic", Options: []client.CategoryOption{
		{ID: "b", Name: "Boots"}, {ID: "r", Name: "Refund, in part"}, {ID: "s", Name: "Shoes"},
	}}}}
	for text, want := range map[string][]string{
		"sold | topic: Boots": {"b"}, "sold | Topic: shoes, boots | Solved: yes": {"s", "b"},
		"sold | Topic: refund, in part": {"r"}, "sold": nil,
	} {
		w, err := readWrapup(text, asked)
		if err != nil || w.Comment != "sold" || !slices.Equal(w.Categories, want) {
			t.Errorf("%s: %+v, %v", text, w, err)
		}
	}
	for _, text := range []string{"sold | Topic: Hats", "sold | Topic: Boots, Hats", "sold | yes"} {
		if w, err := readWrapup(text, asked); !client.IsRefused(err, client.Invalid) {
			t.Errorf("%s: %+v, %v", text, w, err)
		}
	}
}
