package chat_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
)

// somebody is the presence of one agent and two visitors, on one site.
type somebody struct {
	site  chat.SiteID
	agent chat.GUID
}

func (s somebody) Working(_ context.Context, site chat.SiteID) (map[chat.GUID]chat.Work, error) {
	if site != s.site {
		return nil, nil
	}
	return map[chat.GUID]chat.Work{s.agent: {Status: "Lunch", OngoingChats: 2}, {99}: {Status: "Online"}}, nil
}

func (s somebody) Visiting(_ context.Context, site chat.SiteID) ([]chat.Visiting, error) {
	if site != s.site {
		return nil, nil
	}
	return []chat.Visiting{{Visitor: chat.Visitor{ID: chat.GUID{8}}, Status: chat.VisitorInSite}, {Visitor: chat.Visitor{ID: chat.GUID{7}}}}, nil
}

func TestWithoutLiveChatEverybodyIsOffline(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	agents, err := w.AgentsAtWork(t.Context(), w.ada, 0, 0)
	want := []chat.AgentWork{{ID: w.ada.Agent, Work: chat.Work{Status: chat.Offline}}}
	if diff := cmp.Diff(want, agents); diff != "" || err != nil {
		t.Errorf("the agents: %v (-want +got):\n%s", err, diff)
	}
	if visitors, err := w.Visiting(t.Context(), w.ada, 0, 0); err != nil || len(visitors) != 0 {
		t.Errorf("the visitors: %v, %v", visitors, err)
	}
}

func TestLiveChatTellsWhoIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	live := w.WithPresence(somebody{w.ada.Site, w.ada.Agent})
	bob := &chat.Agent{Email: "zbob@example.com"}
	if err := w.AddResource(t.Context(), w.ada, bob); err != nil {
		t.Fatal(err)
	}
	agents, err := live.AgentsAtWork(t.Context(), w.ada, 0, 0)
	want := []chat.AgentWork{{ID: w.ada.Agent, Work: chat.Work{Status: "Lunch", OngoingChats: 2}}, {ID: bob.ID, Work: chat.Work{Status: chat.Offline}}}
	if diff := cmp.Diff(want, agents); diff != "" || err != nil {
		t.Errorf("the agents: %v (-want +got):\n%s", err, diff)
	}
	one, err := live.AgentAtWork(t.Context(), w.ada, w.ada.Agent)
	if diff := cmp.Diff(&want[0], one); diff != "" || err != nil {
		t.Errorf("one of them: %v (-want +got):\n%s", err, diff)
	}
	if _, err := live.AgentAtWork(t.Context(), w.ada, chat.GUID{99}); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("an agent that the site does not have: %v", err)
	}
	visitors, err := live.Visiting(t.Context(), w.ada, 0, 0)
	if err != nil || len(visitors) != 2 || visitors[0].ID != (chat.GUID{7}) || visitors[1].Status != chat.VisitorInSite {
		t.Errorf("the visitors: %+v, %v", visitors, err)
	}
	if others, err := live.Visiting(t.Context(), w.other, 0, 0); err != nil || len(others) != 0 {
		t.Errorf("on another site: %+v, %v", others, err)
	}
	for _, call := range []func(chat.Actor) error{
		func(a chat.Actor) error { _, err := live.AgentsAtWork(t.Context(), a, 0, 0); return err },
		func(a chat.Actor) error { _, err := live.AgentAtWork(t.Context(), a, w.ada.Agent); return err },
		func(a chat.Actor) error { _, err := live.Visiting(t.Context(), a, 0, 0); return err },
	} {
		if err := call(chat.Actor{Site: w.ada.Site, May: chat.AllPermissions &^ chat.ReadChats}); chat.KindOf(err) != chat.KindDenied {
			t.Errorf("without chats:read: %v", err)
		}
	}
}
