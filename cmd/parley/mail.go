package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/mail"
)

// mailOptions are the flags of transcripts by e-mail.
type mailOptions struct {
	Server   string `name:"smtp" placeholder:"HOST:PORT" help:"SMTP server that sends transcripts to visitors who ask for them (default: none, they are not sent)."`
	User     string `name:"smtp-user" placeholder:"NAME" help:"User of the SMTP server."`
	Password string `name:"smtp-password" placeholder:"PASSWORD" help:"Password of that user; better given as PARLEY_SMTP_PASSWORD."`
	From     string `name:"smtp-from" placeholder:"ADDRESS" help:"Address that transcripts come from."`
	CA       string `name:"smtp-ca" placeholder:"FILE" help:"PEM file of the authorities that vouch for the SMTP server (default: those of the system)."`
	Plain    bool   `name:"smtp-plain" help:"Send without TLS, to an SMTP server on this machine."`
}

// withMail has a desk take wishes for transcripts, and sends them until it is stopped; no
// mail is lost by that.
func (o *mailOptions) withMail(ctx context.Context, desk *chat.Desk, log *slog.Logger) (mailing *chat.Desk, stop func() error, err error) {
	if o.Server == "" {
		if o.From != "" || o.User != "" || o.Password != "" || o.CA != "" || o.Plain {
			return nil, nil, errors.New("-smtp names no server for the other -smtp options")
		}
		return desk, func() error { return nil }, nil
	}
	roots, err := o.roots()
	if err != nil {
		return nil, nil, err
	}
	sender, err := mail.New(mail.Options{Server: o.Server, User: o.User, Password: o.Password, From: o.From, Plain: o.Plain, Roots: roots})
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

// roots are the authorities of -smtp-ca, nil for those of the system.
func (o *mailOptions) roots() (*x509.CertPool, error) {
	if o.CA == "" {
		return nil, nil
	}
	text, err := os.ReadFile(o.CA)
	if err != nil {
		return nil, fmt.Errorf("read the authorities of -smtp-ca: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s: -smtp-ca has certificates in PEM, and there is none", o.CA)
	}
	return roots, nil
}
