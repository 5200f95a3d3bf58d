package live

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/parleychat/parley/internal/chat"
)

// CampaignPath is where a page asks what the widget is to show.
const CampaignPath = Path + "/campaign"

// frontShown is what the widget of a campaign is to show.
type frontShown struct {
	Site        chat.SiteID                  `json:"site"`
	Campaign    *campaignShown               `json:"campaign"` // null for none
	Language    string                       `json:"language"`
	Look        lookShown                    `json:"look"`
	Texts       map[string]map[string]string `json:"texts"`
	Open        bool                         `json:"open"`
	Departments []departmentShown            `json:"departments"`
	Forms       formsShown                   `json:"forms"`
	Challenge   int64                        `json:"challenge"`
	Transcripts bool                         `json:"transcripts"`
	Files       bool                         `json:"files"`
	TypedText   bool                         `json:"typedText,omitempty"` // what a visitor types is to be told
	Button      Button                       `json:"button"`              // in the language of the page that asks
}

type campaignShown struct {
	ID   chat.GUID `json:"id"`
	Name string    `json:"name"`
}

type lookShown struct {
	Color    string `json:"color"`
	Position string `json:"position"`
	Theme    string `json:"theme"`
	OffsetX  int64  `json:"offsetX"`
	OffsetY  int64  `json:"offsetY"`
	Sound    bool   `json:"sound"`
}

type departmentShown struct {
	ID   chat.GUID `json:"id"`
	Name string    `json:"name"`
	Open bool      `json:"open"`
}

type formsShown struct {
	PreChat  []questionShown `json:"preChat"`
	PostChat []questionShown `json:"postChat"`
	Offline  []questionShown `json:"offline"`
}

type questionShown struct {
	ID       chat.GUID `json:"id"`
	Name     string    `json:"name"`
	Type     string    `json:"type"`
	Required bool      `json:"required"`
	Hidden   bool      `json:"hidden"`
	System   bool      `json:"system"`
	Options  []string  `json:"options"`
}

// usualLanguage is that of a campaign which names none.
const usualLanguage = "en"

// showCampaign answers what the widget of a campaign is to show.
func (r *Room) showCampaign(w http.ResponseWriter, req *http.Request) {
	switch req.Method {
	case http.MethodOptions:
		w.Header().Set("Access-Control-Allow-Methods", http.MethodGet)
		w.Header().Set("Access-Control-Max-Age", "600")
		w.WriteHeader(http.StatusNoContent)
		return
	case http.MethodGet, http.MethodHead:
	default:
		w.Header().Set("Allow", http.MethodGet)
		http.Error(w, "a campaign is read by GET", http.StatusMethodNotAllowed)
		return
	}
	shown, err := r.asked(req)
	if err != nil {
		r.refuse(w, req, err)
		return
	}
	answerJSON(w, http.StatusOK, shown)
}

// refuse answers a request with the cause. What is our fault goes to the log.
func (r *Room) refuse(w http.ResponseWriter, req *http.Request, err error) {
	status := statuses[chat.KindOf(err)]
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "1")
	}
	if status == http.StatusInternalServerError && req.Context().Err() == nil {
		r.Log.Error("showing a campaign", "error", err)
	}
	answerJSON(w, status, errorOf("", err))
}

// asked is what the campaign shows that a request names.
func (r *Room) asked(req *http.Request) (*frontShown, error) {
	if err := r.fronted(req); err != nil {
		return nil, err
	}
	site, err := siteOf(req)
	if err == nil && site == 0 {
		err = chat.Invalid("site: it is missing")
	}
	if err != nil {
		return nil, err
	}
	campaign, err := guid(req.URL.Query().Get("campaign"))
	if err != nil {
		return nil, err
	}
	front, floor, err := r.board.both(req.Context(), site)
	if err != nil {
		return nil, err
	}
	if front.Bans(chat.GUID{}, r.bannable(addressOf(req)), r.Now()) {
		return nil, errBanned
	}
	c := front.Campaign(campaign)
	if c == nil && campaign != (chat.GUID{}) {
		return nil, errNoCampaign
	}
	if !admitted(c, originOf(req)) {
		return nil, errOrigin(originOf(req))
	}
	shown := r.shows(site, front, floor, c)
	shown.Button = r.buttonOf(c, req.URL.Query().Get("language"), shown.Language)
	return shown, nil
}

// fronted counts a question that anybody may ask.
func (r *Room) fronted(req *http.Request) error {
	if a := addressOf(req); !a.IsLoopback() { // where a proxy is
		return r.fronts.Address(a.String())
	}
	return nil
}

var errNoCampaign = chat.NotFound("there is no such campaign")

// shows is what a campaign shows; nil stands for the usual things.
func (r *Room) shows(site chat.SiteID, front *chat.Front, floor *chat.Floor, c *chat.Campaign) *frontShown {
	now := r.Now()
	shown := &frontShown{
		Site: site, Language: usualLanguage, Look: lookOf(chat.DefaultLook), Texts: map[string]map[string]string{},
		Open: front.Open(floor, c, nil, now), Departments: []departmentShown{}, Transcripts: r.Transcripts, Files: true, TypedText: front.ShowsTyped,
		Forms: formsShown{
			questionsOf(c.Form(chat.PreChatForm, front.Fields)), questionsOf(c.Form(chat.PostChatForm, front.Fields)),
			questionsOf(c.Form(chat.OfflineMessageForm, front.Fields)),
		},
	}
	for _, d := range front.Departments {
		shown.Departments = append(shown.Departments, departmentShown{d.ID, d.Name, front.Open(floor, c, d, now)})
	}
	if c == nil {
		return shown
	}
	shown.Campaign, shown.Look, shown.Challenge = &campaignShown{c.ID, c.Name}, lookOf(c.Look.Filled()), c.Challenge
	if c.Language != "" {
		shown.Language = c.Language
	}
	for _, language := range c.Texts {
		texts := make(map[string]string, len(language.Texts))
		for _, t := range language.Texts {
			texts[t.Key] = t.Text
		}
		shown.Texts[language.Language] = texts
	}
	return shown
}

func lookOf(l chat.Look) lookShown {
	return lookShown{l.Color, l.Position.String(), l.Theme.String(), l.OffsetX, l.OffsetY, !l.IsSilent}
}

func questionsOf(f *chat.Form) []questionShown {
	shown := []questionShown{}
	for _, q := range f.Questions() {
		one := questionShown{q.ID, q.Name, q.Type.String(), q.Required, q.Hidden, q.IsSystem, []string{}}
		for _, o := range q.Options {
			one.Options = append(one.Options, o.Name)
		}
		shown = append(shown, one)
	}
	return shown
}

// originOf is the web origin of the page that makes a request, "" for none and for a
// page of this server itself, such as the widget's own.
func originOf(req *http.Request) string {
	origin := req.Header.Get("Origin")
	if at, err := url.Parse(origin); err == nil && at.Host != "" && strings.EqualFold(at.Host, req.Host) {
		return ""
	}
	return origin
}

// admitted reports whether pages of an origin may show a campaign.
func admitted(c *chat.Campaign, origin string) bool { return origin == "" || c.AllowsOrigin(origin) }

func errOrigin(origin string) error {
	return chat.Denied("pages of %s may not show this campaign: its allowedOrigins do not have them", clipped(origin))
}

// CampaignOrigins gives the web origins whose pages may show the widget of a campaign, none for
// all; KindNotFound when there is no such campaign, or site. The zero guid is the site's
// first.
func (r *Room) CampaignOrigins(ctx context.Context, site chat.SiteID, campaign chat.GUID) ([]string, error) {
	front, err := r.board.front(ctx, site)
	if err != nil {
		return nil, err
	}
	c := front.Campaign(campaign)
	if c == nil {
		if campaign != (chat.GUID{}) {
			return nil, errNoCampaign
		}
		return nil, nil
	}
	return c.AllowedOrigins, nil
}
