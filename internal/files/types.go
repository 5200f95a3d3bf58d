package files

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"github.com/parleychat/parley/internal/chat"
)

// allowed is a type of file that may be sent: what it is called, and what its content
// must look like.
type allowed struct {
	contentType string
	extensions  string // the first one is that of a file that was made anew
	looks       string // as mimetype calls it
	image       bool   // is decoded, and made anew
}

// What may be sent. What can run, or shows something in the name of the site, is not
// there: HTML, SVG, XML, scripts and programs.
var allowList = []allowed{
	{"image/png", "png", "image/png", true},
	{"image/jpeg", "jpg jpeg jpe", "image/jpeg", true},
	{"image/gif", "gif", "image/gif", true},
	{"image/webp", "webp", "image/webp", true},
	{"image/bmp", "bmp", "image/bmp", true},
	{"image/tiff", "tiff tif", "image/tiff", true},

	{"application/pdf", "pdf", "application/pdf", false},
	{"text/plain", "txt log md", "text/plain text/csv text/tab-separated-values application/json application/x-ndjson", false},
	{"text/csv", "csv tsv", "text/plain text/csv text/tab-separated-values", false},
	{"application/rtf", "rtf", "text/rtf", false},
	{"application/msword", "doc", "application/msword application/x-ole-storage", false},
	{"application/vnd.ms-excel", "xls", "application/vnd.ms-excel application/x-ole-storage", false},
	{"application/vnd.ms-powerpoint", "ppt", "application/vnd.ms-powerpoint application/x-ole-storage", false},
	{office + "wordprocessingml.document", "docx", office + "wordprocessingml.document application/zip", false},
	{office + "spreadsheetml.sheet", "xlsx", office + "spreadsheetml.sheet application/zip", false},
	{office + "presentationml.presentation", "pptx", office + "presentationml.presentation application/zip", false},
	{openDocument + "text", "odt", openDocument + "text application/zip", false},
	{openDocument + "spreadsheet", "ods", openDocument + "spreadsheet application/zip", false},
	{openDocument + "presentation", "odp", openDocument + "presentation application/zip", false},
	{"application/zip", "zip", "application/zip", false},

	{"audio/mpeg", "mp3", "audio/mpeg", false},
	{"audio/mp4", "m4a", "audio/x-m4a audio/mp4 video/mp4", false},
	{"audio/wav", "wav", "audio/wav", false},
	{"audio/ogg", "ogg oga", "audio/ogg application/ogg", false},
	{"video/mp4", "mp4 m4v", "video/mp4 video/x-m4v", false},
	{"video/quicktime", "mov", "video/quicktime", false},
	{"video/webm", "webm", "video/webm", false},
}

const (
	office       = "application/vnd.openxmlformats-officedocument."
	openDocument = "application/vnd.oasis.opendocument."
)

// named finds what a file may be by its name.
func named(name string) (*allowed, error) {
	ext := strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), ".")
	if ext == "" || ext == strings.ToLower(name) {
		return nil, chat.RefuseFile("a file has a name with an extension that says what it is")
	}
	if program, found := hidden(name); found {
		return nil, chat.RefuseFile("files of the type .%s cannot be sent", program)
	}
	i := slices.IndexFunc(allowList, func(a allowed) bool { return slices.Contains(strings.Fields(a.extensions), ext) })
	if i < 0 {
		return nil, chat.RefuseFile("files of the type .%s cannot be sent", shorten(ext, 20))
	}
	return &allowList[i], nil
}

// holds refuses a content that does not look like what the name says.
func (a *allowed) holds(head []byte) error {
	looks := mimetype.Detect(head)
	if slices.ContainsFunc(strings.Fields(a.looks), looks.Is) {
		return nil
	}
	return chat.RefuseFile("the content of the file (%s) is not what its name says (%s)", looks, a.contentType)
}

// extensionOf is the extension of what was made anew.
func extensionOf(contentType string) string {
	i := slices.IndexFunc(allowList, func(a allowed) bool { return a.contentType == contentType })
	return "." + strings.Fields(allowList[i].extensions)[0]
}
