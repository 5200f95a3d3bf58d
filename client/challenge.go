package client

import (
	"context"
	"crypto/sha256"
	"math/bits"
	"strconv"
)

// Challenge is work that a site wants from strangers before a request or an offline
// message. It comes after a Refusal with the code Unproven; Solve it and ask again, with
// another id.
type Challenge struct {
	Nonce string `json:"nonce"`
	Bits  int    `json:"bits"`
}

// Solve does the work, and tells of it in a request. It takes a second or so.
func (c Challenge) Solve(ctx context.Context, r *Request) error {
	for counter := int64(0); ; counter++ {
		const seldom = 1 << 12
		if counter%seldom == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		h := sha256.Sum256(strconv.AppendInt([]byte(c.Nonce+":"), counter, 10))
		zeros := 0
		for _, b := range h {
			zeros += bits.LeadingZeros8(b)
			if b != 0 {
				break
			}
		}
		if zeros >= c.Bits {
			r.Nonce, r.Proof = c.Nonce, counter
			return nil
		}
	}
}
