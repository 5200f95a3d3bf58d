package storetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// closing is a campaign that asks something after its chats.
type closing struct {
	campaign      *chat.Campaign
	solved, notes *chat.FormField // of the wrap-up, the first one required
	again         *chat.FormField // of the survey, required
	topic         *chat.Category  // required
}

func (o *office) closing(t *testing.T) closing {
	t.Helper()
	options := []chat.FieldOption{{Name: "yes"}, {Name: "no"}}
	c := closing{
		solved: &chat.FormField{ID: o.guid(), Name: "Solved", Type: chat.RadioBoxField, Options: options, IsRequired: true},
		notes:  &chat.FormField{ID: o.guid(), Name: "Notes"},
		again:  &chat.FormField{ID: o.guid(), Name: "Come again", Type: chat.RadioBoxField, Options: options},
		topic: &chat.Category{ID: o.guid(), Name: "Topic", IsRequired: true, Options: []chat.CategoryOption{
			{ID: o.guid(), Name: "Boots"}, {ID: o.guid(), Name: "Refund", GroupName: "Billing", Order: 1},
		}},
	}
	rating := &chat.FormField{ID: o.guid(), Name: "Rating", IsSystem: true}
	c.campaign = &chat.Campaign{
		ID: o.guid(), Name: "Shop", Wrapup: []chat.AskedField{{FieldID: c.solved.ID}, {FieldID: c.notes.ID, Order: 1}},
		PostChat: []chat.AskedField{{FieldID: rating.ID, IsRequired: true}, {FieldID: c.again.ID, IsRequired: true}},
	}
	o.update(t, o.site, func(ctx context.Context, tx chat.Tx) error {
		for _, r := range []chat.Resource{c.solved, c.notes, c.again, rating, c.topic, c.campaign} {
			if err := tx.PutResource(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
	return c
}

// with begins a chat of the campaign that the agent takes.
func (c closing) with(t *testing.T, o *office, a chat.Actor) caller {
	t.Helper()
	w := o.wanted()
	w.CampaignID = c.campaign.ID
	ack, visitor, err := o.desk().Request(t.Context(), o.site, w)
	one := caller{o, visitor, done(t, ack, err).Chat}
	ack, err = o.desk().Accept(t.Context(), one.by(a))
	done(t, ack, err)
	return one
}

func (c caller) end(t *testing.T, a chat.Actor) {
	t.Helper()
	ack, err := c.o.desk().EndByAgent(t.Context(), c.by(a))
	done(t, ack, err)
}

func (c caller) wrapsUp(t *testing.T, a chat.Actor, g chat.GivenWrapup) {
	t.Helper()
	if err := c.o.desk().WrapUp(t.Context(), c.by(a), g); err != nil {
		t.Fatal(err)
	}
}

// events are the kinds of a chat's, in order.
func (c caller) events(t *testing.T) (kinds []chat.EventKind) {
	t.Helper()
	for _, e := range c.o.log(t, c.o.site, 0, 100) {
		if e.Chat.GUID == c.chat {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}

func wantInvalid(t *testing.T, err error, cause string) {
	t.Helper()
	if err == nil || chat.KindOf(err) != chat.KindInvalid || !strings.Contains(err.Error(), cause) {
		t.Errorf("got %v, want %q", err, cause)
	}
}

var wrapupCases = map[string]func(*testing.T, *office){
	"a wrap-up is held to what is asked, and is what the API would have stored": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		asks := o.closing(t)
		c, other := asks.with(t, o, ada), asks.with(t, o, ada)
		c.end(t, ada)
		other.end(t, ada)
		yes := chat.FieldResult{FieldName: "SOLVED", Value: "yes"}
		refund := []chat.GUID{asks.topic.Options[1].ID}
		for cause, g := range map[string]chat.GivenWrapup{
			`"Solved" is required`:      {Options: refund},
			`category "Topic" is requi`: {Fields: []chat.FieldResult{yes}},
			`has no option "maybe"`:     {Options: refund, Fields: []chat.FieldResult{{FieldName: "Solved", Value: "maybe"}}},
			`does not ask`:              {Options: refund, Fields: []chat.FieldResult{yes, {FieldName: "Colour", Value: "red"}}},
			`no category option`:        {Options: append([]chat.GUID{o.guid()}, refund...), Fields: []chat.FieldResult{yes}},
			`at most 8000 characters`:   {Comment: strings.Repeat("x", chat.MaxText+1), Options: refund, Fields: []chat.FieldResult{yes}},
		} {
			wantInvalid(t, o.desk().WrapUp(t.Context(), c.by(ada), g), cause)
		}
		wantSame(t, c.record(t).Wrapup, nil)
		given := chat.GivenWrapup{Comment: "sold", Options: append(refund, refund...), Fields: []chat.FieldResult{yes, {FieldID: asks.notes.ID, Value: "size 9"}}}
		c.wrapsUp(t, ada, given)

		service := chat.NewService(o.store, nil, silence{}, o.clock)
		ref := chat.ByGUID(other.chat)
		err := service.Enter(t.Context(), ada, []chat.FieldEntry{
			{Chat: ref, FieldID: asks.solved.ID, Name: "Solved", Value: "yes"}, {Chat: ref, FieldID: asks.notes.ID, Name: "Notes", Value: "size 9"},
		})
		if err == nil {
			err = service.Choose(t.Context(), ada, []chat.Ref{ref}, refund)
		}
		if err == nil {
			_, _, err = service.WrapUp(t.Context(), ada, []chat.Ref{ref}, "sold")
		}
		if err != nil {
			t.Fatal(err)
		}
		got, want := c.record(t), other.record(t)
		wantSame(t, got.Wrapup, want.Wrapup)
		wantSame(t, got.Wrapup.IsAutoSubmitted, false)
		wantSame(t, unnumbered(got), unnumbered(want))
		wantSame(t, c.events(t), other.events(t))
		wantSame(t, len(c.events(t)), 4)
		wantSame(t, c.running(t).Chat.Wrapup, got.Wrapup) // so that clients can be told
		c.wrapsUp(t, ada, given)
		wantSame(t, len(c.events(t)), 4)                               // sent again
		wantSame(t, want.FieldResults[0].ID, got.FieldResults[1].ID+1) // no number is left out
	},
	"what the API changes of a wrap-up is a running chat's too, while that is kept": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		asks := o.closing(t)
		c := asks.with(t, o, ada)
		c.end(t, ada)
		service := chat.NewService(o.store, nil, silence{}, o.clock)
		ref := chat.ByGUID(c.chat)
		for what, change := range map[string]func() error{
			"a field": func() error {
				return service.Enter(t.Context(), ada, []chat.FieldEntry{{Chat: ref, FieldID: asks.solved.ID, Name: "Solved", Value: "yes"}})
			},
			"a category": func() error {
				return service.Choose(t.Context(), ada, []chat.Ref{ref}, []chat.GUID{asks.topic.Options[0].ID})
			},
			"a comment": func() error {
				_, _, err := service.WrapUp(t.Context(), ada, []chat.Ref{ref}, "sold")
				return err
			},
		} {
			was := c.running(t)
			if err := change(); err != nil {
				t.Fatal(what, err)
			}
			is, record := c.running(t), c.record(t)
			wantSame(t, is.Version, was.Version+1) // which Parts lists
			wantSame(t, is.Chat.Wrapup, record.Wrapup)
			wantSame(t, unnumbered(is.Chat), unnumbered(record))
			wantSame(t, is.LastSeq, was.LastSeq)
		}
		was := c.running(t)
		if _, _, err := service.SetTicket(t.Context(), ada, ref, 7, 0); err != nil {
			t.Fatal(err)
		}
		wantSame(t, c.running(t), was) // nobody is told
		o.pass(o.terms.KeepEnded)
		o.tick(t, o.desk())
		_, err := o.lobby.Running(t.Context(), o.site, c.chat)
		wantIs(t, err, chat.ErrChatNotFound) // when it was due before
	},
	"a later wrap-up takes the place of an earlier one, also long after the end": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		asks := o.closing(t)
		c := asks.with(t, o, ada)
		bob := o.agent(t, "Bob", 1)
		c.end(t, ada)
		first := chat.GivenWrapup{Comment: "sold", Options: []chat.GUID{asks.topic.Options[0].ID}, Fields: []chat.FieldResult{{FieldName: "Solved", Value: "yes"}, {FieldName: "Notes", Value: "9"}}}
		c.wrapsUp(t, ada, first)
		was := c.record(t)
		o.pass(o.terms.KeepEnded)
		o.tick(t, o.desk())
		_, err := o.lobby.Running(t.Context(), o.site, c.chat)
		wantIs(t, err, chat.ErrChatNotFound)
		c.wrapsUp(t, bob, chat.GivenWrapup{Comment: "returned", Options: []chat.GUID{asks.topic.Options[1].ID}, Fields: []chat.FieldResult{{FieldName: "Solved", Value: "no"}}})
		is := c.record(t)
		wantSame(t, is.FieldResults, []chat.FieldResult{{ID: was.FieldResults[0].ID, FormType: chat.WrapUpForm, FieldID: asks.solved.ID, FieldName: "Solved", Value: "no"}})
		wantSame(t, *is.Wrapup, chat.Wrapup{AgentID: bob.Agent, Comment: "returned", LastUpdated: o.clock()})
		wantSame(t, is.Categories[0].OptionID, asks.topic.Options[1].ID)
		wantSame(t, len(is.Categories), 1)
	},
	"a wrap-up that is given before the end is the record's, and may lack something until then": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		asks := o.closing(t)
		c := asks.with(t, o, ada)
		bob := o.agent(t, "Bob", 1)
		wantKind(t, o.desk().WrapUp(t.Context(), c.by(bob), chat.GivenWrapup{Comment: "not mine"}), chat.KindDenied)
		wantInvalid(t, o.desk().WrapUp(t.Context(), c.by(ada), chat.GivenWrapup{Fields: []chat.FieldResult{{FieldName: "Solved", Value: "maybe"}}}), "has no option")
		c.wrapsUp(t, ada, chat.GivenWrapup{Comment: "so far", Fields: []chat.FieldResult{{FieldName: "Notes", Value: "9"}}})
		given := o.clock()
		asked, err := o.desk().AskedWrapup(t.Context(), o.site, asks.campaign.ID)
		if err != nil {
			t.Fatal(err)
		}
		o.pass(time.Minute)
		c.end(t, ada)
		record := c.record(t)
		wantSame(t, *record.Wrapup, chat.Wrapup{AgentID: ada.Agent, Comment: "so far", LastUpdated: given})
		wantSame(t, unnumbered(record), unnumbered(&chat.Chat{FieldResults: []chat.FieldResult{{FormType: chat.WrapUpForm, FieldID: asks.notes.ID, FieldName: "Notes", Value: "9"}}}))
		wantSame(t, c.events(t), []chat.EventKind{chat.ChatStored})
		wantSame(t, asked.Due(c.running(t).Chat), true)
		c.wrapsUp(t, ada, chat.GivenWrapup{Comment: "all", Options: []chat.GUID{asks.topic.Options[0].ID}, Fields: []chat.FieldResult{{FieldName: "Solved", Value: "no"}}})
		wantSame(t, asked.Due(c.running(t).Chat), false)
	},
	"who neither took part nor sees the record cannot wrap it up": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		c := o.accepted(t, ada)
		bob := o.agent(t, "Bob", 3)
		bob.Role = chat.RoleAgent
		ack, err := o.desk().Join(t.Context(), c.by(bob))
		wantKind(t, err, chat.KindNotFound)
		c.end(t, ada)
		wantKind(t, o.desk().WrapUp(t.Context(), c.by(bob), chat.GivenWrapup{Comment: "mine"}), chat.KindNotFound)
		foreign := c.by(ada)
		foreign.Actor.Site = o.other
		wantKind(t, o.desk().WrapUp(t.Context(), foreign, chat.GivenWrapup{}), chat.KindNotFound)
		reader := c.by(ada)
		reader.Actor.May = chat.ReadChats
		wantKind(t, o.desk().WrapUp(t.Context(), reader, chat.GivenWrapup{}), chat.KindDenied)
		wantSame(t, ack, chat.Ack{})
		c.wrapsUp(t, ada, chat.GivenWrapup{Comment: "mine"})
		wantSame(t, c.record(t).Wrapup.Comment, "mine")
	},
	"a survey is held to the form after the chat, and a later one takes its place": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		asks := o.closing(t)
		c := asks.with(t, o, ada)
		four := int64(4)
		wantKind(t, o.desk().Rate(t.Context(), c.order(), chat.GivenSurvey{Rating: &four}), chat.KindConflict)
		c.end(t, ada)
		yes := []chat.FieldResult{{FieldID: asks.again.ID, Value: "yes"}}
		for cause, g := range map[string]chat.GivenSurvey{
			`"Come again" is required`: {Rating: &four},
			`"Rating" is required`:     {Fields: yes},
			`has no option "perhaps"`:  {Rating: &four, Fields: []chat.FieldResult{{FieldName: "Come again", Value: "perhaps"}}},
			`does not ask`:             {Rating: &four, Fields: append([]chat.FieldResult{{FieldName: "Colour", Value: "red"}}, yes...)},
			`a number from 0 to 5`:     {Fields: append([]chat.FieldResult{{FieldName: "Rating", Value: "six"}}, yes...)},
			`answered twice`:           {Rating: &four, Fields: append([]chat.FieldResult{{FieldName: "Rating", Value: "4"}}, yes...)},
		} {
			wantInvalid(t, o.desk().Rate(t.Context(), c.order(), g), cause)
		}
		wantSame(t, c.record(t).Survey, nil)
		for _, answer := range []string{"yes", "no"} {
			err := o.desk().Rate(t.Context(), c.order(), chat.GivenSurvey{Comment: answer, Fields: []chat.FieldResult{{FieldName: "rating", Value: "4"}, {FieldID: asks.again.ID, Value: answer}}})
			if err != nil {
				t.Fatal(err)
			}
			record := c.record(t)
			wantSame(t, *record.Survey, chat.PostChatSurvey{Rating: &four, Comment: answer, Time: o.clock()})
			wantSame(t, record.FieldResults, []chat.FieldResult{{ID: 1, FormType: chat.PostChatForm, FieldID: asks.again.ID, FieldName: "Come again", Value: answer}})
		}
		wantSame(t, c.events(t), []chat.EventKind{chat.ChatStored, chat.ChatRated, chat.ChatRated})
	},
	"the survey of a chat without a campaign takes any field": func(t *testing.T, o *office) {
		ada := o.agent(t, "Ada", 3)
		c := o.accepted(t, ada)
		c.end(t, ada)
		many := make([]chat.FieldResult, chat.MaxWaitingFields+1)
		wantKind(t, o.desk().Rate(t.Context(), c.order(), chat.GivenSurvey{Fields: many}), chat.KindInvalid)
		id := o.guid()
		err := o.desk().Rate(t.Context(), c.order(), chat.GivenSurvey{Fields: []chat.FieldResult{{FieldID: id, FieldName: "Colour", Value: "red"}}})
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, c.record(t).FieldResults, []chat.FieldResult{{ID: 1, FormType: chat.PostChatForm, FieldID: id, FieldName: "Colour", Value: "red"}})
	},
}

// unnumbered are a chat's parts of the wrap-up without their ids, which differ.
func unnumbered(c *chat.Chat) (parts struct {
	Fields  []chat.FieldResult
	Options []chat.GUID
},
) {
	for _, r := range c.FieldResults {
		r.ID = 0
		parts.Fields = append(parts.Fields, r)
	}
	for _, o := range c.Categories {
		parts.Options = append(parts.Options, o.OptionID)
	}
	return parts
}
