package live

import (
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// Protocol is the WebSocket subprotocol.
const Protocol = "parley.v1"

// command is any frame of a client; which members count depends on its type.
type command struct {
	Type string `json:"type"`
	ID   string `json:"id"`
	Chat string `json:"chat"`

	// hello
	Role      string     `json:"role"`
	Site      int64      `json:"site"`
	Token     string     `json:"token"`
	Secret    string     `json:"secret"`
	Identity  string     `json:"identity"` // of a visitor, signed by the site
	Epoch     string     `json:"epoch"`
	Positions []position `json:"positions"`

	// request; the campaign also in hello, visit, offline and availability
	Campaign   string  `json:"campaign"`
	Department string  `json:"department"`
	Skill      string  `json:"skill"`
	Name       string  `json:"name"`
	Email      string  `json:"email"`
	Phone      string  `json:"phone"`
	Company    string  `json:"company"`
	Product    string  `json:"product"`
	Fields     []field `json:"fields"`
	Page       page    `json:"page"`
	Referrer   string  `json:"referrer"`
	Language   string  `json:"language"`
	TimeZone   string  `json:"timeZone"`
	Screen     string  `json:"screen"`

	Nonce string `json:"nonce"` // request, offline: of a challenge
	Proof int64  `json:"proof"` // the counter that solves it

	Subject string `json:"subject"` // offline; chooseTicket: of a new one
	Message string `json:"message"` // offline
	Text    string `json:"text"`    // post, note; typing: what a visitor has typed
	On      bool   `json:"on"`      // typing, availability, visitors
	Seq     int64  `json:"seq"`     // read
	After   int64  `json:"after"`   // page
	Rating  *int64 `json:"rating"`  // survey
	Comment string `json:"comment"` // survey, wrapup
	Status  string `json:"status"`  // status
	Max     int    `json:"max"`     // status
	Agent   string `json:"agent"`   // transfer

	Categories []string `json:"categories"` // wrapup: the options that are chosen

	Ticket         int64  `json:"ticket"`         // chooseTicket: the id of one that there is
	UTCOffset      int64  `json:"utcOffset"`      // chooseTicket: of the transcript's times, in minutes
	DateTimeFormat string `json:"dateTimeFormat"` // chooseTicket: of the transcript's times

	Form       string     `json:"form"`       // visit: that is open on the page
	Again      bool       `json:"again"`      // visit: the page was told before
	Visits     int64      `json:"visits"`     // visit: times that the visitor has come
	Variables  []variable `json:"variables"`  // visit
	Invitation string     `json:"invitation"` // request, decline
	Visitor    string     `json:"visitor"`    // invite, ban
	Hours      int64      `json:"hours"`      // ban
	Reason     string     `json:"reason"`     // ban
}

type position struct {
	Chat string `json:"chat"`
	Seq  int64  `json:"seq"`
}

type field struct {
	FieldID string `json:"fieldId"`
	Name    string `json:"name"`
	Value   string `json:"value"`
}

type page struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// guid reads an id that may be left out.
func guid(s string) (chat.GUID, error) {
	if s == "" {
		return chat.GUID{}, nil
	}
	return chat.ParseGUID(s)
}

// The frames of the server.

type welcomeFrame struct {
	Type     string    `json:"type"`
	Protocol string    `json:"protocol"`
	Epoch    chat.GUID `json:"epoch"`
	You      string    `json:"you,omitempty"`    // the visitor's or agent's id, once it is known
	Secret   string    `json:"secret,omitempty"` // of a new visitor, told here and never again
	Status   string    `json:"status,omitempty"` // of an agent
	Max      int       `json:"max,omitempty"`
	Verified bool      `json:"verified,omitempty"` // the visitor is who the identity says
}

type ackFrame struct {
	Type string `json:"type"`
	ID   string `json:"id"`
	Chat string `json:"chat,omitempty"`
	Seq  int64  `json:"seq,omitempty"`
	You  string `json:"you,omitempty"` // to a request

	Invitation string `json:"invitation,omitempty"` // to an invite
}

type errorFrame struct {
	Type    string `json:"type"`
	ID      string `json:"id,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

type entryFrame struct {
	Type   string     `json:"type"`
	Chat   chat.GUID  `json:"chat"`
	Seq    int64      `json:"seq"`
	Kind   string     `json:"kind"`
	By     string     `json:"by,omitempty"`
	ID     string     `json:"id,omitempty"` // that the client itself gave the command
	Action string     `json:"action,omitempty"`
	Sender string     `json:"sender,omitempty"`
	Name   string     `json:"senderName,omitempty"`
	Text   string     `json:"text,omitempty"`
	Time   *time.Time `json:"time,omitempty"`
	File   *fileShown `json:"file,omitempty"`
	Avatar string     `json:"avatar,omitempty"` // of the agent who comes by it
	Ticket *ticket    `json:"ticket,omitempty"` // that is chosen, taken back or missed by it
}

// entryOf is an entry as it is sent to who takes part.
func entryOf(guid chat.GUID, e *chat.Entry, who chat.GUID) entryFrame {
	f := entryFrame{Type: "entry", Chat: guid, Seq: e.Seq, Kind: string(e.Kind)}
	if e.Kind == chat.EntryWithheld {
		return f
	}
	f.By, f.Time, f.Avatar, f.Ticket = idText(e.By), &e.Line.Time, e.Avatar, ticketOf(e.Ticket)
	if e.Line.Action != "" {
		f.Action, f.Sender, f.Name, f.Text = string(e.Line.Action), e.Line.Sender.String(), e.Line.SenderName, e.Line.Text
		f.File = showFile(e.File)
	}
	if e.Sender == who {
		f.ID = e.Client
	}
	return f
}

// idText is empty for the zero guid.
func idText(id chat.GUID) string {
	if id == (chat.GUID{}) {
		return ""
	}
	return id.String()
}

type pageFrame struct {
	Type    string       `json:"type"`
	ID      string       `json:"id"`
	Chat    string       `json:"chat"`
	Entries []entryFrame `json:"entries"`
	More    bool         `json:"more"`
}

type chatFrame struct { // resync, gone
	Type string    `json:"type"`
	Chat chat.GUID `json:"chat"`
}

type typingFrame struct {
	Type string    `json:"type"`
	Chat chat.GUID `json:"chat"`
	By   chat.GUID `json:"by"`
	On   bool      `json:"on"`
	Text string    `json:"text,omitempty"` // what a visitor has typed
}

type plainFrame struct {
	Type string `json:"type"`
}

// codes are the errors' words, by kind.
var codes = map[chat.ErrorKind]string{
	chat.KindInternal: "internal", chat.KindInvalid: "invalid", chat.KindNotFound: "notFound", chat.KindConflict: "conflict",
	chat.KindDenied: "denied", chat.KindUnauthenticated: "unauthenticated", chat.KindLimited: "limited",
}
