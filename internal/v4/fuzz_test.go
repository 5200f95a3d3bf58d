package v4

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/parleychat/parley/internal/filter"
)

func FuzzSearchBody(f *testing.F) {
	for _, seed := range []string{
		"", "null", `{"filters":[]}`, `[1,"4875","` + aGUID + `"]`, `{"filters":7}`, "\xff", `{"conditionMetType":"any"}`,
		filterBody("customVariable", "isMoreThan", `[{"fieldId":"`+aGUID+`","campaignId":"`+aGUID+`","value":["5"]}]`), `{"filters":[{"name":"id","operator":"is","value":1}],"logicalExpression":"not 1"}`,
		filterBody("requestedTime", "is", `["2021-04-01T00:00:00+08:00",""]`), filterBody("{!status}", "isNot", `[0,"missed"]`),
		filterBody("campaign", "notContains", `"x"`), filterBody("avgResponseTime", "isLessThan", `1e3`), filterBody("keywords", "is", `["file"]`),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		x, err := whereOf(string(body), nil)
		if err != nil {
			if s := problemOf(err).status; s != 400 && s != 501 {
				t.Fatalf("%q: %d %v", body, s, err)
			}
		} else {
			filter.Normal(x)
		}
		if refs, err := decodeRefs(body); err == nil && !json.Valid(body) {
			t.Fatalf("%q: %v", body, refs)
		} else if err != nil && (problemOf(err).status != 400 || !utf8.ValidString(err.Error())) {
			t.Fatalf("%q: %q", body, err)
		}
	})
}

// What an import takes, an answer gives, and another import takes the same.
func FuzzDecodeChat(f *testing.F) {
	for _, raw := range sampleChats(f) {
		f.Add([]byte(raw))
	}
	f.Add([]byte(full))
	f.Add(sample(f, "put-chat.json"))
	f.Add([]byte(minimal(`,"id":1e0,"endTime":"0001-01-01","messages":[{"time":"9999-12-31T23:59:59.9999999Z"}],"duration":"0.5","":null`)))
	imports, _ := filepath.Glob("testdata/import/*.json")
	for _, name := range imports {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for chats := NewChatReader(bytes.NewReader(raw)); ; {
			item, err := chats.Next()
			if err != nil {
				break
			}
			f.Add(EncodeChat(nil, item.Chat, item.Related, everything))
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, related, err := DecodeChat(raw)
		if err != nil {
			if problemOf(err).status != 400 || !utf8.ValidString(err.Error()) {
				t.Fatalf("%q: %q", raw, err)
			}
			return
		}
		first := EncodeChat(nil, c, related, everything)
		if !json.Valid(first) || !utf8.Valid(first) {
			t.Fatalf("%q became %q", raw, first)
		}
		again, relatedAgain, err := DecodeChat(first)
		if err != nil {
			t.Fatalf("%q became %q: %v", raw, first, err)
		}
		for i := range c.Messages {
			c.Messages[i].Time = nearestSecond(c.Messages[i].Time) // as an answer has it
		}
		if diff := cmp.Diff(c, again, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%q became %q (-first +again):\n%s", raw, first, diff)
		}
		if second := EncodeChat(nil, again, relatedAgain, everything); !bytes.Equal(first, second) {
			t.Fatalf("%q became\n%q, then\n%q", raw, first, second)
		}
	})
}
