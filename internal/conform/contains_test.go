package conform

import (
	"strings"
	"testing"
)

func TestContains(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ want, got, err string }{
		{`{"a":1,"b":["x",{"c":null}]}`, `{"z":0,"b":["x",{"c":null,"d":2}],"a":1}`, ""},
		{`{"a":"@absent"}`, `{"b":1}`, ""},
		{`{"a":"@has lo w"}`, `{"a":"hello world"}`, ""},
		{`6.0`, `6.00`, ""},
		{`["@some",{"a":1},3]`, `[0,{"a":1,"b":2},2,3,4]`, ""},
		{`["@some"]`, `[]`, ""},
		{`["@some",3,1]`, `[1,2,3]`, "the answer lacks 1"},
		{`["@some",1,1]`, `[1]`, "lacks 1"},
		{`{"a":1}`, `{}`, ".a is missing"},
		{`{"a":"@absent"}`, `{"a":null}`, ".a is there"},
		{`{"a":1}`, `{"a":"1"}`, `.a is "1", want 1`},
		{`{"a":6.0}`, `{"a":6}`, `.a is 6, want 6.0`},
		{`{"a":"@has x"}`, `{"a":"y"}`, `.a is "y"`},
		{`{"a":{"b":[1,2]}}`, `{"a":{"b":[2,1]}}`, `.a.b[0] is 2, want 1`},
		{`[1]`, `[1,2]`, "the answer has 2 items, want 1"},
		{`[]`, `{}`, "want a list"},
		{`{}`, `[]`, "want an object"},
		{`null`, `0`, "the answer is 0, want null"},
		{`{"a":""}`, `{"a":null}`, `.a is null`},
		{`{}`, `{} {}`, "something follows"},
		{`{}`, ``, "the answer's JSON"},
	} {
		err := Contains([]byte(c.want), []byte(c.got))
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s in %s: %v, want %q", c.want, c.got, err, c.err)
		}
	}
}
