package v4

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// problem is an error as the API answers it (wire.md §3).
type problem struct {
	status  int
	detail  int    // what is added to the status × 1000
	word    string // for programs
	message string // for people
	header  http.Header
	cause   error // for the log

	token     string // of a first step, "" for none
	described bool   // with the message under the name that clients of OAuth look for
}

func (p *problem) Error() string {
	if p.cause == nil {
		return p.message
	}
	return p.message + ": " + p.cause.Error()
}

func (p *problem) Unwrap() error { return p.cause }

// body is {"code","message","error"}.
func (p *problem) body() []byte {
	w := writer{buf: []byte{'{'}}
	w.echo("code", int64(p.status*1000+p.detail))
	w.text("message", &p.message)
	w.text("error", &p.word)
	if p.token != "" {
		w.text("mfa_token", &p.token)
	}
	if p.described {
		w.text("error_description", &p.message)
	}
	w.end('}')
	return w.done()
}

const bearerChallenge = `Bearer realm="parley"` //nolint:gosec // no secret

// Problems that the heart knows nothing of.
func errTooLarge(limit int64) error {
	return &problem{
		status: http.StatusRequestEntityTooLarge, word: "body_too_large",
		message: fmt.Sprintf("the body is larger than the limit of %d bytes", limit),
	}
}

func errNoRoute() error {
	return &problem{
		status: http.StatusNotFound, detail: 1, word: "no_such_address",
		message: "the API has no such address",
	}
}

func errMethod(method, allowed string) error {
	return &problem{
		status: http.StatusMethodNotAllowed, word: "method_not_allowed",
		message: fmt.Sprintf("%s is not possible here, only %s", clip(method), allowed),
		header:  http.Header{"Allow": {allowed}},
	}
}

func errNotReady(cause error) error {
	return &problem{
		status: http.StatusServiceUnavailable, word: "not_ready", cause: cause,
		message: "the server cannot answer at the moment",
	}
}

func errRequired(parameter string) error {
	return &problem{
		status: http.StatusBadRequest, detail: 1, word: "parameter_required",
		message: fmt.Sprintf("The parameter %q is required.", parameter),
	}
}

// statusGone stands in the log, and nowhere else, when a client left.
const statusGone = 499

// problemOf decides how any error is answered. It is the one place that maps the
// heart's kinds to statuses; what is internal is told to nobody.
func problemOf(err error) *problem {
	var own *problem
	var large *http.MaxBytesError
	var known *chat.Error
	var tooMuch *chat.TooExpensive
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &large):
		return problemOf(errTooLarge(large.Limit))
	case errors.As(err, &tooMuch):
		return &problem{status: http.StatusUnprocessableEntity, word: "query_too_expensive", message: tooMuch.Error()}
	case errors.Is(err, context.Canceled):
		return &problem{status: statusGone, word: "client_gone", message: "the request was given up"}
	case !errors.As(err, &known):
		known = &chat.Error{Kind: chat.KindInternal}
	}
	p := &problem{message: known.Message}
	switch known.Kind {
	case chat.KindInvalid:
		p.status, p.word = http.StatusBadRequest, "invalid_request"
	case chat.KindNotFound:
		p.status, p.word = http.StatusNotFound, "not_found"
	case chat.KindConflict:
		p.status, p.word = http.StatusConflict, "conflict"
	case chat.KindDenied:
		p.status, p.word = http.StatusForbidden, "permission_denied"
	case chat.KindUnauthenticated:
		p.status, p.word = http.StatusUnauthorized, "unauthenticated"
		p.header = http.Header{"Www-Authenticate": {bearerChallenge, `Basic realm="parley", charset="UTF-8"`}}
	case chat.KindLimited:
		p.status, p.word = http.StatusTooManyRequests, "too_many_requests"
		p.header = http.Header{"Retry-After": {retryAfter(err)}}
	default:
		p.status, p.word = http.StatusInternalServerError, "internal"
		p.message = "something went wrong in the server; it has been logged"
	}
	return p
}

// retryAfter is the number of seconds that an error advises to wait, at least one.
func retryAfter(err error) string {
	var advised interface{ RetryAfter() time.Duration }
	wait := time.Second
	if errors.As(err, &advised) {
		wait = max(wait, advised.RetryAfter())
	}
	return strconv.Itoa(int((wait + time.Second - 1) / time.Second))
}
