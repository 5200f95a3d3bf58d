package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"time"
)

// slowStep is taken only when it is asked for: agents of other steps would take its chats.
const slowStep = "slow"

// slowReaders has visitors connect who never read, in chats in which agents write more
// than any buffer holds, beside visitors who talk with theirs. It compares how long a line
// of those takes without and with the slow ones, and what these leave behind.
func (b *bench) slowReaders(ctx context.Context) error {
	var heard delays
	talkers, err := b.chats(ctx, b.healthy, heard.note)
	if err != nil {
		return err
	}
	alone, err := b.talk(talkers, &heard)
	if err != nil {
		return err
	}
	before, err := resident(b.server.cmd.Process.Pid)
	if err != nil {
		return err
	}
	chats, readers, err := b.neverRead(ctx)
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- flood(chats) }()
	long := *b
	long.time = max(b.time, untilDropped)
	beside, err := long.talk(talkers, &heard)
	if err = errors.Join(err, <-done); err != nil {
		return err
	}
	most, err := resident(b.server.cmd.Process.Pid)
	if err != nil {
		return err
	}
	shed, told := b.dropped(readers)
	b.row(fmt.Sprintf("visitor to agent, %d talk", b.healthy), micro(alone)+" at p99", "", true)
	b.row(fmt.Sprintf("beside %d who never read", b.slow), fmt.Sprintf("%s at p99, %.2f×", micro(beside), float64(beside)/float64(alone)), "2×", beside <= 2*alone)
	b.row("of these dropped", fmt.Sprintf("%d, of whom %d could be told so (4008)", shed, told), "all", shed == b.slow)
	return b.memoryAfter(ctx, before, most)
}

// delays are how long lines took to their agents.
type delays struct {
	mu   sync.Mutex
	took []time.Duration
}

func (d *delays) note(sent time.Time) {
	took := time.Since(sent)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.took = append(d.took, took)
}

func (d *delays) take() (took []time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	took, d.took = d.took, nil
	slices.Sort(took)
	return took
}

// talk has all write once a second for a while, and gives the p99 of the way to their
// agents, who must have heard every line.
func (b *bench) talk(talkers []*client, heard *delays) (p99 time.Duration, err error) {
	_, acked, err := b.write(talkers, time.Second)
	if err != nil {
		return 0, err
	}
	time.Sleep(time.Second) // the last ones are on their way
	took := heard.take()
	if len(took) != len(acked) {
		return 0, fmt.Errorf("of %d lines %d were heard", len(acked), len(took))
	}
	return percentile(took, 99), nil
}

// untilDropped is longer than it takes to fill a connection and to wait for it in vain.
const untilDropped = 30 * time.Second

// perChat is how many connections never read in one chat.
const perChat = 100

// neverRead begins chats whose visitors have more connections, all of which are read from
// no more.
func (b *bench) neverRead(ctx context.Context) (chats, readers []*client, err error) {
	n := (b.slow + perChat - 1) / perChat
	secrets := make([]string, n)
	for i := range secrets {
		if err := agent(ctx, b.server.address, func(time.Time) {}); err != nil {
			return nil, nil, err
		}
		v, secret, err := visitor(ctx, b.server.address, "")
		if err == nil {
			err = v.begin()
		}
		if err != nil {
			return nil, nil, err
		}
		secrets[i], chats = secret, append(chats, v)
	}
	readers = make([]*client, b.slow)
	return chats, readers, each(b.slow, func(i int) (err error) {
		if readers[i], _, err = visitor(ctx, b.server.address, secrets[i%n]); err != nil {
			return err
		}
		tcp, ok := readers[i].conn.(*net.TCPConn)
		if !ok {
			return fmt.Errorf("a connection is a %T", readers[i].conn)
		}
		return tcp.SetReadBuffer(4 << 10)
	})
}

// flood has the visitors' first connections, which do read, write what the others do not
// take: two lines a second in each chat.
func flood(chats []*client) error {
	const lines, every = 20, 500 * time.Millisecond // of 16 kB: twice what is kept for a connection
	long := strings.Repeat("é", 7900)
	var wg sync.WaitGroup
	errs := make([]error, len(chats))
	for i, c := range chats {
		wg.Go(func() {
			time.Sleep(time.Duration(i) * every / time.Duration(len(chats)))
			for n := 0; n < lines && errs[i] == nil; n++ {
				_, errs[i] = c.postText(long)
				time.Sleep(every)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// dropped reads what has come to those who did not, and counts whose connections the
// server has ended, and who was told that it was for being slow.
func (b *bench) dropped(readers []*client) (shed, told int) {
	var mu sync.Mutex
	_ = each(len(readers), func(i int) error { // returns none
		_ = readers[i].conn.SetReadDeadline(time.Now().Add(5 * time.Second)) // a closed one shows at the read
		var err error
		for err == nil {
			_, err = readers[i].read()
		}
		_ = readers[i].conn.Close() // it is over
		var slow closed
		mu.Lock()
		defer mu.Unlock()
		if timeout := net.Error(nil); !errors.As(err, &timeout) || !timeout.Timeout() || errors.Is(err, io.EOF) {
			shed++
		}
		if errors.As(err, &slow) && slow == 4008 {
			told++
		}
		return nil
	})
	return shed, told
}

// memoryAfter waits until the memory is as before, the settling time at most.
func (b *bench) memoryAfter(ctx context.Context, before, most int64) error {
	const near = 1.25
	began, now := time.Now(), most
	for float64(now) > near*float64(before) && time.Since(began) < b.settle {
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
		var err error
		if now, err = resident(b.server.cmd.Process.Pid); err != nil {
			return err
		}
	}
	const mb = 1e6
	b.row("memory before, beside them, and "+time.Since(began).Round(time.Second).String()+" later",
		fmt.Sprintf("%.0f, %.0f and %.0f MB", float64(before)/mb, float64(most)/mb, float64(now)/mb), "as before (1.25×)", float64(now) <= near*float64(before))
	return nil
}
