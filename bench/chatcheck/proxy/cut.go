package proxy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Cutter passes connections on to a server and cuts each of them after a random time, as
// if a cable had been pulled or a router had been restarted.
type Cutter struct {
	target   string
	from, to time.Duration
	listener net.Listener
	cuts     atomic.Int64
	all      sync.WaitGroup

	mu     sync.Mutex
	closed bool
	conns  map[net.Conn]bool
}

// NewCutter listens on a port of its own, and lets each connection to the target, such as
// 127.0.0.1:8080, live for a time between from and to. Close it.
func NewCutter(target string, from, to time.Duration) (*Cutter, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for connections to cut: %w", err)
	}
	c := &Cutter{target: target, from: from, to: to, listener: listener, conns: map[net.Conn]bool{}}
	c.all.Go(c.accept)
	return c, nil
}

// Base is the address for clients.
func (c *Cutter) Base() string { return "http://" + c.listener.Addr().String() }

// Cuts is how many connections have been cut.
func (c *Cutter) Cuts() int { return int(c.cuts.Load()) }

// Close cuts all connections, and takes no more.
func (c *Cutter) Close() error {
	c.mu.Lock()
	c.closed = true
	for conn := range c.conns {
		_ = conn.Close()
	}
	c.mu.Unlock()
	err := c.listener.Close()
	c.all.Wait()
	return err
}

func (c *Cutter) accept() {
	for {
		near, err := c.listener.Accept()
		if err != nil {
			return
		}
		c.all.Go(func() { c.pass(near) })
	}
}

// pass carries one connection until it is cut or ends.
func (c *Cutter) pass(near net.Conn) {
	var d net.Dialer
	far, err := d.DialContext(context.Background(), "tcp", c.target)
	if err != nil {
		_ = near.Close()
		return
	}
	if !c.keep(near, far) {
		return
	}
	defer c.drop(near, far)
	life := time.AfterFunc(c.from+rand.N(c.to-c.from), func() {
		c.cuts.Add(1)
		cut(near)
		cut(far)
	})
	defer life.Stop()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		both.Go(func() {
			_, err := io.Copy(way[0], way[1])
			if err == nil || !errors.Is(err, net.ErrClosed) {
				_ = way[0].Close()
				_ = way[1].Close()
			}
		})
	}
	both.Wait()
}

// cut ends a connection; every other time what is under way is thrown away.
func cut(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok && rand.N(2) == 0 {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

func (c *Cutter) keep(conns ...net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range conns {
		if c.closed {
			_ = conn.Close()
		}
		c.conns[conn] = true
	}
	return !c.closed
}

func (c *Cutter) drop(conns ...net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range conns {
		_ = conn.Close()
		delete(c.conns, conn)
	}
}
