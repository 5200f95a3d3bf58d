package mail_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/mail"
	"github.com/parleychat/parley/internal/mail/mailtest"
)

func sender(t *testing.T, s *mailtest.Server, change func(*mail.Options)) *mail.Sender {
	t.Helper()
	o := mail.Options{Server: s.Address, From: "Shop <chat@shop.example>", Plain: true}
	if change != nil {
		change(&o)
	}
	sender, err := mail.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

func TestAMailArrivesAsItWasMeant(t *testing.T) {
	t.Parallel()
	s := mailtest.Listen(t, "250 fine")
	id, text := uuid.New(), "Vi: 9½?\n.\nSubject: forged\n"+strings.Repeat("long ", 300)
	if err := sender(t, s, nil).SendMail(t.Context(), "vi@example.com", "Your chat – 2026\r\nBcc: eve@example.com", text, id); err != nil {
		t.Fatal(err)
	}
	mails, to := s.Taken()
	if len(mails) != 1 || len(to) != 1 || !strings.Contains(to[0], "<vi@example.com>") {
		t.Fatal(to, mails)
	}
	m, err := netmail.ReadMessage(strings.NewReader(mails[0]))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if got := strings.ReplaceAll(string(body), "\r\n", "\n"); err != nil || strings.TrimRight(got, "\n") != text {
		t.Errorf("%v\n%q", err, got)
	}
	if m.Header.Get("Bcc") != "" || !strings.HasPrefix(subject, "Your chat – 2026") || m.Header.Get("Message-Id") != fmt.Sprintf("<%s@shop.example>", id) {
		t.Errorf("%q %+v", subject, m.Header)
	}
}

func TestWhatIsRefusedForGoodIsToldApart(t *testing.T) {
	t.Parallel()
	for answer, hopeless := range map[string]bool{"550 nobody of this name": true, "451 come again later": false} {
		err := sender(t, mailtest.Listen(t, answer), nil).SendMail(t.Context(), "vi@example.com", "x", "x", uuid.New())
		if err == nil || errors.Is(err, chat.ErrUndeliverable) != hopeless || strings.Contains(err.Error(), "vi@example.com") {
			t.Errorf("%s: %v", answer, err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := &mailtest.Server{Address: l.Addr().String()}
	_ = l.Close()
	if err := sender(t, nobody, nil).SendMail(t.Context(), "vi@example.com", "x", "x", uuid.New()); err == nil || errors.Is(err, chat.ErrUndeliverable) {
		t.Errorf("a server that is away: %v", err)
	}
}

// TestASenderThatIsRefusedTriesAgain since that is about us, and not about the mail.
func TestASenderThatIsRefusedTriesAgain(t *testing.T) {
	t.Parallel()
	s := mailtest.Listen(t, "250 fine", mailtest.Refuse("MAIL", "550 5.7.1 not from you"))
	err := sender(t, s, nil).SendMail(t.Context(), "vi@example.com", "x", "x", uuid.New())
	if err == nil || errors.Is(err, chat.ErrUndeliverable) {
		t.Error(err)
	}
}

// TestNothingIsSentWithoutTLS to a server that offers none, unless it may be.
func TestNothingIsSentWithoutTLS(t *testing.T) {
	t.Parallel()
	s := mailtest.Listen(t, "250 fine")
	ctx, done := context.WithTimeout(t.Context(), 10*time.Second)
	defer done()
	err := sender(t, s, func(o *mail.Options) { o.Plain = false }).SendMail(ctx, "vi@example.com", "x", "x", uuid.New())
	if mails, to := s.Taken(); err == nil || errors.Is(err, chat.ErrUndeliverable) || len(mails) > 0 || len(to) > 0 {
		t.Errorf("%v, sent to %v", err, to)
	}
}

func TestOptionsThatCannotBeMeantAreRefused(t *testing.T) {
	t.Parallel()
	for cause, o := range map[string]mail.Options{
		"HOST:PORT":           {Server: "mail.example.com", From: "a@example.com"},
		"is not HOST:PORT":    {Server: "mail.example.com:smtp", From: "a@example.com"},
		"come from":           {Server: "mail.example.com:587", From: "nobody"},
		"has a password":      {Server: "mail.example.com:587", From: "a@example.com", User: "a"},
		"is not this machine": {Server: "mail.example.com:25", From: "a@example.com", Plain: true},
	} {
		if _, err := mail.New(o); err == nil || !strings.Contains(err.Error(), cause) {
			t.Errorf("%s: %v", cause, err)
		}
	}
}
