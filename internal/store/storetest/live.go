package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
)

// LiveStore is a store that keeps running chats too.
type LiveStore interface {
	chat.Store
	chat.Accounts
	chat.Lobby
}

// RunLobby holds a store to the contract of chat.Lobby. open gives an empty one as
// for Run.
func RunLobby(t *testing.T, open func(*testing.T) LiveStore) {
	store := open(t)
	s := &suite{store: store, accounts: store}
	for name, test := range lobbyCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, &hall{bench: s.bench(t), lobby: store})
		})
	}
}

// hall is what one case works with.
type hall struct {
	*bench
	lobby chat.Lobby
}

// live runs one transaction, which must succeed.
func (h *hall) live(t *testing.T, fn func(context.Context, chat.LiveTx) error) {
	t.Helper()
	if err := h.lobby.Live(t.Context(), h.site, fn); err != nil {
		t.Fatalf("change site %d: %v", h.site, err)
	}
}

// request begins a chat.
func (h *hall) request(t *testing.T, after time.Duration) *chat.Running {
	t.Helper()
	wanted := h.Random.Chat()
	wanted.Messages, wanted.Agents, wanted.TransferLog = nil, nil, nil
	wanted.VisitorID = h.NewGUID()
	r, entries := chat.Request(*wanted, someTime.Add(after), someTime.Add(time.Hour))
	h.save(t, r, entries)
	return r
}

func (h *hall) save(t *testing.T, r *chat.Running, entries []chat.Entry) {
	t.Helper()
	h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
		return tx.Save(ctx, r, r.Deadline(chat.DefaultTerms), entries)
	})
}

// active begins a chat that an agent holds.
func (h *hall) active(t *testing.T, agent chat.Person) *chat.Running {
	t.Helper()
	r := h.request(t, 0)
	offered, err := r.Propose(agent, someTime.Add(time.Minute), someTime)
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := r.Accept(agent.ID, someTime)
	if err != nil {
		t.Fatal(err)
	}
	h.save(t, r, append(offered, accepted...))
	return r
}

func (h *hall) running(t *testing.T, guid chat.GUID) *chat.Running {
	t.Helper()
	r, err := h.lobby.Running(t.Context(), h.site, guid)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (h *hall) entries(t *testing.T, guid chat.GUID, after int64, limit int) []chat.Entry {
	t.Helper()
	entries, err := h.lobby.Entries(t.Context(), h.site, guid, after, limit)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func guidsOf(chats []*chat.Running) (guids []chat.GUID) {
	for _, r := range chats {
		guids = append(guids, r.Chat.GUID)
	}
	return guids
}

// post adds a message of the visitor as a command would.
func (h *hall) post(ctx context.Context, guid chat.GUID, client, text string) (seq int64, err error) {
	err = h.lobby.Live(ctx, h.site, func(ctx context.Context, tx chat.LiveTx) error {
		r, err := tx.Lock(ctx, guid)
		if err != nil {
			return err
		}
		if again, err := tx.Repeated(ctx, guid, r.Chat.VisitorID, client); err != nil || again != nil {
			if again != nil {
				seq = again.Seq
			}
			return err
		}
		entries, err := r.PostByVisitor(text, someTime)
		if err != nil {
			return err
		}
		entries[0].Client, seq = client, entries[0].Seq
		return tx.Save(ctx, r, r.Deadline(chat.DefaultTerms), entries)
	})
	return seq, err
}

var lobbyCases = map[string]func(*testing.T, *hall){
	"a chat comes back as it was saved": func(t *testing.T, h *hall) {
		ada := chat.Person{ID: h.NewGUID(), Name: h.Text()}
		r := h.active(t, ada)
		r.Beside = []chat.Beside{{Agent: chat.Person{ID: h.NewGUID(), Name: "Bob"}, Joined: true}, {Agent: chat.Person{ID: h.NewGUID()}}}
		r.Offer = chat.Offer{To: chat.Person{ID: h.NewGUID(), Name: "Cyd"}, Until: someTime.Add(time.Second)}
		r.Prefer, r.Asked, r.Refused = h.NewGUID(), []chat.GUID{h.NewGUID()}, []chat.GUID{h.NewGUID(), h.NewGUID()}
		r.InFront, r.ReadByVisitor, r.ReadByAgent, r.Spoke = true, 3, 2, someTime.Add(time.Minute)
		h.save(t, r, nil)
		wantSame(t, h.running(t, r.Chat.GUID), r)
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			locked, err := tx.Lock(ctx, r.Chat.GUID)
			wantSame(t, locked, r)
			return err
		})
		_, err := h.lobby.Running(t.Context(), h.other, r.Chat.GUID)
		wantKind(t, err, chat.KindNotFound)
	},
	"the log comes back in order and in parts": func(t *testing.T, h *hall) {
		r := h.request(t, 0)
		for i := range 4 {
			if _, err := h.post(t.Context(), r.Chat.GUID, fmt.Sprint("client-id-", i), h.Text()+"x"); err != nil {
				t.Fatal(err)
			}
		}
		all := h.entries(t, r.Chat.GUID, 0, 100)
		wantSame(t, len(all), 5)
		for i, e := range all {
			wantSame(t, e.Seq, int64(i+1))
		}
		wantSame(t, h.entries(t, r.Chat.GUID, 2, 2), all[2:4])
		wantSame(t, len(h.entries(t, r.Chat.GUID, 5, 2)), 0)
		wantSame(t, len(h.entries(t, r.Chat.GUID, 0, 0)), 0)
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			log, err := tx.Log(ctx, r.Chat.GUID)
			wantSame(t, log, all)
			return err
		})
	},
	"an entry comes back with its stamp": func(t *testing.T, h *hall) {
		r := h.request(t, 0)
		entries, err := r.PostByVisitor("hello", someTime)
		if err != nil {
			t.Fatal(err)
		}
		entries[0].Stamp = chat.Stamp{Client: "0123456789abcdef", Digest: [32]byte{1, 2, 31: 3}}
		entries[0].Line.Extra, entries[0].Line.Attachment = chat.Extra{{Name: "a", Raw: "b"}}, "key"
		h.save(t, r, entries)
		wantSame(t, h.entries(t, r.Chat.GUID, 1, 1), entries)
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			found, err := tx.Repeated(ctx, r.Chat.GUID, r.Chat.VisitorID, "0123456789abcdef")
			wantSame(t, found, &entries[0])
			for _, other := range []struct {
				by     chat.GUID
				client string
			}{{h.NewGUID(), "0123456789abcdef"}, {r.Chat.VisitorID, "0123456789abcdeF"}} {
				none, err := tx.Repeated(ctx, r.Chat.GUID, other.by, other.client)
				if none != nil || err != nil {
					t.Errorf("found %v, %v", none, err)
				}
			}
			return err
		})
	},
	"a client's id stands for one entry": func(t *testing.T, h *hall) {
		r := h.request(t, 0)
		for i := range 2 {
			entries, err := r.PostByVisitor("hello", someTime)
			if err != nil {
				t.Fatal(err)
			}
			entries[0].Client = "0123456789abcdef"
			err = h.lobby.Live(t.Context(), h.site, func(ctx context.Context, tx chat.LiveTx) error {
				return tx.Save(ctx, r, someTime, entries)
			})
			if i == 1 {
				wantKind(t, err, chat.KindConflict)
			} else if err != nil {
				t.Fatal(err)
			}
		}
		wantSame(t, len(h.entries(t, r.Chat.GUID, 0, 10)), 2)
	},
	"what fails leaves nothing": func(t *testing.T, h *hall) {
		r := h.request(t, 0)
		err := h.lobby.Live(t.Context(), h.site, func(ctx context.Context, tx chat.LiveTx) error {
			locked, err := tx.Lock(ctx, r.Chat.GUID)
			if err != nil {
				return err
			}
			entries, err := locked.PostByVisitor("lost", someTime)
			if err != nil {
				return err
			}
			if err := tx.Save(ctx, locked, someTime, entries); err != nil {
				return err
			}
			if err := tx.SaveSeat(ctx, &chat.Seat{Agent: chat.Person{ID: h.NewGUID()}}); err != nil {
				return err
			}
			if err := tx.Records().Apply(ctx, changes(chat.ChatStored, locked.Record(nil))); err != nil {
				return err
			}
			return errOfFn
		})
		if err == nil {
			t.Fatal("the error was lost")
		}
		wantSame(t, h.running(t, r.Chat.GUID), r)
		wantSame(t, len(h.entries(t, r.Chat.GUID, 0, 10)), 1)
		wantSame(t, len(h.floor(t).Seats), 0)
		wantSame(t, len(h.log(t, h.site, 0, 10)), 0)
	},
	"many who write at once get one order without gaps": func(t *testing.T, h *hall) {
		r := h.request(t, 0)
		const writers, each = 8, 10
		var all sync.WaitGroup
		var mu sync.Mutex
		acked := map[int64]string{}
		for w := range writers {
			all.Go(func() {
				for i := range each {
					id := fmt.Sprintf("client-%08d-%d", w, i)
					for range 2 { // the second is a repetition
						seq, err := h.post(t.Context(), r.Chat.GUID, id, id)
						mu.Lock()
						if other, taken := acked[seq]; err != nil || (taken && other != id) {
							t.Errorf("%s: number %d, which %q has, %v", id, seq, other, err)
						}
						acked[seq] = id
						mu.Unlock()
					}
				}
			})
		}
		all.Wait()
		log := h.entries(t, r.Chat.GUID, 1, 1000)
		wantSame(t, len(log), writers*each)
		for i, e := range log {
			if e.Seq != int64(i+2) || acked[e.Seq] != e.Client || e.Line.Text != e.Client {
				t.Fatalf("entry %d: %+v, acknowledged as %q", i, e, acked[e.Seq])
			}
		}
		wantSame(t, h.running(t, r.Chat.GUID).LastSeq, int64(writers*each+1))
	},
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
	"the floor has the chats that wait, the seats, and what each has to do": func(t *testing.T, h *hall) {
		ada := &chat.Seat{Agent: chat.Person{ID: h.NewGUID()}, Status: chat.AgentOnline, Max: 3, LastAsked: someTime, SeenUntil: someTime.Add(time.Hour)}
		later, sooner := h.request(t, time.Minute), h.request(t, 0)
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			if _, err := tx.Floor(ctx); err != nil {
				return err
			}
			if err := tx.Records().Keep(ctx, &chat.Related{Agents: map[chat.GUID]*chat.Agent{ada.Agent.ID: {ID: ada.Agent.ID, DisplayName: "Ada"}}}); err != nil {
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
		for _, caller := range []chat.Caller{{Visitor: h.NewGUID()}, {Visitor: h.NewGUID(), Session: h.NewGUID(), LastAgent: h.NewGUID()}} {
			h.live(t, func(ctx context.Context, tx chat.LiveTx) error { return tx.SaveCaller(ctx, hash, caller) })
			got, err := h.lobby.Caller(t.Context(), h.site, hash)
			if err != nil {
				t.Fatal(err)
			}
			wantSame(t, got, caller)
		}
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
			wantSame(t, len(h.entries(t, kept.Chat.GUID, 0, 10)), 1)
		}
	},
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
