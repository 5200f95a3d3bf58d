package house

import (
	"go/ast"
	"go/token"
	"testing"
)

// mayPanic lists the functions that may panic, with the reason.
var mayPanic = map[string]string{}

func noInit(_ *testing.T, tr *tree) []finding {
	var found []finding
	for _, f := range tr.files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				found = append(found, tr.at(f, fn, "an init function: nothing arrives by magic"))
			}
		}
	}
	return found
}

func noPanic(_ *testing.T, tr *tree) []finding {
	var found []finding
	for _, f := range tr.files {
		if f.forTests() {
			continue
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if ok && mayPanic[f.room+"."+fn.Name.Name] != "" {
				continue
			}
			for _, call := range callsOf(d, "panic") {
				found = append(found, tr.at(f, call, "a panic: return an error, or list the function in mayPanic with its reason"))
			}
		}
	}
	return found
}

// maySkip lists the functions that may skip a test, with the reason.
var maySkip = map[string]string{
	"cmd/parley.needsRoot": "to cut the power of a disk is root's alone",
}

// noSkip finds tests that pass without running, in suites too.
func noSkip(_ *testing.T, tr *tree) []finding {
	var found []finding
	for _, f := range tr.files {
		if !f.forTests() {
			continue
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && maySkip[f.room+"."+fn.Name.Name] != "" {
				continue
			}
			for _, name := range []string{"Skip", "Skipf", "SkipNow"} {
				for _, call := range callsOf(d, "."+name) {
					found = append(found, tr.at(f, call, "a skipped test: what cannot run has failed"))
				}
			}
		}
	}
	return found
}

func noContextValues(_ *testing.T, tr *tree) []finding {
	var found []finding
	for _, f := range tr.files {
		for _, call := range callsOf(f.File, ".WithValue") {
			if !f.test {
				found = append(found, tr.at(f, call, "a value in a context: make it an argument"))
			}
		}
	}
	return found
}

// callsOf finds the calls of a function by its plain name, or of a method or a
// package's function by "." and its name.
func callsOf(in ast.Node, name string) []*ast.CallExpr {
	var calls []*ast.CallExpr
	ast.Inspect(in, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch fun := call.Fun.(type) {
		case *ast.Ident:
			ok = fun.Name == name
		case *ast.SelectorExpr:
			ok = "."+fun.Sel.Name == name
		default:
			ok = false
		}
		if ok {
			calls = append(calls, call)
		}
		return true
	})
	return calls
}

// constantVariables finds assignments to variables of the package.
func constantVariables(_ *testing.T, tr *tree) []finding {
	ofRoom := map[string]map[string]bool{}
	for _, f := range tr.files {
		if ofRoom[f.room] == nil {
			ofRoom[f.room] = map[string]bool{}
		}
		for _, d := range f.Decls {
			for _, name := range variables(d) {
				ofRoom[f.room][name] = true
			}
		}
	}
	var found []finding
	for _, f := range tr.files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || f.test {
				continue
			}
			for _, name := range assigned(fn, ofRoom[f.room]) {
				found = append(found, tr.at(f, name, "%s is changed, a variable of the package", name.Name))
			}
		}
	}
	return found
}

// variables names the variables that a declaration makes.
func variables(n ast.Node) []string {
	d, ok := n.(*ast.GenDecl)
	if !ok || d.Tok != token.VAR {
		return nil
	}
	var all []string
	for _, spec := range d.Specs {
		values, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for _, name := range values.Names {
			if name.Name != "_" {
				all = append(all, name.Name)
			}
		}
	}
	return all
}

// assigned finds the variables of the package that a function changes. A name
// that the function declares itself is its own.
func assigned(fn *ast.FuncDecl, ofPackage map[string]bool) []*ast.Ident {
	own := map[string]bool{}
	var changed []*ast.Ident
	ast.Inspect(fn, func(n ast.Node) bool {
		var targets []ast.Expr
		switch n := n.(type) {
		case *ast.Field:
			for _, name := range n.Names {
				own[name.Name] = true
			}
		case *ast.GenDecl:
			for _, name := range variables(n) {
				own[name] = true
			}
		case *ast.RangeStmt:
			targets = []ast.Expr{n.Key, n.Value}
			claim(own, n.Tok, targets)
		case *ast.AssignStmt:
			targets = n.Lhs
			claim(own, n.Tok, targets)
		case *ast.IncDecStmt:
			targets = []ast.Expr{n.X}
		}
		for _, target := range targets {
			if name := root(target); name != nil && ofPackage[name.Name] && !own[name.Name] {
				changed = append(changed, name)
			}
		}
		return true
	})
	return changed
}

func claim(own map[string]bool, tok token.Token, targets []ast.Expr) {
	for _, target := range targets {
		if name, ok := target.(*ast.Ident); ok && tok == token.DEFINE {
			own[name.Name] = true
		}
	}
}

// root is the variable that an assignment to e changes.
func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}
