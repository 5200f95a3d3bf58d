package live

import (
	"context"
	"encoding/json"
	"fmt"

	"golang.org/x/time/rate"

	"github.com/parleychat/parley/internal/chat"
)

// What agents are shown of a text that a visitor has not sent.
const (
	maxTyped   = 500 // characters, from its end
	typedBurst = 2   // as updates of a second may come closer together than they were sent
)

// newTyped is the measure of such texts: one a second.
func newTyped() *rate.Limiter { return rate.NewLimiter(1, typedBurst) }

// admits counts a command. What a visitor types comes once a second for as long as it is
// typed, and so has a measure of its own; what comes sooner goes on without its text.
func (s *session) admits(c *command) bool {
	if c.Type == "typing" && c.Text != "" && s.typed != nil {
		if s.typed.Allow() {
			return true
		}
		c.Text = ""
	}
	return s.rate.Allow()
}

// typing passes on that somebody types, and what. It is stored nowhere, and answered by nothing.
func (s *session) typing(ctx context.Context, c *command, id chat.GUID, text string) error {
	data, err := json.Marshal(typingFrame{"typing", id, s.self(), c.On, text})
	if err != nil {
		return fmt.Errorf("encode a frame: %w", err)
	}
	return s.room.Desk.Tell(ctx, s.site, id, s.self(), data)
}

// typing passes the text on only where the site shows it: whatever a client sends.
func (v *visitorRole) typing(ctx context.Context, s *session, c *command, id chat.GUID) error {
	text := ""
	if c.On && c.Text != "" {
		front, err := s.room.board.front(ctx, s.site)
		if err != nil {
			return err
		}
		if front.ShowsTyped {
			text = lastOf(c.Text, maxTyped)
		}
	}
	return s.typing(ctx, c, id, text)
}

// lastOf gives the last characters of a text.
func lastOf(s string, most int) string {
	all := []rune(s)
	return string(all[max(0, len(all)-most):])
}
