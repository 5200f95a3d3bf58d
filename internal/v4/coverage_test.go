package v4

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/conform"
	"github.com/parleychat/parley/internal/filter"
)

// allVectors are the vectors that only read, and those that write.
func allVectors(t *testing.T) []conform.Vector {
	t.Helper()
	data, err := fs.Sub(vectors, "testdata")
	if err != nil {
		t.Fatal(err)
	}
	var all []conform.Vector
	for _, dir := range []string{"vectors", "vectors/once"} {
		v, err := conform.Read(data, dir)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v...)
	}
	return all
}

// asked is a filter of a vector's search as it was written.
type askedFilter struct {
	Name     string          `json:"name"`
	Operator string          `json:"operator"`
	Value    json.RawMessage `json:"value,omitempty"`
}

type askedSearch struct {
	Filters           []askedFilter `json:"filters"`
	LogicalExpression string        `json:"logicalExpression"`
	ConditionMetType  string        `json:"conditionMetType"`
}

// use is a filter with an operator, as a vector has it, among others that narrow
// the chats that it is tried on.
type use struct {
	target string
	filter askedFilter
	among  []askedFilter
}

// usesIn are the searches of the vectors that succeed, by "filter operator".
func usesIn(all []conform.Vector) map[string][]use {
	uses := map[string][]use{}
	for _, v := range all {
		for _, s := range v.Steps {
			_, target, _ := strings.Cut(s.Request.Line, " ")
			var asked askedSearch
			if s.Answer.Line != "200" || !strings.Contains(strings.ToLower(target), ":search") || json.Unmarshal(s.Request.Body, &asked) != nil {
				continue
			}
			for i, f := range asked.Filters {
				what, known := lookUp(f.Name)
				if !known {
					what = formFieldNamed(f.Name)
				}
				u := use{target: target, filter: f}
				if asked.LogicalExpression == "" && asked.ConditionMetType == "" {
					u.among = slices.Delete(slices.Clone(asked.Filters), i, i+1)
				}
				key := what.field.Name + " " + foldName(f.Operator)
				uses[key] = append(uses[key], u)
			}
		}
	}
	return uses
}

// telling reports whether a filter finds some of the chats, and not all. A field
// that every chat has a value of cannot tell chats apart by exists.
func (u use) telling(t *testing.T, w *world) bool {
	t.Helper()
	count := func(filters []askedFilter) int {
		body, err := json.Marshal(askedSearch{Filters: filters})
		if err != nil {
			t.Fatal(err)
		}
		var page struct{ Total int }
		rec := w.ask("POST", u.target, string(body))
		if err := json.Unmarshal(rec.Body.Bytes(), &page); err != nil || rec.Code != 200 {
			t.Fatalf("%s %s: %d %s", u.target, body, rec.Code, rec.Body)
		}
		return page.Total
	}
	found := count(append(slices.Clone(u.among), u.filter))
	all := count(u.among)
	if what, known := lookUp(u.filter.Name); known && alwaysThere(what) {
		switch foldName(u.filter.Operator) {
		case "exists":
			return found == all
		case "notexists":
			return found == 0
		}
	}
	return found > 0 && found < all
}

func alwaysThere(f filterable) bool {
	switch {
	case strings.HasPrefix(f.field.Name, "botSentimentRecord."), f.field.Name == "transferred", f.field.Name == "guid":
		return true
	case !f.field.Sortable:
		return false
	default:
		return f.field.Kind != filter.Text && f.field.Kind != filter.GUID
	}
}

// Each filter with each operator that suits it stands in a vector in which it
// finds some of the chats and not all: one that did nothing would be noticed.
func TestEveryFilterHasAVectorWithEachOfItsOperators(t *testing.T) {
	t.Parallel()
	w, uses := withChats(t), usesIn(allVectors(t))
	pairs := 0
	for _, f := range filterList() {
		for _, op := range f.Operators {
			pairs++
			if !slices.ContainsFunc(uses[f.Name+" "+foldName(op)], func(u use) bool { return u.telling(t, w) }) {
				t.Errorf("no vector shows %s %s at work (%d try)", f.Name, op, len(uses[f.Name+" "+foldName(op)]))
			}
		}
	}
	if pairs < 500 {
		t.Errorf("only %d pairs of filters and operators", pairs)
	}
	useless := use{target: "/livechat/chats:Search", filter: askedFilter{"preChatName", "contains", json.RawMessage(`["nobody is called so"]`)}}
	if useless.telling(t, w) {
		t.Error("a filter that finds nothing counts as telling")
	}
}

// Each operation stands in a vector with each of its answers that is no error.
func TestEveryOperationHasAVector(t *testing.T) {
	t.Parallel()
	d, answered := theDescription(t, Options{SignIn: grant{}}), map[string]bool{}
	for _, v := range allVectors(t) {
		for _, s := range v.Steps {
			method, target, err := s.Call()
			if err != nil {
				t.Fatal(err)
			}
			answered[d.Operation(method, target)+" "+s.Answer.Line] = true
		}
	}
	// What a vector cannot know, and which test knows it instead.
	elsewhere := map[string]string{
		"POST /livechat/webhooks/{id}/deliveries/{delivery}:Redeliver": "an id that the server makes: TestAWebhookIsToldSomethingOnceMore",

		"POST /oauth/token":                           "a password: TestTokensAreHandedOutForPasswords",
		"POST /oauth/secondFactor":                    "a first step: TestASiteCanDemandASecondFactor",
		"POST /global/me/secondFactor":                "a sign-in: TestASecondFactorIsAskedForAtSignIn",
		"PUT /global/me/secondFactor":                 "a sign-in: TestASecondFactorIsAskedForAtSignIn",
		"POST /global/me/secondFactor:Remove":         "a sign-in: TestASecondFactorIsRemovedWithThePassword",
		"POST /global/me/secondFactor:RenewCodes":     "a sign-in: TestRecoveryCodesAreGoodOnceEach",
		"DELETE /global/agents/{id}/secondFactor":     "a second factor: TestWhoHasLostItIsHelpedByAnAdministrator",
		"GET /global/site":                            "the site's name: TestASiteCanDemandASecondFactor",
		"PUT /global/site":                            "the site's name: TestASiteCanDemandASecondFactor",
		"GET /global/me":                              "who asks: TestAnAgentSeesItsOwnSignIns",
		"GET /global/me/signIns":                      "a sign-in: TestAnAgentSeesItsOwnSignIns",
		"DELETE /global/me/signIns":                   "a sign-in: TestAnAgentEndsItsSignIns",
		"DELETE /global/me/signIns/{signIn}":          "a sign-in: TestAnAgentEndsItsSignIns",
		"PUT /global/me/password":                     "a sign-in: TestANewPasswordEndsTheOtherSignIns",
		"GET /global/agents/{id}/signIns":             "a sign-in: TestAdministratorsEndTheSignInsOfOthers",
		"DELETE /global/agents/{id}/signIns":          "a sign-in: TestAdministratorsEndTheSignInsOfOthers",
		"DELETE /global/agents/{id}/signIns/{signIn}": "a sign-in: TestAdministratorsEndTheSignInsOfOthers",
		"POST /oauth/revoke":                          "a token: TestTokensAreRevoked",
		"GET /oauth/authorize":                        "what is not JSON: TestARequestForConsentIsCheckedBeforeAnythingIsSentAnywhere",
		"POST /oauth/authorize":                       "what is not JSON: TestAStandardClientIsLetInByConsent",
		"POST /global/oauthClients":                   "an id that the server makes: TestAProgramActsByItselfForItsAgent",
		"GET /global/oauthClients/{id}":               "an id that the server makes: TestEveryRouteAnswersEveryCallerAsDeclared",
		"PUT /global/oauthClients/{id}":               "an id that the server makes: TestEveryRouteAnswersEveryCallerAsDeclared",
		"DELETE /global/oauthClients/{id}":            "an id that the server makes: TestAProgramActsByItselfForItsAgent",
		"POST /global/identityProviders":              "an id that the server makes: TestAProvidersSecretGoesInAndNeverOut",
		"GET /global/identityProviders":               "an id that the server makes: TestAProvidersSecretGoesInAndNeverOut",
		"GET /global/identityProviders/{id}":          "an id that the server makes: TestAProvidersSecretGoesInAndNeverOut",
		"PUT /global/identityProviders/{id}":          "an id that the server makes: TestAProvidersSecretGoesInAndNeverOut",
		"DELETE /global/identityProviders/{id}":       "an id that the server makes: TestASiteMayLetAgentsInByProvidersOnly",
		"POST /global/identityProviders:Check":        "a provider: TestAnIssuerIsTriedBeforeItIsUsed",
		"GET /oauth/providers":                        "a provider: TestWaysToSignInAreToldToAnybodyAndNothingElse",
		"POST /oauth/openid":                          "a provider: TestAnAgentSignsInByAProvider",
		"GET /oauth/openid/callback":                  "a provider: TestAnAgentSignsInByAProvider",
		"GET /global/agents/{id}/openIds":             "a provider: TestAnAgentIsKnownAgainWhateverItsAddressBecomes",
		"DELETE /global/agents/{id}/openIds":          "a provider: TestAnAgentIsKnownAgainWhateverItsAddressBecomes",
		"GET /docs":                                   "what is not JSON: TestThePageShowsTheDescription",
		"GET /global/auditLog":                        "what was done: TestTheAuditLogTellsWhatHasChanged",
		"GET /livechat/chats/{id}/attachments/{key}":  "what is not JSON: TestAFileOfAChatIsToBeSaved",
		"PUT /global/agents/{id}/avatar":              "what is not JSON: TestAnAgentsAvatarIsSetAndTakenAway",
		"DELETE /global/agents/{id}/avatar":           "an id that the server makes: TestAnAgentsAvatarIsSetAndTakenAway",
	}
	for _, a := range abouts() {
		for _, g := range a.gives {
			if elsewhere[a.route] == "" && !answered[a.route+" "+strconv.Itoa(g.status)] {
				t.Errorf("no vector shows %s answering %d %s", a.route, g.status, http.StatusText(g.status))
			}
		}
	}
}
