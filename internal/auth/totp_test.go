package auth

import (
	"testing"
	"time"
)

// The vectors of RFC 6238, appendix B, for SHA-1, whose last six digits are codes of six.
func TestCodesAreThoseOfTheRFC(t *testing.T) {
	t.Parallel()
	secret := []byte("12345678901234567890")
	for at, code := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got := codeAt(secret, at/30); got != code[2:] {
			t.Errorf("at %d: %s, want %s", at, got, code[2:])
		}
	}
}

func TestClocksMayDifferByAStep(t *testing.T) {
	t.Parallel()
	secret, now := []byte("12345678901234567890"), time.Unix(1234567890, 0)
	for off, want := range map[time.Duration]bool{
		0: true, codeEvery: true, -codeEvery: true, 2 * codeEvery: false, -2 * codeEvery: false,
	} {
		then := now.Add(off)
		step, ok := stepOf(secret, codeAt(secret, then.Unix()/30), now)
		if ok != want || (ok && step != then.Unix()/30) {
			t.Errorf("%v off: %v, step %d", off, ok, step)
		}
	}
	for _, code := range []string{"", "00000", "0000000", "abcdef"} {
		if _, ok := stepOf(secret, code, now); ok {
			t.Errorf("%q counts", code)
		}
	}
}
