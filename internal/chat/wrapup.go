package chat

import (
	"slices"
	"time"
	"unicode/utf8"
)

// SetTicket notes the ticket that the chat is attached to, NoTicket for none. A
// ticket that it has already is no change.
func (c *Chat) SetTicket(ticket int64, now time.Time) []Change {
	if c.PreChat.TicketID == ticket {
		return nil
	}
	c.PreChat.TicketID = ticket
	return []Change{{Kind: TicketChanged, Time: now, Chat: c}}
}

// WrapUp writes the agent's closing note. What the wrap-up says of categories stays
// (wire.md §7).
func (c *Chat) WrapUp(agent GUID, comment string, now time.Time) []Change {
	w := Wrapup{}
	if c.Wrapup != nil {
		w = *c.Wrapup
	}
	w.AgentID, w.Comment, w.IsAutoSubmitted, w.LastUpdated = agent, comment, false, now
	c.Wrapup = &w
	return []Change{{Kind: ChatWrappedUp, Time: now, Chat: c}}
}

// Choose makes options the wrap-up categories of the chat, each once. One that was
// chosen before keeps its id. A chat without a wrap-up gets the agent's, and what
// the wrap-up says of categories follows the options from now on (wire.md §5).
func (c *Chat) Choose(options []GUID, agent GUID, now time.Time) []Change {
	chosen := make([]WrapupCategory, 0, len(options))
	for _, id := range options {
		same := func(w WrapupCategory) bool { return w.OptionID == id }
		if slices.ContainsFunc(chosen, same) {
			continue
		}
		if i := slices.IndexFunc(c.Categories, same); i >= 0 {
			chosen = append(chosen, c.Categories[i])
		} else {
			chosen = append(chosen, WrapupCategory{OptionID: id})
		}
	}
	w := Wrapup{AgentID: agent}
	if c.Wrapup != nil {
		w = *c.Wrapup
	}
	w.CategoriesName, w.LastUpdated = "", now
	c.Categories, c.Wrapup = chosen, &w
	return []Change{{Kind: CategoriesChosen, Time: now, Chat: c}}
}

// FieldEntry is what an agent entered in a field of the wrap-up form of a chat.
type FieldEntry struct {
	Chat    Ref
	FieldID GUID
	Name    string // of the field; "" leaves the one that is known
	Value   string // of a checkbox list: the values, comma-separated
}

// Enter takes over what an agent entered in the wrap-up form: a field's result takes
// the place of an earlier one of the same field, with its id (wire.md §7).
func (c *Chat) Enter(entries []FieldEntry, now time.Time) []Change {
	results := slices.Clone(c.FieldResults)
	for _, e := range entries {
		i := slices.IndexFunc(results, func(r FieldResult) bool { return r.FormType == WrapUpForm && r.FieldID == e.FieldID })
		if i < 0 {
			i = len(results)
			results = append(results, FieldResult{FormType: WrapUpForm, FieldID: e.FieldID})
		}
		results[i].Value = e.Value
		if e.Name != "" {
			results[i].FieldName = e.Name
		}
	}
	c.FieldResults = results
	return []Change{{Kind: ResultsEntered, Time: now, Chat: c}}
}

// Rate takes over the visitor's judgement with what was entered in the form after the
// chat, in the place of an earlier one: a field that is answered again keeps its id, and
// one that is not is no more.
func (c *Chat) Rate(rating *int64, comment string, answers []FieldResult, now time.Time) ([]Change, error) {
	if rating != nil && (*rating < 0 || *rating > MaxRating) {
		return nil, Invalid("a rating is a number from 0 to %d", MaxRating)
	}
	if utf8.RuneCountInString(comment) > MaxText {
		return nil, Invalid("a comment has at most %d characters", MaxText)
	}
	c.Survey = &PostChatSurvey{Rating: rating, Comment: comment, Time: now}
	c.FieldResults = answeredAnew(c.FieldResults, answers, func(r *FieldResult) bool { return r.FormType == PostChatForm })
	return []Change{{Kind: ChatRated, Time: now, Chat: c}}, nil
}

// answeredAnew puts answers in the place of those of the results that are of one form.
func answeredAnew(results, answers []FieldResult, of func(*FieldResult) bool) (all []FieldResult) {
	answers = slices.Clone(answers)
	for i := range results {
		if !of(&results[i]) {
			all = append(all, results[i])
			continue
		}
		same := func(a FieldResult) bool {
			return a.FieldID == results[i].FieldID && a.FieldName == results[i].FieldName
		}
		if j := slices.IndexFunc(answers, same); j >= 0 {
			answers[j].ID = results[i].ID
		}
	}
	return append(all, answers...)
}

// MaxRating is the best that a visitor can give.
const MaxRating = 5
