package live_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// shown are the members of the server's frames that testdata/server shows, as
// "type.member.member". What the server really sends has no others, so that whoever
// holds a client against the vectors has seen all there is.
var shown = sync.OnceValues(func() (map[string]bool, error) {
	files, err := filepath.Glob(filepath.Join("testdata", "server", "*.json"))
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var vectors []struct{ Frame map[string]any }
		if err := json.Unmarshal(data, &vectors); err != nil {
			return nil, err
		}
		for _, v := range vectors {
			for _, path := range paths(typeOf(v.Frame), v.Frame) {
				known[path] = true
			}
		}
	}
	return known, nil
})

func typeOf(frame map[string]any) string {
	name, _ := frame["type"].(string)
	return name
}

// paths names all members of a value.
func paths(under string, value any) (all []string) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			path := under + "." + name
			all = append(append(all, path), paths(path, member)...)
		}
	case []any:
		for _, item := range v {
			all = append(all, paths(under, item)...)
		}
	}
	return all
}

// checkShown holds a frame that the server sent against the vectors.
func checkShown(t *testing.T, data []byte) {
	t.Helper()
	known, err := shown()
	if err != nil {
		t.Fatal(err)
	}
	var frame map[string]any
	if err := json.Unmarshal(data, &frame); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	for _, path := range paths(typeOf(frame), frame) {
		if !known[path] {
			t.Errorf("no vector in testdata/server shows %s of %.300s", path, data)
			return
		}
	}
}

func TestMembersThatNoVectorShowsAreFound(t *testing.T) {
	t.Parallel()
	known, err := shown()
	if err != nil {
		t.Fatal(err)
	}
	if !known["state.for.visitor.email"] || !known["page.entries.seq"] || known["state.for.secret"] {
		t.Errorf("%v", known)
	}
}
