// Package geo tells where addresses are, by a file of the operator's own. It asks nobody
// else.
package geo

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/oschwald/maxminddb-golang/v2"

	"github.com/parleychat/parley/internal/chat"
)

// File is a MaxMind DB file of cities or countries.
type File struct{ reader *maxminddb.Reader }

// Open opens a file. One that cannot be read, or is not of cities or countries, is an
// error.
func Open(path string) (*File, error) {
	reader, err := maxminddb.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the file of places %s: %w", path, err)
	}
	f := &File{reader: reader}
	kind := reader.Metadata.DatabaseType
	if !strings.Contains(kind, "City") && !strings.Contains(kind, "Country") && !strings.Contains(kind, "Enterprise") {
		err = fmt.Errorf("the file of places %s is of the type %q, which tells no countries", path, kind)
	} else if _, tried := f.Where(netip.IPv4Unspecified()); tried != nil {
		err = fmt.Errorf("try the file of places %s: %w", path, tried)
	}
	if err != nil {
		_ = reader.Close() // the first error is the one to tell
		return nil, err
	}
	return f, nil
}

// Close closes the file. Nobody may ask it any more.
func (f *File) Close() error { return f.reader.Close() }

// place is what is read of a file's record.
type place struct {
	Country struct {
		Code string `maxminddb:"iso_code"`
	} `maxminddb:"country"`
	Regions []named `maxminddb:"subdivisions"`
	City    named   `maxminddb:"city"`
}

type named struct {
	Names struct {
		English string `maxminddb:"en"`
	} `maxminddb:"names"`
}

// Where tells where an address is, as far as the file knows.
func (f *File) Where(address netip.Addr) (chat.Whereabouts, error) {
	if !address.IsValid() {
		return chat.Whereabouts{}, nil
	}
	var p place
	if err := f.reader.Lookup(address.Unmap().WithZone("")).Decode(&p); err != nil {
		return chat.Whereabouts{}, fmt.Errorf("look up an address: %w", err)
	}
	w := chat.Whereabouts{Country: p.Country.Code, City: p.City.Names.English}
	if len(p.Regions) > 0 {
		w.Region = p.Regions[0].Names.English
	}
	return w, nil
}
