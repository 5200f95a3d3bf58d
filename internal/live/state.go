package live

import (
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// stateFrame says how a chat stands now. It is news, not part of the log.
type stateFrame struct {
	Type     string    `json:"type"`
	Chat     chat.GUID `json:"chat"`
	State    string    `json:"state"`
	Seq      int64     `json:"seq"`
	Agent    *person   `json:"agent,omitempty"` // who holds it
	Bot      *person   `json:"bot,omitempty"`   // that does, or did
	Position int       `json:"position,omitempty"`
	Wait     int       `json:"wait,omitempty"` // seconds, estimated

	ReadByVisitor int64 `json:"readByVisitor,omitempty"`
	ReadByAgent   int64 `json:"readByAgent,omitempty"`

	Prompted bool `json:"leaveMessage,omitempty"` // the visitor was asked for a message instead

	ChatID int64 `json:"chatId,omitempty"` // of the record, once the chat has ended

	ForAgent *agentState `json:"for,omitempty"`
}

type person struct {
	ID     chat.GUID `json:"id"`
	Name   string    `json:"name"`
	Avatar string    `json:"avatar,omitempty"`
}

// agentState is what agents see of a chat and visitors do not.
type agentState struct {
	Role        string     `json:"role"` // holder, offered, joined, watching
	OfferTo     *person    `json:"offeredTo,omitempty"`
	OfferUntil  *time.Time `json:"offeredUntil,omitempty"`
	Beside      []person   `json:"beside,omitempty"`
	Visitor     visitor    `json:"visitor"`
	Department  string     `json:"department,omitempty"`
	RequestedAt time.Time  `json:"requestedTime"`
	Fields      []field    `json:"fields,omitempty"`
	Page        page       `json:"page"`
	Segments    []string   `json:"segments,omitempty"` // that the visitor was found to be in
	Ticket      *ticket    `json:"ticket,omitempty"`   // that the chat is attached to when it ends
}

// ticket is one that was chosen: one that there is, or a new one.
type ticket struct {
	ID      int64  `json:"id,omitempty"`
	Subject string `json:"subject,omitempty"` // of a new one
}

func ticketOf(t chat.TicketChoice) *ticket {
	if t == (chat.TicketChoice{}) {
		return nil
	}
	own := ticket(t)
	return &own
}

type visitor struct {
	ID      chat.GUID `json:"id"`
	Name    string    `json:"name"`
	Email   string    `json:"email,omitempty"`
	Phone   string    `json:"phone,omitempty"`
	Company string    `json:"company,omitempty"`
	Product string    `json:"product,omitempty"`
	SSO     string    `json:"ssoUserId,omitempty"` // whom the site vouches for
}

func stateOf(r *chat.Running) stateFrame {
	f := stateFrame{
		Type: "state", Chat: r.Chat.GUID, State: r.State.String(), Seq: r.LastSeq,
		ReadByVisitor: r.ReadByVisitor, ReadByAgent: r.ReadByAgent,
	}
	if r.State == chat.Offered {
		f.State = chat.Queued.String() // whom it is offered to is not for visitors
	}
	if r.State == chat.Ended {
		f.ChatID = r.Chat.ID
	}
	f.Prompted = r.Prompted && (r.State == chat.Queued || r.State == chat.Offered)
	f.Agent, f.Bot = personOf(r.Holder), personOf(r.Bot)
	return f
}

// stateForAgent adds what agents see.
func stateForAgent(r *chat.Running, agent chat.GUID) stateFrame {
	f := stateOf(r)
	f.State = r.State.String()
	c := r.Chat
	a := &agentState{
		Role: roleOf(r, agent), OfferTo: personOf(r.Offer.To), Department: idText(c.DepartmentID), RequestedAt: c.RequestedTime,
		Page:    page{Title: c.PageTitle, URL: c.PageURL},
		Visitor: visitor{ID: c.VisitorID, Name: c.PreChat.Name, Email: c.PreChat.Email, Phone: c.PreChat.Phone, Company: c.PreChat.Company, Product: c.PreChat.ProductService, SSO: r.SSOUserID},
	}
	if a.OfferTo != nil {
		a.OfferUntil = &r.Offer.Until
	}
	for _, b := range r.Beside {
		a.Beside = append(a.Beside, person(b.Agent))
	}
	for _, v := range c.FieldResults {
		if v.FormType == chat.WrapUpForm || v.FormType == chat.PostChatForm { // the first has a frame of its own
			continue
		}
		a.Fields = append(a.Fields, field{FieldID: v.FieldID.String(), Name: v.FieldName, Value: v.Value})
	}
	for _, segment := range c.SegmentIDs() {
		a.Segments = append(a.Segments, segment.String())
	}
	a.Ticket = ticketOf(r.Ticket.TicketChoice)
	f.ForAgent = a
	return f
}

func personOf(p chat.Person) *person {
	if p.ID == (chat.GUID{}) {
		return nil
	}
	own := person(p)
	return &own
}

func roleOf(r *chat.Running, agent chat.GUID) string {
	switch {
	case r.Holder.ID == agent:
		return "holder"
	case r.Offer.To.ID == agent:
		return "offered"
	case r.Writes(agent):
		return "joined"
	default:
		return "watching"
	}
}
