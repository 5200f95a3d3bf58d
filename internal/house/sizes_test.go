package house

import (
	"fmt"
	"go/ast"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// The budgets of rule 13: small by habit.
const (
	maxFileLines      = 400
	maxTestFileLines  = 800
	usualFuncLines    = 60 // for 95 functions of 100
	maxFuncLines      = 100
	maxMethods        = 15
	maxMakefileLines  = 40
	usualFuncsPercent = 95
)

// fileSize finds files that are too long to read. Nobody reads what a program made.
func fileSize(_ *testing.T, tr *tree) []finding {
	var found []finding
	for _, f := range tr.files {
		if ast.IsGenerated(f.File) {
			continue
		}
		most := maxFileLines
		if f.test {
			most = maxTestFileLines
		}
		if n := tr.fset.File(f.FileStart).LineCount(); n > most {
			found = append(found, finding{f.path, 0, fmt.Sprintf("%d lines, at most %d", n, most)})
		}
	}
	return found
}

// scriptSize is fileSize for TypeScript, tests included. What a program made is called
// .gen.ts or .d.ts.
func scriptSize(t *testing.T, tr *tree) []finding {
	t.Helper()
	var found []finding
	err := fs.WalkDir(os.DirFS(tr.root), ".", func(at string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && at != "." && (ignored(d.Name()) || d.Name() == "dist"):
			return fs.SkipDir
		case !slices.Contains([]string{".ts", ".tsx"}, path.Ext(at)), strings.HasSuffix(at, ".gen.ts"), strings.HasSuffix(at, ".d.ts"):
			return nil
		}
		if n := strings.Count(tr.text(t, at), "\n"); n > maxFileLines {
			found = append(found, finding{at, 0, fmt.Sprintf("%d lines, at most %d", n, maxFileLines)})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func functionSize(_ *testing.T, tr *tree) []finding {
	var found []finding
	functions, long := 0, 0
	tr.each(false, func(f file, n ast.Node) {
		fn, ok := n.(*ast.FuncDecl)
		if !ok || ast.IsGenerated(f.File) {
			return
		}
		functions++
		lines := tr.lines(fn)
		if lines >= usualFuncLines {
			long++
		}
		if lines > maxFuncLines {
			found = append(found, tr.at(f, fn, "%s takes %d lines, at most %d", fn.Name.Name, lines, maxFuncLines))
		}
	})
	if long*100 > functions*(100-usualFuncsPercent) {
		found = append(found, finding{".", 0, fmt.Sprintf("%d of %d functions take %d lines or more, at most %d %% may", long, functions, usualFuncLines, 100-usualFuncsPercent)})
	}
	return found
}

func interfaceSize(_ *testing.T, tr *tree) []finding {
	var found []finding
	tr.each(false, func(f file, n ast.Node) {
		if i, ok := n.(*ast.InterfaceType); ok && i.Methods.NumFields() > maxMethods {
			found = append(found, tr.at(f, n, "an interface of %d methods, at most %d", i.Methods.NumFields(), maxMethods))
		}
	})
	return found
}

func shortMakefile(t *testing.T, tr *tree) []finding {
	t.Helper()
	if n := strings.Count(tr.text(t, "Makefile"), "\n"); n == 0 || n > maxMakefileLines {
		return []finding{{"Makefile", 0, fmt.Sprintf("%d lines, at least 1 and at most %d", n, maxMakefileLines)}}
	}
	return nil
}
