// Package proxy stands between clients and a server, and does what networks do, or what a
// bad server would.
package proxy

import (
	"context"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"

	"github.com/coder/websocket"

	"github.com/parleychat/parley/client"
)

// Tamper passes the frames of live chat on, changed. Each function may be nil; it gets a
// frame and gives those that are passed on in its place.
type Tamper struct {
	// Base is the server that it stands before.
	Base string
	// Down changes what the server sends.
	Down func(frame []byte) [][]byte
	// Up changes what a client sends; what it gives as back goes to the client.
	Up func(frame []byte) (on, back [][]byte)
}

// maxFrame is the most that a frame may have.
const maxFrame = 16 << 20

// ServeHTTP passes the frames of a connection on until either side ends it, and any other
// request as it is.
func (t *Tamper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == client.Path {
		t.connect(w, r)
		return
	}
	base, err := url.Parse(t.Base)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	httputil.NewSingleHostReverseProxy(base).ServeHTTP(w, r)
}

func (t *Tamper) connect(w http.ResponseWriter, r *http.Request) {
	server, _, err := websocket.Dial(r.Context(), t.Base+client.Path, &websocket.DialOptions{Subprotocols: []string{client.Protocol}}) //nolint:bodyclose // Dial closes it
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	near, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{client.Protocol}})
	if err != nil {
		_ = server.CloseNow()
		return
	}
	ctx, done := context.WithCancel(context.WithoutCancel(r.Context()))
	defer done()
	var both sync.WaitGroup
	both.Go(func() {
		defer done()
		pass(ctx, server, near, func(f []byte) bool { return sendAll(ctx, near, t.down(f)) })
	})
	both.Go(func() {
		defer done()
		pass(ctx, near, server, func(f []byte) bool {
			on, back := t.up(f)
			return sendAll(ctx, near, back) && sendAll(ctx, server, on)
		})
	})
	both.Wait()
}

func (t *Tamper) down(frame []byte) [][]byte {
	if t.Down == nil {
		return [][]byte{frame}
	}
	return t.Down(frame)
}

func (t *Tamper) up(frame []byte) (on, back [][]byte) {
	if t.Up == nil {
		return [][]byte{frame}, nil
	}
	return t.Up(frame)
}

// pass hands on frames until one side ends, which is told to the other.
func pass(ctx context.Context, from, to *websocket.Conn, hand func([]byte) bool) {
	from.SetReadLimit(maxFrame)
	for {
		_, data, err := from.Read(ctx)
		if err != nil {
			code := websocket.CloseStatus(err)
			if code < 0 {
				_ = to.CloseNow()
				return
			}
			_ = to.Close(code, "")
			return
		}
		if !hand(data) {
			_ = from.CloseNow()
			return
		}
	}
}

func sendAll(ctx context.Context, to *websocket.Conn, frames [][]byte) bool {
	for _, f := range frames {
		if to.Write(ctx, websocket.MessageText, f) != nil {
			return false
		}
	}
	return true
}
