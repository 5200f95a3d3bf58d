package chat

import "time"

// Message is one line of a chat's transcript.
type Message struct {
	Action     Action
	Text       string
	Sender     Sender
	SenderName string // kept as it came when imported
	Time       time.Time
	Translated string
	Attachment string // key of a file
	Extra      Extra
}

// Action is what a message records. The set is open: words that Parley does not
// know are kept as they came (wire.md §8).
type Action string

// The actions that rules look at.
const (
	VisitorAddText  Action = "visitorAddTextMessage"
	VisitorSendFile Action = "visitorSendFile"
	AgentSendText   Action = "agentSendText"
	AgentSendNote   Action = "agentSendNoteText"
	AgentAcceptChat Action = "agentAcceptChat"
	ChatBotSendText Action = "chatBotSendText"

	AgentSendFile     Action = "agentSendFile"
	AgentSendNoteFile Action = "agentSendNoteFile"
	AgentRefuseChat   Action = "agentRefuseChat"
	AgentEndChat      Action = "agentEndChat"
	AgentTransferChat Action = "agentTransferChat"
	VisitorEndChat    Action = "visitorEndChat"
	SystemEndChat     Action = "systemEndChat"

	AgentAcceptTransferred    Action = "agentAcceptTransferredChat"
	AgentTransferToDepartment Action = "agentTransferChatToDepartment"
	SystemPromptMessage       Action = "systemPromoteOfflineMesage" // letter for letter
)

// Actions of our own, for what the specification has no word for.
const (
	AgentJoinChat  Action = "agentJoinChat"  // beside the one who holds it
	AgentLeaveChat Action = "agentLeaveChat" // and the chat goes on
	BotHandOver    Action = "chatBotTransferChat"
	BotEndChat     Action = "chatBotEndChat"

	SystemTransferToDepartment Action = "systemTransferChatToDepartment" // that waits
)
