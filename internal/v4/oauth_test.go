package v4

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// grant lets in who knows the password, and keeps nothing.
type grant struct{}

func (grant) SignIn(_ context.Context, try auth.SignIn) (string, error) {
	if try != (auth.SignIn{Email: "ada@example.com", Password: "correct horse", Site: try.Site, Address: "192.0.2.1"}) {
		return "", chat.Unauthenticated("the credentials are not valid")
	}
	return "pt_secret", nil
}

func TestTokensAreHandedOutForPasswords(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *Options) { o.SignIn = grant{} })
	post := func(target, form string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", target, strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, r)
		return rec
	}
	good := "grant_type=password&email=ada%40example.com&password=correct+horse"
	for target, form := range map[string]string{
		"/oauth/token":                 good,
		"/api/v4/OAuth/Token/":         good + "&siteId=10000",
		"/v4/oauth/token?siteId=10000": strings.Replace(good, "email", "username", 1),
		"/api/oauth/token":             good,
	} {
		rec := post(target, form)
		var got map[string]any
		if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
			t.Fatalf("%s: %v in %s", target, err, rec.Body)
		}
		if rec.Code != 200 || got["access_token"] != "pt_secret" || got["token_type"] != "bearer" || got["expires_in"] != 43199.0 {
			t.Errorf("%s: %d %v", target, rec.Code, got)
		}
	}
	const who = "grant_type=password&email=ada%40example.com"
	for _, c := range []struct {
		form    string
		status  int
		message string
	}{
		{"", 400, `The parameter \"grant_type\" is required.`},
		{"grant_type=password", 400, `The parameter \"email\" is required.`},
		{who, 400, `The parameter \"password\" is required.`},
		{"grant_type=magic", 400, "magic"},
		{"grant_type=refresh_token&refresh_token=x", 501, "refresh_token"},
		{good + "&siteId=x", 400, "site"},
		{who + "&password=wrong", 401, "not valid"},
		{"grant_type=password&password=%zz", 400, "form-encoded"},
		{"grant_type=password&password=" + strings.Repeat("x", int(jsonBody)), 413, "larger"},
	} {
		rec := post("/oauth/token", c.form)
		if rec.Code != c.status || !strings.Contains(rec.Body.String(), c.message) {
			t.Errorf("%.60s: %d %s", c.form, rec.Code, rec.Body)
		}
		if strings.Contains(w.log.String(), "correct horse") {
			t.Error("a password stands in the log")
		}
	}
}
