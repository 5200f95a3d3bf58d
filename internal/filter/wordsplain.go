package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// plain reduces a text to what full text compares: folded as by Fold, in NFKC
// (so that full-width and half-width forms are one), without diacritics.
//
// What is a diacritic depends on the script. Latin and Greek letters lose their
// marks and strokes (ł, ø, æ become l, o, ae; the dotless ı becomes i). Letters
// of Cyrillic alphabets stay themselves (й, ї, ў), but ё becomes е, and stress
// marks go. Arabic loses harakat and tatweel and writes one alef, one yeh and
// one kaf; Hebrew loses its points. The vowel signs and the nukta of Indic, Thai
// and similar scripts are letters to their readers and stay, as does the voicing of Kana.
// Decimal digits of all scripts become 0 to 9.
//
// plain(Fold(s)) equals plain(s), and plain(plain(s)) equals plain(s).
func plain(s string) string {
	if folded(s) {
		return s
	}
	if p, ok := plainByRune(s); ok {
		return p
	}
	return plainByRules(s)
}

// plainByRules settles as soon as a round changes nothing: composing can yield
// a letter that folds again, and taking a mark away can let others compose.
func plainByRules(s string) string {
	for range 5 {
		p := withoutMarks(norm.NFKC.String(Fold(strings.Map(unglued, s))))
		if p == s {
			break
		}
		s = p
	}
	return s
}

// unglued parts signs from the text beside them which NFKC would spell out and
// so make part of the word.
func unglued(r rune) rune {
	switch r {
	case '™', '℠', '№':
		return ' '
	default:
		return r
	}
}

func withoutMarks(s string) string {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if r < utf8.RuneSelf {
			out = append(out, byte(r))
			continue
		}
		out = appendUnmarked(out, r)
	}
	if string(out) == s {
		return s
	}
	return string(out)
}

// appendUnmarked appends what remains of a folded rune.
func appendUnmarked(to []byte, r rune) []byte {
	if s, ok := variant(r); ok {
		return append(to, s...)
	}
	switch {
	case unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me):
		if dropped(r) {
			return to
		}
	case unicode.In(r, unicode.Latin, unicode.Greek):
		r = base(r)
	case unicode.Is(unicode.Nd, r):
		return append(to, '0'+digit(r))
	}
	return utf8.AppendRune(to, r)
}

// variant gives the usual spelling of a letter that does not decompose to it.
func variant(r rune) (string, bool) {
	switch r {
	case 'ı':
		return "i", true
	case 'ø':
		return "o", true
	case 'ł':
		return "l", true
	case 'đ', 'ð':
		return "d", true
	case 'ħ':
		return "h", true
	case 'ŧ':
		return "t", true
	case 'æ':
		return "ae", true
	case 'œ':
		return "oe", true
	case 'þ':
		return "th", true
	case 'ѐ', 'ё':
		return "е", true
	case 'ѝ':
		return "и", true
	case 'أ', 'إ', 'آ', 'ٱ':
		return "ا", true
	case 'ى', 'ی':
		return "ي", true
	case 'ک':
		return "ك", true
	case '\u0640': // tatweel only stretches a word
		return "", true
	case '\u200B': // where a line may break between words that show no space
		return " ", true
	default:
		return "", false
	}
}

// dropped reports whether a mark or format character is a diacritic or invisible.
func dropped(r rune) bool {
	return unicode.Is(unicode.Cf, r) ||
		unicode.In(r, unicode.Inherited, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Arabic, unicode.Hebrew, unicode.Syriac)
}

// base is the letter that r decomposes to, or r.
func base(r rune) rune {
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], r)
	if d := norm.NFD.Properties(buf[:n]).Decomposition(); len(d) > 0 {
		r, _ = utf8.DecodeRune(d)
	}
	return r
}

// digit is the value of a decimal digit: each range of Nd is made of whole
// sequences from zero to nine.
func digit(r rune) byte {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return byte((r - rune(t.Lo)) % 10)
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return byte((r - rune(t.Lo)) % 10)
		}
	}
	return 0
}
