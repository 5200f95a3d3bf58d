package v4

import (
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/parleychat/parley/internal/chat"
)

// attachment answers the content of a file of a chat: to be saved, since what an import
// brought was inspected by nobody.
func (s *server) attachment(r *http.Request, actor chat.Actor) (answer, error) {
	ref, err := chat.ParseRef(r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	a, content, err := s.Service.OpenAttachment(r.Context(), actor, ref, r.PathValue("key"))
	if err != nil {
		return answer{}, err
	}
	return answer{
		status: http.StatusOK,
		header: http.Header{
			"Content-Type":            {"application/octet-stream"},
			"Content-Disposition":     {mime.FormatMediaType("attachment", map[string]string{"filename": a.Name})},
			"Content-Security-Policy": {"sandbox; default-src 'none'"},
			"Referrer-Policy":         {"no-referrer"},
		},
		pieces: func(yield func([]byte, error) bool) {
			defer func() { _ = content.Close() }()
			piece := make([]byte, 64<<10)
			for {
				n, err := content.Read(piece)
				if n > 0 && !yield(piece[:n], nil) || errors.Is(err, io.EOF) {
					return
				}
				if err != nil {
					yield(nil, err)
					return
				}
			}
		},
	}, nil
}
