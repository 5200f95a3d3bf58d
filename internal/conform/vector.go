// Package conform sends test vectors to a server of the Chat API at any address and
// holds its answers against what the vectors expect.
package conform

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/tools/txtar"
)

// Vector is a file of requests, which are sent in their order, and what each must
// be answered with.
type Vector struct {
	Name    string // the file's, without its ending
	Comment string // what it shows
	Steps   []Step
}

// Step is a request and the answer that it must get.
type Step struct {
	Request, Answer Message
}

// Read reads the vectors of a folder, by name. Files that a vector stands for by
// @file may lie anywhere in fsys.
func Read(fsys fs.FS, dir string) ([]Vector, error) {
	files, err := fs.Glob(fsys, path.Join(dir, "*.txtar"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("there are no vectors in %s", dir)
	}
	vectors := make([]Vector, len(files))
	for i, file := range files {
		if vectors[i], err = readVector(fsys, file); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return vectors, nil
}

// readVector reads a file: pairs of the sections "request" and "answer".
func readVector(fsys fs.FS, file string) (Vector, error) {
	v := Vector{Name: strings.TrimSuffix(path.Base(file), ".txtar")}
	raw, err := fs.ReadFile(fsys, file)
	if err != nil {
		return v, err
	}
	archive := txtar.Parse(raw)
	v.Comment = strings.TrimSpace(string(archive.Comment))
	for i, section := range archive.Files {
		wanted := []string{"request", "answer"}[i%2]
		if section.Name != wanted {
			return v, fmt.Errorf("section %d is %q, want %q", i+1, section.Name, wanted)
		}
		m, err := readMessage(section.Data, fsys, path.Dir(file))
		if err != nil {
			return v, fmt.Errorf("section %d: %w", i+1, err)
		}
		if wanted == "request" {
			v.Steps = append(v.Steps, Step{Request: m})
		} else {
			v.Steps[len(v.Steps)-1].Answer = m
		}
	}
	if len(v.Steps) == 0 || len(archive.Files)%2 != 0 {
		return v, fmt.Errorf("requests and answers do not pair up")
	}
	return v, nil
}

// Call is the method and the address, without the server's, of a step's request.
func (s Step) Call() (method, target string, err error) {
	method, target, ok := strings.Cut(s.Request.Line, " ")
	if !ok {
		return "", "", fmt.Errorf("the request %q does not begin with a method and an address", s.Request.Line)
	}
	return method, target, nil
}
