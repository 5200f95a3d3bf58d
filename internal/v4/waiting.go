package v4

import (
	"sync"

	"github.com/parleychat/parley/internal/chat"
)

// How many calls may wait for something to happen at a time.
const (
	waitingAgent = 32 // with the credentials of one agent
	waitingSite  = 512
	waitingNode  = 4096
)

// waiting counts the calls that wait: each keeps a connection and a goroutine for
// as long as the caller likes.
type waiting struct {
	mu    sync.Mutex
	agent map[caller]int
	site  map[chat.SiteID]int
	all   int
}

// caller is whose calls are counted together.
type caller struct {
	site  chat.SiteID
	agent chat.GUID
}

func newWaiting() *waiting {
	return &waiting{agent: map[caller]int{}, site: map[chat.SiteID]int{}}
}

// join counts a call in until leave is called; KindLimited when there are too many.
func (w *waiting) join(actor chat.Actor) (leave func(), err error) {
	who := caller{actor.Site, actor.Agent}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.agent[who] >= waitingAgent:
		return nil, chat.Limited("this agent has %d calls waiting for changes already", waitingAgent)
	case w.site[who.site] >= waitingSite:
		return nil, chat.Limited("this site has %d calls waiting for changes already", waitingSite)
	case w.all >= waitingNode:
		return nil, chat.Limited("the server has %d calls waiting for changes already", waitingNode)
	}
	w.count(who, 1)
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.count(who, -1)
	}, nil
}

func (w *waiting) count(who caller, n int) {
	w.all += n
	if w.agent[who] += n; w.agent[who] == 0 {
		delete(w.agent, who)
	}
	if w.site[who.site] += n; w.site[who.site] == 0 {
		delete(w.site, who.site)
	}
}
