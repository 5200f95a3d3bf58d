package v4

import (
	"mime"
	"net/http"
	"strings"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/openapi"
)

// avatars are the operations on what visitors see of agents.
func (s *server) avatars() []route {
	const path = "/global/agents/{id}/avatar"
	return []route{
		{put, path, settings, chat.MaxAvatar, false, s.putAvatar},
		{del, path, settings, noBody, false, s.dropAvatar},
	}
}

// putAvatar makes an avatar of the picture that is the body, whose type the header tells.
func (s *server) putAvatar(r *http.Request, actor chat.Actor) (answer, error) {
	id, err := s.dressed(r)
	if err != nil {
		return answer{}, err
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	kind, isImage := strings.CutPrefix(media, "image/")
	if err != nil || !isImage {
		return answer{}, chat.Invalid("the body is a picture, and Content-Type its type, such as image/png")
	}
	a, err := s.Avatars.SetAvatar(r.Context(), actor, id, chat.Upload{Name: "avatar." + kind, Content: r.Body})
	if err != nil {
		return answer{}, err
	}
	return answered(encode(a, agentMembers)), nil
}

func (s *server) dropAvatar(r *http.Request, actor chat.Actor) (answer, error) {
	id, err := s.dressed(r)
	if err != nil {
		return answer{}, err
	}
	return noContent, s.Avatars.RemoveAvatar(r.Context(), actor, id)
}

// dressed is the agent that a request names.
func (s *server) dressed(r *http.Request) (chat.GUID, error) {
	id, err := chat.ParseGUID(r.PathValue("id"))
	if err == nil && s.Avatars == nil {
		err = chat.NotFound("there is no agent %s", id)
	}
	return id, err
}

func aboutAvatars() []about {
	const path = " /global/agents/{id}/avatar"
	return []about{
		{
			route: put + path, id: "setAvatar", tag: tagSettings, summary: "Give an agent an avatar", query: []string{"siteId"},
			text: "The body is a picture of at most " + counted(chat.MaxAvatar>>20) + " MiB (PNG, JPEG, GIF, WebP, BMP or TIFF), and `Content-Type` says which. " +
				"What is kept is a small square JPEG of its middle. Answers the agent: `avatar` is the key under which `GET /live/avatars/KEY?site=` shows it to all who know it, and another one with each picture.",
			takes: &carried{schema: &openapi.Schema{Type: "string"}, media: "image/*"},
			gives: []given{{status: http.StatusOK, schema: openapi.RefTo("Agent"), example: exampleOf(agentMembers, exampleAgent)}},
		},
		{
			route: del + path, id: "removeAvatar", tag: tagSettings, summary: "Take an agent's avatar away", query: []string{"siteId"},
			gives: []given{{status: http.StatusNoContent, text: "There is none."}},
		},
	}
}
