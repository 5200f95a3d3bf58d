package auth

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

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

// allow counts an attempt and reports whether it may be made.
func (a *attempts) allow(now time.Time, address, email string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return take(a.byAddress, address, perAddress, perAddressPeriod, now) &&
		take(a.byAccount, filter.Fold(email), perAccount, perAccountPeriod, now)
}

func take(limiters map[string]*rate.Limiter, who string, burst int, period time.Duration, now time.Time) bool {
	l, ok := limiters[who]
	if !ok {
		if len(limiters) >= maxRemembered {
			forgetIdle(limiters, now)
		}
		l = rate.NewLimiter(rate.Every(period/time.Duration(burst)), burst)
		limiters[who] = l
	}
	return l.AllowN(now, 1)
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
