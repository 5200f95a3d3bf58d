package auth

import (
	"fmt"
	"math"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/parleychat/parley/internal/chat"
)

// Limits bounds how many requests an address, and a caller, may make. Each may save
// up the requests of burstSeconds, so that a page that loads is not refused.
type Limits struct {
	address, caller Rate
	now             func() time.Time
	mu              sync.Mutex
	byAddress       map[string]*rate.Limiter
	byCaller        map[string]*rate.Limiter
}

// Rate is a number of requests a second; 0 is no limit.
type Rate float64

const burstSeconds = 10

// NewLimits makes Limits, nil when there is nothing to limit; now is the clock.
func NewLimits(address, caller Rate, now func() time.Time) *Limits {
	if address <= 0 && caller <= 0 {
		return nil
	}
	return &Limits{address: address, caller: caller, now: now, byAddress: map[string]*rate.Limiter{}, byCaller: map[string]*rate.Limiter{}}
}

// Allowance is what a limit leaves.
type Allowance struct {
	Limit     int           // requests at once, after a rest
	Remaining int           // of those, now
	Reset     time.Duration // until all are there again
}

// Address counts a request from an address, before anybody knows who sends it; an
// error of KindLimited when there were too many. A nil Limits allows everything.
func (l *Limits) Address(address string) error {
	if l == nil || l.address <= 0 {
		return nil
	}
	const own = 64 // bits of an IPv6 address; the rest is its owner's to choose
	if ip, err := netip.ParseAddr(address); err == nil && ip.Is6() && !ip.Is4In6() {
		if net, err := ip.WithZone("").Prefix(own); err == nil {
			address = net.String()
		}
	}
	_, err := l.admit(l.byAddress, address, l.address)
	return err
}

// Caller counts a request of an actor, and tells what is left; ok is false when
// nothing is counted.
func (l *Limits) Caller(actor chat.Actor) (left Allowance, ok bool, err error) {
	if l == nil || l.caller <= 0 {
		return left, false, nil
	}
	left, err = l.admit(l.byCaller, fmt.Sprintf("%d/%s", actor.Site, actor.Agent), l.caller)
	return left, true, err
}

func (l *Limits) admit(limiters map[string]*rate.Limiter, who string, perSecond Rate) (Allowance, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	burst := max(1, int(math.Ceil(float64(perSecond)*burstSeconds)))
	wait := take(limiters, who, burst, time.Duration(float64(burst)/float64(perSecond)*float64(time.Second)), now)
	tokens := math.Max(0, limiters[who].TokensAt(now))
	left := Allowance{
		Limit: burst, Remaining: int(tokens),
		Reset: time.Duration((float64(burst) - tokens) / float64(perSecond) * float64(time.Second)),
	}
	if wait > 0 {
		return left, &tooSoon{chat.Limited("too many requests: try again later"), wait}
	}
	return left, nil
}
