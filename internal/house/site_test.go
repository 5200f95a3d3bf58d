package house

import (
	"go/ast"
	"slices"
	"testing"
)

// forAllSites lists the methods of the heart's interfaces that concern no
// single site, with the reason.
var forAllSites = map[string]string{
	"Store.DoomedFiles": "sweeps up after the deletes of all sites; each file names its site",
	"Store.FilesGone":   "strikes off what DoomedFiles listed",
	"Lobby.Due":         "wakes the running chats of all sites; each names its site",
	"Lobby.Parts":       "what a node compares to find what it was not told; each names its site",
	"Lobby.DueTurns":    "wakes the bots of all sites; each turn names its site",
}

// bySite are the interfaces through which the heart reaches a site's data.
var bySite = []string{"Store", "Tickets", "Resources", "OfflineMessages", "Bus", "Lobby"}

// siteFirst finds methods of those interfaces that do not take a context and
// then the site: a call without a site must not exist in the types.
func siteFirst(_ *testing.T, tr *tree) []finding {
	var found []finding
	tr.each(false, func(f file, n ast.Node) {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || f.room != "internal/chat" || !slices.Contains(bySite, spec.Name.Name) {
			return
		}
		i, ok := spec.Type.(*ast.InterfaceType)
		if !ok {
			return
		}
		for _, m := range i.Methods.List {
			if len(m.Names) == 0 {
				continue // an interface that is part of it, which is looked at by itself
			}
			fn, ok := m.Type.(*ast.FuncType)
			if name := spec.Name.Name + "." + m.Names[0].Name; ok && forAllSites[name] == "" && !takesSite(fn) {
				found = append(found, tr.at(f, m, "%s does not take a SiteID right after the context", name))
			}
		}
	})
	return found
}

func takesSite(fn *ast.FuncType) bool {
	var types []ast.Expr
	for _, p := range fn.Params.List {
		for range max(len(p.Names), 1) {
			types = append(types, p.Type)
		}
	}
	if len(types) < 2 {
		return false
	}
	context, ok := types[0].(*ast.SelectorExpr)
	site, isName := types[1].(*ast.Ident)
	return ok && context.Sel.Name == "Context" && isName && site.Name == "SiteID"
}
