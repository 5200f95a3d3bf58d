package filter

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Mark is where a text has a phrase of a query: the bytes from Start to End, which
// are whole characters as a reader sees them.
type Mark struct {
	Start, End int
	Phrase     int // its number in WordQuery.All
}

// Marks finds the phrases of q.All in a text as it was written, in the order of
// their beginnings. What a mark covers has the phrase when it stands alone, and a
// text that has a phrase has a mark of it. A word that a prefix finds is marked
// whole.
func (q WordQuery) Marks(text string) []Mark {
	whole := analysed{plain: plain(text)}
	var marks []Mark
	var a *alignment
	for n, p := range q.All {
		if !whole.has(p) {
			continue
		}
		if a == nil {
			a = align(text, whole.terms)
		}
		marks = a.find(marks, p, n)
	}
	slices.SortStableFunc(marks, func(a, b Mark) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	return marks
}

// alignment tells where in a text its terms were written. The text is cut into
// pieces whose plain forms, joined, are the plain form of the whole.
type alignment struct {
	plain   strings.Builder
	inPlain []int // where each piece begins in the plain form
	inText  []int // and in the text; one more is the text's end
	terms   []string
	spans   []span // of the terms, in the plain form
}

type span struct{ from, to int }

// align takes the terms that the text is known to have. If it cannot find the same
// ones piece by piece, the whole text is one piece.
func align(text string, terms []string) *alignment {
	a := &alignment{}
	for g := graphemes.FromString(text); g.Next(); {
		if at := g.Start(); at == 0 || parted(text[at:]) {
			a.inText = append(a.inText, at)
		}
	}
	a.inText = append(a.inText, len(text))
	if a.analyse(text); !slices.Equal(a.terms, terms) {
		a = &alignment{inText: []int{0, len(text)}}
		a.analyse(text)
	}
	return a
}

// parted reports whether what s begins with never joins what stands before it.
func parted(s string) bool {
	if s[0] < utf8.RuneSelf {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s)
	if p := plainRuneOf(r); p != nil {
		return p.alone || r == utf8.RuneError
	}
	return newPlainRune(r).alone
}

func (a *alignment) analyse(text string) {
	for i, from := range a.inText[:len(a.inText)-1] {
		a.inPlain = append(a.inPlain, a.plain.Len())
		a.plain.WriteString(plain(text[from:a.inText[i+1]]))
	}
	for t := (terms{plain: a.plain.String()}); t.next(); {
		a.terms = append(a.terms, t.term)
		a.spans = append(a.spans, span{t.from, t.from + len(t.term)})
	}
}

// find adds a mark for each place of the phrase.
func (a *alignment) find(marks []Mark, p Phrase, n int) []Mark {
	last := len(p.Terms) - 1
	for i := range a.terms[:max(len(a.terms)-last, 0)] {
		if !p.begins(a.terms[i:]) {
			continue
		}
		from, to := a.spans[i].from, a.spans[i+last].to
		if class, _ := classAt(p.Terms[last], 0); p.Prefix && class == dense {
			to = a.spans[i+last].from + len(p.Terms[last]) // not the character behind
		}
		marks = append(marks, Mark{Start: a.inText[a.piece(from)], End: a.inText[a.piece(to-1)+1], Phrase: n})
	}
	return marks
}

// piece is the one that a byte of the plain form comes from.
func (a *alignment) piece(at int) int {
	return sort.SearchInts(a.inPlain, at+1) - 1
}
