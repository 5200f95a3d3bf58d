// Package files keeps the contents of attachments: chat.Files in a folder.
package files

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// maxKey is the longest key, in bytes: what file systems allow in a name.
const maxKey = 255

// Folder is a chat.Files in a folder of the file system, one sub-folder a site.
// Nothing outside of it can be reached through it, symbolic links included.
type Folder struct{ root *os.Root }

var _ chat.Files = (*Folder)(nil)

// OpenFolder opens a folder, creating it for its owner alone if need be. Close
// it when done.
func OpenFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("create the files folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the files folder: %w", err)
	}
	return &Folder{root}, nil
}

// Close releases the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Put implements chat.Files: the content is written under another name, synced
// and renamed, so that a file is there whole or not at all.
func (f *Folder) Put(_ context.Context, file chat.SiteFile, content io.Reader) error {
	name, err := nameOf(file)
	if err != nil {
		return err
	}
	dir := path.Dir(name)
	switch err := f.root.Mkdir(dir, 0o700); {
	case err == nil:
		if err := f.sync("."); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrExist):
		return fmt.Errorf("create the site's folder: %w", err)
	}
	draft := path.Join(dir, draftPrefix+rand.Text())
	if err := f.write(draft, content); err != nil {
		return errors.Join(fmt.Errorf("write a file: %w", err), f.root.Remove(draft))
	}
	if err := f.root.Rename(draft, name); err != nil {
		return errors.Join(fmt.Errorf("put a file in place: %w", err), f.root.Remove(draft))
	}
	return f.sync(dir)
}

func (f *Folder) write(name string, content io.Reader) error {
	w, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, content)
	return errors.Join(err, w.Sync(), w.Close())
}

// sync makes changes of a folder's names durable.
func (f *Folder) sync(dir string) error {
	d, err := f.root.Open(dir)
	if err != nil {
		return fmt.Errorf("open a folder of files: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync a folder of files: %w", err)
	}
	return nil
}

// Open implements chat.Files.
func (f *Folder) Open(_ context.Context, file chat.SiteFile) (io.ReadCloser, error) {
	name, err := nameOf(file)
	if err != nil {
		return nil, err
	}
	r, err := f.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, chat.NotFound("there is no such file")
	}
	if err != nil {
		return nil, fmt.Errorf("open a file: %w", err)
	}
	return r, nil
}

// Remove implements chat.Files.
func (f *Folder) Remove(_ context.Context, file chat.SiteFile) error {
	name, err := nameOf(file)
	if err != nil {
		return err
	}
	err = f.root.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("remove a file: %w", err)
	}
	return f.sync(path.Dir(name))
}

// draftAge is how old a draft is that nobody can be writing any more.
const draftAge = time.Hour

// DropDrafts removes what a crash has left of files that were being written by then.
func (f *Folder) DropDrafts(now time.Time) error {
	return fs.WalkDir(f.root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasPrefix(entry.Name(), draftPrefix) {
			return err
		}
		info, err := entry.Info()
		if err == nil && now.Sub(info.ModTime()) > draftAge {
			err = f.root.Remove(name)
		}
		if errors.Is(err, fs.ErrNotExist) { // it was put in place meanwhile
			return nil
		}
		return err
	})
}

// draftPrefix begins the names of files being written; no key does.
const draftPrefix = ".draft-"

// nameOf is the file's place in the folder. A key must be a plain name: imported
// ones are chosen by others.
func nameOf(file chat.SiteFile) (string, error) {
	k := file.Key
	if k == "" || len(k) > maxKey || strings.HasPrefix(k, ".") || strings.ContainsAny(k, "/\\\x00") {
		return "", chat.Invalid("the key of a file is a plain name of 1 to %d bytes", maxKey)
	}
	return path.Join(strconv.FormatInt(int64(file.Site), 10), k), nil
}
