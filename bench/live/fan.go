package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// fanOut compares the CPU of a delivery with that of a bare write of the same size.
func (b *bench) fanOut(ctx context.Context) error {
	raw, err := b.rawWrites(ctx)
	if err != nil {
		return err
	}
	if err := agent(ctx, b.server.address, func(time.Time) {}); err != nil {
		return err
	}
	v, secret, err := visitor(ctx, b.server.address, "")
	if err == nil {
		err = v.begin()
	}
	if err != nil {
		return err
	}
	var got sync.WaitGroup
	if err := each(b.fan, func(int) error {
		c, _, err := visitor(ctx, b.server.address, secret)
		if err == nil {
			_, err = c.until(func(f frame) bool { return f.Type == "state" })
		}
		if err == nil {
			got.Go(func() { // raw reads would be as cheap for the server
				for n := 0; n < b.messages; {
					data, err := c.read()
					if err != nil {
						return
					}
					if bytes.HasPrefix(data, entryBegins) {
						n++
					}
				}
			})
		}
		return err
	}); err != nil {
		return err
	}
	pid := b.server.cmd.Process.Pid
	before, err := cpu(pid)
	if err != nil {
		return err
	}
	for range b.messages {
		if _, err := v.post(); err != nil {
			return err
		}
	}
	got.Wait()
	after, err := cpu(pid)
	if err != nil {
		return err
	}
	own := (after - before) / time.Duration(b.fan*b.messages)
	ratio := float64(own) / float64(raw)
	b.row(fmt.Sprintf("CPU of a delivery, %d to each line", b.fan), fmt.Sprintf("%s, a bare write %s: %.2f×", own, raw, ratio), "1.15×", ratio <= 1.15)
	return nil
}

func (b *bench) rawWrites(ctx context.Context) (time.Duration, error) {
	const size = 330 // of an entry as a frame
	raw, err := start(ctx, rawMode)
	if err != nil {
		return 0, err
	}
	defer raw.stop() //nolint:errcheck // it has nothing more to say
	if _, err := fmt.Fprintln(raw.in, b.fan, b.messages, size); err != nil {
		return 0, err
	}
	first, err := rawDial(ctx, raw.address)
	if err != nil {
		return 0, err
	}
	if err := each(b.fan-1, func(int) error {
		c, err := rawDial(ctx, raw.address)
		if err == nil {
			go io.Copy(io.Discard, c) //nolint:errcheck // until the process ends
		}
		return err
	}); err != nil {
		return 0, err
	}
	before, err := cpu(raw.cmd.Process.Pid)
	if err != nil {
		return 0, err
	}
	got := make([]byte, size)
	for range b.messages {
		if _, err := first.Write(got[:1]); err != nil {
			return 0, err
		}
		if _, err := io.ReadFull(first, got); err != nil {
			return 0, err
		}
	}
	after, err := cpu(raw.cmd.Process.Pid)
	return (after - before) / time.Duration(b.fan*b.messages), err
}

func rawDial(ctx context.Context, address string) (net.Conn, error) {
	return (&net.Dialer{}).DialContext(ctx, "tcp", address)
}
