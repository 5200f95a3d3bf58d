package filter

import (
	"slices"
	"strings"
)

// HasWords holds when the record's values of the field, taken together as one
// document, satisfy the query: each of its phrases lies within one value, but
// different ones may lie in different values, and no value holds an excluded
// one. The field is of kind Text.
type HasWords struct {
	Field Field
	Query WordQuery
}

func (HasWords) expr() {}

func (e HasWords) holds(values []Value) bool {
	texts := make([]analysed, len(values))
	for i, v := range values {
		texts[i].plain = plain(v.text)
	}
	found := func(p Phrase) bool {
		for i := range texts {
			if texts[i].has(p) {
				return true
			}
		}
		return false
	}
	return len(e.Query.All) > 0 &&
		!slices.ContainsFunc(e.Query.All, func(p Phrase) bool { return !found(p) }) &&
		!slices.ContainsFunc(e.Query.None, found)
}

// analysed is a text whose terms are made when they are needed.
type analysed struct {
	plain string
	terms []string
}

// has reports whether the phrase lies within the text. Most texts lack the very
// letters of some term, and need no analysis.
func (t *analysed) has(p Phrase) bool {
	for _, term := range p.Terms {
		if !strings.Contains(t.plain, term) {
			return false
		}
	}
	if t.terms == nil {
		t.terms = AppendWords(make([]string, 0, len(t.plain)/4), t.plain)
	}
	return p.within(t.terms)
}

// within reports whether the phrase's terms stand in a row among terms.
func (p Phrase) within(terms []string) bool {
	if len(p.Terms) == 0 {
		return false
	}
	for ; len(terms) >= len(p.Terms); terms = terms[1:] {
		if p.begins(terms) {
			return true
		}
	}
	return false
}

func (p Phrase) begins(terms []string) bool {
	end := len(p.Terms) - 1
	for i, want := range p.Terms[:end] {
		if terms[i] != want {
			return false
		}
	}
	return terms[end] == p.Terms[end] || (p.Prefix && strings.HasPrefix(terms[end], p.Terms[end]))
}
