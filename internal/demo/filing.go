package demo

import (
	"encoding/hex"
	"strings"

	"github.com/parleychat/parley/internal/chat"
)

// nextID is the id of a part of the chat.
func (s *scene) nextID() int64 {
	s.partID++
	return s.partID
}

// fileAway adds what is known when the chat has ended, and its figures.
func (s *scene) fileAway() {
	s.segments()
	s.form()
	if s.chat.Status == chat.Normal {
		s.survey()
		s.sentiment()
	}
	if len(s.chat.AgentIDs()) > 0 {
		s.wrapUp()
		s.chat.AudioChatHappened, s.chat.VideoChatHappened = s.chance(0.02), s.chance(0.01)
	}
	s.chat.Derive()
	s.chat.CannedMessages = s.Int64N(s.chat.AgentMessages + 1)
	s.relate()
}

// relate adds the standing nouns that the chat names.
func (s *scene) relate() {
	c, r := s.chat, s.related
	keep(&r.Campaigns, s.site.campaigns, c.CampaignID, func(n *chat.Campaign) chat.GUID { return n.ID })
	keep(&r.Departments, s.site.departments, c.DepartmentID, func(n *chat.Department) chat.GUID { return n.ID })
	keep(&r.Skills, s.site.skills, c.SkillID, func(n *chat.Skill) chat.GUID { return n.ID })
	keep(&r.AutoInvitations, s.site.invitations, c.AutoInvitationID, func(n *chat.AutoInvitation) chat.GUID { return n.ID })
}

func keep[N any](into *map[chat.GUID]*N, from []*N, id chat.GUID, idOf func(*N) chat.GUID) {
	for _, n := range from {
		if idOf(n) == id {
			chat.Keep(into, id, n)
		}
	}
}

func (s *scene) segments() {
	for _, g := range s.site.segments {
		if s.chance(0.1) {
			s.chat.SegmentResults = append(s.chat.SegmentResults, chat.SegmentResult{ID: s.nextID(), SegmentID: g.ID})
			chat.Keep(&s.related.Segments, g.ID, g)
		}
	}
}

// form adds what was entered in the fields of the forms.
func (s *scene) form() {
	if s.chance(0.4) {
		s.enterField(chat.PreChatForm, s.site.fields.order, "Order number", s.order)
	}
	if s.chance(0.15) {
		s.enterField(chat.CustomVariableForm, s.site.fields.plan, "Plan", pick(s.dice, []string{"free", "club", "club gold"}))
	}
	if s.chat.Status != chat.Normal && s.chat.OfflineMessageID != 0 {
		s.enterField(chat.OfflineMessageForm, s.site.fields.reason, "Subject", s.topic)
	}
}

func (s *scene) enterField(form chat.FormType, field chat.GUID, name, value string) {
	s.chat.FieldResults = append(s.chat.FieldResults, chat.FieldResult{
		ID: s.nextID(), FormType: form, FieldID: field, FieldName: name, Value: value,
	})
}

// survey adds the visitor's judgement: mostly good, at times without a grade.
func (s *scene) survey() {
	if !s.chance(0.25) {
		return
	}
	v := &chat.PostChatSurvey{Time: s.chat.EndTime.Add(s.pause(5, 120))}
	if s.chance(0.95) {
		grade := int64(5 - s.rank(6))
		v.Rating = &grade
	}
	if v.Rating == nil || s.chance(0.3) {
		v.Comment = s.phrase(s.person.language.comments)
	}
	s.chat.Survey = v
	if s.chance(0.1) {
		s.enterField(chat.PostChatForm, s.site.fields.reason, "What could we do better?", s.phrase(s.person.language.comments))
	}
}

// sentiment counts unfriendly messages to a bot.
func (s *scene) sentiment() {
	if s.chat.BotID != (chat.GUID{}) && s.chance(0.2) {
		s.chat.Sentiment = &chat.SentimentRecord{VeryNegative: s.Int64N(2), Negative: 1 + s.Int64N(3)}
	}
}

// wrapUp adds the note and the categories of the agent who had the chat last.
func (s *scene) wrapUp() {
	if !s.chance(0.6) {
		return
	}
	agents := s.chat.AgentIDs()
	w := &chat.Wrapup{AgentID: agents[len(agents)-1], LastUpdated: s.chat.EndTime.Add(s.pause(1, 300)), IsAutoSubmitted: s.chance(0.2)}
	if s.chance(0.5) {
		w.Comment = s.phrase(s.person.language.notes)
	}
	w.CategoriesName = strings.Join(s.categories(), ",")
	s.chat.Wrapup = w
	if s.chance(0.2) {
		s.enterField(chat.WrapUpForm, s.site.fields.rootCause, "Root cause", pick(s.dice, []string{"Carrier", "Warehouse", "Website", "Customer"}))
	}
}

// categories chooses options and returns their names as a wrap-up shows them
// (wire.md §5).
func (s *scene) categories() []string {
	var names []string
	for from := s.rank(len(s.site.options)); from < len(s.site.options); from += s.between(1, 20) {
		o := s.site.options[from]
		s.chat.Categories = append(s.chat.Categories, chat.WrapupCategory{ID: s.nextID(), OptionID: o.ID})
		chat.Keep(&s.related.CategoryOptions, o.ID, o)
		names = append(names, shown(o))
	}
	return names
}

func shown(o *chat.CategoryOption) string {
	if o.GroupName == "" {
		return o.Name
	}
	return o.GroupName + "(" + o.Name + ")"
}

// sendFile adds a file and the line that tells of it.
func (s *scene) sendFile(a chat.Action, by chat.Sender, sender string) {
	kind := skewed(s.dice, []struct{ name, contentType string }{
		{"photo.jpg", "image/jpeg"}, {"screenshot.png", "image/png"}, {"invoice.pdf", "application/pdf"}, {"order.txt", "text/plain; charset=utf-8"},
	})
	id := s.guid()
	key := hex.EncodeToString(id[:])
	s.chat.Attachments = append(s.chat.Attachments, chat.Attachment{
		ID: s.nextID(), Name: kind.name, FileKey: key, URL: "https://files.example/" + key + "/" + kind.name,
		Size: int64(s.between(2_000, 4_000_000)), ContentType: kind.contentType,
	})
	text := kind.name
	if by == chat.ByAgent {
		text = "Agent " + sender + " has sent a file: " + kind.name
	}
	m := s.say(a, by, text)
	m.SenderName, m.Attachment = sender, key
}
