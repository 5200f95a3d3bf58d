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

// slowReaders has visitors connect who never read, in chats in which more is written than
// any buffer holds, beside visitors who talk with their agents. It compares how long a line
// of those takes alone, beside the same chats while all in them read, and beside the slow
// ones, and what these leave behind.
func (b *bench) slowReaders(ctx context.Context) error {
	var heard delays
	talkers, err := b.chats(ctx, b.healthy, heard.note)
	if err != nil {
		return err
	}
	alone, err := b.talk(talkers, &heard, nil)
	if err != nil {
		return err
	}
	read, err := b.besideReaders(ctx, talkers, &heard)
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
	long := *b
	long.time = max(b.time, untilDropped)
	beside, err := long.talk(talkers, &heard, chats)
	if err != nil {
		return err
	}
	most, err := resident(b.server.cmd.Process.Pid)
	if err != nil {
		return err
	}
	shed, told := b.dropped(readers)
	b.row(fmt.Sprintf("visitor to agent, %d talk", b.healthy), alone.String(), "", true)
	b.row(fmt.Sprintf("beside long lines in %d chats, which all read", len(chats)), read.String(), "", true)
	b.row(fmt.Sprintf("beside %d who never read these", b.slow), fmt.Sprintf("%s: %.2f×, and %.2f×", beside, beside.over(alone), beside.over(read)), "2×", beside.over(alone) <= 2)
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

// spell is how long lines took for a while, and how late the machine was meanwhile.
type spell struct{ p50, p99, late time.Duration }

// String tells the figures.
func (s spell) String() string {
	return fmt.Sprintf("p50 %s, p99 %s (a sleep of 1 ms: %s late)", micro(s.p50), micro(s.p99), micro(s.late))
}

func (s spell) over(other spell) float64 { return float64(s.p99) / float64(other.p99) }

// talk has all write once a second for a while, beside long lines in other chats, and times
// the way to their agents, who must have heard every line.
func (b *bench) talk(talkers []*client, heard *delays, long []*client) (spell, error) {
	stop := make(chan struct{})
	var flooded error
	var late []time.Duration
	var beside sync.WaitGroup
	beside.Go(func() { flooded = flood(long, stop) })
	beside.Go(func() { late = sleeps(stop) })
	_, acked, err := b.write(talkers, time.Second)
	close(stop)
	beside.Wait()
	if err = errors.Join(err, flooded); err != nil {
		return spell{}, err
	}
	time.Sleep(time.Second) // the last ones are on their way
	took := heard.take()
	if len(took) != len(acked) {
		return spell{}, fmt.Errorf("of %d lines %d were heard", len(acked), len(took))
	}
	return spell{median(took), percentile(took, 99), percentile(late, 99)}, nil
}

// sleeps measures how much longer than it should a short sleep takes.
func sleeps(stop <-chan struct{}) (late []time.Duration) {
	for {
		began := time.Now()
		select {
		case <-stop:
			slices.Sort(late)
			return late
		case <-time.After(time.Millisecond):
			late = append(late, time.Since(began)-time.Millisecond)
		}
	}
}

// untilDropped is longer than it takes to fill a connection and to wait for it in vain.
const untilDropped = 22 * time.Second

// perChat is how many connections never read in one chat.
const perChat = 100

// longChats begins chats that more connections can come to.
func (b *bench) longChats(ctx context.Context) (chats []*client, secrets []string, err error) {
	n := (b.slow + perChat - 1) / perChat
	chats, secrets = make([]*client, n), make([]string, n)
	for i := range chats {
		if err := agent(ctx, b.server.address, func(time.Time) {}); err != nil {
			return nil, nil, err
		}
		if chats[i], secrets[i], err = visitor(ctx, b.server.address, ""); err == nil {
			err = chats[i].begin()
		}
		if err != nil {
			return nil, nil, err
		}
	}
	return chats, secrets, nil
}

// besideReaders has all talk beside chats as those of the slow ones, without these.
func (b *bench) besideReaders(ctx context.Context, talkers []*client, heard *delays) (spell, error) {
	chats, _, err := b.longChats(ctx)
	if err != nil {
		return spell{}, err
	}
	defer func() {
		for _, c := range chats {
			_ = c.conn.Close() // it is over
		}
	}()
	return b.talk(talkers, heard, chats)
}

// neverRead begins chats and adds connections to them, which are read from no more.
func (b *bench) neverRead(ctx context.Context) (chats, readers []*client, err error) {
	chats, secrets, err := b.longChats(ctx)
	if err != nil {
		return nil, nil, err
	}
	readers = make([]*client, b.slow)
	return chats, readers, each(b.slow, func(i int) (err error) {
		if readers[i], _, err = visitor(ctx, b.server.address, secrets[i%len(secrets)]); err != nil {
			return err
		}
		return readers[i].holds(32 << 10)
	})
}

// holds sets what the system keeps for a client until it is read.
func (c *client) holds(bytes int) error {
	tcp, ok := c.conn.(*net.TCPConn)
	if !ok {
		return fmt.Errorf("a connection is a %T", c.conn)
	}
	return tcp.SetReadBuffer(bytes)
}

// flood has visitors, who do read, write long lines until it is to stop, two a second in
// each chat: so many that a connection that is not read is full after a few seconds.
func flood(chats []*client, stop <-chan struct{}) error {
	const every = 500 * time.Millisecond
	long := strings.Repeat("é", 7900)
	var wg sync.WaitGroup
	errs := make([]error, len(chats))
	for i, c := range chats {
		wg.Go(func() {
			wait := time.Duration(i) * every / time.Duration(len(chats))
			for errs[i] == nil {
				select {
				case <-stop:
					return
				case <-time.After(wait):
				}
				wait = every
				_, errs[i] = c.postText(long)
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
		err := readers[i].holds(1 << 20)
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
