package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"
)

// bareHandler is the argument that makes this program a handler of net/http in a
// process of its own.
const bareHandler = "serve-bare"

// serveBare sends what it is given at every address, until the input ends: what
// net/http alone costs. It takes a body after a line with its length, serves it
// from then on, and prints where.
func serveBare(ctx context.Context, stdin io.Reader, stdout io.Writer) error {
	in := bufio.NewReader(stdin)
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	body := make(chan []byte, 1)
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		b := <-body
		body <- b
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(b)
	})
	s := &http.Server{ReadHeaderTimeout: time.Minute, Handler: handler}
	go s.Serve(l)   //nolint:errcheck // it ends when it is closed
	defer s.Close() //nolint:errcheck // the process ends
	for {
		var length int
		if _, err := fmt.Fscanf(in, "%d\n", &length); err != nil {
			return nil //nolint:nilerr // the end of the input
		}
		b := make([]byte, length)
		if _, err := io.ReadFull(in, b); err != nil {
			return err
		}
		select {
		case <-body:
		default:
		}
		body <- b
		if _, err := fmt.Fprintln(stdout, l.Addr()); err != nil {
			return err
		}
	}
}

// bare is such a process.
type bare struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	said *bufio.Reader
}

func startBare(ctx context.Context) (*bare, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, bareHandler)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &bare{cmd, in, bufio.NewReader(out)}, cmd.Start()
}

// send makes it send these bytes from now on, and gives its address.
func (b *bare) send(body []byte) (address string, err error) {
	if _, err := fmt.Fprintf(b.in, "%d\n%s", len(body), body); err != nil {
		return "", err
	}
	address, err = b.said.ReadString('\n')
	return strings.TrimSpace(address), err
}

func (b *bare) stop() error { return errors.Join(b.in.Close(), b.cmd.Wait()) }
