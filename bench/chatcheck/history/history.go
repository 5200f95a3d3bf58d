// Package history records what clients of live chat did and saw, and checks it
// against what the server has kept: that what was acknowledged is there, once, in
// one order that everybody saw.
package history

import (
	"sync"
	"time"
)

// Outcome is what a client knows of its command.
type Outcome uint8

// The outcomes. A command whose answer was lost may have been obeyed or not.
const (
	Unknown Outcome = iota
	OK
	Refused
)

// Op is one try of a command that says something in a chat. The same command sent
// again is another Op with the same ID.
type Op struct {
	Chat, Sender, ID string
	Began, Ended     time.Duration // since the recording began; Ended is 0 while Unknown
	Outcome          Outcome
	Seq              int64 // that was acknowledged
}

// Entry is an entry of a chat. ID is that of the command it came from, empty for
// entries that no client asked for.
type Entry struct {
	Chat string
	Seq  int64
	ID   string
}

// Seen is an entry that reached a subscriber, or, with Resync, that it was told to
// forget the chat and begin anew.
type Seen struct {
	Subscriber string
	Resync     bool
	Entry
}

// History is all that is known of a run.
type History struct {
	Ops    []Op
	Seen   []Seen  // of each subscriber in the order of arrival
	Record []Entry // what the server has kept, of each chat in its order
}

// Recorder gathers a History from many goroutines.
type Recorder struct {
	began time.Time

	mu sync.Mutex
	h  History
}

// NewRecorder begins to record.
func NewRecorder() *Recorder { return &Recorder{began: time.Now()} }

// Begin notes that a command is about to be sent. The function that it returns notes
// the outcome, at most once; without that it stays Unknown.
func (r *Recorder) Begin(chat, sender, id string) (end func(Outcome, int64)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := len(r.h.Ops)
	r.h.Ops = append(r.h.Ops, Op{Chat: chat, Sender: sender, ID: id, Began: time.Since(r.began)})
	return func(o Outcome, seq int64) {
		r.mu.Lock()
		defer r.mu.Unlock()
		op := &r.h.Ops[i]
		op.Outcome, op.Seq, op.Ended = o, seq, time.Since(r.began)
	}
}

// Saw notes what reached a subscriber.
func (r *Recorder) Saw(s Seen) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.h.Seen = append(r.h.Seen, s)
}

// End gives what was recorded, with what the server has kept.
func (r *Recorder) End(record []Entry) History {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := r.h
	h.Record = record
	return h
}
