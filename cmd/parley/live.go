package main

import (
	"context"
	"log/slog"
	"net/netip"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/geo"
	"github.com/parleychat/parley/internal/hook"
	"github.com/parleychat/parley/internal/live"
	"github.com/parleychat/parley/web"
)

// liveOptions are the flags of live chat.
type liveOptions struct {
	Origins      []string       `placeholder:"ORIGIN,…" help:"Web origins that may connect to live chat, such as https://example.com (default: all)."`
	AcceptWithin time.Duration  `default:"30s" placeholder:"TIME" help:"How long an agent has to accept a chat before the next one is asked (default: 30s)."`
	WaitAtMost   time.Duration  `default:"10m" placeholder:"TIME" help:"How long a visitor waits for an agent (default: 10m)."`
	IdleAtMost   time.Duration  `default:"15m" placeholder:"TIME" help:"How long a chat goes on without a message (default: 15m)."`
	QueueLimit   int            `default:"100" placeholder:"N" help:"How many chats of a site wait at a time (default: 100)."`
	MaxChats     int            `default:"5" placeholder:"N" help:"How many chats at a time an agent has who names no other number (default: 5)."`
	BotWithin    time.Duration  `default:"15s" placeholder:"TIME" help:"How long a bot has to answer when it is called (default: 15s)."`
	HookNetworks []netip.Prefix `placeholder:"NETWORK,…" help:"Networks such as 127.0.0.0/8 that bots, webhooks and identity providers may be in, also without TLS, beside public addresses with it (default: none)."`
	Geo          string         `placeholder:"FILE" help:"MaxMind DB file (.mmdb) of cities or countries, to tell where visitors are (default: none)."`
	mailOptions
	RoundRobin bool `help:"Ask agents in turn instead of the one with the least to do."`
}

// newDesk makes live chat by the flags.
func (o *liveOptions) newDesk(lobby chat.Lobby, news chat.Bus) *chat.Desk {
	terms := chat.DefaultTerms
	terms.AcceptWithin, terms.WaitAtMost, terms.IdleAtMost = o.AcceptWithin, o.WaitAtMost, o.IdleAtMost
	terms.BotWithin = o.BotWithin
	terms.QueueLimit, terms.MaxChats, terms.RoundRobin = o.QueueLimit, o.MaxChats, o.RoundRobin
	return chat.NewDesk(lobby, news, terms, time.Now, uuid.New)
}

// openRoom opens the room, and the file of places that it asks.
func (o *liveOptions) openRoom(desk *chat.Desk, who live.Authenticator, trusted proxies, log *slog.Logger) (room *live.Room, closeRoom func(), err error) {
	buttons, err := web.Buttons()
	if err != nil {
		return nil, nil, err
	}
	exempt, err := trusted.exempt()
	if err != nil {
		return nil, nil, err
	}
	options := live.Options{Desk: desk, Auth: who, Origins: o.Origins, Exempt: exempt, Now: time.Now, Log: log, Buttons: map[string]live.Button{}, Transcripts: o.Server != ""}
	for language, texts := range buttons {
		options.Buttons[language] = texts
	}
	if o.Geo == "" {
		room = live.New(options)
		return room, room.Close, nil
	}
	places, err := geo.Open(o.Geo)
	if err != nil {
		return nil, nil, err
	}
	options.Places = places
	room = live.New(options)
	return room, func() {
		room.Close()
		_ = places.Close() // it was read only
	}, nil
}

// runBots tells bots of their turns until it is stopped; no turn is lost by that.
func (o *liveOptions) runBots(ctx context.Context, desk *chat.Desk, log *slog.Logger) (stop func() error) {
	caller := hook.NewCaller(hook.Options{Networks: o.HookNetworks})
	turns := chat.NewTurns(desk, hook.NewBots(caller), func(err error) { log.Warn("a bot's turn", "error", err) })
	return beside(ctx, func(ctx context.Context) error {
		defer caller.Close()
		turns.Run(ctx, tickEvery)
		return nil
	})
}

// runWebhooks tells webhooks what is queued for them until it is stopped; nothing is lost
// by that.
func (o *liveOptions) runWebhooks(ctx context.Context, desk *chat.Desk, log *slog.Logger) (stop func() error) {
	caller := hook.NewCaller(hook.Options{Networks: o.HookNetworks})
	courier := chat.NewCourier(desk, hook.NewWebhooks(caller), func(err error) { log.Warn("a webhook", "error", err) })
	return beside(ctx, func(ctx context.Context) error {
		defer caller.Close()
		courier.Run(ctx, tickEvery)
		return nil
	})
}

// tickEvery is how late what is due in live chat can be done.
const tickEvery = time.Second

// tick does what is due in live chat until ctx ends.
func tick(ctx context.Context, desk *chat.Desk, log *slog.Logger) {
	clock := time.NewTicker(tickEvery)
	defer clock.Stop()
	for {
		if err := desk.Tick(ctx); err != nil && ctx.Err() == nil {
			log.Error("doing what is due in live chat", "error", err)
		}
		select {
		case <-clock.C:
		case <-ctx.Done():
			return
		}
	}
}
