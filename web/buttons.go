package web

import (
	"encoding/json"
	"fmt"
	"io/fs"
)

// buttonsFile is where the build puts the texts of the loader's button.
const buttonsFile = "dist/buttons.json"

// Buttons are the texts of the widget's button by language: while the site is open, and
// else. They are not in the loader, which is to be small. Without a build there are those
// of English.
func Buttons() (map[string][2]string, error) {
	return readButtons(dist)
}

func readButtons(built fs.FS) (map[string][2]string, error) {
	buttons := map[string][2]string{"en": {"Chat", "Leave a message"}}
	content, err := fs.ReadFile(built, buttonsFile)
	if err != nil {
		return buttons, nil //nolint:nilerr // there was no build
	}
	if err := json.Unmarshal(content, &buttons); err != nil {
		return nil, fmt.Errorf("read the texts of the button: %w", err)
	}
	return buttons, nil
}
