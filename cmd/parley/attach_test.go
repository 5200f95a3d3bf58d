package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// caller asks a running server with a site's key.
type caller struct {
	t         *testing.T
	base, key string
}

func (c *caller) ask(method, path string, body any, want int) []byte {
	c.t.Helper()
	var sent bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&sent).Encode(body); err != nil {
			c.t.Fatal(err)
		}
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, &sent)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if res.StatusCode != want {
		c.t.Fatalf("%s %s: %d, want %d: %s", method, path, res.StatusCode, want, got)
	}
	return got
}

func answerOf[T any](t *testing.T, raw []byte) (into T) {
	t.Helper()
	if err := json.Unmarshal(raw, &into); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return into
}

// layouts are each token of a dateTimeFormat, tokens beside each other, and other
// text, with what the standard library makes of them.
var layouts = map[string]func(time.Time) string{
	"YYYY":                layout("2006"),
	"YY":                  layout("06"),
	"MM":                  layout("01"),
	"M":                   layout("1"),
	"DD":                  layout("02"),
	"D":                   layout("2"),
	"HH":                  layout("15"),
	"H":                   func(t time.Time) string { return strconv.Itoa(t.Hour()) },
	"hh":                  layout("03"),
	"h":                   layout("3"),
	"mm":                  layout("04"),
	"m":                   layout("4"),
	"ss":                  layout("05"),
	"s":                   layout("5"),
	"A":                   layout("PM"),
	"a":                   layout("pm"),
	"":                    layout("2006-01-02 15:04:05"),
	"YYYY-MM-DD HH:mm:ss": layout("2006-01-02 15:04:05"),
	"M/D/YYYY h:mm A":     layout("1/2/2006 3:04 PM"),
	"DD.MM.YY, HH:mm":     layout("02.01.06, 15:04"),
	"YYYYMMDDHHmmss":      layout("20060102150405"),
	"日 [at] 2006 é":       func(t time.Time) string { return "日 [" + t.Format("pm") + "t] 2006 é" },
}

func layout(of string) func(time.Time) string {
	return func(t time.Time) string { return t.Format(of) }
}

// TestAttachedTranscriptsHaveLocalTimes compares each line of a ticket with what
// the standard library says of the message's time in that zone.
func TestAttachedTranscriptsHaveLocalTimes(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "chats.json")
	if err := os.WriteFile(data, runOK(t, "demo-data", "-chats", "5", "-seed", "5", "-start", "2024-12-31T00:00:00Z"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &caller{t: t, key: initSite(t, db).APIKey}
			runOK(t, "import", "-database", db, data)
			c.base = start(t, "-database", db)
			for _, offset := range []int{-420, 0, 300, -330, 210, -345, 840, -840, 1} {
				for format, want := range layouts {
					c.attached(2, offset, format, want)
				}
			}
			c.refused()
		})
	}
}

type ticketAnswer struct {
	ID       int64
	Messages []struct{ Text string }
}

func (c *caller) newTicket() string {
	c.t.Helper()
	made := answerOf[ticketAnswer](c.t, c.ask(http.MethodPost, "/v4/livechat/tickets", map[string]any{"subject": "A tent"}, http.StatusCreated))
	return strconv.FormatInt(made.ID, 10)
}

// attached attaches a chat to a new ticket, twice, and reads the one transcript.
func (c *caller) attached(id, offset int, format string, want func(time.Time) string) {
	c.t.Helper()
	ticket := c.newTicket()
	body := map[string]any{"targetId": ticket, "utcOffset": offset}
	if format != "" {
		body["dateTimeFormat"] = format
	}
	path := fmt.Sprintf("/v4/livechat/chats/%d", id)
	c.ask(http.MethodPost, path+":AttachToTicket", body, http.StatusOK)
	c.ask(http.MethodPost, path+":AttachToTicket", body, http.StatusOK)
	got := answerOf[ticketAnswer](c.t, c.ask(http.MethodGet, "/v4/livechat/tickets/"+ticket, nil, http.StatusOK))
	chat := answerOf[struct {
		RequestedTime   time.Time
		PreChatTicketID int64
		Messages        []struct {
			Message string
			Time    time.Time
		}
	}](c.t, c.ask(http.MethodGet, path, nil, http.StatusOK))
	if len(got.Messages) != 1 || chat.PreChatTicketID != got.ID || len(chat.Messages) < 3 {
		c.t.Fatalf("the ticket has %d transcripts, the chat %d messages and ticket %d", len(got.Messages), len(chat.Messages), chat.PreChatTicketID)
	}
	zone := time.FixedZone("", -60*offset)
	lines := strings.Split(got.Messages[0].Text, "\n")
	if len(lines) != 1+len(chat.Messages) || !strings.HasSuffix(lines[0], ", "+want(chat.RequestedTime.In(zone))) {
		c.t.Fatalf("utcOffset %d, %q: %q", offset, format, lines)
	}
	for i, m := range chat.Messages {
		if !strings.HasPrefix(lines[i+1], "["+want(m.Time.In(zone))+"] ") || !strings.HasSuffix(lines[i+1], m.Message) {
			c.t.Errorf("utcOffset %d, %q: the message of %s reads %q", offset, format, m.Time, lines[i+1])
		}
	}
}

// refused holds that what cannot be done changes nothing.
func (c *caller) refused() {
	c.t.Helper()
	ticket := c.newTicket()
	const everything = "?include=session,chatAgent,chatWrapup,chatWrapupCategory,postChatSurvey,chatFieldResult"
	reads := []string{"/v4/livechat/chats/3" + everything, "/v4/livechat/tickets", "/v4/livechat/tickets/" + ticket}
	before := make([][]byte, len(reads))
	for i, path := range reads {
		before[i] = c.ask(http.MethodGet, path, nil, http.StatusOK)
	}
	attach := func(chat, ticket string, want int) {
		c.ask(http.MethodPost, "/v4/livechat/chats/"+chat+":AttachToTicket", map[string]any{"targetId": ticket, "utcOffset": -420}, want)
	}
	attach("3", "987654321", http.StatusNotFound)
	attach("987654321", ticket, http.StatusNotFound)
	attach("3", "-1", http.StatusBadRequest)
	attach("3", "0", http.StatusBadRequest)
	for i, path := range reads {
		if after := c.ask(http.MethodGet, path, nil, http.StatusOK); !bytes.Equal(after, before[i]) {
			c.t.Errorf("%s was\n%s\nand is\n%s", path, before[i], after)
		}
	}
	attach("3", ticket, http.StatusOK)
	for i, path := range reads[:1] {
		if after := c.ask(http.MethodGet, path, nil, http.StatusOK); bytes.Equal(after, before[i]) {
			c.t.Errorf("%s did not change: the comparison sees nothing", path)
		}
	}
}
