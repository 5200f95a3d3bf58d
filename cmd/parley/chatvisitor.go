package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/parleychat/parley/client"
)

// chatCommand talks as a visitor.
type chatCommand struct {
	Server     string `default:"http://127.0.0.1:8080" placeholder:"ADDRESS" help:"Address of the server (default: http://127.0.0.1:8080)."`
	Site       int64  `default:"10000" placeholder:"N" help:"Number of the site (default: 10000)."`
	Secret     string `default:"./parley-visitor" placeholder:"FILE" help:"File that makes whoever has it this visitor; made when it is missing (default: ./parley-visitor)."`
	Name       string `placeholder:"NAME" help:"Name to give."`
	Email      string `placeholder:"ADDRESS" help:"E-mail address to give."`
	Department string `placeholder:"GUID" help:"Department to ask for."`
}

const visitorHelp = `Lines are sent, and by /file PATH a file. /end ends the chat, /quit or the end of the
input leaves it.
After the end: a number from 0 to 5, with a comment if you like, says how it was.`

// Run talks until the chat has ended or the input does.
func (c *chatCommand) Run(ctx context.Context, std streams) error {
	known, err := readVisitor(c.Secret)
	if err != nil {
		return err
	}
	if known != (visitorFile{}) && (known.Server != c.Server || known.Site != c.Site) {
		return fmt.Errorf("%s belongs to a visitor of site %d at %s: name another file with -secret", c.Secret, known.Site, known.Server)
	}
	trying, done := context.WithTimeout(ctx, connecting)
	defer done()
	v, err := client.ConnectVisitor(trying, c.Server, c.Site, known.Secret, client.Options{})
	if err != nil {
		return withCode(err)
	}
	defer v.Close() //nolint:errcheck // it gives none
	if err := (visitorFile{c.Server, c.Site, v.Secret()}).write(c.Secret); err != nil {
		return err
	}
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	t := &visitorTalk{terminal: newTerminal(ctx, std), visitor: v, running: make(chan string, 1)}
	var watching sync.WaitGroup
	defer watching.Wait()
	defer fail(nil)
	watching.Go(func() { t.watch(ctx, v.Conn, fail, t.show) })
	return outcome(ctx, t.talk(ctx, client.Request{Name: c.Name, Email: c.Email, Department: c.Department}))
}

// visitorFile is what is kept of a visitor.
type visitorFile struct {
	Server string `json:"server"`
	Site   int64  `json:"site"`
	Secret string `json:"secret"`
}

// readVisitor reads the file, if there is one.
func readVisitor(path string) (v visitorFile, err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return v, nil
	case err != nil:
		return v, err
	case info.Mode().Perm()&0o077 != 0:
		return v, fmt.Errorf("%s can be read by others: chmod 600 it", path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal(data, &v); err != nil || v.Secret == "" {
		return v, fmt.Errorf("%s is not a visitor's file", path)
	}
	return v, nil
}

// write puts the file in place as a whole.
func (v visitorFile) write(path string) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode the visitor: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(append(data, '\n'))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// visitorTalk is a visitor's chat at a terminal.
type visitorTalk struct {
	*terminal
	visitor *client.Visitor
	running chan string // a chat that goes on already

	mu    sync.Mutex
	chat  string
	state string
	place int
}

// talk asks for a chat, or goes on with the one that there is, and sends what is written.
func (t *visitorTalk) talk(ctx context.Context, r client.Request) error {
	ack, err := t.visitor.Request(ctx, r)
	switch {
	case client.IsRefused(err, client.Conflict):
		select {
		case ack.Chat = <-t.running:
			t.say("* You are back in your chat. /help tells what can be written.")
		case <-ctx.Done():
			return nil
		}
	case err != nil:
		return err
	default:
		t.say("* You have asked for a chat. /help tells what can be written.")
	}
	t.begin(ack.Chat)
	return t.each(ctx, func(command, rest string) (bool, error) { return t.line(ctx, ack.Chat, command, rest) })
}

func (t *visitorTalk) begin(chat string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.chat = chat
}

func (t *visitorTalk) line(ctx context.Context, chat, command, rest string) (enough bool, err error) {
	switch command {
	case "/help":
		t.say("%s", visitorHelp)
		return false, nil
	case "/quit":
		return true, nil
	case "/end":
		_, err = t.visitor.End(ctx, chat)
		return false, err
	case "/file":
		return false, t.sendFile(rest, func(u client.Upload) (client.Sent, error) { return t.visitor.SendFile(ctx, chat, u) })
	case "":
	default:
		t.say("! there is no command %s; /help tells which there are", command)
		return false, nil
	}
	if rest == "" {
		return t.ended(), nil
	}
	if t.ended() {
		return true, t.rate(ctx, chat, rest)
	}
	_, err = t.visitor.Post(ctx, chat, rest)
	return false, err
}

func (t *visitorTalk) ended() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.state == client.StateEnded
}

// rate reads a number and a comment.
func (t *visitorTalk) rate(ctx context.Context, chat, text string) error {
	number, comment, _ := strings.Cut(text, " ")
	s := client.Survey{Comment: text}
	if rating, err := strconv.Atoi(number); err == nil {
		s = client.Survey{Rating: &rating, Comment: comment}
	}
	if err := t.visitor.Rate(ctx, chat, s); err != nil {
		return err
	}
	t.say("* Thank you.")
	return nil
}

// show prints what happens in the chat.
func (t *visitorTalk) show(e client.Event) {
	switch e := e.(type) {
	case client.Entry:
		t.entry(e)
	case client.ChatState:
		t.stands(e)
	}
}

func (t *visitorTalk) entry(e client.Entry) {
	switch {
	case e.Kind == client.KindText && e.By == t.visitor.You() && t.prompt != "" && e.ID != "":
		// whoever has written it has seen it
	case e.Kind == client.KindText:
		t.say("%s: %s", e.SenderName, e.Text)
	case e.Text != "":
		t.say("* %s", e.Text)
	}
}

func (t *visitorTalk) stands(s client.ChatState) {
	t.mu.Lock()
	if s.State != client.StateEnded {
		select {
		case t.running <- s.Chat:
		default:
		}
	}
	isNews := s.Chat == t.chat && (s.State != t.state || s.Position != t.place)
	if s.Chat == t.chat || t.chat == "" && s.State != client.StateEnded {
		t.state, t.place = s.State, s.Position
	}
	t.mu.Unlock()
	switch {
	case s.State == client.StateQueued && s.Position > 0 && isNews:
		t.say("* You are number %d of those who wait, for some %d seconds.", s.Position, s.Wait)
	case s.State == client.StateEnded && isNews:
		t.say("* How was it? A number from 0 to 5 with a comment, or an empty line.")
	}
}
