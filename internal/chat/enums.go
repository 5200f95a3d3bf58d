package chat

import (
	"strconv"
	"strings"
)

// Status is how a chat came out (chat-api.txt, Chat; wire.md §8).
type Status uint8

// The statuses of a chat.
const (
	Normal Status = iota
	Refused
	Missed
	SwitchedToMessage // counts as missed
)

// Source is how the chat was opened.
type Source uint8

// The sources of a chat.
const (
	FromChatButton Source = iota
	FromAutoInvitation
	FromManualInvitation
)

// SocialMedia is the network that the visitor's pre-chat profile is of.
type SocialMedia uint8

// The social networks.
const (
	NoSocialMedia SocialMedia = iota
	Facebook
)

// Sender is who wrote a message.
type Sender uint8

// The senders of messages.
const (
	ByVisitor Sender = iota
	ByAgent
	BySystem
	ByChatBot
)

// Type tells which parts of a chat were held by bots and by agents.
type Type uint8

// The types of chat.
const (
	AgentOnly            Type = 0
	ChatBotOnly          Type = 1
	FromBotToAgent       Type = 2
	ChatBot              Type = 3
	FromBotToOfflineForm Type = 4
	TaskBotOnly          Type = 32
)

// FormType is the form that a field result was entered in.
type FormType uint8

// The forms.
const (
	PreChatForm FormType = iota
	OfflineMessageForm
	PostChatForm
	WrapUpForm
	PCIForm
	CustomVariableForm
)

// The words of the specification, letter for letter, odd ones too.
var (
	statusWords      = words{0: "normal", 1: "refused", 2: "missed", 3: "switchedToMessage"}
	sourceWords      = words{0: "chatButton", 1: "autoInvitation", 2: "manualInvitation"}
	socialMediaWords = words{0: "none", 1: "facebook"}
	senderWords      = words{0: "visitor", 1: "agent", 2: "system", 3: "chatBot"}
	typeWords        = words{0: "agentOnly", 1: "chatBotOnly", 2: "fromBotToAgent", 3: "chatBot", 4: "fromBottoOfflineMessage", 32: "taskBotOnly"}
	formTypeWords    = words{0: "preChat", 1: "offlineMessage", 2: "postChat", 3: "wrapUp", 4: "pciForm", 5: "customVariable"}
)

// String is the specification's word.
func (s Status) String() string { return statusWords.word(uint8(s)) }

// String is the specification's word.
func (s Source) String() string { return sourceWords.word(uint8(s)) }

// String is the specification's word.
func (s SocialMedia) String() string { return socialMediaWords.word(uint8(s)) }

// String is the specification's word.
func (s Sender) String() string { return senderWords.word(uint8(s)) }

// String is the specification's word.
func (t Type) String() string { return typeWords.word(uint8(t)) }

// String is the specification's word.
func (t FormType) String() string { return formTypeWords.word(uint8(t)) }

// ParseStatus reads a status: its word in any case, or its integer.
func ParseStatus(s string) (Status, error) { return parse[Status](statusWords, "status", s) }

// ParseSource reads a source: its word in any case, or its integer.
func ParseSource(s string) (Source, error) { return parse[Source](sourceWords, "source", s) }

// ParseSocialMedia reads a social network: its word in any case, or its integer.
func ParseSocialMedia(s string) (SocialMedia, error) {
	return parse[SocialMedia](socialMediaWords, "social media source", s)
}

// ParseSender reads a sender: its word in any case, or its integer.
func ParseSender(s string) (Sender, error) { return parse[Sender](senderWords, "sender", s) }

// ParseType reads a chat type: its word in any case, or its integer.
func ParseType(s string) (Type, error) { return parse[Type](typeWords, "chat type", s) }

// ParseFormType reads a form type: its word in any case, or its integer.
func ParseFormType(s string) (FormType, error) { return parse[FormType](formTypeWords, "form type", s) }

// words maps the integers of an enum to its words.
type words map[uint8]string

func (w words) word(n uint8) string {
	if s, ok := w[n]; ok {
		return s
	}
	return strconv.Itoa(int(n))
}

func parse[E ~uint8](w words, what, s string) (E, error) {
	if n, err := strconv.ParseUint(s, 10, 8); err == nil {
		if _, ok := w[uint8(n)]; ok {
			return E(n), nil
		}
	}
	for n, word := range w {
		if strings.EqualFold(word, s) {
			return E(n), nil
		}
	}
	return 0, Invalid("%q is not a %s", clip(s), what)
}
