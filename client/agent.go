package client

import "context"

// Agent is a member of the support team in live chat.
type Agent struct{ *Conn }

// agentFrame is the most that an agent's frame may have.
const agentFrame = 64 << 10

// The statuses that the server knows. Any other one is being away.
const (
	Online  = "Online"
	Away    = "Away"
	Offline = "Offline"
)

// ConnectAgent connects an agent by an API key or an access token to the server at an
// address such as https://chat.example.com. It tries until the server has let the agent
// in or said no, or ctx ends; later ends of ctx mean nothing to the connection. Close it.
func ConnectAgent(ctx context.Context, base, token string, o Options) (*Agent, error) {
	if err := sendable(token); err != nil {
		return nil, err
	}
	c, err := connect(ctx, base, helloFrame{Type: "hello", Role: "agent", Token: token}, agentFrame, o)
	if err != nil {
		return nil, err
	}
	return &Agent{c}, nil
}

// Status is the agent's when the server let the connection in, with how many chats at a
// time the agent takes.
func (a *Agent) Status() (status string, most int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.welcome.Status, a.welcome.Max
}

// SetStatus sets the status, and how many chats at a time the agent takes; 0 leaves that
// as it is.
func (a *Agent) SetStatus(ctx context.Context, status string, most int) error {
	_, err := a.Do(ctx, Command{Type: "status", Status: status, Max: most})
	return err
}

// SetToken goes on with another token of the same agent, now and after a reconnection: one
// that expires soon is replaced in this way.
func (a *Agent) SetToken(ctx context.Context, token string) error {
	if err := sendable(token); err != nil {
		return err
	}
	_, err := a.Do(ctx, Command{Type: "token", Token: token})
	if err == nil {
		a.mu.Lock()
		a.hello.Token = token
		a.mu.Unlock()
	}
	return err
}

// Accept takes a chat that is offered.
func (a *Agent) Accept(ctx context.Context, chat string) (Ack, error) {
	return a.Do(ctx, Command{Type: "accept", Chat: chat})
}

// Refuse does not take a chat that is offered.
func (a *Agent) Refuse(ctx context.Context, chat string) (Ack, error) {
	return a.Do(ctx, Command{Type: "refuse", Chat: chat})
}

// TakeOver takes a chat from the bot that holds it.
func (a *Agent) TakeOver(ctx context.Context, chat string) (Ack, error) {
	return a.Do(ctx, Command{Type: "takeOver", Chat: chat})
}

// ShowVisitors has the visitors on the pages shown, as [Visitors], or no more.
func (a *Agent) ShowVisitors(on bool) { a.out.watched(on) }

// Invite invites a visitor who is on a page to a chat, and gives the id of the invitation.
// What becomes of it comes as an [Invitation].
func (a *Agent) Invite(ctx context.Context, visitor, text string) (invitation string, err error) {
	f, err := a.do(ctx, Command{Type: "invite", Visitor: visitor, Text: text})
	return f.Invitation, err
}

// Ban ends a chat that the agent holds and keeps its visitor out for some hours, or with 0
// for good.
func (a *Agent) Ban(ctx context.Context, chat string, hours int64, reason string) (Ack, error) {
	return a.Do(ctx, Command{Type: "ban", Chat: chat, Hours: hours, Reason: reason})
}

// Post says something.
func (a *Agent) Post(ctx context.Context, chat, text string) (Ack, error) {
	return a.Do(ctx, Command{Type: "post", Chat: chat, Text: text})
}

// Note writes something down for agents only.
func (a *Agent) Note(ctx context.Context, chat, text string) (Ack, error) {
	return a.Do(ctx, Command{Type: "note", Chat: chat, Text: text})
}

// TransferToAgent asks another agent to take the chat over, who may refuse.
func (a *Agent) TransferToAgent(ctx context.Context, chat, agent string) (Ack, error) {
	return a.Do(ctx, Command{Type: "transfer", Chat: chat, Agent: agent})
}

// TransferToDepartment gives the chat to a department, for which it waits in front.
func (a *Agent) TransferToDepartment(ctx context.Context, chat, department string) (Ack, error) {
	return a.Do(ctx, Command{Type: "transfer", Chat: chat, Department: department})
}

// Join stands beside the agent who holds the chat, and writes too.
func (a *Agent) Join(ctx context.Context, chat string) (Ack, error) {
	return a.Do(ctx, Command{Type: "join", Chat: chat})
}

// Watch reads a chat unseen.
func (a *Agent) Watch(ctx context.Context, chat string) (Ack, error) {
	return a.Do(ctx, Command{Type: "watch", Chat: chat})
}

// Leave ends having joined or watched.
func (a *Agent) Leave(ctx context.Context, chat string) (Ack, error) {
	return a.Do(ctx, Command{Type: "leave", Chat: chat})
}

// End ends a chat.
func (a *Agent) End(ctx context.Context, chat string) (Ack, error) {
	return a.Do(ctx, Command{Type: "end", Chat: chat})
}

// ToTicket says what a chat is to be attached to.
type ToTicket struct {
	Ticket // by its ID, or a new one by its Subject

	// UTCOffset and DateTimeFormat say how the transcript tells times, as in the Chat API.
	UTCOffset      int64
	DateTimeFormat string
}

// ChooseTicket has the chat attached to a ticket when it ends, however it does, in the place
// of one that was chosen before. A ticket that is deleted before leaves a note in the record.
func (a *Agent) ChooseTicket(ctx context.Context, chat string, to ToTicket) (Ack, error) {
	return a.Do(ctx, Command{
		Type: "chooseTicket", Chat: chat, Ticket: to.ID, Subject: to.Subject, UTCOffset: to.UTCOffset, DateTimeFormat: to.DateTimeFormat,
	})
}

// DropTicket takes back what the chat was to be attached to.
func (a *Agent) DropTicket(ctx context.Context, chat string) (Ack, error) {
	return a.Do(ctx, Command{Type: "dropTicket", Chat: chat})
}

// Wrapup is an agent's whole wrap-up of a chat.
type Wrapup struct {
	Comment    string
	Categories []string // the ids of the options that are chosen
	Fields     []Field  // of the campaign's form
}

// WrapUp wraps a chat up: one that the agent writes in, or one that has ended, in the
// place of an earlier wrap-up. What is asked comes as an [AskedWrapup].
func (a *Agent) WrapUp(ctx context.Context, chat string, w Wrapup) error {
	_, err := a.Do(ctx, Command{Type: "wrapup", Chat: chat, Comment: w.Comment, Categories: w.Categories, Request: &Request{Fields: w.Fields}})
	return err
}
