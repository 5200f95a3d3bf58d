package store

import (
	"sync"

	"github.com/parleychat/parley/internal/chat"
)

// Bounds of what a recent keeps.
const (
	maxRecent    = 1 << 12 // chats
	maxRecentIDs = 1 << 16 // of their entries
	maxIDsEach   = 1 << 11 // in one chat; one with more is not kept
)

// recent keeps running chats that were spoken in, so that what is said next needs not
// read them. It is no truth: whoever saves a chat names the version that it rests on, and
// the database has the last word (sqlTalk).
type recent struct {
	mu    sync.Mutex
	chats map[chatKey]*recentChat
	ids   int
}

type chatKey struct {
	site chat.SiteID
	guid chat.GUID
}

// recentChat is a running chat at one version. The chat is never changed; the ids belong
// to the one who takes steps together (talks).
type recentChat struct {
	chat *chat.Running
	due  int64 // as it is stored
	ids  map[idKey]chat.Entry

	counted int // among recent.ids
}

// idKey is what a command is repeated under.
type idKey struct {
	sender chat.GUID
	client string
}

// clientIDs collects the ids that clients have given the entries; of these only the number
// and the digest are kept.
func clientIDs(entries []chat.Entry) map[idKey]chat.Entry {
	ids := make(map[idKey]chat.Entry, len(entries))
	noteClientIDs(ids, entries)
	return ids
}

func noteClientIDs(ids map[idKey]chat.Entry, entries []chat.Entry) {
	for i := range entries {
		if e := &entries[i]; e.Client != "" {
			ids[idKey{e.Sender, e.Client}] = chat.Entry{Seq: e.Seq, Stamp: chat.Stamp{Digest: e.Digest}}
		}
	}
}

func (k *recent) find(key chatKey) *recentChat {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.chats[key]
}

// keep takes a chat in, unless a later version is there.
func (k *recent) keep(key chatKey, c *recentChat) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if old := k.chats[key]; old != nil && old.chat.Version > c.chat.Version {
		return
	}
	k.remove(key)
	if len(c.ids) > maxIDsEach || c.chat.State == chat.Ended {
		return
	}
	for other := range k.chats { // any: which one will be spoken in next nobody knows
		if len(k.chats) < maxRecent && k.ids+len(c.ids) <= maxRecentIDs {
			break
		}
		k.remove(other)
	}
	if k.chats == nil {
		k.chats = map[chatKey]*recentChat{}
	}
	c.counted = len(c.ids)
	k.chats[key], k.ids = c, k.ids+c.counted
}

func (k *recent) drop(key chatKey) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.remove(key)
}

func (k *recent) remove(key chatKey) {
	if c := k.chats[key]; c != nil {
		k.ids -= c.counted
		delete(k.chats, key)
	}
}
