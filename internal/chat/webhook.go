package chat

import "time"

// WebhookEvent is what a webhook tells of (wire.md §9).
type WebhookEvent uint8

// The events that webhooks can tell of.
const (
	OfflineMessageIsSubmitted WebhookEvent = iota
	ChatStarts
	ChatEnds
	ChatIsWrappedUp
	AgentStatusChanges
	ChatIsRequested
	ChatIsTransferred
)

var webhookEventWords = words{
	0: "offlineMessageIsSubmitted", 1: "chatStarts", 2: "chatEnds", 3: "chatIsWrappedUp",
	4: "agentStatusChanges", 5: "chatIsRequested", 6: "chatIsTransferred",
}

// String is the specification's word.
func (e WebhookEvent) String() string { return webhookEventWords.word(uint8(e)) }

// ParseWebhookEvent reads an event: its word in any case, or its integer.
func ParseWebhookEvent(s string) (WebhookEvent, error) {
	return parse[WebhookEvent](webhookEventWords, "webhook event", s)
}

// Webhook is an address that is told of an event.
type Webhook struct {
	ID        GUID
	Event     WebhookEvent
	TargetURL string

	IsDisabled bool
	// Secret and Former sign what it is told, as those of a Bot do.
	Secret string
	Former string
	Fresh  bool // Secret has just been made, and is shown this once; not kept

	FailingSince time.Time    // nothing was delivered since; zero while it works
	Closed       WebhookState // why the server has disabled it; else 0
}

// WebhookState is how a webhook does.
type WebhookState uint8

// The states of a webhook.
const (
	WebhookWorks    WebhookState = iota
	WebhookFails                 // what it is told is not taken
	WebhookDisabled              // by a manager
	WebhookGone                  // disabled by the server: it has answered 410
	WebhookGivenUp               // disabled by the server: it has failed for too long
	WebhookUnsigned              // kept from a time before there were secrets; is told nothing until it is saved again
)

var webhookStateWords = words{0: "working", 1: "failing", 2: "disabled", 3: "gone", 4: "givenUp", 5: "unsigned"}

// String is the state's word.
func (s WebhookState) String() string { return webhookStateWords.word(uint8(s)) }

// ParseWebhookState reads a state: its word in any case, or its integer.
func ParseWebhookState(s string) (WebhookState, error) {
	return parse[WebhookState](webhookStateWords, "state of a webhook", s)
}

// webhookPatience is how long a webhook may fail before the server disables it.
const webhookPatience = 5 * 24 * time.Hour

// State tells how the webhook does.
func (w *Webhook) State() WebhookState {
	switch {
	case w.IsDisabled && w.Closed != 0:
		return w.Closed
	case w.IsDisabled:
		return WebhookDisabled
	case w.Secret == "":
		return WebhookUnsigned
	case !w.FailingSince.IsZero():
		return WebhookFails
	default:
		return WebhookWorks
	}
}

// Listens reports whether the webhook is to be told anything.
func (w *Webhook) Listens() bool { return !w.IsDisabled && w.Secret != "" }

// Rotate gives the webhook another secret, as Bot.Rotate does.
func (w *Webhook) Rotate(secret string) { w.Secret, w.Former = rotated(w.Secret, secret) }

// Secrets are those that sign, the newest first.
func (w *Webhook) Secrets() []string { return signing(w.Secret, w.Former) }

// judge takes over what a try has shown of the webhook, and reports whether that has
// changed anything.
func (w *Webhook) judge(delivered, gone bool, now time.Time) (changed bool) {
	switch {
	case delivered:
		changed = !w.FailingSince.IsZero()
		w.FailingSince = time.Time{}
	case w.IsDisabled:
	case gone:
		w.IsDisabled, w.Closed, changed = true, WebhookGone, true
	case w.FailingSince.IsZero():
		w.FailingSince, changed = now, true
	case now.Sub(w.FailingSince) >= webhookPatience:
		w.IsDisabled, w.Closed, changed = true, WebhookGivenUp, true
	}
	return changed
}

// Collection implements Resource.
func (*Webhook) Collection() Collection { return Webhooks }

// Key implements Resource.
func (w *Webhook) Key() *GUID    { return &w.ID }
func (w *Webhook) title() string { return w.TargetURL }

func (w *Webhook) check() error {
	if err := checkURL("targetUrl", w.TargetURL); err != nil {
		return err
	}
	if w.Secret == "" {
		return nil
	}
	_, err := SigningKey(w.Secret)
	return err
}

// tidy gives one that a manager has enabled again a fresh start.
func (w *Webhook) tidy() {
	if !w.IsDisabled && w.Closed != 0 {
		w.Closed, w.FailingSince = 0, time.Time{}
	}
}
