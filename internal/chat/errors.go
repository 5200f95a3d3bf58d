package chat

import (
	"errors"
	"fmt"
)

// ErrorKind is one of the seven ways in which a call can fail. Each transport
// maps kinds to its own codes, in one place.
type ErrorKind uint8

// The kinds of error.
const (
	KindInternal        ErrorKind = iota // our fault; the caller learns nothing more
	KindInvalid                          // the request cannot be understood or obeyed
	KindNotFound                         // no such thing on this site
	KindConflict                         // it contradicts what is stored
	KindDenied                           // known caller, missing permission
	KindUnauthenticated                  // unknown caller
	KindLimited                          // too much, or too often
)

// Error carries two texts: Message for the caller, Cause for the log.
type Error struct {
	Kind    ErrorKind
	Message string
	Cause   error
}

// Error joins both texts.
func (e *Error) Error() string {
	if e.Cause == nil {
		return e.Message
	}
	return e.Message + ": " + e.Cause.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Invalid makes an error of KindInvalid.
func Invalid(format string, args ...any) error { return failure(KindInvalid, format, args) }

// NotFound makes an error of KindNotFound.
func NotFound(format string, args ...any) error { return failure(KindNotFound, format, args) }

// Conflict makes an error of KindConflict.
func Conflict(format string, args ...any) error { return failure(KindConflict, format, args) }

// Denied makes an error of KindDenied.
func Denied(format string, args ...any) error { return failure(KindDenied, format, args) }

// Unauthenticated makes an error of KindUnauthenticated.
func Unauthenticated(format string, args ...any) error {
	return failure(KindUnauthenticated, format, args)
}

// Limited makes an error of KindLimited.
func Limited(format string, args ...any) error { return failure(KindLimited, format, args) }

func failure(kind ErrorKind, format string, args []any) error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// KindOf is the kind of the first Error in err's chain; any other error is
// KindInternal.
func KindOf(err error) ErrorKind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

// ErrChatNotFound answers an unknown chat and a chat of another site alike.
var ErrChatNotFound = NotFound("there is no such chat")

// TooExpensive says that a search asks for more work than one search may do. The
// caller can help it by asking for less.
type TooExpensive struct{ Reason string }

// Error tells the caller what was too much and what helps.
func (e *TooExpensive) Error() string {
	return "the search is too expensive: " + e.Reason + "; narrow it, for instance to a shorter range of requestedTime"
}

// ErrTooMuchText says that the patterns of a search need more than its
// filter.Budget.
var ErrTooMuchText error = &TooExpensive{Reason: "its regular expression has too much text to look through"}
