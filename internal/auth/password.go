package auth

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"

	"golang.org/x/crypto/argon2"

	"github.com/parleychat/parley/internal/chat"
)

// The lengths a password may have, in bytes.
const (
	MinPassword = 12
	MaxPassword = 256
)

// The cost of a password hash: 19 MiB of memory, two passes, one thread, as
// OWASP recommends for argon2id.
const (
	hashMemory = 19 * 1024 // KiB
	hashPasses = 2
	hashLanes  = 1
	saltBytes  = 16
	hashBytes  = 32
)

const hashFormat = "$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s"

// HashPassword hashes a password for an Account, in the usual PHC format.
// KindInvalid when it is shorter than MinPassword or longer than MaxPassword.
func HashPassword(password string) (string, error) {
	if len(password) < MinPassword || len(password) > MaxPassword {
		return "", chat.Invalid("a password has %d to %d bytes", MinPassword, MaxPassword)
	}
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	key := argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashBytes)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf(hashFormat, argon2.Version, hashMemory, hashPasses, hashLanes,
		b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// matches reports whether the password is the one that was hashed. A hash that
// cannot be read matches nothing, in the same time.
func matches(hash, password string) bool {
	p, ok := parseHash(hash)
	key := argon2.IDKey([]byte(password), p.salt, p.passes, p.memory, p.lanes, hashBytes)
	return subtle.ConstantTimeCompare(key, p.key) == 1 && ok
}

type parsedHash struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

func parseHash(hash string) (parsedHash, bool) {
	unreadable := parsedHash{hashMemory, hashPasses, hashLanes, make([]byte, saltBytes), make([]byte, hashBytes)}
	var version int
	var p parsedHash
	var rest string
	if _, err := fmt.Sscanf(hash, "$argon2id$v=%d$m=%d,t=%d,p=%d$%s", &version, &p.memory, &p.passes, &p.lanes, &rest); err != nil {
		return unreadable, false
	}
	salt, key, ok := cut(rest)
	if !ok || version != argon2.Version || p.passes == 0 || p.lanes == 0 {
		return unreadable, false
	}
	p.salt, p.key = salt, key
	return p, true
}

func cut(text string) (salt, key []byte, ok bool) {
	for i := range len(text) {
		if text[i] != '$' {
			continue
		}
		salt, saltErr := base64.RawStdEncoding.DecodeString(text[:i])
		key, keyErr := base64.RawStdEncoding.DecodeString(text[i+1:])
		return salt, key, saltErr == nil && keyErr == nil
	}
	return nil, nil, false
}
