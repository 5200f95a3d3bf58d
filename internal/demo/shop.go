package demo

import (
	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
)

// Shop is what the shop's managers have set up so that its widget shows all that a
// widget can.
type Shop struct {
	// Resources are to be added, in this order.
	Resources []chat.Resource
	// Departments are those of the site, by what they become.
	Departments map[chat.GUID]func(*chat.Department)
}

// Shop sets the shop up for one agent, who is in two of its departments. Its campaign is
// the first of the site's.
func (s *Site) Shop(agent chat.GUID) *Shop {
	f := s.shopFields()
	shop := &Shop{Departments: s.staff(agent)}
	for _, field := range f.all {
		shop.Resources = append(shop.Resources, field)
	}
	shop.Resources = append(shop.Resources,
		&chat.CustomVariable{ID: s.fields.plan, Name: "Plan"},
		&chat.CustomVariable{ID: s.shopID("variable basket"), Name: "Basket", Type: chat.DecimalVariable},
		s.shopCampaign(f), s.shopInvitation())
	return shop
}

// shopID makes an id without the dice, so that nothing else of the site is another.
func (s *Site) shopID(of string) chat.GUID { return uuid.NewSHA1(s.fields.order, []byte(of)) }

// shopFields are the fields that the shop's forms ask.
type shopFields struct {
	all                                  []*chat.FormField
	name, email, phone, company, product *chat.FormField
	department, subject, message         *chat.FormField
	order, topic, rooms, source, consent *chat.FormField
	better, again, liked, rootCause      *chat.FormField
}

func (s *Site) shopFields() *shopFields {
	f := &shopFields{}
	add := func(name string, t chat.FieldType, options ...string) *chat.FormField {
		n := &chat.FormField{ID: s.shopID("field " + name), Name: name, Type: t}
		for i, o := range options {
			n.Options = append(n.Options, chat.FieldOption{Name: o, Order: int64(i + 1)})
		}
		f.all = append(f.all, n)
		return n
	}
	system := func(n *chat.FormField) *chat.FormField {
		n.IsSystem = true
		return n
	}
	var departments []string
	for _, d := range s.departments {
		departments = append(departments, d.Name)
	}
	f.name, f.email, f.phone = system(add("Name", chat.TextField)), system(add("Email", chat.TextField)), system(add("Phone", chat.TextField))
	f.company, f.product = system(add("Company", chat.TextField)), system(add("Product", chat.TextField))
	f.department = system(add("Department", chat.DropdownListField, departments...))
	f.subject, f.message = system(add("Subject", chat.TextField)), system(add("Message", chat.TextAreaField))
	f.topic = add("What is it about?", chat.RadioBoxField, "An order", "A product", "A return", "Something else")
	f.rooms = add("Which rooms is it for?", chat.CheckboxListField, "Living room", "Bedroom", "Kitchen", "Office")
	f.source = add("How did you find us?", chat.DropdownListField, "A friend", "A search", "A newsletter", "In town")
	f.consent = add("I agree that you keep this chat", chat.CheckBoxField)
	f.again = add("Would you buy here again?", chat.RadioBoxField, "Yes", "Perhaps", "No")
	f.liked = add("What was good?", chat.CheckboxListField, "Speed", "Kindness", "Knowledge")
	f.order, f.better, f.rootCause = add("Order number", chat.TextField), add("What could we do better?", chat.TextAreaField), add("Root cause", chat.DropdownListField, "Carrier", "Warehouse", "Website", "Customer")
	f.order.ID, f.better.ID, f.rootCause.ID = s.fields.order, s.fields.reason, s.fields.rootCause // as the chats have them
	return f
}

// ask lists fields in their order, those up to required as ones that must be filled in.
func ask(required int, fields ...*chat.FormField) (asked []chat.AskedField) {
	for i, f := range fields {
		asked = append(asked, chat.AskedField{FieldID: f.ID, IsRequired: i < required, Order: int64(i + 1)})
	}
	return asked
}

func (s *Site) shopCampaign(f *shopFields) *chat.Campaign {
	return &chat.Campaign{
		ID: s.shopID("campaign"), Name: "All pages", Description: "The widget of the demo shop", Language: "en",
		Look: chat.Look{Color: "#1f6f54", OffsetX: 24, OffsetY: 24},
		Texts: []chat.Wording{
			{Language: "en", Texts: []chat.OwnText{{Key: "button.online", Text: "Ask about our lamps"}, {Key: "preChat.title", Text: "Hello from the shop! What can we do for you?"}}},
			{Language: "de", Texts: []chat.OwnText{{Key: "button.online", Text: "Frag uns nach Lampen"}, {Key: "preChat.title", Text: "Hallo aus dem Laden! Was können wir für dich tun?"}}},
		},
		PreChat:        append(ask(2, f.name, f.email, f.department, f.topic, f.order, f.rooms, f.source), chat.AskedField{FieldID: f.consent.ID, IsRequired: true, Order: 8}),
		PostChat:       ask(1, f.again, f.liked, f.better),
		Wrapup:         ask(0, f.rootCause),
		OfflineMessage: ask(4, f.name, f.email, f.subject, f.message, f.department, f.order),
	}
}

// offerPage is where the shop invites its visitors, after offerSeconds.
const (
	offerPage    = "/demo/offer"
	offerSeconds = "5"
)

// shopInvitation is for all campaigns: pages that name none are the first one's.
func (s *Site) shopInvitation() *chat.AutoInvitation {
	return &chat.AutoInvitation{
		ID: s.shopID("invitation"), Name: "Looks at an offer", Order: 1,
		Message: "This offer ends tonight. Can we help you choose?",
		Conditions: chat.Conditions{All: []chat.Condition{
			{Name: "requestingPageURL", Operator: "contains", Values: []string{offerPage}},
			{Name: "timeOnPage", Operator: "isNotLessThan", Values: []string{offerSeconds}},
		}},
	}
}

// staff puts the agent into the first two departments. What the others cannot take goes
// to the first, and of the last to a message.
func (s *Site) staff(agent chat.GUID) map[chat.GUID]func(*chat.Department) {
	to := map[chat.GUID]func(*chat.Department){}
	for i, d := range s.departments {
		switch {
		case i < 2:
			to[d.ID] = func(n *chat.Department) { n.AgentIDs = append(n.AgentIDs, agent) }
		case i < len(s.departments)-1:
			to[d.ID] = func(n *chat.Department) { n.Overflow = chat.Overflow{To: s.departments[0].ID} }
		default:
			to[d.ID] = func(n *chat.Department) { n.Overflow = chat.Overflow{ToMessage: true} }
		}
	}
	return to
}
