package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// RunTalks holds the nodes of one store to the contract of chat.Talks.
func RunTalks(t *testing.T, nodes []LiveStore) {
	s := &suite{store: nodes[0], accounts: nodes[0]}
	for name, test := range talkCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, &parlour{&hall{bench: s.bench(t), lobby: nodes[0]}, nodes})
		})
	}
}

// parlour is a hall where chats are spoken in.
type parlour struct {
	*hall
	nodes []LiveStore
}

// says has the visitor of a chat write on a node.
func (p *parlour) says(ctx context.Context, node int, r *chat.Running, client, text string) (seq int64, err error) {
	sender := r.Chat.VisitorID
	step := chat.Talk{Site: p.site, Chat: r.Chat.GUID, Stamp: chat.Stamp{Sender: sender, Client: client, Digest: [32]byte{byte(len(text))}}, Terms: chat.DefaultTerms}
	step.Rule = func(r *chat.Running, earlier *chat.Entry) ([]chat.Entry, bool, error) {
		if earlier != nil {
			if seq = earlier.Seq; earlier.Digest != step.Stamp.Digest {
				return nil, false, chat.ErrIDTaken
			}
			return nil, false, nil
		}
		added, err := r.PostByVisitor(text, someTime)
		if err != nil {
			return nil, false, err
		}
		added[0].Stamp, seq = step.Stamp, added[0].Seq
		return added, true, nil
	}
	return seq, p.nodes[node%len(p.nodes)].Talk(ctx, &step)
}

// mustSay is says, which must succeed.
func (p *parlour) mustSay(t *testing.T, node int, r *chat.Running, client, text string) int64 {
	t.Helper()
	seq, err := p.says(t.Context(), node, r, client, text)
	if err != nil {
		t.Fatal(err)
	}
	return seq
}

// wantLog compares what is stored of a chat with the texts after its first entries.
func (p *parlour) wantLog(t *testing.T, r *chat.Running, texts ...string) {
	t.Helper()
	for _, node := range p.nodes {
		log, err := node.Entries(t.Context(), p.site, r.Chat.GUID, r.LastSeq, 1000)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i, e := range log {
			wantSame(t, e.Seq, r.LastSeq+int64(i)+1)
			got = append(got, e.Line.Text)
		}
		wantSame(t, got, texts)
		now, err := node.Running(t.Context(), p.site, r.Chat.GUID)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, now.LastSeq, r.LastSeq+int64(len(texts)))
	}
}

const firstID, secondID, thirdID = "client-id-000001", "client-id-000002", "client-id-000003"

var talkCases = map[string]func(*testing.T, *parlour){
	"what is said is stored once, whichever node it comes to": func(t *testing.T, p *parlour) {
		r := p.active(t, chat.Person{ID: p.NewGUID(), Name: "Ada"})
		for node := range 4 { // the first of each node reads the chat
			wantSame(t, p.mustSay(t, node, r, firstID, "one"), r.LastSeq+1)
		}
		for node := range 4 {
			wantSame(t, p.mustSay(t, node, r, secondID, "two"), r.LastSeq+2)
		}
		wantSame(t, p.mustSay(t, 0, r, thirdID, "three"), r.LastSeq+3)
		p.wantLog(t, r, "one", "two", "three")
		_, err := p.says(t.Context(), 0, r, secondID, "another")
		wantSame(t, err, chat.ErrIDTaken)
		want := r.Version + 3
		wantSame(t, p.running(t, r.Chat.GUID).Version, want)
	},
	"what a rule refuses leaves nothing": func(t *testing.T, p *parlour) {
		r := p.active(t, chat.Person{ID: p.NewGUID()})
		p.mustSay(t, 0, r, firstID, "one")
		_, err := p.says(t.Context(), 0, r, secondID, "")
		wantKind(t, err, chat.KindInvalid)
		p.mustSay(t, 0, r, thirdID, "two")
		p.wantLog(t, r, "one", "two")
		stranger := r.Clone()
		stranger.Chat.GUID = p.NewGUID()
		_, err = p.says(t.Context(), 0, stranger, firstID, "one")
		wantSame(t, err, chat.ErrChatNotFound)
		elsewhere := chat.Talk{Site: p.other, Chat: r.Chat.GUID, Rule: func(*chat.Running, *chat.Entry) ([]chat.Entry, bool, error) { return nil, true, nil }}
		wantSame(t, p.nodes[0].Talk(t.Context(), &elsewhere), chat.ErrChatNotFound)
	},
	"what another node has made of a chat counts": func(t *testing.T, p *parlour) {
		ada, bob := chat.Person{ID: p.NewGUID(), Name: "Ada"}, chat.Person{ID: p.NewGUID(), Name: "Bob"}
		r := p.active(t, ada)
		for node := range p.nodes {
			p.mustSay(t, node, r, fmt.Sprintf("client-id-of-node-%d", node), "hello")
		}
		now := p.running(t, r.Chat.GUID)
		if _, err := now.Join(bob, someTime); err != nil {
			t.Fatal(err)
		}
		joined := chat.Entry{Seq: now.LastSeq, Kind: chat.EntryJoined, By: bob.ID}
		p.save(t, now, []chat.Entry{joined}) // by the first node
		step := chat.Talk{Site: p.site, Chat: r.Chat.GUID, Terms: chat.DefaultTerms, Rule: func(r *chat.Running, _ *chat.Entry) ([]chat.Entry, bool, error) {
			added, err := r.PostByAgent(bob, "and I", someTime)
			return added, err == nil, err
		}}
		if err := p.nodes[len(p.nodes)-1].Talk(t.Context(), &step); err != nil {
			t.Errorf("who has joined by one node may not write by another one: %v", err)
		}
		got := p.running(t, r.Chat.GUID)
		wantSame(t, got.Beside, now.Beside)
		wantSame(t, got.LastSeq, now.LastSeq+1)
		p.live(t, func(ctx context.Context, tx chat.LiveTx) error { return tx.Forget(ctx, r.Chat.GUID) })
		_, err := p.says(t.Context(), len(p.nodes)-1, r, thirdID, "too late")
		wantSame(t, err, chat.ErrChatNotFound)
	},
	"a step that changes more is stored whole": func(t *testing.T, p *parlour) {
		r := p.active(t, chat.Person{ID: p.NewGUID(), Name: "Ada"})
		p.mustSay(t, 0, r, firstID, "one")
		until := someTime.Add(time.Second)
		step := chat.Talk{Site: p.site, Chat: r.Chat.GUID, Terms: chat.DefaultTerms, Rule: func(r *chat.Running, _ *chat.Entry) ([]chat.Entry, bool, error) {
			r.Offer = chat.Offer{To: chat.Person{ID: r.Chat.GUID, Name: "Cyd"}, Until: until}
			return nil, true, nil
		}}
		if err := p.nodes[0].Talk(t.Context(), &step); err != nil {
			t.Fatal(err)
		}
		p.live(t, func(ctx context.Context, tx chat.LiveTx) error {
			held, err := tx.Held(ctx, r.Chat.GUID)
			wantSame(t, guidsOf(held), []chat.GUID{r.Chat.GUID})
			return err
		})
		p.wantDue(t, until, someTime, someTime, chat.DueChat{Site: p.site, Chat: r.Chat.GUID})
	},
	"no chat is due later than it is": func(t *testing.T, p *parlour) {
		r := p.active(t, chat.Person{ID: p.NewGUID()})
		for node := range 4 {
			p.mustSay(t, node, r, fmt.Sprintf("client-id-of-turn-%d", node), "still here")
		}
		p.wantDue(t, r.Deadline(chat.DefaultTerms), someTime, someTime, chat.DueChat{Site: p.site, Chat: r.Chat.GUID})
	},
	"many who speak at once in many chats get one order in each": func(t *testing.T, p *parlour) {
		const chats, writers, each = 5, 6, 12
		var all sync.WaitGroup
		var mu sync.Mutex
		for range chats {
			r := p.active(t, chat.Person{ID: p.NewGUID(), Name: "Ada"})
			acked := map[int64]string{}
			for w := range writers {
				all.Go(func() {
					for i := range each {
						id := fmt.Sprintf("client-%08d-%d", w, i)
						for again := range 2 {
							seq, err := p.says(t.Context(), w+i*again, r, id, id)
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
			defer func() {
				log := p.entries(t, r.Chat.GUID, r.LastSeq, 1000)
				wantSame(t, len(log), writers*each)
				for i, e := range log {
					if e.Seq != r.LastSeq+int64(i)+1 || acked[e.Seq] != e.Client || e.Line.Text != e.Client {
						t.Fatalf("entry %d: %+v, acknowledged as %q", i, e, acked[e.Seq])
					}
				}
				wantSame(t, p.running(t, r.Chat.GUID).Version, r.Version+writers*each)
			}()
		}
		all.Wait()
	},
}
