package v4

import (
	"net/http"

	"github.com/parleychat/parley/internal/chat"
)

// setTicket changes the ticket that a chat is attached to, and nothing else
// (chat-api.txt, Update the Chat Ticket; wire.md §7).
func (s *server) setTicket(r *http.Request, actor chat.Actor) (answer, error) {
	ref, err := chat.ParseRef(r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	p, err := parametersOf(r)
	if err != nil {
		return answer{}, err
	}
	body, err := objectOf(r)
	if err != nil {
		return answer{}, err
	}
	ticket, err := body.requiredInteger("preChatTicketId")
	if err != nil {
		return answer{}, err
	}
	include := includeOf(p)
	c, related, err := s.Service.SetTicket(r.Context(), actor, ref, ticket, include)
	if err != nil {
		return answer{}, err
	}
	return answered(EncodeChat(nil, c, related, include)), nil
}

// putWrapup writes a chat's wrap-up (chat-api.txt, Update the Chat Wrapup).
func (s *server) putWrapup(r *http.Request, actor chat.Actor) (answer, error) {
	ref, err := chat.ParseRef(r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	return s.wrapUp(r, actor, []chat.Ref{ref}, http.StatusOK)
}

// postWrapup writes the wrap-up of the chat that the body names (wire.md §7).
func (s *server) postWrapup(r *http.Request, actor chat.Actor) (answer, error) {
	return s.wrapUp(r, actor, nil, http.StatusCreated)
}

// wrapUp takes the chat from the address, the body, or both, which must agree.
func (s *server) wrapUp(r *http.Request, actor chat.Actor, refs []chat.Ref, status int) (answer, error) {
	body, err := objectOf(r)
	if err != nil {
		return answer{}, err
	}
	if body.has("chatId") {
		ref, err := body.chatRef("chatId")
		if err != nil {
			return answer{}, err
		}
		refs = append(refs, ref)
	}
	if len(refs) == 0 {
		return answer{}, errRequired("chatId")
	}
	comment, err := body.requiredText("comment")
	if err != nil {
		return answer{}, err
	}
	c, related, err := s.Service.WrapUp(r.Context(), actor, refs, comment)
	if err != nil {
		return answer{}, err
	}
	return answer{status: status, body: encode(c.Wrapup, wrapupMembers(c, related))}, nil
}

// enter takes over entries in wrap-up forms (chat-api.txt, Update Chat Wrapup Field
// Results).
func (s *server) enter(r *http.Request, actor chat.Actor) (answer, error) {
	items, err := objectsOf(r)
	if err != nil {
		return answer{}, err
	}
	entries := make([]chat.FieldEntry, len(items))
	for i, item := range items {
		if entries[i], err = entryOf(item); err != nil {
			return answer{}, err
		}
	}
	return answer{status: http.StatusOK}, s.Service.Enter(r.Context(), actor, entries)
}

func entryOf(r *reader) (e chat.FieldEntry, err error) {
	if e.Chat, err = r.chatRef("chatId"); err != nil {
		return e, err
	}
	if e.FieldID, err = r.requiredGUID("fieldId"); err != nil {
		return e, err
	}
	form := chat.WrapUpForm
	r.enum("formType", (*uint8)(&form), formTypes)
	if r.err == nil && form != chat.WrapUpForm {
		return e, chat.Invalid("%s: only results of the wrap-up form can be entered, not of %s", r.path("formType"), form)
	}
	r.text("fieldName", &e.Name)
	if e.Value, err = r.fieldValue("value"); err != nil {
		return e, err
	}
	return e, r.err
}
