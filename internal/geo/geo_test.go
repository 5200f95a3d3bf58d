package geo_test

import (
	"bytes"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/geo"
)

// written is a file of a type, in which three networks are somewhere.
func written(t *testing.T, kind string) []byte {
	t.Helper()
	tree, err := mmdbwriter.New(mmdbwriter.Options{DatabaseType: kind, RecordSize: 24, IncludeReservedNetworks: true})
	if err != nil {
		t.Fatal(err)
	}
	names := func(en, nl string) mmdbtype.Map {
		return mmdbtype.Map{"names": mmdbtype.Map{"en": mmdbtype.String(en), "nl": mmdbtype.String(nl)}}
	}
	for network, record := range map[string]mmdbtype.Map{
		"192.0.2.0/24": {
			"country":      mmdbtype.Map{"iso_code": mmdbtype.String("NL")},
			"subdivisions": mmdbtype.Slice{names("North Holland", "Noord-Holland"), names("Inner", "Binnen")},
			"city":         names("The Hague", "Den Haag"),
		},
		"2001:db8::/32":   {"country": mmdbtype.Map{"iso_code": mmdbtype.String("BE")}},
		"198.51.100.0/24": {"country": mmdbtype.Map{"iso_code": mmdbtype.Uint32(7)}}, // is none
	} {
		_, ipNet, err := net.ParseCIDR(network)
		if err != nil {
			t.Fatal(err)
		}
		if err := tree.Insert(ipNet, record); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if _, err := tree.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func kept(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "places.mmdb")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAnAddressIsWhereTheFileSays(t *testing.T) {
	t.Parallel()
	f, err := geo.Open(kept(t, written(t, "GeoLite2-City")))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for address, want := range map[string]chat.Whereabouts{
		"192.0.2.7":        {Country: "NL", Region: "North Holland", City: "The Hague"},
		"::ffff:192.0.2.7": {Country: "NL", Region: "North Holland", City: "The Hague"},
		"2001:db8::1%eth0": {Country: "BE"},
		"203.0.113.9":      {},
	} {
		if got, err := f.Where(netip.MustParseAddr(address)); err != nil || got != want {
			t.Errorf("%s: %+v, %v", address, got, err)
		}
	}
	if got, err := f.Where(netip.Addr{}); err != nil || got != (chat.Whereabouts{}) {
		t.Errorf("no address is at %+v, %v", got, err)
	}
	if got, err := f.Where(netip.MustParseAddr("198.51.100.1")); err == nil || got != (chat.Whereabouts{}) {
		t.Errorf("a damaged record is %+v", got)
	}
}

func TestWhatIsNoFileOfPlacesIsRefused(t *testing.T) {
	t.Parallel()
	good := written(t, "GeoLite2-Country")
	if f, err := geo.Open(kept(t, good)); err != nil || f.Close() != nil {
		t.Error(err)
	}
	for cause, path := range map[string]string{
		"no such file":            filepath.Join(t.TempDir(), "none"),
		"invalid":                 kept(t, good[:len(good)/2]),
		`of the type "GeoLite2-A`: kept(t, written(t, "GeoLite2-ASN")),
	} {
		if _, err := geo.Open(path); err == nil || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(cause)) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", cause, err)
		}
	}
}
