// Command live measures live chat: a server in a process of its own, clients in this
// one, and beside each figure what the machine itself can do in the same run.
//
//	go run ./bench/live -o bench/results/live.md
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "live:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop has been called
	}
}

// sizes are how much is measured.
type sizes struct {
	time     time.Duration
	writers  int
	idle     int
	settle   time.Duration
	fan      int
	messages int
	healthy  int
	slow     int
	database string
	parley   string
	memory   string
	only     string
	profile  string
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) (err error) {
	if len(args) == 3 && args[0] == serveMode {
		return serveRoom(ctx, args[1], args[2], stdin, stdout)
	}
	if len(args) == 1 && args[0] == rawMode {
		return serveRaw(ctx, stdin, stdout)
	}
	var s sizes
	flags := flag.NewFlagSet("live", flag.ContinueOnError)
	flags.DurationVar(&s.time, "time", 10*time.Second, "how long each rate is measured")
	flags.IntVar(&s.writers, "writers", 64, "visitors who write at a time")
	flags.IntVar(&s.idle, "idle", 10000, "visitors who are connected and do nothing")
	flags.DurationVar(&s.settle, "settle", 130*time.Second, "until the memory of idle visitors is read; the runtime collects garbage every 2 minutes")
	flags.IntVar(&s.fan, "fan", 500, "connections that get each message of one chat")
	flags.IntVar(&s.messages, "messages", 200, "messages that they get")
	flags.IntVar(&s.healthy, "healthy", 200, "visitors who talk beside those who never read")
	flags.IntVar(&s.slow, "slow", 5000, "connections that never read")
	flags.StringVar(&s.database, "database", "sqlite", "sqlite or postgres")
	flags.StringVar(&s.parley, "parley", "bin/parley", "the command, for its memory when it is empty")
	flags.StringVar(&s.memory, "memory", "/dev/shm", "a folder that is in memory")
	flags.StringVar(&s.only, "only", "", "the one step to take: memory, ack, throughput, latency, fan, slow, hooks or empty")
	flags.StringVar(&s.profile, "profile", "", "file for a profile of the server's CPU")
	out := flags.String("o", "", "file to write the results to as well")
	if err := flags.Parse(args); err != nil {
		return err
	}
	r := report{w: stdout}
	if *out != "" {
		f, err := os.Create(*out)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		r.w = io.MultiWriter(stdout, f)
	}
	return measure(ctx, s, &r)
}

// report prints figures beside their targets.
type report struct{ w io.Writer }

func (r *report) head(s sizes) {
	fmt.Fprintf(r.w, "# Live chat on %s\n\n`make bench-live`: %d writers, %d idle visitors.\n\n| | measured | target | |\n|---|---|---|---|\n", s.database, s.writers, s.idle)
}

func (r *report) row(what, figure, target string, met bool) {
	verdict := map[bool]string{true: "met", false: "**missed**"}[met]
	if target == "" {
		verdict = ""
	}
	fmt.Fprintf(r.w, "| %s | %s | %s | %s |\n", what, figure, target, verdict)
}
