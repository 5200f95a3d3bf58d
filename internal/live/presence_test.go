package live

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
)

const noteSite = chat.SiteID(7)

// slowDesk is a notebook that writes a note down only when the test lets it.
type slowDesk struct {
	held map[string]chan struct{} // by note; those of others are written at once

	mu      sync.Mutex
	written []string
}

func (d *slowDesk) write(note string) error {
	if gate, is := d.held[note]; is {
		<-gate
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.written = append(d.written, note)
	return nil
}

func (d *slowDesk) notes() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.written)
}

func (d *slowDesk) NodeAlive(context.Context, chat.GUID, time.Time) error { return nil }

func (d *slowDesk) Connect(context.Context, chat.SiteID, chat.GUID, chat.GUID, time.Time) error {
	return d.write("seen")
}

func (d *slowDesk) Disconnect(context.Context, chat.SiteID, chat.GUID, chat.GUID) error {
	return d.write("gone")
}

func (d *slowDesk) Renew(_ context.Context, _ chat.SiteID, who []chat.GUID, _ time.Time) error {
	return d.write(fmt.Sprint("renewed ", len(who)))
}

// attending is a node's presence on a desk that holds back some notes.
func attending(t *testing.T, held ...string) (*presence, *slowDesk) {
	t.Helper()
	desk := &slowDesk{held: map[string]chan struct{}{}}
	for _, note := range held {
		desk.held[note] = make(chan struct{})
	}
	return newPresence(desk, &node{id: uuid.New(), desk: desk, now: time.Now}, time.Now), desk
}

// comes and leaves are what a session does when it begins and ends.
func comes(t *testing.T, p *presence, who chat.GUID) {
	t.Helper()
	if !p.enter(noteSite, who, 5) {
		t.Error("a connection was refused")
	}
	if err := p.seen(t.Context(), noteSite, who); err != nil {
		t.Error(err)
	}
}

func leaves(t *testing.T, p *presence, who chat.GUID) {
	t.Helper()
	if !p.exit(noteSite, who) {
		return
	}
	if err := p.gone(t.Context(), noteSite, who); err != nil {
		t.Error(err)
	}
}

func expectNotes(t *testing.T, desk *slowDesk, want ...string) {
	t.Helper()
	if got := desk.notes(); !slices.Equal(got, want) {
		t.Errorf("the notes are %q, want %q", got, want)
	}
}

// expectForgotten holds that nothing is kept of who has left.
func expectForgotten(t *testing.T, p *presence) {
	t.Helper()
	if n := len(p.sites[noteSite]); n != 0 {
		t.Errorf("%d are still known who have left", n)
	}
}

func TestWhoComesBackIsNotNotedAsGoneAfterwards(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, desk := attending(t, "gone")
		who := uuid.New()
		comes(t, p, who)
		go leaves(t, p, who)
		synctest.Wait() // the note that they have left is on its way
		go comes(t, p, who)
		synctest.Wait()
		close(desk.held["gone"])
		synctest.Wait()
		expectNotes(t, desk, "seen", "gone", "seen")
		leaves(t, p, who)
		expectForgotten(t, p)
	})
}

func TestWhoIsBackBeforeTheNoteIsMadeIsNotNotedAsGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, desk := attending(t, "gone")
		who := uuid.New()
		comes(t, p, who)
		for range 2 { // the second note waits for the first
			go leaves(t, p, who)
			synctest.Wait()
			go comes(t, p, who)
			synctest.Wait()
		}
		close(desk.held["gone"])
		synctest.Wait()
		expectNotes(t, desk, "seen", "gone", "seen", "seen")
		leaves(t, p, who)
		expectForgotten(t, p)
	})
}

func TestWhoLeavesWhileTheNotesAreRenewedIsGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, desk := attending(t, "renewed 2")
		leaving, staying := uuid.New(), uuid.New()
		comes(t, p, leaving)
		comes(t, p, staying)
		ctx, end := context.WithCancel(t.Context())
		defer end()
		go func() {
			if err := p.renewed(ctx, noteSite, p.all()[noteSite]); err != nil {
				t.Error(err)
			}
		}()
		synctest.Wait() // the renewal is on its way
		leaves(t, p, leaving)
		end() // nor does it help that the node ends now
		close(desk.held["renewed 2"])
		synctest.Wait()
		expectNotes(t, desk, "seen", "seen", "gone", "renewed 2", "gone")
		leaves(t, p, staying)
		expectForgotten(t, p)
	})
}

func TestNobodyWaitsForALostNoteLongerThanTheyMay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, desk := attending(t, "gone")
		who := uuid.New()
		comes(t, p, who)
		go leaves(t, p, who)
		synctest.Wait()
		p.enter(noteSite, who, 5)
		ctx, end := context.WithTimeout(t.Context(), time.Minute)
		defer end()
		if err := p.seen(ctx, noteSite, who); err == nil {
			t.Error("a note was made beside another")
		}
		close(desk.held["gone"])
		leaves(t, p, who)
		synctest.Wait()
		expectForgotten(t, p)
	})
}
