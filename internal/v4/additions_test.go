package v4

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
)

// members reads an object's members in their order.
func members(t *testing.T, raw []byte) (order []string, values map[string]json.RawMessage) {
	t.Helper()
	mustUnmarshal(t, raw, &values)
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, fmt.Sprint(name))
		if err := d.Decode(&skipped{}); err != nil {
			t.Fatal(err)
		}
	}
	return order, values
}

// A selection of members gives just these, each as the whole chat has it, and in
// the same order.
func TestFieldsAreTheSameMembersAsThoseOfTheWhole(t *testing.T) {
	t.Parallel()
	for name, raw := range sampleChats(t) {
		c, related := decode(t, string(raw))
		whole := EncodeChat(nil, c, related, everything)
		order, values := members(t, whole)
		r := rand.New(rand.NewPCG(1, 2))
		for range 50 {
			var asked []string
			for _, m := range selectable {
				if r.IntN(4) == 0 {
					asked = append(asked, strings.ToUpper(m.name))
				}
			}
			only, include, err := selectionOf(asked, 0)
			if err != nil {
				t.Fatal(err)
			}
			w := writer{buf: []byte{'{'}}
			w.chatMembers(c, related, include, only)
			w.end('}')
			gotOrder, got := members(t, w.done())
			want := slices.DeleteFunc(slices.Clone(order), func(n string) bool {
				return only != nil && !slices.Contains(only, n) || only == nil && selectable[foldName(n)].include != 0
			})
			if diff := cmp.Diff(want, gotOrder); diff != "" {
				t.Fatalf("%s, %v (-want +got):\n%s", name, asked, diff)
			}
			for _, n := range gotOrder {
				if !bytes.Equal(got[n], values[n]) && n != "chatWrapup" { // which knows its categories when they are included
					t.Errorf("%s: %s is %s, want %s", name, n, got[n], values[n])
				}
			}
		}
	}
}

func TestFieldsIncludeWhatTheyName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]chat.Include{
		"visitor": chat.IncludeVisitor, "session": chat.IncludeSession, "chatAgents": chat.IncludeChatAgent, "postChatSurvey": chat.IncludeSurvey,
		"chatWrapup": chat.IncludeWrapup, "chatWrapupCategories": chat.IncludeWrapupCategory, "messages": 0, "transferLogs": 0, "botSentimentRecord": 0,
	} {
		if _, include, err := selectionOf([]string{name}, chat.IncludeCampaign); err != nil || include != want {
			t.Errorf("%s includes %b, want %b (%v)", name, include, want, err)
		}
	}
}

func TestAdditionsThatCannotBeUnderstoodNameThemselves(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	for body, message := range map[string]string{
		`{"fields":"id"}`:                  "fields: a list is needed, not a string",
		`{"fields":[1]}`:                   "fields[0]: a string is needed",
		`{"fields":["id","visitor.name"]}`: `fields: a chat has no member "visitor.name"`,
		`{"fields":[""]}`:                  "fields: ",
		`{"facets":{}}`:                    "facets: a list is needed",
		`{"facets":["nope"]}`:              `facets: there is no filter "nope"`,
		`{"facets":["preChatEmail"]}`:      "facets: the values of preChatEmail are not counted",
		`{"facets":["keywords"]}`:          "facets: the values of keywords",
		`{"facets":["visitorId"]}`:         "facets: the values of visitorId",
		`{"facets":["status","status","status","status","status","status","status","status","status","status","status"]}`: "facets: 11 are more than the limit of 10",
		`{"explain":1}`:       "explain: true or false is needed, not a number",
		`{"explain":"maybe"}`: `explain: "maybe" is neither`,
		`{"highlight":[]}`:    "highlight: true or false is needed, not a list",
		`{"cursor":[]}`:       "cursor: a string is needed, not a list",
	} {
		faulty(t, w.ask("POST", "/livechat/chats:search", body), 400, message)
		faulty(t, w.ask("POST", "/livechat/missedAndRefusedChats:search", body), 400, message)
	}
	faulty(t, w.ask("POST", "/livechat/chats:search?fields=id", `{"fields":["id"]}`), 400, "fields: it stands in the body and in the query string")
	faulty(t, w.ask("POST", "/livechat/chats:search?explain=yes", ``), 400, `explain: "yes"`)
	faulty(t, w.ask("GET", "/livechat/chats/4875?fields=nope", ``), 400, `fields: a chat has no member "nope"`)
}

// took is what differs between two answers to one question.
var took = regexp.MustCompile(`"ms":[0-9.]+`)

func TestAdditionsAsParameters(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	const body = `{"fields":["id","visitor"],"facets":["status","chatType"],"explain":true}`
	want := w.ask("POST", "/livechat/chats:search?pageSize=10", body)
	got := w.ask("POST", "/livechat/chats:search?pageSize=10&Fields=ID,visitor&facets=status&facets=chatType&explain=true", "")
	timeless := func(body string) string { return took.ReplaceAllString(body, `"ms":0`) }
	if want.Code != 200 || timeless(got.Body.String()) != timeless(want.Body.String()) {
		t.Errorf("%d %s\nwant %s", got.Code, got.Body, want.Body)
	}
	one := w.ask("GET", "/livechat/chats/4875?fields=session,id", "")
	order, _ := members(t, one.Body.Bytes())
	if !slices.Equal(order, []string{"id", "session"}) {
		t.Errorf("%s", one.Body)
	}
}

// TestFacetsLeadBackToTheirChats holds the values of every counted field against what a
// filter takes.
func TestFacetsLeadBackToTheirChats(t *testing.T) {
	t.Parallel()
	w := withChats(t)
	for _, d := range chat.Fields() {
		if !d.Counted {
			continue
		}
		rec := w.ask("POST", "/livechat/chats:search?pageSize=10", `{"facets":["`+d.Name+`"]}`)
		var answer struct {
			Total  int64
			Facets map[string][]struct {
				Value json.RawMessage
				Count int64
			}
		}
		mustUnmarshal(t, rec.Body.Bytes(), &answer)
		if len(answer.Facets[d.Name]) == 0 {
			t.Errorf("%s: %d %.200s", d.Name, rec.Code, rec.Body)
		}
		for _, v := range answer.Facets[d.Name] {
			filter := fmt.Sprintf(`{"name":%q,"operator":"is","value":[%s]}`, d.Name, v.Value)
			if string(v.Value) == "null" {
				filter = fmt.Sprintf(`{"name":%q,"operator":"notExists"}`, d.Name)
			}
			if got := w.search(t, "/livechat/chats:search?pageSize=10", `{"filters":[`+filter+`]}`); int64(got.Total) != v.Count {
				t.Errorf("%s: %s counts %d, a search finds %d", d.Name, v.Value, v.Count, got.Total)
			}
		}
	}
}
