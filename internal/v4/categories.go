package v4

import (
	"context"
	"net/http"

	"github.com/parleychat/parley/internal/chat"
)

// chosenMembers lists the members of a category chosen for a chat (chat-api.txt,
// Chat Wrapup Category JSON Format).
func chosenMembers(s shape, c *chat.Chosen) {
	s.integer("chatId", &c.Chat)
	s.guid("categoryOptionId", &c.OptionID)
	s.integer("id", &c.ID)
}

// chosen lists the categories chosen for chats (chat-api.txt, Get the list of Chat
// Wrapup Categories), in pages: a site may have millions.
func (s *server) chosen() []route {
	return collection[int64, chat.Chosen]{
		path: "/livechat/chatWrapupCategories", members: chosenMembers, id: integerID("chosen wrap-up category"),
		reading: read, pages: pageOf, list: s.Service.Chosen,
		read: func(ctx context.Context, actor chat.Actor, id int64) (*chat.Chosen, error) {
			c, err := s.Service.ChosenByID(ctx, actor, id)
			return &c, err
		},
	}.routes()
}

// choose makes the options that the body names the wrap-up categories of a chat
// (chat-api.txt, Update Chat Wrapup Category). The chat stands in the address, or in
// the body's chatId or id; where it stands more than once, all must be the same.
func (s *server) choose(r *http.Request, actor chat.Actor) (answer, error) {
	var refs []chat.Ref
	if id := r.PathValue("id"); id != "" {
		ref, err := chat.ParseRef(id)
		if err != nil {
			return answer{}, err
		}
		refs = append(refs, ref)
	}
	items, err := objectsOf(r)
	if err != nil {
		return answer{}, err
	}
	options := make([]chat.GUID, len(items))
	for i, item := range items {
		name := chatNameIn(item)
		if name == "" && len(refs) == 0 {
			name = "chatId" // which will be missed
		}
		if name != "" {
			ref, err := item.chatRef(name)
			if err != nil {
				return answer{}, err
			}
			refs = append(refs, ref)
		}
		if options[i], err = item.requiredGUID("categoryOptionId"); err != nil {
			return answer{}, err
		}
	}
	if len(refs) == 0 {
		return answer{}, errRequired("chatId")
	}
	return answer{status: http.StatusOK}, s.Service.Choose(r.Context(), actor, refs, options)
}

// chatNameIn is the member that names the chat: beside chatId, id is the item's own.
func chatNameIn(r *reader) string {
	for _, name := range []string{"chatId", "id"} {
		if r.has(name) {
			return name
		}
	}
	return ""
}
