package store

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/chat/chattest"
	"github.com/parleychat/parley/internal/demo"
	"github.com/parleychat/parley/internal/filter"
	"github.com/parleychat/parley/internal/store/storetest"
	"github.com/parleychat/parley/internal/v4"
)

// The marks that requests carry. No statement of ours has any of them.
const (
	textMark   = "zqmark"
	numberMark = "18937281828182845"
	guidMark   = "5eafa11c-0de5-4bad-8bad-f00d5eafa11c"
	timeMark   = "2030-01-03T10:08:01.8281Z" // 1893665281828 milliseconds since 1970
)

var marks = []string{textMark, numberMark[:8], guidMark[24:], "1893665281828"}

// hostile are texts that break out of a statement that they are a part of.
var hostile = []string{
	textMark, "'" + textMark, textMark + "' OR 1=1 --", `"` + textMark + `"`, textMark + "%", "_" + textMark + "_", `\` + textMark + `\'`,
	"$1" + textMark, "{!" + textMark + "}", "\x00" + textMark, textMark + "\x00'", "?" + textMark + ";DROP TABLE chat", "/*" + textMark, "[" + textMark, "(" + textMark + ")*",
	strings.Repeat(textMark, 170),
}

// surrogates are JSON strings that are no text.
var surrogates = []string{`"\ud800` + textMark + `"`, `"` + textMark + `\udfff"`, `"\udc00\ud800` + textMark + `"`}

// hall is the whole API on a database that is watched.
type hall struct {
	t       *testing.T
	name    string
	watcher *watcher
	handler http.Handler
	key     string
	asked   int
	by      map[int]int // answers by their status
}

func newHall(t *testing.T, name, address string) (*hall, *Store) {
	t.Helper()
	h := &hall{t: t, name: name, watcher: &watcher{marks: marks}, by: map[int]int{}}
	s, err := Open(t.Context(), address, Options{Wrap: h.watcher.wrap})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	h.key, err = auth.CreateSite(t.Context(), s, auth.NewSite{Site: 10000, Name: "Hall", Agent: chat.GUID{1}, Email: "ada@example.com", Password: "correct horse battery"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	service := chat.NewService(s, &chattest.Files{}, bus.NewLocal(), time.Now)
	site := demo.New(3, demoStart)
	related := site.Related()
	var chats []*chat.Chat
	for c, nouns := range site.Chats(60, 1) {
		related.Merge(nouns)
		chats = append(chats, c)
	}
	if _, err := service.Import(t.Context(), chat.Actor{Site: 10000, May: chat.WriteChats}, chats, related); err != nil {
		t.Fatal(err)
	}
	who := auth.New(s, time.Now)
	h.handler = v4.New(v4.Options{Service: service, Auth: who, SignIn: who})
	return h, s
}

// ask sends a request. Whatever it is, it must not be answered by an error of the
// server; 501 is the answer of what is not built yet.
func (h *hall) ask(method, path, body string, header ...string) {
	h.t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), method, "/", strings.NewReader(body))
	address, query, _ := strings.Cut(path, "?")
	r.URL = &url.URL{Path: address, RawQuery: query}
	r.Header.Set("Authorization", "Bearer "+h.key)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	h.asked++
	h.by[w.Code]++
	if w.Code >= 500 {
		h.t.Errorf("%s: %s %s answers %d: %s\n%.300s", h.name, method, path, w.Code, w.Body, body)
	}
	if found, _ := h.watcher.caught(); len(found) > 0 {
		h.t.Errorf("%s: %s %s: in the text of a statement:\n%s\n%.300s", h.name, method, path, found[0], body)
	}
}

func quoted(s string) string {
	text, _ := json.Marshal(s) // a string is always possible
	return string(text)
}

func condition(name, operator string, values ...string) string {
	return fmt.Sprintf(`{"name":%s,"operator":%s,"value":[%s]}`, quoted(name), quoted(operator), strings.Join(values, ","))
}

func (h *hall) search(conditions ...string) {
	h.t.Helper()
	h.ask(http.MethodPost, "/livechat/chats:Search", `{"filters":[`+strings.Join(conditions, ",")+`]}`)
}

var everyOperator = []string{
	"is", "isNot", "isOneOf", "isNotOneOf", "isIn", "isNotIn", "contains", "notContains", "exists", "notExists",
	"isMoreThan", "isLessThan", "isNotMoreThan", "isNotLessThan", "regularExpression", "ignored",
}

// everyName are the fields that can be searched by, other names of them, forms,
// and names of nothing.
func everyName() []string {
	names := []string{"campaign", "chatChatbotMap.botId", "{!transferLog.transferType}", textMark, "{!" + textMark, "'" + textMark, "messages"}
	for _, f := range chat.Fields() {
		names = append(names, f.Name)
	}
	return names
}

// TestNoTextOfARequestGetsIntoSQL sends marks in every place of a request.
func TestNoTextOfARequestGetsIntoSQL(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{"SQLite": sqliteAddress(t), "PostgreSQL": storetest.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, _ := newHall(t, name, address)
			h.everyFilter()
			h.manyFilters()
			h.everyOption()
			h.everyAddress()
			h.everyCredential()
			_, statements := h.watcher.caught()
			t.Logf("%d requests, %d statements; by status: %v", h.asked, statements, h.by)
			if h.by[http.StatusOK] < h.asked/5 || statements < 500 { // SQLite's are seen once each, when they are prepared
				t.Errorf("%d of %d requests were answered, by %d statements: too few reached the database", h.by[http.StatusOK], h.asked, statements)
			}
		})
	}
}

// everyFilter tries each name with each operator and values of each kind.
func (h *hall) everyFilter() {
	texts := make([]string, len(hostile))
	for i, s := range hostile {
		texts[i] = quoted(s)
	}
	all := append(slices.Clone(texts), surrogates...)
	for _, name := range everyName() {
		for _, op := range everyOperator {
			h.search(condition(name, op, texts...))
			h.search(condition(name, op, all...))
			h.search(condition(name, op, quoted(guidMark), quoted(strings.ToUpper(guidMark))))
			h.search(condition(name, op, quoted(numberMark)))
			h.search(condition(name, op, quoted(timeMark)))
			h.search(condition(name, op, fmt.Sprintf(`{"fieldId":%q,"campaignId":%q,"value":[%s]}`, guidMark, guidMark, texts[2])))
		}
	}
	for _, form := range []string{"preChatFormField", "postChatFormField", "wrapupFormField", "customVariable", textMark + "'"} {
		for _, op := range everyOperator {
			for _, field := range []string{guidMark, textMark + `' --`, numberMark} {
				h.search(condition(form, op, fmt.Sprintf(`{"fieldId":%s,"value":[%s]}`, quoted(field), strings.Join(texts, ","))))
			}
		}
	}
}

// manyFilters has as many as a request may have, and more than that.
func (h *hall) manyFilters() {
	for _, size := range []struct{ filters, values int }{{50, 200}, {51, 1}, {1, 201}} {
		values := make([]string, size.values)
		for i := range values {
			values[i] = `"'` + strconv.Itoa(i) + `"`
		}
		values[0] = quoted(textMark)
		conditions := make([]string, size.filters)
		for i, name := range slices.Repeat([]string{"preChatName", "preChatEmail", "requestingPageURL", "ratingComment", "preChatCompany"}, size.filters/5+1)[:size.filters] {
			conditions[i] = condition(name, everyOperator[i%2], values...)
		}
		body := `{"filters":[` + strings.Join(conditions, ",") + `]}`
		h.ask(http.MethodPost, "/livechat/chats:Search", body)
		h.ask(http.MethodPost, "/livechat/missedAndRefusedChats:Search", body)
	}
	long := condition("preChatName", "contains", quoted(strings.Repeat(textMark, 2000)))
	h.search(long)
	h.ask(http.MethodPost, "/livechat/chats:Search", `{"logicalExpression":"`+textMark+`' or 1","filters":[`+condition("preChatName", "is", `"a"`)+`]}`)
	h.ask(http.MethodPost, "/livechat/chats:Search", `{"conditionMetType":"logicalExpression","logicalExpression":"not (1 or 2)","filters":[`+
		condition("preChatName", "contains", quoted(hostile[2]))+","+condition("departmentId", "is", quoted(guidMark))+`]}`)
}

// everyOption has the marks in what is around the filters.
func (h *hall) everyOption() {
	values := append(slices.Clone(hostile), numberMark, "-"+numberMark, guidMark, "\xff\xfe"+textMark)
	for _, v := range values {
		q := url.QueryEscape(v)
		for _, option := range []string{"sortBy", "sortOrder", "include", "pageIndex", "pageSize", "siteId", "fields", "preChatName", "departmentId", "keywords", "cursor", textMark + "'"} {
			h.ask(http.MethodPost, "/livechat/chats:Search?"+url.QueryEscape(option)+"="+q, "")
		}
		h.ask(http.MethodPost, "/livechat/chats:Search?sortBy=preChatName&sortOrder="+q, "")
		for _, body := range []string{`{"cursor":%s}`, `{"fields":[%s]}`, `{"facets":[%s]}`, `{"highlight":%s}`, `{"explain":%s}`, `{"highlight":true,"explain":true,"facets":["status","departmentId"],"filters":[{"name":"keywords","operator":"is","value":[%s]}]}`} {
			h.ask(http.MethodPost, "/livechat/chats:Search", fmt.Sprintf(body, quoted(v)))
		}
		for _, body := range []string{`{"groupBy":[%s]}`, `{"measures":[%s]}`, `{"timeZone":%s}`, `{"groupBy":["agent","requestedTime.day"],"measures":["duration.p90"],"filters":[{"name":"preChatName","operator":"contains","value":[%s]}]}`} {
			h.ask(http.MethodPost, "/livechat/chats:Aggregate", fmt.Sprintf(body, quoted(v)))
		}
	}
}

// everyAddress has the marks as ids and in bodies of every kind.
func (h *hall) everyAddress() {
	ids := []string{numberMark, "-" + numberMark, guidMark, strings.ToUpper(guidMark), textMark + "'", textMark + "%", "1' OR '" + textMark, "1"}
	routes := []struct{ method, path string }{
		{http.MethodGet, "/livechat/chats/{id}"},
		{http.MethodPut, "/livechat/chats/{id}"},
		{http.MethodPost, "/livechat/chats/{id}:AttachToTicket"},
		{http.MethodGet, "/livechat/chatWrapupCategories/{id}"},
		{http.MethodPost, "/livechat/chats/{id}/chatWrapupCategories"},
		{http.MethodPut, "/livechat/chats/{id}/chatWrapup"},
		{http.MethodGet, "/livechat/wrapupCategories/{id}"},
		{http.MethodPut, "/livechat/wrapupCategories/{id}"},
		{http.MethodGet, "/livechat/tickets/{id}"},
		{http.MethodPut, "/livechat/tickets/{id}"},
		{http.MethodPost, "/livechat/chatWrapupCategories"},
		{http.MethodPost, "/livechat/chatWrapups"},
		{http.MethodPost, "/livechat/chatFieldResults"},
		{http.MethodPost, "/livechat/wrapupCategories"},
		{http.MethodPost, "/livechat/tickets"},
		{http.MethodGet, "/livechat/chatWrapupCategories"},
		{http.MethodGet, "/livechat/tickets"},
		{http.MethodDelete, "/livechat/chats"},
		{http.MethodPost, "/livechat/chats:BatchDelete"},
		{http.MethodDelete, "/livechat/tickets/{id}"},
		{http.MethodDelete, "/livechat/wrapupCategories/{id}"},
		{http.MethodDelete, "/livechat/chats/{id}"},
		{http.MethodDelete, "/livechat/missedAndRefusedChats/{id}"},
	}
	for _, r := range routes {
		for n, id := range ids {
			path := strings.ReplaceAll(r.path, "{id}", id)
			for _, body := range bodies(id, hostile[n%len(hostile)]) {
				h.ask(r.method, path+"?include=session,visitor,"+url.QueryEscape(id), body)
			}
		}
	}
}

// bodies are what the routes take, with the marks as their values.
func bodies(id, text string) []string {
	i, s := quoted(id), quoted(text)
	return []string{
		`[` + i + `,1]`,
		`{"ids":[` + i + `]}`,
		`{"targetId":1,"utcOffset":-420,"dateTimeFormat":` + s + `}`,
		`{"targetId":` + i + `,"utcOffset":` + i + `,"dateTimeFormat":` + s + `}`,
		`{"preChatTicketId":` + i + `}`,
		`{"chatId":1,"categoryOptionId":` + i + `,"comment":` + s + `,"subject":` + s + `,"name":` + s + `,"options":[{"id":` + i + `,"name":` + s + `,"groupName":` + s + `}],"messages":[{"author":` + s + `,"text":` + s + `}]}`,
		`[{"chatId":1,"fieldId":` + i + `,"fieldName":` + s + `,"formType":"wrapUp","value":` + s + `}]`,
		`[{"chatId":1,"fieldId":"` + guidMark + `","fieldName":` + s + `,"formType":"wrapUp","value":[` + s + `,` + surrogates[0] + `]}]`,
		`{"comment":` + surrogates[1] + `,"subject":` + surrogates[1] + `}`,
	}
}

func (h *hall) everyCredential() {
	for n, v := range hostile {
		if strings.ContainsRune(v, 0) {
			continue // no header can carry it
		}
		h.ask(http.MethodGet, "/livechat/tickets", "", "Authorization", "Bearer "+v)
		h.ask(http.MethodGet, "/livechat/tickets", "", "X-Api-Siteid", v)
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.SetBasicAuth(v, v)
		h.ask(http.MethodGet, "/livechat/tickets", "", "Authorization", r.Header.Get("Authorization"))
		if n < 4 { // few are let try
			form := url.Values{"grant_type": {"password"}, "email": {v}, "password": {v}}
			h.ask(http.MethodPost, "/oauth/token", form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
		}
	}
}

// TestInlinedValuesAreCaught is the positive control: a renderer that writes texts
// into the statement.
func TestInlinedValuesAreCaught(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{"SQLite": sqliteAddress(t), "PostgreSQL": storetest.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, s := newHall(t, name, address)
			s.where = func(st *statement, x filter.Expr) (string, error) {
				text, err := st.where(x)
				for i, a := range slices.Backward(st.args) {
					if value, ok := a.(string); ok {
						text = strings.ReplaceAll(text, "$"+strconv.Itoa(i+1), "'"+value+"'")
					}
				}
				return text, err
			}
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/livechat/chats:Search", strings.NewReader(`{"filters":[`+condition("preChatName", "is", quoted(textMark))+`]}`))
			r.Header.Set("Authorization", "Bearer "+h.key)
			h.handler.ServeHTTP(httptest.NewRecorder(), r)
			if found, _ := h.watcher.caught(); len(found) == 0 {
				t.Error("a text inside a statement was not noticed")
			}
		})
	}
}
