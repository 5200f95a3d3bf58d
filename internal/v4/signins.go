package v4

import (
	"net/http"
	"strings"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
)

var signInMethods = enumOf(chat.ParseSignInMethod)

// listedSignIn is a sign-in as its list shows it.
type listedSignIn struct {
	chat.SignIn
	isCurrent bool // the request comes from it
}

func signInMembers(s shape, in *listedSignIn) {
	s.guid("id", &in.ID)
	s.enum("method", (*uint8)(&in.Method), signInMethods)
	s.guid("clientId", &in.Client)
	s.text("address", &in.Address)
	s.text("userAgent", &in.UserAgent)
	s.instant("created", &in.Created, exact)
	s.instant("lastUsed", &in.LastUsed, exact)
	s.instant("expires", &in.Expires, exact)
	s.flag("isCurrent", &in.isCurrent)
}

// me is who makes a call.
type me struct {
	Agent  *chat.Agent
	Scopes []string
	Site   int64
	SignIn chat.GUID

	HasFactor bool
	Recovery  int64 // codes that are left
}

func meMembers(s shape, m *me) {
	part(s, "agent", &m.Agent, agentMembers)
	texts(s, "scopes", &m.Scopes)
	s.integer("siteId", &m.Site)
	s.guid("signInId", &m.SignIn)
	s.flag("hasSecondFactor", &m.HasFactor)
	s.integer("recoveryCodesLeft", &m.Recovery)
}

// signInRoutes are what agents do about their own sign-ins, and managers of agents about
// those of others. Where who may do so is not a matter of permissions alone, the heart
// decides.
func (s *server) signInRoutes() []route {
	rows := []route{
		{get, "/global/me", read, noBody, false, s.me},
		{get, "/global/me/signIns", read, noBody, false, s.listSignIns},
		{del, "/global/me/signIns", change, noBody, false, s.endSignIns},
		{del, "/global/me/signIns/{signIn}", change, noBody, false, s.endSignIn},
		{get, "/global/agents/{id}/signIns", settings, noBody, false, s.listSignIns},
		{del, "/global/agents/{id}/signIns", settings, noBody, false, s.endSignIns},
		{del, "/global/agents/{id}/signIns/{signIn}", settings, noBody, false, s.endSignIn},
	}
	if s.SignIn != nil {
		rows = append(rows, route{put, "/global/me/password", change, jsonBody, false, s.changePassword})
	}
	return rows
}

func (s *server) me(r *http.Request, actor chat.Actor) (answer, error) {
	found, err := s.Service.Resource(r.Context(), actor, chat.Agents, actor.Agent)
	if err != nil {
		return answer{}, err
	}
	agent, err := nounOf[chat.Agent](found)
	if err != nil {
		return answer{}, err
	}
	m := &me{Agent: agent, Scopes: strings.Fields(actor.May.String()), Site: int64(actor.Site), SignIn: actor.SignIn}
	if s.SignIn != nil {
		has, left, err := s.SignIn.FactorState(r.Context(), actor)
		if err != nil {
			return answer{}, err
		}
		m.HasFactor, m.Recovery = has, int64(left)
	}
	return answered(encode(m, meMembers)), nil
}

// agentOf is the agent that an address is about: the one that it names, or the caller.
func agentOf(r *http.Request, actor chat.Actor) (chat.GUID, error) {
	if id := r.PathValue("id"); id != "" {
		return chat.ParseGUID(id)
	}
	return actor.Agent, nil
}

func (s *server) listSignIns(r *http.Request, actor chat.Actor) (answer, error) {
	agent, err := agentOf(r, actor)
	if err != nil {
		return answer{}, err
	}
	all, err := s.Service.SignIns(r.Context(), actor, agent)
	if err != nil {
		return answer{}, err
	}
	list := make([]listedSignIn, len(all))
	for i, in := range all {
		list[i] = listedSignIn{in, in.ID == actor.SignIn}
	}
	return answered(encodeList(list, signInMembers)), nil
}

func (s *server) endSignIns(r *http.Request, actor chat.Actor) (answer, error) {
	agent, err := agentOf(r, actor)
	if err != nil {
		return answer{}, err
	}
	defer s.forget(actor.Site, agent)
	return noContent, s.Service.EndSignIns(r.Context(), actor, agent)
}

func (s *server) endSignIn(r *http.Request, actor chat.Actor) (answer, error) {
	agent, err := agentOf(r, actor)
	if err != nil {
		return answer{}, err
	}
	id, err := chat.ParseGUID(r.PathValue("signIn"))
	if err != nil {
		return answer{}, err
	}
	defer s.forget(actor.Site, agent)
	return noContent, s.Service.EndSignIn(r.Context(), actor, agent, id)
}

func (s *server) forget(site chat.SiteID, agent chat.GUID) {
	if s.SignIn != nil {
		s.SignIn.Forget(site, agent)
	}
}

// changePassword changes the caller's password, for who knows the one before.
func (s *server) changePassword(r *http.Request, actor chat.Actor) (answer, error) {
	if actor.SignIn == (chat.GUID{}) {
		return answer{}, chat.Denied("this is for agents who have signed in themselves")
	}
	body, err := objectOf(r)
	if err != nil {
		return answer{}, err
	}
	var before, after string
	body.text("password", &before)
	body.text("newPassword", &after)
	switch {
	case body.err != nil:
		return answer{}, body.err
	case before == "":
		return answer{}, errRequired("password")
	case after == "":
		return answer{}, errRequired("newPassword")
	}
	if err := s.SignIn.Confirm(r.Context(), actor, before, addressOf(r)); err != nil {
		return answer{}, err
	}
	hash, err := auth.HashPassword(after)
	if err != nil {
		return answer{}, err
	}
	defer s.forget(actor.Site, actor.Agent)
	return noContent, s.Service.SetPassword(r.Context(), actor, hash)
}
