package live

import (
	"context"
	"net/http"
	"sync"

	"github.com/parleychat/parley/internal/chat"
)

// agentRole is the session of an agent.
type agentRole struct {
	request *http.Request
	mu      sync.Mutex // of token, which one goroutine replaces and another one looks at
	token   string
	actor   chat.Actor
	invited map[chat.GUID]chat.InvitationState // what was told of the agent's invitations; of the goroutine that sends
}

// agentNeeds is what an agent must be allowed in live chat.
const agentNeeds = chat.ReadChats | chat.WriteChats

func (a *agentRole) begin(ctx context.Context, s *session, hello *command) (welcome welcomeFrame, err error) {
	a.token = hello.Token
	if a.actor, err = a.authenticate(ctx, s); err != nil {
		return welcome, err
	}
	s.site = a.actor.Site
	if err := a.actor.Require(agentNeeds); err != nil {
		return welcome, err
	}
	if err := s.enter(ctx, a.actor.Agent, s.room.Limits.PerAgent); err != nil {
		return welcome, err
	}
	s.room.authority.add(s)
	seat, err := s.room.Desk.Sit(ctx, a.actor, s.room.Now().Add(seenFor))
	if err != nil {
		return welcome, err
	}
	welcome.You, welcome.Status, welcome.Max = a.actor.Agent.String(), seat.Status, seat.Max
	return welcome, nil
}

// authenticate looks at the token as if it had come in the header of a request.
func (a *agentRole) authenticate(ctx context.Context, s *session) (chat.Actor, error) {
	a.mu.Lock()
	token := a.token
	a.mu.Unlock()
	return authenticate(ctx, s.room.Auth, a.request, token, s.site)
}

// still looks at the token again: it may have expired or been withdrawn.
func (a *agentRole) still(ctx context.Context, s *session) error {
	actor, err := a.authenticate(ctx, s)
	switch {
	case err != nil && chat.KindOf(err) == chat.KindInternal:
		return s.lookAgain(err)
	case err != nil:
		return err
	case actor.Agent != a.actor.Agent:
		return chat.Unauthenticated("the token is another agent's now")
	}
	return actor.Require(agentNeeds)
}

func (a *agentRole) news(ctx context.Context, s *session) error { return a.invitations(ctx, s) }

func (a *agentRole) state(_ context.Context, s *session, r *chat.Running) (stateFrame, error) {
	return stateForAgent(r, s.self()), nil
}

func (a *agentRole) obey(ctx context.Context, s *session, c *command) (any, error) {
	switch c.Type {
	case "status":
		return a.status(ctx, s, c)
	case "token":
		return a.renew(ctx, s, c)
	case "invite":
		return a.invite(ctx, s, c)
	case "ban":
		return a.ban(ctx, s, c)
	case "visitors":
		s.room.visits.watch(s, a.actor, c.On)
		return nil, nil
	}
	id, err := chat.ParseGUID(c.Chat)
	if err != nil {
		return nil, err
	}
	desk, order := s.room.Desk, chat.AgentOrder{Actor: a.actor, Chat: id, Client: c.ID}
	var ack chat.Ack
	switch c.Type {
	case "accept":
		ack, err = desk.Accept(ctx, order)
	case "refuse":
		ack, err = desk.Refuse(ctx, order)
	case "takeOver":
		ack, err = desk.TakeOver(ctx, order)
	case "post":
		ack, err = desk.PostByAgent(ctx, order, c.Text)
	case "note":
		ack, err = desk.Note(ctx, order, c.Text)
	case "transfer":
		ack, err = a.transfer(ctx, s, c, order)
	case "join":
		ack, err = desk.Join(ctx, order)
	case "watch":
		ack, err = desk.Watch(ctx, order)
	case "leave":
		ack, err = desk.Leave(ctx, order)
	case "end":
		ack, err = desk.EndByAgent(ctx, order)
	case "chooseTicket":
		times := chat.TimeFormat{UTCOffset: c.UTCOffset, Layout: c.DateTimeFormat}
		ack, err = desk.ChooseTicket(ctx, order, chat.TicketChoice{ID: c.Ticket, Subject: c.Subject}, times)
	case "dropTicket":
		ack, err = desk.DropTicket(ctx, order)
	case "wrapup":
		err = a.wrapUp(ctx, s, c, order)
	case "typing":
		return nil, s.typing(ctx, c, id, "")
	case "read":
		return nil, desk.Read(ctx, s.site, id, s.self(), c.Seq)
	case "page":
		return s.pageOf(ctx, c, id)
	default:
		err = chat.Invalid("agents have no command of this type")
	}
	return acked(c, ack, err)
}

func (a *agentRole) status(ctx context.Context, s *session, c *command) (any, error) {
	if _, err := s.room.Desk.SetStatus(ctx, a.actor, c.Status, c.Max); err != nil {
		return nil, err
	}
	return ackFrame{Type: "ack", ID: c.ID}, nil
}

// transfer asks an agent, or hands over to a department.
func (a *agentRole) transfer(ctx context.Context, s *session, c *command, o chat.AgentOrder) (chat.Ack, error) {
	agent, err := guid(c.Agent)
	if err != nil {
		return chat.Ack{}, err
	}
	department, err := guid(c.Department)
	if err != nil {
		return chat.Ack{}, err
	}
	switch none := (chat.GUID{}); {
	case agent != none && department == none:
		return s.room.Desk.Transfer(ctx, o, agent)
	case department != none && agent == none:
		return s.room.Desk.HandOver(ctx, o, department)
	default:
		return chat.Ack{}, chat.Invalid("a transfer names an agent or a department")
	}
}
