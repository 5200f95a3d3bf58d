package main

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func TestTheCallersAddressIsTakenFromProxiesOfOursAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		trusted string
		peer    string
		headers []string
		want    string
	}{
		"nobody is trusted":                  {"", "10.0.0.1:80", []string{"203.0.113.7"}, "10.0.0.1:80"},
		"a proxy tells":                      {"10.0.0.0/8", "10.0.0.1:80", []string{"203.0.113.7"}, "203.0.113.7:0"},
		"a stranger tells":                   {"10.0.0.0/8", "198.51.100.1:80", []string{"203.0.113.7"}, "198.51.100.1:0"},
		"a proxy tells nothing":              {"10.0.0.0/8", "10.0.0.1:80", nil, "10.0.0.1:0"},
		"what the caller made up is left":    {"10.0.0.0/8", "10.0.0.1:80", []string{"127.0.0.1, 203.0.113.7"}, "203.0.113.7:0"},
		"two proxies, one after the other":   {"10.0.0.0/8", "10.0.0.1:80", []string{"6.6.6.6, 203.0.113.7, 10.0.0.2"}, "203.0.113.7:0"},
		"several headers count as one":       {"10.0.0.0/8", "10.0.0.1:80", []string{"203.0.113.7", "10.0.0.2"}, "203.0.113.7:0"},
		"nonsense ends it":                   {"10.0.0.0/8", "10.0.0.1:80", []string{"203.0.113.7, unknown"}, "10.0.0.1:0"},
		"a single address":                   {"::1", "[::1]:80", []string{"2001:db8::7"}, "[2001:db8::7]:0"},
		"IPv4 written as IPv6 is IPv4":       {"10.0.0.0/8", "[::ffff:10.0.0.1]:80", []string{"::ffff:203.0.113.7"}, "203.0.113.7:0"},
		"a network with bits of the machine": {"10.1.2.3/8", "10.0.0.1:80", []string{"203.0.113.7"}, "203.0.113.7:0"},
		"a zone is not part of an address":   {"10.0.0.0/8", "10.0.0.1:80", []string{"fe80::1%eth0"}, "[fe80::1]:0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list, err := parseProxies(strings.Fields(c.trusted))
			if err != nil {
				t.Fatal(err)
			}
			var got string
			h := list.reveal(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr }))
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
			r.RemoteAddr, r.Header["X-Forwarded-For"] = c.peer, c.headers
			h.ServeHTTP(httptest.NewRecorder(), r)
			if got != c.want {
				t.Errorf("the caller is %s, want %s", got, c.want)
			}
		})
	}
}

func TestNetworksOfProxiesAreChecked(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "localhost", "10.0.0.0/33", "10.0.0", "fe80::1%eth0", "10.0.0.0/8/8"} {
		if _, err := parseProxies([]string{text}); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

func TestNoBanCountsForProxiesAndThisMachine(t *testing.T) {
	t.Parallel()
	trusted, err := parseProxies([]string{"198.51.100.0/24"})
	if err != nil {
		t.Fatal(err)
	}
	exempt, err := trusted.exempt()
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]bool{"198.51.100.7": true, "127.0.0.1": true, "203.0.113.9": false, "2001:db8::1": false} {
		if got := exempt(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
