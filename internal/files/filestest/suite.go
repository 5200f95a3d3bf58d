// Package filestest is the contract of chat.Files as a suite.
package filestest

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/parleychat/parley/internal/chat"
)

// Run holds a place for files to every promise of chat.Files. open makes an
// empty one of its own for each case.
func Run(t *testing.T, open func(*testing.T) chat.Files) {
	t.Helper()
	for name, check := range map[string]func(*testing.T, chat.Files){
		"what was put is read back":                   readsBack,
		"putting again replaces":                      replaces,
		"sites do not see each other's files":         separatesSites,
		"an unknown file is not found":                notFound,
		"removing is final, and harmless when absent": removes,
		"a content that fails leaves nothing behind":  leavesNothing,
		"a key that is no plain name is refused":      refusesKeys,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, open(t))
		})
	}
}

var file = chat.SiteFile{Site: 10000, Key: "H7UXY7FigsxUUInQBoKTqn4QYq9yanARl5jD2iZzSD-ZZQm_A4X"}

func readsBack(t *testing.T, f chat.Files) {
	put(t, f, file, "content")
	expect(t, f, file, "content")
}

func replaces(t *testing.T, f chat.Files) {
	put(t, f, file, "a long first content")
	put(t, f, file, "second")
	expect(t, f, file, "second")
}

func separatesSites(t *testing.T, f chat.Files) {
	other := chat.SiteFile{Site: 1, Key: file.Key}
	put(t, f, file, "mine")
	expectNone(t, f, other)
	put(t, f, other, "theirs")
	if err := f.Remove(t.Context(), other); err != nil {
		t.Error(err)
	}
	expect(t, f, file, "mine")
}

func notFound(t *testing.T, f chat.Files) { expectNone(t, f, file) }

func removes(t *testing.T, f chat.Files) {
	put(t, f, file, "content")
	for range 2 {
		if err := f.Remove(t.Context(), file); err != nil {
			t.Error(err)
		}
		expectNone(t, f, file)
	}
}

func leavesNothing(t *testing.T, f chat.Files) {
	broken := errors.New("broken pipe")
	content := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))
	if err := f.Put(t.Context(), file, content); !errors.Is(err, broken) {
		t.Errorf("Put returned %v", err)
	}
	expectNone(t, f, file)
}

func refusesKeys(t *testing.T, f chat.Files) {
	for _, key := range []string{"", ".", "..", "../10000/k", "a/b", `a\b`, "a\x00b", ".hidden", strings.Repeat("k", 256)} {
		bad := chat.SiteFile{Site: 10000, Key: key}
		if err := f.Put(t.Context(), bad, strings.NewReader("x")); chat.KindOf(err) != chat.KindInvalid {
			t.Errorf("Put %q: %v", key, err)
		}
		if _, err := f.Open(t.Context(), bad); chat.KindOf(err) != chat.KindInvalid {
			t.Errorf("Open %q: %v", key, err)
		}
		if err := f.Remove(t.Context(), bad); chat.KindOf(err) != chat.KindInvalid {
			t.Errorf("Remove %q: %v", key, err)
		}
	}
}

func put(t *testing.T, f chat.Files, file chat.SiteFile, content string) {
	t.Helper()
	if err := f.Put(t.Context(), file, strings.NewReader(content)); err != nil {
		t.Fatal(err)
	}
}

func expect(t *testing.T, f chat.Files, file chat.SiteFile, want string) {
	t.Helper()
	r, err := f.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		t.Error(err)
	}
	if string(got) != want {
		t.Errorf("content is %q, want %q", got, want)
	}
}

func expectNone(t *testing.T, f chat.Files, file chat.SiteFile) {
	t.Helper()
	if _, err := f.Open(t.Context(), file); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("Open of what is not there: %v", err)
	}
}
