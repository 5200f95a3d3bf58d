package live_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
)

// work solves a challenge of up to 32 bits.
func (f frame) work() (counter int64) {
	for {
		h := sha256.Sum256(fmt.Appendf(nil, "%s:%d", f.Nonce, counter))
		if f.Bits == 0 || binary.BigEndian.Uint32(h[:])>>(32-f.Bits) == 0 {
			return counter
		}
		counter++
	}
}

// idle is a counter that does not solve it.
func (f frame) idle() (counter int64) {
	for solution := f.work(); counter == solution; counter++ {
	}
	return counter
}

func TestStrangersWorkBeforeTheirFirstRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	shop, easy := &chat.Campaign{ID: uuid.New(), Name: "Shop", Challenge: 8}, &chat.Campaign{ID: uuid.New(), Name: "Easy"}
	w.put(t, shop)
	w.put(t, easy)
	w.online(t, "ada")
	for kind, members := range map[string][]any{
		"request": {"name", "Vi", "campaign", shop.ID},
		"offline": {"name", "Vi", "email", "vi@example.com", "message", "Hello", "campaign", shop.ID},
	} {
		v, welcome := w.visitor(t, "")
		if f := v.try(kind, members...); f.Type != "error" || f.Code != "challenge" {
			t.Fatalf("%s without a proof: %+v", kind, f)
		}
		c := v.expectType("challenge")
		if c.Bits != 8 || c.Nonce == "" {
			t.Fatalf("%+v", c)
		}
		if f := v.try(kind, append(members, "nonce", c.Nonce, "proof", c.idle())...); f.Code != "challenge" {
			t.Errorf("%s with a wrong proof: %+v", kind, f)
		}
		again := v.expectType("challenge")
		if again.Nonce == c.Nonce {
			t.Error("the same nonce twice")
		}
		if f := v.try(kind, append(members, "nonce", c.Nonce, "proof", c.work())...); f.Type != "ack" {
			t.Errorf("%s with a proof: %+v", kind, f)
		}
		other, _ := w.visitor(t, "")
		if f := other.try(kind, append(members, "nonce", c.Nonce, "proof", c.work())...); f.Code != "challenge" {
			t.Errorf("%s with a proof of somebody else: %+v", kind, f)
		}
		back, _ := w.visitor(t, welcome.Secret, "campaign", shop.ID)
		if f := back.try("offline", "message", "More", "email", "vi@example.com", "campaign", shop.ID); f.Type != "ack" {
			t.Errorf("who is known: %+v", f)
		}
	}
}

func TestChallengesComeWhereTheCampaignIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	shop, easy := &chat.Campaign{ID: uuid.New(), Name: "Shop", Challenge: 4}, &chat.Campaign{ID: uuid.New(), Name: "Easy"}
	w.put(t, shop)
	w.put(t, easy)
	w.online(t, "ada")
	v, _ := w.visitor(t, "", "campaign", shop.ID)
	c := v.expectType("challenge")
	if f := v.try("request", "campaign", shop.ID, "nonce", c.Nonce, "proof", c.work()); f.Type != "ack" {
		t.Errorf("by the challenge after the hello: %+v", f)
	}
	v, _ = w.visitor(t, "")
	v.watched("campaign", shop.ID)
	c = v.expectType("challenge")
	if f := v.try("request", "campaign", shop.ID, "nonce", c.Nonce, "proof", c.work()); f.Type != "ack" {
		t.Errorf("by the challenge after the availability: %+v", f)
	}
	v, _ = w.visitor(t, "")
	if f := v.try("request", "campaign", easy.ID); f.Type != "ack" {
		t.Errorf("by a campaign without one: %+v", f)
	}
	v, _ = w.visitor(t, "")
	if f := v.try("request"); f.Code != "challenge" {
		t.Errorf("by no campaign, on a site that has one with a challenge: %+v", f)
	}
}
