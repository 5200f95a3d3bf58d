package openid

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// FlowLife is how long a sign-in at a provider may take.
const FlowLife = 10 * time.Minute

// Callback is the path, behind the origin, that providers send browsers back to.
const Callback = "/v4/oauth/openid/callback"

// Flow is what a browser keeps while it is at a provider. The state, the nonce and the
// verifier all follow from its text, so that none of them goes with another flow: who
// brings the answer of a provider must have begun with that one, here and so.
type Flow struct {
	Provider chat.GUID
	Origin   string // of the page that it began on
	Begun    time.Time
	// Purpose is what the sign-in is for, as who began it wrote it. It is a part of the text
	// like the others, so that nothing that was begun for one purpose ends for another.
	Purpose string
	text    string
}

// MaxPurpose is how long a Purpose may be, in bytes: browsers keep cookies of up to 4096, in
// which a third is added to it, with some 300 bytes of the other parts.
const MaxPurpose = 2500

const flowParts = 5

func newFlow(provider chat.GUID, origin, purpose string, now time.Time) Flow {
	secret := make([]byte, sha256.Size)
	rand.Read(secret)
	text := strings.Join([]string{
		base64.RawURLEncoding.EncodeToString(secret), provider.String(), strconv.FormatInt(now.Unix(), 10),
		base64.RawURLEncoding.EncodeToString([]byte(origin)), base64.RawURLEncoding.EncodeToString([]byte(purpose)),
	}, ".")
	return Flow{Provider: provider, Origin: origin, Begun: now, Purpose: purpose, text: text}
}

// String is the flow as the browser keeps it.
func (t Flow) String() string { return t.text }

// ReadFlow reads what a browser has kept. KindDenied when that is no such flow.
func ReadFlow(text string) (t Flow, err error) {
	parts := strings.Split(text, ".")
	if len(parts) != flowParts || base64.RawURLEncoding.DecodedLen(len(parts[0])) != sha256.Size {
		return t, errFlow
	}
	provider, idErr := chat.ParseGUID(parts[1])
	begun, timeErr := strconv.ParseInt(parts[2], 10, 64)
	origin, originErr := base64.RawURLEncoding.DecodeString(parts[3])
	purpose, purposeErr := base64.RawURLEncoding.DecodeString(parts[4])
	if errors.Join(idErr, timeErr, originErr, purposeErr) != nil || CheckOrigin(string(origin)) != nil || len(purpose) > MaxPurpose {
		return t, errFlow
	}
	return Flow{Provider: provider, Origin: string(origin), Begun: time.Unix(begun, 0), Purpose: string(purpose), text: text}, nil
}

var errFlow = chat.Denied("this browser has not begun to sign in, or too long ago: begin again")

// CheckOrigin refuses what browsers never say of a page of ours.
func CheckOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || u.Scheme+"://"+u.Host != origin {
		return chat.Invalid("signing in by a provider begins on a page of this server, in a browser (Origin)")
	}
	return nil
}

// derive is one of the values that follow from a flow.
func (t Flow) derive(what string) string {
	mac := hmac.New(sha256.New, []byte(t.text))
	_, _ = mac.Write([]byte(what)) // never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (t Flow) state() string    { return t.derive("state") }
func (t Flow) nonce() string    { return t.derive("nonce") }
func (t Flow) verifier() string { return t.derive("verifier") }
func (t Flow) redirect() string { return t.Origin + Callback }

// current refuses a flow that is too old, or from a time to come.
func (t Flow) current(now time.Time) error {
	if age := now.Sub(t.Begun); age < -time.Minute || age > FlowLife {
		return errFlow
	}
	return nil
}

func equal(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }

// Began reports whether a browser that comes back with a state has begun with this flow.
func (t Flow) Began(state string) bool { return equal(state, t.state()) }
