package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/parleychat/parley/internal/chat"
)

// errNotOnce tells that a command had another answer when it came again.
var errNotOnce = errors.New("a command that came again was not answered as before")

// repeating sends a command again whose chat is not forgotten.
func (w *walk) repeating() command {
	before := w.earlier()
	if before == nil {
		return command{}
	}
	return command{what: "again: " + before.what, run: func(ctx context.Context, d *chat.Desk) (chat.Ack, error) {
		if ack, err := before.run(ctx, d); err != nil || ack != before.ack {
			return ack, fmt.Errorf("%w: %v, then %v, %v", errNotOnce, before.ack, ack, err) //nolint:errorlint // its kind is to be lost
		}
		return chat.Ack{}, nil
	}}
}

// misusing gives the id of a command to another one.
func (w *walk) misusing() command {
	before := w.earlier()
	if before == nil {
		return command{}
	}
	l := w.life(before.ack.Chat)
	o := chat.VisitorOrder{Site: w.site, Visitor: l.last.Chat.VisitorID, Chat: l.guid, Client: before.client}
	return unacked("with the id of another command, the visitor writes in "+l.name(w), func(ctx context.Context, d *chat.Desk) error {
		const text = "something else"
		_, err := d.PostByVisitor(ctx, o, text)
		known := slices.ContainsFunc(l.log, func(e chat.Entry) bool { return e.Sender == o.Visitor && e.Client == o.Client && e.Line.Text != text })
		if known && !errors.Is(err, chat.ErrIDTaken) {
			return fmt.Errorf("%w: it was given to another command, and %v", errNotOnce, err) //nolint:errorlint // as above
		}
		return nil
	})
}

func (w *walk) earlier() *obeyed {
	var fits []*obeyed
	for i := range w.commands {
		if l := w.life(w.commands[i].ack.Chat); l != nil && !l.forgotten {
			fits = append(fits, &w.commands[i])
		}
	}
	return some(w, fits, func(*obeyed) bool { return true })
}
