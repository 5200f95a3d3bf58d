package store

import (
	"context"
	"errors"

	"github.com/parleychat/parley/internal/chat"
)

// lateError is an error after the time that a question may take has passed.
type lateError struct{ error }

func (e *lateError) Unwrap() error { return e.error }

// busy turns the error of a question or transaction that the database had no time
// for into one that tells the caller to try again. What failed since its caller
// went stays what it is, and so does what has a kind already.
func (d *dialect) busy(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil || chat.KindOf(err) != chat.KindInternal {
		return err
	}
	var late *lateError
	if kind := d.mishap(err); kind == overdue || kind == crowded || errors.As(err, &late) {
		return errBusy(err)
	}
	return err
}

func errBusy(cause error) error {
	return &chat.Error{Kind: chat.KindLimited, Message: "the server has too much to do at this moment: try again", Cause: cause}
}
