package hook

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"syscall"
)

// reserved are the networks within the public ranges that are not the public's.
var reserved = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
	"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
	"2001::/23",     // protocols, such as Teredo, which carries IPv4
	"2001:db8::/32", // documentation
	"2002::/16",     // 6to4, which carries IPv4
	"3fff::/20",     // documentation
)

// global are the ranges from which public addresses are given. Everything else of IPv6
// is left out: loopback, NAT64, unique local, link-local, multicast.
var global = prefixes("0.0.0.0/0", "2000::/3")

func prefixes(texts ...string) (all []netip.Prefix) {
	for _, text := range texts {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

func within(a netip.Addr, networks []netip.Prefix) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(a) })
}

// public reports whether an address is one that anybody can reach.
func public(a netip.Addr) bool {
	a = a.Unmap()
	return a.Zone() == "" && within(a, global) && !within(a, reserved)
}

// errForbidden answers an address that must not be called.
var errForbidden = errors.New("this address must not be called")

// guard looks at each address that is about to be connected to, after its name was
// resolved, so that no name and no later answer of a name server gets past it.
type guard struct {
	own   []netip.Prefix // allowed by the operator
	plain bool           // without TLS, which only those are called
}

func (g *guard) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s", errForbidden, address)
	}
	a := to.Addr()
	switch {
	case a.Zone() == "" && within(a.Unmap(), g.own):
		return nil
	case !public(a):
		return fmt.Errorf("%w: %s is not public, and not in a network of -hook-networks", errForbidden, a)
	case g.plain:
		return fmt.Errorf("%w: without TLS %s would have to be in a network of -hook-networks", errForbidden, a)
	}
	return nil
}
