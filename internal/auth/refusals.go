package auth

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// refusedEvery is how often the audit log tells of refused sign-ins of one account: somebody
// who tries without end must not fill the disk.
const refusedEvery = 10 * time.Minute

// refusals gathers the attempts to sign in that were refused. They are written later, by
// nobody's request: an answer that waited for it would tell that there is such an account.
type refusals struct {
	mu      sync.Mutex
	pending map[account]chat.AuditEntry
	written map[account]time.Time // as far as it is recent
}

type account struct {
	site  chat.SiteID
	agent chat.GUID
}

func newRefusals() *refusals {
	return &refusals{pending: map[account]chat.AuditEntry{}, written: map[account]time.Time{}}
}

// note counts an attempt at an account; one at none is nobody's. Beyond maxRecent accounts at once
// it forgets.
func (r *refusals) note(of chat.Account, address string, now time.Time) {
	who := account{of.Site, of.Agent}
	r.mu.Lock()
	defer r.mu.Unlock()
	e, known := r.pending[who]
	if of.Site == 0 || !known && len(r.pending) >= maxRecent {
		return
	}
	e.Action, e.Time, e.Collection, e.Target = chat.SignInRefused, now, chat.Agents.AuditName(), of.Agent
	e.By.Address, e.Name = address, of.Email
	e.Count++
	r.pending[who] = e
}

// take gives what is to be written, or all of it, and counts it as written.
func (r *refusals) take(now time.Time, all bool) map[account]chat.AuditEntry {
	r.mu.Lock()
	defer r.mu.Unlock()
	for who, at := range r.written {
		if now.Sub(at) >= refusedEvery {
			delete(r.written, who)
		}
	}
	taken := map[account]chat.AuditEntry{}
	for who, e := range r.pending {
		if _, lately := r.written[who]; !lately || all {
			taken[who] = e
			r.written[who] = now
			delete(r.pending, who)
		}
	}
	return taken
}

// WriteRefusals has the audit log tell of attempts to sign in that were refused. It is to be
// called from time to time; those that could not be stored are lost, and the next ones are not.
func (a *Authenticator) WriteRefusals(ctx context.Context) error { return a.writeRefusals(ctx, false) }

// WriteAllRefusals is WriteRefusals once at the end.
func (a *Authenticator) WriteAllRefusals(ctx context.Context) error {
	return a.writeRefusals(ctx, true)
}

func (a *Authenticator) writeRefusals(ctx context.Context, all bool) error {
	for who, e := range a.refusals.take(a.now(), all) {
		if err := a.accounts.Audit(ctx, who.site, e); err != nil && chat.KindOf(err) != chat.KindNotFound {
			return fmt.Errorf("store that sign-ins were refused: %w", err)
		}
	}
	return nil
}

// deed is something that an agent who is signed in did about its own account, for the audit log.
func (a *Authenticator) deed(action chat.AuditAction, actor chat.Actor) chat.AuditEntry {
	return chat.AuditEntry{
		Action: action, Time: a.now(), By: actor.Doer(), Collection: chat.Agents.AuditName(), Target: actor.Agent,
	}
}

// ofKey is deed for whoever brings a key.
func (a *Authenticator) ofKey(action chat.AuditAction, k chat.Key) chat.AuditEntry {
	return a.deed(action, chat.Actor{Agent: k.Agent, SignIn: k.ID, Client: k.Client})
}
