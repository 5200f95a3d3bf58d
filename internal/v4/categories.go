package v4

import (
	"net/http"

	"github.com/parleychat/parley/internal/chat"
)

// categoryNounMembers lists the members of a wrap-up category (wire.md §9).
func categoryNounMembers(s shape, c *chat.Category) {
	s.guid("id", &c.ID)
	s.text("name", &c.Name)
	s.flag("isRequired", &c.IsRequired)
	s.integer("order", &c.Order)
	items(s, "options", &c.Options, func(s shape, o *chat.CategoryOption) {
		s.guid("id", &o.ID)
		s.text("name", &o.Name)
		s.text("groupName", &o.GroupName)
		s.integer("order", &o.Order)
	})
}

// chosenMembers lists the members of a category chosen for a chat (chat-api.txt,
// Chat Wrapup Category JSON Format).
func chosenMembers(s shape, c *chat.Chosen) {
	s.integer("chatId", &c.Chat)
	s.guid("categoryOptionId", &c.OptionID)
	s.integer("id", &c.ID)
}

func (s *server) categories(r *http.Request, actor chat.Actor) (answer, error) {
	all, err := s.Service.Categories(r.Context(), actor)
	if err != nil {
		return answer{}, err
	}
	return answered(encodeList(all, categoryNounMembers)), nil
}

func (s *server) category(r *http.Request, actor chat.Actor) (answer, error) {
	id, err := chat.ParseGUID(r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	c, err := s.Service.Category(r.Context(), actor, id)
	if err != nil {
		return answer{}, err
	}
	return answered(encode(c, categoryNounMembers)), nil
}

func (s *server) postCategory(r *http.Request, actor chat.Actor) (answer, error) {
	c, err := decodeCategory(r)
	if err != nil {
		return answer{}, err
	}
	added, err := s.Service.AddCategory(r.Context(), actor, c)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusCreated, body: encode(added, categoryNounMembers)}, nil
}

func (s *server) putCategory(r *http.Request, actor chat.Actor) (answer, error) {
	id, err := chat.ParseGUID(r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	c, err := decodeCategory(r)
	if err != nil {
		return answer{}, err
	}
	if c.ID != id && c.ID != (chat.GUID{}) {
		return answer{}, chat.Invalid("id: %s is not the id in the address", c.ID)
	}
	c.ID = id
	changed, err := s.Service.ReplaceCategory(r.Context(), actor, c)
	if err != nil {
		return answer{}, err
	}
	return answered(encode(changed, categoryNounMembers)), nil
}

func (s *server) deleteCategory(r *http.Request, actor chat.Actor) (answer, error) {
	id, err := chat.ParseGUID(r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	return noContent, s.Service.DeleteCategory(r.Context(), actor, id)
}

func decodeCategory(r *http.Request) (c chat.Category, err error) {
	body, err := objectOf(r)
	if err != nil {
		return c, err
	}
	if !body.has("name") {
		return c, errRequired("name")
	}
	categoryNounMembers(body, &c)
	return c, body.err
}

// chosen lists the categories chosen for chats (chat-api.txt, Get the list of Chat
// Wrapup Categories), in pages: a site may have millions.
func (s *server) chosen(r *http.Request, actor chat.Actor) (answer, error) {
	return answerPage(r, chosenMembers, func(page, size int64) ([]chat.Chosen, error) {
		return s.Service.Chosen(r.Context(), actor, page, size)
	})
}

func (s *server) chosenByID(r *http.Request, actor chat.Actor) (answer, error) {
	id, ok := parseInteger(r.PathValue("id"))
	if !ok || id <= 0 {
		return answer{}, chat.Invalid("%q is not the id of a chosen wrap-up category: it is a positive integer", clip(r.PathValue("id")))
	}
	c, err := s.Service.ChosenByID(r.Context(), actor, id)
	if err != nil {
		return answer{}, err
	}
	return answered(encode(&c, chosenMembers)), nil
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
