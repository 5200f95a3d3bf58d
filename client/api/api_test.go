package api_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/client/api"
)

// A client that reads an answer into the types and writes them again loses nothing.
func TestAnswersFitTheTypes(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../internal/v4/testdata/samples/search-chats.json")
	if err != nil {
		t.Fatal(err)
	}
	var page api.ChatPage
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&page); err != nil {
		t.Fatal(err)
	}
	if len(page.List) != 4 || page.List[0].Status != api.ChatStatusNormal || page.List[0].Session.Language != "zh-CN" {
		t.Errorf("%+v", page)
	}
	again, err := json.Marshal(page.List[0].Messages)
	if err != nil {
		t.Fatal(err)
	}
	var first struct {
		List []struct{ Messages json.RawMessage }
	}
	if err := json.Unmarshal(raw, &first); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(jsonOf(t, first.List[0].Messages), jsonOf(t, again)); diff != "" {
		t.Error(diff)
	}
}

func jsonOf(t *testing.T, raw []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// What a client asks for is written as the API reads it.
func TestSearchesAreWrittenAsTheApiReadsThem(t *testing.T) {
	t.Parallel()
	expression := "1 or 2"
	asked := api.Search{LogicalExpression: &expression, Filters: []api.Filter{
		{Name: "duration", Operator: api.FilterOperatorIsMoreThan, Value: []any{60}},
		{Name: "preChatFormField", Operator: api.FilterOperatorContains, Value: []any{api.FormFieldValue{Value: []any{"x"}}}},
	}}
	got, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"filters":[{"name":"duration","operator":"isMoreThan","value":[60]},{"name":"preChatFormField","operator":"contains","value":[{"value":["x"]}]}],"logicalExpression":"1 or 2"}`
	if string(got) != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
