package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/demo"
	"github.com/parleychat/parley/internal/filter"
)

// start is when the made-up chats begin.
var start = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// limit is what a median may be on SQLite and on PostgreSQL: milliseconds, or
// medians of something else. 0 is no limit.
type limit [2]float64

// question is asked in several variants, in turns.
type question struct {
	text     string
	target   limit  // in milliseconds
	ofFloor  limit  // in medians of the SQL written by hand
	of       string // another question's text
	ofOther  limit  // in its medians
	variants []variant
}

// variant is a request, and the same as SQL written by hand.
type variant struct {
	method, path string
	body         []byte
	sql          statement // none where there is none to compare with
}

// asker makes up the questions about the chats of a seed.
type asker struct {
	chats                int
	department, campaign chat.GUID
}

func newAsker(o options) (*asker, error) {
	a := &asker{chats: o.chats}
	related := demo.New(o.seed, start).Related()
	for id, d := range related.Departments {
		if d.Name == "Customer Service" {
			a.department = id
		}
	}
	for id, c := range related.Campaigns {
		if c.Name == "Main store" {
			a.campaign = id
		}
	}
	if a.department == (chat.GUID{}) || a.campaign == (chat.GUID{}) {
		return nil, errors.New("the demo site has no department Customer Service, or no campaign Main store")
	}
	return a, nil
}

const pageOfDepartment = "page of 50, department + 30 days"

// questions are those of the targets, in their order.
func (a *asker) questions() []question {
	words := demo.Landmarks()
	qs := []question{
		{text: "one chat by its id", target: limit{0.4, 1.2}, variants: a.oneChat()},
		{text: pageOfDepartment, target: limit{2.5, 8}, variants: a.months(a.inDepartment())},
		{text: "page of 50, department + 1 year", target: limit{3, 15}, variants: a.years(a.inDepartment())},
		{text: "page of 50, department, all history", target: limit{4, 40}, variants: a.always(a.inDepartment())},
		{text: "five enum filters, 1 year", target: limit{5, 25}, variants: a.years(a.inDepartment(), a.fiveEnums())},
	}
	for i, target := range []limit{{4, 10}, {7, 30}, {18, 90}} {
		qs = append(qs, question{
			text:   fmt.Sprintf("keyword in %.3g %% of the chats, 1 year", 100*words[i].Share),
			target: target, variants: a.years(a.word(words[i].Word)),
		})
	}
	return append(qs,
		question{text: "phrase in 2 % of the chats, 1 year", target: limit{35, 0}, variants: a.years(a.phrase())},
		question{text: "keyword in 4 % + department, 1 year", ofFloor: limit{1.5, 2}, variants: a.years(a.wordInDepartment(words[1].Word))},
		question{text: "e-mail contains, all history, rare", target: limit{10, 10}, variants: a.always(a.email("contains", "@fjordline"))},
		question{text: "e-mail contains, all history, common", target: limit{20, 70}, variants: a.always(a.email("contains", "@mail.ex"))},
		question{text: "regular expression on the e-mail, 30 days", target: limit{20, 30}, variants: a.months(a.email("regularExpression", `[0-9]@mail\.example$`))},
		question{text: "regular expression with a literal, all history", target: limit{90, 120}, variants: a.always(a.email("regularExpression", `[0-9]@fjordline\.example$`))},
		question{text: firstPage, variants: a.pages(1)},
		question{text: deepPage, of: firstPage, ofOther: limit{1.3, 2}, variants: a.pages(a.lastPage())},
	)
}

const (
	firstPage = "page 1 of all chats, 50 a page"
	deepPage  = "page 2,000 by page number, or the last one"
	byCursor  = "the same place by cursor"
)

// lastPage is 2,000 where there are that many.
func (a *asker) lastPage() int { return min(2000, a.chats*9/10/50) }

// condition is one restriction, as the API takes it and as SQL.
type condition struct {
	name, operator, value string
	where                 string // with %d for the number of its argument
	arg                   any
	word                  string // for the full-text index, instead of where
}

func (a *asker) inDepartment() condition {
	return condition{name: "departmentId", operator: "is", value: a.department.String(), where: "c.department = $%d", arg: a.department[:]}
}

// fiveEnums are four more, beside the department.
func (a *asker) fiveEnums() []condition {
	return []condition{
		{name: "status", operator: "is", value: "normal", where: "c.status = $%d", arg: 0},
		{name: "source", operator: "is", value: "chatButton", where: "c.source = $%d", arg: 0},
		{name: "chatType", operator: "is", value: "agentOnly", where: "c.type = $%d", arg: 0},
		{name: "campaignId", operator: "is", value: a.campaign.String(), where: "c.campaign = $%d", arg: a.campaign[:]},
	}
}

func (a *asker) word(w string) condition {
	return condition{name: "keywords", operator: "is", value: w, word: w}
}

func (a *asker) phrase() condition {
	return condition{name: "keywords", operator: "is", value: `"` + demo.Phrase + `"`, word: demo.Phrase}
}

// wordInDepartment has the department as a reserved word of the floor's index.
func (a *asker) wordInDepartment(w string) []condition {
	d := a.inDepartment()
	d.where, d.word = "", departmentWord(a.department)
	return []condition{a.word(w), d}
}

// email has LIKE as its floor: the expressions asked for end with their literal.
func (a *asker) email(operator, value string) condition {
	literal := strings.NewReplacer("[0-9]", "", `\`, "", "$", "").Replace(value)
	return condition{name: "preChatEmail", operator: operator, value: value, where: "c.email LIKE $%d", arg: "%" + literal + "%"}
}

// months are ranges of 30 days all over the time of the chats.
func (a *asker) months(conditions ...any) []variant {
	var all []variant
	for day := 0; day < 700; day += 10 {
		from := start.AddDate(0, 0, day)
		all = append(all, a.search(from, from.AddDate(0, 0, 30), 1, conditions...))
	}
	return all
}

// years are ranges of 365 days.
func (a *asker) years(conditions ...any) []variant {
	var all []variant
	for day := 0; day < 365; day += 10 {
		from := start.AddDate(0, 0, day)
		all = append(all, a.search(from, from.AddDate(0, 0, 365), 1, conditions...))
	}
	return all
}

func (a *asker) always(conditions ...any) []variant {
	return []variant{a.search(time.Time{}, time.Time{}, 1, conditions...)}
}

func (a *asker) pages(n int) []variant {
	return []variant{a.search(time.Time{}, time.Time{}, n)}
}

// search is the variant that asks for a page of the chats requested in a range
// (any time, when from is zero) for which all conditions hold; they come as a
// condition or several.
func (a *asker) search(from, to time.Time, page int, given ...any) variant {
	var conditions []condition
	for _, g := range given {
		switch g := g.(type) {
		case condition:
			conditions = append(conditions, g)
		case []condition:
			conditions = append(conditions, g...)
		}
	}
	const form = "2006-01-02T15:04:05Z"
	filters := []map[string]any{}
	if !from.IsZero() {
		filters = append(filters, map[string]any{"name": "requestedTime", "operator": "is", "value": []string{from.Format(form), to.Format(form)}})
	}
	for _, c := range conditions {
		filters = append(filters, map[string]any{"name": c.name, "operator": c.operator, "value": []string{c.value}})
	}
	body, _ := json.Marshal(map[string]any{"filters": filters}) //nolint:errchkjson // only texts
	v := variant{method: http.MethodPost, path: "/v4/livechat/chats:Search?pageSize=50&pageIndex=" + strconv.Itoa(page), body: body}
	var ticks []any
	if !from.IsZero() {
		ticks = []any{filter.Ticks(from), filter.Ticks(to)}
	}
	v.sql = searchSQL(ticks, page, conditions)
	return v
}

func (a *asker) oneChat() []variant {
	all := make([]variant, 500)
	for i := range all {
		id := 1 + int64(i)*int64(a.chats/len(all))
		all[i] = variant{
			method: http.MethodGet, path: "/v4/livechat/chats/" + strconv.FormatInt(id, 10),
			sql: statement{page: "SELECT chat, doc FROM chat_doc WHERE site = 10000 AND chat = $1", pageArgs: []any{id}},
		}
	}
	return all
}
