package store

import (
	"crypto/sha256"
	"sync"

	"github.com/parleychat/parley/internal/chat"
)

// Bounds of what a recent keeps.
const (
	maxRecent      = 1 << 12 // chats
	maxRecentIDs   = 1 << 16 // of their entries
	maxRecentEntry = 1 << 11 // the number of a chat's last one; a longer chat is not kept
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
	ids  map[idKey]said

	counted int // among recent.ids
}

// idKey is what a command is repeated under.
type idKey struct {
	sender chat.GUID
	client string
}

// said is what is kept of the entry that a command has led to.
type said struct {
	seq    int64
	digest [sha256.Size]byte
}

// clientIDs collects the ids that clients have given the entries.
func clientIDs(entries []chat.Entry) map[idKey]said {
	ids := make(map[idKey]said, len(entries))
	noteClientIDs(ids, entries)
	return ids
}

func noteClientIDs(ids map[idKey]said, entries []chat.Entry) {
	for i := range entries {
		if e := &entries[i]; e.Client != "" {
			ids[idKey{e.Sender, e.Client}] = said{e.Seq, e.Digest}
		}
	}
}

// earlier finds the entry that a command has led to; of it only the number and the digest
// are known. Commands without an id are not remembered.
func (c *recentChat) earlier(s chat.Stamp) *chat.Entry {
	e, ok := c.ids[idKey{s.Sender, s.Client}]
	if !ok {
		return nil
	}
	return &chat.Entry{Seq: e.seq, Stamp: chat.Stamp{Digest: e.digest}}
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
	if c.chat.LastSeq > maxRecentEntry || c.chat.State == chat.Ended {
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
