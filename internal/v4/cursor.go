package v4

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// A cursor is the place that a page of a search ended at, in a form that clients
// pass on and never look into: a version, a digest of the search that it belongs
// to, the value that was sorted by, the chat's id. It is no secret and proves
// nothing: whoever makes one up gets a page of what they may see anyway.
const (
	cursorVersion = 1
	digestSize    = 8
	maxCursorKey  = 16 << 10 // bytes of a text that is sorted by
)

var errCursor = chat.Invalid("cursor: it is broken, or belongs to another search or order; begin anew with an empty one")

// encodeCursor writes a place in a query's order.
func encodeCursor(site chat.SiteID, q chat.Query, place chat.Place) (string, error) {
	if len(place.Key.Text()) > maxCursorKey {
		return "", chat.Invalid("cursor: there is a %s of more than %d bytes, which no cursor can hold: sort by something else", q.Sort.By, maxCursorKey)
	}
	digest := searchDigest(site, q)
	b := append([]byte{cursorVersion}, digest[:digestSize]...)
	b = binary.AppendVarint(b, place.ID)
	switch place.Key.Kind() {
	case filter.Text, filter.GUID:
		b = append(b, place.Key.Text()...)
	case filter.Number:
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(place.Key.Number()))
	default:
		b = binary.AppendVarint(b, place.Key.Int())
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// decodeCursor reads what encodeCursor wrote for the same query, and "" as the
// beginning. Anything else is refused.
func decodeCursor(site chat.SiteID, q chat.Query, s string) (*chat.Place, error) {
	if s == "" {
		return &chat.Place{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) < 1+digestSize {
		return nil, errCursor
	}
	id, n := binary.Varint(b[1+digestSize:])
	if n <= 0 {
		return nil, errCursor
	}
	d, _ := chat.FieldNamed(q.Sort.By)
	key, ok := decodeKey(d.Kind, b[1+digestSize+n:])
	place := chat.Place{Key: key, ID: id}
	if !ok {
		return nil, errCursor
	}
	// What is not the very text that would be written now is not ours: another
	// version, another search, another spelling.
	if same, err := encodeCursor(site, q, place); err != nil || same != s {
		return nil, errCursor
	}
	return &place, nil
}

func decodeKey(kind filter.Kind, b []byte) (key filter.Value, ok bool) {
	switch kind {
	case filter.Text:
		return filter.TextValue(string(b)), true
	case filter.GUID:
		var id chat.GUID
		ok = copy(id[:], b) == len(id)
		return filter.GUIDValue(id), ok
	case filter.Number:
		if len(b) != 8 {
			return key, false
		}
		x := math.Float64frombits(binary.BigEndian.Uint64(b))
		return filter.NumberValue(x), !math.IsNaN(x)
	default:
		n, size := binary.Varint(b)
		switch kind {
		case filter.Time:
			key = filter.TimeValue(filter.FromTicks(n))
		case filter.Bool:
			key = filter.BoolValue(n != 0)
		default:
			key = filter.IntValue(n)
		}
		return key, size > 0
	}
}

// searchDigest tells searches apart: by site, by which of the two it is, by
// conditions, and by order.
func searchDigest(site chat.SiteID, q chat.Query) [sha256.Size]byte {
	where := "everything"
	if q.Where != nil {
		where = filter.Show(filter.Normal(q.Where))
	}
	return sha256.Sum256(fmt.Appendf(nil, "%d %t %q %t %s", site, q.GivenUp, q.Sort.By, q.Sort.Descending, where))
}
