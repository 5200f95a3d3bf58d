package chat

import (
	"context"
	"slices"
	"time"
)

// SecondFactor is what an agent shows at sign-in beside its password: codes of an app
// that shares a secret with the server (TOTP, RFC 6238), or one of a few that were told
// in advance.
type SecondFactor struct {
	Site      SiteID
	Agent     GUID
	Secret    []byte
	Confirmed time.Time  // when a code of it was shown first; zero: it is not asked for yet
	Step      int64      // that of the last code; neither it nor an earlier one counts again
	Recovery  [][32]byte // SHA-256 of the codes that were told in advance, without those used
}

// SecondFactors keeps them. Their secrets can be read, unlike passwords: codes are
// computed from them.
type SecondFactors interface {
	// SecondFactor reads an agent's; KindNotFound when it has none.
	SecondFactor(ctx context.Context, site SiteID, agent GUID) (SecondFactor, error)

	// PutSecondFactor stores one in the place of an earlier one, and what the audit log is to
	// have of it; KindNotFound when the agent has no account.
	PutSecondFactor(ctx context.Context, f SecondFactor, deeds ...AuditEntry) error

	// UseStep notes the step of a code that was shown, and tells whether it is later than
	// all before: of two that show the same code at once, one is told so.
	UseStep(ctx context.Context, site SiteID, agent GUID, step int64) (later bool, err error)

	// UseRecovery strikes a recovery code off, and tells whether it was there; only then the
	// audit log has the deeds.
	UseRecovery(ctx context.Context, site SiteID, agent GUID, code [32]byte, deeds ...AuditEntry) (was bool, err error)

	// DropSecondFactor removes an agent's, if there is one, as PutSecondFactor stores it.
	DropSecondFactor(ctx context.Context, site SiteID, agent GUID, deeds ...AuditEntry) error
}

// WithoutRecovery is a second factor from which a recovery code is struck off; false
// when it has none such.
func (f SecondFactor) WithoutRecovery(code [32]byte) (SecondFactor, bool) {
	i := slices.Index(f.Recovery, code)
	if i < 0 {
		return f, false
	}
	f.Recovery = slices.Delete(slices.Clone(f.Recovery), i, i+1)
	return f, true
}

// SiteTx reads and changes the site itself.
type SiteTx interface {
	// Site reads it, and keeps others from changing it until the commit.
	Site(ctx context.Context) (Site, error)

	// PutSite stores all of it but its id, and when it was created.
	PutSite(ctx context.Context, s Site) error

	// DropSecondFactor removes that of an agent, if there is one.
	DropSecondFactor(ctx context.Context, agent GUID) error
}

// Site reads the actor's site.
func (s *Service) Site(ctx context.Context, actor Actor) (site Site, err error) {
	if err := actor.Require(ReadChats); err != nil {
		return site, err
	}
	return s.store.Site(ctx, actor.Site)
}

// maxSiteName bounds the name of a site, in bytes.
const maxSiteName = 256

// ChangeSite changes the actor's site and gives what it became. change is given what is
// stored, and may run more than once.
func (s *Service) ChangeSite(ctx context.Context, actor Actor, change func(*Site) error) (site Site, err error) {
	if err := actor.Require(ManageSettings); err != nil {
		return site, err
	}
	byOpenID, err := s.signedInByOpenID(ctx, actor)
	if err != nil {
		return site, err
	}
	err = s.update(ctx, actor, func(ctx context.Context, tx Tx) error {
		if site, err = tx.Site(ctx); err != nil {
			return err
		}
		before, closed := s.told(&site), site.NeedsOpenID
		if err := change(&site); err != nil {
			return err
		}
		if site.NeedsOpenID && !closed {
			if err := refuseClosing(ctx, tx, byOpenID); err != nil {
				return err
			}
		}
		if len(site.Name) > maxSiteName {
			return Invalid("name: it has more than %d bytes", maxSiteName)
		}
		if err := tx.PutSite(ctx, site); err != nil {
			return err
		}
		e := AuditEntry{Action: SiteChanged, Name: site.Name, Members: differences(before, s.told(&site))}
		if len(e.Members) == 0 && s.teller != nil {
			return nil
		}
		return audit(ctx, tx, actor, s.now(), e)
	})
	if err == nil {
		s.bus.Whisper(ctx, actor.Site, SettingsNews, nil)
	}
	return site, err
}

// DropSecondFactor lets an agent who has lost its second factor sign in without, as its
// managers say.
func (s *Service) DropSecondFactor(ctx context.Context, actor Actor, agent GUID) error {
	if err := actor.Require(ManageSettings); err != nil {
		return err
	}
	r, err := s.store.Resource(ctx, actor.Site, Agents, agent)
	if err != nil {
		return err
	}
	if err := refuseGrant(actor, r); err != nil {
		return err
	}
	return s.update(ctx, actor, func(ctx context.Context, tx Tx) error {
		if err := tx.DropSecondFactor(ctx, agent); err != nil {
			return err
		}
		return audit(ctx, tx, actor, s.now(), AuditEntry{Action: FactorReset, Collection: Agents.AuditName(), Target: agent})
	})
}
