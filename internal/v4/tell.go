package v4

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/parleychat/parley/internal/chat"
)

// tellOf has the audit log tell of a collection by what the API shows of it.
func (s *server) tellOf(of chat.Collection, encoded func(chat.Resource) []byte) {
	if s.tellers == nil {
		s.tellers = map[chat.Collection]func(chat.Resource) []byte{}
	}
	s.tellers[of] = encoded
}

// tell is a chat.Teller.
func (s *server) tell(noun any) []chat.Trait {
	switch n := noun.(type) {
	case *chat.Site:
		return traits("", encode(n, siteMembers))
	case chat.Resource:
		if encoded, ok := s.tellers[n.Collection()]; ok {
			return traits("", encoded(n))
		}
	}
	return nil
}

// traits are the members of an object, and of the objects in it, each by its path.
func traits(path string, doc []byte) (all []chat.Trait) {
	var members map[string]json.RawMessage
	if json.Unmarshal(doc, &members) != nil {
		return nil
	}
	for name, raw := range members {
		value := string(raw)
		switch {
		case path == "" && name == "id", name == "lastUsed": // the first stands beside, the other is no deed
		case strings.HasPrefix(value, "{") && value != "{}":
			all = append(all, traits(path+name+".", raw)...)
		default:
			all = append(all, chat.Trait{Name: path + name, Value: value, Shown: audible(name, value), Absent: slices.Contains(nothings, value)})
		}
	}
	return all
}

// nothings are values that say as much as none.
var nothings = []string{`""`, `null`, `false`, `0`, `0.0`, `[]`, `{}`, `"` + zeroGUID + `"`, `"00:00:00"`}

// secretWords are in the names of members that nobody is to read in a log.
var secretWords = []string{"secret", "password", "token", "privatekey", "authorization"}

// audible is what the audit log may have of a member: nothing of a secret, and of an address that
// something is sent to only where that is, since the rest may be a secret as well.
func audible(name, value string) string {
	folded := strings.ToLower(name)
	if slices.ContainsFunc(secretWords, func(w string) bool { return strings.Contains(folded, w) }) {
		return ""
	}
	if !strings.HasSuffix(folded, "url") {
		return value
	}
	var address string
	if json.Unmarshal([]byte(value), &address) != nil || address == "" {
		return value
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return `"` + u.Scheme + "://" + u.Host + `/…"`
}
