package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/bench/chatcheck/history"
	"github.com/parleychat/parley/bench/chatcheck/load"
	"github.com/parleychat/parley/bench/chatcheck/proxy"
)

var (
	serverKills = flag.Int("server-kills", 8, "how often a server is killed under load")
	cutClients  = flag.Int("cut-clients", 20, "how many connections are cut over and over, in steps of 5")
	cutFor      = flag.Duration("cut-for", 10*time.Second, "for how long")
)

// mortal is a server that is killed and started again at the same address.
type mortal struct {
	t      *testing.T
	db     string
	folder string
	listen string
	flags  []string
	node   *node
	ready  []time.Duration // from the start to the first answer
}

func newMortal(t *testing.T, db string, flags ...string) *mortal {
	t.Helper()
	m := &mortal{t: t, db: db, folder: filepath.Join(t.TempDir(), "files"), listen: "127.0.0.1:0", flags: flags}
	m.start()
	m.listen = strings.TrimPrefix(m.node.base, "http://")
	return m
}

func (m *mortal) start() {
	m.t.Helper()
	began := time.Now()
	m.node = startNode(m.t, m.db, m.folder, append([]string{"-listen", m.listen}, m.flags...)...)
	for answers(m.t.Context(), m.node.base+"/readyz") != nil {
		if time.Since(began) > patience {
			m.t.Fatal("the server that was started again is never ready")
		}
	}
	m.ready = append(m.ready, time.Since(began))
}

// patience is how long a test waits before it calls something lost.
const patience = time.Minute

func answers(ctx context.Context, address string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", address, response.Status)
	}
	return errors.Join(err, response.Body.Close())
}

// dieOften kills the server over and over in the midst of what it acknowledges, and starts
// it again.
func (m *mortal) dieOften(times int, acked <-chan struct{}) {
	m.t.Helper()
	const most = 40 // messages in a life
	for range times {
		late := time.NewTimer(patience)
		for range 1 + rand.N(most) {
			select {
			case <-acked:
			case <-late.C:
				m.t.Fatal("the server acknowledges nothing")
			}
		}
		late.Stop()
		m.node.kill()
		m.start()
	}
}

// TestAServerThatIsKilledUnderLoadKeepsItsWord has 50 messages a second written in 20 chats
// while the server is killed over and over.
func TestAServerThatIsKilledUnderLoadKeepsItsWord(t *testing.T) {
	t.Parallel()
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := initSite(t, db)
			server := newMortal(t, db)
			report := server.runWhileDying(server.node.base, site)
			t.Log(report.String())
			if err := report.Err(); err != nil {
				t.Error(err)
			}
			if report.Cuts < *serverKills || report.Acknowledged < *serverKills {
				t.Error("the server had nothing to lose")
			}
			slices.Sort(server.ready)
			t.Logf("ready again after %v in the middle, %v at most", server.ready[len(server.ready)/2], server.ready[len(server.ready)-1])
		})
	}
}

// runWhileDying has people talk, by way of an address, until the server has been killed
// often enough.
func (m *mortal) runWhileDying(base string, site newSite) load.Report {
	m.t.Helper()
	acked, begun, enough, ended := make(chan struct{}, 1), make(chan struct{}), make(chan struct{}), make(chan struct{})
	o := load.Options{
		Base: []string{base}, API: m.node.base, Tokens: []string{site.APIKey}, For: time.Hour, Stop: enough,
		Begun: func() { close(begun) },
		Acked: func() {
			select {
			case acked <- struct{}{}:
			default:
			}
		},
	}
	var report load.Report
	var err error
	go func() {
		defer close(ended)
		report, err = load.Run(m.t.Context(), o)
	}()
	select {
	case <-begun:
		m.dieOften(*serverKills, acked)
	case <-ended:
	}
	close(enough)
	<-ended
	if err != nil {
		m.t.Fatal(err)
	}
	return report
}

// TestAServerThatAcknowledgesTooSoonIsCaught is the control of the test above: a proxy
// acknowledges what it has only passed on.
func TestAServerThatAcknowledgesTooSoonIsCaught(t *testing.T) {
	t.Parallel()
	db := databases(t)["SQLite"]
	site := initSite(t, db)
	server := newMortal(t, db)
	hasty := httptest.NewServer(&proxy.Tamper{Base: server.node.base, Up: func(frame []byte) (on, back [][]byte) {
		m := read(frame)
		if m["type"] == "post" {
			ack := members{"id": m["id"], "chat": m["chat"], "seq": 1}
			back = [][]byte{ack.with("type", "ack")}
		}
		return [][]byte{frame}, back
	}})
	defer hasty.Close()
	report := server.runWhileDying(hasty.URL, site)
	if !slices.ContainsFunc(report.Violations, func(v history.Violation) bool { return v.Rule == history.Kept }) {
		t.Errorf("nothing was found lost:\n%s", report.String())
	}
}

// TestCutConnectionsShowEveryEventOnce cuts all connections at random moments, over and
// over.
func TestCutConnectionsShowEveryEventOnce(t *testing.T) {
	t.Parallel()
	db := databases(t)["SQLite"]
	site := initSite(t, db)
	base := start(t, "-database", db)
	cutter, err := proxy.NewCutter(strings.TrimPrefix(base, "http://"), time.Second, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := cutter.Close(); err != nil {
			t.Error(err)
		}
	}()
	// Of five clients four are tabs of one visitor, and one is a seat of an agent.
	agents := max(1, *cutClients/50)
	keys, err := load.MakeAgents(t.Context(), base, site.APIKey, agents)
	if err != nil {
		t.Fatal(err)
	}
	report, err := load.Run(t.Context(), load.Options{
		Base: []string{cutter.Base()}, API: base, Tokens: keys, Chats: *cutClients / 5, Tabs: 4, Seats: *cutClients / 5 / agents, For: *cutFor,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d cuts\n%s", cutter.Cuts(), report.String())
	if err := report.Err(); err != nil {
		t.Error(err)
	}
	if cutter.Cuts() < *cutClients || report.Connections < 2**cutClients {
		t.Error("too little was cut")
	}
}
