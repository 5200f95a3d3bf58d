package filter

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// Kind is the type of a field's values. Values of different kinds are never
// compared with each other.
type Kind uint8

// The kinds of value a field can have.
const (
	Int    Kind = iota + 1 // 64-bit integers, enums and durations in seconds among them
	Number                 // 64-bit floating point
	Text                   // compared after Fold
	GUID                   // 16 bytes; sixteen zeros stand for "no value"
	Time                   // instants, exact to 100 ns
	Bool
)

// String names the kind as an error message would.
func (k Kind) String() string {
	names := [...]string{"unknown", "integer", "number", "text", "guid", "time", "boolean"}
	if int(k) < len(names) {
		return names[k]
	}
	return names[0]
}

// Value is one value of one kind. Two values are equal (==) exactly when they
// are the same to a search: texts are folded when the value is made.
type Value struct {
	kind Kind
	num  int64
	real float64
	text string
}

// IntValue makes a value of kind Int.
func IntValue(n int64) Value { return Value{kind: Int, num: n} }

// NumberValue makes a value of kind Number.
func NumberValue(x float64) Value { return Value{kind: Number, real: x} }

// TextValue makes a value of kind Text; s is folded.
func TextValue(s string) Value { return Value{kind: Text, text: Fold(s)} }

// GUIDValue makes a value of kind GUID.
func GUIDValue(g [16]byte) Value { return Value{kind: GUID, text: string(g[:])} }

// TimeValue makes a value of kind Time; parts below 100 ns are dropped.
func TimeValue(t time.Time) Value { return Value{kind: Time, num: Ticks(t)} }

// BoolValue makes a value of kind Bool.
func BoolValue(b bool) Value {
	v := Value{kind: Bool}
	if b {
		v.num = 1
	}
	return v
}

// Kind tells the value's kind; the zero Value has kind 0.
func (v Value) Kind() Kind { return v.kind }

// Int is the number of an Int, the ticks of a Time, 1 or 0 of a Bool.
func (v Value) Int() int64 { return v.num }

// Number is the number of a Number.
func (v Value) Number() float64 { return v.real }

// Text is the folded text of a Text, the 16 bytes of a GUID.
func (v Value) Text() string { return v.text }

// Absent reports whether v is its kind's way to say "no value": the zero guid,
// the empty text, the zero time.
func (v Value) Absent() bool {
	switch v.kind {
	case GUID:
		return v.text == "" || v.text == zeroGUID
	case Text:
		return v.text == ""
	case Time:
		return v.num == Ticks(time.Time{})
	default:
		return v.kind == 0
	}
}

var zeroGUID = string(make([]byte, 16))

// Compare orders two values of one kind: -1, 0 or +1. Texts are ordered by
// their folded UTF-8 bytes, guids by their bytes, false before true.
func (v Value) Compare(w Value) int {
	switch v.kind {
	case Number:
		return cmp.Compare(v.real, w.real)
	case Text, GUID:
		return strings.Compare(v.text, w.text)
	default:
		return cmp.Compare(v.num, w.num)
	}
}

// String is for logs and test failures.
func (v Value) String() string {
	switch v.kind {
	case Number:
		return fmt.Sprint(v.real)
	case Text:
		return fmt.Sprintf("%q", v.text)
	case GUID:
		return fmt.Sprintf("%x", v.text)
	case Time:
		return FromTicks(v.num).Format(time.RFC3339Nano)
	default:
		return fmt.Sprint(v.num)
	}
}

const tick = 100 // nanoseconds

// Ticks counts the 100 ns steps from 1970-01-01T00:00:00Z to t, which is how
// exact a time of the Chat API is. It is defined for the years 1 to 9999.
func Ticks(t time.Time) int64 {
	return t.Unix()*(1e9/tick) + int64(t.Nanosecond()/tick)
}

// FromTicks is the inverse of Ticks; the time is in UTC.
func FromTicks(n int64) time.Time {
	sec, rest := n/(1e9/tick), n%(1e9/tick)
	return time.Unix(sec, rest*tick).UTC()
}
