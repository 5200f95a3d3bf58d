package auth

import (
	"context"

	"github.com/parleychat/parley/internal/chat"
)

// WriteGathered has the audit log tell of what is counted: attempts to sign in that were refused,
// and tokens of programs. It is to be called from time to time.
func (a *Authenticator) WriteGathered(ctx context.Context) error {
	return a.gathering.Write(ctx, a.now(), false, a.accounts.Audit)
}

// WriteAllGathered is WriteGathered once at the end.
func (a *Authenticator) WriteAllGathered(ctx context.Context) error {
	return a.gathering.Write(ctx, a.now(), true, a.accounts.Audit)
}

// noteRefused keeps for the audit log that an attempt was refused, unless err is of something
// else, such as too many at once. It is counted rather than written: whoever guesses must not fill
// the disk, nor learn from how long an answer takes that there is such an account. One at no
// account is nobody's.
func (a *Authenticator) noteRefused(action chat.AuditAction, account chat.Account, address string, err error) {
	if err == nil || chat.KindOf(err) != chat.KindUnauthenticated || account.Site == 0 {
		return
	}
	a.gathering.Note(account.Site, chat.AuditEntry{
		Action: action, Time: a.now(), By: chat.Doer{Address: address},
		Collection: chat.Agents.AuditName(), Target: account.Agent, Name: account.Email,
	}, "")
}

// noteClient keeps for the audit log that a program got a token of its own, or that somebody who
// said to be one was refused. Tokens are counted by the address as well, since only who knows the
// secret gets any: that of a thief is not hidden by those of the program itself.
func (a *Authenticator) noteClient(action chat.AuditAction, site chat.SiteID, c *chat.OAuthClient, address string) {
	e := chat.AuditEntry{
		Action: action, Time: a.now(), By: chat.Doer{Address: address},
		Collection: chat.OAuthClients.AuditName(), Target: c.ID, Name: c.Name,
	}
	apart := ""
	if action == chat.ClientTokens {
		e.By.Agent, e.By.Client, apart = c.AgentID, c.ID, address
	}
	a.gathering.Note(site, e, apart)
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
