package chat_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parleychat/parley/internal/chat"
)

// The words that visits and conditions are made of: few, so that they often meet.
var (
	someTexts = []string{"", "shop", "Shop/till", "/help?x=1", "FR", "É", "a.b"}
	textNames = map[string]func(*chat.Visit) []string{
		"requestingPageURL": func(v *chat.Visit) []string { return []string{v.Page().URL} },
		"visitedPageURL": func(v *chat.Visit) (all []string) {
			for _, p := range v.Pages {
				all = append(all, p.URL)
			}
			return all
		},
		"landingPageURL":      func(v *chat.Visit) []string { return []string{v.Session.LandingPageURL} },
		"country":             func(v *chat.Visit) []string { return []string{v.Where.Country} },
		"browser":             func(v *chat.Visit) []string { return []string{v.Session.Browser} },
		"customVariable.Plan": planOf,
	}
	numberNames = map[string]func(*chat.Visit, time.Time) int64{
		"pages":      func(v *chat.Visit, _ time.Time) int64 { return v.Views },
		"visits":     func(v *chat.Visit, _ time.Time) int64 { return v.Times },
		"chats":      func(v *chat.Visit, _ time.Time) int64 { return v.Chats },
		"timeOnPage": func(v *chat.Visit, now time.Time) int64 { return int64(now.Sub(v.Page().Since).Seconds()) },
		"timeOnSite": func(v *chat.Visit, now time.Time) int64 { return int64(now.Sub(v.Session.StartTime).Seconds()) },
	}
	textOperators   = []string{"is", "isNot", "isOneOf", "isNotIn", "contains", "notContains", "exists", "notExists", "regularExpression"}
	numberOperators = []string{"is", "isNot", "isMoreThan", "isLessThan", "isNotMoreThan", "isNotLessThan"}
)

func planOf(v *chat.Visit) (values []string) {
	for _, r := range v.Variables {
		if strings.EqualFold(r.FieldName, "plan") {
			values = append(values, r.Value)
		}
	}
	return values
}

func sortedKeys[V any](m map[string]V) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// someVisit is a visit by sightings a few seconds apart.
func someVisit(t *rapid.T) (v *chat.Visit, now time.Time) {
	word := rapid.SampledFrom(someTexts)
	for i := range rapid.IntRange(1, 4).Draw(t, "pages") {
		now = at(0).Add(time.Duration(i) * 3 * time.Second)
		s := chat.Sighting{At: now, Node: chat.GUID{1}, Page: chat.PageView{URL: word.Draw(t, "url")}, Times: rapid.Int64Range(0, 3).Draw(t, "times")}
		if rapid.Bool().Draw(t, "told") {
			s.Variables = []chat.FieldResult{{FormType: chat.CustomVariableForm, FieldID: chat.GUID{4}, FieldName: "plan", Value: word.Draw(t, "plan")}}
		}
		if v == nil {
			s.Session.Browser, s.Where.Country = word.Draw(t, "browser"), word.Draw(t, "country")
			s.Chats = rapid.Int64Range(0, 3).Draw(t, "chats")
			v = chat.BeginVisit(visitor, &s)
		}
		v.Take(&s)
	}
	return v, now.Add(time.Duration(rapid.IntRange(0, 12_000).Draw(t, "later")) * time.Millisecond)
}

func someCondition(t *rapid.T) chat.Condition {
	if rapid.Bool().Draw(t, "of text") {
		c := chat.Condition{Name: rapid.SampledFrom(sortedKeys(textNames)).Draw(t, "name"), Operator: rapid.SampledFrom(textOperators).Draw(t, "operator")}
		for range rapid.IntRange(1, 2).Draw(t, "values") {
			c.Values = append(c.Values, rapid.SampledFrom(someTexts[1:]).Draw(t, "value"))
		}
		if c.Operator == "regularExpression" {
			c.Values = c.Values[:1]
		}
		return c
	}
	return chat.Condition{
		Name: rapid.SampledFrom(sortedKeys(numberNames)).Draw(t, "name"), Operator: rapid.SampledFrom(numberOperators).Draw(t, "operator"),
		Values: []string{strconv.Itoa(rapid.IntRange(0, 9).Draw(t, "value"))},
	}
}

// naively reads a condition without a tree.
func naively(t *rapid.T, c chat.Condition, v *chat.Visit, now time.Time) bool {
	if of, ok := numberNames[c.Name]; ok {
		n, want := of(v, now), int64(0)
		if _, err := fmt.Sscan(c.Values[0], &want); err != nil {
			t.Fatal(err)
		}
		return map[string]bool{
			"is": n == want, "isNot": n != want, "isMoreThan": n > want, "isLessThan": n < want,
			"isNotMoreThan": n <= want, "isNotLessThan": n >= want,
		}[c.Operator]
	}
	holds := func(by func(have, want string) bool) bool {
		for _, have := range textNames[c.Name](v) {
			for _, want := range c.Values {
				if have != "" && by(strings.ToLower(have), strings.ToLower(want)) {
					return true
				}
			}
		}
		return false
	}
	same := func(have, want string) bool { return have == want }
	switch c.Operator {
	case "is", "isOneOf":
		return holds(same)
	case "isNot", "isNotIn":
		return !holds(same)
	case "contains":
		return holds(strings.Contains)
	case "notContains":
		return !holds(strings.Contains)
	case "exists":
		return holds(func(string, string) bool { return true })
	case "notExists":
		return !holds(func(string, string) bool { return true })
	default:
		return slices.ContainsFunc(textNames[c.Name](v), func(have string) bool { return have != "" && regexp.MustCompile(c.Values[0]).MatchString(have) })
	}
}

// someLogic is an expression over parts, and what it says of their truths.
func someLogic(t *rapid.T, truths []bool) (text string, truth bool) {
	truth = truths[0]
	text = "1"
	for i := 1; i < len(truths); i++ {
		part, is := strconv.Itoa(i+1), truths[i]
		if rapid.Bool().Draw(t, "not") {
			part, is = "not "+part, !is
		}
		if rapid.Bool().Draw(t, "and") {
			text, truth = "("+text+") and "+part, truth && is
		} else {
			text, truth = part+" or ("+text+")", truth || is
		}
	}
	return text, truth
}

// invitation reads conditions as the server does.
func invitation(t *rapid.T, c chat.Conditions) []chat.Inviting {
	all := chat.InvitingOf([]chat.Resource{&chat.AutoInvitation{ID: chat.GUID{5}, Name: "x", Conditions: c}})
	if len(all) != 1 {
		t.Fatalf("the conditions cannot be read: %+v", c)
	}
	return all
}

func TestConditionsMeanWhatANaiveReadingSays(t *testing.T) {
	t.Parallel()
	seen := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		v, now := someVisit(t)
		c := chat.Conditions{Met: chat.MetType(rapid.IntRange(0, 2).Draw(t, "met"))}
		var truths []bool
		for range rapid.IntRange(1, 4).Draw(t, "conditions") {
			one := someCondition(t)
			c.All = append(c.All, one)
			truths = append(truths, naively(t, one, v, now))
		}
		want := !slices.Contains(truths, false)
		switch c.Met {
		case chat.MetAny:
			want = slices.Contains(truths, true)
		case chat.MetLogic:
			c.Logic, want = someLogic(t, truths)
		}
		chosen, _ := chat.Choose(invitation(t, c), v, now)
		if got := chosen != nil; got != want {
			t.Fatalf("%+v\nof %+v at %s:\n%v, want %v", c, v, now, got, want)
		}
		seen[want]++
	})
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("seen %v", seen)
	}
}

// TestWaitingForAnInvitationIsExact holds Next to looking every tenth of a second.
func TestWaitingForAnInvitationIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v, now := someVisit(t)
		var c chat.Conditions
		for range rapid.IntRange(1, 3).Draw(t, "conditions") {
			c.All = append(c.All, someCondition(t))
		}
		all := invitation(t, c)
		due := now
		for passed := time.Duration(0); passed < 12*time.Second; passed += 100 * time.Millisecond {
			looked := now.Add(passed)
			for !due.IsZero() && !due.After(looked) {
				chosen, next := chat.Choose(all, v, due)
				if chosen != nil {
					return // found no later than by looking
				}
				due = next
			}
			if chosen, _ := chat.Choose(all, v, looked); chosen != nil {
				t.Fatalf("%+v is met at %s, and was to be looked at again at %s", c, looked, due)
			}
		}
	})
}

func TestConditionsThatAreRefused(t *testing.T) {
	t.Parallel()
	good := chat.Condition{Name: "pages", Operator: "isMoreThan", Values: []string{"3"}}
	ofChat := chat.Condition{Name: "duration", Operator: "isMoreThan", Values: []string{"60"}}
	late := chat.Condition{Name: "postChatFormField.Size", Operator: "is", Values: []string{"L"}}
	for _, c := range []struct {
		conditions chat.Conditions
		want       string // of an invitation, "" for none
	}{
		{chat.Conditions{All: []chat.Condition{good}}, ""},
		{chat.Conditions{All: []chat.Condition{good, ofChat}}, `conditions[1].name: there is no condition "duration"`},
		{chat.Conditions{All: []chat.Condition{late}}, `conditions[0].name: there is no condition "postChatFormField.Size"`},
		{chat.Conditions{All: []chat.Condition{{Name: "weather", Operator: "is", Values: []string{"fine"}}}}, `conditions[0].name: there is no condition "weather"`},
		{chat.Conditions{All: []chat.Condition{{Name: "pages", Operator: "resembles", Values: []string{"3"}}}}, `conditions[0].operator: there is no operator "resembles"`},
		{chat.Conditions{All: []chat.Condition{{Name: "pages", Operator: "is", Values: []string{"many"}}}}, `conditions[0].value: pages: "many" is not of kind integer`},
		{chat.Conditions{All: []chat.Condition{{Name: "pages", Operator: "contains", Values: []string{"3"}}}}, `conditions[0].value: pages: contains does not suit a field of kind integer`},
		{chat.Conditions{All: []chat.Condition{{Name: "pages", Operator: "is"}}}, `conditions[0].value: a condition that restricts nothing is none`},
		{chat.Conditions{All: []chat.Condition{{Name: "pages", Operator: "ignored", Values: []string{"3"}}}}, `conditions[0].value: a condition that restricts nothing is none`},
		{chat.Conditions{All: []chat.Condition{{Name: "country", Operator: "regularExpression", Values: []string{"("}}}}, "conditions[0].value: country: error parsing regexp: missing closing ): `(`"},
		{chat.Conditions{Met: chat.MetLogic, Logic: "1 and 2", All: []chat.Condition{good}}, `logicalExpression: at byte 7: there is no filter 2, only 1`},
		{chat.Conditions{All: []chat.Condition{{Name: "city", Operator: "is", Values: []string{strings.Repeat("x", 1025)}}}}, `conditions[0].value: 1025 bytes are more than the limit of 1024`},
	} {
		got := ""
		if err := chat.CheckResource(&chat.AutoInvitation{Name: "x", Conditions: c.conditions}); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%+v: %q, want %q", c.conditions, got, c.want)
		}
	}
	for _, one := range []chat.Condition{ofChat, late, {Name: "STATUS", Operator: "is", Values: []string{"missed"}}} {
		if err := chat.CheckResource(&chat.Segment{Name: "x", Conditions: chat.Conditions{All: []chat.Condition{one}}}); err != nil {
			t.Errorf("of a segment: %+v: %v", one, err)
		}
	}
	if err := chat.CheckResource(&chat.AutoInvitation{Name: "x", Message: strings.Repeat("é", chat.MaxText+1)}); err == nil {
		t.Error("a message that nobody could be shown is taken")
	}
}

// TestVisitsTakeWhatIsSeen compares a visit with what its sightings come to.
func TestVisitsTakeWhatIsSeen(t *testing.T) {
	t.Parallel()
	dice := rand.New(rand.NewPCG(1, 2))
	nodes := []chat.GUID{{1}, {2}}
	for range 200 {
		var v *chat.Visit
		var urls []string
		var node chat.GUID
		for i := range 1 + dice.IntN(40) {
			s := chat.Sighting{At: at(float64(i)), Node: nodes[dice.IntN(2)], Page: chat.PageView{URL: strconv.Itoa(i)}, Again: dice.IntN(4) == 0}
			if i > 0 && dice.IntN(4) == 0 {
				s.Left = true
			}
			if v == nil {
				v = chat.BeginVisit(visitor, &s)
			}
			v.Take(&s)
			switch {
			case s.Left && s.Node == node:
				node = chat.GUID{}
			case !s.Left:
				node = s.Node
				if !s.Again || len(urls) == 0 {
					urls = append(urls, s.Page.URL)
				}
			}
		}
		var kept []string
		for _, p := range v.Pages {
			kept = append(kept, p.URL)
		}
		if v.Views != int64(len(urls)) || !slices.Equal(kept, urls[max(0, len(urls)-chat.MaxVisitPages):]) || v.Node != node || v.Session.LandingPageURL != "0" {
			t.Fatalf("%d views, %v at %v; want %v at %v", v.Views, kept, v.Node, urls, node)
		}
	}
}

func TestSearchEnginesAreKnownByTheReferrer(t *testing.T) {
	t.Parallel()
	for referrer, want := range map[string]string{
		"https://www.google.co.uk/search?q=red+shoes": "red shoes", "https://www.bing.com/": "", "https://yandex.ru/x?text=%D0%B0": "а",
		"https://example.com/?q=red": "-", "https://shop.google/?q=red": "-", "": "-", "%": "-", "https://duckduckgo.com/?q=a&q=b": "a",
	} {
		s := chat.Sighting{Session: chat.Session{ReferrerURL: referrer}}
		v := chat.BeginVisit(visitor, &s)
		if known := v.Session.SearchEngineID != (chat.GUID{}); known != (want != "-") || v.Session.Keywords != strings.Trim(want, "-") {
			t.Errorf("%s: %v %q, want %q", referrer, known, v.Session.Keywords, want)
		}
	}
}

func TestCustomVariablesHaveTheirTypes(t *testing.T) {
	t.Parallel()
	declared := []*chat.CustomVariable{
		{ID: chat.GUID{1}, Name: "Plan", Hyperlink: "https://example.com/plan"},
		{ID: chat.GUID{2}, Name: "Seats", Type: chat.IntegerVariable},
		{ID: chat.GUID{3}, Name: "Total", Type: chat.DecimalVariable},
	}
	taken, err := chat.TakeVariables(declared, []chat.Told{
		{"plan", "gold"}, {"Seats", " 12 "}, {"Total", "12.50"}, {"Colour", "red"}, {"Seats", "1.5"}, {"Total", "NaN"}, {"Plan", strings.Repeat("x", 1001)}, {"Plan", "\xff"},
	})
	var got []string
	for _, r := range taken {
		got = append(got, r.FormType.String()+" "+r.FieldName+"="+r.Value+" "+r.URL)
	}
	want := []string{"customVariable Plan=gold https://example.com/plan", "customVariable Seats=12 ", "customVariable Total=12.50 "}
	if !slices.Equal(got, want) {
		t.Errorf("taken %q, want %q", got, want)
	}
	for _, cause := range []string{`there is no custom variable "Colour"`, `"Seats" is integer`, `"Total" is decimal`, `"Plan" is text of at most 1000 bytes`} {
		if err == nil || !strings.Contains(err.Error(), cause) {
			t.Errorf("%v does not say %s", err, cause)
		}
	}
	if taken, err := chat.TakeVariables(declared, nil); taken != nil || err != nil {
		t.Errorf("of nothing: %v, %v", taken, err)
	}
}
