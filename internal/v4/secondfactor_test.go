package v4

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/auth"
)

// app is an authenticator app, written here once more by RFC 4226.
type app struct{ secret []byte }

func newApp(t *testing.T, secret string) app {
	t.Helper()
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil || len(raw) < 20 {
		t.Fatalf("%q is no secret: %v", secret, err)
	}
	return app{raw}
}

func (a app) code(at time.Time) string {
	mac := hmac.New(sha1.New, a.secret)
	if err := binary.Write(mac, binary.BigEndian, at.Unix()/30); err != nil {
		return ""
	}
	sum := mac.Sum(nil)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[sum[19]&15:])&0x7fffffff%1000000)
}

// members of an answer of JSON that must succeed.
func (in *signIns) told(t *testing.T, token, method, target, body string) (got struct {
	Secret, URI   string
	RecoveryCodes []string
},
) {
	t.Helper()
	in.now = in.now.Add(5 * time.Minute) // attempts are counted
	rec := in.askAs(token, method, target, body)
	if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil || rec.Code != http.StatusOK {
		t.Fatalf("%s %s: %d %s", method, target, rec.Code, rec.Body)
	}
	return got
}

const own = "/global/me/secondFactor"

// armed signs in and sets a second factor up.
func (in *signIns) armed(t *testing.T) (token string, phone app, recovery []string) {
	t.Helper()
	token = in.signedIn(t)
	made := in.told(t, token, "POST", own, `{"password": "`+adaPassword+`"}`)
	uri, err := url.Parse(made.URI)
	if err != nil || uri.Scheme != "otpauth" || uri.Host != "totp" || uri.Path != "/Parley:ada@example.com" ||
		uri.Query().Get("secret") != made.Secret || uri.Query().Get("issuer") != "Parley" {
		t.Errorf("%s, %v", made.URI, err)
	}
	phone = newApp(t, made.Secret)
	in.now = in.now.Add(5 * time.Minute)
	recovery = in.told(t, token, "PUT", own, `{"code": "`+phone.code(in.now.Add(5*time.Minute))+`"}`).RecoveryCodes // told moves the clock on
	if len(recovery) != 10 {
		t.Errorf("%q", recovery)
	}
	return token, phone, recovery
}

// first shows the password, and gives what the second step needs.
func (in *signIns) first(t *testing.T, word string) (mfa string) {
	t.Helper()
	in.now = in.now.Add(5 * time.Minute)
	status, got := in.post(t, "/oauth/token", passwordForm)
	if status != http.StatusForbidden || got["error"] != word || got["access_token"] != nil || !strings.HasPrefix(got.text("mfa_token"), "pm_") {
		t.Fatalf("%d %v, want %s", status, got, word)
	}
	return got.text("mfa_token")
}

func (in *signIns) second(t *testing.T, mfa, code string) (int, told) {
	t.Helper()
	return in.post(t, "/oauth/token", url.Values{"grant_type": {"mfa"}, "mfa_token": {mfa}, "otp": {code}})
}

func TestASecondFactorIsAskedForAtSignIn(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	token := in.signedIn(t)
	in.told(t, token, "POST", own, `{"password": "`+adaPassword+`"}`)
	if in.signedIn(t) == "" { // not confirmed: not asked for
		t.Error("it is asked for before it is confirmed")
	}
	token, phone, _ := in.armed(t)
	mfa := in.first(t, "mfa_required")
	if in.works(mfa) {
		t.Error("half a sign-in works as a token")
	}
	wrong := "000000"
	if phone.code(in.now) == wrong {
		wrong = "000001"
	}
	for name, c := range map[string]struct{ mfa, code string }{
		"a wrong code":             {mfa, wrong},
		"a code of a while before": {mfa, phone.code(in.now.Add(-time.Minute))},
		"no first step":            {"pm_x", phone.code(in.now)},
		"a token in its place":     {token, phone.code(in.now)},
	} {
		if status, got := in.second(t, c.mfa, c.code); status != 401 || got["error"] != "invalid_grant" {
			t.Errorf("%s: %d %v", name, status, got)
		}
	}
	in.now = in.now.Add(4 * time.Minute)
	status, got := in.second(t, mfa, phone.code(in.now))
	if status != 200 || !in.works(got.text("access_token")) || got["recovery_codes"] != nil {
		t.Fatalf("%d %v", status, got)
	}
	if status, _ := in.second(t, mfa, phone.code(in.now.Add(30*time.Second))); status != 401 {
		t.Errorf("a first step counts twice: %d", status)
	}
	rec := in.askAs(got.text("access_token"), "GET", "/global/me", "")
	if !strings.Contains(rec.Body.String(), `"hasSecondFactor":true,"recoveryCodesLeft":10`) {
		t.Error(rec.Body)
	}
	mfa = in.first(t, "mfa_required")
	in.now = in.now.Add(auth.FirstStepLife)
	if status, _ := in.second(t, mfa, phone.code(in.now)); status != 401 {
		t.Errorf("a first step of long ago: %d", status)
	}
}

func TestACodeIsGoodOnceWithinItsTime(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	_, phone, _ := in.armed(t)
	one := in.first(t, "mfa_required")
	_, got := in.post(t, "/oauth/token", passwordForm)
	two := got.text("mfa_token")
	code := phone.code(in.now)
	if status, got := in.second(t, one, code); status != 200 {
		t.Fatalf("%d %v", status, got)
	}
	for name, c := range map[string]string{"the same": code, "the one before": phone.code(in.now.Add(-30 * time.Second))} {
		if status, got := in.second(t, two, c); status != 401 {
			t.Errorf("%s: %d %v", name, status, got)
		}
	}
	if status, got := in.second(t, two, phone.code(in.now.Add(30*time.Second))); status != 200 {
		t.Errorf("the next one: %d %v", status, got)
	}
}

func TestGuessingCodesIsSlowedDown(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	_, phone, _ := in.armed(t)
	mfa := in.first(t, "mfa_required")
	for range 5 {
		if status, _ := in.second(t, mfa, "no code"); status != 401 {
			t.Errorf("an attempt: %d", status)
		}
	}
	rec := in.send(url.Values{"grant_type": {"mfa"}, "mfa_token": {mfa}, "otp": {phone.code(in.now)}})
	if rec.Code != 429 || rec.Header().Get("Retry-After") != "60" {
		t.Errorf("%d %v %s", rec.Code, rec.Header(), rec.Body)
	}
}

func TestRecoveryCodesAreGoodOnceEach(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	token, _, codes := in.armed(t)
	for code, want := range map[string]int{codes[0]: 200, strings.ToUpper(strings.ReplaceAll(codes[1], "-", " ")): 200} {
		mfa := in.first(t, "mfa_required")
		if status, got := in.second(t, mfa, code); status != want {
			t.Errorf("%q: %d %v", code, status, got)
		}
		mfa = in.first(t, "mfa_required")
		if status, got := in.second(t, mfa, code); status != 401 {
			t.Errorf("%q again: %d %v", code, status, got)
		}
	}
	next := in.told(t, token, "POST", own+":RenewCodes", `{"password": "`+adaPassword+`"}`).RecoveryCodes
	in.now = in.now.Add(5 * time.Minute)
	for code, want := range map[string]int{codes[2]: 401, next[0]: 200} {
		mfa := in.first(t, "mfa_required")
		if status, got := in.second(t, mfa, code); status != want {
			t.Errorf("after others were told, %q: %d %v", code, status, got)
		}
	}
}

func TestASecondFactorIsRemovedWithThePassword(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	token, _, _ := in.armed(t)
	faulty(t, in.askAs(token, "POST", own, `{"password": "`+adaPassword+`"}`), 409, "remove it first")
	faulty(t, in.askAs(token, "PUT", own, `{"code": "123456"}`), 409, "confirmed already")
	faulty(t, in.askAs(token, "POST", own+":Remove", `{"password": "wrong"}`), 403, "not right")
	faulty(t, in.askAs(token, "POST", own+":Remove", `{}`), 400, "password")
	faulty(t, in.ask("POST", own+":Remove", `{"password": "`+adaPassword+`"}`), 403, "signed in themselves")
	in.first(t, "mfa_required")
	in.now = in.now.Add(5 * time.Minute)
	if rec := in.askAs(token, "POST", own+":Remove", `{"password": "`+adaPassword+`"}`); rec.Code != 204 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	faulty(t, in.askAs(token, "PUT", own, `{"code": "123456"}`), 409, "set up")
	in.now = in.now.Add(5 * time.Minute)
	faulty(t, in.askAs(token, "POST", own+":RenewCodes", `{"password": "`+adaPassword+`"}`), 409, "no second factor")
	in.signedIn(t)
}

func TestASiteCanDemandASecondFactor(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	token := in.signedIn(t)
	if rec := in.ask("PUT", "/global/site", `{"name": "Shop", "requireSecondFactor": true}`); rec.Code != 200 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	want := `{"id":10000,"name":"Shop","requireSecondFactor":true,"requireOpenId":false,"showTypedText":false,"showGuide":false}`
	if rec := in.ask("GET", "/global/site", ""); rec.Body.String() != want {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	faulty(t, in.ask("PUT", "/global/site", `{"name": "`+strings.Repeat("x", 257)+`"}`), 400, "name")
	mfa := in.first(t, "mfa_setup_required")
	if status, got := in.second(t, mfa, "123456"); status != 400 {
		t.Errorf("before it is set up: %d %v", status, got)
	}
	status, made := in.post(t, "/oauth/secondFactor", url.Values{"mfa_token": {mfa}})
	if status != 200 {
		t.Fatalf("%d %v", status, made)
	}
	phone := newApp(t, made.text("secret"))
	status, got := in.second(t, mfa, phone.code(in.now))
	codes, _ := got["recovery_codes"].([]any)
	if status != 200 || !in.works(got.text("access_token")) || len(codes) != 10 {
		t.Fatalf("%d %v", status, got)
	}
	if status, _ := in.post(t, "/oauth/secondFactor", url.Values{"mfa_token": {mfa}}); status != 401 {
		t.Errorf("a first step that was used sets up another: %d", status)
	}
	mfa = in.first(t, "mfa_required")
	if status, got := in.post(t, "/oauth/secondFactor", url.Values{"mfa_token": {mfa}}); status != 409 {
		t.Errorf("the password alone sets up another: %d %v", status, got)
	}
	in.now = in.now.Add(5 * time.Minute)
	faulty(t, in.askAs(token, "POST", own+":Remove", `{"password": "`+adaPassword+`"}`), 409, "demands")
	if status, _ := in.post(t, "/oauth/secondFactor", url.Values{}); status != 400 {
		t.Error("without a first step")
	}
	if !in.works(in.key) {
		t.Error("an API key does not work any more")
	}
}

func TestWhoHasLostItIsHelpedByAnAdministrator(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	token, _, _ := in.armed(t)
	const ada = "/global/agents/01000000-0000-0000-0000-000000000000/secondFactor"
	eve := textOf(t, in.created(t, in.key, "/global/agents", `{"email": "eve@example.com", "role": "admin"}`), "id")
	weak := textOf(t, in.created(t, in.key, "/global/apiKeys", `{"name": "weak", "agentId": "`+eve+`", "scopes": ["settings"]}`), "secret")
	faulty(t, in.askAs(weak, "DELETE", ada, ""), 403, "chats:read")
	in.first(t, "mfa_required")
	if rec := in.askAs(token, "DELETE", ada, ""); rec.Code != 204 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	in.signedIn(t)
}

// The page of a program's consent is no way around a second factor.
func TestConsentAsksForASecondFactor(t *testing.T) {
	t.Parallel()
	in := newSignIns(t)
	_, phone, _ := in.armed(t)
	id, _ := in.client(t, `{"name": "Reports", "redirectUris": ["`+redirect+`"], "scopes": ["chats:read"]}`)
	form := url.Values{
		"response_type": {"code"}, "client_id": {id}, "redirect_uri": {redirect}, "code_challenge": {strings.Repeat("x", 43)}, "code_challenge_method": {"S256"},
		"email": {"ada@example.com"}, "password": {adaPassword}, "decision": {"allow"},
	}
	for name, c := range map[string]struct {
		code string
		want int
	}{"none": {"", 403}, "a wrong one": {"no code", 403}, "the right one": {"right", 303}} {
		in.now = in.now.Add(5 * time.Minute)
		if c.code == "right" {
			c.code = phone.code(in.now)
		}
		if status, to, body := in.submit(t, with(form, "otp", c.code)); status != c.want || (to.Get("code") != "") != (c.want == 303) {
			t.Errorf("%s: %d %v %s", name, status, to, body)
		}
	}
}
