package v4

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// filterBody is a search's body with one filter.
func filterBody(name, operator, value string) string {
	return fmt.Sprintf(`{"filters":[{"name":%q,"operator":%q,"value":%s}]}`, name, operator, value)
}

// whereOf is the condition of a search with a body and parameters.
func whereOf(body string, p parameters) (filter.Expr, error) {
	a, err := askedBy(p, []byte(body), 10000, false)
	return a.query.Where, err
}

const aGUID = "397eed79-f3a3-4d7c-ab9b-29c78e5bf152"

func TestConditionsBecomeATree(t *testing.T) {
	t.Parallel()
	hex := strings.ReplaceAll(aGUID, "-", "")
	const may = "2021-05-01T00:00:00Z"
	for _, c := range []struct{ name, operator, value, want string }{
		{"departmentId", "is", `["` + aGUID + `"]`, "departmentId in [" + hex + "]"},
		{"{!DEPARTMENTID}", "IsNot", `"` + strings.ToUpper(aGUID) + `"`, "not departmentId in [" + hex + "]"},
		{"departmentId", "is", `["` + zeroGUID + `"]`, "not departmentId exists"},
		{"departmentId", "isNotOneOf", `["` + zeroGUID + `","` + aGUID + `"]`, "(not departmentId in [" + hex + "] and departmentId exists)"},
		{"agent", "exists", `[""]`, "agent exists"},
		{"agent", "notExists", `null`, "not agent exists"},
		{"chatChatbotMap.botId", "is", `["` + aGUID + `"]`, "botId in [" + hex + "]"},
		{"botid", "is", `["` + aGUID + `"]`, "botId in [" + hex + "]"},
		{"campaign", "isOneOf", `["` + aGUID + `"]`, "campaignId in [" + hex + "]"},
		{"campaignId", "isNotIn", `["` + aGUID + `"]`, "not campaignId in [" + hex + "]"},
		{"campaign", "contains", `["Main"]`, `campaign.name contains ["main"]`},
		{"campaign", "notContains", `["Main"]`, `not campaign.name contains ["main"]`},
		{"{!chatSegmentResult.segmentId}", "is", `["` + aGUID + `"]`, "segmentId in [" + hex + "]"},
		{"{!postChatSurvey.ratingGrade}", "isMoreThan", `[3]`, "postChatSurvey.ratingGrade from 3 exclusive to open"},
		{"transferred", "isNot", `["true"]`, "not transferred in [1]"},
		{"status", "is", `["2"]`, "status in [2]"},
		{"status", "is", `[2, "Refused", "1"]`, "status in [2 1 1]"},
		{"chatType", "isNot", `[32]`, "not chatType in [32]"},
		{"duration", "is", `[1]`, "duration in [1]"},
		{"duration", "isMoreThan", `["60"]`, "duration from 60 exclusive to open"},
		{"duration", "isLessThan", `60`, "duration from open to 60 exclusive"},
		{"duration", "isNotLessThan", `60`, "duration from 60 to open"},
		{"duration", "isNotMoreThan", `60`, "duration from open to 60"},
		{"avgResponseTime", "isMoreThan", `["1.5"]`, "avgResponseTime from 1.5 exclusive to open"},
		{"isQueued", "is", `["True"]`, "isQueued in [1]"},
		{"isQueued", "is", `false`, "isQueued in [0]"},
		{"preChatName", "contains", `["Kate","ANN"]`, `preChatName contains ["kate" "ann"]`},
		{"preChatProductService", "isNot", `["Support"]`, `not preChatProductService in ["support"]`},
		{"requestedTime", "is", `["2021-05-01T02:00:00+02:00","2021-05-02"]`, "requestedTime from " + may + " to 2021-05-02T00:00:00Z"},
		{"startTime", "is", `["","2021-05-01"]`, "startTime from open to " + may},
		{"endTime", "is", `["2021-05-01",""]`, "endTime from " + may + " to open"},
		{"requestedTime", "is", `"2021-05-01"`, "requestedTime from " + may + " to " + may},
		{"requestedTime", "isNot", `["2021-05-01",null]`, "not requestedTime from " + may + " to open"},
		{"requestedTime", "isMoreThan", `["2021-05-01"]`, "requestedTime from " + may + " exclusive to open"},
		{"preChatFormField", "is", `[{"fieldId":"` + aGUID + `","value":["A1"]}]`, `preChatFormField[id:` + hex + `] in ["a1"]`},
		{"{!Order Number}", "contains", `[{"value":"A1"}]`, `formField[name:order number] contains ["a1"]`},
		{"Order Number", "contains", `[{"fieldId":"` + aGUID + `","value":["A1"]}]`, `formField[id:` + hex + `] contains ["a1"]`},
		{"customVariable", "isMoreThan", `[{"value":[5]}]`, "customVariable from 5 exclusive to open"},
		{"wrapupFormField", "isNot", `[{"fieldId":"` + aGUID + `","campaignId":"` + aGUID + `","value":["x"]}]`, "(campaignId in [" + hex + "] and (not campaignId in [" + hex + "] or not wrapupFormField[id:" + hex + `] in ["x"]))`},
		{"customVariable", "contains", `["x"]`, `customVariable contains ["x"]`},
		{"customVariable", "is", `[{"fieldId":"` + aGUID + `","value":[""]}]`, "everything"},
		{"keywords", "isNot", `["Refund", "\"late order\" -gold"]`, `(not keywords has "refund" and not keywords has "late order" -"gold")`},
		{"keywords", "contains", `["refun*"]`, `keywords has "refun"*`},
		{"preChatName", "regularExpression", `["^K","e$"]`, `(preChatName matches "^K" or preChatName matches "e$")`},
		{"campaign", "regularExpression", `["^Main"]`, `campaign.name matches "^Main"`},
		{"customVariable", "regularExpression", `[{"fieldId":"` + aGUID + `","value":["^V"]}]`, "customVariable[id:" + hex + `] matches "^V"`},
		// What restricts nothing.
		{"departmentId", "is", `[""]`, "everything"},
		{"departmentId", "isNot", `[]`, "everything"},
		{"preChatName", "contains", `""`, "everything"},
		{"requestedTime", "is", `["",""]`, "everything"},
		{"status", "ignored", `["nonsense"]`, "everything"},
		{"keywords", "is", `[""]`, "everything"},
		{"keywords", "ignored", `["x"]`, "everything"},
	} {
		x, err := whereOf(filterBody(c.name, c.operator, c.value), nil)
		if err != nil {
			t.Errorf("%s %s %s: %v", c.name, c.operator, c.value, err)
			continue
		}
		if got := filter.Show(filter.Normal(x)); got != c.want {
			t.Errorf("%s %s %s\n got %s\nwant %s", c.name, c.operator, c.value, got, c.want)
		}
	}
}

func TestBodiesThatRestrictNothing(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		``, ` `, `null`, `{}`, `{"filters":[]}`, `{"filters":null}`, `{"startTime":"x","endTime":7}`,
		`{"conditionMetType":"all","logicalExpression":"","fields":[],"facets":[],"highlight":false,"explain":false,"cursor":null}`,
	} {
		if x, err := whereOf(body, parameters{"pageindex": {"1"}, "siteid": {"7"}, "x": {"y"}, "departmentid": {""}}); err != nil || filter.Show(filter.Normal(x)) != "everything" {
			t.Errorf("%s: %v, %v", body, x, err)
		}
	}
}

func TestParametersActAsFilters(t *testing.T) {
	t.Parallel()
	query, _ := url.ParseQuery("status=missed&Status=1&CAMPAIGN=" + aGUID)
	p := parameters{}
	for name, values := range query {
		p[foldName(name)] = append(p[foldName(name)], values...)
	}
	if len(p["status"]) != 2 {
		t.Fatal(p)
	}
	x, err := whereOf(filterBody("preChatName", "contains", `["a"]`), p)
	got := filter.Show(filter.Normal(x))
	want := []string{`preChatName contains ["a"]`, "campaignId in [" + strings.ReplaceAll(aGUID, "-", "") + "]", "status in ["}
	for _, w := range want {
		if err != nil || !strings.Contains(got, w) {
			t.Errorf("%s (%v) lacks %s", got, err, w)
		}
	}
	x, err = whereOf("", parameters{"keywords": {"x"}})
	if got := filter.Show(filter.Normal(x)); err != nil || got != `keywords has "x"` {
		t.Error(got, err)
	}
}

func TestConditionsThatCannotBeObeyed(t *testing.T) {
	t.Parallel()
	many := func(n int) string { return "[" + strings.TrimSuffix(strings.Repeat(`"1",`, n), ",") + "]" }
	one := `{"name":"id","operator":"is","value":1}`
	for _, c := range []struct {
		body   string
		status int
		want   string
	}{
		{filterBody("colour", "is", `["x"]`), 400, "colour: there is no such filter"},
		{filterBody("status", "resembles", `["x"]`), 400, `status: there is no operator "resembles"`},
		{filterBody("status", "is", `["lost"]`), 400, `status: "lost" is not a status`},
		{filterBody("status", "isMoreThan", `["1"]`), 400, "status: a comparison of size does not suit a field of kind enum"},
		{filterBody("status", "contains", `["1"]`), 400, "status: contains does not suit"},
		{filterBody("departmentId", "contains", `["1"]`), 400, "departmentId: contains does not suit a field of kind guid"},
		{filterBody("departmentId", "is", `["1"]`), 400, `departmentId: "1" is not of kind guid`},
		{filterBody("preChatName", "isLessThan", `["1"]`), 400, "preChatName: a comparison of size does not suit a field of kind text"},
		{filterBody("duration", "isLessThan", `["1","2"]`), 400, "duration: a comparison of size takes one value, not 2"},
		{filterBody("duration", "is", `["1.5"]`), 400, `duration: "1.5" is not of kind integer`},
		{filterBody("isQueued", "is", `["yes"]`), 400, `isQueued: "yes" is not of kind boolean`},
		{filterBody("requestedTime", "is", `["yesterday",""]`), 400, `requestedTime: "yesterday" is not of kind time`},
		{filterBody("requestedTime", "is", `["","",""]`), 200, ""},
		{filterBody("requestedTime", "is", `["2021-05-01","2021-05-01","2021-05-01"]`), 400, "requestedTime: a time takes [from, to]"},
		{filterBody("status", "is", `[[1]]`), 400, "status: a value is a string"},
		{filterBody("status", "is", many(201)), 400, "status: 201 values are more than the limit of 200"},
		{filterBody("preChatName", "is", `["`+strings.Repeat("x", 1025)+`"]`), 400, "preChatName: a value of 1025 bytes is longer than the limit of 1024"},
		{`{"filters":[` + strings.Repeat(one+",", 50) + one + `]}`, 400, "filters: 51 are more than the limit of 50"},
		{`{"filters":7}`, 400, "filters: a list is needed, not a number"},
		{`{"filters":[7]}`, 400, "filters[0]: an object is needed, not a number"},
		{`{"filters":[{"operator":"is"}]}`, 400, `The parameter "filters[0].name" is required.`},
		{`{"filters":[{"name":"id"}]}`, 400, `The parameter "filters[0].operator" is required.`},
		{`{"filters":[{"name":1,"operator":"is"}]}`, 400, "filters[0].name: a string is needed, not a number"},
		{`[]`, 400, "the body of a search is an object, not a list"},
		{`{`, 400, "malformed JSON at byte 1"},
		{filterBody("pciForm", "is", `["4111"]`), 400, "pciForm: what was entered in a secure form cannot be searched"},
		{filterBody("{!pciFormField}", "is", `[{"fieldId":"`+aGUID+`","value":["4111"]}]`), 400, "cannot be searched"},
		{filterBody("preChatName", "is", `[{"fieldId":"`+aGUID+`","value":["1"]}]`), 400, "preChatName: a value is a string"},
		{filterBody("customVariable", "is", `["x",{"fieldId":"`+aGUID+`","value":["1"]}]`), 400, "customVariable: its values are of two kinds"},
		{filterBody("customVariable", "is", `[{"fieldId":7,"value":["1"]}]`), 400, "customVariable: the fieldId 7 is not of kind guid"},
		{filterBody("customVariable", "is", `[{"campaignId":"main","value":["1"]}]`), 400, `customVariable: the campaignId "main" is not of kind guid`},
		{filterBody("customVariable", "is", `[{"value":[{"value":"1"}]}]`), 400, "customVariable: the value of a form's field is a string"},
		{filterBody("customVariable", "isMoreThan", `[{"value":["much"]}]`), 400, `customVariable: "much" is not of kind number`},
		{filterBody("customVariable", "is", `[{"value":`+many(201)+`}]`), 400, "customVariable: 201 values are more than the limit of 200"},
		{filterBody("preChatName", "regularExpression", `["(a"]`), 400, "preChatName: error parsing regexp: missing closing"},
		{filterBody("preChatName", "regularExpression", `["`+strings.Repeat("x", 257)+`"]`), 400, "preChatName: the regular expression is longer than 256 bytes"},
		{filterBody("status", "regularExpression", `["a"]`), 400, "status: a regular expression does not suit a field of kind enum"},
		{filterBody("keywords", "is", `["-file"]`), 400, "keywords: "},
		{filterBody("keywords", "isMoreThan", `["file"]`), 400, "keywords: a comparison of size does not suit"},
		{`{"conditionMetType":"some"}`, 400, `conditionMetType: "some" is none of all, any, logicalExpression`},
		{`{"conditionMetType":1}`, 400, "conditionMetType: a string is needed"},
		{`{"conditionMetType":"logicalExpression"}`, 400, `The parameter "logicalExpression" is required.`},
		{`{"conditionMetType":"any","logicalExpression":"1"}`, 400, "logicalExpression: it contradicts the conditionMetType"},
		{`{"logicalExpression":"1"}`, 400, "logicalExpression: at byte 1: there is no filter 1, only 0"},
		{`{"cursor":7}`, 400, "cursor: "},
		{`{"cursor":"AQ"}`, 400, "cursor: "},
		{`{"facets":["status"]}`, 501, "facets: "},
		{`{"explain":true}`, 501, "explain: "},
	} {
		_, err := whereOf(c.body, nil)
		if c.status == 200 {
			if err != nil {
				t.Errorf("%.200s: %v", c.body, err)
			}
			continue
		}
		if err == nil || problemOf(err).status != c.status || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.200s\n got %v\nwant %d with %s", c.body, err, c.status, c.want)
		}
	}
}

func TestEveryFilterOfTheSpecificationIsKnown(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"requestedTime", "departmentId", "skillId", "agent", "chatChatbotMap.botId", "categoryOptionId", "keywords", "campaign", "duration",
		"preChatName", "preChatEmail", "preChatPhone", "preChatCompany", "preChatProductService", "guid", "chatType",
		"{!postChatSurvey.ratingGrade}", "{!postChatSurvey.ratingComment}", "{!botSentimentRecord.veryNegativeCount}",
		"{!botSentimentRecord.negativeCount}", "{!chatWrapup.comment}", "{!chatSegmentResult.segmentId}", "autoInvitationId",
		"{!transferLog.fromDepartmentId}", "{!transferLog.toDepartmentId}", "transferred", "{!transferLog.transferType}", "ssoUserId",
		"status", "source", "lastMessageSentBy", "preChatFormField", "postChatFormField", "wrapupFormField", "customVariable", "segmentId", "campaignId",
	} {
		if _, ok := lookUp(name); !ok {
			t.Errorf("%s is not known", name)
		}
	}
	for _, d := range chat.Fields() {
		f, ok := lookUp(strings.ToUpper(d.Name))
		if !ok || f.name != d.Name {
			t.Errorf("%s: %+v", d.Name, f)
		}
	}
}

func TestPagesAndOrders(t *testing.T) {
	t.Parallel()
	newest := chat.NewestFirst
	for query, want := range map[string]any{
		"":                               chat.Query{Sort: newest},
		"pageIndex=1":                    chat.Query{Sort: newest},
		"pageindex=0":                    chat.Query{Sort: newest},
		"pageIndex=3&PAGESIZE=20":        chat.Query{Sort: newest, Page: 2, Size: 20},
		"pageSize=0":                     chat.Query{Sort: newest, Size: 10},
		"pageSize=-5":                    chat.Query{Sort: newest, Size: 10},
		"pageSize=99999":                 chat.Query{Sort: newest, Size: 99999},
		"sortBy=DURATION&sortorder=DESC": chat.Query{Sort: chat.Sort{By: "duration", Descending: true}},
		"sortBy=guid":                    chat.Query{Sort: chat.Sort{By: "guid"}},
		"sortOrder=asc":                  chat.Query{Sort: chat.Sort{By: "requestedTime"}},
		"pageSize=1e9":                   `pageSize: "1e9" is not an integer`,
		"pageSize=99999999999999999999":  "pageSize: ",
		"pageIndex=-1":                   "pageIndex: -1 is not the number of a page",
		"pageIndex=4294967296":           "pageIndex: 4294967296 is not the number of a page",
		"pageIndex=x":                    `pageIndex: "x" is not an integer`,
		"sortBy=colour":                  `sortBy: chats cannot be sorted by "colour"`,
		"sortBy=agent":                   `sortBy: chats cannot be sorted by "agent"`,
		"sortOrder=up":                   `sortOrder: "up" is neither asc nor desc`,
	} {
		values, _ := url.ParseQuery(query)
		p := parameters{}
		for name, v := range values {
			p[foldName(name)] = v
		}
		var q chat.Query
		var err error
		if q.Sort, err = sortOf(p); err == nil {
			q.Page, q.Size, err = pageOf(p)
		}
		if message, bad := want.(string); bad {
			if err == nil || !strings.HasPrefix(err.Error(), message) {
				t.Errorf("%s: %v, want %s", query, err, message)
			}
			continue
		}
		if diff := cmp.Diff(want, q); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", query, err, diff)
		}
	}
}

func TestIncludesAreNamedInAnyWay(t *testing.T) {
	t.Parallel()
	got := includeOf(parameters{"include": {"CHATAGENT, session,messages", "chatWrapupCategory"}})
	want := chat.IncludeChatAgent | chat.IncludeSession | chat.IncludeWrapupCategory | chat.IncludeWrapup
	if got != want {
		t.Errorf("%b, want %b", got, want)
	}
}
