package chat

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestBansAreOfAVisitorOrOfANetworkThatIsNotTooWide(t *testing.T) {
	t.Parallel()
	visitor := uuid.New()
	for name, c := range map[string]struct {
		ban   Ban
		right bool
	}{
		"a visitor":            {Ban{VisitorID: visitor}, true},
		"an address":           {Ban{Address: "203.0.113.9"}, true},
		"a network":            {Ban{Address: "10.0.0.0/8"}, true},
		"an IPv6 network":      {Ban{Address: "2001:db8::/16"}, true},
		"nobody":               {Ban{}, false},
		"two at once":          {Ban{VisitorID: visitor, Address: "203.0.113.9"}, false},
		"half the world":       {Ban{Address: "0.0.0.0/1"}, false},
		"all of IPv4, in IPv6": {Ban{Address: "::ffff:0:0/96"}, false},
		"much of IPv6":         {Ban{Address: "2000::/3"}, false},
		"this machine":         {Ban{Address: "127.0.0.0/8"}, false},
		"this machine, IPv6":   {Ban{Address: "::1"}, false},
		"an address of a zone": {Ban{Address: "fe80::1%eth0"}, false},
		"no address":           {Ban{Address: "example.com"}, false},
		"a long comment":       {Ban{VisitorID: visitor, Comment: strings.Repeat("x", MaxBanComment+1)}, false},
	} {
		if err := c.ban.check(); (err == nil) != c.right {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhoIsBannedIsFoundByIDAndAddress(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	one, two := uuid.New(), uuid.New()
	f := &Front{}
	f.add([]Resource{
		&Ban{VisitorID: one}, &Ban{VisitorID: two, Until: now}, &Ban{Address: "203.0.113.0/24"}, &Ban{Address: "::ffff:198.51.100.7"},
		&Ban{Address: "2001:db8::/32"}, &Ban{Address: "192.0.2.1", Until: now.Add(time.Second)}, &Ban{Address: "192.0.2.1", Until: now.Add(-time.Second)},
	})
	for visitor, want := range map[GUID]bool{one: true, two: false, uuid.New(): false, {}: false} {
		if got := f.Bans(visitor, netip.Addr{}, now); got != want {
			t.Errorf("%s: %v", visitor, got)
		}
	}
	for address, want := range map[string]bool{
		"203.0.113.255": true, "203.0.114.0": false, "198.51.100.7": true, "198.51.100.8": false,
		"2001:db8:ffff::1": true, "2001:db9::1": false, "192.0.2.1": true,
	} {
		if got := f.Bans(GUID{}, netip.MustParseAddr(address), now); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
	if f.Bans(GUID{}, netip.MustParseAddr("192.0.2.1"), now.Add(time.Second)) {
		t.Error("a ban went on after its end")
	}
}

// dropping is a transaction that only notes what is dropped.
type dropping struct {
	Tx
	gone []GUID
}

func (d *dropping) DropResource(_ context.Context, _ Collection, id GUID) error {
	d.gone = append(d.gone, id)
	return nil
}

func TestBansThatAreOverLeaveRoom(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	all := make([]Resource, MaxResources)
	for i := range all {
		all[i] = &Ban{ID: uuid.New(), VisitorID: uuid.New()}
	}
	for full, until := range map[bool]time.Time{true: now.Add(time.Second), false: now} {
		over := &Ban{ID: uuid.New(), VisitorID: uuid.New(), Until: until}
		all[7] = over
		tx := &dropping{}
		err := makeRoom(t.Context(), tx, all, now)
		if (KindOf(err) == KindConflict) != full || (err == nil) == full {
			t.Errorf("with one until %v: %v", until, err)
		}
		if want := map[bool][]GUID{false: {over.ID}}[full]; !slices.Equal(tx.gone, want) {
			t.Errorf("with one until %v these are dropped: %v", until, tx.gone)
		}
	}
}
