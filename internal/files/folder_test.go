package files_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

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
