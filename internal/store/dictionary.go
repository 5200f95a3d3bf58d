package store

import (
	"embed"
	"fmt"
)

// The dictionaries that documents are packed with, numbered: new documents with
// the last, while all stay, since each document needs its own. One is made by
// go test -run DictionaryPays -train ./internal/store
//
//go:embed dictionaries/*.zdict
var dictionaryFiles embed.FS

// dictionaries reads them in order.
func dictionaries() ([][]byte, error) {
	entries, err := dictionaryFiles.ReadDir("dictionaries")
	if err != nil {
		return nil, fmt.Errorf("list the dictionaries: %w", err)
	}
	all := make([][]byte, len(entries))
	for i, e := range entries {
		if all[i], err = dictionaryFiles.ReadFile("dictionaries/" + e.Name()); err != nil {
			return nil, fmt.Errorf("read a dictionary: %w", err)
		}
	}
	return all, nil
}
