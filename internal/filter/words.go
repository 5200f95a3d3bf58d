package filter

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// Gap is a text that no term equals. An index that keeps the values of a field
// as one document puts it between two of them, so that no phrase spans both.
const Gap = "\uFFFD"

// maxTerm is the most bytes of a term. What is longer (base64, hashes) is cut,
// in texts and in queries alike.
const maxTerm = 64

// Words gives the terms of a text, in sequence: what full text can find in it.
// Texts that differ only in letter case, diacritics, width or composition have
// the same terms; Words(Fold(s)) equals Words(s).
//
// A term is one of three things:
//   - a run of letters and digits, cut after 64 bytes;
//   - in scripts that write no spaces, or whose words change at their ends
//     (Han, Kana, Hangul, Thai, Lao, Khmer, Burmese …), each character together
//     with the next one of its run; the last one alone;
//   - an emoji or similar symbol.
//
// All else only separates. An e-mail address is therefore several terms, and so
// is "RMA-2024": each part is found, and the whole as a phrase.
func Words(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for s := newTerms(text); s.next(); {
			if !yield(s.term) {
				return
			}
		}
	}
}

// AppendWords appends the terms of a text, see Words.
func AppendWords(to []string, text string) []string {
	for s := newTerms(text); s.next(); {
		to = append(to, s.term)
	}
	return to
}

// terms walks over the terms of a text. They are parts of its plain form, so
// that a text without the term's bytes in its plain form lacks the term.
type terms struct {
	plain string
	at    int
	from  int // where the term stands
	term  string
	kind  termKind
}

type termKind uint8

const (
	word termKind = iota + 1
	symbol
	pair // a character and the next one of its run
	last // the last character of a run, or the only one
)

func newTerms(text string) terms { return terms{plain: plain(text)} }

// next moves to the next term and reports whether there is one.
func (t *terms) next() bool {
	for t.at < len(t.plain) {
		class, size := classAt(t.plain, t.at)
		switch class {
		case letter:
			t.word()
			return true
		case emblem:
			t.take(symbol, t.at+size, t.at+size)
			return true
		case dense:
			t.character()
			return true
		default:
			t.at += size
		}
	}
	return false
}

// word takes a run of letters, digits and their marks.
func (t *terms) word() {
	end := t.at
	for end < len(t.plain) {
		class, size := classAt(t.plain, end)
		if class != letter && class != mark {
			break
		}
		end += size
	}
	t.take(word, end, end)
}

// character takes one character of a run and what follows it there.
func (t *terms) character() {
	next := t.characterEnd(t.at)
	if next < len(t.plain) {
		if class, _ := classAt(t.plain, next); class == dense {
			t.take(pair, t.characterEnd(next), next)
			return
		}
	}
	t.take(last, next, next)
}

// characterEnd finds the end of the character at i, its marks included.
func (t *terms) characterEnd(i int) int {
	_, size := classAt(t.plain, i)
	for i += size; i < len(t.plain); i += size {
		var class runeClass
		if class, size = classAt(t.plain, i); class != mark {
			break
		}
	}
	return i
}

// take makes the bytes up to end the term, and goes on at next.
func (t *terms) take(kind termKind, end, next int) {
	if end > t.at+maxTerm {
		end = t.at + maxTerm
		for !utf8.RuneStart(t.plain[end]) {
			end--
		}
	}
	t.kind, t.from, t.term, t.at = kind, t.at, t.plain[t.at:end], next
}

type runeClass uint8

const (
	separator runeClass = iota
	letter              // or digit
	mark                // belongs to what stands before it, separates without
	dense               // a letter of a script that is cut into pairs
	emblem              // says something all by itself
)

// classAt classifies the rune at i of a plain text and tells its size.
func classAt(s string, i int) (runeClass, int) {
	if c := s[i]; c < utf8.RuneSelf {
		if ('a' <= c && c <= 'z') || ('0' <= c && c <= '9') {
			return letter, 1
		}
		return separator, 1
	}
	r, size := utf8.DecodeRuneInString(s[i:])
	return classOf(r), size
}

func classOf(r rune) runeClass {
	switch {
	case ideographOrSyllable(r):
		return dense
	case unicode.In(r, unicode.L, unicode.Nd, unicode.Nl):
		if r >= firstDense && unicode.In(r, denseScripts...) || sharedDense(r) {
			return dense
		}
		return letter
	case unicode.IsMark(r):
		return mark
	case r >= firstEmblem && r != utf8.RuneError && unicode.Is(unicode.So, r):
		return emblem
	default:
		return separator
	}
}

// ideographOrSyllable recognises the bulk of Chinese, Japanese and Korean.
func ideographOrSyllable(r rune) bool {
	return ('一' <= r && r <= '\u9FFF') || ('ぁ' <= r && r <= 'ゖ') || ('ァ' <= r && r <= 'ヺ') || ('가' <= r && r <= '힣') || r == 'ー'
}

// sharedDense recognises letters of denseScripts that several of them share, so that
// they count as being of none: marks of repeated Kana, and the closing mark 〆.
func sharedDense(r rune) bool { return ('〱' <= r && r <= '〵') || r == '〆' }

const (
	firstDense  = '\u0E00' // the first of denseScripts, Thai
	firstEmblem = '\u2300' // symbols below are signs within texts, such as © and °
)

// denseScripts are those that UAX #29 does not cut into words, and Hangul,
// whose particles are joined to the word that one would look for.
var denseScripts = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
	unicode.Tai_Le, unicode.New_Tai_Lue, unicode.Tai_Tham, unicode.Tai_Viet, unicode.Ahom,
	unicode.Tangut, unicode.Nushu, unicode.Khitan_Small_Script,
}
