package chat

import "context"

// Talk is a step that needs to know of nothing but its chat, such as a message. Stores
// take many of them together, so that it costs a part of a commit only.
type Talk struct {
	Site  SiteID
	Chat  GUID
	Stamp Stamp // zero for what may be repeated at will
	Terms Terms // for the deadline

	// Rule takes the step on a copy of the chat, which is saved and belongs to nobody
	// once Talk has returned without an error. earlier is what the Stamp's sender has
	// added under the same client id, nil for nothing; of it only the number and the
	// digest are known. A chat that has not changed is not saved. It may be called more
	// than once, the last time for what is saved, and must not wait.
	Rule func(r *Running, earlier *Entry) (added []Entry, changed bool, err error)
}

// Talks is the part of a Lobby where messages come in.
type Talks interface {
	// Talk takes a step under the conditions of Live, and returns the error of its Rule,
	// or ErrChatNotFound. The deadline that is stored may be an earlier one than the
	// chat's, never a later one. What has changed is in the chat's next version.
	Talk(ctx context.Context, t *Talk) error
}

// say obeys an order for which nobody else's chats matter.
func (d *Desk) say(ctx context.Context, o order) (ack Ack, err error) {
	var w *work
	t := Talk{Site: o.site, Chat: o.chat, Stamp: o.stamp, Terms: d.terms, Rule: func(r *Running, earlier *Entry) ([]Entry, bool, error) {
		w = &work{Desk: d, site: o.site, now: d.now()}
		if o.may != nil && !o.may(r) {
			return nil, false, ErrChatNotFound
		}
		seq, err := again(earlier, o.stamp)
		if ack = (Ack{Chat: o.chat, Seq: seq}); err != nil || seq > 0 {
			return nil, false, err
		}
		added, err := w.hear(ctx, r, o)
		if err != nil {
			return nil, false, err
		}
		ack.Seq = added[0].Seq
		return added, true, nil
	}}
	if err := d.lobby.Talk(ctx, &t); err != nil {
		return Ack{}, err
	}
	w.tell(ctx, o.site)
	return ack, nil
}

// hear takes a message into its chat.
func (w *work) hear(ctx context.Context, r *Running, o order) ([]Entry, error) {
	if o.grows {
		if err := w.room(roomForMessages); err != nil {
			return nil, err
		}
	}
	was := *r
	added, err := o.rule(ctx, w, r)
	if err != nil {
		return nil, err
	}
	added[0].Stamp = o.stamp
	w.turn = !r.Turn.Due.IsZero()
	w.advanced(r, added)
	w.talked(&was, r, added)
	return added, nil
}

// again gives the number of the entry that a command has led to before, 0 for none.
func again(earlier *Entry, s Stamp) (int64, error) {
	switch {
	case earlier == nil:
		return 0, nil
	case earlier.Digest != s.Digest:
		return 0, ErrIDTaken
	}
	return earlier.Seq, nil
}

// Read notes how far somebody has read.
func (d *Desk) Read(ctx context.Context, site SiteID, guid, who GUID, seq int64) error {
	w := &work{Desk: d, site: site}
	err := d.lobby.Talk(ctx, &Talk{Site: site, Chat: guid, Terms: d.terms, Rule: func(r *Running, _ *Entry) ([]Entry, bool, error) {
		w.advances = nil
		read := r.MarkRead(who, seq)
		if read {
			w.advanced(r, nil)
		}
		return nil, read, nil
	}})
	if err != nil {
		return err
	}
	w.tell(ctx, site)
	return nil
}
