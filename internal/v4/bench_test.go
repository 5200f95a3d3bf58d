package v4

import (
	"encoding/json"
	"testing"
	"time"
)

// BenchmarkEncodeChat holds the encoder against encoding/json writing the same
// content from structs, a chat of ten messages. The ratio is printed.
func BenchmarkEncodeChat(b *testing.B) {
	c, related := decode(b, string(sampleChats(b)["get-chat.json"]))
	c.Messages = c.Messages[:10]
	same := mirrorOf(b, EncodeChat(nil, c, related, 0))
	var std time.Duration
	b.Run("encoding/json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal(same); err != nil {
				b.Fatal(err)
			}
		}
		std = b.Elapsed() / time.Duration(b.N)
	})
	b.Run("EncodeChat", func(b *testing.B) {
		b.ReportAllocs()
		var buf []byte
		for b.Loop() {
			buf = EncodeChat(buf[:0], c, related, 0)
		}
		b.SetBytes(int64(len(buf)))
		b.ReportMetric(float64(std)/float64(b.Elapsed()/time.Duration(b.N)), "×faster")
	})
}

// BenchmarkDecodeChat is what an import pays for reading a record.
func BenchmarkDecodeChat(b *testing.B) {
	raw := []byte(sampleChats(b)["search-chats.json[0]"])
	b.ReportAllocs()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, _, err := DecodeChat(raw); err != nil {
			b.Fatal(err)
		}
	}
}

// mirror is a chat as structs for encoding/json.
type mirror struct {
	ID                       int64           `json:"id"`
	GUID                     string          `json:"guid"`
	SessionID                string          `json:"sessionId"`
	VisitorID                string          `json:"visitorId"`
	ContactIdentityID        string          `json:"contactIdentityId"`
	StartTime                time.Time       `json:"startTime"`
	EndTime                  time.Time       `json:"endTime"`
	IsQueued                 bool            `json:"isQueued"`
	IfAudioChatHappened      bool            `json:"ifAudioChatHappened"`
	IfVideoChatHappened      bool            `json:"ifVideoChatHappened"`
	Status                   string          `json:"status"`
	RequestingPageTitle      string          `json:"requestingPageTitle"`
	RequestingPageURL        string          `json:"requestingPageURL"`
	PreChatSocialMediaSource int             `json:"preChatSocialMediaSource"`
	PreChatSocialProfileURL  string          `json:"preChatSocialProfileURL"`
	PreChatName              string          `json:"preChatName"`
	PreChatEmail             string          `json:"preChatEmail"`
	PreChatProductService    string          `json:"preChatProductService"`
	PreChatPhone             string          `json:"preChatPhone"`
	PreChatCompany           string          `json:"preChatCompany"`
	PreChatTicketID          int64           `json:"preChatTicketId"`
	DepartmentID             string          `json:"departmentId"`
	SkillID                  string          `json:"skillId"`
	RequestedTime            time.Time       `json:"requestedTime"`
	OfflineMessageID         int64           `json:"offlineMessageId"`
	AvgResponseTime          float64         `json:"avgResponseTime"`
	VisitorMessagesCount     int64           `json:"visitorMessagesCount"`
	AgentMessagesCount       int64           `json:"agentMessagesCount"`
	CampaignID               string          `json:"campaignId"`
	LastMessageSentBy        string          `json:"lastMessageSentBy"`
	Duration                 string          `json:"duration"`
	Source                   string          `json:"source"`
	WaitingTime              string          `json:"waitingTime"`
	AutoInvitationID         string          `json:"autoInvitationId"`
	CannedMessageCount       int64           `json:"cannedMessageCount"`
	BotDuration              string          `json:"botDuration"`
	AgentDuration            string          `json:"agentDuration"`
	BotID                    string          `json:"botId"`
	ChatType                 string          `json:"chatType"`
	Messages                 []mirrorMessage `json:"messages"`
}

type mirrorMessage struct {
	ChatAction        string    `json:"chatAction"`
	Message           string    `json:"message"`
	SenderType        string    `json:"senderType"`
	SenderName        string    `json:"senderName"`
	Time              time.Time `json:"time"`
	TranslatedMessage string    `json:"translatedMessage"`
	Attachment        string    `json:"attachment"`
}

// mirrorOf fails when the structs lack a member: the race would not be fair.
func mirrorOf(tb testing.TB, raw []byte) *mirror {
	tb.Helper()
	m := &mirror{}
	mustUnmarshal(tb, raw, m)
	again, err := json.Marshal(m)
	if err != nil {
		tb.Fatal(err)
	}
	if len(again) < len(raw)*95/100 || len(m.Messages) != 10 {
		tb.Fatalf("the structs hold %d of %d bytes", len(again), len(raw))
	}
	return m
}
