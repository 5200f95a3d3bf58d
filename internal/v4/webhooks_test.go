package v4

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// aTest is a webhook and the delivery of its test.
func aTest(t *testing.T, w *world) (webhook, delivery string) {
	t.Helper()
	var made struct{ ID string }
	rec := w.ask(http.MethodPost, "/v4/livechat/webhooks", aResource["/v4/livechat/webhooks"])
	if err := json.Unmarshal(rec.Body.Bytes(), &made); err != nil || rec.Code != http.StatusCreated {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	webhook = made.ID
	rec = w.ask(http.MethodPost, "/v4/livechat/webhooks/"+webhook+":Test", "")
	if err := json.Unmarshal(rec.Body.Bytes(), &made); err != nil || rec.Code != http.StatusAccepted {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	return webhook, made.ID
}

func TestAWebhookIsToldSomethingOnceMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	webhook, id := aTest(t, w)
	list := func() (d struct {
		Status, Answer, NextTryTime string
		Tries, AnswerCode           int
	},
	) {
		t.Helper()
		var all []json.RawMessage
		rec := w.ask(http.MethodGet, "/v4/livechat/webhooks/"+webhook+"/deliveries", "")
		if err := json.Unmarshal(rec.Body.Bytes(), &all); err != nil || len(all) != 1 {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		if err := json.Unmarshal(all[0], &d); err != nil {
			t.Fatal(err)
		}
		return d
	}
	due := chat.DueWebhook{Site: w.actor.Site}
	for to, from := range map[*chat.GUID]string{&due.Webhook: webhook} {
		var err error
		if *to, err = chat.ParseGUID(from); err != nil {
			t.Fatal(err)
		}
	}
	claimed, err := w.store.ClaimDeliveries(t.Context(), due, time.Now(), time.Now().Add(time.Minute), 1)
	if err != nil || len(claimed) != 1 {
		t.Fatal(claimed, err)
	}
	told := claimed[0]
	told.Status, told.Due, told.Code, told.Answer = chat.Delivered, time.Time{}, 200, "thank you"
	if err := w.store.NoteDelivery(t.Context(), &told, told.Tries); err != nil {
		t.Fatal(err)
	}
	if d := list(); d.Status != "delivered" || d.Answer != "thank you" || d.AnswerCode != 200 || d.Tries != 1 || d.NextTryTime != "" {
		t.Errorf("delivered: %+v", d)
	}
	rec := w.ask(http.MethodPost, "/v4/livechat/webhooks/"+webhook+"/deliveries/"+id+":Redeliver", "")
	if rec.Code != http.StatusAccepted {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if d := list(); d.Status != "waiting" || d.Tries != 0 || d.NextTryTime == "" {
		t.Errorf("to be told once more: %+v", d)
	}
}
