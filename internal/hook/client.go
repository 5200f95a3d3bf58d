package hook

import (
	"net/http"
	"strings"
	"time"
)

// maxDocument is how large an answer may be that somebody else's protocol has.
const maxDocument = 256 << 10

// Client calls addresses that customers name for a protocol of others: with the same look
// at each address as Post has, without redirects, for a time at most, and with an answer
// that ends.
func (c *Caller) Client(within time.Duration) *http.Client {
	return &http.Client{
		Timeout: within, Transport: bounded{c},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type bounded struct{ caller *Caller }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	client := b.caller.secure
	if strings.EqualFold(r.URL.Scheme, "http") {
		client = b.caller.plain
	}
	response, err := client.Transport.RoundTrip(r)
	if err != nil {
		return nil, err //nolint:wrapcheck // the client says what was tried
	}
	response.Body = http.MaxBytesReader(nil, response.Body, maxDocument)
	return response, nil
}
