package demo

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// person is who sits on the other side: what stays the same from visit to visit.
type person struct {
	visitor  *chat.Visitor
	contact  *chat.ContactIdentity // nil for most
	language *language
	ip       string
	browser  string
	system   string
	screen   string
}

// equipment lists what visitors use, the common first.
var equipment = []struct{ browser, system, screen string }{
	{"Google Chrome 141.0.7390.55", "Windows 11", "1920x1080"},
	{"Mobile Safari 26.1", "iOS 26.1", "390x844"},
	{"Google Chrome Mobile 141.0.7390.44", "Android 16", "412x915"},
	{"Safari 26.1", "macOS 26.1", "1512x982"},
	{"Microsoft Edge 141.0.3537.71", "Windows 11", "2560x1440"},
	{"Firefox 144.0", "Ubuntu 24.04", "1920x1200"},
	{"Samsung Internet 28.0", "Android 15", "360x800"},
}

// person makes up visitor number n, the same one every time.
func (m *maker) person(n int) *person {
	d := m.visitors
	d.set(m.site.seed, visitorSequence|uint64(n))
	l := m.site.languages[m.byWeight[d.IntN(len(m.byWeight))]]
	p := &person{visitor: &chat.Visitor{ID: d.guid()}, language: l, ip: address(d)}
	kit := skewed(d, equipment)
	p.browser, p.system, p.screen = kit.browser, kit.system, kit.screen
	given, family := pick(d, l.given), pick(d, l.family)
	v := p.visitor
	if d.chance(0.85) {
		v.Name = l.fullName(given, family)
	}
	if d.chance(0.7) {
		v.Email = mailbox(given, family) + strconv.Itoa(n) + "@" + mailDomain(d, m.site.companies)
	}
	if d.chance(0.25) {
		v.Phone = fmt.Sprintf("+1 555 01%02d %04d", d.IntN(100), d.IntN(10000))
	}
	if d.chance(0.2) {
		v.Company = family + pick(d, []string{" Ltd", " GmbH", " & Co", " Group", " SA"})
	}
	if d.chance(0.05) {
		v.SSOUserID = "user-" + strconv.Itoa(n)
	}
	if v.Email != "" && d.chance(0.3) {
		p.contact = &chat.ContactIdentity{ID: d.guid(), Name: v.Email}
	}
	return p
}

// address is one of the addresses that are reserved for documentation.
func address(d *dice) string {
	if d.chance(0.2) {
		return fmt.Sprintf("2001:db8:%x::%x", d.IntN(1<<16), 1+d.IntN(1<<16-1))
	}
	return pick(d, []string{"192.0.2.", "198.51.100.", "203.0.113."}) + strconv.Itoa(d.between(1, 254))
}

func (l *language) fullName(given, family string) string {
	if l.familyFirst {
		return family + given
	}
	return given + " " + family
}

// mailbox keeps of a name what an e-mail address commonly holds.
func mailbox(given, family string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(given+family))
	if plain == "" {
		return "guest"
	}
	return plain
}

// pages are the shop's pages, the common ones first.
func pages(products []string) []page {
	const shop = "https://shop.example"
	all := []page{{"Alder & Finch: outdoor gear", shop + "/"}, {"Your basket", shop + "/basket"}, {"Delivery and returns", shop + "/help/delivery"}}
	for _, p := range products {
		all = append(all, page{p + " | Alder & Finch", shop + "/products/" + strings.ToLower(strings.ReplaceAll(p, " ", "-"))})
	}
	return append(all, page{"Imprint", shop + "/imprint"})
}

// visit makes up the session in which a chat was requested.
func (m *maker) visit(p *person, requested time.Time) *chat.Session {
	d := m.dice
	landing := skewed(d, m.site.pages)
	s := &chat.Session{
		ID: d.guid(), VisitorID: p.visitor.ID, IP: p.ip,
		LandingPageURL: landing.url, LandingPageTitle: landing.title,
		StartTime: requested.Add(-d.pause(5, 900)),
		Browser:   p.browser, OperatingSystem: p.system, ScreenResolution: p.screen,
		Language: p.language.tag, TimeZone: p.language.timeZone,
	}
	if p.contact != nil {
		s.ContactIdentityID = p.contact.ID
	}
	if d.chance(0.4) {
		s.ReferrerURL = pick(d, []string{"https://search.example/?q=tent", "https://news.example/deals", "https://social.example/"})
	}
	if d.chance(0.15) {
		s.Keywords = skewed(d, p.language.topics)
	}
	return s
}
