package live

import (
	"context"
	"slices"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// visitorRole is the session of a visitor.
type visitorRole struct {
	hash     [32]byte       // of the secret, or of who the visitor is identified as
	identity *chat.Identity // that the site vouches for; nil for none
	campaign *chat.Campaign // that the first frame names; nil for none
	proven   bool           // the visitor has done the work that was asked for
}

func (v *visitorRole) begin(ctx context.Context, s *session, hello *command) (welcome welcomeFrame, err error) {
	if err := s.admit(ctx); err != nil {
		return welcome, err
	}
	if v.campaign, err = s.named(ctx, hello); err != nil {
		return welcome, err
	}
	if hello.Identity != "" {
		if err := v.identify(ctx, s, hello.Identity); err != nil {
			return welcome, err
		}
		welcome.Verified = true
	} else if hello.Secret == "" {
		welcome.Secret, v.hash = auth.NewVisitorSecret()
		return welcome, nil
	}
	if v.identity == nil {
		var ok bool
		if v.hash, ok = auth.VisitorHash(hello.Secret); !ok {
			return welcome, chat.Unauthenticated("the secret is not one of ours")
		}
	}
	if err := v.refuseBanned(ctx, s); err != nil {
		return welcome, err
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

func (v *visitorRole) asks(context.Context, *session, *chat.Running, *place) error { return nil }

// identify takes the visitor to be who the site says. A secret that comes along is not
// looked at: whoever has it gets nothing of what an identity leads to.
func (v *visitorRole) identify(ctx context.Context, s *session, token string) error {
	keys, err := s.room.Desk.IdentityKeys(ctx, s.site)
	if err != nil {
		return err
	}
	if v.identity, err = auth.Identify(token, s.site, keys, s.room.Now()); err != nil {
		return err
	}
	v.hash = v.identity.Hash(s.site)
	return nil
}

// still ends the session of who is banned, and one whose identity has run out, or whose key is no more.
func (v *visitorRole) still(ctx context.Context, s *session) error {
	front, err := s.room.board.front(ctx, s.site)
	if err != nil {
		return err
	}
	if _, visitor := s.visitor(); front.Bans(visitor, s.from.bannable, s.room.Now()) {
		return errBanned
	}
	if v.identity == nil {
		return nil
	}
	if !s.room.Now().Before(v.identity.Expires) {
		return chat.Unauthenticated("the identity has expired")
	}
	keys, err := s.room.Desk.IdentityKeys(ctx, s.site)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(keys, func(k *chat.IdentityKey) bool { return k.ID == v.identity.Key }) {
		return chat.Unauthenticated("the key of the identity is no more")
	}
	return nil
}

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
	if _, err := s.named(ctx, c); err != nil {
		return nil, err
	}
	switch c.Type {
	case "request":
		return v.request(ctx, s, c)
	case "offline":
		return v.offline(ctx, s, c)
	case "visit":
		return nil, v.visit(ctx, s, c)
	case "decline":
		return v.decline(ctx, s, c)
	case "availability":
		return v.availability(ctx, s, c)
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
	case "transcript":
		err = desk.SendTranscript(ctx, order, c.Email)
	case "survey":
		err = v.rate(ctx, s, c, order)
	case "typing":
		return nil, v.typing(ctx, s, c, id)
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
	fields, err := answersOf(c)
	if err != nil {
		return err
	}
	return s.room.Desk.Rate(ctx, o, chat.GivenSurvey{Rating: c.Rating, Comment: c.Comment, Fields: fields})
}

// request begins a chat; from then on the visitor is known.
func (v *visitorRole) request(ctx context.Context, s *session, c *command) (any, error) {
	if err := v.prove(ctx, s, c); err != nil {
		return nil, err
	}
	wanted, err := v.wanted(s, c)
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
	if err := v.known(ctx, s, visitor); err != nil {
		return nil, err
	}
	return ackFrame{Type: "ack", ID: c.ID, Chat: ack.Chat.String(), Seq: ack.Seq, You: visitor.String()}, nil
}

// known makes it known whose session this is.
func (v *visitorRole) known(ctx context.Context, s *session, visitor chat.GUID) error {
	if s.self() == (chat.GUID{}) {
		if err := s.enter(ctx, visitor, s.room.Limits.PerVisitor); err != nil {
			return err
		}
	}
	s.look()
	return nil
}

// offline leaves a message.
func (v *visitorRole) offline(ctx context.Context, s *session, c *command) (any, error) {
	if err := v.prove(ctx, s, c); err != nil {
		return nil, err
	}
	wanted, err := v.wanted(s, c)
	if err != nil {
		return nil, err
	}
	left := chat.Left{Wanted: wanted, Subject: c.Subject, Text: c.Message}
	if left.Chat, err = guid(c.Chat); err != nil {
		return nil, err
	}
	ack, visitor, err := s.room.Desk.LeaveMessage(ctx, s.site, left)
	if err != nil {
		return nil, err
	}
	if err := v.known(ctx, s, visitor); err != nil {
		return nil, err
	}
	return ackFrame{Type: "ack", ID: c.ID, Chat: idText(ack.Chat), Seq: ack.Seq, You: visitor.String()}, nil
}

// wanted reads what a visitor says of the chat, or the message, and of who asks.
func (v *visitorRole) wanted(s *session, c *command) (chat.Wanted, error) {
	w, err := wantedOf(c)
	if err != nil {
		return w, err
	}
	now := s.room.Now()
	w.Secret, w.Identity, w.SeenUntil, w.Session.StartTime = v.hash, v.identity, now.Add(seenFor), now
	w.Session.IP, w.Session.Browser = s.from.address, s.from.userAgent
	return w, nil
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
	w.Fields, err = answersOf(c)
	return w, err
}

// answersOf reads what was entered into a form.
func answersOf(c *command) (answers []chat.FieldResult, err error) {
	for _, f := range c.Fields {
		id, err := guid(f.FieldID)
		if err != nil {
			return nil, err
		}
		answers = append(answers, chat.FieldResult{FieldID: id, FieldName: clipped(f.Name), Value: f.Value})
	}
	return answers, nil
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
