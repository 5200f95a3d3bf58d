package client

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Protocol is the WebSocket subprotocol.
const Protocol = "parley.v1"

// Path is where a server listens for connections of live chat.
const Path = "/live"

// Command is what a visitor or an agent wants, as it is sent. The methods of [Visitor]
// and [Agent] make commands; to send one with an id of your own, such as one that has
// been written down before, give it to [Conn.Do].
type Command struct {
	Type string `json:"type"`
	// ID has 16 to 64 visible ASCII characters and is never used for anything else. Do
	// makes one where there is none.
	ID   string `json:"id,omitempty"`
	Chat string `json:"chat,omitempty"`

	Text string `json:"text,omitempty"` // post, note

	// transfer
	Agent      string `json:"agent,omitempty"`
	Department string `json:"department,omitempty"` // also of a request

	Visitor string `json:"visitor,omitempty"` // invite, ban

	// ban
	Hours  int64  `json:"hours,omitempty"`
	Reason string `json:"reason,omitempty"`

	// decline; also of a request
	Invitation string `json:"invitation,omitempty"`

	// status
	Status string `json:"status,omitempty"`
	Max    int    `json:"max,omitempty"`

	Token string `json:"token,omitempty"` // token

	// survey, wrapup; both have the Fields of the Request, too
	Rating     *int     `json:"rating,omitempty"`
	Comment    string   `json:"comment,omitempty"`
	Categories []string `json:"categories,omitempty"`

	// offline; chooseTicket
	Subject string `json:"subject,omitempty"`
	Message string `json:"message,omitempty"`

	// chooseTicket
	Ticket         int64  `json:"ticket,omitempty"`
	UTCOffset      int64  `json:"utcOffset,omitempty"`
	DateTimeFormat string `json:"dateTimeFormat,omitempty"`

	// page
	After int64 `json:"after,omitempty"`

	*Request
}

// Request is what a visitor tells when asking for a chat. Every member may be left out.
type Request struct {
	Name     string  `json:"name,omitempty"`
	Email    string  `json:"email,omitempty"`
	Phone    string  `json:"phone,omitempty"`
	Company  string  `json:"company,omitempty"`
	Product  string  `json:"product,omitempty"`
	Skill    string  `json:"skill,omitempty"`
	Campaign string  `json:"campaign,omitempty"`
	Fields   []Field `json:"fields,omitempty"`
	Page     *Page   `json:"page,omitempty"`
	Referrer string  `json:"referrer,omitempty"`
	Language string  `json:"language,omitempty"`
	TimeZone string  `json:"timeZone,omitempty"`
	Screen   string  `json:"screen,omitempty"`
	// Nonce and Proof tell of a challenge that was solved.
	Nonce string `json:"nonce,omitempty"`
	Proof int64  `json:"proof,omitempty"`
	// Invitation is the one that the visitor accepts. It is sent as the command's.
	Invitation string `json:"-"`
	// Department is sent as the command's.
	Department string `json:"-"`
}

// Field is what somebody entered into a field of a form.
type Field struct {
	FieldID string `json:"fieldId,omitempty"`
	Name    string `json:"name,omitempty"`
	Value   string `json:"value"`
}

// Page is a page of the web site.
type Page struct {
	Title string `json:"title,omitempty"`
	URL   string `json:"url,omitempty"`
}

// NewID makes an id for a command.
func NewID() string { return rand.Text() }

// Visit is a look at a page of the web site.
type Visit struct {
	Page     *Page  `json:"page,omitempty"`
	Referrer string `json:"referrer,omitempty"`
	Campaign string `json:"campaign,omitempty"`
	Language string `json:"language,omitempty"`
	TimeZone string `json:"timeZone,omitempty"`
	Screen   string `json:"screen,omitempty"`
	// Visits is how often the visitor has come, this time included.
	Visits    int64      `json:"visits,omitempty"`
	Variables []Variable `json:"variables,omitempty"`
	// Form is preChat or offlineMessage while that is open.
	Form string `json:"form,omitempty"`
	// Again says that this page was told before. After a connection was lost the client
	// says so by itself.
	Again bool `json:"again,omitempty"`
}

// Variable is the value of a custom variable.
type Variable struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func (v *Visit) texts() []string {
	all := []string{v.Referrer, v.Campaign, v.Language, v.TimeZone, v.Screen, v.Form}
	for _, x := range v.Variables {
		all = append(all, x.Name, x.Value)
	}
	if v.Page != nil {
		all = append(all, v.Page.Title, v.Page.URL)
	}
	return all
}

// visitFrame tells of a visit.
type visitFrame struct {
	Type string `json:"type"`
	Visit
}

// visitorsFrame asks for who is on the pages, or for that no more.
type visitorsFrame struct {
	Type string `json:"type"`
	On   bool   `json:"on"`
}

// newsFrame is a command that has no id and is not answered.
type newsFrame struct {
	Type string `json:"type"`
	Chat string `json:"chat"`
	On   *bool  `json:"on,omitempty"`
	Text string `json:"text,omitempty"`
	Seq  int64  `json:"seq,omitempty"`
}

// helloFrame is the first frame of a connection.
type helloFrame struct {
	Type      string     `json:"type"`
	Role      string     `json:"role"`
	Site      int64      `json:"site,omitempty"`
	Token     string     `json:"token,omitempty"`
	Secret    string     `json:"secret,omitempty"`
	Identity  string     `json:"identity,omitempty"`
	Campaign  string     `json:"campaign,omitempty"`
	Epoch     string     `json:"epoch,omitempty"`
	Positions []position `json:"positions,omitempty"`
}

type position struct {
	Chat string `json:"chat"`
	Seq  int64  `json:"seq"`
}

// encode writes a frame. What could only be understood in another way than it was meant
// is not sent: the server would close the connection.
func encode(f any, most int) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false) // a third of the room
	if err := e.Encode(f); err != nil {
		return nil, fmt.Errorf("encode a command: %w", err)
	}
	data := bytes.TrimSuffix(out.Bytes(), []byte("\n"))
	if len(data) > most {
		return nil, &Refusal{Code: Invalid, Message: fmt.Sprintf("the command has %d bytes, at most %d", len(data), most)}
	}
	return data, nil
}

// sendable reports what keeps texts from being sent as they are.
func sendable(texts ...string) error {
	for _, text := range texts {
		switch {
		case !utf8.ValidString(text):
			return &Refusal{Code: Invalid, Message: "a text is not UTF-8"}
		case strings.ContainsRune(text, 0):
			return &Refusal{Code: Invalid, Message: "a text has the character NUL"}
		}
	}
	return nil
}

// texts are those of a command.
func (c *Command) texts() []string {
	all := []string{c.Type, c.ID, c.Chat, c.Text, c.Agent, c.Department, c.Status, c.Comment, c.Visitor, c.Invitation, c.Subject, c.Message, c.Reason, c.DateTimeFormat}
	all = append(all, c.Categories...)
	if r := c.Request; r != nil {
		all = append(all, r.Name, r.Email, r.Phone, r.Company, r.Product, r.Skill, r.Campaign, r.Referrer, r.Language, r.TimeZone, r.Screen, r.Nonce)
		for _, f := range r.Fields {
			all = append(all, f.FieldID, f.Name, f.Value)
		}
		if r.Page != nil {
			all = append(all, r.Page.Title, r.Page.URL)
		}
	}
	return all
}
