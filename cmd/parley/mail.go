package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/mail"
)

// mailOptions are the flags of transcripts by e-mail.
type mailOptions struct {
	Server   string `name:"smtp" placeholder:"HOST:PORT" help:"SMTP server that sends transcripts to visitors who ask for them (default: none, they are not sent)."`
	User     string `name:"smtp-user" placeholder:"NAME" help:"User of the SMTP server."`
	Password string `name:"smtp-password" placeholder:"PASSWORD" help:"Password of that user; better given as PARLEY_SMTP_PASSWORD."`
	From     string `name:"smtp-from" placeholder:"ADDRESS" help:"Address that transcripts come from."`
	Plain    bool   `name:"smtp-plain" help:"Send without TLS, to an SMTP server on this machine."`
}

// withMail has a desk take wishes for transcripts, and sends them until it is stopped; no
// mail is lost by that.
func (o *mailOptions) withMail(ctx context.Context, desk *chat.Desk, log *slog.Logger) (mailing *chat.Desk, stop func() error, err error) {
	if o.Server == "" {
		if o.From != "" || o.User != "" || o.Password != "" || o.Plain {
			return nil, nil, errors.New("-smtp names no server for the other -smtp options")
		}
		return desk, func() error { return nil }, nil
	}
	sender, err := mail.New(mail.Options(*o))
	if err != nil {
		return nil, nil, err
	}
	desk = desk.WithMail()
	post := chat.NewPost(desk, sender, func(err error) { log.Warn("a transcript", "error", err) })
	return desk, beside(ctx, func(ctx context.Context) error {
		post.Run(ctx, tickEvery)
		return nil
	}), nil
}
