package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/parleychat/parley/internal/chat"
)

var errAmbiguous = errors.New("it is no object, or has two members of one name")

// strictly reads an object of JSON in which no two members have one name in whatever
// letter case: of two, decoders differ in which one counts. What is nested is not looked
// at.
func strictly(data []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if first, err := d.Token(); err != nil || first != json.Delim('{') || !utf8.Valid(data) {
		return errAmbiguous
	}
	var names []string
	for d.More() {
		token, err := d.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return errAmbiguous
		}
		for _, other := range names {
			if strings.EqualFold(other, name) {
				return errAmbiguous
			}
		}
		names = append(names, name)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return errAmbiguous
		}
	}
	if _, err := d.Token(); err != nil {
		return errAmbiguous
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errAmbiguous
	}
	return json.Unmarshal(data, to)
}

func formatSite(site chat.SiteID) string { return strconv.FormatInt(int64(site), 10) }
