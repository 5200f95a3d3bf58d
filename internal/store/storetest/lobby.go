package storetest

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
)

var lobbyCases = map[string]func(*testing.T, *hall){
	"those who take part find their chats": func(t *testing.T, h *hall) {
		ada, bob := chat.Person{ID: h.NewGUID(), Name: "Ada"}, chat.Person{ID: h.NewGUID(), Name: "Bob"}
		first, second := h.active(t, ada), h.active(t, ada)
		second.Beside = []chat.Beside{{Agent: bob}}
		h.save(t, second, nil)
		want := guidsOf([]*chat.Running{first, second})
		slices.SortFunc(want, func(a, b chat.GUID) int { return slices.Compare(a[:], b[:]) })
		for who, guids := range map[chat.GUID][]chat.GUID{
			ada.ID: want, bob.ID: {second.Chat.GUID}, first.Chat.VisitorID: {first.Chat.GUID}, h.NewGUID(): nil,
		} {
			found, err := h.lobby.RunningOf(t.Context(), h.site, who)
			if err != nil {
				t.Fatal(err)
			}
			wantSame(t, guidsOf(found), guids)
		}
		second.Beside = nil
		h.save(t, second, nil)
		found, err := h.lobby.RunningOf(t.Context(), h.site, bob.ID)
		if err != nil || len(found) > 0 {
			t.Errorf("Bob still has %v, %v", found, err)
		}
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			held, err := tx.Held(ctx, ada.ID)
			wantSame(t, len(held), 2)
			if err != nil {
				return err
			}
			own, err := tx.OfVisitor(ctx, first.Chat.VisitorID)
			wantSame(t, guidsOf(own), []chat.GUID{first.Chat.GUID})
			return err
		})
	},
	"who takes part is listed with a version that grows": func(t *testing.T, h *hall) {
		ada := chat.Person{ID: h.NewGUID(), Name: "Ada"}
		r := h.active(t, ada)
		before := h.parts(t, r)
		wantSame(t, slices.Sorted(maps.Keys(before)), slices.Sorted(slices.Values([]string{ada.ID.String(), r.Chat.VisitorID.String()})))
		h.save(t, r, nil)
		for who, p := range h.parts(t, r) {
			if p.Version != before[who].Version+1 || p.State != chat.Active {
				t.Errorf("%s: %+v, then %+v", who, before[who], p)
			}
		}
		found, err := h.lobby.Running(t.Context(), h.site, r.Chat.GUID)
		if err != nil || found.Version != before[ada.ID.String()].Version+1 || r.Version != found.Version {
			t.Errorf("saved as version %d, read as %+v, %v", r.Version, found, err)
		}
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error { return tx.Forget(ctx, r.Chat.GUID) })
		wantSame(t, len(h.parts(t, r)), 0)
	},
	"the floor has the chats that wait, the seats, and what each has to do": func(t *testing.T, h *hall) {
		ada := &chat.Seat{Agent: chat.Person{ID: h.NewGUID()}, Status: chat.AgentOnline, Max: 3, LastAsked: someTime, SeenUntil: someTime.Add(time.Hour)}
		ada.Departments, ada.Skills = []chat.GUID{h.NewGUID()}, []chat.GUID{h.NewGUID()}
		later, sooner := h.request(t, time.Minute), h.request(t, 0)
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			if _, err := tx.Floor(ctx); err != nil {
				return err
			}
			agent := &chat.Agent{ID: ada.Agent.ID, DisplayName: "Ada", DepartmentIDs: ada.Departments, SkillIDs: ada.Skills}
			if err := tx.Records().PutResource(ctx, agent); err != nil {
				return err
			}
			if err := tx.SavePace(ctx, time.Minute); err != nil {
				return err
			}
			return tx.SaveSeat(ctx, ada)
		})
		h.active(t, ada.Agent)
		asked := h.request(t, 0)
		if _, err := asked.Propose(ada.Agent, someTime, someTime); err != nil {
			t.Fatal(err)
		}
		h.save(t, asked, nil)
		floor := h.floor(t)
		ada.Agent.Name, ada.Ongoing = "Ada", 2
		wantSame(t, guidsOf(floor.Waiting), guidsOf([]*chat.Running{sooner, later}))
		wantSame(t, floor.Seats, []*chat.Seat{ada})
		wantSame(t, floor.Pace, time.Minute)
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			own, err := tx.Floor(ctx)
			if diff := cmp.Diff(floor, own); diff != "" {
				t.Error(diff)
			}
			return err
		})
		err := h.lobby.Live(t.Context(), 1, func(ctx context.Context, tx chat.LiveTx) error {
			_, err := tx.Floor(ctx)
			return err
		})
		wantKind(t, err, chat.KindNotFound)
	},
	"one at a time has the floor": func(t *testing.T, h *hall) {
		agent := h.NewGUID()
		seat := &chat.Seat{Agent: chat.Person{ID: agent}, Status: chat.AgentOnline}
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error { return tx.SaveSeat(ctx, seat) })
		const times = 20
		var all sync.WaitGroup
		for range times {
			all.Go(func() {
				err := h.lobby.Live(t.Context(), h.site, func(ctx context.Context, tx chat.LiveTx) error {
					floor, err := tx.Floor(ctx)
					if err != nil {
						return err
					}
					s := floor.Seat(agent)
					s.Max++
					return tx.SaveSeat(ctx, s)
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		wantSame(t, h.floor(t).Seat(agent).Max, times)
	},
	"who is connected is noted, for visitors and agents": func(t *testing.T, h *hall) {
		r := h.request(t, 0)
		seat := &chat.Seat{Agent: chat.Person{ID: h.NewGUID()}, Status: chat.AgentOnline, SeenUntil: someTime}
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error { return tx.SaveSeat(ctx, seat) })
		until := someTime.Add(24 * time.Hour)
		if err := h.lobby.Seen(t.Context(), h.site, []chat.GUID{r.Chat.VisitorID, seat.Agent.ID, h.NewGUID()}, until); err != nil {
			t.Fatal(err)
		}
		wantSame(t, h.running(t, r.Chat.GUID).SeenUntil, until)
		wantSame(t, h.floor(t).Seats[0].SeenUntil, until)
		if err := h.lobby.Seen(t.Context(), h.site, nil, until); err != nil {
			t.Fatal(err)
		}
	},
	"what is due is listed, and no more once it was seen to": func(t *testing.T, h *hall) {
		r := h.request(t, 0)
		seat := &chat.Seat{Agent: chat.Person{ID: h.NewGUID()}, Status: chat.AgentOnline, SeenUntil: someTime}
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error { return tx.SaveSeat(ctx, seat) })
		deadline, seen := r.Deadline(chat.DefaultTerms), r.SeenUntil
		early := someTime.Add(-time.Hour)
		byChat, byAgent := chat.DueChat{Site: h.site, Chat: r.Chat.GUID}, chat.DueChat{Site: h.site, Agent: seat.Agent.ID}
		h.wantDue(t, deadline.Add(-100), early, early)
		h.wantDue(t, deadline, early, early, byChat)
		h.wantDue(t, early, seen.Add(-100), early)
		h.wantDue(t, early, seen, early, byChat)
		h.wantDue(t, early, early, someTime, byAgent)
		seat.SeenUntil = time.Time{}
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error { return tx.SaveSeat(ctx, seat) })
		h.wantDue(t, early, early, someTime)
		if _, err := r.EndByVisitor(someTime); err != nil {
			t.Fatal(err)
		}
		h.save(t, r, nil)
		h.wantDue(t, early, seen, early)
	},
	"a visitor is known by the hash of the secret": func(t *testing.T, h *hall) {
		hash := [32]byte{1, 2, 3}
		_, err := h.lobby.Caller(t.Context(), h.site, hash)
		wantKind(t, err, chat.KindNotFound)
		caller := chat.Caller{Visitor: h.NewGUID()}
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error { return tx.SaveCaller(ctx, hash, caller) })
		h.wantCaller(t, hash, caller)
		err = h.lobby.Live(t.Context(), h.site, func(ctx context.Context, tx chat.LiveTx) error {
			return tx.SaveCaller(ctx, hash, chat.Caller{Visitor: h.NewGUID()})
		})
		wantKind(t, err, chat.KindConflict)
		caller.LastAgent = h.NewGUID()
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			return tx.SaveLastAgent(ctx, caller.Visitor, caller.LastAgent)
		})
		h.wantCaller(t, hash, caller)
		_, err = h.lobby.Caller(t.Context(), h.other, hash)
		wantKind(t, err, chat.KindNotFound)
	},
	"the epoch stays": func(t *testing.T, h *hall) {
		first, err := h.lobby.Epoch(t.Context(), h.site)
		if err != nil || first == (chat.GUID{}) {
			t.Fatalf("%v, %v", first, err)
		}
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			_, err := tx.Floor(ctx)
			return err
		})
		again, err := h.lobby.Epoch(t.Context(), h.site)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, again, first)
		_, err = h.lobby.Epoch(t.Context(), 1)
		wantKind(t, err, chat.KindNotFound)
	},
	"a chat is forgotten whole, by itself or when its record is deleted": func(t *testing.T, h *hall) {
		for _, deleted := range []bool{false, true} {
			r := h.request(t, 0)
			kept := h.request(t, 0)
			h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
				if !deleted {
					return tx.Forget(ctx, r.Chat.GUID)
				}
				record := r.Record(nil)
				if err := tx.SaveCaller(ctx, [32]byte{9}, chat.Caller{Visitor: record.VisitorID}); err != nil {
					return err
				}
				if err := tx.Records().Apply(ctx, changes(chat.ChatStored, record)); err != nil {
					return err
				}
				return tx.Records().Apply(ctx, changes(chat.ChatDeleted, record))
			})
			_, err := h.lobby.Running(t.Context(), h.site, r.Chat.GUID)
			wantKind(t, err, chat.KindNotFound)
			wantSame(t, len(h.entries(t, r.Chat.GUID, 0, 10)), 0)
			found, err := h.lobby.RunningOf(t.Context(), h.site, r.Chat.VisitorID)
			if err != nil || len(found) > 0 {
				t.Errorf("the visitor still has %v, %v", found, err)
			}
			_, err = h.lobby.Caller(t.Context(), h.site, [32]byte{9})
			wantKind(t, err, chat.KindNotFound)
			wantSame(t, len(h.entries(t, kept.Chat.GUID, 0, 10)), 1)
		}
	},
	"the turns of bots that are due, no bot's second before another's first": func(t *testing.T, h *hall) {
		busy, other := chat.Person{ID: h.NewGUID(), Name: h.Text()}, chat.Person{ID: h.NewGUID(), Name: "Other"}
		var all []*chat.Running
		for i, bot := range []chat.Person{busy, busy, busy, other, busy} {
			wanted := chat.Chat{GUID: h.NewGUID(), VisitorID: h.NewGUID()}
			r, entries := chat.RequestBot(wanted, bot, someTime.Add(time.Duration(i)*time.Second), someTime)
			h.save(t, r, entries)
			all = append(all, r)
		}
		told := all[0].Clone()
		if !told.Tell(chat.DefaultTerms, someTime) {
			t.Fatal("the turn is not due")
		}
		h.save(t, told, nil)
		wantSame(t, h.running(t, told.Chat.GUID), told)
		turn := func(r *chat.Running) chat.DueTurn {
			return chat.DueTurn{Site: h.site, Chat: r.Chat.GUID, Bot: r.Bot.ID}
		}
		for perBot, want := range map[int][]chat.DueTurn{
			0: nil, 1: {turn(all[1]), turn(all[3])}, 9: {turn(all[1]), turn(all[3]), turn(all[2])},
		} {
			due, err := h.lobby.DueTurns(t.Context(), someTime.Add(3*time.Second), perBot)
			if err != nil {
				t.Fatal(err)
			}
			due = slices.DeleteFunc(due, func(d chat.DueTurn) bool { return d.Site != h.site })
			if !slices.Equal(due, want) {
				t.Errorf("%d of each bot: %v, want %v", perBot, due, want)
			}
		}
		held, err := h.lobby.WithBots(t.Context(), h.site)
		wantSame(t, len(held), len(all))
		if err != nil {
			t.Error(err)
		}
		over, err := all[4].BotHandsOver(someTime)
		if err != nil {
			t.Fatal(err)
		}
		h.save(t, all[4], over)
		held, err = h.lobby.WithBots(t.Context(), h.site)
		if err != nil || len(held) != len(all)-1 {
			t.Errorf("%d chats are with bots, %v", len(held), err)
		}
	},
}

// wantCaller compares who is known by a hash, out of transactions and in them.
func (h *hall) wantCaller(t *testing.T, hash [32]byte, want chat.Caller) {
	t.Helper()
	got, err := h.lobby.Caller(t.Context(), h.site, hash)
	if err != nil {
		t.Fatal(err)
	}
	wantSame(t, got, want)
	h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
		got, err := tx.Caller(ctx, hash)
		wantSame(t, got, want)
		return err
	})
}

func (h *hall) floor(t *testing.T) *chat.Floor {
	t.Helper()
	floor, err := h.lobby.Floor(t.Context(), h.site)
	if err != nil {
		t.Fatal(err)
	}
	return floor
}

// wantDue compares what is due on the case's own site.
func (h *hall) wantDue(t *testing.T, now, visitorGone, agentGone time.Time, want ...chat.DueChat) {
	t.Helper()
	due, err := h.lobby.Due(t.Context(), now, visitorGone, agentGone, 1000)
	if err != nil {
		t.Fatal(err)
	}
	due = slices.DeleteFunc(due, func(d chat.DueChat) bool { return d.Site != h.site })
	if len(due) != len(want) || (len(want) > 0 && !slices.Equal(due, want)) {
		t.Errorf("due are %v, want %v", due, want)
	}
}

// parts are those who take part in a chat.
func (h *hall) parts(t *testing.T, r *chat.Running) map[string]chat.Part {
	t.Helper()
	all, err := h.lobby.Parts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	own := map[string]chat.Part{}
	for _, p := range all {
		if p.Site == h.site && p.Chat == r.Chat.GUID {
			own[p.Who.String()] = p
		}
	}
	return own
}
