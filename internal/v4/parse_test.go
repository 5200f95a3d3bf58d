package v4

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestStrictJSON(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for doc, want := range map[string]string{
		`{"a":[1,-2.5e+3,"x\u00e9\ud83d\ude00",true,false,null]}`: "",
		" \t\r\n7 ":        "",
		deep(32):           "",
		deep(33):           "at byte 32: the document has more than 32 levels",
		deep(100000):       "more than 32 levels",
		``:                 "at byte 0: the document ends",
		`{"a":1,"A":2}`:    `at byte 0: the object has the member "A" twice`,
		`[{"x":{},"x":0}]`: "at byte 1: the object has the member",
		`[1] 2`:            "at byte 4: something follows",
		`{"a" 1}`:          "at byte 5: ':' should stand here",
		`{a:1}`:            "at byte 1: a member's name in quotes",
		`[1,]`:             "at byte 3: ']' begins no value",
		`[1 2]`:            "at byte 3: ',' should stand here",
		`[01]`:             "at byte 2: ',' should stand here",
		`[-]`:              "at byte 2: a digit",
		`[1.]`:             "a digit",
		`[1e]`:             "a digit",
		`"abc`:             "inside a string",
		"\"a\nb\"":         "control character 0x0a",
		"\"a\\n\nb\"":      "control character 0x0a",
		`"\x"`:             "begins no escape",
		`"\u12g4"`:         "begins no escape",
		`"\`:               "begins no escape",
		"[\"ab\xff\"]":     "at byte 4: this is not UTF-8",
		`nul`:              "'n' begins no value",
		`{"a":1`:           "',' should stand here",
		"\ufeff1":          "begins no value",
	} {
		_, err := parse(doc)
		switch {
		case want == "" && err != nil:
			t.Errorf("%.60q: %v", doc, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%.60q: got %v, want %q", doc, err, want)
		}
	}
}

func TestEscapesAreUnderstood(t *testing.T) {
	n, err := parse(`"a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud83dx\udc00"`)
	if want := "a\"\\/\b\f\n\r\té😀\uFFFDx\uFFFD"; err != nil || n.text != want {
		t.Errorf("%q, %v, want %q", n.text, err, want)
	}
}

// encoding/json is the oracle of what is JSON at all.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{"a":[1,"b",{}]}`, full, `"\ud800"`, `[1e5,-0]`, `{"a":1,"a":2}`, "\xff", `{"\u0061":1,"a":2}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		n, err := parse(doc)
		if err == nil && !json.Valid([]byte(doc)) {
			t.Fatalf("%q was accepted", doc)
		}
		if err != nil {
			if json.Valid([]byte(doc)) && utf8.ValidString(doc) &&
				!strings.Contains(err.Error(), "twice") && !strings.Contains(err.Error(), "levels") {
				t.Fatalf("%q was refused: %v", doc, err)
			}
			return
		}
		if n.kind == text {
			var want string
			if err := json.Unmarshal([]byte(doc), &want); err != nil || want != n.text {
				t.Fatalf("%q is %q, not %q (%v)", doc, want, n.text, err)
			}
			var again string
			if err := json.Unmarshal(appendString(nil, n.text), &again); err != nil || again != n.text {
				t.Fatalf("%q was written as %s", n.text, appendString(nil, n.text))
			}
		}
	})
}
