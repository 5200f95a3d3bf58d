package auth

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// useEvery is how exactly it is known when an API key, or a token, was used last: it is
// written no more often than that for each.
const useEvery = time.Minute

// uses gathers when keys were used, so that no request waits for its writing.
type uses struct {
	mu      sync.Mutex
	written map[[32]byte]time.Time // what the store knows, as far as it is recent
	pending map[[32]byte]time.Time
}

func newUses() *uses {
	return &uses{written: map[[32]byte]time.Time{}, pending: map[[32]byte]time.Time{}}
}

// note remembers a use. Beyond maxRecent keys it forgets: a later use will be noted.
func (u *uses) note(hash [32]byte, now time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if last, ok := u.written[hash]; ok && now.Sub(last) < useEvery {
		return
	}
	if _, ok := u.pending[hash]; ok || len(u.pending) < maxRecent {
		u.pending[hash] = now
	}
}

// take gives what is to be written, and counts it as written.
func (u *uses) take(now time.Time) map[[32]byte]time.Time {
	u.mu.Lock()
	defer u.mu.Unlock()
	for hash, at := range u.written {
		if now.Sub(at) >= useEvery {
			delete(u.written, hash)
		}
	}
	taken := u.pending
	u.pending = map[[32]byte]time.Time{}
	for hash, at := range taken {
		u.written[hash] = at
	}
	return taken
}

// putBack undoes take.
func (u *uses) putBack(uses map[[32]byte]time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for hash, at := range uses {
		delete(u.written, hash)
		if _, ok := u.pending[hash]; !ok && len(u.pending) < maxRecent {
			u.pending[hash] = at
		}
	}
}

// WriteUses stores when keys were used last. It is to be called from time to time,
// and once at the end; what could not be stored is tried again by the next call.
func (a *Authenticator) WriteUses(ctx context.Context) error {
	taken := a.uses.take(a.now())
	if len(taken) == 0 {
		return nil
	}
	if err := a.accounts.NoteUses(ctx, taken); err != nil {
		a.uses.putBack(taken)
		return fmt.Errorf("store when keys were used: %w", err)
	}
	return nil
}

// DropExpired removes what nobody can sign in with any more.
func (a *Authenticator) DropExpired(ctx context.Context) error {
	return a.accounts.DropExpired(ctx, a.now())
}
