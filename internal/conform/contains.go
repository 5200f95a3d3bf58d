package conform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Contains reports where the JSON got lacks something of the JSON want. Every
// member that want has must be in got, of the same type and value; lists must be
// equally long and in the same order. Got may have more members. Two texts in
// want are no values: "@absent" says that the member must not be there, and
// "@has WORDS" that the text must have these words in it. A list that begins with
// "@some" means that got has its other items in this order, among any more.
func Contains(want, got []byte) error {
	w, err := decode(want)
	if err != nil {
		return fmt.Errorf("the expected JSON: %w", err)
	}
	g, err := decode(got)
	if err != nil {
		return fmt.Errorf("the answer's JSON: %w: %.300s", err, got)
	}
	return contains("", w, g)
}

func decode(raw []byte) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("something follows the end of the value")
	}
	return v, nil
}

func contains(path string, want, got any) error {
	switch want := want.(type) {
	case map[string]any:
		return containsMembers(path, want, got)
	case []any:
		return containsItems(path, want, got)
	case json.Number:
		if number, ok := got.(json.Number); ok && sameNumber(want, number) {
			return nil
		}
	case string:
		text, ok := got.(string)
		words, part := strings.CutPrefix(want, "@has ")
		if ok && (text == want || part && strings.Contains(text, words)) {
			return nil
		}
	default:
		if want == got {
			return nil
		}
	}
	return fmt.Errorf("%s is %s, want %s", name(path), shown(got), shown(want))
}

func containsMembers(path string, want map[string]any, got any) error {
	members, ok := got.(map[string]any)
	if !ok {
		return fmt.Errorf("%s is %s, want an object", name(path), shown(got))
	}
	for key, w := range want {
		g, there := members[key]
		switch {
		case w == "@absent" && there:
			return fmt.Errorf("%s is there", path+"."+key)
		case w == "@absent":
		case !there:
			return fmt.Errorf("%s is missing", path+"."+key)
		default:
			if err := contains(path+"."+key, w, g); err != nil {
				return err
			}
		}
	}
	return nil
}

func containsItems(path string, want []any, got any) error {
	items, ok := got.([]any)
	if !ok {
		return fmt.Errorf("%s is %s, want a list", name(path), shown(got))
	}
	if len(want) > 0 && want[0] == "@some" {
		return containsSome(path, want[1:], items)
	}
	if len(items) != len(want) {
		return fmt.Errorf("%s has %d items, want %d: %s", name(path), len(items), len(want), shown(got))
	}
	for i := range want {
		if err := contains(fmt.Sprintf("%s[%d]", path, i), want[i], items[i]); err != nil {
			return err
		}
	}
	return nil
}

// containsSome finds wanted items among others.
func containsSome(path string, want, items []any) error {
	for _, w := range want {
		i := slices.IndexFunc(items, func(item any) bool { return contains(path, w, item) == nil })
		if i < 0 {
			return fmt.Errorf("%s lacks %s, or not in this order: %s", name(path), shown(w), shown(items))
		}
		items = items[i+1:]
	}
	return nil
}

// sameNumber tells 6.0 from 6: the API's floats always have a decimal point.
func sameNumber(a, b json.Number) bool {
	if a == b {
		return true
	}
	x, err1 := a.Float64()
	y, err2 := b.Float64()
	whole := func(n json.Number) bool { return !strings.ContainsAny(string(n), ".eE") }
	return err1 == nil && err2 == nil && x == y && !whole(a) && !whole(b)
}

func name(path string) string {
	if path == "" {
		return "the answer"
	}
	return path
}

func shown(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if len(raw) > 200 {
		return string(raw[:200]) + "…"
	}
	return string(raw)
}
