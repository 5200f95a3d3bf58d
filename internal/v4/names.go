package v4

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Names on the wire (members, filters, parameters, paths) match in any letter
// case. All names are ASCII, so only ASCII letters are folded: no Unicode
// look-alike of a known name is ever taken for it.

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// foldName maps names that count as the same to one string.
func foldName(s string) string {
	for i := range len(s) {
		if s[i] != lower(s[i]) {
			return strings.Map(func(r rune) rune {
				if r < utf8.RuneSelf {
					return rune(lower(byte(r)))
				}
				return r
			}, s)
		}
	}
	return s
}

func sameName(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	if a == b {
		return true
	}
	for i := range len(a) {
		if a[i] != b[i] && lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func compareNames(a, b string) int {
	for i := range min(len(a), len(b)) {
		if c := cmp.Compare(lower(a[i]), lower(b[i])); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a), len(b))
}

// clip shortens a caller's text for an error message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return fmt.Sprintf("%s… (%d bytes)", s[:cut], len(s))
}
