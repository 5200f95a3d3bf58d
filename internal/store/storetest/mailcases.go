package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// postbox is a chat.Mailer that keeps what it is given, unless it says no.
type postbox struct {
	mu    sync.Mutex
	no    error
	mails []string // address, id, text
}

func (p *postbox) SendMail(_ context.Context, to, subject, text string, id chat.GUID) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.no != nil {
		return p.no
	}
	p.mails = append(p.mails, fmt.Sprint(to, " ", id, " ", subject, "\n", text))
	return nil
}

func (p *postbox) say(no error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.no = no
}

// ownMails keeps the mails of other cases, whose clocks differ, from a desk.
type ownMails struct {
	ownDue
}

func (s ownMails) MailsDue(ctx context.Context, now time.Time, limit int) (own []chat.Mail, err error) {
	due, err := s.LiveStore.MailsDue(ctx, now, 100*limit)
	for _, m := range due {
		if m.Site == s.site {
			own = append(own, m)
		}
	}
	return own, err
}

func (s ownMails) DropMails(context.Context, time.Time) error { return nil }

// post is a desk of each node that takes wishes for mails, and who sends them.
func (o *office) post(box chat.Mailer) (desks []*chat.Desk, posts []*chat.Post) {
	for _, node := range o.nodes {
		d := chat.NewDesk(ownMails{ownDue{node, o.site}}, silence{}, o.terms, o.clock, o.guid).WithMail()
		desks, posts = append(desks, d), append(posts, chat.NewPost(d, box, func(error) {}))
	}
	return desks, posts
}

// mailed begins a chat, ends it and asks for its transcript.
func (o *office) mailed(t *testing.T, d *chat.Desk, agent chat.Actor) caller {
	t.Helper()
	c := o.accepted(t, agent)
	c.end(t, agent)
	if err := d.SendTranscript(t.Context(), c.order(), "vi@example.com"); err != nil {
		t.Fatal(err)
	}
	return c
}

func send(t *testing.T, posts ...*chat.Post) {
	t.Helper()
	var all sync.WaitGroup
	for _, p := range posts {
		all.Go(func() {
			if err := p.Send(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

var mailCases = map[string]func(*testing.T, *office){
	"a visitor is sent the transcript once, without notes": func(t *testing.T, o *office) {
		box := &postbox{}
		desks, posts := o.post(box)
		ada := o.agent(t, "Ada", 3)
		c := o.accepted(t, ada)
		ack, err := o.desk().PostByAgent(t.Context(), c.by(ada), "good day")
		done(t, ack, err)
		ack, err = o.desk().Note(t.Context(), c.by(ada), "knows us")
		done(t, ack, err)
		order := c.order()
		wantKind(t, desks[0].SendTranscript(t.Context(), order, "vi@example.com"), chat.KindConflict)
		c.end(t, ada)
		wantIs(t, o.desk().SendTranscript(t.Context(), order, "vi@example.com"), chat.ErrNoMail)
		for _, address := range []string{"vi", "", "vi@example.com, eve@example.com", "Vi <vi@example.com>", strings.Repeat("v", 250) + "@example.com", "vi@example.com\r\nBcc: eve@example.com"} {
			wantKind(t, desks[0].SendTranscript(t.Context(), order, address), chat.KindInvalid)
		}
		stranger := c.order()
		stranger.Visitor = o.guid()
		wantKind(t, desks[0].SendTranscript(t.Context(), stranger, "vi@example.com"), chat.KindNotFound)
		for range 2 {
			for _, d := range desks {
				if err := d.SendTranscript(t.Context(), order, "vi@example.com"); err != nil {
					t.Fatal(err)
				}
			}
		}
		wantIs(t, desks[0].SendTranscript(t.Context(), order, "eve@example.com"), chat.ErrIDTaken)
		send(t, posts...)
		send(t, posts...)
		if len(box.mails) != 1 || !strings.HasPrefix(box.mails[0], "vi@example.com ") || !strings.Contains(box.mails[0], "good day") || strings.Contains(box.mails[0], "knows us") {
			t.Errorf("sent: %q", box.mails)
		}
	},
	"a mail that is not taken is sent again with growing pauses, and given up after a day": func(t *testing.T, o *office) {
		box := &postbox{no: errors.New("away")}
		desks, posts := o.post(box)
		c := o.mailed(t, desks[0], o.agent(t, "Ada", 3))
		dueIn := func() time.Duration {
			t.Helper()
			for _, m := range o.mails(t, c) {
				if !m.Due.IsZero() {
					return m.Due.Sub(o.clock())
				}
			}
			return 0
		}
		var last time.Duration
		tries := 0
		for {
			send(t, posts...)
			tries++
			wait := dueIn()
			if wait == 0 {
				break
			}
			if wait < last {
				t.Errorf("after %v comes %v", last, wait)
			}
			last = wait
			o.pass(wait)
		}
		if passed := o.clock().Sub(o.mails(t, c)[0].Requested); tries < 10 || passed < 20*time.Hour || passed > chat.MailsGivenUp {
			t.Errorf("%d tries in %v", tries, passed)
		}
		box.say(nil)
		o.pass(24 * time.Hour)
		send(t, posts...)
		wantSame(t, len(box.mails), 0)
	},
	"a mail that is refused for good is not sent again, one that was away is": func(t *testing.T, o *office) {
		for _, no := range []error{chat.ErrUndeliverable, errors.New("away")} {
			box := &postbox{no: fmt.Errorf("said: %w", no)}
			desks, posts := o.post(box)
			ada := o.agent(t, "Ada", 3)
			o.mailed(t, desks[0], ada)
			send(t, posts...)
			box.say(nil)
			o.pass(10 * time.Minute)
			send(t, posts...)
			wantSame(t, len(box.mails) == 1, !errors.Is(no, chat.ErrUndeliverable))
			_, err := o.desk().SetStatus(t.Context(), ada, chat.AgentOffline, 0)
			if err != nil {
				t.Fatal(err)
			}
		}
	},
	"a node that dies while it sends delays a mail": func(t *testing.T, o *office) {
		box := &postbox{}
		desks, posts := o.post(box)
		c := o.mailed(t, desks[0], o.agent(t, "Ada", 3))
		m := o.mails(t, c)[0]
		for i, want := range []bool{true, false} {
			if claimed, err := o.nodes[i%len(o.nodes)].ClaimMail(t.Context(), m, o.clock().Add(5*time.Minute)); claimed != want || err != nil {
				t.Fatal(claimed, err)
			}
		}
		send(t, posts...)
		wantSame(t, len(box.mails), 0)
		o.pass(5 * time.Minute)
		send(t, posts...)
		wantSame(t, len(box.mails), 1)
	},
	"a chat's transcript is sent a few times, and to one address so often a day": func(t *testing.T, o *office) {
		desks, _ := o.post(&postbox{})
		ada := o.agent(t, "Ada", 50)
		for i := range chat.MaxMailsADay/chat.MaxMailsOfChat + 1 {
			c := o.accepted(t, ada)
			c.end(t, ada)
			for j := range chat.MaxMailsOfChat + 1 {
				spelt := []string{"vi@example.com", "VI@example.com", " Vi@Example.COM"}[j%3] // which is one address
				err := desks[0].SendTranscript(t.Context(), c.order(), spelt)
				if n := i*chat.MaxMailsOfChat + j; j < chat.MaxMailsOfChat && n < chat.MaxMailsADay {
					if err != nil {
						t.Fatal(n, err)
					}
					continue
				}
				wantIs(t, err, chat.ErrTooManyMails)
			}
		}
	},
	"a mail goes with its chat": func(t *testing.T, o *office) {
		box := &postbox{}
		desks, posts := o.post(box)
		c := o.mailed(t, desks[0], o.agent(t, "Ada", 3))
		o.apply(t, o.site, chat.ChatDeleted, c.record(t))
		wantSame(t, len(o.mails(t, c)), 0)
		send(t, posts...)
		wantSame(t, len(box.mails), 0)
	},
}

// mails are those of a chat.
func (o *office) mails(t *testing.T, c caller) (found []chat.Mail) {
	t.Helper()
	err := o.lobby.Live(t.Context(), o.site, func(ctx context.Context, tx chat.LiveTx) (err error) {
		found, err = tx.MailsLike(ctx, chat.Mail{Chat: c.chat}, o.clock())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
