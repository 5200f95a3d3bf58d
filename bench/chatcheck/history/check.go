package history

import (
	"fmt"
	"slices"
	"strings"
)

// Rule is a promise that a history can break.
type Rule string

// The rules.
const (
	Kept       Rule = "what was acknowledged is in the record"
	Once       Rule = "each command is in the record at most once"
	NotRefused Rule = "what was refused is not in the record"
	NotMadeUp  Rule = "what is in the record was sent, in that chat"
	Contiguous Rule = "the numbers of a chat are 1, 2, 3 …"
	OneNumber  Rule = "a command has one number, however often it is sent"
	Prefix     Rule = "every subscriber saw the record from its beginning, without a gap"
	RealTime   Rule = "what began after something was acknowledged comes after it"
)

// Violation is a place where a rule is broken.
type Violation struct {
	Rule Rule
	What string
}

// String is the rule with the place.
func (v Violation) String() string { return string(v.Rule) + ": " + v.What }

// Check gives every place where the history breaks a rule.
func (h *History) Check() []Violation {
	c := &checker{chats: map[string]*chat{}, sent: map[string]string{}}
	for _, op := range h.Ops {
		c.sent[op.ID] = op.Chat
		c.chat(op.Chat).ops = append(c.chat(op.Chat).ops, op)
	}
	for _, e := range h.Record {
		c.chat(e.Chat).record = append(c.chat(e.Chat).record, e)
	}
	for name, chat := range c.chats {
		c.checkRecord(name, chat)
		c.checkOps(name, chat)
		c.checkOrder(name, chat)
	}
	c.checkSeen(h.Seen)
	slices.SortFunc(c.found, func(a, b Violation) int {
		if a.Rule == b.Rule {
			return strings.Compare(a.What, b.What)
		}
		return strings.Compare(string(a.Rule), string(b.Rule))
	})
	return c.found
}

type checker struct {
	chats map[string]*chat
	sent  map[string]string // the chat of each command that was sent
	found []Violation
}

// chat is what the history says of one chat.
type chat struct {
	ops    []Op
	record []Entry
	seq    map[string]int64 // in the record, by command
}

func (c *checker) chat(name string) *chat {
	if c.chats[name] == nil {
		c.chats[name] = &chat{seq: map[string]int64{}}
	}
	return c.chats[name]
}

func (c *checker) broken(r Rule, format string, args ...any) {
	c.found = append(c.found, Violation{r, fmt.Sprintf(format, args...)})
}

// checkRecord looks at what was kept, and notes where each command is.
func (c *checker) checkRecord(name string, of *chat) {
	for i, e := range of.record {
		if e.Seq != int64(i+1) {
			c.broken(Contiguous, "chat %s has number %d in place %d", name, e.Seq, i+1)
		}
		if e.ID == "" {
			continue
		}
		if at, twice := of.seq[e.ID]; twice {
			c.broken(Once, "chat %s has %s as %d and %d", name, e.ID, at, e.Seq)
			continue
		}
		of.seq[e.ID] = e.Seq
		if where, known := c.sent[e.ID]; !known || where != name {
			c.broken(NotMadeUp, "chat %s has %s as %d", name, e.ID, e.Seq)
		}
	}
}

// checkOps holds what clients were told against the record.
func (c *checker) checkOps(name string, of *chat) {
	told := map[string]int64{}
	acknowledged := map[string]bool{}
	for _, op := range of.ops {
		acknowledged[op.ID] = acknowledged[op.ID] || op.Outcome == OK
	}
	for _, op := range of.ops {
		at, kept := of.seq[op.ID]
		switch {
		case op.Outcome == OK && !kept:
			c.broken(Kept, "chat %s lacks %s, acknowledged as %d", name, op.ID, op.Seq)
		case op.Outcome == OK && at != op.Seq:
			c.broken(OneNumber, "chat %s has %s as %d, acknowledged as %d", name, op.ID, at, op.Seq)
		case op.Outcome == Refused && kept && !acknowledged[op.ID] && !of.tried(op.ID):
			c.broken(NotRefused, "chat %s has %s as %d, which was refused", name, op.ID, at)
		}
		if before, again := told[op.ID]; op.Outcome == OK && again && before != op.Seq {
			c.broken(OneNumber, "%s was acknowledged as %d and as %d", op.ID, before, op.Seq)
		}
		if op.Outcome == OK {
			told[op.ID] = op.Seq
		}
	}
}

// tried reports whether a try of the command has an unknown outcome: it may have been
// obeyed although another try was refused.
func (of *chat) tried(id string) bool {
	return slices.ContainsFunc(of.ops, func(op Op) bool { return op.ID == id && op.Outcome == Unknown })
}

// checkOrder looks for a command that began after another was acknowledged, and has
// a lower number. The first try counts as the begin and the first acknowledgement as
// the end: the command took its place at some time between them.
func (c *checker) checkOrder(name string, of *chat) {
	type span struct {
		op    Op
		ended bool
	}
	byID := map[string]*span{}
	for _, op := range of.ops {
		s := byID[op.ID]
		if s == nil {
			s = &span{op: op}
			byID[op.ID] = s
		}
		s.op.Began = min(s.op.Began, op.Began)
		if op.Outcome == OK && (!s.ended || op.Ended < s.op.Ended) {
			s.op.Ended, s.op.Seq, s.ended = op.Ended, op.Seq, true
		}
	}
	var byBegin, byEnd []Op
	for id, s := range byID {
		if at, kept := of.seq[id]; kept {
			s.op.Seq = at
			byBegin = append(byBegin, s.op)
			if s.ended {
				byEnd = append(byEnd, s.op)
			}
		}
	}
	slices.SortFunc(byBegin, func(a, b Op) int { return int(a.Began - b.Began) })
	slices.SortFunc(byEnd, func(a, b Op) int { return int(a.Ended - b.Ended) })
	var last Op // of those that ended before, the one with the highest number
	for _, op := range byBegin {
		for len(byEnd) > 0 && byEnd[0].Ended < op.Began {
			if byEnd[0].Seq > last.Seq {
				last = byEnd[0]
			}
			byEnd = byEnd[1:]
		}
		if op.Seq < last.Seq {
			c.broken(RealTime, "in chat %s %s began after %s was acknowledged, and is %d before %d", name, op.ID, last.ID, op.Seq, last.Seq)
		}
	}
}

// checkSeen follows each subscriber through the record.
func (c *checker) checkSeen(seen []Seen) {
	type view struct{ subscriber, chat string }
	at := map[view]int64{}
	for _, s := range seen {
		v := view{s.Subscriber, s.Chat}
		if s.Resync {
			at[v] = 0
			continue
		}
		if s.Seq != at[v]+1 {
			c.broken(Prefix, "%s saw %d after %d in chat %s", s.Subscriber, s.Seq, at[v], s.Chat)
		}
		at[v] = s.Seq
		record := c.chat(s.Chat).record
		if s.Seq < 1 || s.Seq > int64(len(record)) || record[s.Seq-1].ID != s.ID {
			c.broken(Prefix, "%s saw %q as %d in chat %s, which the record has not", s.Subscriber, s.ID, s.Seq, s.Chat)
		}
	}
}
