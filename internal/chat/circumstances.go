package chat

import (
	"strings"
	"time"

	"github.com/parleychat/parley/internal/filter"
)

// circumstance is something about a visit that conditions can name. One of the three
// ways to read it is given.
type circumstance struct {
	filter.Field
	texts   func(*Circumstances) []string
	numbers func(*Circumstances) []int64
	ids     func(*Circumstances) GUID
}

// What time alone changes.
const (
	timeOnPage = "timeOnPage"
	timeOnSite = "timeOnSite"
)

// circumstances are all that conditions can name of a visit, but for custom
// variables. A text that is not known is no value.
var circumstances = []circumstance{
	tells("requestingPageTitle", func(c *Circumstances) string { return c.page().Title }),
	tells("requestingPageURL", func(c *Circumstances) string { return c.page().URL }),
	{Field: filter.Field{Name: "visitedPageURL", Kind: filter.Text}, texts: visitedURLs},
	tells("landingPageTitle", func(c *Circumstances) string { return c.Session.LandingPageTitle }),
	tells("landingPageURL", func(c *Circumstances) string { return c.Session.LandingPageURL }),
	tells("referrerURL", func(c *Circumstances) string { return c.Session.ReferrerURL }),
	tells("searchEngine", func(c *Circumstances) string { name, _ := searchEngine(c.Session.ReferrerURL); return name }),
	tells("searchKeywords", func(c *Circumstances) string { return c.Session.Keywords }),
	tells("browser", func(c *Circumstances) string { return c.Session.Browser }),
	tells("operatorSystem", func(c *Circumstances) string { return c.Session.OperatingSystem }),
	tells("screenResolution", func(c *Circumstances) string { return c.Session.ScreenResolution }),
	tells("language", func(c *Circumstances) string { return c.Session.Language }),
	tells("timeZone", func(c *Circumstances) string { return c.Session.TimeZone }),
	tells("ip", func(c *Circumstances) string { return c.Session.IP }),
	tells("country", func(c *Circumstances) string { return c.Where.Country }),
	tells("region", func(c *Circumstances) string { return c.Where.Region }),
	tells("city", func(c *Circumstances) string { return c.Where.City }),
	{Field: FieldCampaignID, ids: func(c *Circumstances) GUID { return c.Visit.Campaign }},
	counts("pages", func(c *Circumstances) int64 { return c.Views }),
	counts("visits", func(c *Circumstances) int64 { return c.Times }),
	counts("chats", func(c *Circumstances) int64 { return c.Chats }),
	counts(timeOnPage, func(c *Circumstances) int64 { return wholeSeconds(c.Visit.Page().Since, c.Now) }),
	counts(timeOnSite, func(c *Circumstances) int64 { return wholeSeconds(c.Session.StartTime, c.Now) }),
}

// CircumstanceNames lists what conditions can name of a visit, but for custom
// variables.
func CircumstanceNames() []string {
	names := make([]string, len(circumstances))
	for i, c := range circumstances {
		names[i] = c.Name
	}
	return names
}

var circumstanceIndex = indexCircumstances()

func indexCircumstances() map[string]int {
	index := make(map[string]int, len(circumstances))
	for i, c := range circumstances {
		index[strings.ToLower(c.Name)] = i
	}
	return index
}

func circumstanceNamed(name string) (circumstance, bool) {
	i, ok := circumstanceIndex[strings.ToLower(name)]
	if !ok {
		return circumstance{}, false
	}
	return circumstances[i], true
}

func tells(name string, of func(*Circumstances) string) circumstance {
	return circumstance{Field: filter.Field{Name: name, Kind: filter.Text}, texts: func(c *Circumstances) []string {
		if s := of(c); s != "" {
			return []string{s}
		}
		return nil
	}}
}

func counts(name string, of func(*Circumstances) int64) circumstance {
	return circumstance{Field: filter.Field{Name: name, Kind: filter.Int}, numbers: func(c *Circumstances) []int64 { return []int64{of(c)} }}
}

// page is the one from which the chat was requested, else where the visitor is.
func (c *Circumstances) page() PageView {
	if c.Chat != nil {
		return PageView{Title: c.PageTitle, URL: c.PageURL}
	}
	return c.Visit.Page()
}

func visitedURLs(c *Circumstances) []string {
	urls := make([]string, len(c.Pages))
	for i := range c.Pages {
		urls[i] = c.Pages[i].URL
	}
	return urls
}

func wholeSeconds(from, to time.Time) int64 {
	if from.IsZero() || to.Before(from) {
		return 0
	}
	return int64(to.Sub(from) / time.Second)
}
