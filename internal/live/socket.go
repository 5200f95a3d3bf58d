package live

import (
	"context"
	"errors"
	"net/http"

	"github.com/coder/websocket"
)

// socket is one connection that carries frames.
type socket interface {
	// read waits for the next frame.
	read(ctx context.Context) ([]byte, error)
	// write sends a frame; after an error the connection is of no more use.
	write(ctx context.Context, frame []byte) error
	// ping waits until the other side has answered.
	ping(ctx context.Context) error
	// limit sets the size of the frames that are read, in bytes.
	limit(bytes int64)
	// close tells the other side why the connection ends, if it still listens.
	close(code int, reason string)
}

// accept makes a WebSocket out of a request; when it cannot it has answered.
func accept(w http.ResponseWriter, r *http.Request) (socket, error) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols:       []string{Protocol},
		InsecureSkipVerify: true, // the room has looked at the origin, see admitOrigin
		CompressionMode:    websocket.CompressionDisabled,
	})
	if err != nil {
		return nil, err
	}
	return webSocket{conn}, nil
}

type webSocket struct{ conn *websocket.Conn }

func (s webSocket) read(ctx context.Context) ([]byte, error) {
	kind, data, err := s.conn.Read(ctx)
	if err == nil && kind != websocket.MessageText {
		err = errBinary
	}
	return data, err
}

var errBinary = errors.New("a frame is text")

func (s webSocket) write(ctx context.Context, frame []byte) error {
	return s.conn.Write(ctx, websocket.MessageText, frame)
}

func (s webSocket) ping(ctx context.Context) error { return s.conn.Ping(ctx) }

func (s webSocket) limit(bytes int64) { s.conn.SetReadLimit(bytes) }

func (s webSocket) close(code int, reason string) {
	_ = s.conn.Close(websocket.StatusCode(code), reason) // who does not listen any more need not know
}
