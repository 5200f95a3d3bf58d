package chat

import "time"

// ChatAgent is the part of an agent, or of a bot, in a chat. Exactly one of
// AgentID and BotID is set.
type ChatAgent struct {
	ID        int64
	AgentID   GUID
	BotID     GUID
	StartTime time.Time
	EndTime   time.Time
	Duration  time.Duration
	Extra     Extra
}

// ChatbotMap tells that a bot took part in a chat.
type ChatbotMap struct {
	ID    int64
	BotID GUID
	Extra Extra
}

// FieldResult is what was entered in one field of a form
// (chat-api.txt, Chat Field Result JSON Format).
type FieldResult struct {
	ID        int64
	FormType  FormType
	FieldID   GUID
	FieldName string
	Value     string
	URL       string
	Extra     Extra
}

// Wrapup is the agent's closing note (chat-api.txt, Chat Wrap-up JSON Format).
type Wrapup struct {
	AgentID         GUID
	Comment         string
	IsAutoSubmitted bool
	LastUpdated     time.Time
	CategoriesName  string // options comma-separated, in a group as Group(option)
	Extra           Extra
}

// WrapupCategory is a category option chosen for a chat
// (chat-api.txt, Chat Wrapup Category JSON Format).
type WrapupCategory struct {
	ID       int64
	OptionID GUID
	Extra    Extra
}

// PostChatSurvey is the visitor's judgement.
type PostChatSurvey struct {
	Rating  *int64 // 0…5; nil when only a comment was left
	Comment string
	Time    time.Time
	Extra   Extra
}

// SegmentResult tells that the visitor belonged to a segment.
type SegmentResult struct {
	ID        int64
	SegmentID GUID
	Extra     Extra
}

// Attachment is a file sent in a chat.
type Attachment struct {
	ID          int64
	Name        string
	FileKey     string
	URL         string
	Size        int64 // bytes
	ContentType string
	IsNote      bool // seen by agents only
	Extra       Extra
}

// TransferLog is one hand-over of a chat. Type is the vendor's integer: 10 is
// cross-site in, 6 cross-site out (wire.md §4).
type TransferLog struct {
	ID             int64
	Type           int64
	FromDepartment GUID
	ToDepartment   GUID
	FromAgent      GUID
	ToAgent        GUID
	Time           time.Time
	Extra          Extra
}

// SentimentRecord counts the visitor's unfriendly messages to a bot.
type SentimentRecord struct {
	VeryNegative int64
	Negative     int64
	Extra        Extra
}
