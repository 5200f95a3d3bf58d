package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// visit begins a visit of a new visitor at a node.
func (h *hall) visit(t *testing.T, node chat.GUID, after time.Duration) *chat.Visit {
	t.Helper()
	s := chat.Sighting{
		At: someTime.Add(after), Node: node, Page: chat.PageView{Title: h.Text(), URL: h.Text()}, Doing: chat.VisitorInSite,
		Session: chat.Session{ID: h.NewGUID(), IP: "192.0.2.1", ReferrerURL: h.Text(), Browser: h.Text(), Language: "fr"},
		Known:   chat.Visitor{Name: h.Text(), Email: h.Text()}, Where: chat.Whereabouts{Country: "FR", Region: h.Text(), City: h.Text()},
		Campaign: h.NewGUID(), Times: 3, Chats: 2,
		Variables: []chat.FieldResult{{FormType: chat.CustomVariableForm, FieldID: h.NewGUID(), FieldName: h.Text(), Value: h.Text(), URL: h.Text()}},
	}
	v := chat.BeginVisit(h.NewGUID(), &s)
	v.Take(&s)
	h.saveVisits(t, v)
	return v
}

func (h *hall) saveVisits(t *testing.T, visits ...*chat.Visit) {
	t.Helper()
	h.live(t, func(ctx context.Context, tx chat.LiveTx) error { return tx.SaveVisits(ctx, visits) })
}

// node is a node that is alive for an hour.
func (h *hall) node(t *testing.T) chat.GUID {
	t.Helper()
	id := h.NewGUID()
	if err := h.lobby.NodeAlive(t.Context(), id, nodesAliveUntil); err != nil {
		t.Fatal(err)
	}
	return id
}

func visitorsOf(visits []*chat.Visit) (ids []chat.GUID) {
	for _, v := range visits {
		ids = append(ids, v.Visitor)
	}
	return ids
}

// wantDueVisits compares which visits of the case's site are due.
func (h *hall) wantDueVisits(t *testing.T, now, left time.Time, want ...chat.DueVisit) {
	t.Helper()
	due, err := h.lobby.DueVisits(t.Context(), now, left, 1000)
	if err != nil {
		t.Fatal(err)
	}
	due = slices.DeleteFunc(due, func(d chat.DueVisit) bool { return d.Site != h.site })
	if !slices.Equal(due, want) && len(due)+len(want) > 0 {
		t.Errorf("due are %v, want %v", due, want)
	}
}

var visitCases = map[string]func(*testing.T, *hall){
	"a visit comes back as it was saved": func(t *testing.T, h *hall) {
		v := h.visit(t, h.node(t), 0)
		v.Invitation = chat.Invitation{
			ID: h.NewGUID(), Agent: chat.Person{ID: h.NewGUID(), Name: h.Text()}, Client: "0123456789abcdef",
			Text: h.Text(), Until: someTime.Add(time.Minute), State: chat.InvitationOpen,
		}
		v.Shown, v.LeftAt, v.Doing = []chat.GUID{h.NewGUID(), h.NewGUID()}, someTime.Add(time.Hour), chat.VisitorInPreChat
		h.saveVisits(t, v)
		got, err := h.lobby.Visit(t.Context(), h.site, v.Visitor)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, got, v)
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			locked, err := tx.Visits(ctx, []chat.GUID{h.NewGUID(), v.Visitor, v.Visitor})
			wantSame(t, locked, []*chat.Visit{v})
			return err
		})
		_, err = h.lobby.Visit(t.Context(), h.other, v.Visitor)
		wantKind(t, err, chat.KindNotFound)
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			return tx.DropVisits(ctx, []chat.GUID{v.Visitor, h.NewGUID()})
		})
		_, err = h.lobby.Visit(t.Context(), h.site, v.Visitor)
		wantKind(t, err, chat.KindNotFound)
	},
	"those at nodes that are alive are listed, who looked last first": func(t *testing.T, h *hall) {
		alive, dead := h.node(t), h.NewGUID()
		early, late := h.visit(t, alive, 0), h.visit(t, alive, time.Minute)
		h.visit(t, dead, 0)
		left := h.visit(t, alive, 0)
		left.Take(&chat.Sighting{At: someTime, Node: alive, Left: true})
		h.saveVisits(t, left)
		for limit, want := range map[int][]chat.GUID{10: {late.Visitor, early.Visitor}, 1: {late.Visitor}, 0: nil} {
			found, err := h.lobby.Visits(t.Context(), h.site, someTime, limit)
			if err != nil {
				t.Fatal(err)
			}
			wantSame(t, visitorsOf(found), want)
		}
		found, err := h.lobby.Visits(t.Context(), h.site, someTime.Add(time.Hour), 10)
		if err != nil || len(found) > 0 {
			t.Errorf("at a node that is no more alive: %v, %v", found, err)
		}
	},
	"a node finds who is invited, and who left": func(t *testing.T, h *hall) {
		node, other := h.node(t), h.node(t)
		invited, elsewhere, left := h.visit(t, node, 0), h.visit(t, other, 0), h.visit(t, other, 0)
		h.visit(t, node, 0)
		agent := chat.Person{ID: h.NewGUID(), Name: "Ada"}
		for _, v := range []*chat.Visit{invited, elsewhere} {
			if err := v.Invite(chat.Invitation{ID: h.NewGUID(), Agent: agent, Text: "hello", Until: someTime.Add(time.Minute)}, someTime); err != nil {
				t.Fatal(err)
			}
		}
		left.Take(&chat.Sighting{At: someTime.Add(time.Minute), Node: other, Left: true})
		h.saveVisits(t, invited, elsewhere, left)
		for since, want := range map[time.Duration][]chat.GUID{time.Minute: {invited.Visitor, left.Visitor}, time.Minute + 100: {invited.Visitor}} {
			found, err := h.lobby.VisitsAt(t.Context(), node, someTime.Add(since))
			if err != nil {
				t.Fatal(err)
			}
			var ids []chat.GUID
			for _, v := range found {
				if v.Site == h.site {
					ids = append(ids, v.Visitor)
				}
			}
			for _, all := range [][]chat.GUID{ids, want} {
				slices.SortFunc(all, func(a, b chat.GUID) int { return slices.Compare(a[:], b[:]) })
			}
			wantSame(t, ids, want)
		}
		found, err := h.lobby.VisitsOfInviter(t.Context(), h.site, agent.ID)
		if err != nil {
			t.Fatal(err)
		}
		both := []chat.GUID{invited.Visitor, elsewhere.Visitor}
		slices.SortFunc(both, func(a, b chat.GUID) int { return slices.Compare(a[:], b[:]) })
		wantSame(t, visitorsOf(found), both)
		invited.Invitation.State = chat.InvitationDeclined
		h.saveVisits(t, invited)
		at, err := h.lobby.VisitsAt(t.Context(), node, someTime.Add(time.Hour))
		at = slices.DeleteFunc(at, func(v chat.SiteVisit) bool { return v.Site != h.site })
		if err != nil || len(at) > 0 {
			t.Errorf("after the answer: %v, %v", at, err)
		}
	},
	"visits are due when an invitation runs out, and a while after the visitor or the node left": func(t *testing.T, h *hall) {
		early := someTime.Add(-time.Hour)
		v := h.visit(t, h.node(t), 0)
		due := chat.DueVisit{Site: h.site, Visitor: v.Visitor}
		h.wantDueVisits(t, someTime, someTime)
		if err := v.Invite(chat.Invitation{ID: h.NewGUID(), Auto: h.NewGUID(), Until: someTime.Add(time.Minute)}, someTime); err != nil {
			t.Fatal(err)
		}
		h.saveVisits(t, v)
		h.wantDueVisits(t, someTime.Add(time.Minute-100), early)
		h.wantDueVisits(t, someTime.Add(time.Minute), early, due)
		v.Invitation.State = chat.InvitationOver
		h.saveVisits(t, v)
		h.wantDueVisits(t, someTime.Add(time.Minute), early)
		dead := due
		dead.Dead = v.Node
		h.wantDueVisits(t, early, someTime.Add(time.Hour), dead)
		v.Take(&chat.Sighting{At: someTime.Add(time.Minute), Node: v.Node, Left: true})
		h.saveVisits(t, v)
		h.wantDueVisits(t, early, someTime.Add(time.Minute-100))
		h.wantDueVisits(t, early, someTime.Add(time.Minute), due)
	},
	"a visitor's records are known": func(t *testing.T, h *hall) {
		record := h.Random.Chat()
		record.VisitorID = h.NewGUID()
		wanted := chat.Visitor{ID: record.VisitorID, Name: "Vi", Email: "vi@example.com"}
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			err := tx.Records().Keep(ctx, &chat.Related{Visitors: map[chat.GUID]*chat.Visitor{wanted.ID: &wanted}})
			if err != nil {
				return err
			}
			return tx.Records().Apply(ctx, changes(chat.ChatStored, record))
		})
		known, chats, err := h.lobby.VisitorKnown(t.Context(), h.site, wanted.ID)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, known, wanted)
		wantSame(t, chats, int64(1))
		for _, other := range []struct {
			site    chat.SiteID
			visitor chat.GUID
		}{{h.other, wanted.ID}, {h.site, h.NewGUID()}} {
			known, chats, err = h.lobby.VisitorKnown(t.Context(), other.site, other.visitor)
			if err != nil || chats != 0 || known.Name != "" {
				t.Errorf("somebody else has %+v, %d chats, %v", known, chats, err)
			}
		}
		v := &chat.Visit{Visitor: wanted.ID, Known: wanted}
		h.saveVisits(t, v)
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			return tx.Records().Apply(ctx, changes(chat.ChatDeleted, record))
		})
		_, err = h.lobby.Visit(t.Context(), h.site, wanted.ID)
		wantKind(t, err, chat.KindNotFound)
	},
	"many who save the same visits at once lose nothing": func(t *testing.T, h *hall) {
		node := h.node(t)
		visits := []*chat.Visit{h.visit(t, node, 0), h.visit(t, node, 0), h.visit(t, node, 0)}
		const writers, each = 6, 10
		var all sync.WaitGroup
		for range writers {
			all.Go(func() {
				for i := range each {
					err := h.lobby.Live(t.Context(), h.site, func(ctx context.Context, tx chat.LiveTx) error {
						found, err := tx.Visits(ctx, []chat.GUID{visits[i%3].Visitor, visits[(i+1)%3].Visitor})
						for _, v := range found {
							v.Take(&chat.Sighting{At: someTime, Node: node, Page: chat.PageView{URL: fmt.Sprint(i)}})
						}
						if err != nil {
							return err
						}
						return tx.SaveVisits(ctx, found)
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		sum := int64(0)
		for _, v := range visits {
			got, err := h.lobby.Visit(t.Context(), h.site, v.Visitor)
			if err != nil {
				t.Fatal(err)
			}
			sum += got.Views
		}
		wantSame(t, sum, int64(len(visits)+2*writers*each))
	},
}
