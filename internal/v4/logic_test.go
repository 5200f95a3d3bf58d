package v4

import (
	"fmt"
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// numbered are n filters, the i-th being "id is i"; those listed restrict nothing.
func numberedFilters(n int, ignored ...int) []filter.Expr {
	filters := make([]filter.Expr, n)
	for i := range filters {
		filters[i] = filter.Is(filter.Field{Name: "id", Kind: filter.Int}, filter.IntValue(int64(i+1)))
	}
	for _, i := range ignored {
		filters[i-1] = nil
	}
	return filters
}

func TestLogicalExpressionsBecomeATree(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("(", 32) + "1" + strings.Repeat(")", 32)
	for _, c := range []struct {
		expression string
		filters    []filter.Expr
		want       string
	}{
		{"1", numberedFilters(1), "1"},
		{"1 and 2", numberedFilters(2), "(1 and 2)"},
		{"1 AND (2 Or NOT 3)", numberedFilters(3), "(1 and (2 or not 3))"},
		{"1&&(2||!3)", numberedFilters(3), "(1 and (2 or not 3))"},
		{"1and(2or not3)", numberedFilters(3), "(1 and (2 or not 3))"},
		{"1 or 2 and 3", numberedFilters(3), "(1 or (2 and 3))"},
		{"not 1 and 2", numberedFilters(2), "(not 1 and 2)"},
		{"not (1 and 2)", numberedFilters(2), "(not 1 or not 2)"},
		{"not !1", numberedFilters(1), "1"},
		{"1 or 1 or 2", numberedFilters(2), "(1 or 1 or 2)"},
		{"10 or 1 or 2 or 3 or 4 or 5 or 6 or 7 or 8 or 9", numberedFilters(10), "(10 or 1 or 2 or 3 or 4 or 5 or 6 or 7 or 8 or 9)"},
		{deep, numberedFilters(1), "1"},
		// What restricts nothing drops out, also of an or.
		{"1 or 2", numberedFilters(2, 2), "1"},
		{"1 and not 2", numberedFilters(2, 2), "1"},
		{"not (1 or 2)", numberedFilters(2, 1, 2), "everything"},
	} {
		x, err := parseLogic(c.expression, c.filters)
		if x == nil {
			x = filter.And{}
		}
		got := strings.NewReplacer("id in [", "", "]", "").Replace(filter.Show(filter.Normal(x)))
		if err != nil || got != c.want {
			t.Errorf("%s: %s (%v), want %s", c.expression, got, err, c.want)
		}
	}
}

func TestLogicalExpressionsThatAreWrong(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string]string{
		"":                          "at byte 1: the expression ends",
		"1 and":                     "at byte 6: the expression ends",
		"1 2":                       `at byte 3: "2" stands where the expression should end`,
		"1 and or 2":                `at byte 7: "or" stands where the number of a filter should`,
		"(1 or 2":                   "at byte 8: a closing parenthesis is missing",
		"1 or 2)":                   `at byte 7: ")" stands where`,
		"1 xor 2":                   `at byte 3: "xor" stands where`,
		"1 & 2":                     `at byte 3: "&" stands where`,
		"1 or 3":                    "at byte 6: there is no filter 3, only 2",
		"0 or 1":                    "at byte 1: there is no filter 0, only 2",
		"1 or 99999999999999999999": "at byte 6: there is no filter 99999999999999999999",
		"1":                         "it does not name filter 2",
		"1 or -2":                   `at byte 6: "-" stands where`,
		"1 or 日本":                   `at byte 6: "日" stands where`,
		strings.Repeat("(", 33) + "1 or 2" + strings.Repeat(")", 33): "at byte 34: the expression has more than 32 levels",
		strings.Repeat("!", 200) + "1 or 2":                          "at byte 34: the expression has more than 32 levels",
	} {
		x, err := parseLogic(expression, numberedFilters(2))
		if err == nil || chat.KindOf(err) != chat.KindInvalid || !strings.Contains(err.Error(), "logicalExpression: "+want) {
			t.Errorf("%s: %v, %v, want %s", expression, x, err, want)
		}
	}
}

func TestFiltersAreJoinedAsTheBodySays(t *testing.T) {
	t.Parallel()
	const filters = `"filters":[{"name":"id","operator":"is","value":1},{"name":"id","operator":"is","value":2},{"name":"id","operator":"is","value":""}]`
	for how, want := range map[string]string{
		`"conditionMetType":"All"`:                                             "(id in [1] and id in [2])",
		`"conditionMetType":"ANY","logicalExpression":" "`:                     "(id in [1] or id in [2])",
		`"logicalExpression":"1 or not 2 and 3"`:                               "(id in [1] or not id in [2])",
		`"conditionMetType":"logicalExpression","logicalExpression":"1||2||3"`: "(id in [1] or id in [2])",
	} {
		x, err := whereOf("{"+how+","+filters+"}", nil)
		if err != nil || filter.Show(filter.Normal(x)) != want {
			t.Errorf("%s: %v (%v), want %s", how, x, err, want)
		}
	}
	x, err := whereOf(`{"conditionMetType":"any",`+filters+`}`, parameters{"guid": {aGUID}})
	if got := filter.Show(filter.Normal(x)); err != nil || !strings.HasPrefix(got, "(guid in [") || !strings.HasSuffix(got, "] and (id in [1] or id in [2]))") {
		t.Errorf("a parameter beside any: %s, %v", got, err)
	}
}

// FuzzLogicalExpression: no expression does harm, and one that is understood says
// the same when its words become signs.
func FuzzLogicalExpression(f *testing.F) {
	for _, seed := range []string{"1 and (2 or not 3)", "!1&&2||3", "((1", "1 or 2 or 3)", "not !1 or 2 and 3", "\xff", "１"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		x, err := parseLogic(s, numberedFilters(3))
		if err != nil {
			if chat.KindOf(err) != chat.KindInvalid {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		signs := strings.NewReplacer("and", "&&", "or", "||", "not", "!").Replace(strings.ToLower(s))
		y, err := parseLogic(signs, numberedFilters(3))
		if err != nil || fmt.Sprint(x) != fmt.Sprint(y) {
			t.Fatalf("%q is %v, %q is %v (%v)", s, x, signs, y, err)
		}
	})
}
