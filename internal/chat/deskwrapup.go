package chat

import (
	"context"
	"fmt"
	"strconv"
)

// AskedWrapup reads what is asked in the wrap-up of a campaign's chats.
func (d *Desk) AskedWrapup(ctx context.Context, site SiteID, campaign GUID) (*AskedWrapup, error) {
	form, err := d.formIfAny(ctx, site, campaign, WrapUpForm)
	if err != nil {
		return nil, err
	}
	asked := &AskedWrapup{Form: form}
	all, err := d.lobby.Resources(ctx, site, WrapupCategories)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if c, ok := r.(*Category); ok {
			tidy(c)
			asked.Categories = append(asked.Categories, c)
		}
	}
	return asked, nil
}

// formIfAny is a form of a campaign, or without one, or with one that is no more, a
// form that asks nothing.
func (d *Desk) formIfAny(ctx context.Context, site SiteID, campaign GUID, t FormType) (*Form, error) {
	if campaign == (GUID{}) {
		return (*Campaign)(nil).Form(t, nil), nil
	}
	form, err := d.form(ctx, site, campaign, t)
	if KindOf(err) == KindInvalid {
		return (*Campaign)(nil).Form(t, nil), nil
	}
	return form, err
}

// WrapUp takes an agent's whole wrap-up. While the agent writes in the chat it may lack
// what is required, and is the record's when the chat ends. Of a chat that has ended,
// however long ago, it takes the place of an earlier one and lacks nothing; then the
// agent took part to the end, or sees the record.
func (d *Desk) WrapUp(ctx context.Context, a AgentOrder, given GivenWrapup) error {
	if err := a.Actor.Require(ReadChats | WriteChats); err != nil {
		return err
	}
	site := a.Actor.Site
	campaign, err := d.campaignOf(ctx, site, a.Chat)
	if err != nil {
		return err
	}
	asked, err := d.AskedWrapup(ctx, site, campaign)
	if err != nil {
		return err
	}
	if given, err = asked.Check(given, true); err != nil {
		return err
	}
	_, missing := asked.Check(given, false)
	return d.act(ctx, site, false, func(ctx context.Context, w *work) error {
		if err := knownOptions(ctx, w.Records(), given.Options); err != nil {
			return err
		}
		r, err := w.Lock(ctx, a.Chat)
		switch {
		case err == nil && r.State != Ended:
			_, err = w.change(ctx, r, func(r *Running) ([]Entry, error) {
				return nil, r.WrapUp(asked, given, a.Actor.Agent, w.now)
			}, Stamp{})
			return err
		case KindOf(err) == KindNotFound && err != nil:
			r = nil // forgotten, but for its record
		case err != nil:
			return err
		}
		record, err := w.wrappedUpBy(ctx, a, r)
		if err == nil {
			err = missing
		}
		if err != nil {
			return err
		}
		return w.wrapUp(ctx, r, record.Submit(asked, given, a.Actor.Agent, w.now), record)
	})
}

// campaignOf finds the campaign of a chat, which runs or has a record.
func (d *Desk) campaignOf(ctx context.Context, site SiteID, guid GUID) (campaign GUID, err error) {
	r, err := d.lobby.Running(ctx, site, guid)
	if err == nil {
		return r.Chat.CampaignID, nil
	}
	if KindOf(err) != KindNotFound {
		return GUID{}, err
	}
	err = d.lobby.Live(ctx, site, func(ctx context.Context, tx LiveTx) error {
		record, err := recordOf(ctx, tx, guid)
		if err == nil {
			campaign = record.CampaignID
		}
		return err
	})
	return campaign, err
}

// recordOf finds the record of a chat, and locks it.
func recordOf(ctx context.Context, tx LiveTx, guid GUID) (*Chat, error) {
	found, err := tx.Records().Find(ctx, []Ref{ByGUID(guid)})
	switch {
	case err != nil:
		return nil, fmt.Errorf("find the record of chat %s: %w", guid, err)
	case len(found) == 0:
		return nil, ErrChatNotFound
	}
	return found[0], nil
}

// wrappedUpBy finds the record for an agent who may wrap it up.
func (w *work) wrappedUpBy(ctx context.Context, a AgentOrder, r *Running) (*Chat, error) {
	record, err := recordOf(ctx, w, a.Chat)
	if err != nil {
		return nil, err
	}
	if (r == nil || !r.Writes(a.Actor.Agent)) && !a.Actor.sees(record) {
		return nil, ErrChatNotFound
	}
	return record, nil
}

// wrapUp stores what a wrap-up has changed of a record, and lets those who took part in
// the chat know while it is kept.
func (w *work) wrapUp(ctx context.Context, r *Running, changes []Change, record *Chat) error {
	if len(changes) == 0 {
		return nil
	}
	if err := w.Records().Apply(ctx, changes); err != nil {
		return err
	}
	w.stored = true
	if err := tellOfWrapup(ctx, w.Records(), record, w.now); err != nil || r == nil {
		return err
	}
	r.Chat.Wrapup, r.Chat.Categories, r.Chat.FieldResults = record.Wrapup, record.Categories, record.FieldResults
	return w.save(ctx, r, nil)
}

// GivenSurvey is a visitor's judgement with what was entered in the form after the chat.
type GivenSurvey struct {
	Rating  *int64
	Comment string
	Fields  []FieldResult
}

// entered is what the visitor has entered after the chat.
func (g *GivenSurvey) entered(rating *string) *entered {
	return &entered{members: map[string]*string{
		"rating": rating, "rating grade": rating,
		"comment": &g.Comment, "comments": &g.Comment, "rating comment": &g.Comment,
	}, department: &GUID{}, answers: g.Fields}
}

// hold holds the survey to a campaign's form.
func (g *GivenSurvey) hold(form *Form) (err error) {
	rating := ""
	if g.Rating != nil {
		rating = strconv.FormatInt(*g.Rating, 10)
	}
	if g.Fields, err = g.entered(&rating).hold(form); err != nil || rating == "" {
		return err
	}
	n, err := strconv.ParseInt(rating, 10, 64)
	if err != nil {
		return Invalid("a rating is a number from 0 to %d", MaxRating)
	}
	g.Rating = &n
	return nil
}

// Rate takes the visitor's judgement on a chat that ended a moment ago, which is held to
// the form that its campaign asks after a chat. A later one takes the place of an earlier
// one, so that repeating it does nothing.
func (d *Desk) Rate(ctx context.Context, v VisitorOrder, given GivenSurvey) error {
	if len(given.Fields) > MaxWaitingFields {
		return Invalid("%d fields: at most %d can be filled in", len(given.Fields), MaxWaitingFields)
	}
	r, err := d.lobby.Running(ctx, v.Site, v.Chat)
	switch {
	case err != nil:
		return err
	case r.Chat.VisitorID != v.Visitor:
		return ErrChatNotFound
	case r.State != Ended || r.Chat.Status != Normal:
		return Conflict("a chat is rated after it has ended")
	}
	if err := d.holdSurvey(ctx, v.Site, r.Chat.CampaignID, &given); err != nil {
		return err
	}
	return d.act(ctx, v.Site, false, func(ctx context.Context, w *work) error {
		record, err := recordOf(ctx, w, v.Chat) // an ended chat stays so
		if err != nil {
			return err
		}
		changes, err := record.Rate(given.Rating, given.Comment, given.Fields, w.now)
		if err != nil {
			return err
		}
		w.stored = true
		return w.Records().Apply(ctx, changes)
	})
}

// holdSurvey holds a survey to the form of a campaign; without one everything can be
// entered.
func (d *Desk) holdSurvey(ctx context.Context, site SiteID, campaign GUID, g *GivenSurvey) error {
	if campaign != (GUID{}) {
		form, err := d.formIfAny(ctx, site, campaign, PostChatForm)
		if err != nil {
			return err
		}
		return g.hold(form)
	}
	for i := range g.Fields {
		g.Fields[i].FormType = PostChatForm
	}
	return nil
}
