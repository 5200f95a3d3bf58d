package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/parleychat/parley/client"
)

// everyInclude is every value of include.
const everyInclude = "autoInvitation,campaign,chatAgent,chatChatbotMap,chatAttachment,chatFieldResult,chatSegmentResult," +
	"chatWrapup,chatWrapupCategory,contactIdentity,department,postChatSurvey,session,skill,visitor"

// object is one of the API.
type object = map[string]any

const nobody = "00000000-0000-0000-0000-000000000000"

// conversation is one that has all that one can have, as far as people hold it.
type conversation struct {
	t     *testing.T
	base  string
	site  newSite
	admin *client.API
	ids   map[string]string // of what managers have set up, by name
	keys  map[string]string // of agents

	v             *client.Visitor
	ada, bob, cas *client.Agent
	guid          string
	entries       []client.Entry
	files         map[string]client.Sent
	began         time.Time
	ended         time.Time // and wrapped up, and judged
}

// TestAWholeConversationIsRightInEachMemberOfItsRecord goes from the form before the chat to
// the survey after it, and then reads what is kept.
func TestAWholeConversationIsRightInEachMemberOfItsRecord(t *testing.T) {
	t.Parallel()
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &conversation{t: t, site: initSite(t, db), ids: map[string]string{}, keys: map[string]string{}, files: map[string]client.Sent{}}
			c.base = start(t, "-database", db)
			c.admin = client.NewAPI(c.base, c.site.APIKey, nil)
			c.setUp()
			c.waits()
			c.isTalkedWith()
			c.isPassedOn()
			c.ends()
			c.isRight()
		})
	}
}

// must takes the second of two results for an error that must not be.
func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(got T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
}

func (c *conversation) fine(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *conversation) within() context.Context {
	ctx, done := context.WithTimeout(c.t.Context(), 20*time.Second)
	c.t.Cleanup(done)
	return ctx
}

// make adds what managers keep, and notes its id under a name.
func (c *conversation) make(collection, name string, noun object) object {
	c.t.Helper()
	var made object
	c.fine(c.admin.Do(c.within(), http.MethodPost, collection, nil, noun, &made))
	c.ids[name], _ = made["id"].(string)
	return made
}

func (c *conversation) setUp() {
	c.t.Helper()
	c.make("global/skills", "skill", object{"name": "Leather", "description": "of all kinds"})
	skilled := []string{c.ids["skill"]}
	c.ids["ada"] = c.idOfAda()
	c.fine(c.admin.Do(c.within(), http.MethodPut, "global/agents/"+c.ids["ada"], nil, object{"displayName": "Ada", "skillIds": skilled}, nil))
	c.keys["ada"] = c.site.APIKey
	for _, name := range []string{"Bob", "Cas"} {
		c.hire(name, skilled)
	}
	c.make("global/departments", "support", object{"name": "Support", "agentIds": []string{c.ids["ada"], c.ids["bob"]}})
	c.make("global/departments", "sales", object{"name": "Sales", "description": "sells", "agentIds": []string{c.ids["cas"]}})
	c.make("livechat/fields", "size", object{"name": "Size", "type": "text"})
	c.make("livechat/fields", "solved", object{"name": "Solved", "type": "radioBox", "options": []object{{"name": "yes"}, {"name": "no"}}})
	c.make("livechat/fields", "again", object{"name": "Come again", "type": "checkBox"})
	c.make("livechat/campaigns", "campaign", object{
		"name": "Shop", "description": "of shoes", "language": "nl", "preChatFields": []object{{"fieldId": c.ids["size"], "isRequired": true}},
		"wrapupFields": []object{{"fieldId": c.ids["solved"], "isRequired": true}}, "postChatFields": []object{{"fieldId": c.ids["again"]}},
	})
	c.make("livechat/segments", "shoes", object{"name": "On shoes", "conditions": []object{{"name": "requestingPageURL", "operator": "contains", "value": []string{"shoes"}}}})
	c.make("livechat/segments", "talkative", object{"name": "Talkative", "conditions": []object{{"name": "visitorMessagesCount", "operator": "isMoreThan", "value": []string{"2"}}}})
	c.make("livechat/segments", "elsewhere", object{"name": "Elsewhere", "conditions": []object{{"name": "requestingPageURL", "operator": "contains", "value": []string{"hats"}}}})
	c.make("livechat/wrapupCategories", "topic", object{"name": "Topic", "isRequired": true, "options": []object{
		{"id": "20000000-0000-4000-8000-000000000302", "name": "Refund", "groupName": "Billing", "order": 2},
		{"id": "20000000-0000-4000-8000-000000000301", "name": "Boots", "order": 1},
	}})
}

func (c *conversation) idOfAda() string {
	c.t.Helper()
	var agents []struct{ ID, Email string }
	c.fine(c.admin.Do(c.within(), http.MethodGet, "global/agents", nil, nil, &agents))
	if len(agents) != 1 {
		c.t.Fatalf("a new site has the agents %v", agents)
	}
	return agents[0].ID
}

// hire adds an agent with a key.
func (c *conversation) hire(name string, skills []string) {
	c.t.Helper()
	who := strings.ToLower(name)
	c.make("global/agents", who, object{"email": who + "@example.com", "displayName": name, "role": "agent", "skillIds": skills})
	key := c.make("global/apiKeys", who+"'s key", object{"name": who, "scopes": []string{"chats:read", "chats:write"}, "agentId": c.ids[who]})
	c.keys[who], _ = key["secret"].(string)
}

// agent has an agent take so many chats at a time.
func (c *conversation) agent(who string, most int) *client.Agent {
	c.t.Helper()
	a := must[*client.Agent](c.t)(client.ConnectAgent(c.within(), c.base, c.keys[who], client.Options{}))
	c.t.Cleanup(func() { _ = a.Close() })
	c.fine(a.SetStatus(c.within(), client.Online, most))
	return a
}

func (c *conversation) visitor() *client.Visitor {
	c.t.Helper()
	header := http.Header{"User-Agent": {"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}}
	v := must[*client.Visitor](c.t)(client.ConnectVisitor(c.within(), c.base, int64(c.site.SiteID), "", client.Options{Header: header}))
	c.t.Cleanup(func() { _ = v.Close() })
	return v
}

// asks is a visitor's request.
func (c *conversation) asks(v *client.Visitor, r client.Request) (guid string) {
	c.t.Helper()
	return must[client.Ack](c.t)(v.Request(c.within(), r)).Chat
}

// sees waits until a chat stands in some way for somebody.
func (c *conversation) sees(who *client.Conn, guid, what string, is func(client.ChatState) bool) {
	c.t.Helper()
	ctx := c.within()
	for {
		e, err := who.Next(ctx)
		if err != nil {
			c.t.Fatalf("waiting for %s: %v", what, err)
		}
		if s, ok := e.(client.ChatState); ok && s.Chat == guid && is(s) {
			return
		}
	}
}

// takes has an agent accept a chat that is offered.
func (c *conversation) takes(a *client.Agent, guid string) {
	c.t.Helper()
	c.sees(a.Conn, guid, "an offer", func(s client.ChatState) bool { return s.ForAgent != nil && s.ForAgent.Role == client.RoleOffered })
	must[client.Ack](c.t)(a.Accept(c.within(), guid))
}

// waits has the visitor wait for the only agent's only place, behind another one.
func (c *conversation) waits() {
	c.t.Helper()
	c.ada = c.agent("ada", 1)
	wim, una := c.visitor(), c.visitor()
	first := c.asks(wim, client.Request{Name: "Wim"})
	c.takes(c.ada, first)
	second := c.asks(una, client.Request{Name: "Una", Department: c.ids["support"]})
	c.v, c.began = c.visitor(), time.Now()
	c.guid = c.asks(c.v, client.Request{
		Name: "Vi", Email: "vi@example.com", Phone: "+31 20", Company: "Acme", Product: "Boots",
		Department: c.ids["support"], Skill: c.ids["skill"], Campaign: c.ids["campaign"],
		Fields: []client.Field{{FieldID: c.ids["size"], Name: "Size", Value: "9½"}},
		Page:   &client.Page{Title: "Shoes", URL: "https://shop.example/shoes"}, Referrer: "https://www.google.com/search?q=red+shoes",
		Language: "nl", TimeZone: "-60", Screen: "1920x1080",
	})
	c.sees(c.v.Conn, c.guid, "the second place", func(s client.ChatState) bool { return s.State == client.StateQueued && s.Position == 2 })
	must[client.Ack](c.t)(una.End(c.within(), second))
	c.sees(c.v.Conn, c.guid, "the first place", func(s client.ChatState) bool { return s.State == client.StateQueued && s.Position == 1 })
	must[client.Ack](c.t)(c.ada.End(c.within(), first))
	c.takes(c.ada, c.guid)
}

// isTalkedWith has both sides say and send something.
func (c *conversation) isTalkedWith() {
	c.t.Helper()
	ack, sent := must[client.Ack](c.t), must[client.Sent](c.t)
	ack(c.v.Post(c.within(), c.guid, "Do you have these in 9½?"))
	ack(c.ada.Post(c.within(), c.guid, "I will look."))
	ack(c.ada.Note(c.within(), c.guid, "knows us"))
	order := client.Upload{ID: client.NewID(), Name: "order.txt", Content: []byte("one pair\n")}
	c.files["order"] = sent(c.v.SendFile(c.within(), c.guid, order))
	if again := sent(c.v.SendFile(c.within(), c.guid, order)); again != c.files["order"] {
		c.t.Errorf("%+v sent again is %+v", c.files["order"], again)
	}
	var picture bytes.Buffer
	c.fine(png.Encode(&picture, image.NewGray(image.Rect(0, 0, 2, 2))))
	c.files["boot"] = sent(c.ada.SendFile(c.within(), c.guid, client.Upload{Name: "boot.png", Content: picture.Bytes()}))
	c.files["stock"] = sent(c.ada.SendNoteFile(c.within(), c.guid, client.Upload{Name: "stock.csv", Content: []byte("size,pairs\n9.5,1\n")}))
	c.canOpen()
}

// canOpen compares what each side gets of a file with what was sent.
func (c *conversation) canOpen() {
	c.t.Helper()
	for _, who := range []*client.Conn{c.v.Conn, c.ada.Conn} {
		content := must[io.ReadCloser](c.t)(who.OpenFile(c.within(), c.files["order"].File.Key))
		data := must[[]byte](c.t)(io.ReadAll(content))
		c.fine(content.Close())
		if string(data) != "one pair\n" {
			c.t.Errorf("the file has %q", data)
		}
	}
	if _, err := c.v.OpenFile(c.within(), c.files["stock"].File.Key); !client.IsRefused(err, client.NotFound) {
		c.t.Errorf("a visitor opens a note: %v", err)
	}
}

// isPassedOn has the chat go to another agent, and then to another department.
func (c *conversation) isPassedOn() {
	c.t.Helper()
	ack := must[client.Ack](c.t)
	c.bob = c.agent("bob", 5)
	ack(c.ada.TransferToAgent(c.within(), c.guid, c.ids["bob"]))
	c.takes(c.bob, c.guid)
	ack(c.v.Post(c.within(), c.guid, "Hello?"))
	ack(c.bob.Post(c.within(), c.guid, "We have one pair."))
	c.cas = c.agent("cas", 5)
	ack(c.bob.TransferToDepartment(c.within(), c.guid, c.ids["sales"]))
	c.takes(c.cas, c.guid)
	ack(c.cas.Post(c.within(), c.guid, "It is yours."))
	ack(c.v.Post(c.within(), c.guid, "Thank you"))
}

// isAsked waits until an agent is told what the wrap-up is to tell.
func (c *conversation) isAsked(a *client.Agent, what string, is func(client.AskedWrapup) bool) {
	c.t.Helper()
	ctx := c.within()
	for {
		e, err := a.Next(ctx)
		if err != nil {
			c.t.Fatalf("waiting for %s: %v", what, err)
		}
		if w, ok := e.(client.AskedWrapup); ok && w.Chat == c.guid && is(w) {
			return
		}
	}
}

// ends has the agent note something for the wrap-up, end the chat and wrap it up, and the
// visitor judge it.
func (c *conversation) ends() {
	c.t.Helper()
	c.isAsked(c.cas, "the wrap-up's form", func(w client.AskedWrapup) bool {
		return !w.Due && len(w.Fields) == 1 && w.Fields[0].Required && len(w.Categories) == 1 && len(w.Categories[0].Options) == 2
	})
	c.fine(c.cas.WrapUp(c.within(), c.guid, client.Wrapup{Comment: "one pair?"}))
	must[client.Ack](c.t)(c.cas.End(c.within(), c.guid))
	c.sees(c.v.Conn, c.guid, "the end", func(s client.ChatState) bool { return s.State == client.StateEnded && s.ChatID > 0 })
	c.isAsked(c.cas, "the wrap-up to be due", func(w client.AskedWrapup) bool { return w.Due && w.Given.Comment == "one pair?" })
	given := client.Wrapup{
		Comment: "sold one pair", Fields: []client.Field{{FieldID: c.ids["solved"], Value: "yes"}},
		Categories: []string{"20000000-0000-4000-8000-000000000302", "20000000-0000-4000-8000-000000000301"},
	}
	for _, less := range []client.Wrapup{{Comment: "sold", Fields: given.Fields}, {Comment: "sold", Categories: given.Categories}} {
		if err := c.cas.WrapUp(c.within(), c.guid, less); !client.IsRefused(err, client.Invalid) {
			c.t.Errorf("a wrap-up that lacks something is answered by %v", err)
		}
	}
	for range 2 { // sent again
		c.fine(c.cas.WrapUp(c.within(), c.guid, given))
	}
	c.isAsked(c.cas, "the wrap-up to be there", func(w client.AskedWrapup) bool { return !w.Due && w.Given.Comment == "sold one pair" })
	two, four := 2, 4
	if err := c.v.Rate(c.within(), c.guid, client.Survey{Rating: &two, Fields: []client.Field{{Name: "Come again", Value: "perhaps"}}}); !client.IsRefused(err, client.Invalid) {
		c.t.Errorf("a survey with a wrong answer is answered by %v", err)
	}
	c.fine(c.v.Rate(c.within(), c.guid, client.Survey{Rating: &two, Comment: "slow", Fields: []client.Field{{Name: "Come again", Value: "false"}}}))
	c.fine(c.v.Rate(c.within(), c.guid, client.Survey{Rating: &four, Comment: "slow, but good", Fields: []client.Field{{Name: "Come again", Value: "true"}}}))
	c.ended = time.Now()
	entries, more, err := c.cas.Entries(c.within(), c.guid, 0)
	if err != nil || more {
		c.t.Fatal(more, err)
	}
	c.entries = entries
}

// isRight compares the record with what it must be. What has been seen of the chat while it
// ran tells its times.
func (c *conversation) isRight() {
	c.t.Helper()
	c.areInOrder()
	var got object
	c.fine(c.admin.Do(c.within(), http.MethodGet, "livechat/chats/"+c.guid, map[string][]string{"include": {everyInclude}}, nil, &got))
	want := c.record(got)
	if diff := cmp.Diff(plainly(c.t, want), plainly(c.t, got)); diff != "" {
		c.t.Errorf("the record (-want +got):\n%s", diff)
	}
}

// plainly is what JSON makes of an object.
func plainly(t *testing.T, o object) (plain object) {
	t.Helper()
	data := must[[]byte](t)(json.Marshal(o))
	return answerOf[object](t, data)
}

// areInOrder looks at the entries, from which the record's times are taken.
func (c *conversation) areInOrder() {
	c.t.Helper()
	want := []string{
		"requested", "offered", "accepted", "text", "text", "note", "file", "file", "noteFile", "offered", "transferred", "accepted",
		"text", "text", "transferred", "offered", "accepted", "text", "text", "left", "ended",
	}
	var kinds []string
	last := c.began
	for i, e := range c.entries {
		kinds = append(kinds, string(e.Kind))
		if e.Seq != int64(i+1) || e.Time.Before(last.Truncate(100)) || e.Time.After(c.ended) {
			c.t.Errorf("entry %d is %+v, after %v", i+1, e, last)
		}
		last = e.Time
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		c.t.Fatalf("the chat's entries (-want +got):\n%s", diff)
	}
}

// The places of the entries in which something begins or ends.
const (
	asked = iota
	_
	adaTook
	viAsked
	adaAnswered
	_
	viSent
	_
	_
	_
	adaGave
	bobTook
	viCalled
	bobAnswered
	bobGave
	_
	casTook
	casAnswered
	_
	_
	over
)

func (c *conversation) at(entry int) time.Time { return c.entries[entry].Time }

// instant writes a time as the API does.
func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.9999999Z") }

// lasted writes how long something took, of less than a day.
func lasted(from, to time.Time) string {
	return time.Time{}.Add(to.Sub(from)).Format(time.TimeOnly)
}

// record is what the chat must be. What nobody else can know it takes from the record
// itself, after a look at it.
func (c *conversation) record(got object) object {
	id, session := got["id"], got["sessionId"]
	c.isNumber("the id", id)
	if session == nobody || session == "" {
		c.t.Errorf("the session is %v", session)
	}
	return object{
		"id": id, "guid": c.guid, "sessionId": session, "visitorId": c.v.You(), "campaignId": c.ids["campaign"], "departmentId": c.ids["sales"],
		"skillId": c.ids["skill"], "autoInvitationId": nobody, "contactIdentityId": nobody, "botId": nobody, "offlineMessageId": 0,
		"status": "normal", "source": "chatButton", "chatType": "agentOnly", "isQueued": true, "lastMessageSentBy": "visitor",
		"requestedTime": instant(c.at(asked)), "startTime": instant(c.at(adaTook)), "endTime": instant(c.at(over)),
		"waitingTime": lasted(c.at(asked), c.at(adaTook)), "duration": lasted(c.at(adaTook), c.at(over)),
		"agentDuration": lasted(c.at(adaTook), c.at(over)), "botDuration": "00:00:00", "avgResponseTime": c.avgResponse(),
		"visitorMessagesCount": 4, "agentMessagesCount": 3, "cannedMessageCount": 0, "ifAudioChatHappened": false, "ifVideoChatHappened": false,
		"preChatName": "Vi", "preChatEmail": "vi@example.com", "preChatPhone": "+31 20", "preChatCompany": "Acme", "preChatProductService": "Boots",
		"preChatTicketId": -1, "preChatSocialMediaSource": 0, "preChatSocialProfileURL": "",
		"requestingPageTitle": "Shoes", "requestingPageURL": "https://shop.example/shoes",
		"messages": c.transcript(), "transferLogs": c.transfers(id), "chatAgents": c.parts(id), "chatAttachments": c.attachments(id),
		"chatFieldResults": c.results(id), "chatSegmentResults": c.segments(id), "chatChatbotMaps": []object{},
		"chatWrapup": c.wrapup(id, got), "chatWrapupCategories": c.categories(id), "postChatSurvey": c.survey(id, got),
		"session": c.session(got), "visitor": object{"id": c.v.You(), "name": "Vi", "email": "vi@example.com", "phone": "+31 20", "company": "Acme", "ssoUserId": ""},
		"campaign":   object{"id": c.ids["campaign"], "name": "Shop", "description": "of shoes", "language": "nl"},
		"department": object{"id": c.ids["sales"], "name": "Sales", "description": "sells", "isAvailableInLiveChat": true},
		"skill":      object{"id": c.ids["skill"], "name": "Leather", "description": "of all kinds"}, "autoInvitation": nil, "contactIdentity": nil,
	}
}

func (c *conversation) isNumber(what string, is any) {
	c.t.Helper()
	if n, ok := is.(json.Number); !ok || n == "0" {
		c.t.Errorf("%s is %v", what, is)
	}
}

// avgResponse is how long the visitor waited for an answer, which was twice: the file came
// before the call that Bob answered, and what Cas said answered nothing.
func (c *conversation) avgResponse() float64 {
	total := c.at(adaAnswered).Sub(c.at(viAsked)) + c.at(bobAnswered).Sub(c.at(viSent))
	return total.Seconds() / 2
}

// transcript is every line, in order.
func (c *conversation) transcript() (lines []object) {
	for i, line := range []struct {
		entry                          int
		action, by, name, text, upload string
	}{
		{adaTook, "agentAcceptChat", "system", "", "Agent Ada has joined the chat.", ""},
		{viAsked, "visitorAddTextMessage", "visitor", "Vi", "Do you have these in 9½?", ""},
		{adaAnswered, "agentSendText", "agent", "Ada", "I will look.", ""},
		{adaAnswered + 1, "agentSendNoteText", "agent", "Ada", "knows us", ""},
		{viSent, "visitorSendFile", "visitor", "Vi", "The visitor has sent a file: order.txt", "order"},
		{viSent + 1, "agentSendFile", "agent", "Ada", "Agent Ada has sent a file: boot.png", "boot"},
		{viSent + 2, "agentSendNoteFile", "agent", "Ada", "Agent Ada has sent a file: stock.csv", "stock"},
		{adaGave, "agentTransferChat", "system", "", "Agent Ada has transferred the chat.", ""},
		{bobTook, "agentAcceptTransferredChat", "system", "", "Agent Bob has joined the chat.", ""},
		{viCalled, "visitorAddTextMessage", "visitor", "Vi", "Hello?", ""},
		{bobAnswered, "agentSendText", "agent", "Bob", "We have one pair.", ""},
		{bobGave, "agentTransferChatToDepartment", "system", "", "Agent Bob has transferred the chat to the department Sales.", ""},
		{casTook, "agentAcceptTransferredChat", "system", "", "Agent Cas has joined the chat.", ""},
		{casAnswered, "agentSendText", "agent", "Cas", "It is yours.", ""},
		{casAnswered + 1, "visitorAddTextMessage", "visitor", "Vi", "Thank you", ""},
		{over - 1, "agentEndChat", "agent", "", "Agent Cas has left the chat.", ""},
		{over, "systemEndChat", "system", "", "The chat is ended.", ""},
	} {
		lines = append(lines, object{
			"chatAction": line.action, "senderType": line.by, "senderName": line.name, "message": line.text, "translatedMessage": "",
			"time": instant(c.at(line.entry).Round(time.Second)), "attachment": c.files[line.upload].File.Key,
		})
		if shown := c.entries[line.entry]; shown.Text != line.text || shown.Action != line.action {
			c.t.Errorf("line %d was shown as %+v", i, shown)
		}
	}
	return lines
}

func (c *conversation) transfers(id any) []object {
	return []object{
		{
			"id": 1, "chatId": id, "fromAgentId": c.ids["ada"], "toAgentId": c.ids["bob"], "fromDepartmentId": c.ids["support"], "toDepartmentId": c.ids["support"],
			"time": instant(c.at(adaGave)), "transferType": 1,
		},
		{
			"id": 2, "chatId": id, "fromAgentId": c.ids["bob"], "toAgentId": nobody, "fromDepartmentId": c.ids["support"], "toDepartmentId": c.ids["sales"],
			"time": instant(c.at(bobGave)), "transferType": 1,
		},
	}
}

func (c *conversation) parts(id any) (parts []object) {
	for i, p := range []struct {
		name     string
		from, to int
	}{{"Ada", adaTook, adaGave}, {"Bob", bobTook, bobGave}, {"Cas", casTook, over}} {
		who := strings.ToLower(p.name)
		parts = append(parts, object{
			"id": i + 1, "chatId": id, "agentId": c.ids[who], "agent": object{"id": c.ids[who], "displayName": p.name, "email": who + "@example.com"},
			"startTime": instant(c.at(p.from)), "endTime": instant(c.at(p.to)), "duration": lasted(c.at(p.from), c.at(p.to)),
		})
	}
	return parts
}

func (c *conversation) attachments(id any) (all []object) {
	for i, name := range []string{"order", "boot", "stock"} {
		f := c.files[name].File
		all = append(all, object{
			"id": i + 1, "chatId": id, "name": f.Name, "fileKey": f.Key, "size": f.Size, "contentType": f.ContentType, "isNote": name == "stock",
			"url": fmt.Sprintf("/v4/livechat/chats/%s/attachments/%s", c.guid, f.Key),
		})
	}
	return all
}

func (c *conversation) results(id any) []object {
	return []object{
		{"id": 1, "chatId": id, "formType": "preChat", "fieldId": c.ids["size"], "fieldName": "Size", "value": "9½", "url": ""},
		{"id": 2, "chatId": id, "formType": "wrapUp", "fieldId": c.ids["solved"], "fieldName": "Solved", "value": "yes", "url": ""},
		{"id": 3, "chatId": id, "formType": "postChat", "fieldId": c.ids["again"], "fieldName": "Come again", "value": "true", "url": ""},
	}
}

func (c *conversation) segments(id any) []object {
	return []object{
		{"id": 1, "chatId": id, "segmentId": c.ids["shoes"], "segment": object{"id": c.ids["shoes"], "name": "On shoes"}},
		{"id": 2, "chatId": id, "segmentId": c.ids["talkative"], "segment": object{"id": c.ids["talkative"], "name": "Talkative"}},
	}
}

func (c *conversation) categories(id any) []object {
	return []object{
		{"id": 1, "chatId": id, "categoryOptionId": "20000000-0000-4000-8000-000000000302", "categoryOption": object{"id": "20000000-0000-4000-8000-000000000302", "name": "Refund", "groupName": "Billing", "order": 2}},
		{"id": 2, "chatId": id, "categoryOptionId": "20000000-0000-4000-8000-000000000301", "categoryOption": object{"id": "20000000-0000-4000-8000-000000000301", "name": "Boots", "order": 1}},
	}
}

func (c *conversation) wrapup(id any, got object) object {
	return object{
		"chatId": id, "agentId": c.ids["cas"], "comment": "sold one pair", "isAutoSubmitted": false, "categoriesName": "Billing(Refund),Boots",
		"lastUpdatedTime": c.between(got["chatWrapup"], "lastUpdatedTime", c.at(over), c.ended),
	}
}

func (c *conversation) survey(id any, got object) object {
	return object{
		"chatId": id, "ratingGrade": 4, "ratingComment": "slow, but good",
		"ratingTime": c.between(got["postChatSurvey"], "ratingTime", c.at(over), c.ended),
	}
}

func (c *conversation) session(got object) object {
	return object{
		"id": got["sessionId"], "visitorId": c.v.You(), "contactIdentityId": nobody, "ip": "127.0.0.1", "browser": "Firefox 140.0", "operatorSystem": "Linux x86_64",
		"language": "nl", "timeZone": "-60", "screenResolution": "1920x1080", "landingPageTitle": "Shoes", "landingPageURL": "https://shop.example/shoes",
		"referrerURL": "https://www.google.com/search?q=red+shoes", "searchEngineId": uuid.NewSHA1(uuid.NameSpaceDNS, []byte("google")).String(), "keywords": "red shoes",
		"startTime": c.between(got["session"], "startTime", c.began, c.at(asked)),
	}
}

// between is a time of the record that nobody was told, after a look whether it can be.
func (c *conversation) between(part any, name string, from, to time.Time) any {
	c.t.Helper()
	members, _ := part.(object)
	text, _ := members[name].(string)
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || at.Before(from.Truncate(100)) || at.After(to) {
		c.t.Errorf("%s is %q, and can be from %v to %v: %v", name, text, from, to, err)
	}
	return text
}
