package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/parleychat/parley/internal/chat"
)

// NATS is a chat.Bus for several nodes, over core subjects of a NATS server:
// parley.log.SITE says that the log of a site has grown, parley.note.SITE.GUID
// carries a note. Every node hears all of it and passes on what it has followers
// and listeners for, so that none waits for a subscription.
//
// While the server cannot be reached the node's own sessions go on hearing of each
// other; what the others miss they find in the store. A connection that came back
// wakes everybody who may have missed something.
type NATS struct {
	local *Local
	conn  *nats.Conn
	out   chan *nats.Msg
	log   *slog.Logger

	closing   context.CancelFunc
	sent      chan struct{} // closed when nothing is sent any more
	connected chan struct{} // gets a value when the first connection is ready
}

var _ chat.Bus = (*NATS)(nil)

const (
	logSubject  = "parley.log."
	noteSubject = "parley.note."

	unsent        = 4096 // hints that wait for the network; further ones are dropped
	dialTimeout   = 2 * time.Second
	redialEvery   = 250 * time.Millisecond
	pingEvery     = 5 * time.Second
	unansweredMax = 2 // pings, before the connection counts as lost
)

// OpenNATS connects to the servers at an address such as
// nats://USER:PASSWORD@HOST:4222, several separated by commas. A server that cannot
// be reached is tried again for as long as the bus is open, and is no error: nothing
// depends on it but speed. Errors and the log never show a password.
func OpenNATS(address string, log *slog.Logger) (*NATS, error) {
	for server := range strings.SplitSeq(address, ",") {
		if u, err := url.Parse(strings.TrimSpace(server)); err != nil || u.Host == "" || (u.Scheme != "nats" && u.Scheme != "tls") {
			return nil, errors.New("the address of a NATS server is nats://USER:PASSWORD@HOST:PORT or tls://…, several separated by commas")
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	b := &NATS{local: NewLocal(), log: log, out: make(chan *nats.Msg, unsent), closing: cancel, sent: make(chan struct{}), connected: make(chan struct{}, 1)}
	if err := b.connect(address); err != nil {
		cancel()
		return nil, err
	}
	go b.send(ctx)
	return b, nil
}

func (b *NATS) connect(address string) (err error) {
	b.conn, err = nats.Connect(
		address, nats.Name("parley"), nats.NoEcho(),
		nats.Timeout(dialTimeout), nats.RetryOnFailedConnect(true), nats.IgnoreAuthErrorAbort(),
		nats.MaxReconnects(-1), nats.ReconnectWait(redialEvery), nats.ReconnectBufSize(-1), // hints of yesterday help nobody
		nats.PingInterval(pingEvery), nats.MaxPingsOutstanding(unansweredMax), nats.FlusherTimeout(dialTimeout),
		nats.ConnectHandler(b.ready), nats.ReconnectHandler(b.ready),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			b.log.Warn("the NATS server is gone: nodes hear of each other's changes from the database, up to a second late", "error", err)
		}),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			b.log.Warn("NATS", "error", err)
		}))
	if err != nil {
		return fmt.Errorf("connect to NATS: %w", err)
	}
	for subject, hear := range map[string]nats.MsgHandler{logSubject + "*": b.hearLog, noteSubject + "*.*": b.hearNote} {
		if _, err := b.conn.Subscribe(subject, hear); err != nil {
			b.conn.Close()
			return fmt.Errorf("subscribe to %s: %w", subject, err)
		}
	}
	if !b.conn.IsConnected() {
		b.log.Warn("the NATS server cannot be reached, and is tried again")
		return nil
	}
	select { // the wake-up of the first connection is over when the bus is handed out
	case <-b.connected:
	case <-time.After(dialTimeout):
	}
	if err := b.conn.FlushTimeout(dialTimeout); err != nil {
		b.log.Warn("the NATS server does not answer", "error", err)
	}
	return nil
}

// ready wakes everybody, since news may have passed while there was no connection;
// but not before the server has taken the subscriptions.
func (b *NATS) ready(c *nats.Conn) {
	b.log.Info("connected to NATS", "server", c.ConnectedUrlRedacted())
	if err := c.FlushTimeout(dialTimeout); err != nil {
		b.log.Warn("the NATS server does not answer", "error", err)
	}
	b.local.wake()
	select {
	case b.connected <- struct{}{}:
	default:
	}
}

// Close ends the connection. Followers and listeners stay until their contexts end,
// and go on hearing of this node.
func (b *NATS) Close() error {
	b.closing()
	<-b.sent
	b.conn.Close()
	return nil
}

// Publish implements chat.Bus.
func (b *NATS) Publish(ctx context.Context, site chat.SiteID) {
	b.local.Publish(ctx, site)
	b.tell(&nats.Msg{Subject: logSubject + strconv.FormatInt(int64(site), 10)})
}

// Follow implements chat.Bus.
func (b *NATS) Follow(ctx context.Context, site chat.SiteID) <-chan struct{} {
	return b.local.Follow(ctx, site)
}

// Whisper implements chat.Bus.
func (b *NATS) Whisper(ctx context.Context, site chat.SiteID, who chat.GUID, note []byte) {
	b.local.Whisper(ctx, site, who, note)
	b.tell(&nats.Msg{Subject: noteSubject + strconv.FormatInt(int64(site), 10) + "." + who.String(), Data: note})
}

// Spread implements chat.Bus: what has become of a chat stays on this node, the others
// are told that something has.
func (b *NATS) Spread(ctx context.Context, site chat.SiteID, who chat.GUID, a *chat.Advance) {
	b.local.Spread(ctx, site, who, a)
	b.tell(&nats.Msg{Subject: noteSubject + strconv.FormatInt(int64(site), 10) + "." + who.String()})
}

// Listen implements chat.Bus.
func (b *NATS) Listen(ctx context.Context, site chat.SiteID, who chat.GUID, l chat.Listener) (leave func()) {
	return b.local.Listen(ctx, site, who, l)
}

// tell leaves a hint to be sent. A network that does not keep up loses hints, and
// holds nobody up.
func (b *NATS) tell(m *nats.Msg) {
	select {
	case b.out <- m:
	default:
	}
}

// send sends what tell leaves. What cannot be sent is lost; the log has told why
// when the connection broke.
func (b *NATS) send(ctx context.Context) {
	defer close(b.sent)
	for {
		select {
		case m := <-b.out:
			if err := b.conn.PublishMsg(m); err != nil {
				b.log.Debug("a hint was not sent", "error", err)
			}
		case <-ctx.Done():
			return
		}
	}
}

// hearLog passes on that another node has changed something. Subjects that are not
// of our making are passed over.
func (b *NATS) hearLog(m *nats.Msg) {
	if site, err := chat.ParseSiteID(m.Subject[len(logSubject):]); err == nil {
		b.local.Publish(context.Background(), site)
	}
}

// hearNote passes another node's note on.
func (b *NATS) hearNote(m *nats.Msg) {
	number, guid, _ := strings.Cut(m.Subject[len(noteSubject):], ".")
	site, err := chat.ParseSiteID(number)
	who, err2 := chat.ParseGUID(guid)
	if err == nil && err2 == nil {
		b.local.Whisper(context.Background(), site, who, m.Data)
	}
}
