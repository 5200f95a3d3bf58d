package chat

import (
	"encoding/base64"
	"strings"
)

// Bot answers visitors by itself, at an address that is called for each of its turns.
type Bot struct {
	ID    GUID
	Name  string
	Extra Extra

	Description string
	IsDisabled  bool
	WebhookURL  string // "": it takes no chats
	// Secret signs what it is sent, and Former does too, if there is one: a secret is
	// changed without a moment in which the bot knows none.
	Secret string
	Former string
	Fresh  bool // Secret has just been made, and is shown this once; not kept
}

// Answering reports whether chats can begin with the bot.
func (b *Bot) Answering() bool { return b.WebhookURL != "" && b.Secret != "" && !b.IsDisabled }

// Rotate gives the bot another secret. The one before goes on signing beside it; one
// that is given again stands alone from then on.
func (b *Bot) Rotate(secret string) {
	b.Secret, b.Former = rotated(b.Secret, secret)
}

// rotated are the secrets that sign once another one takes the first place.
func rotated(before, secret string) (first, former string) {
	if before == secret {
		return secret, ""
	}
	return secret, before
}

// Secrets are those that sign, the newest first.
func (b *Bot) Secrets() []string { return signing(b.Secret, b.Former) }

func signing(secret, former string) []string {
	if former == "" {
		return []string{secret}
	}
	return []string{secret, former}
}

// SecretPrefix begins every secret that signs what Parley sends.
const SecretPrefix = "whsec_"

// SigningKey is the key that a secret spells: 24 to 64 bytes in base64 behind
// SecretPrefix, as Standard Webhooks has it.
func SigningKey(secret string) ([]byte, error) {
	const least, most = 24, 64
	text, ok := strings.CutPrefix(secret, SecretPrefix)
	key, err := base64.StdEncoding.Strict().DecodeString(text)
	if !ok || err != nil || len(key) < least || len(key) > most {
		return nil, Invalid("secret: it is %s and the base64 of %d to %d bytes", SecretPrefix, least, most)
	}
	return key, nil
}

// Collection implements Resource.
func (*Bot) Collection() Collection { return Bots }

// Key implements Resource.
func (b *Bot) Key() *GUID    { return &b.ID }
func (b *Bot) title() string { return b.Name }

func (b *Bot) check() error {
	if b.Name == "" {
		return errNameless(b)
	}
	if b.WebhookURL != "" {
		if err := checkURL("webhookUrl", b.WebhookURL); err != nil {
			return err
		}
	}
	if b.Secret == "" {
		return nil
	}
	_, err := SigningKey(b.Secret)
	return err
}
