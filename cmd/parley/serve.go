package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/files"
	"github.com/parleychat/parley/internal/index"
	"github.com/parleychat/parley/internal/store"
	"github.com/parleychat/parley/internal/v4"
)

// serveCommand runs the server.
type serveCommand struct {
	database
	Listen string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on (default: 127.0.0.1:8080)."`
	Files  string `default:"./parley-files" placeholder:"DIR" help:"Folder of the attachments (default: ./parley-files)."`
	Nats   string `placeholder:"ADDRESS" help:"NATS server that joins several nodes on one PostgreSQL: nats://USER:PASSWORD@HOST:PORT."`
	Index  string `default:"./parley-index" placeholder:"DIR" help:"Folder of the search index, which is made anew when it is missing (default: ./parley-index)."`
	searching
	liveOptions
	Rate        float64 `placeholder:"N" help:"Requests a second that an agent may make, with all its keys; 0 for no limit (default: 0)."`
	AddressRate float64 `placeholder:"N" help:"Requests a second that an address may make; 0 for no limit (default: 0)."`

	TrustedProxies []string `placeholder:"NETWORK,…" help:"Proxies whose X-Forwarded-For is believed: addresses, or networks such as 10.0.0.0/8 (default: none)."`

	AuditKeep time.Duration `default:"8760h" placeholder:"TIME" help:"How long entries of the audit log are kept; 0 for ever (default: 8760h, a year)."`

	Demo bool `help:"Fill an empty database with a demo site, and print how to sign in."`
}

// searching is how many searches run at once.
type searching struct {
	PerSite int           `name:"searches-per-site" default:"4" placeholder:"N" help:"How many searches of a site run at once, 0 for any number; the others wait (default: 4)."`
	PerNode int           `name:"searches-per-node" default:"8" placeholder:"N" help:"How many searches run at once in this process, 0 for any number (default: 8)."`
	Wait    time.Duration `name:"search-wait" default:"2s" placeholder:"TIME" help:"How long a search waits for its turn before it is answered with 429 (default: 2s)."`
}

// How long each side may take, so that a slow client holds nothing for long.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 75 * time.Second
	drainTimeout      = 20 * time.Second // for requests under way at shutdown
	maxHeaderBytes    = 16 << 10
	sweepEvery        = time.Minute
)

// Run serves until ctx ends, then lets the requests under way finish. It ends
// with an error when the database can no longer be trusted to be durable.
func (c *serveCommand) Run(ctx context.Context, std streams) (err error) {
	log := slog.New(slog.NewJSONHandler(std.err, nil))
	trusted, err := parseProxies(c.TrustedProxies)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, c.Database, store.Options{Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	folder, err := files.OpenFolder(c.Files)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()

	node, err := openBus(c.Nats, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, node.Close()) }()

	collectGarbageRarely()
	news := bus.NewPolled(node, db.LastEvent, log).WithParts(db.Parts)
	searches, err := index.New(c.Index, index.Options{Source: db, Sites: db.Sites, Bus: node, Log: log})
	if err != nil {
		return err
	}
	service := chat.NewService(db, folder, news, time.Now).WithIndex(searches).
		WithSearchLimits(chat.SearchLimits(c.searching))
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Listen, err)
	}
	if c.Demo {
		if err := c.prepareDemo(ctx, std, db, service, listener.Addr().String()); err != nil {
			return errors.Join(err, listener.Close())
		}
	}
	first, err := firstRun(ctx, std, db, listener.Addr())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	who := auth.New(db, time.Now)
	ending, end := context.WithCancel(ctx)
	defer end()
	desk, stopMail, err := c.withMail(ctx, c.newDesk(db, news).WithSpace(c.free), log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, stopMail()) }()
	fileDesk := chat.NewFileDesk(desk, db, folder, files.NewInspector(c.Files))
	api := v4.New(v4.Options{
		Service: service.WithPresence(desk), Avatars: fileDesk, Auth: who, SignIn: who, OpenID: c.newOpenID(), FirstRun: first, Limits: auth.NewLimits(auth.Rate(c.AddressRate), auth.Rate(c.Rate), time.Now),
		Ready: db.Ready, Ending: ending, Log: log,
	})
	room, closeRoom, err := c.openRoom(desk, who, trusted, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer closeRoom()
	pages, err := c.openPages(room, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	log.Info("listening", "address", listener.Addr().String())
	go sweep(ctx, log, fileDesk.DoomOverdue, service.RemoveDoomedFiles, service.DropReceipts, who.DropExpired, who.WriteUses, who.WriteGathered, service.WriteReads, cutAudits(db, service, c.AuditKeep))
	go sweepDrafts(ctx, log, folder)
	go tick(ctx, desk, log)
	stopIndex, stopBots, stopWebhooks := beside(ctx, searches.Run), c.runBots(ctx, desk, log), c.runWebhooks(ctx, desk, log)
	all := &switchboard{files: c.openCounter(room, fileDesk, who, log), room: room, pages: pages, api: api}
	err = serve(ctx, listener, trusted.reveal(all), func() { end(); room.Close() }, db.Failed(), log)
	return errors.Join(err, stopIndex(), stopBots(), stopWebhooks(), writeUses(ctx, who, service))
}

// nodeBus is a bus that the process opens and closes.
type nodeBus interface {
	chat.Bus
	io.Closer
}

// openBus opens the bus of one node, or that of several.
func openBus(address string, log *slog.Logger) (nodeBus, error) {
	if address == "" {
		return bus.NewLocal(), nil
	}
	return bus.OpenNATS(address, log)
}

// beside runs something next to the server until it is stopped, with its error.
func beside(ctx context.Context, run func(context.Context) error) (stop func() error) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	return func() error {
		cancel()
		return <-ended
	}
}

// collectGarbageRarely trades memory for time: what lives on between requests is
// small, so that collecting it each time the heap has doubled costs a third of a
// search. Whoever sets GOGC knows better.
func collectGarbageRarely() {
	const percent = 400
	if _, set := os.LookupEnv("GOGC"); !set {
		debug.SetGCPercent(percent)
	}
}

// serve answers requests until ctx ends or the store has failed; then it calls
// shutting beside letting requests finish.
func serve(ctx context.Context, l net.Listener, handler http.Handler, shutting func(), failed <-chan struct{}, log *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(shutting)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	var cause error
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-failed:
		cause = errors.New("the database failed at a commit: restart once its disk is sound")
	case <-ctx.Done():
		log.Info("shutting down")
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		return errors.Join(cause, fmt.Errorf("let requests finish: %w", err), server.Close())
	}
	return cause
}

// writeUses stores, after the last request, when API keys were used, and what
// else was counted.
func writeUses(ctx context.Context, who *auth.Authenticator, service *chat.Service) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	return errors.Join(who.WriteUses(ctx), who.WriteAllGathered(ctx), service.WriteAllReads(ctx))
}

// sweep does, at the start and from time to time, what no request waits for: it
// removes the files that a crash after a deletion left over, and what has expired.
func sweep(ctx context.Context, log *slog.Logger, chores ...func(context.Context) error) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		for _, chore := range chores {
			if err := chore(ctx); err != nil && ctx.Err() == nil {
				log.Error("sweeping", "error", err)
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
