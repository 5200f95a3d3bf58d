package v4

// nounTexts say what the described nouns are.
var nounTexts = map[string]string{
	"Chat":    "The record of one conversation, from request to end. More members may come along with an import.",
	"Message": "One line of a transcript.",
	"Session": "One visit to the web site.",
	"Ticket":  "What a chat is attached to when it needs more work.",
}

// memberTexts say what members are, where their names do not.
var memberTexts = map[string]string{}
