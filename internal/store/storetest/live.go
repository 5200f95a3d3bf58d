package storetest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

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
	for _, cases := range []map[string]func(*testing.T, *hall){logCases, lobbyCases, sentFileCases, visitCases, connectionCases} {
		for name, test := range cases {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, &hall{bench: s.bench(t), lobby: store})
			})
		}
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
		entries[0].Sender, entries[0].Client, seq = r.Chat.VisitorID, client, entries[0].Seq
		return tx.Save(ctx, r, r.Deadline(chat.DefaultTerms), entries)
	})
	return seq, err
}

var logCases = map[string]func(*testing.T, *hall){
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
			if _, err := h.post(t.Context(), r.Chat.GUID, fmt.Sprint("client-id-", i), strings.ToValidUTF8(h.Text(), "")+"x"); err != nil {
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
		entries[0].Stamp = chat.Stamp{Sender: r.Chat.VisitorID, Client: "0123456789abcdef", Digest: [32]byte{1, 2, 31: 3}}
		entries[0].Line.Extra, entries[0].Line.Attachment = chat.Extra{{Name: "a", Raw: "b"}}, "key"
		h.save(t, r, entries)
		wantSame(t, h.entries(t, r.Chat.GUID, 1, 1), entries)
		h.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			found, err := tx.Repeated(ctx, r.Chat.GUID, r.Chat.VisitorID, "0123456789abcdef")
			wantSame(t, found, &entries[0])
			for _, other := range []struct {
				sender chat.GUID
				client string
			}{{h.NewGUID(), "0123456789abcdef"}, {r.Chat.VisitorID, "0123456789abcdeF"}} {
				none, err := tx.Repeated(ctx, r.Chat.GUID, other.sender, other.client)
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
			entries[0].Sender, entries[0].Client = r.Chat.VisitorID, "0123456789abcdef"
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
}
