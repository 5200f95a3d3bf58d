// Command search measures how long Parley takes to answer, beside the least that
// the same answer can cost: the same rows read by SQL written by hand, the same
// bytes sent by a bare net/http handler. All are asked in turns within one run,
// since the speed of a machine drifts; compare ratios, not milliseconds.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// options are what the command line sets.
type options struct {
	parley    string
	databases string
	chats     int
	seed      uint64
	rounds    int
	most      time.Duration // for the rounds of one question
	out       string
	more      bool // out has the results of another database already
	keep      string
	sample    int // chats
	fillOnly  bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "search:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop has been called
	}
}

func parse(args []string, stderr io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("search", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.parley, "parley", "bin/parley", "the program to measure")
	flags.StringVar(&o.databases, "database", "both", "sqlite, postgres or both")
	flags.IntVar(&o.chats, "chats", 100_000, "how many chats to make up and import")
	flags.Uint64Var(&o.seed, "seed", 1, "of the made-up chats")
	flags.IntVar(&o.rounds, "rounds", 300, "how often each question is asked")
	flags.DurationVar(&o.most, "most", 20*time.Second, "the time after which no further round of a question begins")
	flags.StringVar(&o.keep, "keep", "", "a folder in which the databases stay; what an earlier run left there is used again")
	flags.IntVar(&o.sample, "import", 200_000, "how many chats to import, to measure that, when the databases are there already")
	fillOnly := flags.Bool("fill", false, "only fill the databases that are kept")
	flags.StringVar(&o.out, "o", "", "also write the results to this file")
	flags.BoolVar(&o.more, "append", false, "add the results to the file, which has those of another database")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.chats < 1000 || o.rounds < 10 {
		return o, errors.New("at least 1000 chats and 10 rounds are needed for the figures to mean something")
	}
	if o.fillOnly = *fillOnly; o.fillOnly && o.keep == "" {
		return o, errors.New("-fill is of use with -keep")
	}
	o.sample = min(o.sample, o.chats)
	if o.keep != "" {
		if o.keep, err = filepath.Abs(o.keep); err != nil {
			return o, err
		}
	}
	o.parley, err = filepath.Abs(o.parley)
	return o, err
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) == 1 && args[0] == bareHandler {
		return serveBare(ctx, os.Stdin, stdout)
	}
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	r := report{options: o}
	for _, b := range backends {
		if o.databases != "both" && o.databases != b.name {
			continue
		}
		measured, err := measureBackend(ctx, b, o, stderr)
		if err != nil {
			return fmt.Errorf("%s: %w", b.title, err)
		}
		r.backends = append(r.backends, measured)
	}
	if len(r.backends) == 0 {
		return fmt.Errorf("-database %q: it is sqlite, postgres or both", o.databases)
	}
	if o.fillOnly {
		return nil
	}
	text := r.String()
	if _, err := io.WriteString(stdout, text); err != nil || o.out == "" {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(o.out), 0o755); err != nil { //nolint:gosec // results are for everybody
		return err
	}
	if o.more {
		return appendTo(o.out, r.sections())
	}
	return os.WriteFile(o.out, []byte(text), 0o644) //nolint:gosec // results are for everybody
}

func appendTo(path, text string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, text)
	return errors.Join(err, f.Close())
}
