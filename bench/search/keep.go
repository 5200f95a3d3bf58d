package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// kept is what an earlier run noted about a database that it filled.
type kept struct {
	Chats int
	Seed  uint64
	Size  int64
	Login login
}

const keptFile = "kept.json"

// place is the folder of a database, and what is to be done with it in the end.
func (o options) place(b backend) (dir string, done func() error, err error) {
	if o.keep == "" {
		dir, err = os.MkdirTemp("", "parley-bench")
		return dir, func() error { return os.RemoveAll(dir) }, err
	}
	dir = filepath.Join(o.keep, b.name)
	if _, err := os.Stat(filepath.Join(dir, keptFile)); errors.Is(err, fs.ErrNotExist) {
		if err := os.RemoveAll(dir); err != nil { // what a run left that did not come to its end
			return dir, nil, err
		}
	}
	return dir, func() error { return nil }, os.MkdirAll(dir, 0o755) //nolint:gosec // PostgreSQL runs as another user
}

// fillOrReuse uses the database that an earlier run left, or fills one.
func (x *bench) fillOrReuse(ctx context.Context, m *measured) error {
	note := filepath.Join(x.dir, keptFile)
	said, err := os.ReadFile(note)
	if x.keep == "" || errors.Is(err, fs.ErrNotExist) {
		if err := x.fill(ctx, m); err != nil || x.keep == "" {
			return err
		}
		said, err := json.Marshal(kept{x.chats, x.seed, m.size, x.login})
		if err != nil {
			return err
		}
		return os.WriteFile(note, said, 0o600)
	}
	if err != nil {
		return err
	}
	var k kept
	if err := json.Unmarshal(said, &k); err != nil {
		return fmt.Errorf("read %s: %w", note, err)
	}
	if k.Chats != x.chats || k.Seed != x.seed {
		return fmt.Errorf("%s has %d chats of seed %d", x.dir, k.Chats, k.Seed)
	}
	x.login, m.size = k.Login, k.Size
	return x.reuse(ctx, m)
}

// reuse brings the index of a database up to date, and measures an import of fewer
// chats into another one.
func (x *bench) reuse(ctx context.Context, m *measured) (err error) {
	if _, err = x.startToSearch(ctx, x.address, "serve"); err != nil {
		return err
	}
	first, err := x.startToSearch(ctx, x.address, "serve")
	if err != nil || x.fillOnly {
		return err
	}
	second, err := x.second(ctx)
	if err != nil {
		return err
	}
	own := x.login
	defer func() { x.login = own }()
	x.progress("importing %d chats into another database", x.sample)
	if x.login, err = initSite(ctx, x.parley, second); err != nil {
		return err
	}
	m.chats = x.sample
	if m.imported, err = importFile(ctx, x.options, x.sample, second, x.dir); err != nil {
		return err
	}
	if m.caughtUp, err = x.startToSearch(ctx, second, "second-index"); err != nil {
		return err
	}
	m.firstSearch = first
	x.progress("imported in %v, first search after %v; after a start %v", m.imported, m.caughtUp, first)
	return errors.Join(os.RemoveAll(filepath.Join(x.dir, "second-index")), x.dropSecond())
}

// dropSecond removes the other database's files, where it has some of its own.
func (x *bench) dropSecond() error {
	folders, err := filepath.Glob(filepath.Join(x.dir, "second*"))
	for _, f := range folders {
		err = errors.Join(err, os.RemoveAll(f))
	}
	return err
}
