package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// options are the sub-commands with their flags. Every flag can also be given in
// the environment: -page-size as PARLEY_PAGE_SIZE.
type options struct {
	Serve             serveCommand             `cmd:"" help:"Serve the Chat API over HTTP."`
	Init              initCommand              `cmd:"" help:"Create a site with its first administrator; prints its ids and API key as one JSON object."`
	ResetPassword     resetPasswordCommand     `cmd:"" help:"Give an agent another password, such as the last administrator who has lost it."`
	ResetSecondFactor resetSecondFactorCommand `cmd:"" help:"Let an agent who has lost its second factor sign in with the password alone."`
	AllowPasswords    passwordsCommand         `cmd:"" help:"Let agents sign in with passwords again, where an identity provider lets nobody in."`
	Import            importCommand            `cmd:"" help:"Import chats: answers of the Chat API, JSON arrays, single chats or NDJSON."`
	DemoData          demoDataCommand          `cmd:"" help:"Print made-up chats as NDJSON, ready to be imported."`
	Describe          describeCommand          `cmd:"" help:"Print the API in OpenAPI 3.1, as the server answers it at /openapi.json."`
	EchoBot           echoBotCommand           `cmd:"" help:"Run a bot that says everything back, to start one from."`
	Chat              chatCommand              `cmd:"" help:"Talk as a visitor. Lines that are written are sent."`
	Agent             agentCommand             `cmd:"" help:"Accept chats and answer, as an agent."`
	Audit             auditCommands            `cmd:"" help:"Verify or print who has done what."`
	Conform           conformCommand           `cmd:"" help:"Try a server of the Chat API with the test vectors, and print what is not answered as it should be."`
}

// command is a sub-command that has been read from the command line.
type command interface {
	Run(ctx context.Context, std streams) error
}

// database is the flag that all commands on stored data share.
type database struct {
	Database string `default:"sqlite:./parley.db" placeholder:"ADDRESS" help:"sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME (default: sqlite:./parley.db)."`
}

const description = `An open, self-hosted live chat server that speaks the Comm100 Live Chat v4 Chat API.

Every option can also be set in the environment: -listen as PARLEY_LISTEN.`

// parse reads the command line; the command is nil when help was asked for and
// has been printed.
func parse(args []string, env func(string) (string, bool), std streams) (command, error) {
	var o options
	helped := false
	parser, err := kong.New(&o,
		kong.Name("parley"), kong.Description(description),
		kong.Writers(std.out, std.err),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.Resolvers(fromEnvironment(env)))
	if err != nil {
		return nil, fmt.Errorf("describe the command line: %w", err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(doubleDashes(args))
	if helped {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w (see parley -h)", err)
	}
	chosen, ok := parsed.Selected().Target.Addr().Interface().(command)
	if !ok {
		return nil, errors.New("a sub-command without a Run method")
	}
	return chosen, nil
}

// fromEnvironment sets flags that the command line leaves out.
func fromEnvironment(env func(string) (string, bool)) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := "PARLEY_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
		if value, ok := env(name); ok {
			return value, nil
		}
		return nil, nil
	})
}

// doubleDashes lets flags be written with one dash, as Go's own tools do.
func doubleDashes(args []string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		if a == "--" {
			copy(out[i:], args[i:])
			break
		}
		if len(a) > 2 && a[0] == '-' && a[1] != '-' {
			a = "-" + a
		}
		out[i] = a
	}
	return out
}
