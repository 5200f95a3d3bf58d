package chat

import "github.com/parleychat/parley/internal/filter"

// How the fields of a chat's parts, and of the nouns that it points to, are
// declared. They are not scalars of Chat, so nothing is sorted by them.

func unsortable(d Declared) Declared {
	d.Sortable = false
	return d
}

// guids declares a field of which a chat has any number of guids.
func guids(name string, of func(*Chat) []GUID) Declared {
	return Declared{
		Field:   filter.Field{Name: name, Kind: filter.GUID},
		Counted: true,
		values:  func(r *Record) []filter.Value { return guidValues(of(r.Chat)) },
	}
}

// relatedText declares a text of a noun that the chat points to; of says whether
// the noun is known.
func relatedText(name string, of func(*Record) (string, bool)) Declared {
	texts := func(r *Record) []string {
		if r.Related == nil {
			return nil
		}
		if s, ok := of(r); ok {
			return []string{s}
		}
		return nil
	}
	return texted(name, texts)
}

// texted declares a field of texts.
func texted(name string, texts func(*Record) []string) Declared {
	return Declared{
		Field: filter.Field{Name: name, Kind: filter.Text},
		texts: texts,
		values: func(r *Record) []filter.Value {
			originals := texts(r)
			values := make([]filter.Value, len(originals))
			for i, s := range originals {
				values[i] = filter.TextValue(s)
			}
			return values
		},
	}
}

func campaignName(r *Record) (string, bool) {
	c, ok := r.Campaigns[r.CampaignID]
	if !ok {
		return "", false
	}
	return c.Name, true
}

func ssoUserID(r *Record) (string, bool) {
	v, ok := r.Visitors[r.VisitorID]
	if !ok {
		return "", false
	}
	return v.SSOUserID, true
}

// rating is no value when the visitor gave none, which is not a rating of 0.
func rating(r *Record) []filter.Value {
	if r.Survey == nil || r.Survey.Rating == nil {
		return nil
	}
	return []filter.Value{filter.IntValue(*r.Survey.Rating)}
}

func ratingComment(c *Chat) string {
	if c.Survey == nil {
		return ""
	}
	return c.Survey.Comment
}

func wrapupComment(c *Chat) string {
	if c.Wrapup == nil {
		return ""
	}
	return c.Wrapup.Comment
}

// veryNegative is 0 without a record: no such message was counted.
func veryNegative(c *Chat) int64 {
	if c.Sentiment == nil {
		return 0
	}
	return c.Sentiment.VeryNegative
}

func negative(c *Chat) int64 {
	if c.Sentiment == nil {
		return 0
	}
	return c.Sentiment.Negative
}

func transferTypes(r *Record) []filter.Value {
	types := r.TransferTypes()
	values := make([]filter.Value, len(types))
	for i, n := range types {
		values[i] = filter.IntValue(n)
	}
	return values
}

// FullText is what full text looks into: the messages of the transcript, and
// beside them what the visitor told before the chat and the wrap-up comment
// (wire.md §4). What was entered in forms is not among it.
func (c *Chat) FullText() (messages, beside []string) {
	messages = make([]string, len(c.Messages))
	for i := range c.Messages {
		messages[i] = c.Messages[i].Text
	}
	return messages, []string{c.PreChat.Name, c.PreChat.Email, c.PreChat.Phone, c.PreChat.Company, wrapupComment(c)}
}

func keywordTexts(r *Record) []string {
	messages, beside := r.FullText()
	return append(messages, beside...)
}

func messageTexts(r *Record) []string {
	messages, _ := r.FullText()
	return messages
}
