package live

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// What agents are shown of the visitors on the pages.
const (
	mostShown    = 500 // visitors, those who looked at a page last
	shownInFrame = 100
)

// watcher is an agent who is shown the visitors.
type watcher struct {
	actor chat.Actor
	shown map[chat.GUID][]byte // nil before the first time
}

// visitorsFrame shows who is on the pages: all at first, then what has changed.
type visitorsFrame struct {
	Type    string            `json:"type"`
	All     bool              `json:"all,omitempty"` // forget those of before
	Changed []json.RawMessage `json:"changed,omitempty"`
	Gone    []chat.GUID       `json:"gone,omitempty"`
}

// shownVisitor is a visitor as agents are shown one.
type shownVisitor struct {
	ID       chat.GUID  `json:"id"`
	Name     string     `json:"name"`
	Email    string     `json:"email,omitempty"`
	Status   int        `json:"status"`
	Chat     string     `json:"chat,omitempty"`
	In       *chatOf    `json:"in,omitempty"`    // how that chat stands
	Since    *time.Time `json:"since,omitempty"` // of the visit
	Page     *page      `json:"page,omitempty"`
	Looked   *time.Time `json:"looked,omitempty"` // at the page
	Pages    int64      `json:"pages,omitempty"`
	Visits   int64      `json:"visits,omitempty"`
	Chats    int64      `json:"chats,omitempty"`
	Referrer string     `json:"referrer,omitempty"`
	IP       string     `json:"ip,omitempty"`
	Country  string     `json:"country,omitempty"`
	Language string     `json:"language,omitempty"`
	Browser  string     `json:"browser,omitempty"`
	System   string     `json:"system,omitempty"`
	Fields   []field    `json:"variables,omitempty"`
}

// chatOf tells agents who do not take part in a chat whose it is.
type chatOf struct {
	State      string    `json:"state"`
	Agent      *person   `json:"agent,omitempty"`
	Bot        *person   `json:"bot,omitempty"`
	Department string    `json:"department,omitempty"`
	Requested  time.Time `json:"requestedTime"`
}

func inChat(v *chat.Visiting) *chatOf {
	in := &chatOf{State: v.State.String(), Department: idText(v.Chat.DepartmentID), Requested: v.Chat.RequestedTime}
	if v.State == chat.AtBot {
		in.Bot = personOf(v.Holder)
	} else {
		in.Agent = personOf(v.Holder)
	}
	return in
}

func shown(v *chat.Visiting) shownVisitor {
	f := shownVisitor{ID: v.ID, Name: v.Name, Email: v.Email, Status: int(v.Status)}
	if v.Chat != nil {
		f.Chat, f.In = v.Chat.GUID.String(), inChat(v)
	}
	visit := v.Visit
	if visit == nil {
		return f
	}
	at := visit.Page()
	f.Since, f.Looked, f.Page = &visit.Session.StartTime, &at.Since, &page{Title: at.Title, URL: at.URL}
	f.Pages, f.Visits, f.Chats = visit.Views, visit.Times, visit.Chats
	f.Referrer, f.IP, f.Country, f.Language = visit.Session.ReferrerURL, visit.Session.IP, visit.Where.Country, visit.Session.Language
	f.Browser, f.System = visit.Session.Browser, visit.Session.OperatingSystem
	for _, r := range visit.Variables {
		f.Fields = append(f.Fields, field{FieldID: r.FieldID.String(), Name: r.FieldName, Value: r.Value})
	}
	return f
}

// watch begins or ends to show the visitors to an agent.
func (v *visits) watch(s *session, actor chat.Actor, on bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !on {
		delete(v.watchers, s)
		return
	}
	v.watchers[s] = &watcher{actor: actor}
	v.hurry()
}

// show shows agents the visitors, whom one read of each site finds for all of them.
func (v *visits) show(ctx context.Context) {
	for _, site := range v.watched() {
		all, err := v.desk.LatestVisitors(ctx, site, mostShown)
		if err != nil {
			v.fail("reading who is on the pages", err)
			continue
		}
		encoded := make([][]byte, len(all))
		for i := range all {
			if encoded[i], err = json.Marshal(shown(&all[i])); err != nil {
				v.fail("encoding a visitor", err)
			}
		}
		v.mu.Lock()
		for s, w := range v.watchers {
			if s.site == site && !w.show(s, all, encoded) {
				w.shown = nil // all of it again, once the client has taken what waits
			}
		}
		v.mu.Unlock()
	}
}

func (v *visits) watched() (sites []chat.SiteID) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for s := range v.watchers {
		if !slices.Contains(sites, s.site) {
			sites = append(sites, s.site)
		}
	}
	return sites
}

// show sends what has changed since the last time, and reports whether all was taken.
func (w *watcher) show(s *session, all []chat.Visiting, encoded [][]byte) bool {
	first := w.shown == nil
	now := make(map[chat.GUID][]byte, len(all))
	var changed []json.RawMessage
	for i := range all {
		if encoded[i] == nil || !w.actor.SeesVisitor(&all[i]) {
			continue
		}
		now[all[i].ID] = encoded[i]
		if !bytes.Equal(w.shown[all[i].ID], encoded[i]) {
			changed = append(changed, encoded[i])
		}
	}
	var gone []chat.GUID
	for id := range w.shown {
		if now[id] == nil {
			gone = append(gone, id)
		}
	}
	slices.SortFunc(gone, func(a, b chat.GUID) int { return bytes.Compare(a[:], b[:]) })
	w.shown = now
	for first || len(changed)+len(gone) > 0 {
		n, m := min(shownInFrame, len(changed)), min(shownInFrame, len(gone))
		f, err := encode(visitorsFrame{Type: "visitors", All: first, Changed: changed[:n], Gone: gone[:m]})
		if err != nil || !s.spare(f) {
			return false
		}
		first, changed, gone = false, changed[n:], gone[m:]
	}
	return true
}

// invitations tells an agent what has become of invitations that are the agent's.
func (a *agentRole) invitations(ctx context.Context, s *session) error {
	visits, err := s.room.Desk.InvitedBy(ctx, s.site, s.self())
	if err != nil {
		return s.lookAgain(err)
	}
	slices.SortFunc(visits, func(x, y *chat.Visit) int { return cmp.Compare(x.Invitation.ID.String(), y.Invitation.ID.String()) })
	told, open := make(map[chat.GUID]chat.InvitationState, len(visits)), false
	for _, v := range visits {
		i := &v.Invitation
		before, known := a.invited[i.ID]
		told[i.ID] = i.State
		open = open || i.State == chat.InvitationOpen
		if before == i.State || (!known && i.State != chat.InvitationOpen && a.invited == nil) {
			continue
		}
		f := invitationOf(i)
		f.Agent, f.Message, f.Visitor = nil, "", v.Visitor.String()
		if err := s.tell(f); err != nil {
			return err
		}
	}
	a.invited = told
	s.room.visits.waits(s, open)
	return nil
}

// waits notes whether an agent waits for the answer to an invitation, which is looked
// for also when no news of it comes.
func (v *visits) waits(s *session, open bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if open {
		v.inviters[s] = struct{}{}
	} else {
		delete(v.inviters, s)
	}
}

func (v *visits) lookForInviters() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for s := range v.inviters {
		if s.out.over() {
			delete(v.inviters, s)
			continue
		}
		s.look()
	}
}
