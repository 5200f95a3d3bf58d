package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/hook"
	"github.com/parleychat/parley/internal/store"
)

// hooksStep is taken only when it is asked for, as slowStep is.
const hooksStep = "hooks"

// hooksPath is where a server that is measured is told which address its webhook has.
const hooksPath = "/bench/webhook"

// The chats of which the webhook is told, beside the messages that are measured.
const (
	hookVisitors = 4
	hookPace     = 50 * time.Millisecond // between two of a visitor, at least
	hookTurns    = 9
)

var hookSecret = "whsec_" + "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"

// receivers answers what webhooks are told: one at once, one not at all.
type receivers struct {
	good, hangs *httptest.Server
	told, hung  atomic.Int64
}

func newReceivers() *receivers {
	r := &receivers{}
	r.good = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		r.told.Add(1)
		w.WriteHeader(http.StatusNoContent)
	}))
	r.hangs = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, call *http.Request) {
		r.hung.Add(1)
		_, _ = io.Copy(io.Discard, call.Body) // until then nobody sees that the caller has left
		<-call.Context().Done()
	}))
	return r
}

func (r *receivers) close() {
	r.hangs.CloseClientConnections()
	r.hangs.Close()
	r.good.Close()
}

// webhooks has visitors write as fast as they are acknowledged, beside chats that begin and
// end at a pace: with no webhook, with one that is told of the beginning and the end of these,
// and with one that never answers. The three take turns, so that what else the machine does
// meets them alike, and each is compared with the one without in the same turn.
func (b *bench) webhooks(ctx context.Context) error {
	r := newReceivers()
	defer r.close()
	writers, err := b.chats(ctx, b.writers, func(time.Time) {})
	if err != nil {
		return err
	}
	floor, err := groups(ctx, b.driver, b.dsn, b.writers, b.time)
	if err != nil {
		return err
	}
	spells := []struct{ what, to string }{{"no webhook", ""}, {"one that answers", r.good.URL}, {"one that hangs", r.hangs.URL}}
	rates, ratios, costs := make([][]float64, len(spells)), make([][]float64, len(spells)), make([][]float64, len(spells))
	for turn := range hookTurns {
		for k := range spells {
			i := (turn + k) % len(spells)
			rate, cost, err := b.besideChats(ctx, writers, spells[i].to)
			if err != nil {
				return fmt.Errorf("with %s: %w", spells[i].what, err)
			}
			rates[i], costs[i] = append(rates[i], rate), append(costs[i], cost)
		}
		for i := range spells {
			ratios[i] = append(ratios[i], rates[i][turn]/rates[0][turn])
		}
	}
	b.row(fmt.Sprintf("rows a second, %d in a commit, by the database alone", b.writers), fmt.Sprintf("%.0f", floor), "", true)
	for i, s := range spells {
		rate, ratio := middle(rates[i]), middle(ratios[i])
		figure := fmt.Sprintf("%.0f (%.3f× the database alone), %.0f µs of CPU each", rate, rate/floor, middle(costs[i]))
		if i == 0 {
			b.row("acknowledged messages a second, "+s.what, figure, "", true)
			continue
		}
		b.row("the same, "+s.what+" for each event", fmt.Sprintf("%s; %.2f× without (%.2f to %.2f)", figure, ratio, slices.Min(ratios[i]), slices.Max(ratios[i])), "0.95×", ratio >= 0.95)
	}
	b.row("calls that were answered, and that hung", fmt.Sprintf("%d, %d", r.told.Load(), r.hung.Load()), "", true)
	return nil
}

func middle(all []float64) float64 {
	return slices.Sorted(slices.Values(all))[len(all)/2]
}

// besideChats is the rate of messages beside chats that begin and end, of which a webhook is
// told at an address, "" for none; and how many µs of CPU the server has used for each
// message, with all that it did beside.
func (b *bench) besideChats(ctx context.Context, writers []*client, to string) (rate, cost float64, err error) {
	if err := b.setWebhook(ctx, to); err != nil {
		return 0, 0, err
	}
	before, err := cpu(b.server.cmd.Process.Pid)
	if err != nil {
		return 0, 0, err
	}
	stop, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- each(hookVisitors, func(int) error {
			v, _, err := visitor(ctx, b.server.address, "")
			if err != nil {
				return err
			}
			defer v.conn.Close() //nolint:errcheck // it is over
			return v.comeAndGo(stop)
		})
	}()
	rate, took, err := b.write(writers, 0)
	close(stop)
	err = errors.Join(err, <-ended)
	after, failed := cpu(b.server.cmd.Process.Pid)
	cost = float64((after - before).Microseconds()) / float64(max(1, len(took)))
	return rate, cost, errors.Join(err, failed, b.setWebhook(ctx, ""))
}

// comeAndGo begins a chat and ends it, over and over.
func (c *client) comeAndGo(stop <-chan struct{}) error {
	tick := time.NewTicker(hookPace)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return nil
		case <-tick.C:
		}
		if err := c.begin(); err != nil {
			return err
		}
		id := newID()
		if err := c.send(map[string]any{"type": "end", "id": id, "chat": c.chat}); err != nil {
			return err
		}
		if _, err := c.until(func(f frame) bool { return f.Type == "ack" && f.ID == id }); err != nil {
			return err
		}
	}
}

func (b *bench) setWebhook(ctx context.Context, to string) error {
	address := "http://" + b.server.address + hooksPath + "?to=" + url.QueryEscape(to)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, http.NoBody)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusNoContent {
		err = fmt.Errorf("set the webhook: %s", response.Status)
	}
	return errors.Join(err, response.Body.Close())
}

// courier tells webhooks as the command does, until it is stopped, and gives what sets their
// address.
func courier(ctx context.Context, db *store.Store, desk *chat.Desk, report func(error)) (set http.HandlerFunc, stop func()) {
	loopback := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	tell := chat.NewCourier(desk, hook.NewWebhooks(hook.NewCaller(hook.Options{Networks: loopback})), report)
	ctx, end := context.WithCancel(ctx)
	var telling sync.WaitGroup
	telling.Go(func() { tell.Run(ctx, time.Second) })
	var hooks []chat.GUID
	set = func(w http.ResponseWriter, r *http.Request) {
		err := db.Update(r.Context(), site, func(ctx context.Context, tx chat.Tx) error {
			for _, id := range hooks { // with what it was to be told
				if err := tx.DropResource(ctx, chat.Webhooks, id); err != nil {
					return err
				}
			}
			hooks = nil
			if r.FormValue("to") == "" {
				return nil
			}
			for _, event := range []chat.WebhookEvent{chat.ChatIsRequested, chat.ChatStarts, chat.ChatEnds} {
				n := chat.Webhook{ID: uuid.New(), Event: event, TargetURL: r.FormValue("to"), Secret: hookSecret}
				if err := tx.PutResource(ctx, &n); err != nil {
					return err
				}
				hooks = append(hooks, n.ID)
			}
			return nil
		})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
	return set, func() {
		end()
		telling.Wait()
	}
}
