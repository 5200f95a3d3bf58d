package filter

import (
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold maps texts that differ only in letter case or in their Unicode
// composition to one text, so that plain comparison of folded texts ignores
// both. NUL, which not every database can hold, and bytes that are not UTF-8
// become U+FFFD. Fold(Fold(s)) equals Fold(s).
func Fold(s string) string {
	if folded(s) {
		return s
	}
	if ascii(s) {
		return strings.ToLower(s)
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	// Composing can yield a letter that folds again; the second round settles it.
	for range 2 {
		s = norm.NFC.String(cases.Fold().String(s))
	}
	return s
}

// folded reports whether s is plain ASCII without capitals, by far the most
// common text, which Fold leaves as it is.
func folded(s string) bool {
	for i := range len(s) {
		if c := s[i]; c == 0 || c >= 0x80 || (c >= 'A' && c <= 'Z') {
			return false
		}
	}
	return true
}

// ascii reports whether s is plain ASCII, whose letters alone fold.
func ascii(s string) bool {
	for i := range len(s) {
		if c := s[i]; c == 0 || c >= 0x80 {
			return false
		}
	}
	return true
}
