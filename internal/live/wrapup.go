package live

import (
	"bytes"
	"context"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// wrapupFrame tells an agent what the wrap-up of a chat is to tell, and what it does.
type wrapupFrame struct {
	Type       string          `json:"type"`
	Chat       chat.GUID       `json:"chat"`
	Due        bool            `json:"due,omitempty"` // the chat has ended, and something that is required is missing
	Fields     []askedField    `json:"fields,omitempty"`
	Categories []askedCategory `json:"categories,omitempty"`
	Given      *givenWrapup    `json:"given,omitempty"`
}

// askedField is a field of a form.
type askedField struct {
	FieldID  chat.GUID `json:"fieldId"`
	Name     string    `json:"name"`
	Type     string    `json:"type"`
	Required bool      `json:"required,omitempty"`
	Options  []string  `json:"options,omitempty"`
}

type askedCategory struct {
	ID       chat.GUID        `json:"id"`
	Name     string           `json:"name"`
	Required bool             `json:"required,omitempty"`
	Options  []categoryOption `json:"options"`
}

type categoryOption struct {
	ID    chat.GUID `json:"id"`
	Name  string    `json:"name"`
	Group string    `json:"groupName,omitempty"`
}

type givenWrapup struct {
	Agent      chat.GUID   `json:"agent,omitzero"` // nobody while only fields were given
	Comment    string      `json:"comment"`
	Categories []chat.GUID `json:"categories,omitempty"`
	Fields     []field     `json:"fields,omitempty"`
	Time       time.Time   `json:"time,omitzero"`
}

// wrapUp takes an agent's wrap-up.
func (a *agentRole) wrapUp(ctx context.Context, s *session, c *command, o chat.AgentOrder) error {
	fields, err := answersOf(c)
	if err != nil {
		return err
	}
	given := chat.GivenWrapup{Comment: c.Comment, Fields: fields}
	for _, text := range c.Categories {
		id, err := chat.ParseGUID(text)
		if err != nil {
			return err
		}
		given.Options = append(given.Options, id)
	}
	return s.room.Desk.WrapUp(ctx, o, given)
}

// wrapupMark is what a wrapupFrame follows from.
type wrapupMark struct {
	asked   *chat.AskedWrapup
	version int64 // of the chat
}

// asks tells who wraps a chat up what is asked, once there is something to tell.
func (a *agentRole) asks(ctx context.Context, s *session, r *chat.Running, p *place) error {
	if (r.State != chat.Active && r.State != chat.Ended) || !r.Writes(s.self()) {
		return nil
	}
	asked, err := s.room.wrapups.of(ctx, s.site, r.Chat.CampaignID)
	if err != nil {
		return s.lookAgain(err)
	}
	mark := wrapupMark{asked, r.Version}
	if mark == p.asked {
		return nil
	}
	p.asked = mark
	told := wrapupOf(r, asked)
	f, err := encode(told)
	if err != nil || bytes.Equal(f, p.wrapup) || !told.isAnything() {
		return err
	}
	p.wrapup = f
	return s.send(f)
}

func (f *wrapupFrame) isAnything() bool {
	return len(f.Fields) > 0 || len(f.Categories) > 0 || f.Given != nil
}

func wrapupOf(r *chat.Running, asked *chat.AskedWrapup) wrapupFrame {
	f := wrapupFrame{Type: "wrapup", Chat: r.Chat.GUID, Due: r.State == chat.Ended && asked.Due(r.Chat), Given: givenOf(r.Chat)}
	f.Fields = askedFields(asked.Form)
	for _, c := range asked.Categories {
		shown := askedCategory{ID: c.ID, Name: c.Name, Required: c.IsRequired, Options: []categoryOption{}}
		for _, o := range c.Options {
			shown.Options = append(shown.Options, categoryOption{ID: o.ID, Name: o.Name, Group: o.GroupName})
		}
		f.Categories = append(f.Categories, shown)
	}
	return f
}

// askedFields are the fields of a form as clients are told of them.
func askedFields(form *chat.Form) (fields []askedField) {
	for _, q := range form.Fields() {
		shown := askedField{FieldID: q.ID, Name: q.Name, Type: q.Type.String(), Required: form.MustAnswer(q.ID)}
		for _, o := range q.Options {
			shown.Options = append(shown.Options, o.Name)
		}
		fields = append(fields, shown)
	}
	return fields
}

// givenOf is what was given in a wrap-up, nil for nothing. The API may have given fields
// and no more.
func givenOf(c *chat.Chat) *givenWrapup {
	g := &givenWrapup{}
	if w := c.Wrapup; w != nil {
		g.Agent, g.Comment, g.Time = w.AgentID, w.Comment, w.LastUpdated
	}
	for _, chosen := range c.Categories {
		g.Categories = append(g.Categories, chosen.OptionID)
	}
	for _, r := range c.FieldResults {
		if r.FormType == chat.WrapUpForm {
			g.Fields = append(g.Fields, field{FieldID: r.FieldID.String(), Name: r.FieldName, Value: r.Value})
		}
	}
	if c.Wrapup == nil && g.Fields == nil {
		return nil
	}
	return g
}

// wrapups knows what is asked in wrap-ups, which is read again from time to time. What
// counts is what the desk reads.
type wrapups struct {
	desk *chat.Desk
	now  func() time.Time

	mu    sync.Mutex
	asked map[campaignOf]askedAt
}

type campaignOf struct {
	site     chat.SiteID
	campaign chat.GUID // zero for none
}

type askedAt struct {
	what *chat.AskedWrapup
	read time.Time
}

func (w *wrapups) of(ctx context.Context, site chat.SiteID, campaign chat.GUID) (*chat.AskedWrapup, error) {
	key, now := campaignOf{site, campaign}, w.now()
	w.mu.Lock()
	known := w.asked[key]
	w.mu.Unlock()
	if known.what != nil && now.Sub(known.read) < settingsEvery {
		return known.what, nil
	}
	asked, err := w.desk.AskedWrapup(ctx, site, campaign)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked[key] = askedAt{asked, now}
	return asked, nil
}
