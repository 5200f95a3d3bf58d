package v4

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/parleychat/parley/internal/chat"
)

// includes are the values of "include" (chat-api.txt, Get a single Chat), folded.
// A chosen category also brings the wrap-up: clients that ask for the one read
// chatWrapup.categoriesName (wire.md §5).
var includes = map[string]chat.Include{
	"autoinvitation":     chat.IncludeAutoInvitation,
	"campaign":           chat.IncludeCampaign,
	"chatagent":          chat.IncludeChatAgent,
	"chatchatbotmap":     chat.IncludeChatbotMap,
	"chatattachment":     chat.IncludeAttachment,
	"chatfieldresult":    chat.IncludeFieldResult,
	"chatsegmentresult":  chat.IncludeSegmentResult,
	"chatwrapup":         chat.IncludeWrapup,
	"chatwrapupcategory": chat.IncludeWrapupCategory | chat.IncludeWrapup,
	"contactidentity":    chat.IncludeContactIdentity,
	"department":         chat.IncludeDepartment,
	"postchatsurvey":     chat.IncludeSurvey,
	"session":            chat.IncludeSession,
	"skill":              chat.IncludeSkill,
	"visitor":            chat.IncludeVisitor,
}

// includeOf reads the parameter: in any case, repeated or as a comma list. Values
// that nobody knows are ignored (wire.md §1).
func includeOf(p parameters) (include chat.Include) {
	for _, name := range splitNames(p["include"]) {
		include |= includes[foldName(name)]
	}
	return include
}

// parameters are the query's, by folded names.
type parameters map[string][]string

func parametersOf(r *http.Request) (parameters, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &chat.Error{Kind: chat.KindInvalid, Message: "the query string is malformed", Cause: err}
	}
	p := make(parameters, len(query))
	for name, values := range query {
		name = foldName(name)
		p[name] = append(p[name], values...)
	}
	return p, nil
}

// one is the last value of a parameter, "" when there is none.
func (p parameters) one(name string) string {
	values := p[name]
	if len(values) == 0 {
		return ""
	}
	return strings.TrimSpace(values[len(values)-1])
}
