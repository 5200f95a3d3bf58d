package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/parleychat/parley/client"
)

// largestFile is the most that the server takes.
const largestFile = 20 << 20

// upload reads a file that somebody names.
func upload(path string) (u client.Upload, err error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return u, notSent(err)
	case !info.Mode().IsRegular() || info.Size() > largestFile:
		return u, notSent(fmt.Errorf("%s is no file, or one of more than 20 MiB", path))
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return u, notSent(err)
	}
	return client.Upload{Name: filepath.Base(path), Content: content}, nil
}

// notSent tells whoever sits at the terminal, and does not end the chat.
func notSent(err error) error {
	return &client.Refusal{Code: client.Invalid, Message: err.Error()}
}

// sendFile sends a file, which may take a while.
func (t *terminal) sendFile(path string, send func(client.Upload) (client.Sent, error)) error {
	u, err := upload(path)
	if err != nil {
		return err
	}
	sent, err := send(u)
	if err == nil {
		t.say("* You have sent %s, %d bytes.", sent.File.Name, sent.File.Size)
	}
	return err
}

// asked notes what is asked in the wrap-up of a chat, and says so when it is due.
func (t *agentTalk) asked(w client.AskedWrapup) {
	t.mu.Lock()
	n, c := t.number(w.Chat)
	was := c.wrapup.Due
	c.wrapup = w
	t.mu.Unlock()
	if w.Due && !was {
		t.say("[%d] * It is to be wrapped up: /wrapup tells what is asked.", n)
	}
}

// wrapUp gives a wrap-up, or without a text tells what is asked.
func (t *agentTalk) wrapUp(ctx context.Context, text string) error {
	c, err := t.chosen("", "")
	if err != nil {
		return err
	}
	t.mu.Lock()
	asked := c.wrapup
	t.mu.Unlock()
	if text == "" {
		t.say("%s", wrapupText(asked))
		return nil
	}
	given, err := readWrapup(text, asked)
	if err != nil {
		return err
	}
	if err := t.agent.WrapUp(ctx, c.guid, given); err != nil {
		return err
	}
	t.say("* The wrap-up is kept.")
	return nil
}

// wrapupText tells what is asked, and what was given.
func wrapupText(w client.AskedWrapup) string {
	var s strings.Builder
	s.WriteString("It is /wrapup COMMENT | NAME: VALUE | NAME: VALUE …, each in one line.")
	line := func(name string, required bool, values []string) {
		fmt.Fprintf(&s, "\n%s", name)
		if required {
			s.WriteString(" (required)")
		}
		if len(values) > 0 {
			fmt.Fprintf(&s, ": %s", strings.Join(values, ", "))
		}
	}
	for _, c := range w.Categories {
		var names []string
		for _, o := range c.Options {
			names = append(names, o.Name)
		}
		line(c.Name, c.Required, names)
	}
	for _, f := range w.Fields {
		line(f.Name, f.Required, f.Options)
	}
	if w.Given != nil {
		fmt.Fprintf(&s, "\nGiven so far: %s", w.Given.Comment)
	}
	return s.String()
}

// readWrapup reads a wrap-up that is written in one line. What has the name of a category
// is an option of it, or several; all else is for a field.
func readWrapup(text string, asked client.AskedWrapup) (w client.Wrapup, err error) {
	comment, more, _ := strings.Cut(text, "|")
	w.Comment = strings.TrimSpace(comment)
	for part := range strings.SplitSeq(more, "|") {
		name, value, named := strings.Cut(part, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !named {
			if name == "" {
				continue
			}
			return w, notSent(fmt.Errorf("%q has no name: it is NAME: VALUE", name))
		}
		category := categoryNamed(asked, name)
		if category == nil {
			w.Fields = append(w.Fields, client.Field{Name: name, Value: value})
			continue
		}
		chosen, err := optionsNamed(category, value)
		if err != nil {
			return w, err
		}
		w.Categories = append(w.Categories, chosen...)
	}
	return w, nil
}

// optionsNamed finds an option, whose name may have commas, or several with commas between.
func optionsNamed(c *client.AskedCategory, names string) (ids []string, err error) {
	if id := optionNamed(c, names); id != "" {
		return []string{id}, nil
	}
	for name := range strings.SplitSeq(names, ",") {
		name = strings.TrimSpace(name)
		id := optionNamed(c, name)
		if id == "" {
			return nil, notSent(fmt.Errorf("%s has no option %q", c.Name, name))
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func categoryNamed(asked client.AskedWrapup, name string) *client.AskedCategory {
	for i := range asked.Categories {
		if strings.EqualFold(asked.Categories[i].Name, name) {
			return &asked.Categories[i]
		}
	}
	return nil
}

func optionNamed(c *client.AskedCategory, name string) (id string) {
	for _, o := range c.Options {
		if strings.EqualFold(o.Name, name) {
			return o.ID
		}
	}
	return ""
}
