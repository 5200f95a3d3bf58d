package live

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math/bits"
	"strconv"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// How long a nonce is good for, and how many of that time are remembered as used. When
// there are more, nobody can tell what was used, and no further ones are taken.
const (
	nonceFor  = 10 * time.Minute
	mostProof = 100_000
)

// challenges give strangers work to do before a request, and check it. The server keeps
// nothing of a nonce until it is used: it is signed, with a key of this node.
type challenges struct {
	key  [32]byte
	now  func() time.Time
	most int

	mu      sync.Mutex
	turned  time.Time // when the last ones became former ones
	current map[nonceID]struct{}
	former  map[nonceID]struct{}
}

// nonceID is what tells nonces apart.
type nonceID [16]byte

// A nonce is its time, chance, and the signature of these, the site and the address.
const (
	nonceBody = len(nonceID{})
	nonceSize = nonceBody + 16
)

func newChallenges(now func() time.Time) *challenges {
	c := &challenges{now: now, most: mostProof, turned: now(), current: map[nonceID]struct{}{}}
	_, _ = rand.Read(c.key[:]) // never fails
	return c
}

// nonce makes one for a site and an address.
func (c *challenges) nonce(site chat.SiteID, address string) string {
	n := make([]byte, nonceBody, nonceSize)
	binary.BigEndian.PutUint64(n, uint64(c.now().UnixNano()))
	_, _ = rand.Read(n[8:]) // never fails
	return base64.RawURLEncoding.EncodeToString(append(n, c.sign(n, site, address)...))
}

func (c *challenges) sign(body []byte, site chat.SiteID, address string) []byte {
	h := hmac.New(sha256.New, c.key[:])
	h.Write(body)
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(site)))
	h.Write([]byte(address))
	return h.Sum(nil)[:nonceSize-nonceBody]
}

// take checks that a proof is the work that was asked for, and takes it once.
func (c *challenges) take(site chat.SiteID, address string, work int64, nonce string, counter int64) error {
	if nonce == "" {
		return &unproven{work, "a proof of work is needed: solve the challenge"}
	}
	n, err := base64.RawURLEncoding.Strict().DecodeString(nonce)
	if err != nil || len(n) != nonceSize || !hmac.Equal(n[nonceBody:], c.sign(n[:nonceBody], site, address)) {
		return &unproven{work, "the nonce is not one that was given here"}
	}
	given := time.Unix(0, int64(binary.BigEndian.Uint64(n)))
	switch now := c.now(); {
	case now.Sub(given) >= nonceFor:
		return &unproven{work, "the nonce is too old"}
	case !solves(nonce, counter, work):
		return &unproven{work, "the proof does not solve the challenge"}
	default:
		return c.use(nonceID(n[:nonceBody]), work, now)
	}
}

// use notes that a nonce was used.
func (c *challenges) use(id nonceID, work int64, now time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.turned) >= nonceFor {
		if c.former = c.current; now.Sub(c.turned) >= 2*nonceFor {
			c.former = nil
		}
		c.current, c.turned = map[nonceID]struct{}{}, now
	}
	_, used := c.current[id]
	_, usedBefore := c.former[id]
	switch {
	case used || usedBefore:
		return &unproven{work, "the nonce was used before"}
	case len(c.current) >= c.most:
		return chat.Limited("too many requests: try again later")
	}
	c.current[id] = struct{}{}
	return nil
}

// solves reports whether SHA-256 of the nonce, a colon and the counter begins with as
// many zero bits as are asked for.
func solves(nonce string, counter, work int64) bool {
	h := sha256.Sum256(strconv.AppendInt([]byte(nonce+":"), counter, 10))
	zeros := int64(0)
	for _, b := range h {
		zeros += int64(bits.LeadingZeros8(b))
		if b != 0 {
			break
		}
	}
	return zeros >= work
}

// unproven answers a stranger who has not done the work.
type unproven struct {
	work  int64 // that is to be done, in bits
	cause string
}

// Error is the cause.
func (u *unproven) Error() string { return u.cause }

// Unwrap is what clients are told.
func (u *unproven) Unwrap() error { return chat.Denied("%s", u.cause) }

// challengeFrame asks for work.
type challengeFrame struct {
	Type  string `json:"type"`
	Nonce string `json:"nonce"`
	Bits  int64  `json:"bits"`
}

func (s *session) challenge(work int64) challengeFrame {
	return challengeFrame{"challenge", s.room.challenges.nonce(s.site, s.from.address), work}
}

// owes is how much work the visitor has to do before a request by a campaign; by none,
// as much as for any of the site's. Whoever is identified, has chatted, or has done it on
// this connection, owes none.
func (v *visitorRole) owes(s *session, campaigns ...*chat.Campaign) (work int64) {
	if v.proven || v.identity != nil || s.self() != (chat.GUID{}) {
		return 0
	}
	for _, c := range campaigns {
		work = max(work, c.Challenge)
	}
	return work
}

// prove takes the proof of a request, if one is owed.
func (v *visitorRole) prove(ctx context.Context, s *session, c *command) error {
	front, err := s.room.board.front(ctx, s.site)
	if err != nil {
		return err
	}
	campaigns := front.Campaigns
	if id, err := guid(c.Campaign); err == nil && id != (chat.GUID{}) && front.Campaign(id) != nil {
		campaigns = []*chat.Campaign{front.Campaign(id)}
	}
	work := v.owes(s, campaigns...)
	if work == 0 {
		return nil
	}
	if err := s.room.challenges.take(s.site, s.from.address, work, c.Nonce, c.Proof); err != nil {
		return err
	}
	v.proven = true
	return nil
}

// ask gives the visitor work to do before a request by a campaign, if it owes any.
func (v *visitorRole) ask(s *session, c *chat.Campaign) error {
	if c == nil || v.owes(s, c) == 0 {
		return nil
	}
	return s.answer(s.challenge(c.Challenge))
}
