// Package mail sends e-mail by an SMTP server.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/parleychat/parley/internal/chat"
)

// Options is what a sender needs.
type Options struct {
	Server   string // host:port
	User     string // none when the server asks for none
	Password string
	From     string // an address, perhaps with a name
	Plain    bool   // without TLS, to a server on this machine; no password is sent so
	// Roots vouch for the server; nil for those of the system.
	Roots *x509.CertPool
}

// Sender is chat.Mailer by SMTP. Each mail has a connection of its own.
type Sender struct {
	host    string
	from    string
	dial    dialer
	options []mail.Option
}

var _ chat.Mailer = (*Sender)(nil)

// tlsPort is where servers speak TLS from the first byte.
const tlsPort = 465

// New prepares to send. TLS is not left out but by Plain, which is for this machine alone.
func New(o Options) (*Sender, error) { return prepare(o, tlsPort) }

// prepare prepares to send with TLS from the first byte by one port.
func prepare(o Options, tlsPort uint64) (*Sender, error) {
	host, portText, err := net.SplitHostPort(o.Server)
	if err != nil {
		return nil, fmt.Errorf("the SMTP server is HOST:PORT: %w", err)
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil || port == 0 || host == "" {
		return nil, fmt.Errorf("the SMTP server %q is not HOST:PORT", o.Server)
	}
	if err := mail.NewMsg().From(o.From); err != nil {
		return nil, fmt.Errorf("the address that transcripts come from: %w", err)
	}
	if (o.User == "") != (o.Password == "") {
		return nil, errors.New("an SMTP user has a password, and a password a user")
	}
	if o.Plain && !isLoopback(host) {
		return nil, fmt.Errorf("%s is not this machine: mails go there with TLS", host)
	}
	const patience = 30 * time.Second
	s := &Sender{host: host, from: o.From, dial: &net.Dialer{}, options: []mail.Option{mail.WithPort(int(port)), mail.WithTimeout(patience)}}
	config := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12, RootCAs: o.Roots}
	switch {
	case o.Plain:
		s.options = append(s.options, mail.WithTLSPolicy(mail.NoTLS))
	case port == tlsPort:
		s.dial = &tls.Dialer{Config: config}
		s.options = append(s.options, mail.WithSSL())
	default:
		s.options = append(s.options, mail.WithTLSPolicy(mail.TLSMandatory), mail.WithTLSConfig(config))
	}
	if o.User != "" {
		s.options = append(s.options, signIn(o.Plain), mail.WithUsername(o.User), mail.WithPassword(o.Password))
	}
	return s, nil
}

// signIn chooses how to sign in, the safest way first. Within TLS the ways are named, for
// the library does not see that a connection it was given is secure; without TLS it takes
// none that shows the password.
func signIn(plain bool) mail.Option {
	if plain {
		return mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover)
	}
	return mail.WithOpportunisticSMTPAuth(
		mail.SMTPAuthSCRAMSHA256PLUS, mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthSCRAMSHA1PLUS, mail.SMTPAuthSCRAMSHA1,
		mail.SMTPAuthCramMD5, mail.SMTPAuthPlain, mail.SMTPAuthLogin,
	)
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// SendMail implements chat.Mailer.
func (s *Sender) SendMail(ctx context.Context, to, subject, text string, id chat.GUID) error {
	m := mail.NewMsg()
	if err := errors.Join(m.From(s.from), m.To(to)); err != nil {
		return fmt.Errorf("%w: %w", chat.ErrUndeliverable, err)
	}
	m.Subject(subject)
	m.SetDate()
	m.SetMessageIDWithValue(id.String() + "@" + s.domain())
	m.SetGenHeader("Auto-Submitted", "auto-generated") // so that no program answers
	m.SetBodyString(mail.TypeTextPlain, text)
	line := &line{dial: s.dial}
	defer line.hangUp() // the library leaves connections open that it could not secure
	client, err := mail.NewClient(s.host, append(slices.Clip(s.options), mail.WithDialContextFunc(line.connect))...)
	if err != nil {
		return fmt.Errorf("prepare to send a mail: %w", err)
	}
	if err := client.DialAndSendWithContext(ctx, m); err != nil {
		return asRefusal(err)
	}
	return nil
}

// dialer makes connections.
type dialer interface {
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// line is the connection that a mail goes over.
type line struct {
	dial dialer
	conn net.Conn
}

func (l *line) connect(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := l.dial.DialContext(ctx, network, address)
	if err == nil {
		l.conn = conn
	}
	return conn, err
}

func (l *line) hangUp() {
	if l.conn != nil {
		_ = l.conn.Close() // what it could tell has been told
	}
}

// domain is that of the sender's address.
func (s *Sender) domain() string {
	_, domain, _ := strings.Cut(s.from, "@")
	return strings.TrimSuffix(domain, ">")
}

// asRefusal tells what was refused for good: the mail, or its address, which is not for a
// log. That the server does not let us in, or takes nothing from our address, may be mended.
func asRefusal(err error) error {
	var refused *mail.SendError
	if !errors.As(err, &refused) {
		return fmt.Errorf("send a mail: %w", err)
	}
	const permanent = 500
	cause := fmt.Errorf("%s (code %d)", refused.Reason, refused.ErrorCode())
	if !refused.IsTemp() && refused.ErrorCode() >= permanent && refused.Reason != mail.ErrSMTPMailFrom {
		return fmt.Errorf("%w: %w", chat.ErrUndeliverable, cause)
	}
	return fmt.Errorf("send a mail: %w", cause)
}
