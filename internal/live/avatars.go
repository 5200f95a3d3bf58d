package live

import (
	"io"
	"net/http"
)

// showAvatar shows an agent's avatar to whoever knows its key. Another picture has another
// key, so that everybody may keep this one.
func (f *Files) showAvatar(w http.ResponseWriter, r *http.Request) {
	content, err := f.avatar(r)
	if err != nil {
		f.refuse(w, r, err)
		return
	}
	defer func() { _ = content.Close() }()
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Type", "image/jpeg")
	_, _ = io.Copy(w, content) // who does not listen any more need not know
}

func (f *Files) avatar(r *http.Request) (io.ReadCloser, error) {
	site, err := siteOf(r)
	if err != nil {
		return nil, err
	}
	if f.Room != nil {
		if err := f.Room.fronted(r); err != nil {
			return nil, err
		}
	}
	return f.Desk.OpenAvatar(r.Context(), site, r.PathValue("key"))
}
