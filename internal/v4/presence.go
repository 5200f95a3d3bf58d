package v4

import "github.com/parleychat/parley/internal/chat"

// agentWorkMembers lists what an agent does at the moment (wire.md §9).
func agentWorkMembers(s shape, a *chat.AgentWork) {
	s.guid("id", &a.ID)
	s.text("status", &a.Status)
	s.integer("ongoingChats", &a.OngoingChats)
}

// visitingMembers lists a visitor on a page; the status is an integer (wire.md §9).
func visitingMembers(s shape, v *chat.Visiting) {
	s.guid("id", &v.ID)
	s.text("name", &v.Name)
	s.text("email", &v.Email)
	s.text("phone", &v.Phone)
	s.text("company", &v.Company)
	s.text("ssoUserId", &v.SSOUserID)
	s.echo("status", int64(v.Status))
}

// presence are the operations that tell who takes part in live chat.
func (s *server) presence() []route {
	agents := collection[chat.GUID, chat.AgentWork]{
		path: "/livechat/agents", members: agentWorkMembers, id: chat.ParseGUID, reading: read,
		pages: everythingOrPage, list: s.Service.AgentsAtWork, read: s.Service.AgentAtWork,
	}
	visitors := collection[chat.GUID, chat.Visiting]{
		path: "/livechat/visitors", members: visitingMembers, reading: read, pages: everythingOrPage,
		list: s.Service.Visiting,
	}
	return append(agents.routes(), visitors.routes()...)
}
