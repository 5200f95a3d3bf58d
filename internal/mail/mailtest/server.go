// Package mailtest has an SMTP server for tests.
package mailtest

import (
	"bufio"
	"crypto/tls"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server is an SMTP server on this machine that keeps what it takes.
type Server struct {
	Address string // host:port

	answer   string // to each recipient
	config   *tls.Config
	implicit bool   // TLS from the first byte
	signIn   string // the ways in that it offers
	refuse   map[string]string
	all      sync.WaitGroup

	mu    sync.Mutex
	mails []string
	to    []string
	clear []string
	users []string
}

// Offer is what a server offers beside the least.
type Offer func(*Server)

// STARTTLS lets clients go on in TLS.
func STARTTLS(certificate tls.Certificate) Offer {
	return func(s *Server) { s.config = serving(certificate) }
}

// TLS has clients begin in TLS.
func TLS(certificate tls.Certificate) Offer {
	return func(s *Server) { s.config, s.implicit = serving(certificate), true }
}

// SignIn lets clients sign in by the mechanisms given, such as "PLAIN LOGIN"; PLAIN works.
func SignIn(mechanisms string) Offer {
	return func(s *Server) { s.signIn = mechanisms }
}

// Refuse answers a command, such as MAIL, by a line such as "550 no".
func Refuse(command, answer string) Offer {
	return func(s *Server) { s.refuse = map[string]string{command: answer} }
}

func serving(certificate tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
}

// Listen opens a server that answers each recipient as told, such as by "250 fine". It is
// closed by the test's clean-up.
func Listen(t *testing.T, answer string, offers ...Offer) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Address: l.Addr().String(), answer: answer}
	for _, offer := range offers {
		offer(s)
	}
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

// Overheard are the lines that came without TLS.
func (s *Server) Overheard() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.clear)
}

// SignedIn is what clients have signed in with, as it came.
func (s *Server) SignedIn() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.users)
}

func (s *Server) note(list *[]string, line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*list = append(*list, line)
}

func (s *Server) serve(conn net.Conn) {
	const patience = 20 * time.Second
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(patience))
	t := &talk{server: s}
	if s.implicit {
		conn, t.secure = tls.Server(conn, s.config), true
	}
	t.over(conn)
	t.say("220 test")
	for t.next() {
	}
}

// talk is one connection.
type talk struct {
	server *Server
	conn   net.Conn
	in     *bufio.Reader
	secure bool
}

func (t *talk) over(conn net.Conn) { t.conn, t.in = conn, bufio.NewReader(conn) }

func (t *talk) say(lines ...string) {
	_, _ = t.conn.Write([]byte(strings.Join(lines, "\r\n") + "\r\n"))
}

// next answers one line, and reports whether the talk goes on.
func (t *talk) next() bool {
	s := t.server
	line, err := t.in.ReadString('\n')
	line = strings.TrimSpace(line)
	if line != "" && !t.secure {
		s.note(&s.clear, line)
	}
	if err != nil {
		return false
	}
	verb, rest, _ := strings.Cut(line, " ")
	if answer := s.refuse[strings.ToUpper(verb)]; answer != "" {
		t.say(answer)
		return true
	}
	switch strings.ToUpper(verb) {
	case "EHLO":
		t.say(t.hello()...)
	case "STARTTLS":
		return t.start()
	case "AUTH":
		s.note(&s.users, rest)
		t.say("235 welcome")
	case "RCPT":
		s.note(&s.to, line)
		t.say(s.answer)
	case "DATA":
		t.say("354 go on")
		s.note(&s.mails, t.text())
		t.say("250 taken")
	case "QUIT":
		t.say("221 bye")
		return false
	default:
		t.say("250 fine")
	}
	return true
}

// hello says what is on offer.
func (t *talk) hello() []string {
	lines := []string{"250-test"}
	if t.server.config != nil && !t.secure {
		lines = append(lines, "250-STARTTLS")
	}
	if t.server.signIn != "" {
		lines = append(lines, "250-AUTH "+t.server.signIn)
	}
	return append(lines, "250 HELP")
}

// start goes on in TLS, where it is on offer.
func (t *talk) start() bool {
	if t.server.config == nil || t.secure {
		t.say("502 no")
		return true
	}
	t.say("220 go on")
	conn := tls.Server(t.conn, t.server.config)
	t.secure = true
	t.over(conn)
	return conn.Handshake() == nil
}

// text reads a mail.
func (t *talk) text() string {
	var text strings.Builder
	for {
		line, err := t.in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return text.String()
		}
		text.WriteString(strings.TrimPrefix(line, "."))
	}
}
