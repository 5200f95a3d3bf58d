package house

import (
	"fmt"
	"go/ast"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// architecturePage finds packages that the page does not name.
func architecturePage(t *testing.T, tr *tree) []finding {
	t.Helper()
	const page = "docs/architecture.md"
	text := tr.text(t, page)
	var found []finding
	for _, room := range tr.rooms() {
		if !strings.Contains(text, "`"+room+"`") {
			found = append(found, finding{page, 0, "`" + room + "` is not named"})
		}
	}
	return found
}

var link = regexp.MustCompile(`\]\(([^)#:]+)\)`)

// pageLinks finds links between the documents that lead nowhere.
func pageLinks(t *testing.T, tr *tree) []finding {
	t.Helper()
	var found []finding
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		pages, err := filepath.Glob(filepath.Join(tr.root, filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range pages {
			rel, err := filepath.Rel(tr.root, page)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range link.FindAllStringSubmatch(tr.text(t, rel), -1) {
				if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
					found = append(found, finding{filepath.ToSlash(rel), 0, "the link to " + m[1] + " leads nowhere"})
				}
			}
		}
	}
	return found
}

// configPage finds options of the command that the page does not name. An
// option is a field with a help tag; it is called by its name tag or, without
// one, by the field's name in lower case with dashes.
func configPage(t *testing.T, tr *tree) []finding {
	t.Helper()
	const page = "docs/config.md"
	text := tr.text(t, page)
	var found []finding
	tr.each(false, func(f file, n ast.Node) {
		field, ok := n.(*ast.Field)
		if !ok || f.room != "cmd/parley" || field.Tag == nil || len(field.Names) != 1 {
			return
		}
		raw, _ := strconv.Unquote(field.Tag.Value)
		tag := reflect.StructTag(raw)
		_, isArgument := tag.Lookup("arg")
		_, isCommand := tag.Lookup("cmd")
		if _, ok := tag.Lookup("help"); !ok || isArgument || isCommand {
			return
		}
		name := tag.Get("name")
		if name == "" {
			name = dashed(field.Names[0].Name)
		}
		if !strings.Contains(text, "`-"+name+"`") {
			found = append(found, tr.at(f, field, "the option `-%s` is not in %s", name, page))
		}
	})
	return found
}

var capital = regexp.MustCompile(`([a-z0-9])([A-Z])`)

func dashed(name string) string {
	return strings.ToLower(capital.ReplaceAllString(name, "$1-$2"))
}

// libcPin finds a version of modernc.org/libc that is not the one that
// modernc.org/sqlite was made with: another one may corrupt memory.
func libcPin(t *testing.T, tr *tree) []finding {
	t.Helper()
	goMod := tr.text(t, "go.mod")
	ours, sqlite := required(goMod, "modernc.org/libc"), required(goMod, "modernc.org/sqlite")
	if sqlite == "" {
		return nil
	}
	named := required(goModOf(t, tr, "modernc.org/sqlite", sqlite), "modernc.org/libc")
	if named == "" || ours != named {
		return []finding{{"go.mod", 0, fmt.Sprintf("modernc.org/libc %s, but modernc.org/sqlite %s names %s", ours, sqlite, named)}}
	}
	return nil
}

func required(goMod, module string) string {
	m := regexp.MustCompile(`(?m)^(?:require)?\s+` + regexp.QuoteMeta(module) + ` (v\S+)`).FindStringSubmatch(goMod)
	if m == nil {
		return ""
	}
	return m[1]
}

// goModOf reads the go.mod of a module that ours requires: from the module
// cache, or for a controlled tree from its vendor folder.
func goModOf(t *testing.T, tr *tree, module, version string) string {
	t.Helper()
	if text := tr.text(t, "vendor/"+module+"/go.mod"); text != "" {
		return text
	}
	list := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.GoMod}}", module+"@"+version)
	list.Dir = tr.root
	out, err := list.Output()
	if err != nil {
		t.Fatalf("find the go.mod of %s: %v", module, err)
	}
	text, err := os.ReadFile(strings.TrimSpace(string(out)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
