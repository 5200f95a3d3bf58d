package main

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/v4"
)

// firstRun prints, where nobody can sign in yet, the link by which the first administrator
// is made; nil where somebody can.
func firstRun(ctx context.Context, std streams, accounts chat.Accounts, at net.Addr) (v4.FirstRun, error) {
	run, secret, err := auth.NewFirstRun(ctx, accounts, time.Now)
	if err != nil || run == nil {
		return nil, err
	}
	_, err = fmt.Fprintf(std.out, `Nobody can sign in yet. Make the first administrator here, or with "parley init":

  http://%s/setup?key=%s

The link is good until that is done, or Parley is started again.

`, reachable(at), secret)
	if err != nil {
		return nil, fmt.Errorf("print the link to set up: %w", err)
	}
	return run, nil
}

// reachable is an address as a browser on this machine can call it.
func reachable(at net.Addr) string {
	host, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return at.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
