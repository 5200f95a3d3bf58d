package client

import "context"

// Visitor is a visitor of a web site in live chat.
type Visitor struct{ *Conn }

// visitorFrame is the most that a visitor's frame may have.
const visitorFrame = 16 << 10

// ConnectVisitor connects a visitor of a site to the server at an address such as
// https://chat.example.com. Without a secret it is a new one. It tries until the server
// has let the visitor in or said no, or ctx ends; later ends of ctx mean nothing to the
// connection. Close it.
func ConnectVisitor(ctx context.Context, base string, site int64, secret string, o Options) (*Visitor, error) {
	if err := sendable(secret, o.Campaign); err != nil {
		return nil, err
	}
	c, err := connect(ctx, base, helloFrame{Type: "hello", Role: "visitor", Site: site, Secret: secret, Campaign: o.Campaign}, visitorFrame, o)
	if err != nil {
		return nil, err
	}
	return &Visitor{c}, nil
}

// Secret makes whoever has it this visitor. Keep it to come back.
func (v *Visitor) Secret() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.hello.Secret
}

// Request asks for a chat. It is in the Chat of the acknowledgement.
func (v *Visitor) Request(ctx context.Context, r Request) (Ack, error) {
	return v.Do(ctx, Command{Type: "request", Department: r.Department, Invitation: r.Invitation, Request: &r})
}

// Verified reports whether the server knows the visitor by an identity.
func (v *Visitor) Verified() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.welcome.Verified
}

// LookAt tells that the visitor looks at a page, now and, as what was told before, on each
// later connection. Only the last page counts while there is no connection.
func (v *Visitor) LookAt(visit Visit) error {
	if err := sendable(visit.texts()...); err != nil {
		return err
	}
	if _, err := encode(visitFrame{"visit", visit}, v.most); err != nil {
		return err
	}
	v.out.visited(visit)
	return nil
}

// OfflineMessage is for when somebody is there. Who leaves it is told as in a request,
// which has the page, the department and so on too.
type OfflineMessage struct {
	Request

	Chat    string // that waits or is with a bot, and ends by the message; empty for none
	Subject string
	Message string
}

// LeaveMessage leaves a message.
func (v *Visitor) LeaveMessage(ctx context.Context, m OfflineMessage) error {
	_, err := v.Do(ctx, Command{Type: "offline", Chat: m.Chat, Subject: m.Subject, Message: m.Message, Department: m.Department, Request: &m.Request})
	return err
}

// Post says something.
func (v *Visitor) Post(ctx context.Context, chat, text string) (Ack, error) {
	return v.Do(ctx, Command{Type: "post", Chat: chat, Text: text})
}

// AskHuman has a chat that a bot holds wait for an agent instead. When nobody is there, or
// too many wait, it stays with the bot.
func (v *Visitor) AskHuman(ctx context.Context, chat string) (Ack, error) {
	return v.Do(ctx, Command{Type: "human", Chat: chat})
}

// Decline says no to an invitation. One is accepted by a request that names it.
func (v *Visitor) Decline(ctx context.Context, invitation string) error {
	_, err := v.Do(ctx, Command{Type: "decline", Invitation: invitation})
	return err
}

// End ends a chat.
func (v *Visitor) End(ctx context.Context, chat string) (Ack, error) {
	return v.Do(ctx, Command{Type: "end", Chat: chat})
}

// SendTranscript has the transcript of a chat that has ended sent to an e-mail address.
func (v *Visitor) SendTranscript(ctx context.Context, chat, email string) error {
	_, err := v.Do(ctx, Command{Type: "transcript", Chat: chat, Request: &Request{Email: email}})
	return err
}

// Survey is a visitor's judgement of a chat that has ended.
type Survey struct {
	Rating  *int // 0 to 5; nil for none
	Comment string
	Fields  []Field // of the form that the campaign asks after a chat
}

// Rate judges a chat that has ended. A later judgement takes the place of an earlier one.
func (v *Visitor) Rate(ctx context.Context, chat string, s Survey) error {
	_, err := v.Do(ctx, Command{Type: "survey", Chat: chat, Rating: s.Rating, Comment: s.Comment, Request: &Request{Fields: s.Fields}})
	return err
}
