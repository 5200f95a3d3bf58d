package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/client"
	"github.com/parleychat/parley/client/api"
)

// kinds are the events that webhooks are told of, as payloads name them, by the names of
// their webhooks. A status has three words.
var kinds = map[string][]string{
	"chatIsRequested": {"chat_requested"}, "chatStarts": {"chat_started"}, "chatIsTransferred": {"chat_transferred"},
	"chatEnds": {"chat_ended"}, "chatIsWrappedUp": {"chat_wrapped_up"}, "offlineMessageIsSubmitted": {"offline_message_submitted"},
	"agentStatusChanges": {"online", "away", "logout"},
}

// factIn is what a payload tells, in one line: the event, whom it is about, and what of it
// must be right.
func factIn(body []byte) (string, error) {
	var p struct {
		Event    string
		Chat     string `json:"chat_id"`
		Operator string `json:"operator_id"`
		Status   string
		Ended    struct{ Status string } `json:"chat"`
		Transfer struct {
			To string `json:"to_operator"`
		} //nolint:tagliatelle // the vendor's
		Wrapup     struct{ Comment string }     `json:"wrapup"`
		OfflineMsg struct{ ID, Content string } `json:"offline_message"`
	}
	if err := json.Unmarshal(body, &p); err != nil {
		return "", err
	}
	switch p.Event {
	case "chat_requested", "chat_started":
		return p.Event + " " + p.Chat, nil
	case "chat_transferred":
		return p.Event + " " + p.Chat + " " + p.Transfer.To, nil
	case "chat_ended":
		return p.Event + " " + p.Chat + " " + p.Ended.Status, nil
	case "chat_wrapped_up":
		return p.Event + " " + p.Chat + " " + p.Wrapup.Comment, nil
	case "offline_message_submitted":
		return p.Event + " " + p.OfflineMsg.ID + " " + p.OfflineMsg.Content, nil
	case "online", "away", "logout":
		return p.Event + " " + p.Operator + " " + p.Status, nil
	default:
		return "", fmt.Errorf("told of %q", p.Event)
	}
}

// recorded reads from the record what webhooks must have been told of chats and offline
// messages. One of long ago is told to nobody.
func recorded(ctx context.Context, admin *client.API, longAgo string) (facts []string, err error) {
	for _, givenUp := range []bool{false, true} {
		for c, err := range admin.Search(ctx, api.Search{}, client.SearchOptions{GivenUp: givenUp, Include: []string{"chatAgent", "chatChatbotMap", "chatWrapup"}}) {
			if err != nil {
				return nil, err
			}
			facts = append(facts, factsOf(c)...)
		}
	}
	var left []api.OfflineMessage
	if err := admin.Do(ctx, http.MethodGet, "livechat/offlineMessages", url.Values{"pageSize": {"500"}}, nil, &left); err != nil {
		return nil, err
	}
	for i := range left {
		if !strings.HasPrefix(left[i].Message, longAgo) {
			facts = append(facts, "offline_message_submitted "+left[i].Guid+" "+left[i].Message)
		}
	}
	return facts, nil
}

// factsOf are what must have been told of a chat that is over.
func factsOf(c *api.Chat) []string {
	facts := []string{"chat_requested " + c.Guid, "chat_ended " + c.Guid + " " + string(c.Status)}
	if len(c.ChatAgents)+len(c.ChatChatbotMaps) > 0 {
		facts = append(facts, "chat_started "+c.Guid)
	}
	for _, t := range c.TransferLogs {
		facts = append(facts, "chat_transferred "+c.Guid+" "+t.ToAgentId)
	}
	if c.ChatWrapup != nil && c.ChatWrapup.Comment != "" {
		facts = append(facts, "chat_wrapped_up "+c.Guid+" "+c.ChatWrapup.Comment)
	}
	return facts
}

// toldOnce is one call of a webhook: the id of the delivery, and what it told.
type toldOnce struct{ id, fact string }

// against holds what webhooks were told to the record: each thing that must be was told,
// each thing that was told may be, and under one id, which is that of the call that was lost.
func against(must, may []string, lost, calls []toldOnce) (wrong []string) {
	ids := map[string]string{}
	for _, c := range calls {
		switch id, known := ids[c.fact]; {
		case known && id != c.id:
			wrong = append(wrong, fmt.Sprintf("%s was told as %s and as %s", c.fact, id, c.id))
		case !known && !slices.Contains(must, c.fact) && !slices.Contains(may, c.fact):
			wrong = append(wrong, c.fact+" was told, and is not in the record")
		}
		ids[c.fact] = c.id
	}
	for _, c := range lost {
		if id := ids[c.fact]; id != "" && id != c.id {
			wrong = append(wrong, fmt.Sprintf("%s was lost as %s and told again as %s", c.fact, c.id, id))
		}
	}
	for _, fact := range must {
		if ids[fact] == "" {
			wrong = append(wrong, fact+" was not told")
		}
	}
	return wrong
}

// TestWhatWasToldWronglyIsSeen is a control of the oracle.
func TestWhatWasToldWronglyIsSeen(t *testing.T) {
	t.Parallel()
	must, may, lost := []string{"a", "b"}, []string{"c"}, []toldOnce{{"2", "b"}}
	if wrong := against(must, may, lost, []toldOnce{{"1", "a"}, {"2", "b"}, {"1", "a"}, {"3", "c"}}); len(wrong) > 0 {
		t.Error(wrong)
	}
	for name, calls := range map[string][]toldOnce{
		"nothing told": nil, "one thing untold": {{"1", "a"}}, "one thing too many": {{"1", "a"}, {"2", "b"}, {"3", "d"}},
		"one thing under two ids": {{"1", "a"}, {"2", "b"}, {"3", "a"}}, "told again under another id": {{"1", "a"}, {"3", "b"}},
	} {
		if len(against(must, may, lost, calls)) == 0 {
			t.Errorf("%s: nothing was seen", name)
		}
	}
	for _, body := range []string{`{`, `{"event":"dance"}`} {
		if _, err := factIn([]byte(body)); err == nil {
			t.Errorf("%s is taken for a fact", body)
		}
	}
}

// untilQuiet waits until no webhook has anything left to be told.
func untilQuiet(ctx context.Context, admin *client.API, hooks []string) error {
	for {
		waiting, err := waits(ctx, admin, hooks)
		if err == nil && waiting == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("%d deliveries wait: %w", waiting, ctx.Err()), err)
		case <-time.After(100 * time.Millisecond): // the server may just have been killed
		}
	}
}

// waits counts what webhooks are still to be told.
func waits(ctx context.Context, admin *client.API, hooks []string) (n int, err error) {
	for _, id := range hooks {
		var all []api.Delivery
		err := admin.Do(ctx, http.MethodGet, "livechat/webhooks/"+id+"/deliveries", url.Values{"pageSize": {"500"}}, nil, &all)
		if err != nil {
			return n, err
		}
		for i := range all {
			if all[i].Status == api.DeliveryStatusWaiting {
				n++
			}
		}
	}
	return n, nil
}

// forget deletes what is queued for webhooks in a database whose server is dead.
func forget(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "DELETE FROM delivery")
	return errors.Join(err, db.Close())
}
