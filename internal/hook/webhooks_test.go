package hook_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/hook"
)

var update = flag.Bool("update", false, "write the golden payloads")

func guid(t *testing.T, s string) chat.GUID {
	t.Helper()
	g, err := chat.ParseGUID(s)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// occasions are one of each event, and a test.
func occasions(t *testing.T) map[string]chat.Occasion {
	t.Helper()
	at := time.Date(2026, 11, 29, 10, 39, 58, 0, time.UTC)
	agent, other := guid(t, "c0519f81-81a7-42b3-8fa8-50d1af527e17"), guid(t, "d1620f81-81a7-42b3-8fa8-50d1af527e18")
	sales := guid(t, "0f8e7d6c-5b4a-4938-8271-6a5b4c3d2e1f")
	session := &chat.Session{
		IP: "203.0.113.7", Browser: "Firefox 145", OperatingSystem: "Linux", Language: "en", ScreenResolution: "1920x1080", TimeZone: "-60",
		ReferrerURL: "https://search.example/", LandingPageURL: "https://shop.example/", StartTime: at.Add(-time.Minute),
	}
	asked := chat.Chat{
		GUID: guid(t, "7c1f0a52-3f0e-4c39-9a53-0d6a3c5e1b10"), VisitorID: guid(t, "3d4e5f60-7182-4394-a5b6-c7d8e9f0a1b2"),
		DepartmentID: sales, RequestedTime: at, PageURL: "https://shop.example/shoes", PreChat: chat.PreChat{Name: "Vi", Email: "vi@example.com"},
		FieldResults: []chat.FieldResult{{FormType: chat.PreChatForm, FieldName: "Order", Value: "A-17"}, {FormType: chat.CustomVariableForm, FieldName: "basket", Value: "42.50"}},
	}
	started := asked
	started.StartTime = at.Add(12 * time.Second)
	started.Agents = []chat.ChatAgent{{ID: 1, AgentID: agent, StartTime: started.StartTime}}
	handed := started
	handed.TransferLog = []chat.TransferLog{{ID: 1, FromAgent: agent, ToAgent: other, FromDepartment: sales, ToDepartment: sales, Time: at.Add(time.Minute)}}
	ended := started
	ended.ID, ended.EndTime = 4875, at.Add(5*time.Minute)
	ended.Agents = []chat.ChatAgent{{ID: 1, AgentID: agent, StartTime: started.StartTime, EndTime: ended.EndTime}}
	ended.Attachments = []chat.Attachment{{Name: "shoe.jpg", Size: 48213}, {Name: "for-agents.txt", IsNote: true}}
	ended.WaitingTime, ended.Duration = 12*time.Second, 288*time.Second
	wrapped := ended
	wrapped.Wrapup = &chat.Wrapup{AgentID: agent, Comment: "Order was late", LastUpdated: at.Add(6 * time.Minute)}
	wrapped.FieldResults = append([]chat.FieldResult{{FormType: chat.WrapUpForm, FieldName: "Refund", Value: "no"}}, asked.FieldResults...)
	left := &chat.OfflineMessage{
		GUID: guid(t, "58f738e3-86e5-4ce2-92da-f65ecc0d5318"), CreatedTime: at, Name: "Vi", Email: "vi@example.com", VisitorID: asked.VisitorID, DepartmentID: sales,
		Subject: "My order", Message: "Where is it?", PageURL: "https://shop.example/shoes",
	}
	return map[string]chat.Occasion{
		"chatIsRequested":           {Event: chat.ChatIsRequested, Time: at, Chat: &asked, Session: session},
		"chatStarts":                {Event: chat.ChatStarts, Time: at.Add(12 * time.Second), Chat: &started, Session: session},
		"chatIsTransferred":         {Event: chat.ChatIsTransferred, Time: at.Add(time.Minute), Chat: &handed, Session: session},
		"chatEnds":                  {Event: chat.ChatEnds, Time: at.Add(5 * time.Minute), Chat: &ended, Session: session},
		"chatIsWrappedUp":           {Event: chat.ChatIsWrappedUp, Time: at.Add(6 * time.Minute), Chat: &wrapped, Chosen: "Orders(Late)"},
		"offlineMessageIsSubmitted": {Event: chat.OfflineMessageIsSubmitted, Time: at, Message: left},
		"agentStatusChanges":        {Event: chat.AgentStatusChanges, Time: at, Agent: chat.Person{ID: agent, Name: "Ann"}, Doing: "Lunch"},
		"test":                      {Event: chat.ChatEnds, Time: at, IsTest: true},
	}
}

// tell tells a webhook that is served so.
func tell(t *testing.T, answer http.HandlerFunc, o chat.Occasion) (chat.WebhookAnswer, error) {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	caller := hook.NewCaller(hook.Options{Networks: loopback})
	t.Cleanup(caller.Close)
	d := &chat.Delivery{ID: chat.GUID{5}, Occasion: o}
	if o.Event == chat.ChatEnds {
		d.Transcript = "Chat 4875, 2026-11-29T10:39:58Z\n[2026-11-29T10:40:30Z] Vi: where is my order?"
	}
	return hook.NewWebhooks(caller).CallWebhook(t.Context(), &chat.Webhook{TargetURL: s.URL, Secret: secret, Former: former}, d)
}

// Each payload is an example in testdata, and the same stands in docs/webhooks.md.
func TestWebhooksAreToldWhatTheirPageSays(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/webhooks.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range occasions(t) {
		var body []byte
		_, err := tell(t, func(w http.ResponseWriter, r *http.Request) {
			body, _ = io.ReadAll(r.Body)
			if err := hook.Verify(r.Header, []string{secret}, body, time.Now()); err != nil || r.Header.Get(hook.IDHeader) != hook.MessageID(chat.GUID{5}) || r.Header.Get("Content-Type") != "application/json" {
				w.WriteHeader(http.StatusUnauthorized)
			}
		}, o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got strings.Builder
		encoder := json.NewEncoder(&got)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", " ")
		if err := encoder.Encode(json.RawMessage(body)); err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", name+".json")
		if *update {
			if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if !strings.Contains(string(page), "```json\n"+string(want)+"```") {
			t.Errorf("docs/webhooks.md does not show what %s is told", name)
		}
	}
}

func TestTheStatusOfAnAnswerDecides(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status     int
		reply      string
		fine, gone bool
	}{
		"no content":         {204, "", true, false},
		"accepted":           {202, "thank you", true, false},
		"far too long":       {200, strings.Repeat("x", 2*hook.MaxReply), true, false},
		"overloaded":         {503, "later", false, false},
		"long and no":        {500, strings.Repeat("x", 2*hook.MaxReply), false, false},
		"not found":          {404, "", false, false},
		"gone":               {410, "no more", false, true},
		"a redirect":         {302, "", false, false},
		"unlikely, but told": {304, "", false, false},
	} {
		a, err := tell(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.reply)
		}, chat.Occasion{IsTest: true})
		if (err == nil) != c.fine || errors.Is(err, chat.ErrWebhookGone) != c.gone || a.Code != c.status || a.Text != c.reply[:min(len(c.reply), chat.MaxDeliveryAnswer)] {
			t.Errorf("%s: %d %.40q, %v", name, a.Code, a.Text, err)
		}
	}
}

// The control is that the same address is called where its network is allowed.
func TestWebhooksWithinAreNotCalled(t *testing.T) {
	t.Parallel()
	var called atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called.Add(1) }))
	t.Cleanup(s.Close)
	for _, open := range []bool{false, true} {
		o := hook.Options{}
		if open {
			o.Networks = loopback
		}
		caller := hook.NewCaller(o)
		t.Cleanup(caller.Close)
		w := &chat.Webhook{TargetURL: s.URL + "/path?token=hidden", Secret: secret}
		_, err := hook.NewWebhooks(caller).CallWebhook(t.Context(), w, &chat.Delivery{Occasion: chat.Occasion{IsTest: true}})
		if (err == nil) != open || (called.Load() > 0) != open {
			t.Errorf("allowed %v: %v, %d calls", open, err, called.Load())
		}
		if err != nil && strings.Contains(err.Error(), "hidden") {
			t.Errorf("the address is in the error: %v", err)
		}
	}
}

func TestAWebhookThatDripsIsLeftInTime(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for range 1000 {
			if _, err := io.WriteString(w, " "); err != nil {
				return
			}
			_ = http.NewResponseController(w).Flush()
			stop() // the time is over while the reply comes in
		}
		<-r.Context().Done()
	}))
	t.Cleanup(s.Close)
	caller := hook.NewCaller(hook.Options{Networks: loopback})
	t.Cleanup(caller.Close)
	_, err := hook.NewWebhooks(caller).CallWebhook(ctx, &chat.Webhook{TargetURL: s.URL, Secret: secret}, &chat.Delivery{Occasion: chat.Occasion{IsTest: true}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
