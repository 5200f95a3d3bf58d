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
	botSecretMember(s, n)
	rest(s, &n.Extra, botMembers)
}

func botSecretMember(s shape, n *chat.Bot) {
	if !s.reading() {
		if n.Fresh {
			s.text("secret", &n.Secret)
		}
		return
	}
	given := ""
	if s.text("secret", &given); given != "" {
		n.Rotate(given)
	}
}

// checkBot gives a bot that is called a secret, if it has none.
func checkBot(n *chat.Bot) error {
	if n.WebhookURL != "" && n.Secret == "" {
		n.Secret, n.Fresh = auth.NewSigningSecret(), true
	}
	return nil
}
