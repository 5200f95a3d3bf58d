package v4

import (
	"fmt"

	"github.com/parleychat/parley/internal/openapi"
)

// describedNoun is a noun under the name that the description gives it.
type describedNoun struct {
	name string
	// whole is the noun read, with every member that there can be; written is an
	// empty one as it is answered; least has the members that are always there.
	whole, written, least *looks
}

func described[N any](name string, members func(shape, *N)) describedNoun {
	written := lookAt(members, false)
	return describedNoun{name, lookAt(members, true), written, written}
}

// partNames are the nouns inside of others, by the member that holds them. One
// without a name is described where it stands.
var partNames = map[string]string{
	"Chat.messages":                     "Message",
	"Chat.session":                      "Session",
	"Chat.chatAgents":                   "ChatAgent",
	"Chat.chatWrapup":                   "ChatWrapup",
	"Chat.chatWrapupCategories":         "ChatWrapupCategory",
	"Chat.postChatSurvey":               "PostChatSurvey",
	"Chat.chatSegmentResults":           "ChatSegmentResult",
	"Chat.chatFieldResults":             "ChatFieldResult",
	"Chat.chatAttachments":              "ChatAttachment",
	"Chat.chatChatbotMaps":              "ChatChatbotMap",
	"Chat.autoInvitation":               "ChatAutoInvitation",
	"Chat.campaign":                     "ChatCampaign",
	"Chat.department":                   "ChatDepartment",
	"Chat.skill":                        "ChatSkill",
	"Chat.contactIdentity":              "ChatContactIdentity",
	"Chat.visitor":                      "ChatVisitor",
	"Chat.transferLogs":                 "TransferLog",
	"Chat.botSentimentRecord":           "BotSentimentRecord",
	"ChatAgent.agent":                   "AgentName",
	"ChatSegmentResult.segment":         "SegmentName",
	"ChatWrapupCategory.categoryOption": "OptionName",
	"Ticket.messages":                   "TicketMessage",
	"Me.agent":                          "Agent",
	"WrapupCategory.options":            "WrapupOption",
	"AuditLog.entries":                  "AuditEntry",
	"AuditEntry.changes":                "AuditChange",
}

// nouns collects the schemas of nouns.
type nouns struct {
	schemas openapi.Members[*openapi.Schema]
	err     error
}

// add describes a noun and those inside it.
func (n *nouns) add(d describedNoun) {
	n.keep(d.name, n.object(d.name, d.whole, d.written, d.least))
}

func (n *nouns) keep(name string, s *openapi.Schema) {
	if had, twice := n.schemas.Named(name); twice {
		if !had.Same(s) && n.err == nil {
			n.err = fmt.Errorf("two different nouns are described as %s", name)
		}
		return
	}
	n.schemas = append(n.schemas, openapi.Member[*openapi.Schema]{Name: name, Value: s})
}

// object describes an object of a name, or of none.
func (n *nouns) object(name string, whole, written, least *looks) *openapi.Schema {
	s := &openapi.Schema{Type: "object", Description: nounTexts[name]}
	for _, kid := range whole.kids {
		as := written.kid(kid.name)
		s.Properties = s.Properties.With(kid.name, n.member(name, kid, as))
		if least.kid(kid.name) != nil {
			s.Required = append(s.Required, kid.name)
		}
	}
	s.Extra = whole.extra
	return s
}

// member describes a member of the noun called parent; as is the member as an
// empty noun has it, nil if it has none.
func (n *nouns) member(parent string, l, as *looks) *openapi.Schema {
	if as == nil {
		as = &looks{}
	}
	name, text := partNames[parent+"."+l.name], memberTexts[parent+"."+l.name]
	var s *openapi.Schema
	switch {
	case l.scalar != nil:
		s = l.scalar
	case l.item != nil && l.item.scalar != nil:
		s = openapi.ListOf(l.item.scalar)
	case l.item != nil:
		item := as.item
		if item == nil {
			item = l.item
		}
		s = openapi.ListOf(n.part(name, l.item, item))
	default:
		if as.kids == nil {
			as = &looks{kids: l.kids}
		}
		s = n.part(name, l, as)
	}
	if as.nullable {
		s = openapi.Nullable(s)
	}
	if text != "" {
		s = s.Described(text)
	}
	return s
}

// part describes an object inside another, under its name if it has one.
func (n *nouns) part(name string, whole, written *looks) *openapi.Schema {
	s := n.object(name, whole, written, written)
	if name == "" {
		return s
	}
	n.keep(name, s)
	return openapi.RefTo(name)
}

// askedFor is a noun as a request may give it: any member, but those named.
func askedFor(s *openapi.Schema, all openapi.Members[*openapi.Schema], required ...string) *openapi.Schema {
	if part, ok := all.Named(s.Referred()); ok {
		s = part
	}
	in := *s
	in.Required = required
	in.Properties = nil
	for _, p := range s.Properties {
		in.Properties = in.Properties.With(p.Name, askedMember(p.Value, all))
	}
	if s.Type == "array" {
		in.Items = askedFor(s.Items, all)
	}
	return &in
}

func askedMember(s *openapi.Schema, all openapi.Members[*openapi.Schema]) *openapi.Schema {
	if s.Type != "array" && s.Properties == nil && s.Ref == "" {
		return s
	}
	return askedFor(s, all).Described(s.Description)
}
