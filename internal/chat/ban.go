package chat

import (
	"context"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Ban keeps somebody out of a site's live chat: a visitor, or whoever comes from an
// address.
type Ban struct {
	ID        GUID
	VisitorID GUID      // zero for a ban of addresses
	Address   string    // or a network such as 203.0.113.0/24; "" for a ban of a visitor
	Until     time.Time // zero for good
	Comment   string
	By        GUID // the agent who made it
	Created   time.Time
}

// The bounds of bans. A wider network is banned by mistake.
const (
	MaxBanComment = 500 // characters
	widestIPv4    = 8   // bits of a network
	widestIPv6    = 16
)

// Collection implements Resource.
func (*Ban) Collection() Collection { return Bans }

// Key implements Resource.
func (b *Ban) Key() *GUID { return &b.ID }

func (*Ban) title() string { return "" }

// begin implements beginning.
func (b *Ban) begin(by GUID, now time.Time) { b.By, b.Created = by, now }

// over implements ending.
func (b *Ban) over(now time.Time) bool { return !b.Until.IsZero() && !now.Before(b.Until) }

// tidy writes the address as it is compared.
func (b *Ban) tidy() {
	network, err := b.network()
	switch {
	case err != nil:
	case network.IsSingleIP():
		b.Address = network.Addr().String()
	default:
		b.Address = network.String()
	}
}

func (b *Ban) check() error {
	if n := utf8.RuneCountInString(b.Comment); n > MaxBanComment {
		return Invalid("comment: %d characters: at most %d", n, MaxBanComment)
	}
	if (b.VisitorID != GUID{}) == (b.Address != "") {
		return Invalid("a ban has either a visitorId or an address")
	}
	if b.Address == "" {
		return nil
	}
	network, err := b.network()
	widest := widestIPv4
	if network.Addr().Is6() {
		widest = widestIPv6
	}
	switch {
	case err != nil:
		return Invalid("address: %q is neither an address nor a network such as 203.0.113.0/24", clip(b.Address))
	case network.Bits() < widest:
		return Invalid("address: %s is too wide a network: it has at least %d bits", network, widest)
	case network.Overlaps(loopback4) || network.Overlaps(loopback6):
		return Invalid("address: %s is the server's own machine", network)
	}
	return nil
}

var loopback4, loopback6 = netip.PrefixFrom(netip.AddrFrom4([4]byte{127}), 8), netip.PrefixFrom(netip.IPv6Loopback(), 128)

// network is what a ban of addresses is about. IPv4 within IPv6 counts as IPv4.
func (b *Ban) network() (netip.Prefix, error) {
	if a, err := netip.ParseAddr(b.Address); err == nil && a.Zone() == "" {
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(b.Address)
	if a := p.Addr(); err == nil && a.Is4In6() && p.Bits() >= 96 {
		p = netip.PrefixFrom(a.Unmap(), p.Bits()-96)
	}
	return p.Masked(), err
}

// bans are those of a site, to be asked often.
type bans struct {
	visitors map[GUID]time.Time         // until when; zero for good
	networks map[netip.Prefix]time.Time // as visitors
	lengths  []int                      // of the networks, each once
}

func (b *bans) add(one *Ban) {
	if b.visitors == nil {
		b.visitors, b.networks = map[GUID]time.Time{}, map[netip.Prefix]time.Time{}
	}
	if one.Address == "" {
		keepLonger(b.visitors, one.VisitorID, one.Until)
		return
	}
	if network, err := one.network(); err == nil {
		keepLonger(b.networks, network, one.Until)
		if !slices.Contains(b.lengths, network.Bits()) {
			b.lengths = append(b.lengths, network.Bits())
		}
	}
}

// keepLonger keeps the longer of two bans of the same.
func keepLonger[K comparable](in map[K]time.Time, key K, until time.Time) {
	if had, twice := in[key]; !twice || !had.IsZero() && (until.IsZero() || until.After(had)) {
		in[key] = until
	}
}

func holds[K comparable](in map[K]time.Time, key K, now time.Time) bool {
	until, banned := in[key]
	return banned && (until.IsZero() || now.Before(until))
}

// BansVisitors reports whether any visitor is banned by id.
func (f *Front) BansVisitors() bool { return len(f.bans.visitors) > 0 }

// SameBans reports whether another front, nil for one without any, bans the same.
func (f *Front) SameBans(other *Front) bool {
	if other == nil {
		other = &Front{}
	}
	return maps.Equal(f.bans.visitors, other.bans.visitors) && maps.Equal(f.bans.networks, other.bans.networks)
}

// Bans reports whether a visitor is banned, who may be the zero guid for one who is not
// known, or the address that they come from.
func (f *Front) Bans(visitor GUID, from netip.Addr, now time.Time) bool {
	if holds(f.bans.visitors, visitor, now) {
		return true
	}
	return slices.ContainsFunc(f.bans.lengths, func(bits int) bool {
		network, err := from.Prefix(bits)
		return err == nil && holds(f.bans.networks, network, now)
	})
}

// BanVisitor ends a chat that the agent holds and keeps its visitor out from then on: for
// some hours, or with 0 for good.
func (d *Desk) BanVisitor(ctx context.Context, a AgentOrder, hours int64, comment string) (Ack, error) {
	const most = 10 * 365 * 24
	if hours < 0 || hours > most {
		return Ack{}, Invalid("hours: from 0, which is for good, to %d", most)
	}
	return d.obeyAgent(ctx, a, DoBan, fmt.Sprintf("%d %s", hours, comment), func(ctx context.Context, w *work, r *Running) ([]Entry, error) {
		if r.Holder.ID != a.Actor.Agent || r.State != Active {
			return nil, Denied("only the agent who holds a chat bans its visitor")
		}
		b := &Ban{
			ID: uuid.NewSHA1(a.Actor.Agent, []byte(a.Client)), VisitorID: r.Chat.VisitorID,
			Comment: comment, By: a.Actor.Agent, Created: w.now,
		}
		if hours > 0 {
			b.Until = w.now.Add(time.Duration(hours) * time.Hour)
		}
		if err := b.check(); err != nil {
			return nil, err
		}
		all, err := w.Records().Resources(ctx, Bans)
		if err != nil {
			return nil, err
		}
		if err := makeRoom(ctx, w.Records(), all, w.now); err != nil {
			return nil, err
		}
		w.settings = true
		if err := w.Records().PutResource(ctx, b); err != nil {
			return nil, err
		}
		deed := AuditEntry{Action: ResourceAdded, Collection: Bans.AuditName(), Target: b.ID}
		if err := audit(ctx, w.Records(), a.Actor, w.now, deed); err != nil {
			return nil, err
		}
		return r.EndByAgent(r.Holder, w.now)
	})
}

// HeldOf finds the chat of a visitor that an agent holds, or held a moment ago;
// ErrChatNotFound.
func (d *Desk) HeldOf(ctx context.Context, site SiteID, agent, visitor GUID) (GUID, error) {
	chats, err := d.lobby.RunningOf(ctx, site, agent)
	if err != nil {
		return GUID{}, err
	}
	err = ErrChatNotFound
	var found GUID
	for _, r := range chats { // in the order of their requests
		if r.Holder.ID == agent && r.Chat.VisitorID == visitor {
			found, err = r.Chat.GUID, nil
		}
	}
	return found, err
}

// Expel ends the running chats of a visitor who has been banned.
func (d *Desk) Expel(ctx context.Context, site SiteID, visitor GUID) error {
	return d.act(ctx, site, true, func(ctx context.Context, w *work) error {
		chats, err := w.OfVisitor(ctx, visitor)
		if err != nil {
			return err
		}
		for _, r := range chats {
			if r.State == Ended {
				continue
			}
			own, err := w.lock(ctx, r.Chat.GUID)
			if err != nil {
				return err
			}
			if _, err := w.change(ctx, own, func(r *Running) ([]Entry, error) { return r.EndByVisitor(w.now) }, Stamp{}); err != nil {
				return err
			}
		}
		return nil
	})
}
