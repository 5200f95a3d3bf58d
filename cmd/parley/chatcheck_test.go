package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/bench/chatcheck/history"
	"github.com/parleychat/parley/bench/chatcheck/load"
	"github.com/parleychat/parley/bench/chatcheck/proxy"
)

// brisk is a run that is short and has every kind of command in it.
func brisk(base string, site newSite) load.Options {
	return load.Options{
		Base: []string{base}, Site: int64(site.SiteID), Tokens: []string{site.APIKey}, Chats: 6, Tabs: 2, Seats: 4, Rate: 200, For: 2 * time.Second,
		Settle: 20 * time.Second,
	}
}

func TestEverybodySeesTheSameAndItIsKept(t *testing.T) {
	t.Parallel()
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := initSite(t, db)
			report, err := load.Run(t.Context(), brisk(start(t, "-database", db), site))
			if err != nil {
				t.Fatal(err)
			}
			t.Log(report.String())
			if err := report.Err(); err != nil {
				t.Error(err)
			}
			if report.RefusedWell == 0 || report.Refused > 0 || report.Seen < 3*report.Acknowledged {
				t.Errorf("%+v", report)
			}
		})
	}
}

// TestABadServerIsCaught is the control of all tests that chatcheck makes: whatever a
// server could do wrong is done, once, by a proxy before a good one.
func TestABadServerIsCaught(t *testing.T) {
	t.Parallel()
	db := databases(t)["SQLite"]
	initSite(t, db)
	base := start(t, "-database", db)
	number := 10000
	for name, c := range map[string]struct {
		sin  func(*sin) *proxy.Tamper
		want history.Rule
	}{
		"an entry is dropped":                 {(*sin).drop, load.Wire},
		"an entry is doubled":                 {(*sin).double, load.Wire},
		"entries are reordered":               {(*sin).reorder, load.Wire},
		"an entry is changed":                 {(*sin).change, history.Prefix},
		"a message is acknowledged and lost":  {(*sin).acknowledge, history.Kept},
		"a message is kept twice":             {(*sin).repeat, history.Once},
		"a message is made up":                {(*sin).invent, history.NotMadeUp},
		"a message is refused and kept":       {(*sin).refuse, history.NotRefused},
		"the wrong number is told":            {(*sin).renumber, history.OneNumber},
		"the end of a chat is kept to itself": {(*sin).conceal, load.Complete},
	} {
		number++
		site := anotherSite(t, db, number)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &sin{}
			tamper := c.sin(s)
			tamper.Base = base
			front := httptest.NewServer(tamper)
			defer front.Close()
			o := brisk(front.URL, site)
			o.Chats, o.Seats, o.For = 2, 2, 500*time.Millisecond
			o.Settle = 2 * time.Second
			report, err := load.Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(report.Violations, func(v history.Violation) bool { return v.Rule == c.want }) || report.Err() == nil {
				t.Errorf("not caught: %v\n%s", report.Err(), report.String())
			}
		})
	}
}

// anotherSite makes a site beside that of initSite.
func anotherSite(t *testing.T, db string, number int) newSite {
	t.Helper()
	out := runOK(t, "init", "-database", db, "-site", fmt.Sprint(number), "-email", fmt.Sprintf("ada@%d.example.com", number), "-password", "correct horse battery")
	var site newSite
	if err := json.Unmarshal(out, &site); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return site
}

// sin is what a bad server does once. Before that it lets some frames pass.
type sin struct {
	mu     sync.Mutex
	times  int // 0 is once
	passed int
	held   []byte
	heldOf any // the chat
}

// members are those of a frame.
type members map[string]any

func read(frame []byte) (m members) {
	if json.Unmarshal(frame, &m) != nil {
		return members{}
	}
	return m
}

func (m members) with(name string, value any) []byte {
	m = maps.Clone(m)
	m[name] = value
	data, err := json.Marshal(m)
	if err != nil {
		return nil
	}
	return data
}

// due reports whether it is time for the sin: a frame of the wanted type has come, and has
// not been the first ones.
func (s *sin) due(m members, name, value string) bool {
	const after = 5
	if m[name] != value {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.passed++
	return s.passed >= after && s.passed < after+max(1, s.times)
}

func (s *sin) down(name, value string, do func(members, []byte) [][]byte) *proxy.Tamper {
	return &proxy.Tamper{Down: func(frame []byte) [][]byte {
		if m := read(frame); s.due(m, name, value) {
			return do(m, frame)
		}
		return [][]byte{frame}
	}}
}

// up does something with a message that begins with its own id, as good ones do.
func (s *sin) up(do func(members, []byte) (on, back [][]byte)) *proxy.Tamper {
	return &proxy.Tamper{Up: func(frame []byte) (on, back [][]byte) {
		m := read(frame)
		if m.good() && s.due(m, "type", "post") {
			return do(m, frame)
		}
		return [][]byte{frame}, nil
	}}
}

// good tells a message from one that is there to be refused.
func (m members) good() bool {
	return m["type"] == "post" && strings.HasPrefix(fmt.Sprint(m["text"]), fmt.Sprint(m["id"]))
}

func (s *sin) drop() *proxy.Tamper {
	return s.down("kind", "text", func(members, []byte) [][]byte { return nil })
}

func (s *sin) double() *proxy.Tamper {
	return s.down("kind", "text", func(_ members, frame []byte) [][]byte { return [][]byte{frame, frame} })
}

func (s *sin) change() *proxy.Tamper {
	return s.down("kind", "text", func(m members, _ []byte) [][]byte { return [][]byte{m.with("text", "something else")} })
}

// reorder lets an entry wait for another one.
func (s *sin) reorder() *proxy.Tamper {
	return &proxy.Tamper{Down: func(frame []byte) [][]byte {
		m := read(frame)
		due := s.due(m, "kind", "text")
		s.mu.Lock()
		defer s.mu.Unlock()
		if due {
			s.held, s.heldOf = frame, m["chat"]
			return nil
		}
		if held := s.held; held != nil && m["type"] == "entry" && m["chat"] == s.heldOf {
			s.held = nil
			return [][]byte{frame, held}
		}
		return [][]byte{frame}
	}}
}

func (s *sin) conceal() *proxy.Tamper {
	return &proxy.Tamper{Down: func(frame []byte) [][]byte {
		if read(frame)["kind"] == "ended" {
			return nil
		}
		return [][]byte{frame}
	}}
}

// acknowledge keeps one message to itself, however often it is sent: what was stored at
// one try is not lost at another.
func (s *sin) acknowledge() *proxy.Tamper {
	const after = 5
	seen, lost := map[any]bool{}, any(nil)
	return &proxy.Tamper{Up: func(frame []byte) (on, back [][]byte) {
		m := read(frame)
		if !m.good() {
			return [][]byte{frame}, nil
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		id := m["id"]
		if lost == nil && len(seen) >= after && !seen[id] {
			lost = id
		}
		seen[id] = true
		if id != lost {
			return [][]byte{frame}, nil
		}
		ack := members{"id": id, "chat": m["chat"], "seq": 4}
		return nil, [][]byte{ack.with("type", "ack")}
	}}
}

func (s *sin) repeat() *proxy.Tamper {
	return s.up(func(m members, frame []byte) (on, back [][]byte) {
		return [][]byte{frame, m.with("id", "another-id-of-this")}, nil
	})
}

func (s *sin) invent() *proxy.Tamper {
	return s.up(func(m members, frame []byte) (on, back [][]byte) {
		m["id"] = "another-id-of-this"
		return [][]byte{frame, m.with("text", "nobody-said-this")}, nil
	})
}

func (s *sin) refuse() *proxy.Tamper {
	return s.answer(func(ack members) []byte {
		return members{"id": ack["id"], "code": "denied", "message": "no"}.with("type", "error")
	})
}

func (s *sin) renumber() *proxy.Tamper {
	return s.answer(func(ack members) []byte {
		seq, _ := ack["seq"].(float64)
		return ack.with("seq", seq+1)
	})
}

// answer changes the acknowledgements of some messages: the outcome of one may be known
// already from another try.
func (s *sin) answer(change func(ack members) []byte) *proxy.Tamper {
	chosen := map[any]bool{}
	s.times = 5
	tamper := s.up(func(m members, frame []byte) (on, back [][]byte) {
		s.mu.Lock()
		defer s.mu.Unlock()
		chosen[m["id"]] = true
		return [][]byte{frame}, nil
	})
	tamper.Down = func(frame []byte) [][]byte {
		m := read(frame)
		s.mu.Lock()
		defer s.mu.Unlock()
		if m["type"] == "ack" && chosen[m["id"]] {
			return [][]byte{change(m)}
		}
		return [][]byte{frame}
	}
	return tamper
}
