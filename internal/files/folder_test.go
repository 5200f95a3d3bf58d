package files_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/files"
	"github.com/parleychat/parley/internal/files/filestest"
)

func open(t *testing.T, dir string) *files.Folder {
	t.Helper()
	f, err := files.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func TestFolder(t *testing.T) {
	t.Parallel()
	filestest.Run(t, func(t *testing.T) chat.Files { return open(t, t.TempDir()) })
}

func TestFolderIsForItsOwnerAlone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "files")
	f := open(t, dir)
	if err := f.Put(t.Context(), chat.SiteFile{Site: 1, Key: "k"}, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "1", "1/k"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			t.Errorf("%q has mode %v", name, mode)
		}
	}
}

func TestALinkDoesNotLeadOutOfTheFolder(t *testing.T) {
	t.Parallel()
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "1"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "1", "k")); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, dir).Open(t.Context(), chat.SiteFile{Site: 1, Key: "k"}); err == nil {
		t.Error("a symbolic link was followed out of the folder")
	}
}

// TestDraftsOfACrashAreRemoved leaves those alone that somebody may still be writing.
func TestDraftsOfACrashAreRemoved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f, now := open(t, dir), time.Now()
	if err := f.Put(t.Context(), chat.SiteFile{Site: 1, Key: "kept"}, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	for name, age := range map[string]time.Duration{"1/.draft-old": 2 * time.Hour, ".draft-old": 2 * time.Hour, "1/.draft-new": 0, "1/kept": 48 * time.Hour} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now, now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.DropDrafts(now); err != nil {
		t.Fatal(err)
	}
	for name, there := range map[string]bool{"1/.draft-old": false, ".draft-old": false, "1/.draft-new": true, "1/kept": true} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != there {
			t.Errorf("%s: %v", name, err)
		}
	}
}
