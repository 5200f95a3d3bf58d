package hook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parleychat/parley/internal/chat"
)

// Turn is what a bot is told in its turn.
type Turn struct {
	Type          string    `json:"type"`
	Chat          chat.GUID `json:"chat"`
	Turn          int64     `json:"turn"`
	Bot           Named     `json:"bot"`
	Visitor       Visitor   `json:"visitor"`
	Department    string    `json:"department,omitempty"` // that the visitor asked for
	Fields        []Field   `json:"fields,omitempty"`
	Page          Page      `json:"page"`
	Language      string    `json:"language,omitempty"`
	RequestedTime time.Time `json:"requestedTime"`
	Messages      []Said    `json:"messages"`
}

// Named is somebody with an id.
type Named struct {
	ID   chat.GUID `json:"id"`
	Name string    `json:"name"`
}

// Visitor is whom the bot talks to.
type Visitor struct {
	ID      chat.GUID `json:"id"`
	Name    string    `json:"name,omitempty"`
	Email   string    `json:"email,omitempty"`
	Phone   string    `json:"phone,omitempty"`
	Company string    `json:"company,omitempty"`
	Product string    `json:"product,omitempty"`
}

// Field is what the visitor entered before the chat.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Page is where the visitor asked for the chat.
type Page struct {
	Title string `json:"title,omitempty"`
	URL   string `json:"url,omitempty"`
}

// Said is a message that the bot has not been told before.
type Said struct {
	Seq  int64     `json:"seq"`
	From string    `json:"from"` // visitor or agent
	Name string    `json:"name,omitempty"`
	Text string    `json:"text"`
	Time time.Time `json:"time"`
}

// Answer is what a bot does.
type Answer struct {
	Actions []Action `json:"actions"`
}

// Action is a thing that a bot does; which members count depends on its type.
type Action struct {
	Type       string `json:"type"` // text, handOver, end
	Text       string `json:"text,omitempty"`
	Department string `json:"department,omitempty"`
	Skill      string `json:"skill,omitempty"`
}

// Bots calls bots over HTTP.
type Bots struct{ caller *Caller }

var _ chat.BotCaller = (*Bots)(nil)

// NewBots calls bots through a caller.
func NewBots(c *Caller) *Bots { return &Bots{c} }

// CallBot implements chat.BotCaller.
func (b *Bots) CallBot(ctx context.Context, t *chat.BotTurn) (chat.BotAnswer, error) {
	turn := turnOf(t)
	body, err := json.Marshal(turn)
	if err != nil {
		return chat.BotAnswer{}, fmt.Errorf("encode a turn: %w", err)
	}
	status, reply, err := b.caller.Post(ctx, Message{
		URL: t.Bot.WebhookURL, ID: fmt.Sprintf("turn_%s_%d", turn.Chat, t.N), Secrets: t.Bot.Secrets(), Body: body,
	})
	switch {
	case errors.Is(err, errForbidden), errors.Is(err, errTooLong):
		return chat.BotAnswer{}, errors.Join(chat.ErrBotHopeless, err)
	case err != nil:
		return chat.BotAnswer{}, err
	case status == http.StatusNoContent:
		return chat.BotAnswer{}, nil
	case status == http.StatusTooManyRequests, status >= http.StatusInternalServerError:
		return chat.BotAnswer{}, fmt.Errorf("it answered %d", status)
	case status != http.StatusOK:
		return chat.BotAnswer{}, fmt.Errorf("it answered %d: %w", status, chat.ErrBotHopeless)
	}
	answer, err := answerOf(reply)
	if err != nil {
		return chat.BotAnswer{}, errors.Join(chat.ErrBotHopeless, err)
	}
	return answer, nil
}

func turnOf(t *chat.BotTurn) *Turn {
	r := t.Running
	c, p := r.Chat, r.Chat.PreChat
	turn := &Turn{
		Type: "turn", Chat: c.GUID, Turn: t.N, Bot: Named{t.Bot.ID, t.Bot.Name},
		Visitor:  Visitor{ID: c.VisitorID, Name: p.Name, Email: p.Email, Phone: p.Phone, Company: p.Company, Product: p.ProductService},
		Page:     Page{c.PageTitle, c.PageURL},
		Language: r.Session.Language, RequestedTime: c.RequestedTime, Messages: []Said{},
	}
	if c.DepartmentID != (chat.GUID{}) {
		turn.Department = c.DepartmentID.String()
	}
	for _, f := range c.FieldResults {
		turn.Fields = append(turn.Fields, Field{f.FieldName, f.Value})
	}
	for _, e := range t.Heard {
		l := e.Line
		turn.Messages = append(turn.Messages, Said{e.Seq, l.Sender.String(), l.SenderName, l.Text, l.Time})
	}
	return turn
}

// answerOf reads an answer. What is not as docs/bots.md say is refused as a whole.
func answerOf(reply []byte) (a chat.BotAnswer, err error) {
	if !utf8.Valid(reply) {
		return a, errors.New("the answer is not UTF-8")
	}
	var given Answer
	if err := json.Unmarshal(reply, &given); err != nil {
		return a, fmt.Errorf("the answer is no JSON of docs/bots.md: %w", err)
	}
	if n := len(given.Actions); n > chat.MaxBotTexts+1 {
		return a, fmt.Errorf("the answer has %d actions: too many", n)
	}
	for i, action := range given.Actions {
		if a.Then != chat.BotStays {
			return a, fmt.Errorf("action %d comes after the bot has left", i)
		}
		if err := action.into(&a); err != nil {
			return a, fmt.Errorf("action %d: %w", i, err)
		}
	}
	return a, nil
}

func (action *Action) into(a *chat.BotAnswer) (err error) {
	switch action.Type {
	case "text":
		if strings.ContainsRune(action.Text, 0) {
			return errors.New("a text has the character NUL")
		}
		a.Texts = append(a.Texts, action.Text)
	case "handOver":
		a.Then = chat.BotHandsOver
		if action.Department != "" {
			if a.Department, err = chat.ParseGUID(action.Department); err != nil {
				return err
			}
		}
		if action.Skill != "" {
			a.Skill, err = chat.ParseGUID(action.Skill)
		}
	case "end":
		a.Then = chat.BotEnds
	default:
		err = fmt.Errorf("there is no action %.40q", action.Type)
	}
	return err
}
