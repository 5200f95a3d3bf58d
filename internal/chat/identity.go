package chat

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"
	"unicode/utf8"
)

// IdentityAlgorithm is how the identities of one key are signed. A key has one, and a
// token cannot choose another.
type IdentityAlgorithm uint8

// The algorithms of identity keys.
const (
	HS256 IdentityAlgorithm = iota
	RS256
	ES256
	EdDSA
)

var identityAlgorithmWords = words{0: "HS256", 1: "RS256", 2: "ES256", 3: "EdDSA"}

// String is the name that a token has for it.
func (a IdentityAlgorithm) String() string { return identityAlgorithmWords.word(uint8(a)) }

// ParseIdentityAlgorithm reads an algorithm's name in any case.
func ParseIdentityAlgorithm(s string) (IdentityAlgorithm, error) {
	return parse[IdentityAlgorithm](identityAlgorithmWords, "signature algorithm", s)
}

// IdentityKey is what a site signs the identities of its visitors with: a secret that it
// shares with the server, or the public half of a pair.
type IdentityKey struct {
	ID        GUID // the kid of the tokens
	Name      string
	Algorithm IdentityAlgorithm
	PublicKey string // in PEM; "" with HS256
	Created   time.Time

	Shared string // the shared secret as it is kept, never shown; "" but with HS256
	Secret string // of a new key, to be shown once; never stored
}

// The bounds of identity keys.
const (
	MaxIdentityKeys      = 20 // of a site
	MinIdentitySecret    = 32
	MaxIdentitySecret    = 512
	MaxIdentityPublicKey = 4096
)

// Collection implements Resource.
func (*IdentityKey) Collection() Collection { return IdentityKeys }

// Key implements Resource.
func (k *IdentityKey) Key() *GUID    { return &k.ID }
func (k *IdentityKey) title() string { return k.Name }

// begin implements beginning.
func (k *IdentityKey) begin(_ GUID, now time.Time) { k.Created = now }

func (k *IdentityKey) check() error {
	shared := k.Algorithm == HS256
	switch {
	case k.Name == "":
		return errNameless(k)
	case k.Algorithm > EdDSA:
		return Invalid("algorithm: there is no algorithm %d", k.Algorithm)
	case shared && (len(k.Shared) < MinIdentitySecret || len(k.Shared) > MaxIdentitySecret):
		return Invalid("secret: it has from %d to %d bytes, and this one %d", MinIdentitySecret, MaxIdentitySecret, len(k.Shared))
	case shared && k.PublicKey != "":
		return Invalid("publicKey: a key of the algorithm HS256 has none")
	case !shared && k.Shared != "":
		return Invalid("secret: a key of the algorithm %s has none", k.Algorithm)
	case !shared && (k.PublicKey == "" || len(k.PublicKey) > MaxIdentityPublicKey):
		return Invalid("publicKey: a key of the algorithm %s has one, of at most %d bytes", k.Algorithm, MaxIdentityPublicKey)
	default:
		return nil
	}
}

// among lets a site have a few, so that one can take another's place.
func (k *IdentityKey) among(others []Resource) error {
	if len(others) >= MaxIdentityKeys {
		return Conflict("a site has at most %d identity keys", MaxIdentityKeys)
	}
	return nil
}

// Identity is who a visitor is, as the site says with its signature.
type Identity struct {
	Subject string
	Name    string // "" when the site does not say
	Email   string
	Key     GUID      // that has signed it
	Expires time.Time // never said again after that
}

// MaxSubject is how many characters the name has by which a site knows a visitor.
const MaxSubject = 256

// Check refuses what can be nobody's identity.
func (i *Identity) Check() error {
	for name, s := range map[string]string{"sub": i.Subject, "name": i.Name, "email": i.Email} {
		most := MaxLine
		if name == "sub" {
			most = MaxSubject
		}
		if utf8.RuneCountInString(s) > most || !printable(s) {
			return Unauthenticated("the identity's %s is not a line of at most %d characters", name, most)
		}
	}
	if i.Subject == "" {
		return Unauthenticated("the identity has no sub")
	}
	return nil
}

// Hash is what stands for the hash of a secret with a visitor who is identified: the
// visitor is the same wherever the site says so, and no secret leads there.
func (i *Identity) Hash(site SiteID) [32]byte {
	return sha256.Sum256(fmt.Appendf(nil, "identity\x00%d\x00%s", site, i.Subject))
}

// IdentityKeys reads the keys by which a site identifies its visitors.
func (d *Desk) IdentityKeys(ctx context.Context, site SiteID) ([]*IdentityKey, error) {
	all, err := d.lobby.Resources(ctx, site, IdentityKeys)
	if err != nil {
		return nil, err
	}
	keys := make([]*IdentityKey, 0, len(all))
	for _, r := range all {
		if k, ok := r.(*IdentityKey); ok {
			keys = append(keys, k)
		}
	}
	return keys, nil
}

// identified lets what the site says of the visitor stand before what was entered.
func (v *Wanted) identified() {
	if v.Identity == nil {
		return
	}
	if v.Identity.Name != "" {
		v.PreChat.Name = v.Identity.Name
	}
	if v.Identity.Email != "" {
		v.PreChat.Email = v.Identity.Email
	}
}

// subject is how the site knows the visitor, "" when it does not say.
func (v *Wanted) subject() string {
	if v.Identity == nil {
		return ""
	}
	return v.Identity.Subject
}
