package hook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/parleychat/parley/internal/chat"
)

// Webhooks tells webhooks over HTTP.
type Webhooks struct{ caller *Caller }

var _ chat.WebhookCaller = (*Webhooks)(nil)

// NewWebhooks tells webhooks through a caller.
func NewWebhooks(c *Caller) *Webhooks { return &Webhooks{c} }

// CallWebhook implements chat.WebhookCaller. What counts is the status: an answer that is
// too long has come all the same.
func (h *Webhooks) CallWebhook(ctx context.Context, w *chat.Webhook, d *chat.Delivery) (a chat.WebhookAnswer, err error) {
	body, err := json.Marshal(payloadOf(d))
	if err != nil {
		return a, fmt.Errorf("encode what a webhook is told: %w", err)
	}
	status, reply, err := h.caller.Post(ctx, Message{URL: w.TargetURL, ID: MessageID(d.ID), Secrets: w.Secrets(), Body: body})
	if err != nil && !errors.Is(err, errTooLong) {
		return a, err
	}
	a = chat.WebhookAnswer{Code: status, Text: string(reply[:min(len(reply), chat.MaxDeliveryAnswer)])}
	switch {
	case status >= http.StatusOK && status < http.StatusMultipleChoices:
		return a, nil
	case status == http.StatusGone:
		return a, fmt.Errorf("it answered %d: %w", status, chat.ErrWebhookGone)
	case status >= http.StatusMultipleChoices && status < http.StatusBadRequest:
		return a, fmt.Errorf("it answered %d: redirects are not followed", status)
	default:
		return a, fmt.Errorf("it answered %d", status)
	}
}

// MessageID is the webhook-id of a delivery, the same in each try.
func MessageID(delivery chat.GUID) string { return "msg_" + delivery.String() }
