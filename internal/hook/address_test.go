package hook

import (
	"net/netip"
	"testing"
)

func TestOnlyPublicAddressesAreCalled(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"8.8.8.8": true, "1.1.1.1": true, "172.15.255.255": true, "172.32.0.0": true, "100.63.255.255": true, "100.128.0.0": true,
		"2606:4700::1111": true, "2001:4860:4860::8888": true, "::ffff:8.8.8.8": true, "223.255.255.255": true,

		"0.0.0.0": false, "0.1.2.3": false, "10.0.0.1": false, "100.64.0.1": false, "100.127.255.255": false, "127.0.0.1": false, "127.255.0.9": false,
		"169.254.169.254": false, "172.16.0.1": false, "172.31.255.255": false, "192.0.0.8": false, "192.0.2.1": false, "192.88.99.1": false,
		"192.168.1.1": false, "198.18.0.1": false, "198.19.255.255": false, "198.51.100.1": false, "203.0.113.1": false,
		"224.0.0.1": false, "239.255.255.255": false, "240.0.0.1": false, "255.255.255.255": false,

		"::": false, "::1": false, "::127.0.0.1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::ffff:169.254.169.254": false,
		"64:ff9b::7f00:1": false, "64:ff9b::a9fe:a9fe": false, "64:ff9b:1::1": false, "100::1": false, "2001::1": false, "2001:0:7f00:1::": false,
		"2001:db8::1": false, "2002:7f00:1::": false, "2002:a00:1::": false, "3fff::1": false, "5f00::1": false,
		"fc00::1": false, "fd12:3456::1": false, "fe80::1": false, "fe80::1%eth0": false, "fec0::1": false, "ff02::1": false,
	} {
		if got := public(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestWithoutTLSOnlyNamedNetworksAreCalled(t *testing.T) {
	t.Parallel()
	own := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}
	for _, c := range []struct {
		address     string
		plain, fine bool
	}{
		{"8.8.8.8:80", true, false},
		{"8.8.8.8:443", false, true},
		{"10.1.2.3:80", true, true},
		{"10.1.2.3:443", false, true},
		{"[::ffff:10.1.2.3]:80", true, true},
		{"10.2.2.3:443", false, false},
		{"not an address", false, false},
	} {
		g := guard{own: own, plain: c.plain}
		if err := g.control(t.Context(), "tcp", c.address, nil); (err == nil) != c.fine {
			t.Errorf("%s without TLS %v: %v", c.address, c.plain, err)
		}
	}
}
