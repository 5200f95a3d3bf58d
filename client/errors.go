package client

import (
	"errors"
	"fmt"
	"time"
)

// Code says why the server did not obey a command.
type Code string

// The codes of docs/live.md. There may be others.
const (
	Invalid     Code = "invalid"
	NotFound    Code = "notFound"
	Conflict    Code = "conflict"
	Denied      Code = "denied"
	Limited     Code = "limited"
	NobodyThere Code = "nobodyThere" // to a request
	QueueFull   Code = "queueFull"   // to a request
	NoRoom      Code = "noRoom"      // the server's disk is nearly full
	Unproven    Code = "challenge"   // to a request: a Challenge follows
	Internal    Code = "internal"

	Unauthenticated Code = "unauthenticated" // of files
)

// Refusal is the answer to a command that was not obeyed, nor will be. Any other error of
// a command means that its outcome is not known: send it again with the same id.
type Refusal struct {
	Code    Code
	Message string
	// RetryAfter is when it may be of use to try again, of files of which too many have
	// been sent in a day; 0 when the server does not say.
	RetryAfter time.Duration
}

// Error is the message with the code.
func (r *Refusal) Error() string { return fmt.Sprintf("%s (%s)", r.Message, r.Code) }

// soon is how long one waits for what has been limited.
const soon = time.Minute

// passes reports whether the command may be obeyed when it is sent again soon.
func (r *Refusal) passes() bool {
	return (r.Code == Limited || r.Code == Internal) && r.RetryAfter <= soon
}

// IsRefused reports whether an error is a refusal for one of some reasons, or for any.
func IsRefused(err error, codes ...Code) bool {
	var r *Refusal
	if !errors.As(err, &r) {
		return false
	}
	for _, c := range codes {
		if r.Code == c {
			return true
		}
	}
	return len(codes) == 0
}

// ErrClosed is the end of a visitor or agent that has been closed.
var ErrClosed = errors.New("the client is closed")

// NotLetInError ends a visitor or agent whom the server does not let in: the secret or
// the token is none, or has been withdrawn.
type NotLetInError struct{ Reason string }

// Error is the server's reason.
func (e *NotLetInError) Error() string { return "the server does not let the client in: " + e.Reason }
