package chat

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/filter"
)

// OpenIDBinding says that an agent signs in as somebody whom an issuer knows. It is made
// when it does so first, and counts from then on, whatever becomes of e-mail addresses.
type OpenIDBinding struct {
	Agent   GUID
	Issuer  string
	Subject string
	Created time.Time
}

// OpenIDs finds providers.
type OpenIDs interface {
	// ProviderByID finds an identity provider on any site; KindNotFound.
	ProviderByID(ctx context.Context, id GUID) (SiteID, *IdentityProvider, error)

	// OpenIDBindings lists those of an agent, the first first.
	OpenIDBindings(ctx context.Context, site SiteID, agent GUID) ([]OpenIDBinding, error)
}

// OpenIDTx binds agents. They are removed with their agent.
type OpenIDTx interface {
	// OpenIDAgent is the agent who is bound to an issuer's subject, zero for none.
	OpenIDAgent(ctx context.Context, issuer, subject string) (GUID, error)

	// OpenIDSubject is the subject of an issuer that an agent is bound to, "" for none.
	OpenIDSubject(ctx context.Context, issuer string, agent GUID) (string, error)

	// BindOpenID stores a binding; KindConflict when the issuer's subject has one, or
	// the agent has one with the issuer.
	BindOpenID(ctx context.Context, b OpenIDBinding) error

	// DropOpenIDs removes the bindings of an agent.
	DropOpenIDs(ctx context.Context, agent GUID) error
}

// OpenProviders lists the identity providers that agents of a site can sign in by, for
// whoever has not yet, and tells whether there is no other way: that is no secret. A site
// that there is not has none.
func (s *Service) OpenProviders(ctx context.Context, site SiteID) (open []*IdentityProvider, only bool, err error) {
	all, err := s.store.Resources(ctx, site, IdentityProviders)
	if err != nil || len(all) == 0 {
		return nil, false, err
	}
	SortResources(all)
	for _, r := range all {
		if p, ok := r.(*IdentityProvider); ok && !p.IsDisabled {
			open = append(open, p)
		}
	}
	known, err := s.store.Site(ctx, site)
	return open, known.NeedsOpenID, err
}

// OpenProvider finds an identity provider that agents can sign in by; KindNotFound.
func (s *Service) OpenProvider(ctx context.Context, id GUID) (SiteID, *IdentityProvider, error) {
	site, p, err := s.store.ProviderByID(ctx, id)
	if err == nil && p.IsDisabled {
		return 0, nil, NotFound("there is no such way to sign in any more")
	}
	return site, p, err
}

// OpenIDSignIn is what a provider has shown at the end of a sign-in.
type OpenIDSignIn struct {
	Site     SiteID
	Provider *IdentityProvider
	User     OpenIDUser
	Address  string   // of the browser
	Once     [32]byte // the same for a second time that the same sign-in ends
}

// AgentByOpenID finds the agent that signs in: the one who is bound to the issuer's
// subject, or else the one with the verified address, who is bound from then on, or else a
// new one if the site wants that. KindDenied says why nobody does.
func (s *Service) AgentByOpenID(ctx context.Context, in OpenIDSignIn) (agent GUID, err error) {
	if err := in.Provider.admit(in.User); err != nil {
		return agent, err
	}
	made := false
	actor := Actor{Site: in.Site, May: AllPermissions, Address: in.Address, Receipt: &Receipt{ID: in.Once}}
	err = s.update(ctx, actor, func(ctx context.Context, tx Tx) (err error) {
		made = false
		agent, err = tx.OpenIDAgent(ctx, in.Provider.Issuer, in.User.Subject)
		if err == nil && agent == (GUID{}) {
			agent, made, err = s.bind(ctx, tx, actor, in)
		}
		return err
	})
	if errors.Is(err, ErrDone) {
		return GUID{}, Denied("this sign-in has ended before: begin a new one")
	}
	if err != nil {
		return GUID{}, err
	}
	if made {
		s.bus.Whisper(ctx, in.Site, SettingsNews, nil)
	}
	return agent, nil
}

// bind finds or makes the agent with a user's address, and binds it.
func (s *Service) bind(ctx context.Context, tx Tx, actor Actor, in OpenIDSignIn) (id GUID, made bool, err error) {
	if err := in.Provider.believes(in.User); err != nil {
		return id, false, err
	}
	all, err := tx.Resources(ctx, Agents)
	if err != nil {
		return id, false, err
	}
	a := agentNamed(all, in.User.Email)
	switch {
	case a == nil && !in.Provider.MakesAgents:
		return id, false, Denied("no agent of the site has the address %s", clip(in.User.Email))
	case a == nil:
		if a, err = s.makeAgent(ctx, tx, actor, in, all); err != nil {
			return id, false, err
		}
		made = true
	case a.Role == 0 || a.IsInactive:
		return id, false, errNoOpenIDAccount
	}
	subject, err := tx.OpenIDSubject(ctx, in.Provider.Issuer, a.ID)
	if err != nil {
		return id, false, err
	}
	if subject != "" {
		return id, false, Denied("the agent with the address %s is known to %s as somebody else: who manages the agents can undo that", clip(in.User.Email), in.Provider.Name)
	}
	b := OpenIDBinding{Agent: a.ID, Issuer: in.Provider.Issuer, Subject: in.User.Subject, Created: s.now()}
	if err := tx.BindOpenID(ctx, b); err != nil {
		return id, false, err
	}
	actor.Agent = a.ID
	if made {
		if err := s.auditResource(ctx, tx, actor, ResourceAdded, a, nil); err != nil {
			return id, false, err
		}
	}
	return a.ID, made, s.auditOpenID(ctx, tx, actor, a, "", b.told())
}

// told is a binding in an audit log.
func (b OpenIDBinding) told() string { return b.Issuer + " " + b.Subject }

// auditOpenID tells whom providers know an agent as.
func (s *Service) auditOpenID(ctx context.Context, tx Tx, actor Actor, a Resource, before, after string) error {
	return audit(ctx, tx, actor, s.now(), AuditEntry{
		Action: ResourceChanged, Collection: Agents.AuditName(), Target: *a.Key(), Name: a.title(),
		Members: []Difference{{"openIds", clipTo(before, maxAuditValue), clipTo(after, maxAuditValue)}},
	})
}

var errNoOpenIDAccount = Denied("the agent may not sign in")

func agentNamed(all []Resource, email string) *Agent {
	for _, r := range all {
		if a, ok := r.(*Agent); ok && filter.Fold(a.Email) == filter.Fold(email) {
			return a
		}
	}
	return nil
}

func (s *Service) makeAgent(ctx context.Context, tx Tx, actor Actor, in OpenIDSignIn, all []Resource) (*Agent, error) {
	if err := makeRoom(ctx, tx, all, s.now()); err != nil {
		return nil, err
	}
	name, _, _ := strings.Cut(in.User.Email, "@")
	if printable(in.User.Name) && strings.TrimSpace(in.User.Name) != "" {
		name = in.User.Name
	}
	a := &Agent{
		ID: uuid.New(), Email: in.User.Email, DisplayName: name, Role: in.Provider.Role,
		DepartmentIDs: slices.Clone(in.Provider.DepartmentIDs),
	}
	return a, putResource(ctx, tx, actor, a, "", all)
}

// OpenIDBindings lists whom providers know an agent as, for itself and for who manages
// agents.
func (s *Service) OpenIDBindings(ctx context.Context, actor Actor, agent GUID) ([]OpenIDBinding, error) {
	if err := s.requireKeeping(ctx, actor, agent); err != nil {
		return nil, err
	}
	return s.store.OpenIDBindings(ctx, actor.Site, agent)
}

// DropOpenIDs has an agent bound anew, by its address, when it signs in next, and ends
// what it has signed in to.
func (s *Service) DropOpenIDs(ctx context.Context, actor Actor, agent GUID) error {
	if err := actor.Require(ManageSettings); err != nil {
		return err
	}
	if err := s.requireKeeping(ctx, actor, agent); err != nil {
		return err
	}
	known, err := s.store.Resource(ctx, actor.Site, Agents, agent)
	if err != nil {
		return err
	}
	bound, err := s.store.OpenIDBindings(ctx, actor.Site, agent)
	if err != nil {
		return err
	}
	return s.update(ctx, actor, func(ctx context.Context, tx Tx) error {
		if err := tx.DropOpenIDs(ctx, agent); err != nil {
			return err
		}
		if err := tx.EndSignIns(ctx, agent, actor.SignIn); err != nil || len(bound) == 0 {
			return err
		}
		before := make([]string, len(bound))
		for i, b := range bound {
			before[i] = b.told()
		}
		return s.auditOpenID(ctx, tx, actor, known, strings.Join(before, ", "), "")
	})
}
