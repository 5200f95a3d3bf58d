package auth_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// signer is a key of a site with its private half.
type signer struct {
	*chat.IdentityKey
	private any
}

func signers(t *testing.T) map[chat.IdentityAlgorithm]signer {
	t.Helper()
	secret := []byte(strings.Repeat("s3cret", 6))
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	all := map[chat.IdentityAlgorithm]signer{
		chat.HS256: {&chat.IdentityKey{ID: uuid.New(), Shared: string(secret)}, secret},
		chat.RS256: {&chat.IdentityKey{ID: uuid.New(), PublicKey: pemOf(t, rsaKey.Public())}, rsaKey},
		chat.ES256: {&chat.IdentityKey{ID: uuid.New(), PublicKey: pemOf(t, ecKey.Public())}, ecKey},
		chat.EdDSA: {&chat.IdentityKey{ID: uuid.New(), PublicKey: pemOf(t, public)}, private},
	}
	for a, s := range all {
		s.Algorithm = a
		if err := auth.CheckIdentityKey(s.IdentityKey); err != nil {
			t.Errorf("%s: %v", a, err)
		}
	}
	return all
}

func pemOf(t *testing.T, public crypto.PublicKey) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// sign signs a payload as go-jose does.
func (s signer) sign(t *testing.T, payload string) string {
	t.Helper()
	options := (&jose.SignerOptions{}).WithHeader("kid", s.ID.String())
	by, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(s.Algorithm.String()), Key: s.private}, options)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := by.Sign([]byte(payload))
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// mac signs a header and a payload, whatever they are, with a secret.
func mac(header, payload string, secret []byte) string {
	text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

var someTime = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// claims are those of a sound identity, but for some.
func claims(t *testing.T, but map[string]any) string {
	t.Helper()
	all := map[string]any{
		"sub": "vi-7", "aud": "parley:10000", "iat": someTime.Unix(), "exp": someTime.Add(time.Hour).Unix(), "name": "Vi", "email": "vi@example.com",
	}
	maps.Copy(all, but)
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil })
	data, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAnIdentityIsTakenFromEachAlgorithm(t *testing.T) {
	t.Parallel()
	all := signers(t)
	var keys []*chat.IdentityKey
	for _, s := range all {
		keys = append(keys, s.IdentityKey)
	}
	for a, s := range all {
		for _, but := range []map[string]any{nil, {"aud": []string{"parley:10000"}}, {"nbf": someTime.Unix(), "x-other": []int{1}}} {
			got, err := auth.Identify(s.sign(t, claims(t, but)), 10000, keys, someTime)
			if err != nil {
				t.Errorf("%s: %v", a, err)
				continue
			}
			want := chat.Identity{Subject: "vi-7", Name: "Vi", Email: "vi@example.com", Key: s.ID, Expires: got.Expires}
			if *got != want || !got.Expires.Equal(someTime.Add(time.Hour)) {
				t.Errorf("%s: %+v", a, got)
			}
		}
	}
}

func TestHostileIdentitiesAreRefusedWithTheCause(t *testing.T) {
	t.Parallel()
	all := signers(t)
	hs, rs := all[chat.HS256], all[chat.RS256]
	keys := []*chat.IdentityKey{hs.IdentityKey, rs.IdentityKey, all[chat.ES256].IdentityKey, all[chat.EdDSA].IdentityKey}
	sound := claims(t, nil)
	header := func(alg string, kid chat.GUID, more string) string {
		return fmt.Sprintf(`{"alg":%q,"kid":%q%s}`, alg, kid, more)
	}
	secret := []byte(hs.Shared)
	foreign := signer{&chat.IdentityKey{ID: hs.ID, Algorithm: chat.HS256}, bytes.Repeat([]byte("x"), 32)}
	elsewhere := signers(t)[chat.ES256]
	elsewhere.ID = all[chat.ES256].ID
	none := func(alg, signature string) string {
		return base64.RawURLEncoding.EncodeToString([]byte(header(alg, hs.ID, ""))) + "." + base64.RawURLEncoding.EncodeToString([]byte(sound)) + "." + signature
	}
	signed := func(but map[string]any) string { return hs.sign(t, claims(t, but)) }
	cut := signed(nil)
	for name, c := range map[string]struct{ token, cause string }{
		"nothing":                              {"x", "no JWT"},
		"words":                                {"a.b.c", "no JWT"},
		"alg none":                             {none("none", ""), "alg"},
		"alg None with a signature":            {none("None", "AAAA"), "alg"},
		"no signature":                         {none("HS256", ""), "signature"},
		"HS256 with the public key of RSA":     {mac(header("HS256", rs.ID, ""), sound, []byte(rs.PublicKey)), "alg"},
		"HS256 with the public key, alg RS256": {mac(header("RS256", rs.ID, ""), sound, []byte(rs.PublicKey)), "signature"},
		"a longer HMAC of the same secret":     {mac(header("HS512", hs.ID, ""), sound, secret), "alg"},
		"another secret":                       {foreign.sign(t, sound), "signature"},
		"another pair of keys":                 {elsewhere.sign(t, sound), "signature"},
		"an empty secret":                      {mac(header("HS256", hs.ID, ""), sound, nil), "signature"},
		"no kid":                               {mac(`{"alg":"HS256"}`, sound, secret), "kid"},
		"another kid":                          {mac(header("HS256", uuid.New(), ""), sound, secret), "kid"},
		"a kid that is a path":                 {mac(`{"alg":"HS256","kid":"../../dev/null"}`, sound, nil), "kid"},
		"two kids":                             {mac(header("HS256", hs.ID, fmt.Sprintf(`,"KID":%q`, rs.ID)), sound, secret), "ambiguous"},
		"two algs":                             {mac(header("HS256", hs.ID, `,"alg":"none"`), sound, secret), "ambiguous"},
		"a critical extension":                 {mac(header("HS256", hs.ID, `,"crit":["b64"],"b64":false`), sound, secret), "critical"},
		"an empty list of extensions":          {mac(header("HS256", hs.ID, `,"crit":[]`), sound, secret), "critical"},
		"a header that is a list":              {mac(`[1]`, sound, secret), "no JWT"},
		"a changed claim":                      {strings.Replace(cut, cut[len(cut)/2:len(cut)/2+4], "AAAA", 1), ""},
		"a cut signature":                      {cut[:len(cut)-4], "signature"},
		"a signature with more behind":         {cut + ".AAAA", "no JWT"},
		"a huge one":                           {signed(map[string]any{"x": strings.Repeat("x", 9<<10)}), "bytes"},
		"no sub":                               {signed(map[string]any{"sub": nil}), "sub"},
		"an empty sub":                         {signed(map[string]any{"sub": ""}), "sub"},
		"a sub that is a number":               {signed(map[string]any{"sub": 7}), "type"},
		"a long sub":                           {signed(map[string]any{"sub": strings.Repeat("s", 257)}), "sub"},
		"a sub of two lines":                   {signed(map[string]any{"sub": "a\nb"}), "sub"},
		"a name that is a list":                {signed(map[string]any{"name": []string{"Vi"}}), "type"},
		"no aud":                               {signed(map[string]any{"aud": nil}), "aud"},
		"another site":                         {signed(map[string]any{"aud": "parley:10001"}), "aud"},
		"a list with other audiences":          {signed(map[string]any{"aud": []string{"parley:10000", "evil"}}), "aud"},
		"an empty list of audiences":           {signed(map[string]any{"aud": []string{}}), "aud"},
		"an aud that is a number":              {signed(map[string]any{"aud": 10000}), "aud"},
		"no iat":                               {signed(map[string]any{"iat": nil}), "iat"},
		"no exp":                               {signed(map[string]any{"exp": nil}), "exp"},
		"an exp that is text":                  {signed(map[string]any{"exp": "9999999999"}), "type"},
		"an exp beyond numbers":                {signed(map[string]any{"exp": 1e300}), "type"},
		"an exp so large that it turns round":  {signed(map[string]any{"exp": int64(1<<63 - 1), "iat": int64(-1 << 62)}), "hour"},
		"expired":                              {signed(map[string]any{"iat": someTime.Add(-time.Hour).Unix(), "exp": someTime.Unix()}), "expired"},
		"valid for longer than an hour":        {signed(map[string]any{"exp": someTime.Add(time.Hour + time.Second).Unix()}), "hour"},
		"from the future":                      {signed(map[string]any{"iat": someTime.Add(2 * time.Minute).Unix()}), "yet"},
		"not before later":                     {signed(map[string]any{"nbf": someTime.Add(2 * time.Minute).Unix()}), "yet"},
		"two subs":                             {hs.sign(t, strings.Replace(sound, "{", `{"sub":"admin",`, 1)), "ambiguous"},
		"two subs in other letters":            {hs.sign(t, strings.Replace(sound, "{", `{"SUB":"admin",`, 1)), "ambiguous"},
		"more behind the claims":               {hs.sign(t, sound+"{}"), "ambiguous"},
		"claims that are no object":            {hs.sign(t, `"sub"`), "ambiguous"},
		"claims that are no text":              {hs.sign(t, "{\"sub\":\"\xff\"}"), "ambiguous"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := auth.Identify(c.token, 10000, keys, someTime)
			if err == nil || chat.KindOf(err) != chat.KindUnauthenticated || !strings.Contains(err.Error(), c.cause) {
				t.Errorf("got %+v, %v, want the cause %q", got, err, c.cause)
			}
		})
	}
	for _, gone := range [][]*chat.IdentityKey{nil, keys[1:]} { // a key that was taken away
		if _, err := auth.Identify(cut, 10000, gone, someTime); err == nil {
			t.Error("a token of a key that is no more was taken")
		}
	}
}

func TestPublicKeysThatDoNotFitAreRefused(t *testing.T) {
	t.Parallel()
	all := signers(t)
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, k := range map[string]chat.IdentityKey{
		"none":                {Algorithm: chat.RS256},
		"no PEM":              {Algorithm: chat.RS256, PublicKey: "abc"},
		"of another type":     {Algorithm: chat.RS256, PublicKey: all[chat.ES256].PublicKey},
		"an RSA key as Ed":    {Algorithm: chat.EdDSA, PublicKey: all[chat.RS256].PublicKey},
		"a short RSA key":     {Algorithm: chat.RS256, PublicKey: pemOf(t, small.Public())},
		"of another curve":    {Algorithm: chat.ES256, PublicKey: pemOf(t, curve.Public())},
		"two keys":            {Algorithm: chat.RS256, PublicKey: all[chat.RS256].PublicKey + all[chat.RS256].PublicKey},
		"of no known letters": {Algorithm: chat.RS256, PublicKey: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"},
	} {
		if err := auth.CheckIdentityKey(&k); chat.KindOf(err) != chat.KindInvalid || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
