package chat

import (
	"strings"
	"time"

	"github.com/parleychat/parley/internal/filter"
)

// Declared is a field of the Chat API that chats can be filtered by, and sorted
// by when it is a scalar of Chat.
type Declared struct {
	filter.Field
	// Words reads the words of an enum; nil for other fields.
	Words func(string) (filter.Value, error)
	// Sortable fields are the scalars of Chat.
	Sortable bool
	// Counted fields have few enough values to be counted by: facets.
	Counted bool
	amount  bool // see Measured
	values  func(*Record) []filter.Value
	texts   func(*Record) []string // of a text field: the originals of its values
	form    func(FormType) bool    // of a form's field: which forms
}

// Record is a chat with the nouns it points to, as a search sees it.
type Record struct {
	*Chat
	*Related
}

// Values gives the record's values of a declared field, none for any other.
func (r Record) Values(f filter.Field) []filter.Value {
	d, ok := FieldNamed(f.Name)
	switch {
	case !ok:
		return nil
	case d.form != nil:
		return formValues(d.entered(r.Chat, f), f.Kind)
	default:
		return d.values(&r)
	}
}

// Texts implements filter.Originals: the texts of a declared field as they came,
// none for a field of another kind.
func (r Record) Texts(f filter.Field) []string {
	d, ok := FieldNamed(f.Name)
	switch {
	case !ok || f.Kind != filter.Text:
		return nil
	case d.form != nil:
		return d.entered(r.Chat, f)
	case d.texts != nil:
		return d.texts(&r)
	default:
		return nil
	}
}

// Fields that code outside this package speaks of.
var (
	fieldGUID          = filter.Field{Name: "guid", Kind: filter.GUID}
	FieldRequestedTime = filter.Field{Name: "requestedTime", Kind: filter.Time}
	FieldAgent         = filter.Field{Name: "agent", Kind: filter.GUID}
	FieldBotID         = filter.Field{Name: "botId", Kind: filter.GUID}
	FieldSegmentID     = filter.Field{Name: "segmentId", Kind: filter.GUID}
	FieldCampaignID    = filter.Field{Name: "campaignId", Kind: filter.GUID}
	FieldDepartmentID  = filter.Field{Name: "departmentId", Kind: filter.GUID}
	// FieldKeywords is all that full text looks into (wire.md §4), FieldMessages the
	// transcript alone.
	FieldKeywords     = filter.Field{Name: "keywords", Kind: filter.Text}
	FieldMessages     = filter.Field{Name: "messages", Kind: filter.Text}
	FieldCampaignName = filter.Field{Name: "campaign.name", Kind: filter.Text}
)

// Fields lists every declared field, in the order of chat-api.txt's Chat.
func Fields() []Declared { return declared }

// FieldNamed finds a declared field by its name in any letter case.
func FieldNamed(name string) (Declared, bool) {
	i, ok := fieldIndex[name]
	if !ok {
		i, ok = fieldIndex[strings.ToLower(name)]
	}
	if !ok {
		return Declared{}, false
	}
	return declared[i], true
}

var declared = []Declared{
	integer("id", func(c *Chat) int64 { return c.ID }),
	guid(fieldGUID.Name, func(c *Chat) GUID { return c.GUID }),
	guid("sessionId", func(c *Chat) GUID { return c.SessionID }),
	guid("visitorId", func(c *Chat) GUID { return c.VisitorID }),
	guid("contactIdentityId", func(c *Chat) GUID { return c.ContactIdentityID }),
	instant("startTime", func(c *Chat) time.Time { return c.StartTime }),
	instant("endTime", func(c *Chat) time.Time { return c.EndTime }),
	boolean("isQueued", func(c *Chat) bool { return c.IsQueued }),
	boolean("ifAudioChatHappened", func(c *Chat) bool { return c.AudioChatHappened }),
	boolean("ifVideoChatHappened", func(c *Chat) bool { return c.VideoChatHappened }),
	enum("status", ParseStatus, func(c *Chat) Status { return c.Status }),
	text("requestingPageTitle", func(c *Chat) string { return c.PageTitle }),
	text("requestingPageURL", func(c *Chat) string { return c.PageURL }),
	enum("source", ParseSource, func(c *Chat) Source { return c.Source }),
	counted(guid("autoInvitationId", func(c *Chat) GUID { return c.AutoInvitationID })),
	enum("preChatSocialMediaSource", ParseSocialMedia, func(c *Chat) SocialMedia { return c.PreChat.SocialMedia }),
	text("preChatSocialProfileURL", func(c *Chat) string { return c.PreChat.SocialProfile }),
	text("preChatName", func(c *Chat) string { return c.PreChat.Name }),
	text("preChatEmail", func(c *Chat) string { return c.PreChat.Email }),
	text("preChatPhone", func(c *Chat) string { return c.PreChat.Phone }),
	text("preChatCompany", func(c *Chat) string { return c.PreChat.Company }),
	text("preChatProductService", func(c *Chat) string { return c.PreChat.ProductService }),
	integer("preChatTicketId", func(c *Chat) int64 { return c.PreChat.TicketID }),
	integer("offlineMessageId", func(c *Chat) int64 { return c.OfflineMessageID }),
	counted(guid(FieldDepartmentID.Name, func(c *Chat) GUID { return c.DepartmentID })),
	counted(guid("skillId", func(c *Chat) GUID { return c.SkillID })),
	instant("requestedTime", func(c *Chat) time.Time { return c.RequestedTime }),
	amount(number("avgResponseTime", func(c *Chat) float64 { return c.AvgResponseTime })),
	amount(counted(integer("visitorMessagesCount", func(c *Chat) int64 { return c.VisitorMessages }))),
	amount(counted(integer("agentMessagesCount", func(c *Chat) int64 { return c.AgentMessages }))),
	counted(guid("campaignId", func(c *Chat) GUID { return c.CampaignID })),
	amount(seconds("waitingTime", func(c *Chat) time.Duration { return c.WaitingTime })),
	amount(seconds("duration", func(c *Chat) time.Duration { return c.Duration })),
	amount(counted(integer("cannedMessageCount", func(c *Chat) int64 { return c.CannedMessages }))),
	amount(seconds("botDuration", func(c *Chat) time.Duration { return c.BotDuration })),
	amount(seconds("agentDuration", func(c *Chat) time.Duration { return c.AgentDuration })),
	enum("lastMessageSentBy", ParseSender, func(c *Chat) Sender { return c.LastMessageBy }),
	enum("chatType", ParseType, func(c *Chat) Type { return c.Type }),
	// Every bot, while a sort looks at the chat's own: botId and
	// chatChatbotMap.botId are one filter (wire.md §4).
	{Field: FieldBotID, Sortable: true, Counted: true, values: func(r *Record) []filter.Value { return guidValues(r.BotIDs()) }},
	guids("agent", (*Chat).AgentIDs),
	guids("categoryOptionId", (*Chat).CategoryOptionIDs),
	guids("segmentId", (*Chat).SegmentIDs),
	guids("transferLog.fromDepartmentId", (*Chat).TransferredFrom),
	guids("transferLog.toDepartmentId", (*Chat).TransferredTo),
	{Field: filter.Field{Name: "transferLog.transferType", Kind: filter.Int}, Counted: true, values: transferTypes},
	unsortable(boolean("transferred", (*Chat).Transferred)),
	{Field: filter.Field{Name: "postChatSurvey.ratingGrade", Kind: filter.Int}, Counted: true, amount: true, values: rating},
	unsortable(text("postChatSurvey.ratingComment", ratingComment)),
	unsortable(text("chatWrapup.comment", wrapupComment)),
	amount(unsortable(counted(integer("botSentimentRecord.veryNegativeCount", veryNegative)))),
	amount(unsortable(counted(integer("botSentimentRecord.negativeCount", negative)))),
	relatedText(FieldCampaignName.Name, campaignName),
	relatedText("ssoUserId", ssoUserID),
	texted(FieldKeywords.Name, keywordTexts),
	texted(FieldMessages.Name, messageTexts),
	formField(FieldPreChatForm, only(PreChatForm)),
	formField(FieldPostChatForm, only(PostChatForm)),
	formField(FieldWrapupForm, only(WrapUpForm)),
	formField(FieldCustomVariable, only(CustomVariableForm)),
	formField(FieldAnyForm, FormType.Searched),
}

var fieldIndex = indexFields()

func indexFields() map[string]int {
	index := make(map[string]int, 2*len(declared))
	for i, d := range declared {
		index[d.Name] = i
		index[strings.ToLower(d.Name)] = i
	}
	return index
}

func scalar(name string, kind filter.Kind, value func(*Chat) filter.Value) Declared {
	return Declared{
		Field:    filter.Field{Name: name, Kind: kind},
		Sortable: true,
		values: func(r *Record) []filter.Value {
			if v := value(r.Chat); kind != filter.GUID || !v.Absent() {
				return []filter.Value{v}
			}
			return nil
		},
	}
}

func counted(d Declared) Declared {
	d.Counted = true
	return d
}

func integer(name string, of func(*Chat) int64) Declared {
	return scalar(name, filter.Int, func(c *Chat) filter.Value { return filter.IntValue(of(c)) })
}

func number(name string, of func(*Chat) float64) Declared {
	return scalar(name, filter.Number, func(c *Chat) filter.Value { return filter.NumberValue(of(c)) })
}

func boolean(name string, of func(*Chat) bool) Declared {
	return counted(scalar(name, filter.Bool, func(c *Chat) filter.Value { return filter.BoolValue(of(c)) }))
}

func text(name string, of func(*Chat) string) Declared {
	d := scalar(name, filter.Text, func(c *Chat) filter.Value { return filter.TextValue(of(c)) })
	d.texts = func(r *Record) []string { return []string{of(r.Chat)} }
	return d
}

func guid(name string, of func(*Chat) GUID) Declared {
	return scalar(name, filter.GUID, func(c *Chat) filter.Value { return filter.GUIDValue(of(c)) })
}

func instant(name string, of func(*Chat) time.Time) Declared {
	return scalar(name, filter.Time, func(c *Chat) filter.Value { return filter.TimeValue(of(c)) })
}

// seconds declares a duration, which filters give in seconds
// (chat-api.txt, Search Chats).
func seconds(name string, of func(*Chat) time.Duration) Declared {
	return integer(name, func(c *Chat) int64 { return int64(of(c) / time.Second) })
}

func enum[E ~uint8](name string, parse func(string) (E, error), of func(*Chat) E) Declared {
	d := counted(integer(name, func(c *Chat) int64 { return int64(of(c)) }))
	d.Words = func(s string) (filter.Value, error) {
		e, err := parse(s)
		return filter.IntValue(int64(e)), err
	}
	return d
}

func guidValues(ids []GUID) []filter.Value {
	values := make([]filter.Value, len(ids))
	for i, id := range ids {
		values[i] = filter.GUIDValue(id)
	}
	return values
}
