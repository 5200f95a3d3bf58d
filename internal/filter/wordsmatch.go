package filter

import (
	"slices"
	"strings"
	"unicode/utf8"
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

// has reports whether the phrase lies within the text. Most texts lack some
// term so plainly that they need no analysis.
func (t *analysed) has(p Phrase) bool {
	for i, term := range p.Terms {
		if !mayHold(t.plain, term, p.Prefix && i == len(p.Terms)-1) {
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

// mayHold is false only for a plain text that lacks the term.
func mayHold(plain, term string, prefix bool) bool {
	class, _ := classAt(term, 0)
	open := prefix || len(term) > maxTerm-utf8.UTFMax // it may have been cut
	for at := 0; ; at++ {
		i := strings.Index(plain[at:], term)
		if i < 0 {
			return false
		}
		at += i
		if class != letter || (!endsInLetter(plain[:at]) && (open || !startsInLetter(plain[at+len(term):]))) {
			return true
		}
	}
}

func startsInLetter(s string) bool {
	if s == "" {
		return false
	}
	class, _ := classAt(s, 0)
	return class == letter || class == mark
}

// endsInLetter leaves marks out: whether one separates, its letter decides.
func endsInLetter(s string) bool {
	_, size := utf8.DecodeLastRuneInString(s)
	if size == 0 {
		return false
	}
	class, _ := classAt(s, len(s)-size)
	return class == letter
}
