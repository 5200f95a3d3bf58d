package v4

import (
	"slices"
	"strings"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
	"github.com/parleychat/parley/internal/openapi"
)

// filterNotes tell what a filter's name does not.
var filterNotes = map[string]string{
	chat.FieldRequestedTime.Name:  "`is` takes [from, to], both inclusive, either may be \"\", or one instant. No offset means UTC.",
	"startTime":                   "As requestedTime.",
	"endTime":                     "As requestedTime.",
	"duration":                    "In seconds.",
	"waitingTime":                 "In seconds.",
	"botDuration":                 "In seconds.",
	"agentDuration":               "In seconds.",
	chat.FieldAgent.Name:          "Any agent who took part.",
	chat.FieldBotID.Name:          "Any bot that took part.",
	chat.FieldCampaignID.Name:     "`contains`, `notContains` and `regularExpression` look into the campaign's name.",
	"categoryOptionId":            "Any option chosen in the wrap-up.",
	chat.FieldSegmentID.Name:      "Any segment that the visitor was found to be in.",
	"transferLog.transferType":    "10: transferred in from another site, 6: out to another site.",
	"transferred":                 "Whether the chat was transferred.",
	"postChatSurvey.ratingGrade":  "0 to 5; no value without a rating.",
	"ssoUserId":                   "Of the visitor.",
	chat.FieldKeywords.Name:       "Full text over the transcript, the visitor's name, e-mail, phone and company, and the wrap-up comment: all words, in any order; `\"in sequence\"`, `refun*`, `-word`.",
	chat.FieldMessages.Name:       "As keywords, over the transcript alone.",
	chat.FieldPreChatForm.Name:    "Values name the field: see FormFieldValue.",
	chat.FieldPostChatForm.Name:   "As preChatFormField.",
	chat.FieldWrapupForm.Name:     "As preChatFormField.",
	chat.FieldCustomVariable.Name: "As preChatFormField.",
	chat.FieldAnyForm.Name:        "As preChatFormField, in any form. A form field's own name says the same.",
}

// filterList is what a search can be narrowed by, from the declarations that the
// search itself is made of.
func filterList() []openapi.Filter {
	var list []openapi.Filter
	for _, d := range chat.Fields() {
		f := openapi.Filter{Name: d.Name, Kind: d.Kind.String(), Sortable: d.Sortable, Note: filterNotes[d.Name], Operators: operatorsOf(d)}
		for alias, field := range aliases {
			if field.Name == d.Name {
				f.Aliases = append(f.Aliases, spelled(alias))
			}
		}
		slices.Sort(f.Aliases)
		if d.Words != nil {
			f.Kind, f.Values = "enum", wordsOf(d)
		}
		list = append(list, f)
	}
	return list
}

// spelled is an alias as the documentation writes it.
func spelled(alias string) string {
	for _, name := range []string{"chatChatbotMap.botId", "chatSegmentResult.segmentId"} {
		if sameName(name, alias) {
			return name
		}
	}
	return alias
}

// operatorsOf are the operators that suit a field: those that take a value of it.
func operatorsOf(d chat.Declared) []string {
	what, _ := lookUp(d.Name)
	var suitable []string
	for _, name := range filter.OperatorNames() {
		op, _ := filter.OperatorNamed(name)
		if !op.Restricts() {
			continue
		}
		field := what.fieldFor(op)
		if _, err := field.apply(op, []string{trialValue(field.Declared, op)}); err == nil {
			suitable = append(suitable, name)
		}
	}
	return suitable
}

// trialValue is a value that a field could have.
func trialValue(d chat.Declared, op filter.Operator) string {
	switch {
	case d.Kind == filter.GUID:
		return zeroGUID
	case d.Kind == filter.Time:
		return "2026-01-01T00:00:00Z"
	case d.Kind == filter.Bool:
		return "true"
	case d.Kind == filter.Text && op.Valueless:
		return ""
	default:
		return "0"
	}
}

// wordsOf are the words of an enum, by their integers.
func wordsOf(d chat.Declared) []string {
	for _, e := range []*enum{statuses, sources, senders, chatTypes, socialMedias} {
		words, codes := e.known()
		fits := true
		for i := range words {
			v, err := d.Words(words[i])
			fits = fits && err == nil && v == filter.IntValue(int64(codes[i]))
		}
		if fits {
			return words
		}
	}
	return nil
}

func searchSchema() *openapi.Schema {
	filters := openapi.ListOf(openapi.RefTo("Filter"))
	filters.MaxItems = maxFilters
	s := &openapi.Schema{
		Type: "object", Description: "What a search asks for. No body, {} and an empty list restrict nothing.",
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "filters", Value: filters},
			{Name: "conditionMetType", Value: openapi.OneOf("all", "any", "logicalExpression").Described("How the filters are joined; all must hold unless this says otherwise.")},
			{Name: "logicalExpression", Value: &openapi.Schema{
				Type: "string", MaxLength: filter.MaxLogic, Examples: []any{"1 and (2 or not 3)"},
				Description: "Joins the filters by their positions, from 1. Each must be named; `not` binds more tightly than `and`, `and` than `or`.",
			}},
		},
	}
	s.Properties = append(s.Properties, additionSchemas()...)
	return s
}

func filterSchema() *openapi.Schema {
	value := &openapi.Schema{AnyOf: []*openapi.Schema{
		openapi.Text(), {Type: "number"}, openapi.Bool(), openapi.RefTo("FormFieldValue"),
	}}
	values := openapi.ListOf(value)
	values.MaxItems = maxValues
	return &openapi.Schema{
		Type: "object", Required: []string{"name", "operator"},
		Description: "One condition. A negative operator finds exactly what its positive one does not. The operator `ignored`, and an empty value where one is needed, restrict nothing.",
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "name", Value: &openapi.Schema{Type: "string", Description: "A filter's name, in any letter case, or that of a form's field.", Examples: []any{"departmentId"}}},
			{Name: "operator", Value: openapi.OneOf(filter.OperatorNames()...)},
			{Name: "value", Value: values.Described("Several values: under `is` any of them, under `isNot` none.")},
		},
	}
}

func formValueSchema() *openapi.Schema {
	value := openapi.ListOf(&openapi.Schema{AnyOf: []*openapi.Schema{openapi.Text(), {Type: "number"}, openapi.Bool()}})
	return &openapi.Schema{
		Type: "object", Description: "A value of a filter on a form's field.",
		Properties: openapi.Members[*openapi.Schema]{
			{Name: "fieldId", Value: guidSchema().Described("The field; without it any field of the form.")},
			{Name: "campaignId", Value: guidSchema().Described("Narrows to chats of this campaign, whatever the operator.")},
			{Name: "value", Value: value},
		},
	}
}

// filterTables are, as tables of Markdown, which operators suit which kind of
// filter, and the list of filters.
func filterTables() string {
	all := filterList()
	usual := map[string][]string{} // by kind: the operators of its first filter
	var kinds, filters strings.Builder
	kinds.WriteString("| kind | operators |\n|---|---|\n")
	filters.WriteString("| filter | kind |\n|---|---|\n")
	for _, f := range all {
		if usual[f.Kind] == nil {
			usual[f.Kind] = f.Operators
			kinds.WriteString("| " + f.Kind + " | " + strings.Join(f.Operators, ", ") + " |\n")
		}
		name, kind, note := "`"+f.Name+"`", f.Kind, f.Note
		for _, a := range f.Aliases {
			name += ", `" + a + "`"
		}
		if f.Values != nil {
			kind += ": " + strings.Join(f.Values, ", ")
		}
		if more := without(f.Operators, usual[f.Kind]); len(more) > 0 {
			kind += ", and " + strings.Join(more, ", ")
		}
		if note != "" {
			kind += ". " + note
		}
		filters.WriteString("| " + name + " | " + kind + " |\n")
	}
	return kinds.String() + "\n" + filters.String()
}

// without is what of all is not in some.
func without(all, some []string) []string {
	var rest []string
	for _, s := range all {
		if !slices.Contains(some, s) {
			rest = append(rest, s)
		}
	}
	return rest
}
