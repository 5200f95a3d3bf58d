package hook

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// The limits of a call.
const (
	connectWithin = 4 * time.Second
	MaxReply      = 64 << 10
	maxHeaders    = 16 << 10
	idleFor       = time.Minute
	idlePerHost   = 4
)

// Options is what a caller can be given.
type Options struct {
	// Networks are called beside public addresses, also without TLS.
	Networks []netip.Prefix
	// Roots are trusted instead of the system's; nil for those.
	Roots *x509.CertPool
	// Now is the clock; nil for the machine's.
	Now func() time.Time
}

// Caller posts messages to addresses that customers name.
type Caller struct {
	secure, plain *http.Client
	now           func() time.Time
}

// NewCaller makes a caller.
func NewCaller(o Options) *Caller {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Caller{secure: o.client(false), plain: o.client(true), now: o.Now}
}

// client follows no redirects and asks no proxy: either would connect to where nobody
// has looked.
func (o *Options) client(plain bool) *http.Client {
	g := guard{own: o.Networks, plain: plain}
	dialer := net.Dialer{Timeout: connectWithin, ControlContext: g.control}
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    connectWithin,
			ForceAttemptHTTP2:      true,
			DisableCompression:     true, // a reply is as long as it says
			MaxResponseHeaderBytes: maxHeaders,
			MaxIdleConnsPerHost:    idlePerHost,
			IdleConnTimeout:        idleFor,
		},
	}
}

// Close ends the connections that are kept for later.
func (c *Caller) Close() {
	c.secure.CloseIdleConnections()
	c.plain.CloseIdleConnections()
}

// Message is what is posted: JSON, under an id that is the same in each try.
type Message struct {
	URL     string
	ID      string
	Secrets []string
	Body    []byte
}

// errTooLong answers a reply of more than MaxReply.
var errTooLong = fmt.Errorf("the reply has more than %d bytes", MaxReply)

// Post sends a message and gives the reply. How long it may take is up to ctx. Of a reply
// that is too long the status and the beginning come with the error.
func (c *Caller) Post(ctx context.Context, m Message) (status int, reply []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err != nil {
		return 0, nil, errors.Join(errForbidden, err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "Parley")
	if err := sign(request.Header, m.Secrets, m.ID, c.now(), m.Body); err != nil {
		return 0, nil, err
	}
	client := c.secure
	if strings.EqualFold(request.URL.Scheme, "http") {
		client = c.plain
	}
	response, err := client.Do(request)
	if err != nil {
		var about *url.Error
		if errors.As(err, &about) {
			err = about.Err // without the address, which may hold a secret
		}
		return 0, nil, fmt.Errorf("call: %w", err)
	}
	defer func() { _ = response.Body.Close() }() // what was read stands
	reply, err = io.ReadAll(io.LimitReader(response.Body, MaxReply+1))
	switch {
	case err != nil:
		return 0, nil, fmt.Errorf("read the reply: %w", err)
	case len(reply) > MaxReply:
		return response.StatusCode, reply[:MaxReply], errTooLong
	}
	return response.StatusCode, reply, nil
}
