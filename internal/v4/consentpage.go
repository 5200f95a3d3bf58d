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
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.Title}}</title><style>{{.Style}}</style></head>
<body><main>
<h1>{{.Title}}</h1>
{{with .Problem}}<p role="alert" id="problem">{{.}}</p>
{{end}}{{with .Back}}<p><a href="{{.}}">Back to signing in</a></p>
{{end}}{{if .Client}}<p><strong>{{.Client}}</strong> asks to act in your place on site {{.Site}}. It could:</p>
<ul>{{range .May}}<li>{{.}}</li>{{end}}</ul>
<p>You go back to <strong>{{.To}}</strong> then.</p>
<form method="post">
{{range .Hidden}}<input type="hidden" name="{{.Name}}" value="{{.Value}}">
{{end}}<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" required value="{{.Email}}"{{if .Problem}} aria-describedby="problem"{{end}}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required{{if .Problem}} aria-describedby="problem"{{end}}>
<label for="otp">Code of your authenticator app, or a recovery code, if you use one</label>
<input id="otp" name="otp" autocomplete="one-time-code"{{if .Problem}} aria-describedby="problem"{{end}}>
<button class="main" name="decision" value="allow">Sign in and allow</button>
<button name="decision" value="deny" formnovalidate>Do not allow</button>
</form>
{{end}}</main></body>
</html>
`

type pageData struct {
	Title, Problem, Client, To, Email, Back string
	Style                                   template.CSS
	Site                                    chat.SiteID
	May                                     []string
	Hidden                                  []struct{ Name, Value string }
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

// consentPage asks an agent to sign in and to consent, again after a problem.
func consentPage(a authorization, email string, status int, problem *problem) (answer, error) {
	d := pageData{
		Title: "Sign in to Parley", Client: a.client.Name, Site: a.site, Email: email, To: destination(a.redirect),
		Hidden: []struct{ Name, Value string }{
			{"response_type", "code"},
			{"client_id", a.client.ID.String()},
			{"redirect_uri", a.redirect},
			{"state", a.state},
			{"scope", a.may.String()},
			{"code_challenge", a.challenge},
			{"code_challenge_method", "S256"},
		},
	}
	for _, p := range permissionTexts {
		if a.may&p.may != 0 {
			d.May = append(d.May, p.text)
		}
	}
	var header http.Header
	if problem != nil {
		d.Problem, header = problem.message, problem.header
	}
	return page(d, status, formTarget(a.redirect), header.Get("Retry-After"))
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
