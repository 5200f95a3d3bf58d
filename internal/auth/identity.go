package auth

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/parleychat/parley/internal/chat"
)

// The bounds of signed identities.
const (
	maxIdentity     = 8 << 10 // bytes of a token
	maxIdentityLife = time.Hour
	identityLeeway  = time.Minute // that the site's clock may be ahead
	minRSABits      = 2048
)

var signatureAlgorithms = map[chat.IdentityAlgorithm]jose.SignatureAlgorithm{
	chat.HS256: jose.HS256, chat.RS256: jose.RS256, chat.ES256: jose.ES256, chat.EdDSA: jose.EdDSA,
}

// NewIdentitySecret makes a secret for a site to sign identities with.
func NewIdentitySecret() string {
	secret, _ := newSecret("pi_")
	return secret
}

// CheckIdentityKey refuses a public key that its algorithm cannot use.
func CheckIdentityKey(k *chat.IdentityKey) error {
	if k.Algorithm == chat.HS256 {
		return nil
	}
	_, err := publicKey(k)
	return err
}

func publicKey(k *chat.IdentityKey) (crypto.PublicKey, error) {
	block, rest := pem.Decode([]byte(k.PublicKey))
	if block == nil || block.Type != "PUBLIC KEY" || len(bytes.TrimSpace(rest)) > 0 {
		return nil, chat.Invalid("publicKey: it is one PUBLIC KEY in PEM")
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, &chat.Error{Kind: chat.KindInvalid, Message: "publicKey: it cannot be read", Cause: err}
	}
	fits := false
	switch key := key.(type) {
	case *rsa.PublicKey:
		fits = k.Algorithm == chat.RS256 && key.N.BitLen() >= minRSABits
	case *ecdsa.PublicKey:
		fits = k.Algorithm == chat.ES256 && key.Curve == elliptic.P256()
	case ed25519.PublicKey:
		fits = k.Algorithm == chat.EdDSA
	}
	if !fits {
		return nil, chat.Invalid("publicKey: it is no key of the algorithm %s, or of less than %d bits", k.Algorithm, minRSABits)
	}
	return key, nil
}

// header and claims are what counts of a token.
type (
	tokenHeader struct {
		Algorithm string           `json:"alg"`
		KeyID     string           `json:"kid"`
		Critical  *json.RawMessage `json:"crit"`
	}
	tokenClaims struct {
		Subject   *string          `json:"sub"`
		Audience  *json.RawMessage `json:"aud"`
		IssuedAt  *int64           `json:"iat"`
		Expires   *int64           `json:"exp"`
		NotBefore *int64           `json:"nbf"`
		Name      string           `json:"name"`
		Email     string           `json:"email"`
	}
)

// Identify tells who a visitor is by a token (JWT) that the site has signed: with the
// key that its kid names, by that key's own algorithm, for this site alone, for an hour
// at most. KindUnauthenticated says what is wrong.
func Identify(token string, site chat.SiteID, keys []*chat.IdentityKey, now time.Time) (*chat.Identity, error) {
	if len(token) > maxIdentity {
		return nil, chat.Unauthenticated("the identity has more than %d bytes", maxIdentity)
	}
	var h tokenHeader
	first, _, _ := strings.Cut(token, ".")
	if raw, err := base64.RawURLEncoding.Strict().DecodeString(first); err != nil || strictly(raw, &h) != nil {
		return nil, chat.Unauthenticated("the identity is no JWT, or its header is ambiguous")
	}
	if h.Critical != nil {
		return nil, chat.Unauthenticated("the identity has extensions that are critical")
	}
	key := keyNamed(h.KeyID, keys)
	if key == nil {
		return nil, chat.Unauthenticated("the identity's kid is no key of the site")
	}
	if h.Algorithm != key.Algorithm.String() {
		return nil, chat.Unauthenticated("the identity's alg is not that of its key")
	}
	payload, err := verified(token, key)
	if err != nil {
		return nil, err
	}
	return identityOf(payload, site, key, now)
}

func keyNamed(kid string, keys []*chat.IdentityKey) *chat.IdentityKey {
	for _, k := range keys {
		if kid == k.ID.String() {
			return k
		}
	}
	return nil
}

// verified gives what a token says once its signature has been found to be the key's.
func verified(token string, key *chat.IdentityKey) ([]byte, error) {
	var by any = []byte(key.Shared)
	if key.Algorithm != chat.HS256 {
		public, err := publicKey(key)
		if err != nil {
			return nil, err
		}
		by = public
	} else if len(key.Shared) < chat.MinIdentitySecret {
		return nil, chat.Unauthenticated("the identity's key is too short")
	}
	signed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{signatureAlgorithms[key.Algorithm]})
	if err != nil {
		return nil, &chat.Error{Kind: chat.KindUnauthenticated, Message: "the identity is no JWT", Cause: err}
	}
	payload, err := signed.Verify(by)
	if err != nil {
		return nil, &chat.Error{Kind: chat.KindUnauthenticated, Message: "the identity's signature is not the key's", Cause: err}
	}
	return payload, nil
}

func identityOf(payload []byte, site chat.SiteID, key *chat.IdentityKey, now time.Time) (*chat.Identity, error) {
	var c tokenClaims
	if err := strictly(payload, &c); err != nil {
		return nil, &chat.Error{Kind: chat.KindUnauthenticated, Message: "the identity's claims are of a wrong type, or ambiguous", Cause: err}
	}
	if c.Subject == nil || c.Audience == nil || c.IssuedAt == nil || c.Expires == nil {
		return nil, chat.Unauthenticated("the identity needs sub, aud, iat and exp")
	}
	if !isFor(*c.Audience, site) {
		return nil, chat.Unauthenticated("the identity's aud is not this site alone")
	}
	const latest = 1 << 40 // seconds: what is later wraps round
	if *c.IssuedAt < 0 || *c.Expires > latest {
		return nil, chat.Unauthenticated("the identity is valid for more than an hour")
	}
	issued, expires := time.Unix(*c.IssuedAt, 0), time.Unix(*c.Expires, 0)
	switch {
	case !now.Before(expires):
		return nil, chat.Unauthenticated("the identity has expired")
	case issued.After(now.Add(identityLeeway)), c.NotBefore != nil && time.Unix(*c.NotBefore, 0).After(now.Add(identityLeeway)):
		return nil, chat.Unauthenticated("the identity is not valid yet")
	case !expires.After(issued) || *c.Expires-*c.IssuedAt > int64(maxIdentityLife/time.Second):
		return nil, chat.Unauthenticated("the identity is valid for more than an hour")
	}
	i := &chat.Identity{Subject: *c.Subject, Name: c.Name, Email: c.Email, Key: key.ID, Expires: expires}
	return i, i.Check()
}

// isFor reports whether an audience is the site and nobody else, who could use the
// token here.
func isFor(audience json.RawMessage, site chat.SiteID) bool {
	want := "parley:" + formatSite(site)
	var one string
	if json.Unmarshal(audience, &one) == nil {
		return one == want
	}
	var list []string
	return json.Unmarshal(audience, &list) == nil && len(list) == 1 && list[0] == want
}
