package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// asset is a file that was built, with its compressed twins.
type asset struct {
	contentType string
	plain       []byte
	twins       map[string][]byte // by content coding
	tag         string
}

// codings are what twins are compressed with, by the ends of their names, best first.
var codings = []struct{ end, name string }{{".br", "br"}, {".gz", "gzip"}}

// readAssets reads all files of dist, but for the placeholder that Go embeds when there
// was no build.
func readAssets(built fs.FS) (map[string]*asset, error) {
	assets := map[string]*asset{}
	err := fs.WalkDir(built, "dist", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) == ".txt" || name == buttonsFile || isTwin(name) {
			return err
		}
		a, err := readAsset(built, name)
		assets[address(name)] = a
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the front end: %w", err)
	}
	return assets, nil
}

func isTwin(name string) bool {
	for _, c := range codings {
		if strings.HasSuffix(name, c.end) {
			return true
		}
	}
	return false
}

// address is where a file of dist is served: a folder's page at the folder.
func address(name string) string {
	at := strings.TrimPrefix(name, "dist")
	if path.Base(at) == "index.html" {
		return strings.TrimSuffix(at, "index.html")
	}
	return at
}

func readAsset(built fs.FS, name string) (*asset, error) {
	plain, err := fs.ReadFile(built, name)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(plain)
	a := &asset{contentType(name), plain, map[string][]byte{}, hex.EncodeToString(sum[:12])}
	for _, c := range codings {
		if twin, err := fs.ReadFile(built, name+c.end); err == nil {
			a.twins[c.name] = twin
		}
	}
	return a, nil
}

// contentType does not ask the machine, whose tables differ, where it matters.
func contentType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	default:
		return mime.TypeByExtension(ext)
	}
}

// serve answers with the content, compressed as the browser takes it.
func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.contentType)
	content, tag := a.plain, a.tag
	if len(a.twins) > 0 {
		h.Add("Vary", "Accept-Encoding")
	}
	if coding := a.choose(r.Header.Values("Accept-Encoding")); coding != "" {
		h.Set("Content-Encoding", coding)
		content, tag = a.twins[coding], tag+"-"+coding
	}
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// choose gives the best coding that there is a twin for, and that is accepted.
func (a *asset) choose(accepted []string) string {
	for _, c := range codings {
		if a.twins[c.name] != nil && accepts(accepted, c.name) {
			return c.name
		}
	}
	return ""
}

func accepts(headers []string, coding string) bool {
	for _, h := range headers {
		for part := range strings.SplitSeq(h, ",") {
			name, weight, _ := strings.Cut(part, ";")
			refused := strings.Trim(strings.TrimPrefix(strings.ReplaceAll(weight, " ", ""), "q="), "0.") == "" && weight != ""
			if strings.EqualFold(strings.TrimSpace(name), coding) && !refused {
				return true
			}
		}
	}
	return false
}
