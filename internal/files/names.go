package files

import (
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is the longest name that is kept, in bytes: what file systems allow, and some
// room for what a browser adds.
const maxName = 200

// cleanName makes of what a client calls a file a name that can do no harm where it is
// shown or saved: in one Unicode form, without a folder, and without characters that
// nobody sees. It is empty when nothing is left.
func cleanName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = norm.NFC.String(strings.ToValidUTF8(name, ""))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r), strings.ContainsRune(`<>:"|?*`, r):
			return -1
		}
		return r
	}, name)
	name = strings.Trim(name, " .")
	ext := filepath.Ext(name)
	if len(ext) > maxName/2 {
		return ""
	}
	return shorten(strings.TrimSuffix(name, ext), maxName-len(ext)) + ext
}

// shorten cuts a text to a number of bytes without cutting a character.
func shorten(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return strings.TrimRight(s[:most], " .")
}

// programs are the extensions by which some machine runs or shows what a file says.
// None may hide before the last one either.
var programs = strings.Fields(`apk app bat cgi chm cmd com cpl dll dmg docm exe gadget hta htm html iso jar js jse jsp
lnk mht mhtml mjs msc msi msp php phtml pif pl pptm ps1 py rb reg scr sh shtml svg svgz swf url vbe vbs wsf xht xhtml xlsm xml xsl`)

// hidden finds the extension of a program in a name with several.
func hidden(name string) (ext string, found bool) {
	parts := strings.Split(strings.ToLower(name), ".")
	for _, p := range parts[1:] {
		if slices.Contains(programs, strings.TrimSpace(p)) {
			return p, true
		}
	}
	return "", false
}
