package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// tree is the source of a module.
type tree struct {
	root   string
	module string
	fset   *token.FileSet
	files  []file
}

// file is one Go file of a tree.
type file struct {
	*ast.File
	path string // from the root, with slashes
	room string // its folder
	test bool   // only compiled for tests
}

// forTests reports whether only tests use the file: a test, or part of a suite.
func (f file) forTests() bool { return f.test || strings.HasSuffix(f.room, "test") }

// finding is one place where a rule is broken.
type finding struct {
	path string
	line int
	what string
}

func (f finding) String() string {
	if f.line == 0 {
		return f.path + ": " + f.what
	}
	return fmt.Sprintf("%s:%d: %s", f.path, f.line, f.what)
}

// load parses all Go files below root, but for testdata and hidden folders.
func load(t *testing.T, root string) *tree {
	t.Helper()
	tr := &tree{root: root, fset: token.NewFileSet()}
	for line := range strings.Lines(tr.text(t, "go.mod")) {
		if name, ok := strings.CutPrefix(line, "module "); ok {
			tr.module = strings.TrimSpace(name)
		}
	}
	err := filepath.WalkDir(root, func(at string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && at != root && ignored(d.Name()) {
			return filepath.SkipDir
		}
		if filepath.Ext(at) == ".go" {
			return tr.add(at)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if tr.module == "" || len(tr.files) == 0 {
		t.Fatalf("%s: module %q with %d Go files is nothing to check", root, tr.module, len(tr.files))
	}
	return tr
}

func ignored(folder string) bool {
	return strings.HasPrefix(folder, ".") || slices.Contains([]string{"testdata", "node_modules", "tmp", "data"}, folder)
}

func (tr *tree) add(at string) error {
	parsed, err := parser.ParseFile(tr.fset, at, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(tr.root, at)
	if err != nil {
		return err
	}
	rel = filepath.ToSlash(rel)
	tr.files = append(tr.files, file{parsed, rel, path.Dir(rel), strings.HasSuffix(rel, "_test.go")})
	return nil
}

// text reads a file that need not be Go; a missing one is empty.
func (tr *tree) text(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(tr.root, name))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(content)
}

// rooms lists the folders with Go files, each once, in order.
func (tr *tree) rooms() []string {
	var rooms []string
	for _, f := range tr.files {
		rooms = append(rooms, f.room)
	}
	slices.Sort(rooms)
	return slices.Compact(rooms)
}

// each walks the syntax of the files that are, or are not, tests.
func (tr *tree) each(test bool, visit func(f file, n ast.Node)) {
	for _, f := range tr.files {
		if f.test != test {
			continue
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			if n != nil {
				visit(f, n)
			}
			return true
		})
	}
}

func (tr *tree) at(f file, n ast.Node, format string, args ...any) finding {
	return finding{f.path, tr.fset.Position(n.Pos()).Line, fmt.Sprintf(format, args...)}
}

// lines is how many lines a piece of code takes.
func (tr *tree) lines(n ast.Node) int {
	return tr.fset.Position(n.End()).Line - tr.fset.Position(n.Pos()).Line + 1
}

// imports lists what a file imports.
func (f file) imports() []string {
	paths := make([]string, len(f.Imports))
	for i, spec := range f.Imports {
		paths[i], _ = strconv.Unquote(spec.Path.Value)
	}
	return paths
}
