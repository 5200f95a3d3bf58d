package chat

import (
	"context"
	"slices"
	"time"
)

// Wanted is a visitor's request for a chat.
type Wanted struct {
	Client       string // the id of the command
	Secret       [32]byte
	Session      Session // without an id
	CampaignID   GUID
	DepartmentID GUID
	SkillID      GUID
	PreChat      PreChat
	Fields       []FieldResult // of the pre-chat form
	PageTitle    string
	PageURL      string
	Invitation   GUID      // that the visitor accepts; zero for none
	Identity     *Identity // that the site vouches for; nil for none. Its Hash is the Secret
	SeenUntil    time.Time
}

// MaxWaitingFields is how many fields of a form a visitor may fill in.
const MaxWaitingFields = 100

// The answers to a request that cannot become a chat now.
var (
	ErrNobodyThere = Conflict("nobody is there to chat with")
	ErrQueueFull   = Limited("too many wait already")
)

// Known finds the visitor with the hash of a secret; KindNotFound for one who has
// not chatted yet.
func (d *Desk) Known(ctx context.Context, site SiteID, secret [32]byte) (Caller, error) {
	return d.lobby.Caller(ctx, site, secret)
}

// Request begins a chat and gives its guid, and the visitor who has it. A visitor has
// one running chat at a time. ErrNobodyThere and ErrQueueFull leave nothing behind.
func (d *Desk) Request(ctx context.Context, site SiteID, wanted Wanted) (ack Ack, visitor GUID, err error) {
	if len(wanted.Fields) > MaxWaitingFields {
		return Ack{}, GUID{}, Invalid("%d fields: at most %d can be filled in", len(wanted.Fields), MaxWaitingFields)
	}
	says := wanted.says()
	wanted.identified()
	var refused error // unless the request has led to a chat before
	if wanted.Fields, refused = d.holdTo(ctx, site, wanted.CampaignID, PreChatForm, wanted.entered()); refused != nil && KindOf(refused) == KindInternal {
		return Ack{}, GUID{}, refused
	}
	chatID, sessionID := d.ids(), d.ids()
	visitorID, err := d.stranger(ctx, site, wanted.Secret)
	if err != nil {
		return Ack{}, GUID{}, err
	}
	err = d.act(ctx, site, true, func(ctx context.Context, w *work) error {
		caller, known, err := w.caller(ctx, wanted.Secret, visitorID)
		if err != nil {
			return err
		}
		visitor = caller.Visitor
		s, err := stamp(visitor, wanted.Client, DoRequest, says...)
		if err != nil {
			return err
		}
		if ack, err = w.requested(ctx, s); err != nil || ack.Seq > 0 {
			return err
		}
		if refused != nil {
			return refused
		}
		if err := w.room(roomForMessages); err != nil {
			return err
		}
		wanted.Session.ID, wanted.Session.VisitorID = sessionID, visitor
		c := wanted.chat(chatID)
		visit, err := w.visited(ctx, &c, &wanted)
		if err != nil {
			return err
		}
		r, added, err := w.begin(ctx, c, wanted.SeenUntil)
		if err != nil {
			return err
		}
		r.Prefer, r.Session, r.SSOUserID = visit.prefers(&c, caller.LastAgent), wanted.Session, wanted.subject()
		moved, err := w.admit(ctx, r)
		if err != nil {
			return err
		}
		if err := w.segmented(ctx, r.Chat, visit, false); err != nil {
			return err
		}
		if !known {
			if err := w.SaveCaller(ctx, wanted.Secret, caller); err != nil {
				return err
			}
		}
		ack = Ack{Chat: chatID, Seq: added[0].Seq}
		added[0].Stamp = s
		w.floor.note(r, nil)
		return w.save(ctx, r, append(added, moved...))
	})
	return ack, visitor, err
}

// requested finds the chat that a request has led to before. Another one that runs
// is a conflict.
func (w *work) requested(ctx context.Context, s Stamp) (ack Ack, err error) {
	chats, err := w.OfVisitor(ctx, s.Sender)
	if err != nil {
		return Ack{}, err
	}
	for _, r := range chats {
		seq, err := w.repeated(ctx, r, s)
		if err != nil || seq > 0 {
			return Ack{Chat: r.Chat.GUID, Seq: seq}, err
		}
	}
	if slices.ContainsFunc(chats, func(r *Running) bool { return r.State != Ended }) {
		return Ack{}, Conflict("you have a chat already")
	}
	return Ack{}, nil
}

func (v *Wanted) says() []string {
	says := []string{
		v.CampaignID.String(), v.DepartmentID.String(), v.SkillID.String(), v.Invitation.String(),
		v.PreChat.Name, v.PreChat.Email, v.PreChat.Phone, v.PreChat.Company, v.PreChat.ProductService,
	}
	for _, f := range v.Fields {
		says = append(says, f.FieldID.String(), f.FieldName, f.Value)
	}
	return says
}

func (v *Wanted) chat(guid GUID) Chat {
	c := Chat{
		GUID: guid, SessionID: v.Session.ID, VisitorID: v.Session.VisitorID, CampaignID: v.CampaignID,
		DepartmentID: v.DepartmentID, SkillID: v.SkillID, PreChat: v.PreChat, FieldResults: slices.Clone(v.Fields),
		PageTitle: v.PageTitle, PageURL: v.PageURL,
	}
	for i := range c.FieldResults {
		c.FieldResults[i].FormType = PreChatForm
	}
	c.PreChat.TicketID = NoTicket
	if c.PreChat.Name == "" {
		c.PreChat.Name = v.Session.IP
	}
	return c
}

// VisitorOrder names a command of a visitor to one of the visitor's chats.
type VisitorOrder struct {
	Site    SiteID
	Visitor GUID
	Chat    GUID
	Client  string
}

func (d *Desk) obeyVisitor(ctx context.Context, v VisitorOrder, c Command, says string, rule func(*Running, time.Time) ([]Entry, error)) (Ack, error) {
	s, err := stamp(v.Visitor, v.Client, c, says)
	if err != nil {
		return Ack{}, err
	}
	o := order{
		site: v.Site, chat: v.Chat, stamp: s,
		may:  func(r *Running) bool { return r.Chat.VisitorID == v.Visitor },
		rule: func(_ context.Context, w *work, r *Running) ([]Entry, error) { return rule(r, w.now) },
	}
	if c == DoPost {
		o.grows = true
		return d.say(ctx, o)
	}
	o.floor = true
	return d.obey(ctx, o)
}

// PostByVisitor takes a message of the visitor.
func (d *Desk) PostByVisitor(ctx context.Context, v VisitorOrder, text string) (Ack, error) {
	return d.obeyVisitor(ctx, v, DoPost, text, func(r *Running, now time.Time) ([]Entry, error) { return r.PostByVisitor(text, now) })
}

// EndByVisitor ends the chat, or gives it up.
func (d *Desk) EndByVisitor(ctx context.Context, v VisitorOrder) (Ack, error) {
	return d.obeyVisitor(ctx, v, DoEndByVisitor, "", func(r *Running, now time.Time) ([]Entry, error) { return r.EndByVisitor(now) })
}
