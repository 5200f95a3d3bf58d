package v4

import (
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openapi"
)

// What the additions to a search take and give (wire.md §4), described.

func additionSchemas() openapi.Members[*openapi.Schema] {
	facets := openapi.ListOf(openapi.OneOf(countedNames()...))
	facets.MaxItems = maxFacets
	return openapi.Members[*openapi.Schema]{
		{Name: "cursor", Value: openapi.Text().Described("Goes on after a page instead of counting pages: empty to begin, then each answer's nextCursor. It costs the same at any depth.")},
		{Name: "fields", Value: openapi.ListOf(openapi.OneOf(memberNames()...)).Described("The members that chats are to have, in place of all. It includes what it names, and nothing else.")},
		{Name: "facets", Value: facets.Described("The filters whose values are to be counted over the whole result.")},
		{Name: "highlight", Value: openapi.Bool().Described("Adds to each chat the passages in which the words of `keywords` were found.")},
		{Name: "export", Value: openapi.Bool().Described("Says that all pages are to be kept elsewhere: with the first one the audit log tells of an export, with this search and its total. The pages after it are told by `cursor`.")},
		{Name: "explain", Value: openapi.Bool().Described("Adds how the search was answered, and at what cost.")},
	}
}

// memberNames are the members of a chat, in their order.
func memberNames() (list []string) {
	for _, d := range lookAt(wholeChat, true).kids {
		list = append(list, d.name)
	}
	return list
}

func countedNames() (list []string) {
	for _, d := range chat.Fields() {
		if d.Counted {
			list = append(list, d.Name)
		}
	}
	return list
}

// chatsAsked are a chat of which only some members were asked for, and a chat as a
// search answers it.
func chatsAsked(nouns openapi.Members[*openapi.Schema]) openapi.Members[*openapi.Schema] {
	whole, _ := nouns.Named("Chat")
	part := *whole
	part.Required, part.Extra = nil, false
	part.Description = "A chat with the members that `fields` asked for."
	part.Properties = openapi.Members[*openapi.Schema]{{Name: "highlights", Value: openapi.ListOf(openapi.RefTo("Passage"))}}
	for _, p := range whole.Properties {
		part.Properties = part.Properties.With(p.Name, p.Value)
	}
	return openapi.Members[*openapi.Schema]{
		{Name: "PartOfChat", Value: &part},
		{Name: "ChatOrPart", Value: &openapi.Schema{
			Description: "A whole chat, unless `fields` asked for some members only.", Asked: "fields",
			AnyOf: []*openapi.Schema{openapi.RefTo("Chat"), openapi.RefTo("PartOfChat")},
		}},
	}
}

func passageSchema() *openapi.Schema {
	piece := &openapi.Schema{
		Type: "object", Required: []string{"text", "match"},
		Properties: openapi.Members[*openapi.Schema]{{Name: "text", Value: openapi.Text()}, {Name: "match", Value: openapi.Bool()}},
	}
	return &openapi.Schema{
		Type: "object", Required: []string{"member", "pieces", "cutBefore", "cutAfter"},
		Description: "Where words were found: a part of a text, in pieces that match and pieces that do not. It is plain text, never HTML.",
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "member", Value: openapi.Text().Described("The text's member of the chat: `messages`, `preChatName`, `chatWrapup.comment` …")},
			{Name: "index", Value: openapi.Integer().Described("Of a message: its place in `messages`, from 0.")},
			{Name: "time", Value: &openapi.Schema{Type: "string", Format: "date-time", Description: "Of a message."}},
			{Name: "pieces", Value: openapi.ListOf(piece)},
			{Name: "cutBefore", Value: openapi.Bool().Described("The text begins earlier.")},
			{Name: "cutAfter", Value: openapi.Bool().Described("The text goes on.")},
		},
	}
}

func facetsSchema() *openapi.Schema {
	counted := &openapi.Schema{
		Type: "object", Required: []string{"value", "count"},
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "value", Value: &openapi.Schema{Description: "As the chat's member has it; the zero guid, or null, for none.", AnyOf: []*openapi.Schema{openapi.Text(), openapi.Integer(), openapi.Bool(), {Type: "null"}}}},
			{Name: "count", Value: openapi.Integer().Described("The chats that have it.")},
		},
	}
	return &openapi.Schema{Type: "object", Description: "By each name that was asked for: the most frequent values, at most 100.", Additional: openapi.ListOf(counted)}
}

func planSchema() *openapi.Schema {
	step := &openapi.Schema{
		Type: "object", Required: []string{"step", "ms"},
		Properties: openapi.Members[*openapi.Schema]{{Name: "step", Value: openapi.Text()}, {Name: "ms", Value: &openapi.Schema{Type: "number", Format: "double"}}},
	}
	return &openapi.Schema{
		Type: "object", Description: "How a search was answered.", Required: []string{"by", "conditions", "candidates", "documents", "bytes", "steps", "database"},
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "by", Value: openapi.OneOf(chat.BySQL, chat.ByDocuments, chat.ByIndex)},
			{Name: "conditions", Value: openapi.Text().Described("What was searched for, simplified.")},
			{Name: "candidates", Value: openapi.Integer().Described("Chats that had to be looked into.")},
			{Name: "documents", Value: openapi.Integer().Described("Chats that were read.")},
			{Name: "bytes", Value: openapi.Integer().Described("What they take as stored.")},
			{Name: "steps", Value: openapi.ListOf(step)},
			{Name: "database", Value: openapi.ListOf(openapi.Text()).Described("How the database went about it, in its own words, without values.")},
		},
	}
}
