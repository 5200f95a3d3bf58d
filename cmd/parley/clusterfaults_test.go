package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/parleychat/parley/bench/chatcheck/history"
	"github.com/parleychat/parley/bench/chatcheck/load"
	"github.com/parleychat/parley/bench/chatcheck/proxy"
	"github.com/parleychat/parley/internal/bus/bustest"
	"github.com/parleychat/parley/internal/store/storetest"
)

var (
	natsCut   = flag.Duration("nats-cut", 5*time.Second, "for how long NATS is not reached")
	dbFreeze  = flag.Duration("db-freeze", 3*time.Second, "for how long PostgreSQL is frozen")
	nodeRolls = flag.Int("node-rolls", 1, "how often each node is started anew, or killed")
)

// cluster is three nodes on one PostgreSQL, joined by NATS.
type cluster struct {
	t        *testing.T
	postgres *storetest.Server
	database string
	cable    *bustest.Cable // to NATS
	folder   string
	site     newSite
	nodes    [3]*node
	listens  [3]string
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	postgres, err := storetest.StartServer("fsync=off", "max_connections=200", "jit=off")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := postgres.Stop(); err != nil {
			t.Error(err)
		}
	})
	c := &cluster{t: t, postgres: postgres, database: postgres.Address(), folder: t.TempDir()}
	c.cable = bustest.NewCable(t, strings.TrimPrefix(bustest.NATS(t), "nats://"))
	c.site = initSite(t, c.database)
	for i := range c.nodes {
		c.listens[i] = "127.0.0.1:0"
		c.start(i)
		c.listens[i] = strings.TrimPrefix(c.nodes[i].base, "http://")
	}
	return c
}

// start starts a node at the address that it had before.
func (c *cluster) start(i int) {
	c.t.Helper()
	c.nodes[i] = startNode(c.t, c.database, filepath.Join(c.folder, fmt.Sprint("node", i)), "-listen", c.listens[i], "-nats", "nats://"+c.cable.Address())
	if err := answers(c.t.Context(), c.nodes[i].base+"/readyz"); err != nil {
		c.t.Fatal(err)
	}
}

func (c *cluster) bases() (all []string) {
	for _, n := range c.nodes {
		all = append(all, n.base)
	}
	return all
}

// promised is how long a message takes at most when the bus is away: sessions look at
// the store every 2 seconds, and a look takes a moment.
const promised = 2*time.Second + time.Second/2

// quiet is how long people talk before and after a fault.
const quiet = 2 * time.Second

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// runWhile has people talk through all nodes, by way of these addresses, while there
// is a fault.
func (c *cluster) runWhile(bases []string, fault func()) load.Report {
	c.t.Helper()
	enough := make(chan struct{})
	o := load.Options{
		Base: bases, API: c.nodes[0].base, Site: int64(c.site.SiteID), Tokens: []string{c.site.APIKey}, Chats: 12, Seats: 6, For: time.Hour,
		Stop: enough, Begun: func() {
			go func() {
				defer close(enough)
				wait(c.t.Context(), quiet)
				fault()
				wait(c.t.Context(), quiet)
			}()
		},
	}
	report, err := load.Run(c.t.Context(), o)
	if err != nil {
		c.t.Fatal(err)
	}
	return report
}

// roll ends each node in turn, as an update does, and starts it again.
func (c *cluster) roll() {
	for i, n := range c.nodes {
		v, _, err := connect(c.t.Context(), n.base, map[string]any{"role": "visitor", "site": c.site.SiteID})
		if err != nil {
			c.t.Error(err)
			return
		}
		if err := n.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			c.t.Error(err)
		}
		_, err = v.until(c.t.Context(), func(liveFrame) bool { return false })
		var closed websocket.CloseError
		if !errors.As(err, &closed) || closed.Code != 1012 || !strings.HasPrefix(closed.Reason, "reconnectIn=") {
			c.t.Errorf("a client of a node that ends is told %v", err)
		}
		if err := n.cmd.Wait(); err != nil {
			c.t.Errorf("node %d ended with %v", i, err)
		}
		c.start(i)
		wait(c.t.Context(), quiet/2)
	}
}

// kill kills each node in turn, without a word, and starts it again.
func (c *cluster) kill() {
	for i, n := range c.nodes {
		n.kill()
		wait(c.t.Context(), quiet/2)
		c.start(i)
	}
}

func (c *cluster) freeze() {
	thaw, err := c.postgres.Freeze()
	if err != nil {
		c.t.Error(err)
	}
	wait(c.t.Context(), *dbFreeze)
	if err := thaw(); err != nil {
		c.t.Error(err)
	}
}

// cutNATS cuts NATS off, and measures how long a message takes from a visitor on one
// node to the agent on another meanwhile.
func (c *cluster) cutNATS() (slowest time.Duration) {
	crowd := newCrowd(c.site)
	crowd.moved(c.nodes[0].base)
	v := crowd.join(map[string]any{"role": "visitor", "site": c.site.SiteID})
	v.writes = v.must(c.t, map[string]any{"type": "request", "name": "Vi"}).Chat
	crowd.moved(c.nodes[1].base)
	reader := crowd.join(map[string]any{"role": "visitor", "site": c.site.SiteID, "secret": v.hello["secret"]})
	defer crowd.hangUp()
	if err := reader.connect(c.t.Context()); err != nil {
		c.t.Error(err)
		return 0
	}
	c.cable.Cut()
	defer c.cable.Mend()
	for began := time.Now(); time.Since(began) < *natsCut; wait(c.t.Context(), quiet/2) {
		ack := v.must(c.t, map[string]any{"type": "post", "chat": v.writes, "text": "hello"})
		sent := time.Now()
		ctx, done := context.WithTimeout(c.t.Context(), crowdPatience)
		_, err := reader.until(ctx, func(f crowdFrame) bool { return f.Type == "entry" && f.Seq >= ack.Seq })
		done()
		if err != nil {
			c.t.Errorf("without NATS, entry %d is not seen: %v", ack.Seq, err)
			return 0
		}
		slowest = max(slowest, time.Since(sent))
	}
	v.must(c.t, map[string]any{"type": "end", "chat": v.writes})
	return slowest
}

// TestThreeNodesKeepTheirWord has people talk through three nodes while nodes are
// started anew and killed, NATS is away and PostgreSQL is frozen.
func TestThreeNodesKeepTheirWord(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	for _, fault := range []struct {
		name string
		do   func()
		cuts int // connections that must be lost at least
	}{
		{"each node is started anew", func() {
			for range *nodeRolls {
				c.roll()
			}
		}, 3},
		{"NATS is away", func() {
			slowest := c.cutNATS().Round(time.Millisecond)
			t.Logf("without NATS the slowest message took %v to another node", slowest)
			if slowest > promised && *natsCut >= 30*time.Second { // at full length it is measured, too
				t.Errorf("that is more than %v", promised)
			}
		}, 0},
		{"PostgreSQL is frozen", c.freeze, 0},
		{"each node is killed", func() {
			for range *nodeRolls {
				c.kill()
			}
		}, 3},
	} {
		report := c.runWhile(c.bases(), fault.do)
		t.Logf("%s: %s", fault.name, report.String())
		if err := report.Err(); err != nil {
			t.Errorf("%s: %v", fault.name, err)
		}
		if report.Cuts < fault.cuts || report.Acknowledged < 50 {
			t.Errorf("%s: nothing was at stake", fault.name)
		}
		if fault.name == "PostgreSQL is frozen" && report.Pause < *dbFreeze/2 {
			t.Errorf("%s: it answered all the time, the longest pause was %v", fault.name, report.Pause)
		}
	}
}

// TestANodeThatAcknowledgesBeforeTheCommitIsCaught is the control of the test above,
// with one bad node among three.
func TestANodeThatAcknowledgesBeforeTheCommitIsCaught(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	hasty := httptest.NewServer(&proxy.Tamper{Base: c.nodes[0].base, Up: func(frame []byte) (on, back [][]byte) {
		m := read(frame)
		if m["type"] == "post" {
			ack := members{"id": m["id"], "chat": m["chat"], "seq": 1}
			back = [][]byte{ack.with("type", "ack")}
		}
		return [][]byte{frame}, back
	}})
	defer hasty.Close()
	bases := c.bases()
	bases[0] = hasty.URL
	report := c.runWhile(bases, c.kill)
	if !slices.ContainsFunc(report.Violations, func(v history.Violation) bool { return v.Rule == history.Kept || v.Rule == history.OneNumber }) {
		t.Errorf("nothing was found:\n%s", report.String())
	}
}
