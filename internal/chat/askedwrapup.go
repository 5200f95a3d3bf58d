package chat

import (
	"slices"
	"time"
	"unicode/utf8"
)

// AskedWrapup is what the wrap-up of a chat is to tell beside the agent's comment.
type AskedWrapup struct {
	Form       *Form       // of the chat's campaign
	Categories []*Category // of the site
}

// GivenWrapup is a whole wrap-up as an agent gives it.
type GivenWrapup struct {
	Comment string
	Options []GUID        // that are chosen
	Fields  []FieldResult // of the form
}

// Requires reports whether chats cannot be left without a wrap-up.
func (a *AskedWrapup) Requires() bool {
	return a.Form.Requires() || slices.ContainsFunc(a.Categories, func(c *Category) bool { return c.IsRequired })
}

// Check holds a wrap-up to what is asked, and gives it as the form has it: KindInvalid
// as of Form.Check, and for categories that are required alike. Whether the options
// are known is for whoever stores them.
func (a *AskedWrapup) Check(g GivenWrapup, partly bool) (GivenWrapup, error) {
	switch {
	case utf8.RuneCountInString(g.Comment) > MaxText:
		return g, Invalid("a comment has at most %d characters", MaxText)
	case len(g.Options) > MaxOptions:
		return g, Invalid("%d wrap-up categories: at most %d can be chosen at once", len(g.Options), MaxOptions)
	}
	fields, err := a.Form.Check(g.Fields, partly)
	if err != nil {
		return g, err
	}
	g.Fields = fields
	var once []GUID
	for _, id := range g.Options {
		once = appendOnce(once, id)
	}
	g.Options = once
	if partly {
		return g, nil
	}
	return g, a.chosen(g.Options)
}

// chosen refuses a choice without an option of a category that is required.
func (a *AskedWrapup) chosen(options []GUID) error {
	for _, c := range a.Categories {
		if c.IsRequired && !slices.ContainsFunc(c.Options, func(o CategoryOption) bool { return slices.Contains(options, o.ID) }) {
			return Invalid("the wrap-up category %q is required", clip(c.Name))
		}
	}
	return nil
}

// Due reports whether the wrap-up of a chat still lacks what is required.
func (a *AskedWrapup) Due(c *Chat) bool {
	if !a.Requires() {
		return false
	}
	_, err := a.Check(a.given(c), false)
	return err != nil
}

// given is what the chat has of what is asked.
func (a *AskedWrapup) given(c *Chat) (g GivenWrapup) {
	for i := range c.FieldResults {
		if r := c.FieldResults[i]; a.asks(&r) {
			g.Fields = append(g.Fields, r)
		}
	}
	for _, chosen := range c.Categories {
		g.Options = append(g.Options, chosen.OptionID)
	}
	return g
}

func (a *AskedWrapup) asks(r *FieldResult) bool {
	return r.FormType == WrapUpForm && a.Form.find(FieldResult{FieldID: r.FieldID}) != nil
}

// Submit takes over a whole wrap-up that has been checked, in the place of an earlier
// one, by the rules for its parts. The same once more changes nothing.
func (c *Chat) Submit(asked *AskedWrapup, g GivenWrapup, agent GUID, now time.Time) (changes []Change) {
	was := asked.given(c)
	if !slices.EqualFunc(was.Fields, g.Fields, sameAnswer) {
		c.FieldResults = slices.DeleteFunc(slices.Clone(c.FieldResults), func(r FieldResult) bool {
			return asked.asks(&r) && !slices.ContainsFunc(g.Fields, func(f FieldResult) bool { return f.FieldID == r.FieldID })
		})
		entries := make([]FieldEntry, len(g.Fields))
		for i, f := range g.Fields {
			entries[i] = FieldEntry{FieldID: f.FieldID, Name: f.FieldName, Value: f.Value}
		}
		changes = c.Enter(entries, now)
	}
	if !slices.Equal(was.Options, g.Options) {
		changes = append(changes, c.Choose(g.Options, agent, now)...)
	}
	if len(changes) == 0 && c.Wrapup != nil && c.Wrapup.AgentID == agent && c.Wrapup.Comment == g.Comment {
		return nil
	}
	return append(changes, c.WrapUp(agent, g.Comment, now)...)
}

func sameAnswer(a, b FieldResult) bool {
	return a.FieldID == b.FieldID && a.FieldName == b.FieldName && a.Value == b.Value
}

// WrapUp takes a wrap-up that an agent gives while the chat goes on: it becomes the
// record's.
func (r *Running) WrapUp(asked *AskedWrapup, g GivenWrapup, agent GUID, now time.Time) error {
	switch {
	case r.State != Active:
		return Conflict("the chat is %s: it is wrapped up while an agent holds it, or after its end", r.State)
	case !r.Writes(agent):
		return errNotInChat
	}
	r.Chat.Submit(asked, g, agent, now)
	return nil
}
