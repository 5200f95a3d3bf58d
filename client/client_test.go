package client_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/parleychat/parley/client"
	"github.com/parleychat/parley/internal/live"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestAVisitorAndAnAgentTalk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v, a, chat := w.opened(t, client.Options{})
	said, err := v.Post(within(t), chat, "hello <b> & \u2028")
	if err != nil {
		t.Fatal(err)
	}
	heard := await(t, a.Conn, func(e client.Entry) bool { return e.Kind == client.KindText })
	if heard.Text != "hello <b> & \u2028" || heard.Seq != said.Seq || heard.By != v.You() || heard.ID != "" || heard.Chat != chat {
		t.Errorf("%+v of %+v by %s", heard, said, v.You())
	}
	if own := await(t, v.Conn, func(e client.Entry) bool { return e.Kind == client.KindText }); own.ID != said.ID {
		t.Errorf("%+v of %+v", own, said)
	}
	if _, err := a.Note(within(t), chat, "knows us"); err != nil {
		t.Fatal(err)
	}
	await(t, v.Conn, func(e client.Entry) bool { return e.Kind == client.KindWithheld })
	if err := a.Typing(chat, true); err != nil {
		t.Fatal(err)
	}
	if typed := await(t, v.Conn, func(client.Typing) bool { return true }); !typed.On || typed.By != a.You() {
		t.Errorf("%+v", typed)
	}
	if err := a.MarkRead(chat, said.Seq); err != nil {
		t.Fatal(err)
	}
	await(t, v.Conn, func(s client.ChatState) bool { return s.ReadByAgent == said.Seq })
	if _, err := a.End(within(t), chat); err != nil {
		t.Fatal(err)
	}
	ended := await(t, v.Conn, func(s client.ChatState) bool { return s.State == client.StateEnded })
	if ended.ChatID == 0 || ended.Agent == nil || ended.Agent.Name != "Ada" {
		t.Errorf("%+v", ended)
	}
	five := 5
	if err := v.Rate(within(t), chat, client.Survey{Rating: &five}); err != nil {
		t.Error(err)
	}
	entries, more, err := a.Entries(within(t), chat, said.Seq-1)
	if err != nil || more || entries[0].Text != heard.Text || entries[len(entries)-1].Kind != client.KindEnded {
		t.Errorf("%+v %v %v", entries, more, err)
	}
}

func TestAnAgentSeesWhoAsks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, v := w.agent(t, client.Options{}), w.visitor(t, "", client.Options{})
	if _, err := v.Request(within(t), client.Request{Name: "Vi", Email: "vi@example.com", Page: &client.Page{Title: "Shoes", URL: "https://shop.example/"}}); err != nil {
		t.Fatal(err)
	}
	s := await(t, a.Conn, func(s client.ChatState) bool { return s.State == client.StateOffered })
	if f := s.ForAgent; f == nil || f.Role != client.RoleOffered || f.Visitor.Email != "vi@example.com" || f.OfferedTo.Name != "Ada" || f.OfferedUntil.IsZero() || f.Page.Title != "Shoes" {
		t.Errorf("%+v", f)
	}
}

func TestRefusalsAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.visitor(t, "", client.Options{})
	_, err := v.Request(within(t), client.Request{})
	if !client.IsRefused(err, client.NobodyThere) {
		t.Error(err)
	}
	_, err = v.Post(within(t), "11111111-2222-4333-8444-555555555555", "hello")
	if !client.IsRefused(err, client.NotFound) || client.IsRefused(err, client.Conflict) {
		t.Error(err)
	}
	for _, text := range []string{"\x00", "\xff", strings.Repeat("長", 8000)} {
		if _, err = v.Post(within(t), "11111111-2222-4333-8444-555555555555", text); !client.IsRefused(err, client.Invalid) {
			t.Errorf("%.9q: %v", text, err)
		}
	}
}

func TestWhoIsNotLetInIsToldWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var not *client.NotLetInError
	if _, err := client.ConnectAgent(within(t), w.base, "mallory", client.Options{}); !errors.As(err, &not) || !strings.Contains(not.Reason, "credentials") {
		t.Error(err)
	}
	if _, err := client.ConnectVisitor(within(t), w.base, site, "guess", client.Options{}); !errors.As(err, &not) {
		t.Error(err)
	}
	if _, err := client.ConnectVisitor(within(t), "ftp://x", site, "", client.Options{}); err == nil {
		t.Error("any address will do")
	}
}

func TestAServerThatIsNotThereIsAskedUntilTheContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	o := client.Options{BackOff: func(failures int) time.Duration {
		if failures == 3 {
			cancel()
		}
		return time.Millisecond
	}}
	_, err := client.ConnectVisitor(ctx, "http://127.0.0.1:1", site, "", o)
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "refused") {
		t.Error(err)
	}
}

func TestAVisitorComesBackWithTheSecretToThePlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v, a, chat := w.opened(t, client.Options{})
	await(t, v.Conn, func(e client.Entry) bool { return e.Kind == client.KindAccepted })
	place := v.Place()
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Next(within(t)); err != nil && !errors.Is(err, client.ErrClosed) {
		t.Error(err)
	}
	if _, err := v.Post(within(t), chat, "late"); !errors.Is(err, client.ErrClosed) {
		t.Error(err)
	}
	said, err := a.Post(within(t), chat, "are you there?")
	if err != nil {
		t.Fatal(err)
	}
	back := w.visitor(t, v.Secret(), client.Options{Place: place})
	next := await(t, back.Conn, func(client.Entry) bool { return true })
	if next.Seq != said.Seq || next.Text != "are you there?" || back.You() != v.You() {
		t.Errorf("%+v of %+v", next, said)
	}
}

func TestAPlaceOfAnotherEpochBeginsAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v, _, chat := w.opened(t, client.Options{})
	other := client.Place{Epoch: "11111111-2222-4333-8444-555555555555", Seq: map[string]int64{chat: 2}}
	back := w.visitor(t, v.Secret(), client.Options{Place: other})
	if r := await(t, back.Conn, func(client.Resync) bool { return true }); r.Chat != chat {
		t.Errorf("%+v", r)
	}
	if e := await(t, back.Conn, func(client.Entry) bool { return true }); e.Seq != 1 {
		t.Errorf("%+v", e)
	}
	if back.Place().Epoch == other.Epoch || back.Place().Seq[chat] != 1 {
		t.Errorf("%+v", back.Place())
	}
}

// TestCutConnectionsLoseNothing has both sides talk while all connections are cut over and
// over, in the midst of what they say.
func TestCutConnectionsLoseNothing(t *testing.T) {
	t.Parallel()
	const texts, writers = 40, 3
	w := newWorld(t)
	v, a, chat := w.opened(t, soon())
	talking := within(t)
	var all sync.WaitGroup
	post := map[string]func(context.Context, string, string) (client.Ack, error){"v": v.Post, "a": a.Post}
	var mu sync.Mutex
	acked := map[string]int64{}
	for who, post := range post {
		for n := range writers {
			all.Go(func() {
				for i := range texts {
					text := fmt.Sprint(who, n, "-", i)
					ack, err := post(talking, chat, text)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					acked[text] = ack.Seq
					mu.Unlock()
					if rand.N(8) == 0 {
						w.cut(2)
					}
				}
			})
		}
	}
	all.Wait()
	if _, err := v.End(within(t), chat); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*client.Conn{v.Conn, a.Conn} {
		last, seen, cuts := int64(0), 0, 0
		for last == 0 || seen < len(acked) {
			e, err := c.Next(within(t))
			if err != nil {
				t.Fatal(err)
			}
			switch e := e.(type) {
			case client.Disconnected:
				cuts++
			case client.Entry:
				if e.Seq != last+1 && last > 0 {
					t.Fatalf("%d follows %d", e.Seq, last)
				}
				last = e.Seq
				if e.Kind == client.KindText {
					seen++
					if acked[e.Text] != e.Seq {
						t.Fatalf("%s is %d and was acknowledged as %d", e.Text, e.Seq, acked[e.Text])
					}
				}
			}
		}
		if cuts == 0 {
			t.Error("nothing was cut")
		}
	}
}

func TestAClientThatIsTooFastIsSlowedDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *live.Options) { o.Limits.VisitorRate, o.Limits.VisitorBurst = 6000, 2 })
	v, _, chat := w.opened(t, soon())
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			if _, err := v.Post(within(t), chat, fmt.Sprint(i)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestAVisitorIsInvited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v, a, chat := w.opened(t, client.Options{})
	if _, err := v.End(within(t), chat); err != nil {
		t.Fatal(err)
	}
	await(t, a.Conn, func(s client.ChatState) bool { return s.State == client.StateEnded })
	for _, state := range []string{client.InvitationDeclined, client.InvitationAccepted} {
		id, err := a.Invite(within(t), v.You(), "Come back")
		if err != nil {
			t.Fatal(err)
		}
		got := await(t, v.Conn, func(i client.Invitation) bool { return i.State == client.InvitationOpen })
		if got.ID != id || got.Message != "Come back" || got.Agent == nil || got.Agent.Name != "Ada" {
			t.Errorf("%+v", got)
		}
		if state == client.InvitationDeclined {
			err = v.Decline(within(t), id)
		} else {
			_, err = v.Request(within(t), client.Request{Invitation: id})
		}
		if err != nil {
			t.Fatal(err)
		}
		if told := await(t, a.Conn, func(i client.Invitation) bool { return i.State == state }); told.ID != id || told.Visitor != v.You() {
			t.Errorf("%+v", told)
		}
	}
}
