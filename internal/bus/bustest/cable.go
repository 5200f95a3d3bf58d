package bustest

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// NATS starts a NATS server that ends with the test, and gives its address.
func NATS(tb testing.TB) string {
	tb.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true})
	if err != nil {
		tb.Fatal(err)
	}
	s.Start()
	tb.Cleanup(func() {
		s.Shutdown()
		s.WaitForShutdown()
	})
	if !s.ReadyForConnections(patience) {
		tb.Fatal("the NATS server does not start")
	}
	return s.ClientURL()
}

// Cable is a connection to a server that can be cut, and frozen: then it stays open
// and nothing comes through.
type Cable struct {
	target   string
	listener net.Listener
	ended    sync.WaitGroup

	mu     sync.Mutex
	open   map[net.Conn]struct{}
	cut    bool
	frozen bool
	thawed *sync.Cond
}

// NewCable lays a cable to a target such as 127.0.0.1:4222. It is taken up when the
// test ends.
func NewCable(tb testing.TB, target string) *Cable {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	c := &Cable{target: target, listener: l, open: map[net.Conn]struct{}{}}
	c.thawed = sync.NewCond(&c.mu)
	c.ended.Go(c.serve)
	tb.Cleanup(func() {
		_ = l.Close() // ends serve
		c.Cut()
		c.ended.Wait()
	})
	return c
}

// Address is where to connect to.
func (c *Cable) Address() string { return c.listener.Addr().String() }

// Cut ends the connections, and refuses others until Mend.
func (c *Cable) Cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut, c.frozen = true, false
	for conn := range c.open {
		_ = conn.Close() // the other side sees it gone either way
	}
	c.thawed.Broadcast()
}

// Freeze lets nothing through any more, without ending a connection.
func (c *Cable) Freeze() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frozen = true
}

// Mend undoes Cut and Freeze.
func (c *Cable) Mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut, c.frozen = false, false
	c.thawed.Broadcast()
}

func (c *Cable) serve() {
	for {
		near, err := c.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.DialTimeout("tcp", c.target, time.Second)
		if err != nil {
			_ = near.Close()
			continue
		}
		if !c.join(near, far) {
			continue
		}
		c.ended.Go(func() { c.carry(near, far) })
		c.ended.Go(func() { c.carry(far, near) })
	}
}

// join takes a connection's two ends in, unless the cable is cut.
func (c *Cable) join(ends ...net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, end := range ends {
		if c.cut {
			_ = end.Close()
			continue
		}
		c.open[end] = struct{}{}
	}
	return !c.cut
}

// carry copies until either end is gone, and ends both.
func (c *Cable) carry(from, to net.Conn) {
	_, _ = io.Copy(writerFunc(func(p []byte) (int, error) {
		c.await()
		return to.Write(p)
	}), from)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, end := range []net.Conn{from, to} {
		_ = end.Close()
		delete(c.open, end)
	}
}

// await returns when the cable is not frozen.
func (c *Cable) await() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.frozen {
		c.thawed.Wait()
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
