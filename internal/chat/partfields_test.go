package chat_test

import (
	"slices"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

func TestTransfersAreKnownFromTheLogOrTheTranscript(t *testing.T) {
	t.Parallel()
	said := func(a chat.Action) *chat.Chat { return &chat.Chat{Messages: []chat.Message{{Action: a}}} }
	for name, c := range map[string]struct {
		chat *chat.Chat
		want bool
	}{
		"nothing":               {&chat.Chat{}, false},
		"a log":                 {&chat.Chat{TransferLog: []chat.TransferLog{{}}}, true},
		"accepted":              {said(chat.AgentAcceptTransferred), true},
		"to a department":       {said(chat.AgentTransferToDepartment), true},
		"offered, not accepted": {said("agentTransferChat"), false},
	} {
		if got := c.chat.Transferred(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestNumbersEnteredInForms(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]float64{"1": 1, "\t-2.50\n": -2.5, "1e3": 1000, "007": 7} {
		if x, ok := chat.EnteredNumber(s); !ok || x != want {
			t.Errorf("%q: %v, %v", s, x, ok)
		}
	}
	for _, s := range []string{"", " ", "1,5", "0x10", "1_000", "inf", "NaN", "1e999", "12 pieces", "１"} {
		if x, ok := chat.EnteredNumber(s); ok {
			t.Errorf("%q became %v", s, x)
		}
	}
}

func TestFormFieldsAreSearchedByFormAndKeyButNeverInTheSecureForm(t *testing.T) {
	t.Parallel()
	id, other := chat.GUID{1}, chat.GUID{2}
	r := chat.Record{Chat: &chat.Chat{FieldResults: []chat.FieldResult{
		{FormType: chat.PreChatForm, FieldID: id, FieldName: "Order", Value: "A1"},
		{FormType: chat.WrapUpForm, FieldID: id, FieldName: "ORDER", Value: "B2"},
		{FormType: chat.PCIForm, FieldID: id, FieldName: "Order", Value: "4111"},
		{FormType: chat.CustomVariableForm, FieldID: other, FieldName: "", Value: "7"},
	}}}
	pre, all := chat.FieldPreChatForm, chat.FieldAnyForm
	broken, number := all, all
	broken.Key, number.Kind = "id:00", filter.Number
	for name, c := range map[string]struct {
		field filter.Field
		want  []string
	}{
		"a form":                  {pre, []string{"A1"}},
		"all forms":               {all, []string{"A1", "B2", "7"}},
		"a field by id":           {chat.FormFieldByID(all, id), []string{"A1", "B2"}},
		"the zero id":             {chat.FormFieldByID(all, chat.GUID{}), []string{"A1", "B2", "7"}},
		"a field by name":         {chat.FormFieldByName(all, "oRDER"), []string{"A1", "B2"}},
		"fields without a name":   {chat.FormFieldByName(all, ""), []string{"7"}},
		"another form's field":    {chat.FormFieldByID(pre, other), nil},
		"a key that is none":      {broken, nil},
		"numbers are no texts":    {number, nil},
		"a field of no such name": {chat.FormFieldByName(all, "card"), nil},
	} {
		if got := r.Texts(c.field); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := r.Values(number); !slices.Equal(got, []filter.Value{filter.NumberValue(7)}) {
		t.Errorf("the numbers among the values: %v", got)
	}
}

func TestTextsAreTheOriginalsOfTheValues(t *testing.T) {
	t.Parallel()
	campaign := chat.GUID{5}
	r := chat.Record{
		Chat: &chat.Chat{
			CampaignID: campaign, PreChat: chat.PreChat{Name: "Kate"},
			Messages: []chat.Message{{Text: "Hello"}}, Wrapup: &chat.Wrapup{Comment: "Done"},
		},
		Related: &chat.Related{Campaigns: map[chat.GUID]*chat.Campaign{campaign: {Name: "Main"}}},
	}
	for _, d := range chat.Fields() {
		texts, values := r.Texts(d.Field), r.Values(d.Field)
		if d.Kind != filter.Text {
			if len(texts) > 0 {
				t.Errorf("%s is no text and has %q", d.Name, texts)
			}
			continue
		}
		folded := make([]filter.Value, len(texts))
		for i, s := range texts {
			folded[i] = filter.TextValue(s)
		}
		if !slices.Equal(folded, values) {
			t.Errorf("%s: %q are not the originals of %v", d.Name, texts, values)
		}
	}
}
