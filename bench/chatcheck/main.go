// Command chatcheck has visitors and agents talk through a server of live chat, and holds
// it to what it has told them. What happens to the server meanwhile is up to whoever runs
// it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/parleychat/parley/bench/chatcheck/load"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "chatcheck:", err)
		os.Exit(1)
	}
}

// run has them talk until the time is over, or an interrupt, and prints what came of it.
func run(ctx context.Context, args []string, out, errs io.Writer) error {
	o, agents, verbose, err := parse(args, errs)
	if err != nil {
		return err
	}
	if verbose {
		o.Log = slog.New(slog.NewTextHandler(errs, nil))
	}
	if agents > 0 {
		if o.Tokens, err = load.MakeAgents(ctx, o.Base[0], o.Tokens[0], agents); err != nil {
			return err
		}
	}
	o.Stop = ctx.Done()
	report, err := load.Run(context.WithoutCancel(ctx), o)
	if err != nil {
		return err
	}
	fmt.Fprint(out, report.String())
	return report.Err()
}

func parse(args []string, errs io.Writer) (o load.Options, agents int, verbose bool, err error) {
	f := flag.NewFlagSet("chatcheck", flag.ContinueOnError)
	f.SetOutput(errs)
	bases := f.String("base", "http://127.0.0.1:8080", "addresses of the nodes, with commas between them")
	keys := f.String("key", "", "API keys of agents, with commas between them")
	f.Int64Var(&o.Site, "site", 10000, "the site's number")
	f.IntVar(&o.Chats, "chats", 20, "chats at a time, each with a visitor")
	f.IntVar(&agents, "agents", 0, "make so many agents on the site, in place of those of the keys; they stay")
	f.IntVar(&o.Tabs, "tabs", 2, "connections of each visitor, 5 at most")
	f.IntVar(&o.Seats, "seats", 8, "connections of each agent, 10 at most")
	f.Float64Var(&o.Rate, "rate", 50, "messages a second, by all together")
	f.DurationVar(&o.For, "for", time.Minute, "how long they talk")
	f.BoolVar(&verbose, "v", false, "tell about connections that are lost")
	if err := f.Parse(args); err != nil {
		return o, 0, false, err
	}
	if *keys == "" {
		return o, 0, false, errors.New("-key is missing: an agent's API key, such as parley init prints")
	}
	o.Base, o.Tokens = strings.Split(*bases, ","), strings.Split(*keys, ",")
	return o, agents, verbose, nil
}
