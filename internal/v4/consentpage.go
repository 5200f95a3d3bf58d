package v4

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/parleychat/parley/internal/chat"
)

const pageStyle = `body{font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:26rem;margin:3rem auto;padding:0 1rem}` +
	`label{display:block;margin:1rem 0 .25rem}input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #767676;border-radius:.25rem}` +
	`button{font:inherit;padding:.5rem 1rem;margin:1.5rem .5rem 0 0;border:1px solid #1a1a1a;border-radius:.25rem;background:#fff;color:#1a1a1a}` +
	`button.main{background:#0b57d0;border-color:#0b57d0;color:#fff}:focus-visible{outline:3px solid #0b57d0;outline-offset:2px}` +
	`[role=alert]{border-left:.25rem solid #b3261e;padding-left:.75rem}` +
	`@media(prefers-color-scheme:dark){body,input,button{background:#1a1a1a;color:#f2f2f2;border-color:#f2f2f2}}`

const pageText = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">{{with .Onward}}<meta http-equiv="refresh" content="0;url={{.}}">{{end}}<title>{{.Title}}</title><style>{{.Style}}</style></head>
<body><main>
<h1>{{.Title}}</h1>
{{with .Problem}}<p role="alert" id="problem">{{.}}</p>
{{end}}{{with .Back}}<p><a href="{{.}}">Back to signing in</a></p>
{{end}}{{if .Onward}}<p>You are led to <a href="{{.Onward}}">{{.To}}</a>, and come back here.</p>
{{end}}{{if .Client}}{{with .Agent}}<p>You have signed in as <strong>{{.Email}}</strong>.</p>
{{end}}<p><strong>{{.Client}}</strong> asks to act in your place on site {{.Site}}. {{if .May}}It could:{{else}}Your role lets it do nothing of what it asks for.{{end}}</p>
{{if .May}}<ul>{{range .May}}<li>{{.}}</li>{{end}}</ul>
{{end}}<p>You go back to <strong>{{.To}}</strong> then.</p>
{{if .Agent}}<form method="post">
{{template "hidden" .}}<input type="hidden" name="agent" value="{{.Agent.ID}}">
{{if .May}}<button class="main" name="decision" value="allow">Allow</button>
{{end}}<button name="decision" value="deny">Do not allow</button>
<button name="decision" value="again">Sign in as somebody else</button>
</form>
{{else}}{{if .Providers}}<form method="post">
{{template "hidden" .}}{{range .Providers}}<button class="main" name="provider" value="{{.ID}}">Sign in with {{.Name}}</button>
{{end}}{{if .Only}}<button name="decision" value="deny">Do not allow</button>
{{end}}</form>
{{end}}{{if .Only}}<p>Agents of this site sign in by an identity provider only.</p>
{{else}}{{if .Providers}}<h2>With your password</h2>
{{end}}<form method="post">
{{template "hidden" .}}<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" required value="{{.Email}}"{{if .Problem}} aria-describedby="problem"{{end}}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required{{if .Problem}} aria-describedby="problem"{{end}}>
<label for="otp">Code of your authenticator app, or a recovery code, if you use one</label>
<input id="otp" name="otp" autocomplete="one-time-code"{{if .Problem}} aria-describedby="problem"{{end}}>
<button class="main" name="decision" value="allow">Sign in and allow</button>
<button name="decision" value="deny" formnovalidate>Do not allow</button>
</form>
{{end}}{{end}}{{end}}</main></body>
</html>
{{define "hidden"}}{{range .Hidden}}<input type="hidden" name="{{.Name}}" value="{{.Value}}">
{{end}}{{end}}`

// hidden is a member of a form that nobody fills in.
type hidden struct{ Name, Value string }

// agentOnPage is the agent whom a page names as the one who has signed in.
type agentOnPage struct {
	ID    chat.GUID
	Email string
}

type pageData struct {
	Title, Problem, Client, To, Email, Back string
	Onward                                  string // where the page leads the browser to by itself
	Style                                   template.CSS
	Site                                    chat.SiteID
	May                                     []string
	Hidden                                  []hidden
	Providers                               []openProvider
	Only                                    bool         // there is no password
	Agent                                   *agentOnPage // nil for nobody yet
}

var pageTemplate = sync.OnceValues(func() (*template.Template, error) { return template.New("page").Parse(pageText) })

// permissionTexts are what the permissions mean to people.
var permissionTexts = []struct {
	may  chat.Permissions
	text string
}{
	{chat.ReadChats, "read the chats that you can read"},
	{chat.WriteChats, "change chats and tickets"},
	{chat.DeleteChats, "delete chats"},
	{chat.ManageSettings, "manage the site's settings, agents and API keys"},
}

// textsOf says what a program could do.
func textsOf(may chat.Permissions) (texts []string) {
	for _, p := range permissionTexts {
		if may&p.may != 0 {
			texts = append(texts, p.text)
		}
	}
	return texts
}

// consentPage asks an agent to sign in by one of the ways, and to consent, again after a
// problem.
func consentPage(a authorization, w ways, email string, status int, problem *problem) (answer, error) {
	d := pageData{
		Title: "Sign in to Parley", Client: a.client.Name, Site: a.site, Email: email, To: destination(a.redirect),
		Hidden: a.members(), May: textsOf(a.may), Only: w.only,
	}
	for _, p := range w.open {
		d.Providers = append(d.Providers, openProvider{p.ID, p.Name})
	}
	var header http.Header
	if problem != nil {
		d.Problem, header = problem.message, problem.header
	}
	return pageFor(a, d, status, header.Get("Retry-After"))
}

// shownPage asks an agent who has signed in by an identity provider to consent, to what its
// role lets it do.
func shownPage(a authorization, who chat.Account) (answer, error) {
	return pageFor(a, pageData{
		Title: "Allow a program to act for you", Client: a.client.Name, Site: a.site, To: destination(a.redirect),
		Hidden: a.members(), May: textsOf(a.may & who.Role.May()), Agent: &agentOnPage{who.Agent, who.Email},
	}, http.StatusOK, "")
}

// pageFor is a page whose form may lead on to the program.
func pageFor(a authorization, d pageData, status int, retry string) (answer, error) {
	return ownForm(page(d, status, formTarget(a.redirect), retry))
}

// ownForm is a page with a form of which is looked at where it comes from. Browsers tell so only
// where the server itself may know the page's address; without https they tell nothing else.
func ownForm(to answer, err error) (answer, error) {
	if err == nil {
		to.header.Set("Referrer-Policy", "same-origin")
	}
	return to, err
}

// refusalPage tells a person what cannot be told to a program.
func refusalPage(err error) (answer, error) {
	p := problemOf(err)
	if p.status >= http.StatusInternalServerError {
		return answer{}, err
	}
	if p.status == http.StatusUnauthorized {
		p.status = http.StatusBadRequest // there is nothing to sign in with
	}
	return page(pageData{Title: "This does not work", Problem: p.message}, p.status, "", "")
}

// page makes a page that no script runs on, that is in no frame, and whose form goes
// here and on to one place only.
func page(d pageData, status int, target, retry string) (answer, error) {
	return pageOfTemplate(pageTemplate, d, status, target, retry)
}

func pageOfTemplate(of func() (*template.Template, error), d pageData, status int, target, retry string) (answer, error) {
	t, err := of()
	if err != nil {
		return answer{}, fmt.Errorf("read the page: %w", err)
	}
	d.Style = pageStyle
	var b bytes.Buffer
	if err := t.Execute(&b, d); err != nil {
		return answer{}, fmt.Errorf("write the page: %w", err)
	}
	sum := sha256.Sum256([]byte(pageStyle))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; form-action 'self'" + target +
		"; frame-ancestors 'none'; base-uri 'none'"
	h := http.Header{
		"Content-Type": {"text/html; charset=utf-8"}, "Content-Security-Policy": {policy}, "X-Frame-Options": {"DENY"},
		"Referrer-Policy": {"no-referrer"},
	}
	if retry != "" {
		h.Set("Retry-After", retry)
	}
	return answer{status: status, body: b.Bytes(), header: h}, nil
}

// formTarget is a registered address as a source of a policy: browsers also look
// where the answer to a form sends them.
func formTarget(redirect string) string {
	u, err := url.Parse(redirect)
	switch {
	case err != nil:
		return ""
	case u.Host == "":
		return " " + u.Scheme + ":"
	default:
		return " " + u.Scheme + "://" + u.Host
	}
}

// destination is an address as a person knows it.
func destination(redirect string) string { return strings.TrimSpace(formTarget(redirect)) }
