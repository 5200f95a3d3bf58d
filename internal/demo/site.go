package demo

import (
	"strconv"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// Site is a made-up site: a shop for outdoor gear that answers in ten
// languages. It does not change and may be used by several goroutines.
type Site struct {
	seed  uint64
	start time.Time

	languages []*language
	words     map[*language][]string
	products  []string
	companies []string // their domains, without the end
	orders    uint64   // where the site's order numbers begin
	pages     []page
	fields    formFields

	agents      []*chat.Agent
	bots        []*chat.Bot
	campaigns   []*chat.Campaign // one for each language
	departments []*chat.Department
	skills      []*chat.Skill
	invitations []*chat.AutoInvitation
	segments    []*chat.Segment
	options     []*chat.CategoryOption
}

// page is a page of the shop.
type page struct{ title, url string }

// formFields are the guids of the fields that visitors and agents fill in.
type formFields struct{ order, reason, rootCause, plan chat.GUID }

// The numbers of the sequences that are not those of a chat.
const (
	nounSequence    = 1 << 63
	visitorSequence = 1 << 62
)

// New makes up the site of a seed. Its chats are requested in the Months from
// start on.
func New(seed uint64, start time.Time) *Site {
	d := newDice()
	d.set(seed, nounSequence)
	s := &Site{seed: seed, start: start, languages: languages(), orders: 1_000_000 + d.Uint64N(1_000_000)}
	s.hire(d)
	s.furnish(d)
	s.products = products(d, 1500)
	s.pages = pages(s.products)
	s.fields = formFields{d.guid(), d.guid(), d.guid(), d.guid()}
	s.companies = companies(d, 3000)
	s.words = map[*language][]string{}
	for _, l := range s.languages {
		s.words[l] = l.vocabulary(d)
	}
	return s
}

// Related gives all nouns of the site that outlast a chat. The caller may change
// its maps, not the nouns.
func (s *Site) Related() *chat.Related {
	r := &chat.Related{}
	for _, a := range s.agents {
		chat.Keep(&r.Agents, a.ID, a)
	}
	for _, c := range s.campaigns {
		chat.Keep(&r.Campaigns, c.ID, c)
	}
	for _, d := range s.departments {
		chat.Keep(&r.Departments, d.ID, d)
	}
	for _, k := range s.skills {
		chat.Keep(&r.Skills, k.ID, k)
	}
	for _, i := range s.invitations {
		chat.Keep(&r.AutoInvitations, i.ID, i)
	}
	for _, g := range s.segments {
		chat.Keep(&r.Segments, g.ID, g)
	}
	for _, o := range s.options {
		chat.Keep(&r.CategoryOptions, o.ID, o)
	}
	return r
}

// hire makes up the agents and bots.
func (s *Site) hire(d *dice) {
	for _, a := range [...]struct{ name, mailbox string }{
		{"Maya Lindqvist", "maya"},
		{"Tom Okafor", "tom"},
		{"Renée Dubois", "renee"},
		{"Jörg Becker", "joerg"},
		{"Lucía Fernández", "lucia"},
		{"Wei Zhang", "wei"},
		{"Amal Haddad", "amal"},
		{"Yuki Tanaka", "yuki"},
		{"Priya Nair", "priya"},
		{"Sean Murphy", "sean"},
		{"Ingrid Sørensen", "ingrid"},
		{"Pavel Dvořák", "pavel"},
		{"Hannah Stern", "hannah"},
		{"Diego Rojas", "diego"},
		{"Fatou Diallo", "fatou"},
		{"Kim Nguyen", "kim"},
	} {
		s.agents = append(s.agents, &chat.Agent{ID: d.guid(), DisplayName: a.name, Email: a.mailbox + "@parley.example"})
	}
	for _, name := range [...]string{"Finch", "Wren"} {
		s.bots = append(s.bots, &chat.Bot{ID: d.guid(), Name: name})
	}
}

// furnish makes up what the agents work with.
func (s *Site) furnish(d *dice) {
	for _, l := range s.languages {
		s.campaigns = append(s.campaigns, &chat.Campaign{ID: d.guid(), Name: l.campaign, Description: "The widget of the shop", Language: l.tag})
	}
	for _, name := range [...]string{"Customer Service", "Sales", "Returns", "Billing", "Technical Support", "Business Customers"} {
		s.departments = append(s.departments, &chat.Department{ID: d.guid(), Name: name})
	}
	for _, name := range [...]string{"Orders", "Warranty", "Payments", "Tents", "Electronics"} {
		s.skills = append(s.skills, &chat.Skill{ID: d.guid(), Name: name})
	}
	for _, i := range [...]struct{ name, message, page, figure, more string }{
		{"Long on the checkout page", "Is anything unclear? We can help.", "/checkout", "timeOnPage", "60"},
		{"Comes back to a product", "Welcome back! Do you have a question about it?", "/product/", "visits", "1"},
		{"Searches without result", "Can we help you find it?", "/search", "pages", "3"},
	} {
		s.invitations = append(s.invitations, &chat.AutoInvitation{
			ID: d.guid(), Name: i.name, Message: i.message,
			Conditions: chat.Conditions{All: []chat.Condition{
				{Name: "requestingPageURL", Operator: "contains", Values: []string{i.page}},
				{Name: i.figure, Operator: "isMoreThan", Values: []string{i.more}},
			}},
		})
	}
	for _, name := range [...]string{"New visitors", "Regular customers", "From a newsletter", "Basket over 200"} {
		s.segments = append(s.segments, &chat.Segment{ID: d.guid(), Name: name})
	}
	for _, o := range [...]struct{ name, group string }{
		{"Where is it", "Delivery"},
		{"Damaged", "Delivery"},
		{"Address change", "Delivery"},
		{"Refund", "Payment"},
		{"Charged twice", "Payment"},
		{"Availability", "Product"},
		{"Advice", "Product"},
		{"Defect", "Product"},
		{"Praise", ""},
		{"Spam", ""},
	} {
		s.options = append(s.options, &chat.CategoryOption{ID: d.guid(), Name: o.name, GroupName: o.group})
	}
}

// companies makes up names of companies.
func companies(d *dice, n int) []string {
	names := products(d, n)
	for i, name := range names {
		name, _, _ = strings.Cut(strings.ToLower(name), " ")
		names[i] = name + pick(d, []string{"", "-group", "-trade", "works", "lab"})
	}
	return names
}

// products makes up names that no dictionary knows, for the long tail of words.
func products(d *dice, n int) []string {
	heads := [...]string{"Vel", "Nor", "Kal", "Tru", "Bre", "Sol", "Mir", "Zan", "Pel", "Gar", "Fen", "Lus", "Ori", "Tam", "Wex", "Quin"}
	middles := [...]string{"o", "a", "i", "u", "ea", "io", "anda", "ero", "imu", "ola"}
	tails := [...]string{"ra", "x", "don", "lin", "th", "via", "mus", "ska", "ton", "ne", "qor", "bel"}
	names := make([]string, n)
	for i := range names {
		names[i] = pick(d, heads[:]) + pick(d, middles[:]) + pick(d, tails[:])
		if d.chance(0.3) {
			names[i] += " " + strconv.Itoa(10*d.between(10, 99))
		}
	}
	return names
}
