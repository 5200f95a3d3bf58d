// Package mailtest has an SMTP server for tests.
package mailtest

import (
	"bufio"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server is an SMTP server on this machine, without TLS, that keeps what it takes.
type Server struct {
	Address string // host:port

	answer string // to each recipient
	all    sync.WaitGroup

	mu    sync.Mutex
	mails []string
	to    []string
}

// Listen opens a server that answers each recipient as told, such as by "250 fine". It is
// closed by the test's clean-up.
func Listen(t *testing.T, answer string) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Address: l.Addr().String(), answer: answer}
	s.all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.all.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		s.all.Wait()
	})
	return s
}

// Taken are the mails that were taken, with their headers, and the recipients that were
// named.
func (s *Server) Taken() (mails, to []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails), slices.Clone(s.to)
}

func (s *Server) serve(conn net.Conn) {
	const patience = 20 * time.Second
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(patience))
	in := bufio.NewReader(conn)
	say := func(line string) { _, _ = io.WriteString(conn, line+"\r\n") }
	say("220 test")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(strings.TrimSpace(line)); {
		case strings.HasPrefix(verb, "RCPT"):
			s.mu.Lock()
			s.to = append(s.to, strings.TrimSpace(line))
			s.mu.Unlock()
			say(s.answer)
		case verb == "DATA":
			say("354 go on")
			s.take(in)
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 fine")
		}
	}
}

func (s *Server) take(in *bufio.Reader) {
	var text strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			break
		}
		text.WriteString(strings.TrimPrefix(line, "."))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, text.String())
}
