package v4

import (
	"context"
	"html/template"
	"net/http"
	"sync"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// FirstRun makes the first site; see auth.FirstRun.
type FirstRun interface {
	// Check refuses a secret that is not good, or not any more.
	Check(ctx context.Context, secret string) error
	// Create makes the first site with its administrator.
	Create(ctx context.Context, secret string, n auth.NewSite) error
}

// firstSite is the number of a site that is made in this way, as `parley init` gives it.
const firstSite = 10000

const setUpText = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.Title}}</title><style>{{.Style}}</style></head>
<body><main>
<h1>{{.Title}}</h1>
<p>Nobody can sign in yet. Who is to be the first administrator?</p>
{{with .Problem}}<p role="alert" id="problem">{{.}}</p>
{{end}}<form method="post">
{{range .Hidden}}<input type="hidden" name="{{.Name}}" value="{{.Value}}">
{{end}}<label for="site">Name of your site or company</label>
<input id="site" name="site" autocomplete="organization" maxlength="256" value="{{.Client}}">
<label for="name">Your name, as visitors see it</label>
<input id="name" name="name" autocomplete="name" required maxlength="256" value="{{.To}}">
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" required value="{{.Email}}"{{if .Problem}} aria-describedby="problem"{{end}}>
<label for="password">Password, of 12 characters or more</label>
<input id="password" name="password" type="password" autocomplete="new-password" required minlength="12"{{if .Problem}} aria-describedby="problem"{{end}}>
<button class="main">Set up Parley</button>
</form>
</main></body>
</html>
`

var setUpTemplate = sync.OnceValues(func() (*template.Template, error) { return template.New("set up").Parse(setUpText) })

// setUpRoutes are there while a process that found no site runs. They are pages, and no part
// of the API.
func (s *server) setUpRoutes() []route {
	if s.FirstRun == nil {
		return nil
	}
	return []route{
		{get, "/setup", anyone, noBody, false, s.askSetUp},
		{post, "/setup", anyone, jsonBody, false, s.setUpSite},
	}
}

func (s *server) askSetUp(r *http.Request, _ chat.Actor) (answer, error) {
	secret := r.URL.Query().Get("key")
	if err := s.FirstRun.Check(r.Context(), secret); err != nil {
		return refusalPage(err)
	}
	return setUpPage(secret, auth.NewSite{}, http.StatusOK, nil)
}

func (s *server) setUpSite(r *http.Request, _ chat.Actor) (answer, error) {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return refusalPage(chat.Denied("the form comes from another site"))
	}
	f, err := form(r)
	if err != nil {
		return refusalPage(err)
	}
	n := auth.NewSite{Site: firstSite, Name: f.Get("site"), Email: f.Get("email"), DisplayName: f.Get("name"), Password: f.Get("password")}
	err = s.FirstRun.Create(r.Context(), f.Get("key"), n)
	switch {
	case err == nil:
		return answer{status: http.StatusSeeOther, header: http.Header{"Location": {"/console/settings/start"}, "Referrer-Policy": {"no-referrer"}}}, nil
	case chat.KindOf(err) == chat.KindInvalid:
		return setUpPage(f.Get("key"), n, http.StatusBadRequest, problemOf(err))
	default:
		return refusalPage(err)
	}
}

// setUpPage asks who the first administrator is, again after a problem.
func setUpPage(secret string, n auth.NewSite, status int, problem *problem) (answer, error) {
	d := pageData{
		Title: "Set up Parley", Client: n.Name, To: n.DisplayName, Email: n.Email,
		Hidden: []hidden{{"key", secret}},
	}
	if problem != nil {
		d.Problem = problem.message
	}
	return ownForm(pageOfTemplate(setUpTemplate, d, status, "", ""))
}
