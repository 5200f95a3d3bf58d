package v4

import (
	"net/http"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
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
