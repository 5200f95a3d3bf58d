package chat

import (
	"strings"

	"github.com/parleychat/parley/internal/filter"
)

// FieldCreatedTime is when an offline message was left.
var FieldCreatedTime = filter.Field{Name: "createdTime", Kind: filter.Time}

// OfflineRecord is an offline message as a search sees it.
type OfflineRecord struct{ *OfflineMessage }

// offlineField is a field that offline messages can be searched by.
type offlineField struct {
	Declared
	value func(*OfflineMessage) filter.Value // of a field with one value
	texts func(*OfflineMessage) []string     // of a text field
}

// Values gives the record's values of a declared field, none for any other.
func (r OfflineRecord) Values(f filter.Field) []filter.Value {
	d, ok := offlineFieldNamed(f.Name)
	switch {
	case !ok:
		return nil
	case d.texts != nil:
		texts := d.texts(r.OfflineMessage)
		values := make([]filter.Value, len(texts))
		for i, s := range texts {
			values[i] = filter.TextValue(s)
		}
		return values
	default:
		if v := d.value(r.OfflineMessage); d.Kind != filter.GUID || !v.Absent() {
			return []filter.Value{v}
		}
		return nil
	}
}

// Texts implements filter.Originals.
func (r OfflineRecord) Texts(f filter.Field) []string {
	d, ok := offlineFieldNamed(f.Name)
	if !ok || d.texts == nil {
		return nil
	}
	return d.texts(r.OfflineMessage)
}

// OfflineKey is what offline messages are sorted by.
type OfflineKey struct {
	value filter.Value
	ID    int64
}

// KeyOf is the key of a message in an order by a sortable field. A zero guid comes
// before all others.
func (s Sort) KeyOf(m *OfflineMessage) OfflineKey {
	key := OfflineKey{ID: m.ID}
	if d, ok := offlineFieldNamed(s.By); ok && d.Sortable {
		if d.texts != nil {
			key.value = filter.TextValue(d.texts(m)[0])
		} else {
			key.value = d.value(m)
		}
	}
	return key
}

// CompareKeys says how two messages stand to each other in an order, ties by id.
func (s Sort) CompareKeys(a, b OfflineKey) int {
	order := a.value.Compare(b.value)
	if order == 0 {
		order = filter.IntValue(a.ID).Compare(filter.IntValue(b.ID))
	}
	if s.Descending {
		return -order
	}
	return order
}

// OfflineFields lists every declared field of offline messages.
func OfflineFields() []Declared {
	all := make([]Declared, len(offlineFields))
	for i, f := range offlineFields {
		all[i] = f.Declared
	}
	return all
}

// OfflineFieldNamed finds a declared field by its name in any letter case.
func OfflineFieldNamed(name string) (Declared, bool) {
	f, ok := offlineFieldNamed(name)
	return f.Declared, ok
}

func offlineFieldNamed(name string) (offlineField, bool) {
	i, ok := offlineFieldIndex[strings.ToLower(name)]
	if !ok {
		return offlineField{}, false
	}
	return offlineFields[i], true
}

var offlineFields = []offlineField{
	offlineInteger("id", func(m *OfflineMessage) int64 { return m.ID }),
	offlineGUID("guid", func(m *OfflineMessage) GUID { return m.GUID }),
	offlineGUID("sessionId", func(m *OfflineMessage) GUID { return m.SessionID }),
	offlineScalar(FieldCreatedTime, func(m *OfflineMessage) filter.Value { return filter.TimeValue(m.CreatedTime) }),
	offlineText("name", func(m *OfflineMessage) string { return m.Name }),
	offlineText("email", func(m *OfflineMessage) string { return m.Email }),
	offlineText("phone", func(m *OfflineMessage) string { return m.Phone }),
	offlineText("company", func(m *OfflineMessage) string { return m.Company }),
	offlineGUID("departmentId", func(m *OfflineMessage) GUID { return m.DepartmentID }),
	offlineGUID("skillId", func(m *OfflineMessage) GUID { return m.SkillID }),
	offlineGUID("agentId", func(m *OfflineMessage) GUID { return m.AgentID }),
	offlineInteger("ticketId", func(m *OfflineMessage) int64 { return m.TicketID }),
	offlineText("subject", func(m *OfflineMessage) string { return m.Subject }),
	offlineText("message", func(m *OfflineMessage) string { return m.Message }),
	offlineInteger("attachmentId", func(m *OfflineMessage) int64 { return m.AttachmentID }),
	offlineText("attachmentFileName", func(m *OfflineMessage) string { return m.AttachmentName }),
	offlineText("requestingPageTitle", func(m *OfflineMessage) string { return m.PageTitle }),
	offlineText("requestingPageURL", func(m *OfflineMessage) string { return m.PageURL }),
	offlineSource(),
	offlineGUID("autoInvitationId", func(m *OfflineMessage) GUID { return m.AutoInvitationID }),
	offlineGUID("campaignId", func(m *OfflineMessage) GUID { return m.CampaignID }),
	offlineGUID("visitorId", func(m *OfflineMessage) GUID { return m.VisitorID }),
	offlineGUID("contactIdentityId", func(m *OfflineMessage) GUID { return m.ContactIdentityID }),
	// The agent under the name that searches of chats have for agents.
	{Declared: Declared{Field: FieldAgent}, value: func(m *OfflineMessage) filter.Value { return filter.GUIDValue(m.AgentID) }},
	{Declared: Declared{Field: FieldKeywords}, texts: func(m *OfflineMessage) []string {
		return []string{m.Name, m.Email, m.Phone, m.Company, m.Subject, m.Message}
	}},
}

var offlineFieldIndex = indexOfflineFields()

func indexOfflineFields() map[string]int {
	index := make(map[string]int, len(offlineFields))
	for i, f := range offlineFields {
		index[strings.ToLower(f.Name)] = i
	}
	return index
}

func offlineScalar(f filter.Field, of func(*OfflineMessage) filter.Value) offlineField {
	return offlineField{Declared: Declared{Field: f, Sortable: true}, value: of}
}

func offlineInteger(name string, of func(*OfflineMessage) int64) offlineField {
	return offlineScalar(filter.Field{Name: name, Kind: filter.Int}, func(m *OfflineMessage) filter.Value { return filter.IntValue(of(m)) })
}

func offlineGUID(name string, of func(*OfflineMessage) GUID) offlineField {
	return offlineScalar(filter.Field{Name: name, Kind: filter.GUID}, func(m *OfflineMessage) filter.Value { return filter.GUIDValue(of(m)) })
}

func offlineText(name string, of func(*OfflineMessage) string) offlineField {
	f := offlineScalar(filter.Field{Name: name, Kind: filter.Text}, nil)
	f.texts = func(m *OfflineMessage) []string { return []string{of(m)} }
	return f
}

// offlineSource is declared as a chat's source is: by its words.
func offlineSource() offlineField {
	f := offlineInteger("source", func(m *OfflineMessage) int64 { return int64(m.Source) })
	f.Words = enum("source", ParseSource, func(c *Chat) Source { return c.Source }).Words
	return f
}
