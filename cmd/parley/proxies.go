package main

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// proxies are the networks of proxies whose word is taken for a caller's address.
type proxies []netip.Prefix

// parseProxies reads networks such as 10.0.0.0/8, and single addresses.
func parseProxies(texts []string) (proxies, error) {
	var list proxies
	for _, text := range texts {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			address, err := netip.ParseAddr(text)
			if err != nil || address.Zone() != "" {
				return nil, fmt.Errorf("-trusted-proxies: %q is neither an address nor a network such as 10.0.0.0/8", text)
			}
			prefix = netip.PrefixFrom(address, address.BitLen())
		}
		list = append(list, prefix.Masked())
	}
	return list, nil
}

func (p proxies) trust(a netip.Addr) bool {
	return slices.ContainsFunc(p, func(n netip.Prefix) bool { return n.Contains(a) })
}

// reveal puts the caller's address in the place of a proxy's, before anybody looks.
// Without proxies the header, which any caller can make up, means nothing.
func (p proxies) reveal(h http.Handler) http.Handler {
	if len(p) == 0 {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if peer, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
			caller := p.caller(peer.Addr().Unmap(), r.Header.Values("X-Forwarded-For"))
			r = r.WithContext(r.Context())
			r.RemoteAddr = netip.AddrPortFrom(caller, 0).String()
		}
		h.ServeHTTP(w, r)
	})
}

// caller goes from the peer backwards through the addresses that proxies have added,
// as long as who tells of the next one is a proxy of ours. What is no address ends it.
func (p proxies) caller(at netip.Addr, headers []string) netip.Addr {
	hops := strings.Split(strings.Join(headers, ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !p.trust(at) {
			break
		}
		next, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		at = next.Unmap().WithZone("")
	}
	return at
}

// exempt tells the addresses that no ban counts for: those of proxies, and of this
// machine, where one may be as well.
func (p proxies) exempt() (func(netip.Addr) bool, error) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil, fmt.Errorf("look up the addresses of this machine: %w", err)
	}
	own := map[netip.Addr]bool{}
	for _, a := range all {
		if network, err := netip.ParsePrefix(a.String()); err == nil {
			own[network.Addr().Unmap().WithZone("")] = true
		}
	}
	return func(a netip.Addr) bool { return own[a] || p.trust(a) }, nil
}
