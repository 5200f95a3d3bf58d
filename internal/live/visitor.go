package live

import (
	"context"
	"unicode/utf8"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// visitorRole is the session of a visitor.
type visitorRole struct {
	hash [32]byte // of the secret
}

func (v *visitorRole) begin(ctx context.Context, s *session, hello *command) (welcome welcomeFrame, err error) {
	if hello.Secret == "" {
		welcome.Secret, v.hash = auth.NewVisitorSecret()
		return welcome, nil
	}
	var ok bool
	if v.hash, ok = auth.VisitorHash(hello.Secret); !ok {
		return welcome, chat.Unauthenticated("the secret is not one of ours")
	}
	known, err := s.room.Desk.Known(ctx, s.site, v.hash)
	if chat.KindOf(err) == chat.KindNotFound {
		return welcome, nil // has not chatted yet
	}
	if err != nil {
		return welcome, err
	}
	welcome.You = known.Visitor.String()
	return welcome, s.enter(ctx, known.Visitor, s.room.Limits.PerVisitor)
}

func (v *visitorRole) news(context.Context, *session) error { return nil }

func (v *visitorRole) still(context.Context, *session) error { return nil }

func (v *visitorRole) state(ctx context.Context, s *session, r *chat.Running) (stateFrame, error) {
	f := stateOf(r)
	if r.State != chat.Queued {
		return f, nil
	}
	position, wait, err := s.room.Desk.Place(ctx, s.site, r)
	f.Position, f.Wait = position, int(wait.Seconds())
	return f, err
}

func (v *visitorRole) obey(ctx context.Context, s *session, c *command) (any, error) {
	switch c.Type {
	case "request":
		return v.request(ctx, s, c)
	case "visit":
		return nil, v.visit(ctx, s, c)
	case "decline":
		return v.decline(ctx, s, c)
	}
	id, err := chat.ParseGUID(c.Chat)
	if err != nil {
		return nil, err
	}
	desk, order := s.room.Desk, chat.VisitorOrder{Site: s.site, Visitor: s.self(), Chat: id, Client: c.ID}
	if order.Visitor == (chat.GUID{}) {
		return nil, chat.ErrChatNotFound
	}
	var ack chat.Ack
	switch c.Type {
	case "post":
		ack, err = desk.PostByVisitor(ctx, order, c.Text)
	case "end":
		ack, err = desk.EndByVisitor(ctx, order)
	case "human":
		ack, err = desk.AskHuman(ctx, order)
	case "survey":
		err = v.rate(ctx, s, c, order)
	case "typing":
		return nil, s.typing(ctx, c, id)
	case "read":
		return nil, desk.Read(ctx, s.site, id, s.self(), c.Seq)
	case "page":
		return s.pageOf(ctx, c, id)
	default:
		err = chat.Invalid("visitors have no command of this type")
	}
	return acked(c, ack, err)
}

func (v *visitorRole) rate(ctx context.Context, s *session, c *command, o chat.VisitorOrder) error {
	if utf8.RuneCountInString(c.Comment) > chat.MaxText {
		return chat.Invalid("a comment has at most %d characters", chat.MaxText)
	}
	return s.room.Desk.Rate(ctx, o, c.Rating, c.Comment)
}

// request begins a chat; from then on the visitor is known.
func (v *visitorRole) request(ctx context.Context, s *session, c *command) (any, error) {
	wanted, err := wantedOf(c)
	if err != nil {
		return nil, err
	}
	now := s.room.Now()
	wanted.Secret, wanted.SeenUntil = v.hash, now.Add(seenFor)
	wanted.Session = s.sessionOf(c)
	wanted.Session.StartTime = now
	if err := v.comeFrom(ctx, s, c); err != nil {
		return nil, err
	}
	ack, visitor, err := s.room.Desk.Request(ctx, s.site, wanted)
	if err != nil {
		return nil, err
	}
	if s.self() == (chat.GUID{}) {
		if err := s.enter(ctx, visitor, s.room.Limits.PerVisitor); err != nil {
			return nil, err
		}
	}
	s.look()
	return ackFrame{Type: "ack", ID: c.ID, Chat: ack.Chat.String(), Seq: ack.Seq, You: visitor.String()}, nil
}

// wantedOf reads a request.
func wantedOf(c *command) (w chat.Wanted, err error) {
	w = chat.Wanted{
		Client:    c.ID,
		PreChat:   chat.PreChat{Name: clipped(c.Name), Email: clipped(c.Email), Phone: clipped(c.Phone), Company: clipped(c.Company), ProductService: clipped(c.Product)},
		PageTitle: clipped(c.Page.Title), PageURL: clipped(c.Page.URL),
	}
	for _, ref := range []struct {
		to   *chat.GUID
		text string
	}{{&w.CampaignID, c.Campaign}, {&w.DepartmentID, c.Department}, {&w.SkillID, c.Skill}, {&w.Invitation, c.Invitation}} {
		if *ref.to, err = guid(ref.text); err != nil {
			return w, err
		}
	}
	for _, f := range c.Fields {
		id, err := guid(f.FieldID)
		if err != nil {
			return w, err
		}
		w.Fields = append(w.Fields, chat.FieldResult{FieldID: id, FieldName: clipped(f.Name), Value: f.Value})
	}
	return w, nil
}

// clipped shortens what describes a visitor: it is of use to the end of a line.
func clipped(s string) string {
	const most = 2000 // bytes
	for i := range s {
		if i > most {
			return s[:i]
		}
	}
	return s
}
