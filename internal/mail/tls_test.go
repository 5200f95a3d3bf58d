package mail_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/mail"
	"github.com/parleychat/parley/internal/mail/mailtest"
)

const (
	machine  = "127.0.0.1"
	password = "correct horse battery staple"
)

// secured sends with TLS, as somebody, who trusts the roots.
func secured(roots *x509.CertPool) func(*mail.Options) {
	return func(o *mail.Options) { o.Plain, o.User, o.Password, o.Roots = false, "shop", password, roots }
}

func send(t *testing.T, s *mail.Sender) error {
	t.Helper()
	return s.SendMail(t.Context(), "vi@example.com", "Your chat", "hello", uuid.New())
}

// expectNothing holds that a mail was not sent, that it is tried again, and that nobody
// who listens has learnt anything.
func expectNothing(t *testing.T, s *mailtest.Server, err error, names string) {
	t.Helper()
	if err == nil || errors.Is(err, chat.ErrUndeliverable) || !strings.Contains(err.Error(), names) {
		t.Errorf("%v, and not that %q", err, names)
	}
	if mails, to := s.Taken(); len(mails)+len(to)+len(s.SignedIn()) > 0 {
		t.Errorf("taken: %q %q %q", mails, to, s.SignedIn())
	}
	expectSilence(t, s)
}

// expectSilence holds that without TLS only the way into it was talked about.
func expectSilence(t *testing.T, s *mailtest.Server) {
	t.Helper()
	for _, line := range s.Overheard() {
		if verb, _, _ := strings.Cut(line, " "); !slices.Contains([]string{"EHLO", "HELO", "STARTTLS", "QUIT", "NOOP"}, verb) {
			t.Errorf("said without TLS: %q", line)
		}
	}
}

// expectSent holds that a mail was sent by somebody who signed in, within TLS.
func expectSent(t *testing.T, s *mailtest.Server, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	users := "PLAIN " + base64.StdEncoding.EncodeToString([]byte("\x00shop\x00"+password))
	if mails, to := s.Taken(); len(mails) != 1 || len(to) != 1 || !slices.Equal(s.SignedIn(), []string{users}) {
		t.Errorf("%d mails to %q by %q", len(mails), to, s.SignedIn())
	}
	expectSilence(t, s)
}

func TestAMailIsSentBySTARTTLS(t *testing.T) {
	t.Parallel()
	a := mailtest.NewAuthority(t)
	s := mailtest.Listen(t, "250 fine", mailtest.STARTTLS(a.Certify(t, machine, time.Now().Add(time.Hour))), mailtest.SignIn("PLAIN LOGIN"))
	expectSent(t, s, send(t, sender(t, s, secured(a.Roots()))))
	if !slices.Contains(s.Overheard(), "STARTTLS") {
		t.Error("there was no STARTTLS")
	}
}

// TestNoSTARTTLSIsAnErrorThatNamesIt also when the server, or who is in between, would
// have the password in the clear.
func TestNoSTARTTLSIsAnErrorThatNamesIt(t *testing.T) {
	t.Parallel()
	s := mailtest.Listen(t, "250 fine", mailtest.SignIn("PLAIN LOGIN CRAM-MD5"))
	expectNothing(t, s, send(t, sender(t, s, secured(nil))), "does not support STARTTLS")
}

func TestAWrongCertificateIsRefused(t *testing.T) {
	t.Parallel()
	ours, theirs, soon := mailtest.NewAuthority(t), mailtest.NewAuthority(t), time.Now().Add(time.Hour)
	for names, c := range map[string]struct {
		certificate tls.Certificate
		roots       *x509.CertPool
	}{
		"signed by unknown authority": {theirs.Certify(t, machine, soon), ours.Roots()},
		"certificate is valid for":    {ours.Certify(t, "127.0.0.2", soon), ours.Roots()},
		"has expired":                 {ours.Certify(t, machine, time.Now().Add(-time.Hour)), ours.Roots()},
		"failed to verify":            {ours.Certify(t, machine, soon), nil}, // by whom the system trusts
	} {
		for way, offer := range map[string]mailtest.Offer{"STARTTLS": mailtest.STARTTLS(c.certificate), "TLS": mailtest.TLS(c.certificate)} {
			t.Run(way+" "+names, func(t *testing.T) {
				t.Parallel()
				s := mailtest.Listen(t, "250 fine", offer, mailtest.SignIn("PLAIN"))
				expectNothing(t, s, send(t, sendingBy(t, s, way == "TLS", c.roots)), names)
			})
		}
	}
}

// sendingBy is a sender by STARTTLS, or by TLS from the first byte.
func sendingBy(t *testing.T, s *mailtest.Server, first bool, roots *x509.CertPool) *mail.Sender {
	t.Helper()
	o := mail.Options{Server: s.Address, From: "chat@shop.example"}
	secured(roots)(&o)
	_, port, err := net.SplitHostPort(s.Address)
	if err != nil {
		t.Fatal(err)
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	if !first {
		number = 0
	}
	by, err := mail.NewFor(o, number)
	if err != nil {
		t.Fatal(err)
	}
	return by
}

func TestAMailIsSentByTLSFromTheFirstByte(t *testing.T) {
	t.Parallel()
	a := mailtest.NewAuthority(t)
	s := mailtest.Listen(t, "250 fine", mailtest.TLS(a.Certify(t, machine, time.Now().Add(time.Hour))), mailtest.SignIn("PLAIN"))
	expectSent(t, s, send(t, sendingBy(t, s, true, a.Roots())))
	plain := mailtest.Listen(t, "250 fine", mailtest.SignIn("PLAIN"))
	err := send(t, sendingBy(t, plain, true, a.Roots()))
	if mails, _ := plain.Taken(); err == nil || len(mails)+len(plain.SignedIn()) > 0 {
		t.Errorf("a server without TLS: %v", err)
	}
}

// TestNoPasswordIsSentInTheClear to a server on this machine either.
func TestNoPasswordIsSentInTheClear(t *testing.T) {
	t.Parallel()
	s := mailtest.Listen(t, "250 fine", mailtest.SignIn("PLAIN LOGIN"))
	err := send(t, sender(t, s, func(o *mail.Options) { o.User, o.Password = "shop", password }))
	expectNothing(t, s, err, "")
}
