package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"

	"github.com/parleychat/parley/internal/live"
)

// wire is the client's end of a WebSocket, as cheap as it can be: what clients cost, the
// server on the same machine lacks. One goroutine uses it.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
	out  []byte
	got  []byte
}

const (
	opText  = 1
	opClose = 8
	opPing  = 9
	opPong  = 10

	wireBuffer = 1 << 10
)

// closed is the code that the server has ended a connection with.
type closed uint16

// Error tells the code.
func (c closed) Error() string { return fmt.Sprintf("closed by the server with code %d", uint16(c)) }

func connect(ctx context.Context, address string) (*wire, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	w := &wire{conn: conn, in: bufio.NewReaderSize(conn, wireBuffer)}
	_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: %s\r\n\r\n", live.Path, address, live.Protocol)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	answer, err := http.ReadResponse(w.in, nil)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	_ = answer.Body.Close() // there is none
	if answer.StatusCode != http.StatusSwitchingProtocols {
		return nil, errors.Join(errors.New(answer.Status), conn.Close())
	}
	return w, nil
}

// write sends a frame. The mask is zero, so that masking is no work.
func (w *wire) write(op byte, payload []byte) error {
	const masked, most = 0x80, 1 << 16
	switch n := len(payload); {
	case n < 126:
		w.out = append(w.out[:0], masked|op, masked|byte(n))
	case n < most:
		w.out = binary.BigEndian.AppendUint16(append(w.out[:0], masked|op, masked|126), uint16(n))
	default:
		return fmt.Errorf("a frame of %d bytes", n)
	}
	w.out = append(append(w.out, 0, 0, 0, 0), payload...)
	_, err := w.conn.Write(w.out)
	return err
}

// read gives the next frame of text, until it is called again, and answers pings.
func (w *wire) read() ([]byte, error) {
	for {
		op, err := w.readFrame()
		switch {
		case err != nil:
			return nil, err
		case op == opText:
			return w.got, nil
		case op == opPing:
			if err := w.write(opPong, w.got); err != nil {
				return nil, err
			}
		case op == opClose && len(w.got) >= 2:
			return nil, closed(binary.BigEndian.Uint16(w.got))
		case op == opClose:
			return nil, io.EOF
		}
	}
}

func (w *wire) readFrame() (op byte, err error) {
	var head [8]byte
	if _, err := io.ReadFull(w.in, head[:2]); err != nil {
		return 0, err
	}
	op, n := head[0]&15, int(head[1])
	switch n {
	case 126:
		_, err = io.ReadFull(w.in, head[:2])
		n = int(binary.BigEndian.Uint16(head[:2]))
	case 127:
		_, err = io.ReadFull(w.in, head[:])
		n = int(binary.BigEndian.Uint64(head[:]))
	}
	if err != nil {
		return 0, err
	}
	if cap(w.got) < n {
		w.got = make([]byte, n)
	}
	w.got = w.got[:n]
	_, err = io.ReadFull(w.in, w.got)
	return op, err
}
