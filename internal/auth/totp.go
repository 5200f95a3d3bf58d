package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // what authenticator apps compute with; HMAC does not need it to be free of collisions
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// The codes of authenticator apps (RFC 6238 on RFC 4226), as all of them know it: SHA-1,
// six digits, a new one every 30 seconds.
const (
	codeEvery   = 30 * time.Second
	codeDigits  = 6
	codeModulus = 1_000_000
	codeAround  = 1 // steps before and after that count as well, for clocks that differ
	totpBytes   = 20
)

var base32Plain = base32.StdEncoding.WithPadding(base32.NoPadding)

// codeAt is the code of a step.
func codeAt(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	_, _ = mac.Write(binary.BigEndian.AppendUint64(nil, uint64(step))) // a hash takes everything
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", codeDigits, n%codeModulus)
}

// stepOf finds the step that a code is of, among those around now.
func stepOf(secret []byte, code string, now time.Time) (step int64, ok bool) {
	at := now.Unix() / int64(codeEvery/time.Second)
	for s := at - codeAround; s <= at+codeAround; s++ {
		if subtle.ConstantTimeCompare([]byte(codeAt(secret, s)), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}

// SetUp is what an authenticator app needs to know.
type SetUp struct {
	Secret string // in base32, for who types it
	URI    string // the same for who scans it
}

func newTOTP(email string) (secret []byte, s SetUp) {
	secret = make([]byte, totpBytes)
	rand.Read(secret)
	s.Secret = base32Plain.EncodeToString(secret)
	uri := url.URL{
		Scheme: "otpauth", Host: "totp", Path: "/Parley:" + email,
		RawQuery: url.Values{"secret": {s.Secret}, "issuer": {"Parley"}}.Encode(),
	}
	s.URI = uri.String()
	return secret, s
}

// recoveryCodes is how many an agent is told.
const recoveryCodes = 10

// newRecovery makes codes for when the app is lost, and the hashes to store in their
// stead.
func newRecovery() (codes []string, hashes [][32]byte) {
	const codeBytes, group = 10, 4
	for range recoveryCodes {
		raw := make([]byte, codeBytes)
		rand.Read(raw)
		text := strings.ToLower(base32Plain.EncodeToString(raw))
		hashes = append(hashes, recoveryHash(text))
		var parts []string
		for i := 0; i < len(text); i += group {
			parts = append(parts, text[i:i+group])
		}
		codes = append(codes, strings.Join(parts, "-"))
	}
	return codes, hashes
}

// recoveryHash is that of a code, however it is typed.
func recoveryHash(code string) [32]byte {
	plain := strings.NewReplacer("-", "", " ", "").Replace(strings.ToLower(code))
	return sha256.Sum256([]byte(plain))
}

// isCode tells codes of an app from recovery codes.
func isCode(s string) bool {
	return len(s) == codeDigits && strings.Trim(s, "0123456789") == ""
}
