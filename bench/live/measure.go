package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/store/storetest"
)

// place is where a run has its data.
type place struct {
	dir, address, driver, dsn string
	stop                      func() error
}

func prepare(database string) (place, error) {
	dir, err := os.MkdirTemp("", "parley-bench-live")
	if err != nil {
		return place{}, err
	}
	p := place{dir: dir, stop: func() error { return os.RemoveAll(dir) }}
	if database == "sqlite" {
		p.address, p.driver = "sqlite:"+filepath.Join(dir, "parley.db"), "sqlite"
		p.dsn = "file:" + filepath.Join(dir, "floor.db") + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
		return p, nil
	}
	server, err := storetest.StartServer("jit=off") // durable, unlike that of the tests
	if err != nil {
		return p, errors.Join(err, p.stop())
	}
	p.address, p.driver, p.dsn = server.Address(), "pgx", server.Address()
	p.stop = func() error { return errors.Join(server.Stop(), os.RemoveAll(dir)) }
	return p, nil
}

// bench is one run of the measurements.
type bench struct {
	sizes
	place
	*report
	server *process
}

func measure(ctx context.Context, s sizes, r *report) (err error) {
	p, err := prepare(s.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	server, err := start(ctx, serveMode, p.address, s.profile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	b := &bench{s, p, r, server}
	r.head(s)
	for _, step := range []struct {
		name string
		take func(context.Context) error
	}{{"memory", b.idleMemory}, {"ack", b.oneChat}, {"throughput", b.throughput}, {"latency", b.latency}, {"fan", b.fanOut}, {slowStep, b.slowReaders}, {hooksStep, b.webhooks}, {"empty", b.empty}} {
		if s.only != step.name && (s.only != "" || step.name == slowStep || step.name == hooksStep) {
			continue
		}
		if err := step.take(ctx); err != nil {
			return err
		}
	}
	return nil
}

// idleMemory has many visitors connect and do nothing.
func (b *bench) idleMemory(ctx context.Context) error {
	before, err := resident(b.server.cmd.Process.Pid)
	if err != nil {
		return err
	}
	idle := make([]*client, b.idle)
	if err := each(b.idle, func(i int) (err error) {
		if idle[i], _, err = visitor(ctx, b.server.address, ""); err == nil {
			go idle[i].next() //nolint:errcheck // answers pings until it is over
		}
		return err
	}); err != nil {
		return err
	}
	defer func() {
		for _, c := range idle {
			_ = c.conn.Close() // there is nothing to say
		}
	}()
	for _, wait := range []time.Duration{5 * time.Second, b.settle} {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
		after, err := resident(b.server.cmd.Process.Pid)
		if err != nil {
			return err
		}
		each := float64(after-before) / float64(b.idle) / 1000
		b.row(fmt.Sprintf("memory of an idle visitor, of %d, after %v", b.idle, wait), fmt.Sprintf("%.1f kB", each), "8 kB", each <= 8)
	}
	return nil
}

// each does something so many times, 64 at a time.
func each(n int, do func(i int) error) error {
	const together = 64
	var wg sync.WaitGroup
	errs, turns := make([]error, n), make(chan struct{}, together)
	for i := range n {
		turns <- struct{}{}
		wg.Go(func() {
			errs[i] = do(i)
			<-turns
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// oneChat compares an acknowledgement with what the disk takes.
func (b *bench) oneChat(ctx context.Context) error {
	if err := agent(ctx, b.server.address, func(time.Time) {}); err != nil {
		return err
	}
	v, _, err := visitor(ctx, b.server.address, "")
	if err == nil {
		err = v.begin()
	}
	if err != nil {
		return err
	}
	var took []time.Duration
	for range 500 {
		d, err := v.post()
		if err != nil {
			return err
		}
		took = append(took, d)
	}
	slices.Sort(took)
	disk, err := syncs(b.dir)
	if err != nil {
		return err
	}
	ratio := float64(median(took)) / float64(median(disk))
	b.row("fdatasync, median", micro(median(disk)), "", true)
	if b.database == "sqlite" {
		b.row("acknowledged in one chat, median", fmt.Sprintf("%s, %.1f× fdatasync", micro(median(took)), ratio), "3×", ratio <= 3)
		return nil
	}
	one, err := groups(ctx, b.driver, b.dsn, 1, 3*time.Second)
	if err != nil {
		return err
	}
	ratio = median(took).Seconds() * one
	b.row("acknowledged in one chat, median", fmt.Sprintf("%s, %.1f commits", micro(median(took)), ratio), "2 commits", ratio <= 2)
	return nil
}

func median(sorted []time.Duration) time.Duration { return percentile(sorted, 50) }

func percentile(sorted []time.Duration, p int) time.Duration {
	return sorted[min(len(sorted)*p/100, len(sorted)-1)]
}

func micro(d time.Duration) string { return d.Round(time.Microsecond).String() }

// chats begins so many chats, eight to an agent.
func (b *bench) chats(ctx context.Context, n int, heard func(time.Time)) ([]*client, error) {
	for range (n + 7) / 8 {
		if err := agent(ctx, b.server.address, heard); err != nil {
			return nil, err
		}
	}
	all := make([]*client, n)
	return all, each(n, func(i int) (err error) {
		if all[i], _, err = visitor(ctx, b.server.address, ""); err != nil {
			return err
		}
		return all[i].begin()
	})
}

// throughput has many write as fast as they are answered.
func (b *bench) throughput(ctx context.Context) error {
	writers, err := b.chats(ctx, b.writers, func(time.Time) {})
	if err != nil {
		return err
	}
	floor, err := groups(ctx, b.driver, b.dsn, b.writers, b.time)
	if err != nil {
		return err
	}
	rate, took, err := b.write(writers, 0)
	if err != nil {
		return err
	}
	b.row(fmt.Sprintf("rows a second, %d in a commit, by the database alone", b.writers), fmt.Sprintf("%.0f", floor), "", true)
	target, met := "8000", rate >= 8000
	if b.database != "sqlite" {
		target, met = "0.5× the database alone", rate >= 0.5*floor
	}
	b.row(fmt.Sprintf("durable messages a second, %d writers", b.writers), fmt.Sprintf("%.0f (%.2f× the database alone); acknowledged p50 %s, p99 %s",
		rate, rate/floor, micro(median(took)), micro(percentile(took, 99))), target, met)
	if b.database != "sqlite" {
		return nil
	}
	most, err := b.withoutDisk(ctx)
	if err != nil {
		return err
	}
	b.row("the same with the database in memory", fmt.Sprintf("%.0f, of which a disk leaves %.2f", most, rate/most), "0.45", rate >= 0.45*most)
	return nil
}

// withoutDisk is throughput where nothing waits for a disk.
func (b *bench) withoutDisk(ctx context.Context) (rate float64, err error) {
	dir, err := os.MkdirTemp(b.memory, "parley-bench-live")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	server, err := start(ctx, serveMode, "sqlite:"+filepath.Join(dir, "parley.db"), "")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	other := *b
	other.server = server
	writers, err := other.chats(ctx, b.writers, func(time.Time) {})
	if err != nil {
		return 0, err
	}
	rate, _, err = other.write(writers, 0)
	return rate, err
}

// write has all post for a time, each as often as every says, or as fast as it can.
func (b *bench) write(writers []*client, every time.Duration) (rate float64, took []time.Duration, err error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	began := time.Now()
	errs := make([]error, len(writers))
	for i, w := range writers {
		wg.Go(func() {
			var own []time.Duration
			for n := 0; time.Since(began) < b.time && errs[i] == nil; n++ {
				if every > 0 {
					due := began.Add(time.Duration(i)*every/time.Duration(len(writers)) + time.Duration(n)*every)
					time.Sleep(time.Until(due))
				}
				var d time.Duration
				d, errs[i] = w.post()
				own = append(own, d)
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, own...)
		})
	}
	wg.Wait()
	slices.Sort(took)
	return float64(len(took)) / time.Since(began).Seconds(), took, errors.Join(errs...)
}

// latency times a line on its way from a visitor to an agent, while a thousand are
// connected and a thousand lines a second are written.
func (b *bench) latency(ctx context.Context) error {
	const connected, perSecond = 1000, 1000
	var mu sync.Mutex
	var took []time.Duration
	writers, err := b.chats(ctx, b.writers, func(sent time.Time) {
		mu.Lock()
		defer mu.Unlock()
		took = append(took, time.Since(sent))
	})
	if err != nil {
		return err
	}
	if err := each(connected-len(writers), func(int) error {
		c, _, err := visitor(ctx, b.server.address, "")
		if err == nil {
			go c.next() //nolint:errcheck // answers pings until it is over
		}
		return err
	}); err != nil {
		return err
	}
	rate, acks, err := b.write(writers, time.Second*time.Duration(len(writers))/perSecond)
	if err != nil {
		return err
	}
	disk, err := syncs(b.dir)
	if err != nil {
		return err
	}
	mu.Lock()
	defer mu.Unlock()
	slices.Sort(took)
	b.row(fmt.Sprintf("visitor to agent, %d connected, %.0f lines a second", connected, rate), fmt.Sprintf("p50 %s, p99 %s", micro(median(took)), micro(percentile(took, 99))), "", true)
	ratio := float64(percentile(acks, 99)) / float64(percentile(disk, 99))
	b.row("acknowledged at that rate, p99 (nothing is indexed meanwhile)", fmt.Sprintf("%s, %.1f× fdatasync's p99", micro(percentile(acks, 99)), ratio), "2.5×", ratio <= 2.5)
	return nil
}

// empty reads the memory of the command with nothing to do.
func (b *bench) empty(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, b.parley, "serve", "-listen", "127.0.0.1:0", "-database", "sqlite:"+filepath.Join(b.dir, "empty.db"),
		"-files", filepath.Join(b.dir, "files"), "-index", filepath.Join(b.dir, "index"))
	if err := cmd.Start(); err != nil {
		return err
	}
	defer cmd.Wait() //nolint:errcheck // it is killed
	select {
	case <-time.After(5 * time.Second):
	case <-ctx.Done():
	}
	bytes, err := resident(cmd.Process.Pid)
	if err != nil {
		return err
	}
	b.row("memory of the command, empty", fmt.Sprintf("%.0f MB", float64(bytes)/1e6), "60 MB", bytes <= 60e6)
	return cmd.Process.Kill()
}
