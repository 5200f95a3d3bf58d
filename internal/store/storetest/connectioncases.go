package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// nodesAliveUntil is for all cases of one database: a node that says it is alive forgets
// who was connected to those that have long not been.
var nodesAliveUntil = someTime.Add(time.Hour)

var connectionCases = map[string]func(*testing.T, *hall){
	"who leaves one node and is connected to another one that is alive stays": func(t *testing.T, h *hall) {
		const ahead = 45 * time.Second
		ada := chat.Person{ID: h.NewGUID(), Name: "Ada"}
		r := h.active(t, ada)
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			return tx.SaveSeat(ctx, &chat.Seat{Agent: ada, Status: chat.AgentOnline, Max: 1})
		})
		first, second, dead, now := h.NewGUID(), h.NewGUID(), h.NewGUID(), nodesAliveUntil.Add(-ahead)
		for node, until := range map[chat.GUID]time.Time{first: now.Add(ahead), second: now.Add(ahead), dead: now} {
			if err := h.lobby.NodeAlive(t.Context(), node, until); err != nil {
				t.Fatal(err)
			}
		}
		for _, who := range []chat.GUID{ada.ID, r.Chat.VisitorID} {
			connect := func(node chat.GUID) {
				t.Helper()
				for range 2 { // once is enough
					if err := h.lobby.Connect(t.Context(), h.site, who, node, now.Add(ahead)); err != nil {
						t.Fatal(err)
					}
				}
			}
			leave := func(node chat.GUID, at, want time.Time) {
				t.Helper()
				if err := h.lobby.Disconnect(t.Context(), h.site, who, node, at); err != nil {
					t.Fatal(err)
				}
				wantSame(t, h.seenUntil(t, r, who), want)
			}
			for _, node := range []chat.GUID{first, second, dead} {
				connect(node)
			}
			wantSame(t, h.seenUntil(t, r, who), now.Add(ahead))
			leave(first, now, now.Add(ahead))
			leave(first, now.Add(time.Second), now.Add(ahead)) // again
			connect(first)
			leave(first, now.Add(ahead), now.Add(ahead)) // the other node is silent since
			leave(second, now, now)                      // but for the dead one, nobody has it
			connect(first)
			leave(first, now.Add(time.Second), now.Add(time.Second))
		}
	},
	"who comes to one node while leaving another is not taken to be gone": func(t *testing.T, h *hall) {
		ada := chat.Person{ID: h.NewGUID(), Name: "Ada"}
		r := h.active(t, ada)
		nodes, until := []chat.GUID{h.NewGUID(), h.NewGUID()}, nodesAliveUntil
		for _, node := range nodes {
			if err := h.lobby.NodeAlive(t.Context(), node, until); err != nil {
				t.Fatal(err)
			}
		}
		who := r.Chat.VisitorID
		for n := range 40 {
			if err := h.lobby.Connect(t.Context(), h.site, who, nodes[n%2], until); err != nil {
				t.Fatal(err)
			}
			var both sync.WaitGroup
			var errs [2]error
			both.Go(func() { errs[0] = h.lobby.Connect(t.Context(), h.site, who, nodes[(n+1)%2], until) })
			both.Go(func() { errs[1] = h.lobby.Disconnect(t.Context(), h.site, who, nodes[n%2], someTime) })
			both.Wait()
			if err := errors.Join(errs[:]...); err != nil {
				t.Fatal(err)
			}
			wantSame(t, h.seenUntil(t, r, who), until)
		}
	},
}

// seenUntil is until when the visitor of a chat, or an agent, is taken to be connected.
func (h *hall) seenUntil(t *testing.T, r *chat.Running, who chat.GUID) time.Time {
	t.Helper()
	if who == r.Chat.VisitorID {
		found, err := h.lobby.Running(t.Context(), h.site, r.Chat.GUID)
		if err != nil {
			t.Fatal(err)
		}
		return found.SeenUntil
	}
	floor, err := h.lobby.Floor(t.Context(), h.site)
	if err != nil {
		t.Fatal(err)
	}
	return floor.Seat(who).SeenUntil
}
