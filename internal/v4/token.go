package v4

import (
	"bytes"
	"net/http"

	"github.com/parleychat/parley/internal/chat"
)

// through makes an http.Handler a row of the table. Its answer is held until the
// end, so that it gets the same headers and the same line in the log.
func through(h http.Handler) handler {
	return func(r *http.Request, _ chat.Actor) (answer, error) {
		k := &held{header: http.Header{}, status: http.StatusOK}
		h.ServeHTTP(k, r)
		return answer{status: k.status, body: k.body.Bytes(), header: k.header}, nil
	}
}

// held is a ResponseWriter that holds the answer back.
type held struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *held) Header() http.Header { return k.header }

func (k *held) WriteHeader(status int) { k.status = status }

func (k *held) Write(b []byte) (int, error) { return k.body.Write(b) }
