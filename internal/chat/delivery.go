package chat

import (
	"context"
	"encoding/binary"
	"errors"
	"hash/fnv"
	"strings"
	"time"
)

// Occasion is what a webhook is told of, as it was at the commit.
type Occasion struct {
	Event   WebhookEvent
	IsTest  bool // a manager wants to see whether the webhook works
	Time    time.Time
	Chat    *Chat           // without its lines
	Session *Session        // of its visitor, where it is known
	Message *OfflineMessage // that a visitor has left
	Agent   Person          // whose status has changed
	Doing   string          // the status that the agent has now
	Chosen  string          // the wrap-up's categories, as Wrapup.CategoriesName has them
}

// Subject is what the occasion is about, and nobody for a test. A delivery does not
// outlive it.
func (o *Occasion) Subject() GUID {
	switch {
	case o.Chat != nil:
		return o.Chat.GUID
	case o.Message != nil:
		return o.Message.GUID
	default:
		return o.Agent.ID
	}
}

// DeliveryStatus is what has become of a delivery.
type DeliveryStatus uint8

// The statuses of a delivery.
const (
	DeliveryWaits  DeliveryStatus = iota // for its next try, or is on its way
	Delivered                            // and answered with 2xx
	DeliveryFailed                       // in all tries
)

var deliveryStatusWords = words{0: "waiting", 1: "delivered", 2: "failed"}

// String is the status's word.
func (s DeliveryStatus) String() string { return deliveryStatusWords.word(uint8(s)) }

// ParseDeliveryStatus reads a status: its word in any case, or its integer.
func ParseDeliveryStatus(s string) (DeliveryStatus, error) {
	return parse[DeliveryStatus](deliveryStatusWords, "status of a delivery", s)
}

// Delivery is what a webhook is told of an occasion: once at least, under one id.
type Delivery struct {
	Site    SiteID
	ID      GUID
	Webhook GUID
	Created time.Time
	Occasion

	Status  DeliveryStatus
	Tries   int64         // that have begun
	Due     time.Time     // for the next try; zero for none
	Tried   time.Time     // when the last try was over; zero before
	Took    time.Duration // by the last try, as Try.Took
	Code    int64         // HTTP status of the last try's answer; 0 when there was none
	Answer  string        // the beginning of it
	Failure string        // why the last try failed, "" when it did not
	Earlier []Try         // before the last one, the oldest first; see Log

	// Transcript is what was said in a chat that has ended. It is not kept, but read
	// when the delivery is sent.
	Transcript string
}

// The limits of deliveries.
const (
	DeliveryTries        = 10
	DeliveriesPerWebhook = 4   // on their way at a time, on each node
	DeliveriesPerNode    = 256 // of all webhooks
	MaxDeliveryAnswer    = 1 << 10
	maxFailure           = 300
	maxTranscript        = 1 << 20
	deliveryWithin       = 15 * time.Second
	deliveryLease        = 20 * time.Second // that one try may take, with all around it
	deliveriesKept       = 30 * 24 * time.Hour
)

// deliveryPauses are the times after each failed try; together they are 75 hours.
var deliveryPauses = [DeliveryTries - 1]time.Duration{
	5 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour,
	6 * time.Hour, 14 * time.Hour, 24 * time.Hour, 28*time.Hour + 24*time.Minute,
}

// Deliveries keeps what webhooks are told.
type Deliveries interface {
	// DueWebhooks lists the webhooks, of all sites, that are to be told something by
	// now.
	DueWebhooks(ctx context.Context, now time.Time) ([]DueWebhook, error)

	// ClaimDeliveries gives up to limit of what a webhook is to be told by now, what is
	// due longest first, counts a try of each and makes them due again at a time. What
	// is given to one caller is given to no other before that time.
	ClaimDeliveries(ctx context.Context, w DueWebhook, now, until time.Time, limit int) ([]Delivery, error)

	// NoteDelivery stores what has become of a delivery that was claimed with that many
	// tries; one that has been claimed again, or is gone, stays as it is.
	NoteDelivery(ctx context.Context, d *Delivery, claimed int64) error

	// DropDeliveries removes what was created before a time.
	DropDeliveries(ctx context.Context, before time.Time) error

	// Deliveries lists those of a webhook, the newest first: up to limit after offset.
	Deliveries(ctx context.Context, site SiteID, webhook GUID, offset, limit int64) ([]Delivery, error)
}

// DeliveryTx is what a Tx does with deliveries. They go with their webhooks, and with
// what they are about.
type DeliveryTx interface {
	// WebhooksOf gives the webhooks that are to be told of an event.
	WebhooksOf(ctx context.Context, event WebhookEvent) ([]*Webhook, error)

	// QueueDeliveries stores new deliveries.
	QueueDeliveries(ctx context.Context, all []Delivery) error

	// Redeliver makes a delivery due at a time as if it had never been tried, and gives
	// it; KindNotFound when the webhook has no such delivery.
	Redeliver(ctx context.Context, webhook, id GUID, due time.Time) (*Delivery, error)
}

// DueWebhook is a webhook that is to be told something.
type DueWebhook struct {
	Site    SiteID
	Webhook GUID
}

// WebhookCaller tells webhooks.
type WebhookCaller interface {
	// CallWebhook tells a webhook and gives its answer, with an error if that does not
	// say that the webhook has taken it, or if there is none. It ends when ctx does.
	// ErrWebhookGone is in its error when the webhook is to be told nothing any more.
	CallWebhook(ctx context.Context, w *Webhook, d *Delivery) (WebhookAnswer, error)
}

// ErrWebhookGone says that a webhook wants to be told nothing any more.
var ErrWebhookGone = errors.New("the webhook is gone")

// WebhookAnswer is what a webhook has answered, nothing when it has not.
type WebhookAnswer struct {
	Code int    // of HTTP
	Text string // may be cut
}

// settle takes over the outcome of a try that began at a time.
func (d *Delivery) settle(a WebhookAnswer, failed error, began, now time.Time) {
	try := Try{Time: now, Took: lasted(began, now), Code: int64(a.Code)}
	if failed != nil {
		try.Failure = failed.Error()
	}
	d.note(try)
	d.Status, d.Due, d.Answer = Delivered, time.Time{}, legible(a.Text, MaxDeliveryAnswer)
	if failed == nil {
		return
	}
	d.Status = DeliveryFailed
	if d.Due = d.next(now); !d.Due.IsZero() {
		d.Status = DeliveryWaits
	}
}

// giveUp notes that the webhook is not called any more, and why.
func (d *Delivery) giveUp(why string, now time.Time) {
	d.note(Try{Time: now, Failure: why})
	d.Status, d.Due, d.Answer = DeliveryFailed, time.Time{}, ""
}

// next is when a delivery that has failed is tried again; zero for never. Who asks for a
// test sees its outcome, and can ask again.
func (d *Delivery) next(now time.Time) time.Time {
	if d.IsTest || d.Tries < 1 || d.Tries >= DeliveryTries {
		return time.Time{}
	}
	pause := deliveryPauses[d.Tries-1]
	return now.Add(pause + d.jitter(pause/5) - pause/10)
}

// jitter is a time up to most, another one for each try of each delivery: what failed
// together is not tried again together.
func (d *Delivery) jitter(most time.Duration) time.Duration {
	h := fnv.New64a()
	_, _ = h.Write(binary.AppendVarint(d.ID[:], d.Tries)) // a hash takes everything
	return time.Duration(h.Sum64() % uint64(most))
}

// legible is the beginning of a text that somebody else has made, as one that every
// database takes.
func legible(s string, most int) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s[:min(len(s), most)], ""), "\x00", "")
}
