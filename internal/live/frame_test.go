package live

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// vector is a frame that every implementation of the protocol, of whatever language,
// must understand and make.
type vector struct {
	About string
	Frame json.RawMessage
}

// vectors reads the frames of one side by their types: testdata/SIDE/TYPE.json.
func vectors(t testing.TB, side string) map[string][]vector {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", side, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]vector{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var own []vector
		if err := json.Unmarshal(data, &own); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		for _, v := range own {
			var head struct{ Type string }
			if err := json.Unmarshal(v.Frame, &head); err != nil || head.Type != name || v.About == "" {
				t.Errorf("%s: %s is not about a %s", file, v.Frame, name)
			}
		}
		all[name] = own
	}
	return all
}

// TestFramesOfClientsAreUnderstood decodes each vector, and looks for each of its
// members in what the decoder has made of it.
func TestFramesOfClientsAreUnderstood(t *testing.T) {
	t.Parallel()
	for name, all := range vectors(t, "client") {
		for _, v := range all {
			c, err := decode(v.Frame)
			if err != nil {
				t.Errorf("%s, %s: %v", name, v.About, err)
				continue
			}
			var want, got any
			if err := json.Unmarshal(v.Frame, &want); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(encoded(t, c), &got); err != nil {
				t.Fatal(err)
			}
			if lost := lacks(got, want); lost != "" {
				t.Errorf("%s, %s: %s was not understood", name, v.About, lost)
			}
		}
	}
}

// lacks names a member of want that got does not have; those that begin with x- are
// for clients of a later time.
func lacks(got, want any) string {
	members, ok := want.(map[string]any)
	if !ok {
		if items, ok := want.([]any); ok {
			have, _ := got.([]any)
			for i := range items {
				if i >= len(have) || lacks(have[i], items[i]) != "" {
					return "an item of a list"
				}
			}
			return ""
		}
		return map[bool]string{false: "a value"}[reflect.DeepEqual(got, want)]
	}
	have, _ := got.(map[string]any)
	for name, value := range members {
		if _, known := have[name]; strings.HasPrefix(name, "x-") == known || (known && lacks(have[name], value) != "") {
			return "the member " + name
		}
	}
	return ""
}

// TestFramesOfTheServerAreEncodedSo decodes each vector into the frame of its type
// and expects the same bytes when that is encoded.
func TestFramesOfTheServerAreEncodedSo(t *testing.T) {
	t.Parallel()
	for name, all := range vectors(t, "server") {
		for _, v := range all {
			empty, ok := serverFrames[name]
			if !ok {
				t.Errorf("serverFrames lacks %s", name)
				continue
			}
			f := reflect.New(reflect.TypeOf(empty)).Interface()
			d := json.NewDecoder(bytes.NewReader(v.Frame))
			d.DisallowUnknownFields()
			if err := d.Decode(f); err != nil {
				t.Errorf("%s, %s: %v", name, v.About, err)
				continue
			}
			var want bytes.Buffer
			if err := json.Compact(&want, v.Frame); err != nil {
				t.Fatal(err)
			}
			if got := encoded(t, f); string(got) != want.String() {
				t.Errorf("%s, %s:\n%s is encoded as\n%s", name, v.About, want.String(), got)
			}
		}
	}
}

// serverFrames are the frames of the server by their types.
var serverFrames = map[string]any{
	"welcome": welcomeFrame{}, "ack": ackFrame{}, "error": errorFrame{}, "page": pageFrame{}, "pong": plainFrame{},
	"entry": entryFrame{}, "state": stateFrame{}, "typing": typingFrame{}, "resync": chatFrame{}, "gone": chatFrame{},
	"invitation": invitationFrame{}, "visitors": visitorsFrame{}, "availability": availabilityFrame{}, "challenge": challengeFrame{}, "wrapup": wrapupFrame{},
}

func encoded(t testing.TB, frame any) []byte {
	t.Helper()
	data, err := json.Marshal(frame)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestWhatIsNoFrameIsRefusedWithTheCause(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("testdata", "refused.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		About, Text, Error string
		Base64             []byte
	}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		if v.Base64 == nil {
			v.Base64 = []byte(v.Text)
		}
		if c, err := decode(v.Base64); err == nil || !strings.Contains(err.Error(), v.Error) {
			t.Errorf("%s: got %+v, %v, want the error %q", v.About, c, err, v.Error)
		}
	}
	deep := `{"type":"ping","later":` + strings.Repeat("[", maxDepth-1) + strings.Repeat("]", maxDepth-1) + "}"
	if _, err := decode([]byte(deep)); err != nil {
		t.Errorf("%d levels: %v", maxDepth, err)
	}
}

// TestEveryTypeHasAVectorAndADescription looks in the source for the types of frames
// that are compared with, or made.
func TestEveryTypeHasAVectorAndADescription(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "live.md"))
	if err != nil {
		t.Fatal(err)
	}
	types := typesInSource(t)
	for _, side := range []string{"client", "server"} {
		all, own := vectors(t, side), types[side]
		const least = 10 // else the search finds nothing any more
		if len(own) < least {
			t.Errorf("only these types of the %s were found: %v", side, own)
		}
		for _, name := range own {
			if len(all[name]) == 0 {
				t.Errorf("testdata/%s has no vector of %s", side, name)
			}
			delete(all, name)
			if text := string(doc); !strings.Contains(text, "`"+name+"`") && !strings.Contains(text, `"type":"`+name+`"`) {
				t.Errorf("docs/live.md does not name %s of the %s", name, side)
			}
		}
		for name := range all {
			t.Errorf("testdata/%s has vectors of %s, which no code knows", side, name)
		}
	}
}

// typesInSource finds what a member Type is compared with (frames of clients), and
// what is the first member of a …Frame, or assigned to a Type (frames of the server).
func typesInSource(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	note := func(side string, e ast.Expr) {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if name, err := strconv.Unquote(lit.Value); err == nil && name != "" && !slices.Contains(found[side], name) {
				found[side] = append(found[side], name)
			}
		}
	}
	isType := func(e ast.Expr) bool {
		s, ok := e.(*ast.SelectorExpr)
		return ok && s.Sel.Name == "Type"
	}
	own := func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }
	packages, err := parser.ParseDir(token.NewFileSet(), ".", own, parser.SkipObjectResolution) //nolint:staticcheck // one package without build tags
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(packages["live"], func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if isType(n.X) {
				note("client", n.Y)
			}
		case *ast.SwitchStmt:
			if n.Tag == nil || !isType(n.Tag) {
				break
			}
			for _, s := range n.Body.List {
				if c, ok := s.(*ast.CaseClause); ok {
					for _, e := range c.List {
						note("client", e)
					}
				}
			}
		case *ast.AssignStmt:
			for i := range n.Rhs {
				if len(n.Lhs) == len(n.Rhs) && isType(n.Lhs[i]) {
					note("server", n.Rhs[i])
				}
			}
		case *ast.CompositeLit:
			name, ok := n.Type.(*ast.Ident)
			if !ok || !strings.HasSuffix(name.Name, "Frame") || len(n.Elts) == 0 {
				break
			}
			first := n.Elts[0]
			if pair, ok := first.(*ast.KeyValueExpr); ok {
				first = pair.Value
			}
			note("server", first)
		}
		return true
	})
	return found
}

// FuzzDecode holds the decoder against encoding/json: what it takes is JSON, within
// the limits, and means the same when it is encoded and decoded again.
func FuzzDecode(f *testing.F) {
	for _, all := range vectors(f, "client") {
		for _, v := range all {
			f.Add([]byte(v.Frame))
		}
	}
	for _, seed := range []string{`{"type":"a","a":{"A":1},"b":"\\\""}`, `{"type":"\ud83d\ude00"}`, `{"type":"x","\u0000":0}`, "[[", `{"type":null}`, `{"TYPE":"x"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := decode(data)
		if err != nil {
			if c != nil || len(reasonOf(err)) > 123 {
				t.Fatalf("%q: %+v, %v", data, c, err)
			}
			return
		}
		if !json.Valid(data) || !utf8.Valid(data) || c.Type == "" {
			t.Fatalf("%q was taken", data)
		}
		again, err := decode(encoded(t, c))
		if err != nil || !reflect.DeepEqual(c, again) {
			t.Fatalf("%q is %+v, then %+v, %v", data, c, again, err)
		}
		text := string(encoded(t, c))
		if strings.ContainsRune(text, utf8.RuneError) && !bytes.ContainsRune(data, utf8.RuneError) && !bytes.Contains(bytes.ToLower(data), []byte(`\ufffd`)) {
			t.Fatalf("%q was understood as %q", data, text)
		}
	})
}
