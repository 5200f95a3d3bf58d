package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/hook"
)

// echoBotCommand runs a bot to start from: it says everything back.
type echoBotCommand struct {
	Listen string   `default:"127.0.0.1:8090" placeholder:"HOST:PORT" help:"Address to listen on (default: 127.0.0.1:8090)."`
	Secret []string `required:"" placeholder:"whsec_…,…" help:"Secrets of the bot, one of which must have signed what comes."`
}

// Validate implements kong's check of the flags.
func (c *echoBotCommand) Validate() error {
	for _, secret := range c.Secret {
		if _, err := chat.SigningKey(secret); err != nil {
			return err
		}
	}
	return nil
}

// Run answers until ctx ends.
func (c *echoBotCommand) Run(ctx context.Context, std streams) error {
	log := slog.New(slog.NewJSONHandler(std.err, nil))
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Listen, err)
	}
	log.Info("listening", "address", listener.Addr().String())
	return serve(ctx, listener, echoBot(c.Secret, time.Now), func() {}, nil, log)
}

// echoBot answers each turn that is signed with one of the secrets.
func echoBot(secrets []string, now func() time.Time) http.Handler {
	const most = 1 << 20 // bytes of a turn
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
		if err != nil {
			http.Error(w, "the turn cannot be read", http.StatusBadRequest)
			return
		}
		switch err := hook.Verify(r.Header, secrets, body, now()); {
		case errors.Is(err, hook.ErrNotOurs):
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		case err != nil:
			http.Error(w, "the secrets cannot be used", http.StatusInternalServerError)
			return
		}
		var turn hook.Turn
		if err := json.Unmarshal(body, &turn); err != nil {
			http.Error(w, "this is no turn", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(echo(&turn)) // who has gone asks again
	})
}

// echo greets, says back what the visitor has written, hands over at the word human,
// and ends the chat at the word bye.
func echo(turn *hook.Turn) hook.Answer {
	answer := hook.Answer{Actions: []hook.Action{}}
	say := func(text string) { answer.Actions = append(answer.Actions, hook.Action{Type: "text", Text: text}) }
	if turn.Turn == 1 {
		say("Hello! I say everything back. Say human for a person, or bye.")
	}
	for i, m := range turn.Messages {
		if m.From != "visitor" {
			continue
		}
		if len(answer.Actions) == chat.MaxBotTexts-1 && i < len(turn.Messages)-1 {
			say(fmt.Sprintf("You are too fast for me: %d messages.", len(turn.Messages)-i))
			break
		}
		switch strings.ToLower(strings.TrimSpace(m.Text)) {
		case "human":
			say("One moment.")
			answer.Actions = append(answer.Actions, hook.Action{Type: "handOver"})
			return answer
		case "bye":
			say("Bye!")
			answer.Actions = append(answer.Actions, hook.Action{Type: "end"})
			return answer
		default:
			say(m.Text)
		}
	}
	return answer
}
