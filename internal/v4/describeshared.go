package v4

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openapi"
)

var apiInfo = openapi.Info{
	Title:   "Parley Chat API",
	Summary: "The Chat API of Comm100 Live Chat v4, answered by Parley.",
	Description: `Read, search, complete and delete the chats of a site, and manage what they point to.

- Addresses match in any letter case, below ` + "`/v4`, `/api/v4`, `/api`" + ` or no prefix, with or without a slash at the end.
- Names of members and parameters match in any letter case. Integers may come as numbers or numeric strings. A body is read as JSON whatever its Content-Type. Members and parameters that nobody knows are ignored.
- Answers have "no value" instead of null: the guid of zeros, ` + "`\"\"`, `-1` for a ticket, `\"00:00:00\"`" + ` for a duration. Included nouns that are not known are null.
- Times are UTC, with up to seven digits of a second's fraction.
- Every error has the form of Error; its code is the status × 1000 plus a detail.`,
	License: &openapi.License{Name: "Apache 2.0", Identifier: "Apache-2.0"},
	Version: "4",
}

var apiServers = []openapi.Server{
	{URL: "/v4", Description: "as the vendor's documentation has it"},
	{URL: "/api/v4"},
	{URL: "/api"},
	{URL: "/", Description: "without a prefix"},
}

// errorNames are the components of the errors, by their status.
var errorNames = map[int]string{
	http.StatusBadRequest:            "Invalid",
	http.StatusUnauthorized:          "Unauthenticated",
	http.StatusForbidden:             "Denied",
	http.StatusNotFound:              "NotFound",
	http.StatusConflict:              "Conflict",
	http.StatusRequestEntityTooLarge: "TooLarge",
	http.StatusUnprocessableEntity:   "TooExpensive",
	http.StatusTooManyRequests:       "TooMany",
	http.StatusInternalServerError:   "Internal",
	http.StatusServiceUnavailable:    "NotReady",
}

var errorTexts = map[int]string{
	http.StatusBadRequest:            "An id is malformed, a required member is missing, or a value is of the wrong type; the message names it.",
	http.StatusUnauthorized:          "The credentials are missing or wrong.",
	http.StatusForbidden:             "The credentials lack a permission, or belong to another site.",
	http.StatusNotFound:              "There is no such thing; one of another site is answered just so.",
	http.StatusConflict:              "It clashes with what is there; `already_done`: the write with this Idempotency-Key was done, and its answer is not known, or not yet.",
	http.StatusRequestEntityTooLarge: "The body is larger than the limit.",
	http.StatusUnprocessableEntity:   "`query_too_expensive`: the search would have to read too much, and a shorter range of requestedTime helps; or `idempotency_key_reused`: the key came with another request before.",
	http.StatusTooManyRequests:       "Too many requests, or attempts to sign in.",
	http.StatusInternalServerError:   "Something went wrong in the server; it has been logged.",
	http.StatusServiceUnavailable:    "The server cannot answer at the moment.",
}

func errorResponses() openapi.Members[*openapi.Response] {
	var all openapi.Members[*openapi.Response]
	for _, status := range slices.Sorted(maps.Keys(errorNames)) {
		r := &openapi.Response{Description: errorTexts[status], Content: openapi.Members[openapi.Media]{{Name: mediaJSON, Value: openapi.Media{Schema: openapi.RefTo("Error")}}}}
		switch status {
		case http.StatusTooManyRequests:
			r.Headers = openapi.Members[openapi.Header]{{Name: "Retry-After", Value: openapi.Header{Description: "Seconds to wait.", Schema: &openapi.Schema{Type: "integer"}}}}
		case http.StatusUnauthorized:
			r.Headers = openapi.Members[openapi.Header]{{Name: "WWW-Authenticate", Value: openapi.Header{Description: "How to sign in.", Schema: openapi.Text()}}}
		}
		all = all.With(errorNames[status], r)
	}
	return all
}

// idText says what the placeholder of a pattern is, with an example.
func idText(pattern string) (text, sample string) {
	switch {
	case strings.Contains(pattern, "hats/{id}"), strings.Contains(pattern, "/offlineMessages/"):
		return "The integer id, or the guid.", "4875"
	case strings.Contains(pattern, "/tickets/"), strings.Contains(pattern, "/chatWrapupCategories/"):
		return "The integer id.", "1"
	default:
		return "The guid.", "3fa85f64-5717-4562-b3fc-2c963f66afa6"
	}
}

// sharedParameters are the parameters of queries that operations name.
func sharedParameters() openapi.Members[*openapi.Parameter] {
	query := func(name, text string, s *openapi.Schema) openapi.Member[*openapi.Parameter] {
		return openapi.Member[*openapi.Parameter]{Name: name, Value: &openapi.Parameter{Name: name, In: "query", Description: text, Schema: s}}
	}
	include := query("include", "What is to be answered along with a chat: repeated, or comma-separated. Values that are not known are ignored.", openapi.ListOf(openapi.OneOf(includeNames()...)))
	include.Value.Style, include.Value.Explode = "form", new(false)
	fields := query("fields", "The members that a chat is to have, in place of all: repeated, or comma-separated.", openapi.ListOf(openapi.OneOf(memberNames()...)))
	fields.Value.Style, fields.Value.Explode = "form", new(false)
	return append(append(changesParameters(), auditParameters()...), openapi.Members[*openapi.Parameter]{
		include,
		query("pageIndex", "The page, counted from 1. Answers count from 0.", &openapi.Schema{Type: "integer", Minimum: new(int64(0)), Default: 1}),
		query("pageSize", "How many a page has. What is out of the bounds is brought into them.", &openapi.Schema{Type: "integer", Minimum: new(int64(chat.MinPageSize)), Maximum: new(int64(chat.MaxPageSize)), Default: chat.DefaultPageSize}),
		query("sortBy", "The scalar member of Chat to sort by; the newest requestedTime comes first when neither this nor sortOrder is given.", openapi.OneOf(sortableNames()...)),
		query("sortOrder", "Ascending or descending.", openapi.OneOf("asc", "desc")),
		fields,
		query("siteId", "The site, which must be the one of the credentials. The header `x-api-siteid` says the same.", openapi.Integer()),
		{Name: "idempotencyKey", Value: &openapi.Parameter{
			Name: onceHeader, In: "header", Schema: &openapi.Schema{Type: "string", Pattern: "^[!-~]{16,128}$"},
			Description: "Has the write done once, however often it is sent within 24 hours; it is answered as it was the first time.",
		}},
	}...)
}

// includeNames are the values of include, in the letter case of the documentation.
func includeNames() []string {
	var list []string
	for _, d := range lookAt(wholeChat, true).kids {
		name := d.name
		for _, form := range []string{name, strings.TrimSuffix(name, "s"), strings.TrimSuffix(name, "ies") + "y"} {
			if _, ok := includes[foldName(form)]; ok {
				list = append(list, form)
				break
			}
		}
	}
	slices.Sort(list)
	return list
}

func sortableNames() []string {
	var list []string
	for _, d := range chat.Fields() {
		if d.Sortable {
			list = append(list, d.Name)
		}
	}
	return list
}

// securitySchemes are the ways to sign in.
func securitySchemes() openapi.Members[openapi.Security] {
	return openapi.Members[openapi.Security]{
		{Name: "bearer", Value: openapi.Security{Type: "http", Scheme: "bearer", Description: "An API key, or an access token of `POST oauth/token`."}},
		{Name: "basic", Value: openapi.Security{Type: "http", Scheme: "basic", Description: "The agent's e-mail address and an API key."}},
		{Name: "oauth2", Value: openapi.Security{
			Type: "oauth2", Description: "An access token for 12 hours, with what the agent may do.",
			Flows: &openapi.Flows{Password: &openapi.Flow{TokenURL: "/oauth/token", Scopes: scopes()}}, //nolint:gosec // an address, no secret
		}},
	}
}

// scopes are the permissions by their names.
func scopes() openapi.Members[string] {
	return openapi.Members[string]{
		{Name: chat.ReadChats.String(), Value: "Read and search chats."},
		{Name: chat.WriteChats.String(), Value: "Complete chats: wrap-ups, categories, field results, tickets."},
		{Name: chat.DeleteChats.String(), Value: "Delete chats."},
		{Name: chat.ManageSettings.String(), Value: "Change what chats point to."},
	}
}

// ownSchemas are the bodies that are no nouns.
func ownSchemas() openapi.Members[*openapi.Schema] {
	return openapi.Members[*openapi.Schema]{
		{Name: "ChatPage", Value: chatPageSchema()},
		{Name: "OfflineMessagePage", Value: pageSchema("OfflineMessage")},
		{Name: "Passage", Value: passageSchema()},
		{Name: "Changes", Value: changesSchema()},
		{Name: "Change", Value: changeSchema()},
		{Name: "Search", Value: searchSchema()},
		{Name: "Aggregation", Value: aggregationSchema()},
		{Name: "Aggregate", Value: aggregateSchema()},
		{Name: "Filter", Value: filterSchema()},
		{Name: "FormFieldValue", Value: formValueSchema()},
		{Name: "ChatRefs", Value: chatRefs()},
		{Name: "Token", Value: tokenSchema()},
		{Name: "Error", Value: errorSchema()},
	}
}

func errorSchema() *openapi.Schema {
	return &openapi.Schema{
		Type: "object", Description: "Why a call failed.", Required: []string{"code", "message", "error"},
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "code", Value: openapi.Integer().Described("The status × 1000, plus a detail.")},
			{Name: "message", Value: openapi.Text().Described("For people.")},
			{Name: "error", Value: openapi.Text().Described("For programs; a word of RFC 6749 under `/oauth`.")},
			{Name: "mfa_token", Value: openapi.Text().Described("With `mfa_required` and `mfa_setup_required`: to be brought along with the second factor, for 5 minutes.")},
			{Name: "error_description", Value: openapi.Text().Described("The message again, under `/oauth`.")},
		},
	}
}

func tokenSchema() *openapi.Schema {
	return &openapi.Schema{
		Type: "object", Required: []string{"access_token", "token_type", "expires_in", "scope"},
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "access_token", Value: openapi.Text()},
			{Name: "token_type", Value: openapi.OneOf("bearer")},
			{Name: "expires_in", Value: openapi.Integer().Described("Seconds.")},
			{Name: "refresh_token", Value: openapi.Text().Described("Exchanged once for new tokens, within 30 days. Not there with client_credentials, nor with a session in a cookie.")},
			{Name: "recovery_codes", Value: openapi.ListOf(openapi.Text()).Described("Of a second factor that was just set up, told this once.")},
			{Name: "scope", Value: openapi.Text().Described("What the token may do: permissions, separated by spaces.")},
		},
	}
}

func pageSchema(of string) *openapi.Schema {
	return &openapi.Schema{
		Type: "object", Description: "One page of a search's answer.",
		Required: []string{"total", "pageCount", "list", "pageIndex", "pageSize"},
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "total", Value: openapi.Integer().Described("How many there are on all pages.")},
			{Name: "pageCount", Value: openapi.Integer()},
			{Name: "list", Value: openapi.ListOf(openapi.RefTo(of))},
			{Name: "pageIndex", Value: openapi.Integer().Described("The page, counted from 0.")},
			{Name: "pageSize", Value: openapi.Integer()},
		},
	}
}

func chatPageSchema() *openapi.Schema {
	s := pageSchema("ChatOrPart")
	s.Properties = append(
		s.Properties,
		openapi.Member[*openapi.Schema]{Name: "nextCursor", Value: openapi.Text().Described("With a cursor: what to go on with. It is missing on the last page.")},
		openapi.Member[*openapi.Schema]{Name: "facets", Value: facetsSchema()},
		openapi.Member[*openapi.Schema]{Name: "facetOthers", Value: &openapi.Schema{Type: "object", Description: "How many values a facet has beyond those listed, if any.", Additional: openapi.Integer()}},
		openapi.Member[*openapi.Schema]{Name: "explain", Value: planSchema()},
	)
	return s
}

func chatRefs() *openapi.Schema {
	s := openapi.ListOf(&openapi.Schema{AnyOf: []*openapi.Schema{openapi.Integer(), openapi.Text()}})
	s.Description, s.MaxItems = "Integer ids and guids of chats. Those that do not exist are ignored.", chat.MaxBatch
	return s
}

// counted is a number in a text.
func counted(n int) string { return strconv.Itoa(n) }
