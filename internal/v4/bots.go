package v4

import (
	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

// botMembers lists the members of a bot. A secret goes in, and out only in the answer
// to the write that had it made.
func botMembers(s shape, n *chat.Bot) {
	s.guid("id", &n.ID)
	s.text("name", &n.Name)
	s.text("description", &n.Description)
	s.text("webhookUrl", &n.WebhookURL)
	opposite(s, "isEnabled", &n.IsDisabled)
	secretMember(s, &n.Secret, n.Fresh, n.Rotate)
	rest(s, &n.Extra, botMembers)
}

// secretMember takes a secret in, and shows one that has just been made.
func secretMember(s shape, secret *string, isFresh bool, rotate func(string)) {
	if !s.reading() {
		if isFresh {
			s.text("secret", secret)
		}
		return
	}
	given := ""
	if s.text("secret", &given); given != "" {
		rotate(given)
	}
}

// checkBot gives a bot that is called a secret, if it has none.
func checkBot(n *chat.Bot) error {
	if n.WebhookURL != "" && n.Secret == "" {
		n.Secret, n.Fresh = auth.NewSigningSecret(), true
	}
	return nil
}
