package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/parleychat/parley/client"
)

// agentCommand accepts chats and answers.
type agentCommand struct {
	Server string `default:"http://127.0.0.1:8080" placeholder:"ADDRESS" help:"Address of the server (default: http://127.0.0.1:8080)."`
	Key    string `required:"" help:"API key or access token; better given as PARLEY_KEY, which other users of the machine cannot see."`
	Max    int    `default:"5" placeholder:"N" help:"How many chats at a time (default: 5)."`
	Auto   bool   `help:"Accept every chat that is offered."`
}

const agentHelp = `Lines are sent to the chat that you are in.
/accept [N]  /refuse [N]     take a chat that is offered, or do not
/chat N                      be in another chat
/list                        the chats
/note TEXT                   for agents only
/transfer agent GUID         ask another agent to take the chat
/transfer department GUID    give it to a department
/file PATH                   send a file
/end                         end the chat
/wrapup                      what the wrap-up is to tell
/wrapup COMMENT | NAME: VALUE | …   wrap the chat up
/status NAME                 Online, Away, or one of your own
/quit                        or the end of the input: leave; your chats wait for others`

// Run takes chats until the input ends.
func (c *agentCommand) Run(ctx context.Context, std streams) error {
	trying, done := context.WithTimeout(ctx, connecting)
	defer done()
	a, err := client.ConnectAgent(trying, c.Server, c.Key, client.Options{})
	if err != nil {
		return withCode(err)
	}
	defer a.Close() //nolint:errcheck // it gives none
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	t := &agentTalk{terminal: newTerminal(ctx, std), agent: a, auto: c.Auto}
	var watching sync.WaitGroup
	defer watching.Wait()
	defer fail(nil)
	watching.Go(func() { t.watch(ctx, a.Conn, fail, func(e client.Event) { t.show(ctx, &watching, e) }) })
	if err := a.SetStatus(ctx, client.Online, c.Max); err != nil {
		return outcome(ctx, err)
	}
	t.say("* You are Online. /help tells what can be written.")
	return outcome(ctx, t.each(ctx, func(command, rest string) (bool, error) { return t.line(ctx, command, rest) }))
}

// agentTalk is an agent's chats at a terminal.
type agentTalk struct {
	*terminal
	agent *client.Agent
	auto  bool

	mu    sync.Mutex
	chats []*agentChat // numbered from 1
	at    int          // the number of the chat that lines go to, 0 for none
}

type agentChat struct {
	guid, visitor, state, role string

	wrapup client.AskedWrapup
}

// number finds a chat, or makes room for it.
func (t *agentTalk) number(guid string) (n int, c *agentChat) {
	i := slices.IndexFunc(t.chats, func(c *agentChat) bool { return c.guid == guid })
	if i < 0 {
		i = len(t.chats)
		t.chats = append(t.chats, &agentChat{guid: guid})
	}
	return i + 1, t.chats[i]
}

// chosen is the chat that a command is about: the one that is numbered, the one that the
// agent is in, or the last one of a role.
func (t *agentTalk) chosen(number, role string) (*agentChat, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.at
	if role != "" {
		n = 1 + lastIndex(t.chats, func(c *agentChat) bool { return c.role == role })
	}
	if number != "" {
		var err error
		if n, err = strconv.Atoi(number); err != nil || n < 1 || n > len(t.chats) {
			return nil, &client.Refusal{Code: client.Invalid, Message: fmt.Sprintf("there is no chat %q", number)}
		}
	}
	if n == 0 {
		return nil, &client.Refusal{Code: client.Invalid, Message: "there is no chat for this; /list tells which there are"}
	}
	return t.chats[n-1], nil
}

func lastIndex(chats []*agentChat, is func(*agentChat) bool) int {
	for i, c := range slices.Backward(chats) {
		if is(c) {
			return i
		}
	}
	return -1
}

func (t *agentTalk) line(ctx context.Context, command, rest string) (enough bool, err error) {
	switch command {
	case "/quit":
		return true, nil
	case "/help":
		t.say("%s", agentHelp)
	case "/list":
		t.list()
	case "/status":
		err = t.agent.SetStatus(ctx, rest, 0)
	case "/chat":
		err = t.enter(rest)
	case "/accept":
		err = t.accept(ctx, rest)
	case "/refuse":
		err = t.about(rest, client.RoleOffered, func(chat string) (client.Ack, error) { return t.agent.Refuse(ctx, chat) })
	case "/wrapup":
		err = t.wrapUp(ctx, rest)
	case "/file":
		err = t.about("", "", func(chat string) (client.Ack, error) {
			return client.Ack{}, t.sendFile(rest, func(u client.Upload) (client.Sent, error) { return t.agent.SendFile(ctx, chat, u) })
		})
	case "", "/note", "/end", "/transfer":
		err = t.about("", "", func(chat string) (client.Ack, error) { return t.obey(ctx, chat, command, rest) })
	default:
		t.say("! there is no command %s; /help tells which there are", command)
	}
	return false, err
}

func (t *agentTalk) about(number, role string, do func(chat string) (client.Ack, error)) error {
	c, err := t.chosen(number, role)
	if err == nil {
		_, err = do(c.guid)
	}
	return err
}

func (t *agentTalk) obey(ctx context.Context, chat, command, rest string) (client.Ack, error) {
	switch command {
	case "/note":
		return t.agent.Note(ctx, chat, rest)
	case "/end":
		return t.agent.End(ctx, chat)
	case "/transfer":
		return t.transfer(ctx, chat, rest)
	}
	if rest == "" {
		return client.Ack{}, nil
	}
	return t.agent.Post(ctx, chat, rest)
}

func (t *agentTalk) transfer(ctx context.Context, chat, rest string) (client.Ack, error) {
	kind, guid, _ := strings.Cut(rest, " ")
	switch kind {
	case "agent":
		return t.agent.TransferToAgent(ctx, chat, strings.TrimSpace(guid))
	case "department":
		return t.agent.TransferToDepartment(ctx, chat, strings.TrimSpace(guid))
	}
	return client.Ack{}, &client.Refusal{Code: client.Invalid, Message: "it is /transfer agent GUID or /transfer department GUID"}
}

func (t *agentTalk) accept(ctx context.Context, number string) error {
	c, err := t.chosen(number, client.RoleOffered)
	if err != nil {
		return err
	}
	if _, err := t.agent.Accept(ctx, c.guid); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.at, _ = t.number(c.guid)
	return nil
}

func (t *agentTalk) enter(number string) error {
	c, err := t.chosen(number, "")
	if err != nil {
		return err
	}
	t.mu.Lock()
	t.at, _ = t.number(c.guid)
	t.mu.Unlock()
	t.say("* You are in the chat with %s.", c.visitor)
	return nil
}

func (t *agentTalk) list() {
	t.mu.Lock()
	var lines []string
	for i, c := range t.chats {
		lines = append(lines, fmt.Sprintf("[%d] %s: %s, you are %s", i+1, c.visitor, c.state, c.role))
	}
	t.mu.Unlock()
	t.say("%d chats\n%s", len(lines), strings.Join(lines, "\n"))
}

// show prints what happens.
func (t *agentTalk) show(ctx context.Context, beside *sync.WaitGroup, e client.Event) {
	switch e := e.(type) {
	case client.Entry:
		t.entry(e)
	case client.ChatState:
		if t.stands(e) && t.auto {
			beside.Go(func() {
				if err := t.accept(ctx, strconv.Itoa(t.numbered(e.Chat))); err != nil && ctx.Err() == nil {
					t.say("! %v", err)
				}
			})
		}
	case client.AskedWrapup:
		t.asked(e)
	case client.Gone:
		t.gone(e.Chat)
	}
}

func (t *agentTalk) numbered(guid string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, _ := t.number(guid)
	return n
}

func (t *agentTalk) entry(e client.Entry) {
	n := t.numbered(e.Chat)
	switch {
	case e.Kind == client.KindText && e.By == t.agent.You() && t.prompt != "" && e.ID != "":
		// whoever has written it has seen it
	case e.Kind == client.KindNote:
		t.say("[%d] (note of %s) %s", n, e.SenderName, e.Text)
	case e.Kind == client.KindText:
		t.say("[%d] %s: %s", n, e.SenderName, e.Text)
	case e.Text != "":
		t.say("[%d] * %s", n, e.Text)
	}
}

// stands notes how a chat stands, and reports whether it is offered anew.
func (t *agentTalk) stands(s client.ChatState) (offered bool) {
	if s.ForAgent == nil {
		return false
	}
	t.mu.Lock()
	n, c := t.number(s.Chat)
	was := *c
	c.visitor, c.state, c.role = s.ForAgent.Visitor.Name, s.State, s.ForAgent.Role
	if c.visitor == "" {
		c.visitor = "a visitor"
	}
	t.mu.Unlock()
	offered = c.role == client.RoleOffered && was.role != client.RoleOffered
	switch {
	case offered:
		t.say("[%d] * %s %s asks for a chat: /accept %d or /refuse %d", n, c.visitor, s.ForAgent.Visitor.Email, n, n)
	case s.State == client.StateEnded && was.state != client.StateEnded:
		t.say("[%d] * It is record %d now.", n, s.ChatID)
	}
	return offered
}

func (t *agentTalk) gone(guid string) {
	t.mu.Lock()
	n, c := t.number(guid)
	c.role, c.state = "not in it", client.StateEnded
	if t.at == n {
		t.at = 0
	}
	t.mu.Unlock()
	t.say("[%d] * You take no part in it any more.", n)
}
