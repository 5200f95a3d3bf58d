package house

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strings"
	"testing"
)

// docComments finds exported names, methods of exported interfaces among them,
// that no comment explains. In a group of constants or variables the group's
// comment is enough.
func docComments(_ *testing.T, tr *tree) []finding {
	var found []finding
	for _, f := range tr.files {
		if f.test {
			continue
		}
		for _, d := range f.Decls {
			for _, name := range undocumented(d) {
				found = append(found, tr.at(f, name, "%s has no doc comment", name.Name))
			}
		}
	}
	return append(found, packagesWithoutComment(tr)...)
}

func undocumented(d ast.Decl) []*ast.Ident {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		var names []*ast.Ident
		for _, spec := range d.Specs {
			names = append(names, undocumentedSpec(d, spec)...)
		}
		return names
	}
	return nil
}

func undocumentedSpec(d *ast.GenDecl, spec ast.Spec) []*ast.Ident {
	var names []*ast.Ident
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() && spec.Doc == nil && d.Doc == nil {
			names = append(names, spec.Name)
		}
		if i, ok := spec.Type.(*ast.InterfaceType); ok && spec.Name.IsExported() {
			names = append(names, undocumentedMethods(i)...)
		}
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			if name.IsExported() && spec.Doc == nil && spec.Comment == nil && d.Doc == nil {
				names = append(names, name)
			}
		}
	}
	return names
}

func undocumentedMethods(i *ast.InterfaceType) []*ast.Ident {
	var names []*ast.Ident
	for _, m := range i.Methods.List {
		if len(m.Names) == 1 && m.Names[0].IsExported() && m.Doc == nil && m.Comment == nil {
			names = append(names, m.Names[0])
		}
	}
	return names
}

func exportedReceiver(fn *ast.FuncDecl) bool {
	if fn.Recv == nil {
		return true
	}
	exported := true
	ast.Inspect(fn.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			exported = id.IsExported()
			return false
		}
		return exported
	})
	return exported
}

func packagesWithoutComment(tr *tree) []finding {
	commented := map[string]bool{}
	for _, f := range tr.files {
		commented[f.room] = commented[f.room] || f.Doc != nil
	}
	var found []finding
	for _, room := range tr.rooms() {
		if !commented[room] {
			found = append(found, finding{room, 0, "the package has no comment"})
		}
	}
	return found
}

var (
	badName   = regexp.MustCompile(`^[Gg]et[A-Z]|Impl$|Impl[A-Z]|Manager|Util|Helper`)
	badFolder = regexp.MustCompile(`^(util|utils|helper|helpers|common|misc|base|lib|shared)$`)
)

// names finds names that say nothing.
func names(_ *testing.T, tr *tree) []finding {
	var found []finding
	for _, f := range tr.files {
		if stem := strings.TrimSuffix(strings.TrimSuffix(path.Base(f.path), ".go"), "_test"); badFolder.MatchString(stem) {
			found = append(found, finding{f.path, 0, "the file's name does not tell what is in it"})
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			if name := declared(n); name != nil && badName.MatchString(name.Name) {
				found = append(found, tr.at(f, name, "the name %s says nothing", name.Name))
			}
			return true
		})
	}
	for _, room := range tr.rooms() {
		if badFolder.MatchString(path.Base(room)) {
			found = append(found, finding{room, 0, "the folder's name does not tell what is in it"})
		}
	}
	return found
}

// declared is the name of a type, function or method declaration.
func declared(n ast.Node) *ast.Ident {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Name
	case *ast.TypeSpec:
		return n.Name
	case *ast.Field:
		if _, isMethod := n.Type.(*ast.FuncType); isMethod && len(n.Names) == 1 {
			return n.Names[0]
		}
	}
	return nil
}

func tags(f file) []*ast.BasicLit {
	var all []*ast.BasicLit
	ast.Inspect(f.File, func(n ast.Node) bool {
		if field, ok := n.(*ast.Field); ok && field.Tag != nil && field.Tag.Kind == token.STRING {
			all = append(all, field.Tag)
		}
		return true
	})
	return all
}
