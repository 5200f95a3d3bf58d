package filter

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// plainByRune does the work of plainByRules, many times faster, for texts of
// runes that become the same whatever stands beside them. Most texts are such.
func plainByRune(s string) (string, bool) {
	var out strings.Builder
	out.Grow(len(s) + len(s)/8)
	changed := false
	above := uint8(0)
	for i := 0; i < len(s); {
		if n := settledRun(s[i:]); n > 0 {
			out.WriteString(s[i : i+n])
			i, above = i+n, 0
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		p := plainRuneOf(r)
		if p == nil || !p.alone || (p.class != 0 && p.class < above) {
			return "", false
		}
		if p.kept {
			above = p.class
		}
		out.WriteString(p.text)
		changed = changed || !p.same
		i += size
	}
	if !changed {
		return s, true
	}
	return out.String(), true
}

// settledRun is the length of the ASCII text, or the one ideograph or syllable,
// that s begins with and that is plain.
func settledRun(s string) int {
	for i := range len(s) {
		if c := s[i]; c == 0 || c >= utf8.RuneSelf || (c >= 'A' && c <= 'Z') {
			if i == 0 && c >= 0xE3 {
				if r, size := utf8.DecodeRuneInString(s); ideographOrSyllable(r) {
					return size
				}
			}
			return i
		}
	}
	return len(s)
}

// plainRune is what a rune becomes in a plain text.
type plainRune struct {
	text  string
	same  bool  // it stays as it is
	alone bool  // whatever stands beside it
	kept  bool  // it is not taken away
	class uint8 // of a kept mark: its place in the order of marks, else 0
}

const (
	pageSize = 256
	pages    = 0x20000 / pageSize // the planes of living scripts and of emoji
)

// plainPages are tables of plainRunes, each made when a text first needs it.
var plainPages = func() (all [pages]func() *[pageSize]plainRune) {
	for i := range all {
		all[i] = sync.OnceValue(func() *[pageSize]plainRune { return plainPage(rune(i * pageSize)) })
	}
	return all
}()

// plainRuneOf looks a rune up; nil when it is in none of the pages.
func plainRuneOf(r rune) *plainRune {
	if page := int(r / pageSize); page < pages {
		return &plainPages[page]()[r%pageSize]
	}
	return nil
}

func plainPage(first rune) *[pageSize]plainRune {
	var page [pageSize]plainRune
	for i := range page {
		page[i] = newPlainRune(first + rune(i))
	}
	return &page
}

// newPlainRune applies the rules to a rune. It is alone when neither it nor what
// it becomes ever joins or passes what stands before it; what stands behind it
// is asked the same.
func newPlainRune(r rune) plainRune {
	s := string(r)
	text := plainByRules(s)
	p := plainRune{text: text, same: text == s, kept: text != ""}
	switch {
	case r == utf8.RuneError || !utf8.ValidRune(r):
	case unicode.Is(settledMarks, r):
		p.alone = true
		if p.kept {
			p.class = norm.NFKC.PropertiesString(s).CCC()
		}
	default:
		p.alone = norm.NFKC.PropertiesString(s).BoundaryBefore() && norm.NFKC.PropertiesString(Fold(s)).BoundaryBefore() &&
			(text == "" || norm.NFKC.PropertiesString(text).BoundaryBefore())
	}
	return p
}

// settledMarks are the marks of running text that never compose with a letter.
var settledMarks = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x0591, Hi: 0x05BD, Stride: 1},                                      // Hebrew points
	{Lo: 0x064B, Hi: 0x0652, Stride: 1},                                      // Arabic harakat
	{Lo: 0x0900, Hi: 0x0902, Stride: 1}, {Lo: 0x0941, Hi: 0x094D, Stride: 1}, // Devanagari
	{Lo: 0x0E31, Hi: 0x0E31, Stride: 1}, {Lo: 0x0E34, Hi: 0x0E3A, Stride: 1}, {Lo: 0x0E47, Hi: 0x0E4E, Stride: 1}, // Thai
	{Lo: 0xFE0E, Hi: 0xFE0F, Stride: 1}, // text or emoji
}}
