package auth

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// attempts slows down the guessing of passwords, by address and by account. It
// delays and never locks: a lock could be put on somebody else's account.
type attempts struct {
	mu        sync.Mutex
	byAddress map[string]*rate.Limiter
	byAccount map[string]*rate.Limiter
}

// What an address and an account may try before they have to wait.
const (
	perAddress       = 5
	perAddressPeriod = 5 * time.Minute
	perAccount       = 10
	perAccountPeriod = 15 * time.Minute
)

// maxRemembered bounds the memory that a flood of addresses can take.
const maxRemembered = 100_000

func newAttempts() *attempts {
	return &attempts{byAddress: map[string]*rate.Limiter{}, byAccount: map[string]*rate.Limiter{}}
}

// admit counts an attempt, or refuses it with an error of KindLimited.
func (a *attempts) admit(now time.Time, address, email string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	wait := take(a.byAddress, address, perAddress, perAddressPeriod, now)
	if wait == 0 {
		wait = take(a.byAccount, filter.Fold(email), perAccount, perAccountPeriod, now)
	}
	if wait > 0 {
		return &tooSoon{chat.Limited("too many attempts to sign in: try again later"), wait}
	}
	return nil
}

// tooSoon is a refusal that advises how long to wait.
type tooSoon struct {
	error
	wait time.Duration
}

func (e *tooSoon) Unwrap() error { return e.error }

// RetryAfter is when the attempt can be made.
func (e *tooSoon) RetryAfter() time.Duration { return e.wait }

// take counts an attempt and returns 0, or counts nothing and returns how long to
// wait.
func take(limiters map[string]*rate.Limiter, who string, burst int, period time.Duration, now time.Time) time.Duration {
	l, ok := limiters[who]
	if !ok {
		if len(limiters) >= maxRemembered {
			forgetIdle(limiters, now)
		}
		l = rate.NewLimiter(rate.Every(period/time.Duration(burst)), burst)
		limiters[who] = l
	}
	r := l.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

// forgetIdle drops those who could try at full rate anyway or, when nobody is
// idle, everybody.
func forgetIdle(limiters map[string]*rate.Limiter, now time.Time) {
	for who, l := range limiters {
		if l.TokensAt(now) >= float64(l.Burst()) {
			delete(limiters, who)
		}
	}
	if len(limiters) >= maxRemembered {
		clear(limiters)
	}
}
