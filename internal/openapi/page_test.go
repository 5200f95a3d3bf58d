package openapi

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
)

// hostile is a text that must stay text wherever it stands.
const hostile = `<script>alert("x")</script><img src=x onerror=y> & 'quoted'`

func described() *Document {
	s := &Schema{Type: "object", Description: hostile, Required: []string{"a"}, Properties: Members[*Schema]{
		{"a", OneOf("x", hostile)}, {"b", Nullable(RefTo("Thing"))}, {"c", ListOf(&Schema{Type: "object", Properties: Members[*Schema]{{"inner", Bool()}}})},
	}}
	op := &Operation{
		Tags: []string{"Things"}, OperationID: "readThing", Summary: hostile, Description: hostile + "\n\n- one `<b>`\n\n| a | b |\n|---|---|\n| `c` | " + hostile + " |",
		Parameters:  []Parameter{{Name: "id", In: "path", Required: true, Schema: Text(), Example: hostile}, {Ref: "#/components/parameters/size"}},
		RequestBody: &Body{Content: Members[Media]{{"application/json", Media{Schema: s, Examples: Members[Example]{{"one", Example{Summary: hostile, Value: []byte(`{"a":"</script><!--"}`)}}}}}}},
		Responses:   Members[*Response]{{"200", &Response{Description: hostile, Content: Members[Media]{{"application/json", Media{Schema: RefTo("Thing")}}}}}, {"404", &Response{Ref: "#/components/responses/NotFound"}}},
		Security:    []Requirement{{"bearer": {"things:read"}}},
	}
	return &Document{
		OpenAPI: Version, Info: Info{Title: "Things", Summary: hostile, Description: hostile, License: &License{Name: "X"}, Version: "1"},
		Tags: []Tag{{Name: "Things", Description: hostile}}, Paths: Members[Path]{{"/things/{id}", Path{{"post", op}}}},
		Components: Components{
			Schemas: Members[*Schema]{{"Thing", s}}, Responses: Members[*Response]{{"NotFound", &Response{Description: "it is not there"}}},
			Parameters: Members[*Parameter]{{"size", &Parameter{Name: "pageSize", In: "query", Schema: Integer()}}},
		},
	}
}

func TestThePageHasEverythingOfADescription(t *testing.T) {
	t.Parallel()
	html, _, err := described().Page()
	if err != nil {
		t.Fatal(err)
	}
	page := string(html)
	for _, want := range []string{
		`id="readThing"`, "/things/{id}", "pageSize", "it is not there", "things:read", `<a href="#noun-Thing">Thing</a> or null`,
		"list of object", "<code>inner</code>", "<li>one <code>&lt;b&gt;</code></li>", "<td><code>c</code></td>", "curl -X POST",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestTextsOfADescriptionStayTexts(t *testing.T) {
	t.Parallel()
	html, _, err := described().Page()
	if err != nil {
		t.Fatal(err)
	}
	page := string(html)
	if strings.Count(page, "<script>") != 1 || strings.Contains(page, "<img") || strings.Contains(page, "</script><!--") {
		t.Error("a text of the description became a part of the page")
	}
	if n := strings.Count(page, "&lt;script&gt;"); n < 8 {
		t.Errorf("the text stands on the page only %d times", n)
	}
}

// The policy allows the page's own script and style by what is in them, and the page
// asks for nothing from elsewhere.
func TestThePageNeedsNothingButItself(t *testing.T) {
	t.Parallel()
	html, policy, err := described().Page()
	if err != nil {
		t.Fatal(err)
	}
	for element, directive := range map[string]string{"style": "style-src", "script": "script-src"} {
		m := regexp.MustCompile(`(?s)<` + element + `>(.*?)</` + element + `>`).FindSubmatch(html)
		if m == nil {
			t.Fatalf("the page has no %s", element)
		}
		sum := sha256.Sum256(m[1])
		if want := directive + " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, want) {
			t.Errorf("the policy %s does not have %s", policy, want)
		}
	}
	if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("the policy is lax: %s", policy)
	}
	for _, m := range regexp.MustCompile(`(?i)(?:src|href|action)\s*=\s*"([^"]*)"|\burl\(([^)]*)\)|@import`).FindAllSubmatch(html, -1) {
		if to := string(m[1]); !strings.HasPrefix(to, "#") && to != "openapi.json" && to != "data:," {
			t.Errorf("the page asks for %q", m[0])
		}
	}
	if regexp.MustCompile(`\son[a-z]+\s*=|\sstyle\s*=`).MatchString(regexp.MustCompile(`(?s)<script>.*?</script>|&lt;img.*?y`).ReplaceAllString(string(html), "")) {
		t.Error("the page has scripts or styles within its elements, which the policy forbids")
	}
}
