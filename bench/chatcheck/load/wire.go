package load

import (
	"encoding/json"
	"fmt"
	"sync"

	"github.com/parleychat/parley/bench/chatcheck/history"
	"github.com/parleychat/parley/client"
)

// Wire is the rule that a client could hide the breach of: it drops what comes twice, and
// connects anew when something is missing.
const Wire history.Rule = "each connection carries the entries after the client's place in order, none twice"

// wires looks at the frames of all connections.
type wires struct {
	mu    sync.Mutex
	dials int
	found []history.Violation
}

func newWires() *wires { return &wires{} }

// wire is one connection after the other of one client.
type wire struct {
	*wires
	name string
	at   map[string]int64 // where the connection is, by chat
}

// watch looks at the frames of a client.
func (w *wires) watch(name string) client.Trace {
	one := &wire{wires: w, name: name}
	return client.Trace{Dialed: one.dialed, Sent: one.sent, Received: one.received}
}

func (w *wire) dialed() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dials++
	w.at = nil
}

// frame has what counts here.
type frame struct {
	Type, Chat string
	Seq        int64
	Positions  []struct {
		Chat string
		Seq  int64
	}
}

// sent reads in the first frame where the client is.
func (w *wire) sent(data []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.at != nil {
		return
	}
	w.at = map[string]int64{}
	var hello frame
	if err := json.Unmarshal(data, &hello); err != nil {
		w.broken("%s sends %.80q", w.name, data)
		return
	}
	for _, p := range hello.Positions {
		w.at[p.Chat] = p.Seq
	}
}

func (w *wire) received(data []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var f frame
	if err := json.Unmarshal(data, &f); err != nil {
		w.broken("%s gets %.80q", w.name, data)
		return
	}
	switch f.Type {
	case "entry":
		if f.Seq != w.at[f.Chat]+1 {
			w.broken("%s gets %d after %d in chat %s", w.name, f.Seq, w.at[f.Chat], f.Chat)
		}
		w.at[f.Chat] = f.Seq
	case "resync", "gone":
		delete(w.at, f.Chat)
	}
}

func (w *wires) broken(format string, args ...any) {
	w.found = append(w.found, history.Violation{Rule: Wire, What: fmt.Sprintf(format, args...)})
}

func (w *wires) seen() (dials int, found []history.Violation) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.dials, w.found
}
