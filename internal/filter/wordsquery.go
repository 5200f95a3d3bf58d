package filter

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The limits of a query's text.
const (
	maxWordsText = 1024 // bytes
	maxWords     = 32   // words and phrases
	maxTerms     = 128  // of all phrases together
)

// WordQuery is what a full text search asks for, made by ParseWords: every one
// of All and none of None. The zero WordQuery finds nothing.
type WordQuery struct {
	All, None []Phrase
}

// Phrase is a sequence of terms that follow one another in one value. With
// Prefix the last one need only begin so. A word is a phrase too, mostly of one
// term.
type Phrase struct {
	Terms  []string
	Prefix bool
}

// SyntaxError tells a caller what is wrong with a query's or a pattern's text.
type SyntaxError struct{ Reason string }

// Error is the reason.
func (e *SyntaxError) Error() string { return e.Reason }

// ParseWords reads a query: words, in any order, all of them required;
// "words in quotation marks" that follow one another; refun* for all words that
// begin so; a minus before a word or a quotation for what must not occur. In
// scripts that are cut into pairs a word is found within a longer run, too.
// What holds neither letter nor digit nor symbol is passed over, an
// unclosed quotation ends with the text.
//
// A query with nothing to look for, with exclusions only, of more than 32 words
// and quotations, of more than 128 terms, or of more than 1 KiB is a *SyntaxError.
func ParseWords(s string) (WordQuery, error) {
	var q WordQuery
	if len(s) > maxWordsText {
		return q, &SyntaxError{fmt.Sprintf("the words to search for are longer than %d bytes", maxWordsText)}
	}
	terms := 0
	for s = trimSpace(s); s != ""; s = trimSpace(s) {
		var part queryPart
		part, s = cutPart(s)
		phrase := part.phrase()
		terms += len(phrase.Terms)
		switch {
		case len(phrase.Terms) == 0:
		case part.excluded:
			q.None = append(q.None, phrase)
		default:
			q.All = append(q.All, phrase)
		}
	}
	switch {
	case len(q.All)+len(q.None) > maxWords || terms > maxTerms:
		return WordQuery{}, &SyntaxError{fmt.Sprintf("more than %d words, or %d parts of words, to search for", maxWords, maxTerms)}
	case len(q.All) == 0 && len(q.None) > 0:
		return WordQuery{}, &SyntaxError{"only words to exclude and none to search for"}
	case len(q.All) == 0:
		return WordQuery{}, &SyntaxError{"no word to search for"}
	}
	return q, nil
}

func trimSpace(s string) string { return strings.TrimLeftFunc(s, unicode.IsSpace) }

// queryPart is a word or a quotation as it was written.
type queryPart struct {
	text           string
	excluded, star bool
}

// cutPart takes the first part off a query that does not begin with a space.
func cutPart(s string) (part queryPart, rest string) {
	if r, n := utf8.DecodeRuneInString(s); (r == '-' || r == '－') && len(s) > n {
		part.excluded, s = true, s[n:]
	}
	if r, n := utf8.DecodeRuneInString(s); quotes(r) {
		part.text, rest = cutFunc(s[n:], quotes)
		if r, n = utf8.DecodeRuneInString(rest); quotes(r) {
			rest = rest[n:]
		}
		rest, part.star = cutStar(rest)
		return part, rest
	}
	part.text, rest = cutFunc(s, func(r rune) bool { return quotes(r) || unicode.IsSpace(r) })
	part.text, part.star = strings.CutSuffix(part.text, "*")
	return part, rest
}

func cutStar(s string) (rest string, star bool) { return strings.CutPrefix(s, "*") }

// cutFunc splits s before the first rune that ends it.
func cutFunc(s string, ends func(rune) bool) (before, rest string) {
	if i := strings.IndexFunc(s, ends); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

// quotes recognises the quotation marks that keyboards and phones put.
func quotes(r rune) bool { return strings.ContainsRune("\"“”„«»＂", r) }

// phrase analyses the part. The pairs of a run already say all its characters;
// its last one alone would ask for the run to end there. A single character is
// asked for as the beginning of a pair, since it may stand before any other.
func (p queryPart) phrase() Phrase {
	phrase := Phrase{Prefix: p.star}
	var kind, before termKind
	for t := newTerms(p.text); t.next(); {
		phrase.Terms = append(phrase.Terms, t.term)
		before, kind = kind, t.kind
	}
	switch {
	case kind == last && before == pair:
		phrase.Terms = slices.Delete(phrase.Terms, len(phrase.Terms)-1, len(phrase.Terms))
		phrase.Prefix = false
	case kind == last:
		phrase.Prefix = true
	}
	return phrase
}
