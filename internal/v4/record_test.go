package v4

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
)

// sampleChats are the records that the specification's answers print.
func sampleChats(t testing.TB) map[string]json.RawMessage {
	t.Helper()
	chats := map[string]json.RawMessage{}
	for _, name := range []string{"search-chats.json", "search-missed-and-refused.json"} {
		var page struct{ List []json.RawMessage }
		if err := json.Unmarshal(sample(t, name), &page); err != nil {
			t.Fatal(err)
		}
		for i, c := range page.List {
			chats[fmt.Sprintf("%s[%d]", name, i)] = c
		}
	}
	chats["get-chat.json"] = sample(t, "get-chat.json")
	if len(chats) != 6 {
		t.Fatalf("%d sample chats, want 6", len(chats))
	}
	return chats
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "samples", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func decode(t testing.TB, raw string) (*chat.Chat, *chat.Related) {
	t.Helper()
	c, related, err := DecodeChat([]byte(raw))
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return c, related
}

// minimal is a record with the two members that none can be without, and more.
func minimal(more string) string {
	return `{"guid":"2efc01b2-b7c1-40a9-b049-b0db9fbc4dbc","requestedTime":"2023-05-01T10:00:00Z"` + more + `}`
}

func TestEverySampleSurvivesImportAndAnswer(t *testing.T) {
	for name, raw := range sampleChats(t) {
		c, related := decode(t, string(raw))
		include := chat.Include(0)
		if bytes.Contains(raw, []byte(`"session"`)) {
			include = chat.IncludeSession
		}
		var want, got map[string]any
		mustUnmarshal(t, raw, &want)
		mustUnmarshal(t, EncodeChat(nil, c, related, include), &got)
		for _, added := range []string{"isQueued", "ifAudioChatHappened", "ifVideoChatHappened", "cannedMessageCount"} {
			delete(got, added) // of the table, but in no sample
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-sample +answer):\n%s", name, diff)
		}
	}
}

func mustUnmarshal(t testing.TB, raw []byte, v any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
}

func TestTheSamplesFiguresFollowFromTheirChats(t *testing.T) {
	for name, raw := range sampleChats(t) {
		c, _ := decode(t, string(raw))
		want := c.Figures
		c.Derive()
		if diff := cmp.Diff(want, c.Figures); diff != "" {
			t.Errorf("%s (-sample +derived):\n%s", name, diff)
		}
	}
}

func TestKeysStandInTheSamplesOrder(t *testing.T) {
	raw := sampleChats(t)["search-chats.json[0]"]
	c, related := decode(t, string(raw))
	want, got := keys(t, raw), keys(t, EncodeChat(nil, c, related, chat.IncludeSession))
	for i, j := 0, 0; i < len(want); i++ {
		for j < len(got) && got[j] != want[i] {
			j++
		}
		if j == len(got) {
			t.Fatalf("%q is missing or out of order in %q", want[i], got)
		}
	}
	text := string(EncodeChat(nil, c, related, 0))
	for _, run := range []string{`"endTime":"2021-04-27T08:59:30.847Z","isQueued":false,"ifAudioChatHappened":false,"ifVideoChatHappened":false,"status"`, `"cannedMessageCount":0,"botDuration"`} {
		if !strings.Contains(text, run) {
			t.Errorf("the answer lacks %s:\n%s", run, text)
		}
	}
}

func keys(t *testing.T, raw []byte) (names []string) {
	t.Helper()
	n, err := parse(string(raw))
	if err != nil {
		t.Fatal(err)
	}
	for i := range n.kids {
		names = append(names, n.kids[i].name)
	}
	return names
}

// full is a record with every part, noun and odd spelling there is.
const full = `{
  "ID": "77", "GUID": "AAAAAAAA-b7c1-40a9-b049-b0db9fbc4dbc", "status": 0, "chatType": "FROMBOTTOAGENT", "source": "1",
  "requestedTime": "2023-05-01T12:00:00.12345678+02:00", "startTime": "2023-05-01T10:00:05", "endTime": "2023-05-02",
  "isQueued": "True", "ifAudioChatHappened": null, "avgResponseTime": "6", "duration": "1.02:03:04.9", "waitingTime": 5.9,
  "preChatTicketId": "12", "preChatName": 1, "lastMessageSentBy": "3", "somethingNew": {"a": [1, 2]}, "preChatSocialMediaSource": "facebook",
  "departmentId": "11111111-1111-1111-1111-111111111111", "department": {"name": "Sales", "colour": "red"},
  "campaign": {"id": "22222222-2222-2222-2222-222222222222", "name": "Main"},
  "messages": "[{\"chatAction\":\"agentSendText\",\"senderType\":1,\"message\":\"hi\",\"time\":\"2023-05-01T10:00:07.5Z\",\"mood\":\"good\"}]",
  "chatAgents": [{"id": 1, "chatId": "82DF661D-5F9F-4E2E-B694-23957239051E", "agentId": "33333333-3333-3333-3333-333333333333", "duration": 5,
    "agent": {"id": "33333333-3333-3333-3333-333333333333", "displayName": "Ann", "email": "ann@example.com"}},
    {"botId": "44444444-4444-4444-4444-444444444444", "agent": {"displayName": "", "email": ""}}],
  "chatWrapup": {"comment": "done", "isAutoSubmitted": true, "lastUpdatedTime": "2023-05-01T10:00:05Z"},
  "chatWrapupCategories": [{"id": 2, "categoryOptionId": "55555555-5555-5555-5555-555555555555", "categoryOption": {"name": "Red", "groupName": "Colours"}}],
  "postChatSurvey": {"ratingGrade": "4", "ratingComment": "fine"},
  "chatSegmentResults": [{"id": 3, "segmentId": "66666666-6666-6666-6666-666666666666"}],
  "chatFieldResults": [{"id": 4, "formType": "wrapup", "fieldId": "77777777-7777-7777-7777-777777777777", "fieldName": "f", "value": "v"}],
  "chatAttachments": [{"id": 5, "name": "a.txt", "fileKey": "k", "size": 9, "isNote": true}],
  "chatChatbotMaps": [{"id": 6, "botId": "44444444-4444-4444-4444-444444444444"}],
  "transferLogs": [{"id": 7, "transferType": 10, "toDepartmentId": "11111111-1111-1111-1111-111111111111"}],
  "botSentimentRecord": {"veryNegativeCount": 1, "negativeCount": "2"}
}`

func TestALenientReadingUnderstandsOddSpellings(t *testing.T) {
	c, related := decode(t, full)
	want := map[string]any{
		"id": int64(77), "type": chat.FromBotToAgent, "source": chat.FromAutoInvitation, "queued": true, "ticket": int64(12),
		"requested": time.Date(2023, 5, 1, 10, 0, 0, 123456700, time.UTC), "end": time.Date(2023, 5, 2, 0, 0, 0, 0, time.UTC),
		"avg": 6.0, "duration": 26*time.Hour + 3*time.Minute + 4*time.Second, "waiting": 5 * time.Second, "last": chat.ByChatBot,
		"name": "1", "agentMessages": int64(1), "social": chat.Facebook, "department": "Sales", "campaign": "22222222-2222-2222-2222-222222222222",
		"categories": "Colours(Red)", "rating": int64(4), "agents": 1, "bot": "44444444-4444-4444-4444-444444444444",
	}
	got := map[string]any{
		"id": c.ID, "type": c.Type, "source": c.Source, "queued": c.IsQueued, "ticket": c.PreChat.TicketID,
		"requested": c.RequestedTime, "end": c.EndTime,
		"avg": c.AvgResponseTime, "duration": c.Duration, "waiting": c.WaitingTime, "last": c.LastMessageBy,
		"name": c.PreChat.Name, "agentMessages": c.AgentMessages, "social": c.PreChat.SocialMedia, "department": related.Departments[c.DepartmentID].Name,
		"campaign": c.CampaignID.String(), "categories": c.Wrapup.CategoriesName, "rating": *c.Survey.Rating, "agents": len(related.Agents), "bot": c.Agents[1].BotID.String(),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestARecordIsTheSameAfterAnswerAndImport(t *testing.T) {
	c, related := decode(t, full)
	first := EncodeChat(nil, c, related, everything)
	again, relatedAgain := decode(t, string(first))
	c.Messages[0].Time = nearestSecond(c.Messages[0].Time)
	if diff := cmp.Diff(c, again); diff != "" {
		t.Errorf("chat (-first +again):\n%s", diff)
	}
	if diff := cmp.Diff(related, relatedAgain); diff != "" {
		t.Errorf("related (-first +again):\n%s", diff)
	}
	if second := EncodeChat(nil, again, relatedAgain, everything); !bytes.Equal(first, second) {
		t.Errorf("answers differ:\n%s\n%s", first, second)
	}
	for _, kept := range []string{`"somethingNew":{"a":[1,2]}`, `"colour":"red"`, `"mood":"good"`, `"preChatSocialMediaSource":1`, `"time":"2023-05-01T10:00:08Z"`, `"duration":"1.02:03:04"`} {
		if !bytes.Contains(first, []byte(kept)) {
			t.Errorf("%s is lost:\n%s", kept, first)
		}
	}
}

func TestAnExtraNeverShadowsAMember(t *testing.T) {
	c, related := decode(t, minimal(""))
	c.Extra = chat.Extra{{Name: "STATUS", Raw: `"hacked"`}, {Name: "chatAgents", Raw: `[]`}, {Name: "other\"", Raw: `1`}}
	got := string(EncodeChat(nil, c, related, 0))
	if strings.Contains(got, "hacked") || strings.Contains(got, "chatAgents") || !strings.HasSuffix(got, `"other\"":1}`) {
		t.Error(got)
	}
}

func TestMissingNounsAreWrittenAsDocumented(t *testing.T) {
	c, _ := decode(t, minimal(`,"departmentId":"11111111-1111-1111-1111-111111111111","chatAgents":[{"agentId":"33333333-3333-3333-3333-333333333333"}]`))
	got := string(EncodeChat(nil, c, nil, everything))
	for _, want := range []string{
		`"department":null`, `"session":null`, `"chatWrapup":null`, `"postChatSurvey":null`, `"chatAttachments":[]`,
		`"agent":{"id":"33333333-3333-3333-3333-333333333333","displayName":"","email":""}`, `"preChatTicketId":-1`, `"avgResponseTime":0.0`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %s:\n%s", want, got)
		}
	}
	if strings.Contains(string(EncodeChat(nil, c, nil, 0)), "session\"") {
		t.Error("an object is there that nobody asked for")
	}
}

func TestABadRecordIsRefusedByTheNameOfItsMember(t *testing.T) {
	for record, want := range map[string]string{
		`[]`:                             "a chat is an object, not a list",
		`{"requestedTime":"2023-05-01"}`: "guid: ",
		`{"guid":"2efc01b2-b7c1-40a9-b049-b0db9fbc4dbc"}`: "requestedTime: ",
		minimal(`,"id":0`):                             "id: 0 is not the id of a chat",
		minimal(`,"id":-4`):                            "id: -4 is not the id of a chat",
		minimal(`,"id":1e3`):                           "id: 1e3 is not an integer",
		minimal(`,"status":"lost"`):                    `status: "lost" is not a status`,
		minimal(`,"messages":[{},{},{},{"time":"x"}]`): `messages[3].time: "x" is not a time`,
		minimal(`,"messages":["x"]`):                   `messages[0]: "x" is not an object`,
		minimal(`,"messages":"[{]"`):                   "messages: malformed JSON at byte 2",
		minimal(`,"messages":"hello"`):                 "messages: malformed JSON at byte 0",
		minimal(`,"messages":3`):                       "messages: 3 is not a list",
		minimal(`,"duration":"-00:00:01"`):             `duration: "-00:00:01" is not a duration`,
		minimal(`,"session":{"startTime":"y"}`):        `session.startTime: "y" is not a time`,
		minimal(`,"chatAgents":[{"agent":{"id":7}}]`):  `chatAgents[0].agent.id: 7 is not a guid`,
		minimal(`,"endTime":"10000-01-01"`):            "endTime: ",
		minimal(`,"preChatName":["a"]`):                "preChatName: a list is not a string",
		minimal(`,"avgResponseTime":1e999`):            "avgResponseTime: 1e999 is not a number",
	} {
		_, _, err := DecodeChat([]byte(record))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", record, err, want)
		}
		if chat.KindOf(err) != chat.KindInvalid {
			t.Errorf("%s: the error is of kind %d", record, chat.KindOf(err))
		}
	}
}

func TestThePutSampleIsReadAsItStands(t *testing.T) {
	c, _ := decode(t, string(sample(t, "put-chat.json")))
	if len(c.Messages) != 3 || c.Agents[0].Duration != 5*time.Second || c.AvgResponseTime != 50 || c.LastMessageBy != chat.ByVisitor {
		t.Errorf("%+v", c)
	}
}
