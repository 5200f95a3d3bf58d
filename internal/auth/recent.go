package auth

import (
	"maps"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// Revocation is how long a key that is taken away, or an account whose permissions
// change, may go on as before: what was looked up is remembered for that long, since
// a client asks many times a second.
const Revocation = time.Second

// maxRecent bounds the memory that remembering takes.
const maxRecent = 10_000

// recent remembers keys that were found. Those that were not are asked for again.
type recent struct {
	mu     sync.Mutex
	byHash map[[32]byte]known
}

type known struct {
	key     chat.Key
	account chat.Account
	until   time.Time
}

func newRecent() *recent { return &recent{byHash: map[[32]byte]known{}} }

func (r *recent) find(hash [32]byte, now time.Time) (known, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, ok := r.byHash[hash]
	return k, ok && now.Before(k.until)
}

func (r *recent) remember(key chat.Key, account chat.Account, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.byHash) >= maxRecent {
		clear(r.byHash)
	}
	r.byHash[key.Hash] = known{key, account, now.Add(Revocation)}
}

// forget has some keys asked for again at once, within this process.
func (r *recent) forget(gone func(chat.Key) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	maps.DeleteFunc(r.byHash, func(_ [32]byte, k known) bool { return gone(k.key) })
}
