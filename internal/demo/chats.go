package demo

import (
	"iter"
	"strconv"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// Chats makes up n chats, in the order in which they were requested, each with
// the nouns that it names. Their ids count from firstID; with 0 they have none
// yet. Chat i of n is the same in every run.
func (s *Site) Chats(n int, firstID int64) iter.Seq2[*chat.Chat, *chat.Related] {
	return func(yield func(*chat.Chat, *chat.Related) bool) {
		m := newMaker(s)
		for i := range n {
			c, related := m.chat(i, n)
			if firstID != 0 {
				c.ID = firstID + int64(i)
			}
			if !yield(c, related) {
				return
			}
		}
	}
}

// maker makes up chats one after the other.
type maker struct {
	*dice
	site     *Site
	visitors *dice
	rhythm   *rhythm
	byWeight []int // a language for each of a hundred visitors
	text     []byte
}

func newMaker(s *Site) *maker {
	m := &maker{dice: newDice(), site: s, visitors: newDice(), rhythm: newRhythm(s.start)}
	for i, l := range s.languages {
		for range l.weight {
			m.byWeight = append(m.byWeight, i)
		}
	}
	return m
}

// chat makes up chat i of n.
func (m *maker) chat(i, n int) (*chat.Chat, *chat.Related) {
	m.set(m.site.seed, uint64(i))
	requested := m.rhythm.at((float64(i) + m.Float64()) / float64(n))
	s := m.open(m.person(m.whose(i)), requested)
	s.partID = int64(i) * 100
	s.play(m.plot())
	s.fileAway()
	return s.chat, s.related
}

// whose tells which visitor requests chat i: a new one, or one who has been on
// the site before, more likely a short time ago.
func (m *maker) whose(i int) int {
	if i > 0 && m.chance(0.35) {
		return i - 1 - m.rank(i)
	}
	return i
}

// scene is a chat in the making.
type scene struct {
	*maker
	chat    *chat.Chat
	related *chat.Related
	person  *person
	agent   *chat.Agent // who holds the chat now, if an agent does
	bot     *chat.Bot   // or a bot
	asked   bool        // the visitor has said what it is about
	now     time.Time
	partID  int64 // of the part made last

	product, order, topic string // what it is about
}

// open makes up a request: who, from where, for whom, about what.
func (m *maker) open(p *person, requested time.Time) *scene {
	from := skewed(m.dice, m.site.pages)
	session := m.visit(p, requested)
	c := &chat.Chat{
		GUID: m.guid(), RequestedTime: requested, StartTime: requested,
		SessionID: session.ID, VisitorID: p.visitor.ID, ContactIdentityID: session.ContactIdentityID,
		CampaignID:   m.campaignOf(p.language).ID,
		DepartmentID: skewed(m.dice, m.site.departments).ID,
		PageTitle:    from.title, PageURL: from.url,
		PreChat: m.preChat(p),
	}
	s := &scene{
		maker: m, chat: c, related: &chat.Related{}, person: p, now: requested,
		product: skewed(m.dice, m.site.products), topic: skewed(m.dice, p.language.topics),
		order: "AF-" + strconv.FormatUint(m.site.orders+m.Uint64N(9_000_000), 10),
	}
	chat.Keep(&s.related.Sessions, session.ID, session)
	chat.Keep(&s.related.Visitors, p.visitor.ID, p.visitor)
	if p.contact != nil {
		chat.Keep(&s.related.ContactIdentities, p.contact.ID, p.contact)
	}
	s.route()
	return s
}

// route decides how the chat was opened and what it asks for.
func (s *scene) route() {
	c := s.chat
	if s.chance(0.1) {
		c.DepartmentID = chat.GUID{}
	}
	if s.chance(0.3) {
		c.SkillID = skewed(s.dice, s.site.skills).ID
	}
	switch {
	case s.chance(0.15):
		c.Source, c.AutoInvitationID = chat.FromAutoInvitation, skewed(s.dice, s.site.invitations).ID
	case s.chance(0.05):
		c.Source = chat.FromManualInvitation
	}
}

func (m *maker) campaignOf(l *language) *chat.Campaign {
	for i, other := range m.site.languages {
		if other == l {
			return m.site.campaigns[i]
		}
	}
	return m.site.campaigns[0]
}

// preChat is what the visitor entered before the chat; who gave no name is
// called by the address (wire.md §6).
func (m *maker) preChat(p *person) chat.PreChat {
	pre := chat.PreChat{Name: p.visitor.Name, Email: p.visitor.Email, Phone: p.visitor.Phone, Company: p.visitor.Company, TicketID: chat.NoTicket}
	if pre.Name == "" {
		pre.Name = p.ip
	}
	if m.chance(0.3) {
		pre.ProductService = pick(m.dice, []string{"Tents", "Bikes", "Kitchen", "Clothing"})
	}
	if m.chance(0.03) {
		pre.SocialMedia = chat.Facebook
		pre.SocialProfile = "https://social.example/" + strconv.FormatUint(m.Uint64N(1e9), 10)
	}
	if m.chance(0.03) {
		pre.TicketID = int64(m.between(1, 50_000))
	}
	return pre
}
