package v4

import (
	"net/http"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openapi"
)

var (
	webhookEvents    = enumOf(chat.ParseWebhookEvent)
	webhookStates    = enumOf(chat.ParseWebhookState)
	deliveryStatuses = enumOf(chat.ParseDeliveryStatus)
)

// webhookMembers keeps no unknown members, as agentMembers does not. How it does is told
// and not taken over.
func webhookMembers(s shape, n *chat.Webhook) {
	s.guid("id", &n.ID)
	s.enum("event", (*uint8)(&n.Event), webhookEvents)
	s.text("targetUrl", &n.TargetURL)
	opposite(s, "isEnabled", &n.IsDisabled)
	secretMember(s, &n.Secret, n.Fresh, n.Rotate)
	state, since := n.State(), n.FailingSince
	s.enum("state", (*uint8)(&state), webhookStates)
	if s.reading() || !since.IsZero() {
		s.instant("failingSince", &since, exact)
	}
}

// checkWebhook gives a webhook a secret, if it has none.
func checkWebhook(n *chat.Webhook) error {
	if n.Secret == "" {
		n.Secret, n.Fresh = auth.NewSigningSecret(), true
	}
	return nil
}

// deliveryMembers tells of a delivery, and not what it tells.
func deliveryMembers(s shape, d *chat.Delivery) {
	s.guid("id", &d.ID)
	s.enum("event", (*uint8)(&d.Event), webhookEvents)
	s.flag("isTest", &d.IsTest)
	subject := d.Subject()
	if s.reading() || subject != (chat.GUID{}) {
		s.guid("subjectId", &subject)
	}
	s.instant("createdTime", &d.Created, exact)
	s.enum("status", (*uint8)(&d.Status), deliveryStatuses)
	s.integer("tries", &d.Tries)
	if s.reading() || !d.Tried.IsZero() {
		s.instant("lastTryTime", &d.Tried, exact)
	}
	if s.reading() || !d.Due.IsZero() {
		s.instant("nextTryTime", &d.Due, exact)
	}
	s.integer("answerCode", &d.Code)
	s.text("answer", &d.Answer)
	s.text("failure", &d.Failure)
	log := d.Log()
	items(s, "log", &log, tryMembers)
}

func tryMembers(s shape, t *chat.Try) {
	ms := t.Took.Milliseconds()
	s.instant("time", &t.Time, exact)
	s.integer("milliseconds", &ms)
	s.integer("answerCode", &t.Code)
	s.text("failure", &t.Failure)
}

// deliveries are the operations on what webhooks are told.
func (s *server) deliveries() []route {
	const path = "/livechat/webhooks/{id}"
	return []route{
		{get, path + "/deliveries", settings, noBody, false, s.listDeliveries},
		{post, path + "/deliveries/{delivery}:Redeliver", settings, noBody, false, s.redeliver},
		{post, path + ":Test", settings, noBody, false, s.testWebhook},
	}
}

func (s *server) listDeliveries(r *http.Request, actor chat.Actor) (answer, error) {
	id, err := chat.ParseGUID(r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	p, err := parametersOf(r)
	if err != nil {
		return answer{}, err
	}
	page, size, err := pageOf(p)
	if err != nil {
		return answer{}, err
	}
	all, err := s.Service.Deliveries(r.Context(), actor, id, page, size)
	if err != nil {
		return answer{}, err
	}
	return answered(encodeList(all, deliveryMembers)), nil
}

func (s *server) redeliver(r *http.Request, actor chat.Actor) (answer, error) {
	webhook, err := chat.ParseGUID(r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	id, err := chat.ParseGUID(r.PathValue("delivery"))
	if err != nil {
		return answer{}, err
	}
	d, err := s.Service.Redeliver(r.Context(), actor, webhook, id)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusAccepted, body: encode(d, deliveryMembers)}, nil
}

func (s *server) testWebhook(r *http.Request, actor chat.Actor) (answer, error) {
	id, err := chat.ParseGUID(r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	d, err := s.Service.TestWebhook(r.Context(), actor, id)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusAccepted, body: encode(d, deliveryMembers)}, nil
}

func aboutDeliveries() []about {
	const path = " /livechat/webhooks/{id}"
	delivery := openapi.RefTo("Delivery")
	queued := []given{{status: http.StatusAccepted, text: "It will be told within a second or so.", schema: delivery, example: exampleOf(deliveryMembers, exampleDelivery)}}
	return []about{
		{
			route: get + path + "/deliveries", id: "listDeliveries", tag: tagSettings, summary: "List what a webhook was told",
			text: "The newest first. They are kept for 30 days, but no longer than what they are about.", query: []string{"pageIndex", "pageSize", "siteId"},
			gives: []given{{status: http.StatusOK, schema: openapi.ListOf(delivery), example: listed(exampleOf(deliveryMembers, exampleDelivery))}},
		},
		{
			route: post + path + "/deliveries/{delivery}:Redeliver", id: "redeliver", tag: tagSettings, summary: "Tell a webhook something once more",
			text: "Under the same `webhook-id`, and with as many tries as the first time.", query: []string{"siteId"}, gives: queued, errors: []int{http.StatusConflict},
		},
		{
			route: post + path + ":Test", id: "testWebhook", tag: tagSettings, summary: "Test a webhook",
			text: "It is told `{\"event\":\"test\"}`, once, even if it is disabled. The outcome is among its deliveries.", query: []string{"siteId"}, gives: queued, errors: []int{http.StatusConflict},
		},
	}
}

const exampleDelivery = `{"id": "0c1d2e3f-7a8b-49c0-8d1e-2f3a4b5c6d40", "event": "chatEnds", "isTest": false, "subjectId": "2efc01b2-b7c1-40a9-b049-b0db9fbc4dbc", "createdTime": "2026-11-29T10:40:00Z", "status": "waiting", "tries": 1, "lastTryTime": "2026-11-29T10:40:01Z", "nextTryTime": "2026-11-29T10:40:06Z", "answerCode": 503, "answer": "try later", "failure": "it answered 503", "log": [{"time": "2026-11-29T10:40:01Z", "milliseconds": 138, "answerCode": 503, "failure": "it answered 503"}]}`
