// Package load has visitors and agents talk through a server of live chat, whatever
// happens to it meanwhile, and holds it to what it has told them: nothing acknowledged is
// lost, doubled or out of order, and everybody sees the same.
package load

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/parleychat/parley/bench/chatcheck/history"
	"github.com/parleychat/parley/client"
)

// Options say what is done to a server. Base and Tokens must be given.
type Options struct {
	// Base are the addresses of the nodes; clients take them in turn and stay.
	Base []string
	// API is where records are read, the first of Base when empty.
	API  string
	Site int64
	// Tokens are the keys of agents, one an agent.
	Tokens []string
	// Seats is how many connections each agent has, at most 10; 8 when 0.
	Seats int
	// Chats is how many chats go on at a time, 20 when 0; each has a visitor of its own.
	Chats int
	// Tabs is how many connections each visitor has, at most 5; 2 when 0.
	Tabs int
	// Rate is how many messages are sent a second, by all together, 50 when 0. The server
	// takes one a second of a visitor's connection, and five of an agent's.
	Rate float64
	// For is how long they talk, 10 s when 0; Stop, when it is closed, ends that earlier.
	For  time.Duration
	Stop <-chan struct{}
	// Begun, when it is not nil, is called once all chats are under way.
	Begun func()
	// Acked, when it is not nil, is called after each acknowledgement of a message.
	Acked func()
	// GiveUp is how long an answer is waited for before the outcome counts as unknown and
	// the message is sent again, 2 minutes when 0. It is done at random times before, too.
	GiveUp time.Duration
	// Settle is how long to wait, when all is quiet, for what is still to come; 1 minute
	// when 0.
	Settle time.Duration
	// Wrap, when it is not nil, changes the options of each connection.
	Wrap func(client.Options) client.Options
	HTTP *http.Client
	Log  *slog.Logger
}

func (o Options) filled() Options {
	fill(&o.API, o.Base[0])
	fill(&o.Site, 10000)
	fill(&o.Seats, 8)
	fill(&o.Chats, 20)
	fill(&o.Tabs, 2)
	fill(&o.Rate, 50)
	fill(&o.For, 10*time.Second)
	fill(&o.GiveUp, 2*time.Minute)
	fill(&o.Settle, time.Minute)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

func fill[T comparable](member *T, otherwise T) {
	var zero T
	if *member == zero {
		*member = otherwise
	}
}

// run is a run under way.
type run struct {
	Options
	recorder *history.Recorder
	wires    *wires
	tally    tally

	agents   []*agent
	visitors []*visitor
	clients  []*subscriber // all connections

	mu    sync.Mutex
	chats map[string]*talk
}

// Run has everybody talk, ends the chats, and compares what was said and seen with what
// the server has kept. The error says that the run could not be made; what the server did
// wrong is in the report.
func Run(ctx context.Context, o Options) (report Report, err error) {
	if len(o.Base) == 0 || len(o.Tokens) == 0 {
		return report, errors.New("a run needs the address of a server and the key of an agent")
	}
	r := &run{Options: o.filled(), recorder: history.NewRecorder(), wires: newWires(), chats: map[string]*talk{}}
	defer func() { err = errors.Join(err, r.close()) }()
	if err := r.begin(ctx); err != nil {
		return report, fmt.Errorf("begin the chats: %w", err)
	}
	if r.Begun != nil {
		r.Begun()
	}
	began := time.Now()
	if err := r.talk(ctx); err != nil {
		return report, fmt.Errorf("talk: %w", err)
	}
	report.Took = time.Since(began)
	if err := r.finish(ctx); err != nil {
		return report, fmt.Errorf("end the chats: %w", err)
	}
	kept, err := r.kept(ctx)
	if err != nil {
		return report, fmt.Errorf("read what was kept: %w", err)
	}
	r.report(&report, kept)
	return report, nil
}

// close closes all connections at once.
func (r *run) close() error {
	var all sync.WaitGroup
	errs := make(chan error, len(r.clients))
	for _, c := range r.clients {
		all.Go(func() { errs <- c.close() })
	}
	all.Wait()
	close(errs)
	var err error
	for one := range errs {
		err = errors.Join(err, one)
	}
	return err
}
