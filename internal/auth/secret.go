package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"strings"

	"github.com/parleychat/parley/internal/chat"
)

// A secret reads PREFIX_BODYCHECK: the prefix names its kind to people and to
// scanners of leaked secrets, the check tells a mistyped one from an unknown one
// without asking the database.
const (
	bodyBytes   = 32
	checkBytes  = 4
	secretChars = (bodyBytes*8 + 5) / 6
	checkChars  = (checkBytes*8 + 5) / 6
)

var prefixes = map[chat.KeyKind]string{
	chat.APIKey: "pk_", chat.AccessToken: "pt_", chat.RefreshToken: "pr_", chat.GrantCode: "pg_", clientSecret: "pc_",
	chat.BrowserSession: "ps_", chat.FirstStep: "pm_", chat.ShownAgent: "po_",
}

// clientSecret is the kind of the secrets of OAuth clients, which stand for no agent.
const clientSecret chat.KeyKind = 255

// NewClientSecret makes the secret of an OAuth client, and the hash to store in its
// stead.
func NewClientSecret() (secret string, hash [32]byte) { return NewSecret(clientSecret) }

// PrefixOf is how a secret begins: enough to tell it from others, and too little to
// guess it.
func PrefixOf(secret string) string { return secret[:min(len(secret), len("pk_")+6)] }

// NewSecret makes a secret of a kind, and the hash to store in its stead.
func NewSecret(kind chat.KeyKind) (secret string, hash [32]byte) {
	return newSecret(prefixes[kind])
}

func newSecret(prefix string) (secret string, hash [32]byte) {
	body := make([]byte, bodyBytes)
	rand.Read(body)
	text := prefix + base64.RawURLEncoding.EncodeToString(body)
	secret = text + checkOf(text)
	return secret, sha256.Sum256([]byte(secret))
}

// hashOf gives the hash of a well-formed secret and its kind; anything else has
// none.
func hashOf(secret string) (hash [32]byte, kind chat.KeyKind, ok bool) {
	for k, prefix := range prefixes {
		if hash, ok := hashWith(prefix, secret); ok {
			return hash, k, true
		}
	}
	return hash, 0, false
}

// hashWith gives the hash of a secret of this form and prefix.
func hashWith(prefix, secret string) (hash [32]byte, ok bool) {
	if !strings.HasPrefix(secret, prefix) || len(secret) != len(prefix)+secretChars+checkChars {
		return hash, false
	}
	text := secret[:len(secret)-checkChars]
	return sha256.Sum256([]byte(secret)), checkOf(text) == secret[len(text):]
}

// visitorPrefix begins the secrets of visitors.
const visitorPrefix = "pv_"

// NewVisitorSecret makes the secret by which a visitor is known again, and the hash
// to store in its stead.
func NewVisitorSecret() (secret string, hash [32]byte) { return newSecret(visitorPrefix) }

// VisitorHash gives the hash of a well-formed visitor's secret; anything else has
// none.
func VisitorHash(secret string) (hash [32]byte, ok bool) { return hashWith(visitorPrefix, secret) }

// NewSigningSecret makes a secret that signs what is sent to others (chat.SigningKey).
func NewSigningSecret() string {
	key := make([]byte, bodyBytes)
	rand.Read(key)
	return chat.SecretPrefix + base64.StdEncoding.EncodeToString(key)
}

func checkOf(text string) string {
	sum := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(text)))
	return base64.RawURLEncoding.EncodeToString(sum)
}
