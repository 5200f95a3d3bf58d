// Command parley is a live chat server that speaks the Comm100 Live Chat v4 Chat
// API, and the tools around it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // reports are asked for by zone, on machines that know none too
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.LookupEnv, os.Stdin, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "parley:", err)
		os.Exit(exitCode(err))
	}
}

// exitCode is that of an error that has one, else 1.
func exitCode(err error) int {
	var coded *exitError
	if errors.As(err, &coded) {
		return coded.code
	}
	return 1
}

// streams are the command's input and output.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// run is the whole command, with everything it depends on as an argument. It
// ends when its work is done or ctx is.
func run(ctx context.Context, args []string, env func(string) (string, bool), stdin io.Reader, stdout, stderr io.Writer) error {
	std := streams{stdin, stdout, stderr}
	work, err := parse(args, env, std)
	if err != nil || work == nil {
		return err
	}
	return work.Run(ctx, std)
}
