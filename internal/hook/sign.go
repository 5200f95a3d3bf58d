package hook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// The headers of Standard Webhooks.
const (
	IDHeader        = "webhook-id"
	TimeHeader      = "webhook-timestamp"
	SignatureHeader = "webhook-signature"
)

const signatureVersion = "v1,"

// sign puts the headers of a message there: a signature by each secret, so that one can
// take another's place.
func sign(to http.Header, secrets []string, id string, at time.Time, body []byte) error {
	when := strconv.FormatInt(at.Unix(), 10)
	var all []string
	for _, secret := range secrets {
		key, err := chat.SigningKey(secret)
		if err != nil {
			return err
		}
		all = append(all, signatureVersion+signature(key, id, when, body))
	}
	if len(all) == 0 {
		return errors.New("there is no secret to sign with")
	}
	to.Set(IDHeader, id)
	to.Set(TimeHeader, when)
	to.Set(SignatureHeader, strings.Join(all, " "))
	return nil
}

func signature(key []byte, id, when string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	for _, part := range []string{id, ".", when, ".", string(body)} {
		_, _ = mac.Write([]byte(part)) // a hash takes everything
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// tolerance is how far the clocks of the two sides may be apart.
const tolerance = 5 * time.Minute

// ErrNotOurs answers a message that nobody with one of the secrets has sent just now.
var ErrNotOurs = errors.New("the message is not signed with the secret, or its time is not now")

// Verify is what a receiver does: it accepts what is signed with one of the secrets,
// and not long ago.
func Verify(header http.Header, secrets []string, body []byte, now time.Time) error {
	when := header.Get(TimeHeader)
	at, err := strconv.ParseInt(when, 10, 64)
	if err != nil || now.Sub(time.Unix(at, 0)).Abs() > tolerance {
		return ErrNotOurs
	}
	for _, secret := range secrets {
		key, err := chat.SigningKey(secret)
		if err != nil {
			return err
		}
		want := []byte(signatureVersion + signature(key, header.Get(IDHeader), when, body))
		for _, got := range strings.Fields(header.Get(SignatureHeader)) {
			if hmac.Equal(want, []byte(got)) {
				return nil
			}
		}
	}
	return ErrNotOurs
}
