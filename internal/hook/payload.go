package hook

import (
	"fmt"
	"strconv"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// Payload is what a webhook is told (docs/webhooks.md). Its names and times are the
// vendor's (wire.md §9); which members there are depends on the event.
type Payload struct {
	Event   string          `json:"event"`
	Time    instant         `json:"time"`
	ChatID  string          `json:"chat_id,omitempty"`
	Visitor *PayloadVisitor `json:"visitor,omitempty"`
	Chat    *PayloadChat    `json:"chat,omitempty"`
	Wrapup  *PayloadWrapup  `json:"wrapup,omitempty"`
	Message *PayloadMessage `json:"offline_message,omitempty"`

	Transfer *PayloadTransfer `json:"transfer,omitempty"`

	OperatorID string `json:"operator_id,omitempty"`
	Operator   *Named `json:"operator,omitempty"`
	Status     string `json:"status,omitempty"` // of the operator

	Tested string `json:"tested_event,omitempty"` // of a webhook that is being tested
}

// PayloadVisitor is the visitor, with the visit as far as it is known.
type PayloadVisitor struct {
	ID              string         `json:"id"`
	ChatID          string         `json:"chat_id"`
	Status          int            `json:"status"`
	Name            string         `json:"name"`
	Email           string         `json:"email"`
	Phone           string         `json:"phone"`
	Company         string         `json:"company"`
	ProductService  string         `json:"product_service"`
	Department      string         `json:"department"`
	Skill           string         `json:"skill"`
	CurrentBrowsing string         `json:"current_browsing"`
	CustomFields    []PayloadField `json:"custom_fields"`
	CustomVariables []PayloadField `json:"custom_variables"`
	*PayloadVisit
}

// PayloadVisit is what is known of a visit.
type PayloadVisit struct {
	IP               string  `json:"ip"`
	Browser          string  `json:"browser"`
	OperatingSystem  string  `json:"operating_system"`
	Language         string  `json:"language"`
	ScreenResolution string  `json:"screen_resolution"`
	TimeZone         string  `json:"time_zone"`
	ReferrerURL      string  `json:"referrer_url"`
	Keywords         string  `json:"keywords"`
	LandingPage      string  `json:"landing_page"`
	VisitTime        instant `json:"visit_time"`
}

// PayloadField is what was entered in a field, or told by the page.
type PayloadField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// PayloadChat is a chat that has ended.
type PayloadChat struct {
	ID             int64             `json:"id"`
	GUID           string            `json:"guid"`
	Status         string            `json:"status"`
	Name           string            `json:"name"`
	Email          string            `json:"email"`
	Phone          string            `json:"phone"`
	Company        string            `json:"company"`
	ProductService string            `json:"product_service"`
	Department     string            `json:"department"`
	Campaign       string            `json:"campaign"`
	RequestTime    instant           `json:"request_time"`
	StartTime      instant           `json:"start_time"`
	EndTime        instant           `json:"end_time"`
	WaitTime       int64             `json:"wait_time"` // seconds
	Duration       int64             `json:"duration"`
	Operators      []PayloadOperator `json:"operators"`
	Attachment     []PayloadFile     `json:"attachment"`
	CustomFields   []PayloadField    `json:"custom_fields"`
	CustomVariable []PayloadField    `json:"custom_variable"`
	Transcript     string            `json:"chat_transcript"`
}

// PayloadOperator is the part of an agent, or of a bot, in a chat.
type PayloadOperator struct {
	ID        string  `json:"id"`
	IsBot     bool    `json:"is_bot"`
	StartTime instant `json:"start_time"`
	EndTime   instant `json:"end_time"`
}

// PayloadFile is a file that was sent in a chat.
type PayloadFile struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
}

// PayloadWrapup is an agent's wrap-up.
type PayloadWrapup struct {
	OperatorID string         `json:"operator_id"`
	Category   string         `json:"category"`
	Comment    string         `json:"comment"`
	Fields     []PayloadField `json:"fields"`
	Time       instant        `json:"time"`
}

// PayloadMessage is a message that a visitor has left.
type PayloadMessage struct {
	ID           string         `json:"id"`
	Time         instant        `json:"time"`
	Name         string         `json:"name"`
	Email        string         `json:"email"`
	Phone        string         `json:"phone"`
	Company      string         `json:"company"`
	Department   string         `json:"department"`
	Skill        string         `json:"skill"`
	Campaign     string         `json:"campaign"`
	Subject      string         `json:"subject"`
	Content      string         `json:"content"`
	PageURL      string         `json:"page_url"`
	CustomFields []PayloadField `json:"custom_fields"`
}

// PayloadTransfer tells from whom a chat went to whom. Who is not known, or is yet to be
// found, is "".
type PayloadTransfer struct {
	FromOperator   string  `json:"from_operator"`
	ToOperator     string  `json:"to_operator"`
	FromDepartment string  `json:"from_department"`
	ToDepartment   string  `json:"to_department"`
	Time           instant `json:"time"`
}

// instant is a time as the vendor writes it, /Date(ms)/ with the milliseconds since 1970;
// "" for none.
type instant time.Time

// MarshalText implements encoding.TextMarshaler.
func (t instant) MarshalText() ([]byte, error) {
	at := time.Time(t)
	if at.IsZero() {
		return nil, nil
	}
	return fmt.Appendf(nil, "/Date(%d)/", at.UnixMilli()), nil
}

// payloadNames are the vendor's words for the events of chats.
var payloadNames = map[chat.WebhookEvent]string{
	chat.OfflineMessageIsSubmitted: "offline_message_submitted", chat.ChatStarts: "chat_started", chat.ChatEnds: "chat_ended",
	chat.ChatIsWrappedUp: "chat_wrapped_up", chat.ChatIsRequested: "chat_requested", chat.ChatIsTransferred: "chat_transferred",
	chat.AgentStatusChanges: "agent_status_changed",
}

// statusNames are the vendor's words for what an agent does; every other status is one of
// being away.
var statusNames = map[string]string{chat.AgentOnline: "online", chat.AgentOffline: "logout"}

func payloadOf(d *chat.Delivery) *Payload {
	p := &Payload{Event: payloadNames[d.Event], Time: instant(d.Time)}
	switch {
	case d.IsTest:
		p.Event, p.Tested = "test", p.Event
	case d.Chat != nil:
		p.tellChat(d)
	case d.Message != nil:
		m := d.Message
		p.Message = messageIn(m)
		p.Visitor = &PayloadVisitor{
			ID: text(m.VisitorID), ChatID: text(m.GUID), Status: int(chat.VisitorInSite), Name: m.Name, Email: m.Email, Phone: m.Phone, Company: m.Company,
			Department: text(m.DepartmentID), Skill: text(m.SkillID), CurrentBrowsing: m.PageURL,
			CustomFields: fieldsOf(m.Fields, chat.OfflineMessageForm), CustomVariables: fieldsOf(m.Fields, chat.CustomVariableForm),
		}
	default:
		p.Operator, p.OperatorID, p.Status = &Named{d.Agent.ID, d.Agent.Name}, text(d.Agent.ID), d.Doing
		if p.Event = statusNames[d.Doing]; p.Event == "" {
			p.Event = "away"
		}
	}
	return p
}

func (p *Payload) tellChat(d *chat.Delivery) {
	c := d.Chat
	p.ChatID, p.Visitor = text(c.GUID), visitorIn(d)
	switch d.Event {
	case chat.ChatEnds:
		p.Chat = chatIn(c, d.Transcript)
	case chat.ChatIsTransferred:
		if n := len(c.TransferLog); n > 0 {
			t := &c.TransferLog[n-1]
			p.Transfer = &PayloadTransfer{text(t.FromAgent), text(t.ToAgent), text(t.FromDepartment), text(t.ToDepartment), instant(t.Time)}
		}
	case chat.ChatIsWrappedUp:
		p.Wrapup = &PayloadWrapup{Category: d.Chosen, Fields: fieldsOf(c.FieldResults, chat.WrapUpForm)}
		if w := c.Wrapup; w != nil {
			p.Wrapup.OperatorID, p.Wrapup.Comment, p.Wrapup.Time = text(w.AgentID), w.Comment, instant(w.LastUpdated)
		}
	}
}

func visitorIn(d *chat.Delivery) *PayloadVisitor {
	c := d.Chat
	v := &PayloadVisitor{
		ID: text(c.VisitorID), ChatID: text(c.GUID), Status: int(statusIn(d)),
		Name: c.PreChat.Name, Email: c.PreChat.Email, Phone: c.PreChat.Phone, Company: c.PreChat.Company, ProductService: c.PreChat.ProductService,
		Department: text(c.DepartmentID), Skill: text(c.SkillID), CurrentBrowsing: c.PageURL,
		CustomFields: fieldsOf(c.FieldResults, chat.PreChatForm), CustomVariables: fieldsOf(c.FieldResults, chat.CustomVariableForm),
	}
	if s := d.Session; s != nil {
		v.PayloadVisit = &PayloadVisit{
			IP: s.IP, Browser: s.Browser, OperatingSystem: s.OperatingSystem, Language: s.Language, ScreenResolution: s.ScreenResolution,
			TimeZone: zone(s.TimeZone), ReferrerURL: s.ReferrerURL, Keywords: s.Keywords, LandingPage: s.LandingPageURL, VisitTime: instant(s.StartTime),
		}
	}
	return v
}

// statusIn is what the visitor did when it happened.
func statusIn(d *chat.Delivery) chat.VisitorStatus {
	switch d.Event {
	case chat.ChatEnds, chat.ChatIsWrappedUp:
		return chat.VisitorChatEnded
	case chat.ChatIsRequested:
		if d.Chat.StartTime.IsZero() {
			return chat.VisitorWaiting
		}
	}
	return chat.VisitorChatting
}

func chatIn(c *chat.Chat, transcript string) *PayloadChat {
	p := &PayloadChat{
		ID: c.ID, GUID: text(c.GUID), Status: c.Status.String(),
		Name: c.PreChat.Name, Email: c.PreChat.Email, Phone: c.PreChat.Phone, Company: c.PreChat.Company, ProductService: c.PreChat.ProductService,
		Department: text(c.DepartmentID), Campaign: text(c.CampaignID),
		RequestTime: instant(c.RequestedTime), StartTime: instant(c.StartTime), EndTime: instant(c.EndTime),
		WaitTime: int64(c.WaitingTime / time.Second), Duration: int64(c.Duration / time.Second),
		Operators: []PayloadOperator{}, Attachment: []PayloadFile{},
		CustomFields: fieldsOf(c.FieldResults, chat.PreChatForm), CustomVariable: fieldsOf(c.FieldResults, chat.CustomVariableForm),
		Transcript: transcript,
	}
	for _, a := range c.Agents {
		o := PayloadOperator{text(a.AgentID), false, instant(a.StartTime), instant(a.EndTime)}
		if a.BotID != (chat.GUID{}) {
			o.ID, o.IsBot = text(a.BotID), true
		}
		p.Operators = append(p.Operators, o)
	}
	for _, f := range c.Attachments {
		if !f.IsNote {
			p.Attachment = append(p.Attachment, PayloadFile{f.Name, f.Size})
		}
	}
	return p
}

func messageIn(m *chat.OfflineMessage) *PayloadMessage {
	return &PayloadMessage{
		ID: text(m.GUID), Time: instant(m.CreatedTime), Name: m.Name, Email: m.Email, Phone: m.Phone, Company: m.Company,
		Department: text(m.DepartmentID), Skill: text(m.SkillID), Campaign: text(m.CampaignID),
		Subject: m.Subject, Content: m.Message, PageURL: m.PageURL, CustomFields: fieldsOf(m.Fields, chat.OfflineMessageForm),
	}
}

// fieldsOf are the results of one form.
func fieldsOf(results []chat.FieldResult, form chat.FormType) []PayloadField {
	fields := []PayloadField{}
	for i := range results {
		if results[i].FormType == form {
			fields = append(fields, PayloadField{results[i].FieldName, results[i].Value})
		}
	}
	return fields
}

// text is a guid, "" for nobody.
func text(id chat.GUID) string {
	if id == (chat.GUID{}) {
		return ""
	}
	return id.String()
}

// zone is the vendor's word for a time zone that is kept in JavaScript's minutes, which
// count towards the west.
func zone(minutes string) string {
	n, err := strconv.Atoi(minutes)
	if err != nil {
		return minutes
	}
	sign := '+'
	if n > 0 {
		sign = '-'
	} else {
		n = -n
	}
	return fmt.Sprintf("GMT %c%02d:%02d", sign, n/60, n%60)
}
