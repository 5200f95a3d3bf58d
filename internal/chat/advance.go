package chat

import (
	"slices"
	"sync"
)

// Advance is what a transaction has made of a running chat. All who hear of it share
// it, and nobody changes it.
type Advance struct {
	Chat  *Running // as it stands now
	Added []Entry  // to its log, the last one with the number Chat.LastSeq
	Talk  bool     // but for the log the chat stands as before

	once sync.Once
	made any
}

// Shared gives what the first one who asked has made of it, such as the frames that
// tell of it, for all to use.
func (a *Advance) Shared(first func() any) any {
	a.once.Do(func() { a.made = first() })
	return a.made
}

// By reports whether somebody's command has led to the advance.
func (a *Advance) By(who GUID) bool { return len(a.Added) > 0 && a.Added[0].Sender == who }

// Part is that somebody takes part in a running chat, which has been saved so many
// times.
type Part struct {
	Site    SiteID
	Who     GUID
	Chat    GUID
	State   State
	Version int64
}

// advanced notes what will have become of a chat once the transaction is committed.
func (w *work) advanced(r *Running, added []Entry) {
	for _, a := range w.advances {
		if a.Chat.Chat.GUID == r.Chat.GUID {
			a.Chat, a.Added, a.Talk = r, slices.Concat(a.Added, added), false
			return
		}
	}
	w.advances = append(w.advances, &Advance{Chat: r, Added: added})
}

// talked notes, when a change was nothing but lines of the conversation, that it was.
func (w *work) talked(before, after *Running, added []Entry) {
	for i := range added {
		if added[i].Kind != EntryText && added[i].Kind != EntryNote {
			return
		}
	}
	a := w.advances[len(w.advances)-1]
	a.Talk = len(added) > 0 && len(w.advances) == 1 && len(a.Added) == len(added) &&
		before.State == after.State && before.Holder == after.Holder && before.Bot == after.Bot && before.Offer == after.Offer
}
