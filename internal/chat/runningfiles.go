package chat

import (
	"slices"
	"time"
)

// MaxChatFiles is how many files can be sent in one chat.
const MaxChatFiles = 200

// SendFileByVisitor takes a file of the visitor.
func (r *Running) SendFileByVisitor(file Attachment, now time.Time) ([]Entry, error) {
	line := said(VisitorSendFile, ByVisitor, "The visitor has sent a file: "+file.Name, now)
	line.SenderName = r.Chat.PreChat.Name
	return r.send(DoFile, EntryFile, r.Chat.VisitorID, line, file)
}

// SendFileByAgent takes a file for the visitor.
func (r *Running) SendFileByAgent(agent Person, file Attachment, now time.Time) ([]Entry, error) {
	if err := r.may(DoFile); err != nil {
		return nil, err
	}
	if !r.Writes(agent.ID) {
		return nil, errNotInChat
	}
	return r.send(DoFile, EntryFile, agent.ID, sentBy(agent, AgentSendFile, file, now), file)
}

// SendNoteFile takes a file for agents only.
func (r *Running) SendNoteFile(agent Person, file Attachment, now time.Time) ([]Entry, error) {
	if err := r.may(DoNoteFile); err != nil {
		return nil, err
	}
	if !r.Shows(agent.ID) {
		return nil, errNotInChat
	}
	file.IsNote = true
	return r.send(DoNoteFile, EntryNoteFile, agent.ID, sentBy(agent, AgentSendNoteFile, file, now), file)
}

// sentBy is the line of an agent's file (wire.md §8).
func sentBy(agent Person, a Action, file Attachment, now time.Time) Message {
	line := said(a, ByAgent, "Agent "+agent.Name+" has sent a file: "+file.Name, now)
	line.SenderName = agent.Name
	return line
}

func (r *Running) send(c Command, kind EntryKind, by GUID, line Message, file Attachment) ([]Entry, error) {
	if err := r.may(c); err != nil {
		return nil, err
	}
	if n := len(r.Chat.Attachments); n >= MaxChatFiles {
		return nil, Conflict("%d files have been sent in the chat: there can be no more", n)
	}
	file.ID, file.URL = int64(len(r.Chat.Attachments)+1), fileAddress(r.Chat.GUID, file.FileKey)
	r.Chat.Attachments = append(slices.Clip(r.Chat.Attachments), file)
	line.Attachment, r.Spoke = file.FileKey, line.Time
	return r.add(Entry{Kind: kind, By: by, Line: line, File: &file}), nil
}

// fileAddress is where the Chat API has a file of a chat.
func fileAddress(chat GUID, key string) string {
	return "/v4/livechat/chats/" + chat.String() + "/attachments/" + key
}

// File finds a file of the chat by its key, nil when it has none.
func (c *Chat) File(key string) *Attachment {
	i := slices.IndexFunc(c.Attachments, func(a Attachment) bool { return a.FileKey == key && key != "" })
	if i < 0 {
		return nil
	}
	return &c.Attachments[i]
}
