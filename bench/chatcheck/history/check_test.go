package history

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// good is a history of one chat: two senders, a try that got no answer and was sent
// again, a refusal, an entry of the system, a subscriber who was cut off, one who
// came back from the beginning.
func good() History {
	const s = time.Second
	return History{
		Ops: []Op{
			{"c", "vi", "a", 1 * s, 2 * s, OK, 2},
			{"c", "ada", "b", 3 * s, 0, Unknown, 0},
			{"c", "ada", "b", 5 * s, 6 * s, OK, 3},
			{"c", "vi", "c", 3 * s, 7 * s, OK, 4},
			{"c", "vi", "no", 7 * s, 8 * s, Refused, 0},
			{"c", "vi", "lost", 8 * s, 0, Unknown, 0},
			{"c", "vi", "stored", 8 * s, 0, Unknown, 0},
		},
		Record: []Entry{{"c", 1, ""}, {"c", 2, "a"}, {"c", 3, "b"}, {"c", 4, "c"}, {"c", 5, "stored"}},
		Seen: []Seen{
			{"vi", false, Entry{"c", 1, ""}},
			{"ada", false, Entry{"c", 1, ""}},
			{"vi", false, Entry{"c", 2, "a"}},
			{"vi", false, Entry{"c", 3, "b"}},
			{"ada", true, Entry{Chat: "c"}},
			{"ada", false, Entry{"c", 1, ""}},
			{"ada", false, Entry{"c", 2, "a"}},
		},
	}
}

func TestAGoodHistoryBreaksNothing(t *testing.T) {
	t.Parallel()
	h := good()
	if found := h.Check(); len(found) > 0 {
		t.Error(found)
	}
	if found := (&History{}).Check(); len(found) > 0 {
		t.Error(found)
	}
}

// Each rule is broken by a history that breaks nothing else.
func TestEachRuleIsCaught(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(*History)
		want  []Rule
	}{
		"an acknowledged message is lost": {func(h *History) {
			h.Ops = append(h.Ops, Op{"c", "vi", "d", 9 * time.Second, 10 * time.Second, OK, 6})
		}, []Rule{Kept}},
		"all of a chat is lost": {func(h *History) {
			h.Ops = append(h.Ops, Op{"other", "vi", "d", 9 * time.Second, 10 * time.Second, OK, 1})
		}, []Rule{Kept}},
		"a message is doubled": {func(h *History) {
			h.Record = append(h.Record, Entry{"c", 6, "b"})
		}, []Rule{Once}},
		"a refused message is stored": {func(h *History) {
			h.Record = append(h.Record, Entry{"c", 6, "no"})
		}, []Rule{NotRefused}},
		"a message is nobody's": {func(h *History) {
			h.Record = append(h.Record, Entry{"c", 6, "ghost"})
		}, []Rule{NotMadeUp}},
		"a message is in another chat": {func(h *History) {
			h.Record = append(h.Record, Entry{"d", 1, "lost"})
		}, []Rule{NotMadeUp}},
		"a number is left out": {func(h *History) {
			h.Record = append(h.Record, Entry{"c", 7, "lost"})
		}, []Rule{Contiguous}},
		"a message sent again is acknowledged as another": {func(h *History) {
			h.Ops = append(h.Ops, Op{"c", "vi", "a", 9 * time.Second, 10 * time.Second, OK, 5})
		}, []Rule{OneNumber, OneNumber}},
		"a number was told that is another's": {func(h *History) {
			h.Ops[0].Seq = 3
		}, []Rule{OneNumber}},
		"a subscriber misses an entry": {func(h *History) {
			h.Seen = append(h.Seen, Seen{"vi", false, Entry{"c", 5, "stored"}})
		}, []Rule{Prefix}},
		"a subscriber sees an entry twice": {func(h *History) {
			h.Seen = append(h.Seen, Seen{"vi", false, Entry{"c", 3, "b"}})
		}, []Rule{Prefix}},
		"a subscriber does not begin at the beginning": {func(h *History) {
			h.Seen = append(h.Seen, Seen{"bob", false, Entry{"c", 2, "a"}})
		}, []Rule{Prefix}},
		"two subscribers see different things under one number": {func(h *History) {
			h.Seen = append(h.Seen, Seen{"vi", false, Entry{"c", 4, "lost"}})
		}, []Rule{Prefix}},
		"a subscriber sees more than was kept": {func(h *History) {
			h.Seen = append(h.Seen, Seen{"bob", false, Entry{"e", 1, "lost"}})
		}, []Rule{Prefix}},
		"a later message comes before an earlier one": {func(h *History) {
			h.Ops = append(h.Ops, Op{"c", "ada", "first", 0, time.Second / 2, OK, 6})
			h.Record = append(h.Record, Entry{"c", 6, "first"})
		}, []Rule{RealTime, RealTime, RealTime, RealTime}},
	} {
		h := good()
		c.spoil(&h)
		var got []Rule
		for _, v := range h.Check() {
			got = append(got, v.Rule)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: found %v", name, h.Check())
		}
	}
}

// run is a made-up run of a server that keeps its promises: commands wait, are
// obeyed one by one, and are answered or not.
func run(t *rapid.T) History {
	var h History
	clock := time.Duration(0)
	now := func() time.Duration { clock++; return clock }
	seq := map[string]int64{}
	for i := range rapid.IntRange(1, 40).Draw(t, "commands") {
		chat := rapid.SampledFrom([]string{"c", "d"}).Draw(t, "chat")
		op := Op{Chat: chat, ID: fmt.Sprint(i), Began: now()}
		outcome := rapid.SampledFrom([]string{"ok", "refused", "lost", "unanswered"}).Draw(t, "outcome")
		if outcome == "ok" || outcome == "unanswered" {
			seq[chat]++
			h.Record = append(h.Record, Entry{chat, seq[chat], op.ID})
		}
		switch outcome {
		case "ok":
			op.Outcome, op.Seq, op.Ended = OK, seq[chat], now()
		case "refused":
			op.Outcome, op.Ended = Refused, now()
		}
		if len(h.Ops) > 0 && rapid.Bool().Draw(t, "overlap") {
			op.Began = min(op.Began, h.Ops[len(h.Ops)-1].Began)
		}
		h.Ops = append(h.Ops, op)
	}
	for _, who := range []string{"vi", "ada"} {
		for _, e := range h.Record[:rapid.IntRange(0, len(h.Record)).Draw(t, who)] {
			h.Seen = append(h.Seen, Seen{who, false, e})
		}
	}
	return h
}

func TestRunsOfAnHonestServerBreakNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := run(t)
		if found := h.Check(); len(found) > 0 {
			t.Fatal(found)
		}
	})
}

func TestRunsOfAServerThatLosesOneMessageAreCaught(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := run(t)
		acked := slices.IndexFunc(h.Ops, func(op Op) bool { return op.Outcome == OK })
		if acked < 0 {
			return
		}
		lost := h.Ops[acked]
		at := slices.IndexFunc(h.Record, func(e Entry) bool { return e.ID == lost.ID })
		h.Record = slices.Delete(h.Record, at, at+1)
		for i := range h.Record { // as if it had never been there
			if h.Record[i].Chat == lost.Chat && h.Record[i].Seq > lost.Seq {
				h.Record[i].Seq--
			}
		}
		if !slices.ContainsFunc(h.Check(), func(v Violation) bool { return v.Rule == Kept }) {
			t.Fatal("not caught")
		}
	})
}

func TestARecorderIsSharedByMany(t *testing.T) {
	t.Parallel()
	r := NewRecorder()
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			end := r.Begin("c", "vi", fmt.Sprint(i))
			r.Saw(Seen{Subscriber: fmt.Sprint(i), Resync: true, Entry: Entry{Chat: "c"}})
			if i%2 == 0 {
				end(Refused, 0)
			}
		})
	}
	all.Wait()
	h := r.End(nil)
	if len(h.Ops) != 20 || len(h.Seen) != 20 || len(h.Check()) != 0 {
		t.Errorf("%+v", h)
	}
	for _, op := range h.Ops {
		if (op.Outcome == Refused) != (op.Ended >= op.Began && op.Ended > 0) {
			t.Errorf("%+v", op)
		}
	}
}
