package v4

import (
	"errors"
	"io"
	"net/http"

	"github.com/parleychat/parley/internal/chat"
)

// chat answers one chat (chat-api.txt, Get a single Chat).
func (s *server) chat(r *http.Request, actor chat.Actor) (answer, error) {
	ref, err := chat.ParseRef(r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	p, err := parametersOf(r)
	if err != nil {
		return answer{}, err
	}
	fields, err := additions{&node{}, p}.list("fields")
	if err != nil {
		return answer{}, err
	}
	only, include, err := selectionOf(fields, includeOf(p))
	if err != nil {
		return answer{}, err
	}
	c, related, err := s.Service.Chat(r.Context(), actor, ref, include)
	if err != nil {
		return answer{}, err
	}
	w := writer{buf: append(s.lend(), '{')}
	w.chatMembers(c, related, include, only)
	w.end('}')
	a := answered(w.done())
	a.lent = true
	return a, nil
}

// deleteChat removes one chat (chat-api.txt, Delete a single Chat).
func (s *server) deleteChat(r *http.Request, actor chat.Actor) (answer, error) {
	ref, err := chat.ParseRef(r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	return noContent, s.Service.Delete(r.Context(), actor, ref)
}

// deleteChats removes those of the given chats that exist (chat-api.txt, Batch
// Delete Chats; answered with 204, wire.md §3).
func (s *server) deleteChats(r *http.Request, actor chat.Actor) (answer, error) {
	body, err := bodyOf(r)
	if err != nil {
		return answer{}, err
	}
	refs, err := decodeRefs(body, toChats)
	if err != nil {
		return answer{}, err
	}
	_, err = s.Service.DeleteAll(r.Context(), actor, refs)
	return noContent, err
}

// referred is what refs name, in messages.
type referred struct{ one, many string }

var (
	toChats           = referred{"a chat", "chats"}
	toOfflineMessages = referred{"an offline message", "offline messages"}
)

// decodeRefs reads a list of ids: integers, the same as strings, or guids.
func decodeRefs(body []byte, to referred) ([]chat.Ref, error) {
	doc, err := parse(string(body))
	if err != nil {
		return nil, err
	}
	if doc.kind != list {
		return nil, chat.Invalid("the body is a list of the ids of %s, not %s", to.many, doc.kind)
	}
	refs := make([]chat.Ref, len(doc.kids))
	for i := range doc.kids {
		id, ok := scalar(&doc.kids[i])
		if !ok {
			return nil, chat.Invalid("[%d]: %s is not the id of %s", i, doc.kids[i].kind, to.one)
		}
		if refs[i], err = chat.ParseRefOf(to.one, id); err != nil {
			return nil, chat.Invalid("[%d]: %s", i, err)
		}
	}
	return refs, nil
}

// bodyOf reads a whole body, whatever type it claims to be (wire.md §1).
func bodyOf(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(r.Body)
	var large *http.MaxBytesError
	if err != nil && !errors.As(err, &large) {
		err = &chat.Error{Kind: chat.KindInvalid, Message: "the body could not be read to its end", Cause: err}
	}
	return body, err
}
