package chat

import (
	"slices"
	"time"
)

// Chat is the record of one conversation, from the visitor's request to its end
// (chat-api.txt, Chat JSON Format). Times are in UTC and exact to 100 ns;
// durations are whole seconds, rounded down, never negative.
type Chat struct {
	// ID is given when the chat is stored: per site, ascending, never reused.
	// GUID exists from the request on.
	ID   int64
	GUID GUID

	Status Status
	Source Source
	Type   Type

	RequestedTime time.Time
	StartTime     time.Time // accepted; of a missed chat the requested time
	EndTime       time.Time // ended, or given up by the visitor

	SessionID         GUID
	VisitorID         GUID
	ContactIdentityID GUID
	CampaignID        GUID
	DepartmentID      GUID
	SkillID           GUID
	AutoInvitationID  GUID
	BotID             GUID
	OfflineMessageID  int64 // 0 is none

	PageTitle string // of the page that the chat was requested from
	PageURL   string
	PreChat   PreChat

	IsQueued          bool
	AudioChatHappened bool
	VideoChatHappened bool

	Figures

	// What belongs to the chat alone and goes when the chat goes.
	Messages       []Message
	Agents         []ChatAgent
	Bots           []ChatbotMap
	FieldResults   []FieldResult
	Wrapup         *Wrapup
	Categories     []WrapupCategory
	Survey         *PostChatSurvey
	SegmentResults []SegmentResult
	Attachments    []Attachment
	TransferLog    []TransferLog
	Sentiment      *SentimentRecord

	Extra Extra
}

// PreChat is what the visitor told before the chat.
type PreChat struct {
	Name           string // the visitor's address when no name is known
	Email          string
	Phone          string
	Company        string
	ProductService string
	SocialMedia    SocialMedia
	SocialProfile  string // address of the profile
	TicketID       int64  // NoTicket until the chat is attached to one
}

// NoTicket is the TicketID of a chat that is attached to no ticket.
const NoTicket = -1

// Figures are the members that follow from the rest of the chat; see Derive.
type Figures struct {
	VisitorMessages int64
	AgentMessages   int64
	CannedMessages  int64 // known to the sender only, so not derived
	AvgResponseTime float64
	LastMessageBy   Sender
	Duration        time.Duration
	AgentDuration   time.Duration
	BotDuration     time.Duration
	WaitingTime     time.Duration
}

// GivenUp reports whether the chat never came about, which decides the search
// that finds it: missedAndRefusedChats:Search these, chats:Search all others
// (wire.md §4).
func (c *Chat) GivenUp() bool {
	return c.Status != Normal && c.Duration == 0
}

// FileKeys names the files that go when the chat goes.
func (c *Chat) FileKeys() []string {
	keys := make([]string, 0, len(c.Attachments))
	for _, a := range c.Attachments {
		if a.FileKey != "" {
			keys = append(keys, a.FileKey)
		}
	}
	return keys
}

// AgentIDs names every agent who took part, each once.
func (c *Chat) AgentIDs() []GUID {
	ids := make([]GUID, 0, len(c.Agents))
	for i := range c.Agents {
		ids = appendOnce(ids, c.Agents[i].AgentID)
	}
	return ids
}

// BotIDs names every bot that took part, each once.
func (c *Chat) BotIDs() []GUID {
	ids := appendOnce(make([]GUID, 0, 1+len(c.Bots)), c.BotID)
	for i := range c.Bots {
		ids = appendOnce(ids, c.Bots[i].BotID)
	}
	return ids
}

func appendOnce(ids []GUID, id GUID) []GUID {
	if id == (GUID{}) || slices.Contains(ids, id) {
		return ids
	}
	return append(ids, id)
}
