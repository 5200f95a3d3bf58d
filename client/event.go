package client

import "time"

// Event is something that a [Visitor] or an [Agent] gets to know: an [Entry], a [ChatState], a
// [Typing], a [Resync] or a [Gone] of a chat, an [Invitation] to one, an [AskedWrapup], the [Visitors] on the pages, or that the connection is [Connected] or
// [Disconnected].
type Event interface{ event() }

// Kind is what an entry tells. There may be others than those below.
type Kind string

// The kinds of entry.
const (
	KindRequested   Kind = "requested"
	KindOffered     Kind = "offered"
	KindPassed      Kind = "passed"
	KindRefused     Kind = "refused"
	KindAccepted    Kind = "accepted"
	KindText        Kind = "text"
	KindFile        Kind = "file"
	KindNoteFile    Kind = "noteFile" // a file for agents
	KindNote        Kind = "note"
	KindTransferred Kind = "transferred"
	KindJoined      Kind = "joined"
	KindLeft        Kind = "left"
	KindVisitorLeft Kind = "visitorLeft"
	KindEnded       Kind = "ended"

	// To agents: the ticket that the chat is attached to when it ends was chosen, taken
	// back, or found to be deleted at the end.
	KindTicketChosen  Kind = "ticketChosen"
	KindTicketDropped Kind = "ticketDropped"
	KindTicketMissed  Kind = "ticketMissed"

	// KindWithheld is what a visitor gets in the place of an entry for agents.
	KindWithheld Kind = "withheld"
)

// Entry is one step of a chat. A chat's entries have the numbers 1, 2, 3 …
type Entry struct {
	Chat string    `json:"chat"`
	Seq  int64     `json:"seq"`
	Kind Kind      `json:"kind"`
	By   string    `json:"by"` // the visitor or agent who took the step; empty when none did
	Time time.Time `json:"time"`
	// ID is that of the command, when this client's visitor or agent gave it.
	ID string `json:"id"`

	// The line that the entry leaves in the transcript, as in the Chat API; without an
	// action it leaves none.
	Action     string `json:"action"`
	Sender     string `json:"sender"`
	SenderName string `json:"senderName"`
	Text       string `json:"text"`
	// File is what was sent, nil when no file was.
	File *File `json:"file"`
	// Avatar is the key of the picture of an agent who has come to the chat by this step,
	// which is at /live/avatars/KEY; empty for none.
	Avatar string `json:"avatar"`
	// Ticket is what was chosen, taken back or missed by this step; nil in others.
	Ticket *Ticket `json:"ticket"`
}

// Ticket is one that a chat is attached to when it ends: one that there is, or a new one.
type Ticket struct {
	ID      int64  `json:"id"`      // 0 of a new one, until the end
	Subject string `json:"subject"` // of a new one
}

// File is a file in a chat. Its content is at /live/files/KEY, for those who see the chat.
type File struct {
	Key         string `json:"key"`
	Name        string `json:"name"`
	Size        int64  `json:"size"` // bytes
	ContentType string `json:"contentType"`
}

// The states of a chat.
const (
	StateBot     = "bot"
	StateQueued  = "queued"
	StateOffered = "offered" // to agents; visitors see queued
	StateActive  = "active"
	StateEnded   = "ended"
)

// ChatState is how a chat stands. It is news: when several come at once the last one
// counts.
type ChatState struct {
	Chat  string  `json:"chat"`
	State string  `json:"state"`
	Seq   int64   `json:"seq"`   // of the last entry
	Agent *Person `json:"agent"` // who holds the chat
	Bot   *Person `json:"bot"`   // who answers in the state bot

	// While the chat is queued, for visitors: its place, from 1, and the estimated wait in
	// seconds.
	Position int `json:"position"`
	Wait     int `json:"wait"`

	LeaveMessage bool `json:"leaveMessage"` // the visitor was asked for a message instead

	ReadByVisitor int64 `json:"readByVisitor"` // the last entry that was read
	ReadByAgent   int64 `json:"readByAgent"`
	ChatID        int64 `json:"chatId"` // of the record, once the chat has ended

	ForAgent *AgentView `json:"for"` // nil for visitors
}

// Person is an agent, or a bot.
type Person struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Avatar string `json:"avatar"` // the key of an agent's picture; empty for none
}

// The roles of an agent in a chat.
const (
	RoleHolder   = "holder"
	RoleOffered  = "offered" // is asked to take it
	RoleJoined   = "joined"
	RoleWatching = "watching"
)

// AgentView is what agents see of a chat.
type AgentView struct {
	Role          string      `json:"role"`
	OfferedTo     *Person     `json:"offeredTo"`
	OfferedUntil  *time.Time  `json:"offeredUntil"`
	Beside        []Person    `json:"beside"`
	Visitor       VisitorInfo `json:"visitor"`
	Department    string      `json:"department"`
	RequestedTime time.Time   `json:"requestedTime"`
	Fields        []Field     `json:"fields"`
	Page          Page        `json:"page"`
	Segments      []string    `json:"segments"` // ids of those that the visitor was found to be in
	Ticket        *Ticket     `json:"ticket"`   // that the chat is attached to when it ends; nil for none
}

// VisitorInfo is what a visitor has told when asking for the chat.
type VisitorInfo struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Email   string `json:"email"`
	Phone   string `json:"phone"`
	Company string `json:"company"`
	Product string `json:"product"`

	SSOUserID string `json:"ssoUserId"` // how the site knows the visitor, signed; "" when it does not say
}

// Typing says that somebody types, or has stopped.
type Typing struct {
	Chat string `json:"chat"`
	By   string `json:"by"`
	On   bool   `json:"on"`
	Text string `json:"text"` // of a visitor, where the site shows agents what is typed; "" for no news of it
}

// Resync says to forget what is known of a chat: it comes again from its beginning.
type Resync struct {
	Chat string `json:"chat"`
}

// Gone says that there is nothing more to come of a chat: this client takes no part in it
// any more, or the server has forgotten all but the record.
type Gone struct {
	Chat string `json:"chat"`
}

// The states of an invitation.
const (
	InvitationOpen     = "open"
	InvitationAccepted = "accepted"
	InvitationDeclined = "declined"
	InvitationOver     = "over"
)

// Invitation is one to a chat: a visitor is shown it while it is open, and told when it is
// over; the agent who invites is told what has become of it.
type Invitation struct {
	ID      string  `json:"id"`
	State   string  `json:"state"`
	Message string  `json:"message"`
	Agent   *Person `json:"agent"`   // who invites; nil when the server does by itself
	Visitor string  `json:"visitor"` // who is invited, for agents
}

// Visitors tells an agent who asked of the visitors on the pages.
type Visitors struct {
	All     bool             `json:"all"` // forget those of before
	Changed []VisitingPerson `json:"changed"`
	Gone    []string         `json:"gone"` // their ids
}

// The statuses of visitors. There are others.
const (
	VisitorWaiting    = 0
	VisitorChatting   = 2
	VisitorInPreChat  = 3
	VisitorInvited    = 4 // by an agent
	VisitorAutoInvite = 5 // by the server
	VisitorInOffline  = 6 // has the form of an offline message open
	VisitorChatEnded  = 9
	VisitorOnPage     = 10
	VisitorAway       = 11 // has a chat and is not connected
)

// ChatOf tells of the chat of a visitor on a page.
type ChatOf struct {
	State         string    `json:"state"`
	Agent         *Person   `json:"agent"` // who holds it
	Bot           *Person   `json:"bot"`   // that does
	Department    string    `json:"department"`
	RequestedTime time.Time `json:"requestedTime"`
}

// VisitingPerson is a visitor on a page.
type VisitingPerson struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Email    string     `json:"email"`
	Status   int        `json:"status"`
	Chat     string     `json:"chat"`
	In       *ChatOf    `json:"in"`    // how that chat stands; nil without one
	Since    *time.Time `json:"since"` // of the visit
	Page     *Page      `json:"page"`
	Looked   *time.Time `json:"looked"` // at the page
	Pages    int64      `json:"pages"`
	Visits   int64      `json:"visits"`
	Chats    int64      `json:"chats"`
	Referrer string     `json:"referrer"`
	IP       string     `json:"ip"`
	Country  string     `json:"country"`
	Language string     `json:"language"`
	Browser  string     `json:"browser"`
	System   string     `json:"system"`

	Variables []Field `json:"variables"`
}

// AskedWrapup tells an agent who wraps a chat up what is asked, and what was given so far.
type AskedWrapup struct {
	Chat       string          `json:"chat"`
	Due        bool            `json:"due"` // the chat has ended, and something that is required is missing
	Fields     []AskedField    `json:"fields"`
	Categories []AskedCategory `json:"categories"`
	Given      *GivenWrapup    `json:"given"` // nil for nothing
}

// AskedField is a field of a form.
type AskedField struct {
	FieldID  string   `json:"fieldId"`
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Required bool     `json:"required"`
	Options  []string `json:"options"`
}

// AskedCategory is a list of options to choose from in a wrap-up.
type AskedCategory struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	Required bool             `json:"required"` // one at least is to be chosen
	Options  []CategoryOption `json:"options"`
}

// CategoryOption is one choice.
type CategoryOption struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Group string `json:"groupName"`
}

// GivenWrapup is what an agent has given as the wrap-up of a chat. Agent and Time are empty
// while the API has given fields and no more.
type GivenWrapup struct {
	Agent      string    `json:"agent"`
	Comment    string    `json:"comment"`
	Categories []string  `json:"categories"` // the ids of options
	Fields     []Field   `json:"fields"`
	Time       time.Time `json:"time"`
}

// Connected says that the server has let the client in.
type Connected struct {
	Epoch string // of the server's database; another one after it was restored from a backup
	You   string // the visitor's or agent's id; empty before a visitor's first chat
}

// Disconnected says that a connection is lost, or could not be made, and when the next
// one is tried.
type Disconnected struct {
	Err     error
	RetryIn time.Duration
}

func (Entry) event()        {}
func (ChatState) event()    {}
func (Typing) event()       {}
func (Resync) event()       {}
func (Gone) event()         {}
func (Invitation) event()   {}
func (AskedWrapup) event()  {}
func (Visitors) event()     {}
func (Challenge) event()    {}
func (Connected) event()    {}
func (Disconnected) event() {}
