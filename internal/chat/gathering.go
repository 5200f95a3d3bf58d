package chat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// GatherEvery is how often the audit log tells of one deed that is counted.
const GatherEvery = 10 * time.Minute

// The bounds of a Gathering.
const (
	maxGathered = 10_000 // deeds that are counted at once; of more nothing is told
	maxApart    = 8      // what of one deed is told apart; more is told together
)

// Gathering counts deeds that may come every second, and are not to fill the disk: the audit log has
// one entry for many of them, within a minute of the first one and every GatherEvery after that. It
// is in memory: a crash loses what was not written yet. It is safe for concurrent use.
type Gathering struct {
	least int64 // fewer in GatherEvery are nothing to tell of
	mu    sync.Mutex
	deeds map[gatheredDeed]*gathered
}

// gatheredDeed is what is counted: what was done to what.
type gatheredDeed struct {
	site   SiteID
	action AuditAction
	target GUID
}

// gathered is what came of a deed since it was told of.
type gathered struct {
	written time.Time
	parts   map[string]AuditEntry // by what is told apart; "" for all the rest
}

// NewGathering makes one that has counted nothing.
func NewGathering() *Gathering { return &Gathering{deeds: map[gatheredDeed]*gathered{}} }

// NewGatheringOf makes one that tells of what was done least times and more within GatherEvery,
// and only after that time.
func NewGatheringOf(least int64) *Gathering {
	g := NewGathering()
	g.least = least
	return g
}

// Note counts a deed on a site, e.Count times but once at least. What the entry tells beside the
// number is that of the last time. apart is what else it is counted by, such as an address that
// only somebody can have who knows a secret; "" for nothing, as of addresses that anybody may
// make up.
func (all *Gathering) Note(site SiteID, e AuditEntry, apart string) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if g := all.of(gatheredDeed{site, e.Action, e.Target}); g != nil {
		if all.least > 0 && g.written.IsZero() {
			g.written = e.Time // the time begins
		}
		if _, known := g.parts[apart]; !known && len(g.parts) >= maxApart {
			apart = ""
		}
		e.Count = max(e.Count, 1) + g.parts[apart].Count
		g.parts[apart] = e
	}
}

// of is what is gathered of a deed; nil when too many others are.
func (all *Gathering) of(deed gatheredDeed) *gathered {
	g, known := all.deeds[deed]
	if !known && len(all.deeds) < maxGathered {
		g = &gathered{parts: map[string]AuditEntry{}}
		all.deeds[deed] = g
	}
	return g
}

// Write hands what is due, or the whole of it, to write, site by site, and counts it as told. What could
// not be written is due again, unless the site is gone (KindNotFound).
func (all *Gathering) Write(ctx context.Context, now time.Time, whole bool, write func(context.Context, SiteID, ...AuditEntry) error) error {
	var failed []error
	for site, entries := range all.take(now, whole) {
		slices.SortFunc(entries, func(a, b gatheredEntry) int { return a.Time.Compare(b.Time) })
		deeds := make([]AuditEntry, len(entries))
		for i := range entries {
			deeds[i] = entries[i].AuditEntry
		}
		if err := write(ctx, site, deeds...); err != nil && KindOf(err) != KindNotFound {
			all.putBack(site, entries)
			failed = append(failed, fmt.Errorf("tell the audit log of site %d of what was counted: %w", site, err))
		}
	}
	return errors.Join(failed...)
}

// gatheredEntry is one that is to be written.
type gatheredEntry struct {
	AuditEntry
	apart string
}

func (all *Gathering) take(now time.Time, whole bool) map[SiteID][]gatheredEntry {
	all.mu.Lock()
	defer all.mu.Unlock()
	due := map[SiteID][]gatheredEntry{}
	for deed, g := range all.deeds {
		lately := !g.written.IsZero() && now.Sub(g.written) < GatherEvery
		if lately && !whole {
			continue
		}
		if len(g.parts) == 0 {
			if !lately {
				delete(all.deeds, deed)
			}
			continue
		}
		for apart, e := range g.parts {
			if e.Count < all.least {
				continue
			}
			due[deed.site] = append(due[deed.site], gatheredEntry{e, apart})
		}
		g.written, g.parts = now, map[string]AuditEntry{}
	}
	return due
}

func (all *Gathering) putBack(site SiteID, entries []gatheredEntry) {
	all.mu.Lock()
	defer all.mu.Unlock()
	for _, e := range entries {
		g := all.of(gatheredDeed{site, e.Action, e.Target})
		if g == nil {
			continue
		}
		again := e.AuditEntry
		if later, came := g.parts[e.apart]; came {
			later.Count += again.Count
			again = later
		}
		g.written, g.parts[e.apart] = time.Time{}, again
	}
}
