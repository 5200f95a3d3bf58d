package house

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// rule is one rule of the house.
type rule struct {
	name  string
	check func(*testing.T, *tree) []finding
}

var rules = []rule{
	{"imports", imports},
	{"heart-without-tags", heartWithoutTags},
	{"file-size", fileSize},
	{"script-size", scriptSize},
	{"function-size", functionSize},
	{"interface-size", interfaceSize},
	{"doc-comments", docComments},
	{"names", names},
	{"no-init", noInit},
	{"no-panic", noPanic},
	{"no-skip", noSkip},
	{"no-context-values", noContextValues},
	{"constant-variables", constantVariables},
	{"site-first", siteFirst},
	{"architecture-page", architecturePage},
	{"config-page", configPage},
	{"page-links", pageLinks},
	{"short-makefile", shortMakefile},
	{"libc-pin", libcPin},
}

func TestHouse(t *testing.T) {
	t.Parallel()
	tr := load(t, filepath.Join("..", ".."))
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			for _, f := range r.check(t, tr) {
				t.Error(f)
			}
		})
	}
}

// TestRulesCatch is the positive control: each archive in testdata says in its
// comment which rule it breaks and what the rule must find, line by line.
func TestRulesCatch(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		if !slices.Contains(archives, "testdata/"+r.name+".txtar") {
			t.Errorf("the rule %s has no testdata/%[1]s.txtar that breaks it", r.name)
		}
	}
	for _, name := range archives {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			r := ruleNamed(t, strings.TrimSuffix(filepath.Base(name), ".txtar"))
			findings := r.check(t, load(t, unpack(t, archive)))
			got := make([]string, len(findings))
			for i, f := range findings {
				got[i] = f.String()
			}
			want := strings.Split(strings.TrimSpace(string(archive.Comment)), "\n")
			if !slices.Equal(got, want) {
				t.Errorf("found\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
			}
		})
	}
}

func ruleNamed(t *testing.T, name string) rule {
	t.Helper()
	i := slices.IndexFunc(rules, func(r rule) bool { return r.name == name })
	if i < 0 {
		t.Fatalf("there is no rule %q", name)
	}
	return rules[i]
}

// unpack lays an archive out as a module.
func unpack(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	root := t.TempDir()
	write(t, root, "go.mod", []byte("module example.com/controlled\n"))
	for _, f := range archive.Files {
		write(t, root, f.Name, f.Data)
	}
	return root
}

func write(t *testing.T, root, name string, content []byte) {
	t.Helper()
	at := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
