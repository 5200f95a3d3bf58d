package chat

import (
	"context"
	"time"
)

// Receipt is what a write leaves that came with a key of its caller's, so that it is
// done once however often it is asked for. It is stored in the very transaction of
// the write, so that there is one exactly if the write was done; the answer follows.
type Receipt struct {
	ID     [32]byte // follows from the caller and its key
	Print  [32]byte // follows from what was asked for
	Time   time.Time
	Answer []byte // as the edge has sealed it; nil until it is known
}

// ReceiptLife is how long a receipt is kept.
const ReceiptLife = 24 * time.Hour

// ErrDone says that a write with this receipt was done before.
var ErrDone = Conflict("this was done before")

// Receipts keeps them.
type Receipts interface {
	// Receipt reads one; KindNotFound when there is none.
	Receipt(ctx context.Context, site SiteID, id [32]byte) (Receipt, error)

	// KeepAnswer adds the answer to a receipt, if there is one.
	KeepAnswer(ctx context.Context, site SiteID, id [32]byte, answer []byte) error

	// DropReceipts removes those from before a time, of all sites.
	DropReceipts(ctx context.Context, before time.Time) error
}

// Receipt finds what a write of the actor's left, unless it is too old; KindNotFound.
func (s *Service) Receipt(ctx context.Context, actor Actor, id [32]byte) (Receipt, error) {
	r, err := s.store.Receipt(ctx, actor.Site, id)
	if err == nil && s.now().Sub(r.Time) >= ReceiptLife {
		return Receipt{}, NotFound("the receipt is too old")
	}
	return r, err
}

// KeepAnswer keeps how a write was answered, for whoever asks again.
func (s *Service) KeepAnswer(ctx context.Context, actor Actor, id [32]byte, answer []byte) error {
	return s.store.KeepAnswer(ctx, actor.Site, id, answer)
}

// DropReceipts removes what is too old to be asked for.
func (s *Service) DropReceipts(ctx context.Context) error {
	return s.store.DropReceipts(ctx, s.now().Add(-ReceiptLife))
}

// update runs a write of the actor's in one transaction: the only way in which this
// service changes anything on an actor's behalf. ErrDone when the actor has a receipt
// for it.
func (s *Service) update(ctx context.Context, actor Actor, fn func(context.Context, Tx) error) error {
	return s.store.Update(ctx, actor.Site, func(ctx context.Context, tx Tx) error {
		if err := putReceipt(ctx, tx, actor, s.now()); err != nil {
			return err
		}
		return fn(ctx, tx)
	})
}

// putReceipt notes a write that is to be done once, if the actor's is.
func putReceipt(ctx context.Context, tx Tx, actor Actor, now time.Time) error {
	if actor.Receipt == nil {
		return nil
	}
	r := *actor.Receipt
	r.Time = now
	return tx.PutReceipt(ctx, r)
}
