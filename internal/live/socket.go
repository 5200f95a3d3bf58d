package live

import (
	"encoding/json"
	"errors"
	"fmt"
)

// socket is one connection that carries frames. One goroutine reads, another one
// writes; close may come from any.
type socket interface {
	// read waits for the next frame. errBinary and errTooBig say what it was instead.
	read() ([]byte, error)
	// write sends frames in order. errSlow says that they were not taken in time; after
	// any error the connection is of no more use.
	write(frames []frame) error
	// try sends as much of a frame as needs no waiting, and gives what is left, which
	// write then begins with, and finds what is wrong. Any goroutine may call it while
	// none writes; it waits for nobody.
	try(f frame) (left frame)
	// ping asks the other side for a sign of life.
	ping() error
	// heard reports whether there was one since, or there need not be one yet.
	heard() bool
	// limit sets the size of the frames that are read, in bytes.
	limit(bytes int64)
	// close tells the other side why the connection ends, if it still listens and code
	// is not 0. The goroutine that reads then calls drain.
	close(code int, reason string)
	// drain passes over what still comes, so that what close has told is not lost with
	// it, and ends the connection.
	drain()
}

var (
	errBinary = errors.New("a frame is text")
	errTooBig = errors.New("a frame is too large")
	errFlood  = errors.New("too many pings")
	errSlow   = errors.New("a frame was not taken in time")
)

// frame is a frame of the server as a WebSocket has it, header and all, so that it is
// made once for all who get it.
type frame []byte

// encode makes a frame.
func encode(v any) (frame, error) {
	if f, is := v.(frame); is {
		return f, nil
	}
	payload, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode a frame: %w", err)
	}
	return framed(opText, payload), nil
}

// The opcodes of RFC 6455 that the server sends, with the bit that says that the
// message ends with this frame.
const (
	opText  = 0x81
	opClose = 0x88
	opPing  = 0x89
	opPong  = 0x8a
)

// framed puts the header of RFC 6455, 5.2, before a payload.
func framed(op byte, payload []byte) frame {
	const short, medium = 126, 1 << 16
	n := len(payload)
	f := make(frame, 0, 10+n)
	switch {
	case n < short:
		f = append(f, op, byte(n))
	case n < medium:
		f = append(f, op, 126, byte(n>>8), byte(n))
	default:
		f = append(f, op, 127, 0, 0, 0, 0, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return append(f, payload...)
}

// payload is the JSON of a frame.
func (f frame) payload() []byte {
	switch f[1] {
	case 126:
		return f[4:]
	case 127:
		return f[10:]
	default:
		return f[2:]
	}
}
