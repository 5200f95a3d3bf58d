package chat

import (
	"context"
	"slices"
	"time"
)

// SignIn is one time that an agent signed in. The tokens that come of it have its ID; it
// goes on for as long as one of them can be used.
type SignIn struct {
	ID        GUID
	Site      SiteID
	Agent     GUID
	Method    SignInMethod
	Client    GUID   // the program that the agent let act in its place; zero for none
	Address   string // where the agent was, without a port
	UserAgent string // of its browser, at most MaxUserAgent bytes
	Created   time.Time
	LastUsed  time.Time // up to a minute old
	Expires   time.Time // unless it goes on; of those that are listed
}

// Deed is the sign-in as the audit log has it.
func (in SignIn) Deed() AuditEntry {
	return AuditEntry{
		Action: SignedIn, Time: in.Created, Collection: Agents.AuditName(), Target: in.Agent,
		By:      Doer{Agent: in.Agent, SignIn: in.ID, Client: in.Client, Address: in.Address},
		Members: []Difference{{Member: "method", After: in.Method.String()}},
	}
}

// MaxUserAgent is how much of a browser's name is kept, in bytes.
const MaxUserAgent = 256

// SignInMethod is how an agent has shown who it is.
type SignInMethod uint8

// The methods.
const (
	ByPassword SignInMethod = iota + 1
	ByOpenID
)

var signInMethods = []string{ByPassword: "password", ByOpenID: "openIdConnect"}

// String is the method's word on the wire.
func (m SignInMethod) String() string {
	if int(m) < len(signInMethods) {
		return signInMethods[m]
	}
	return ""
}

// ParseSignInMethod reads a method's word.
func ParseSignInMethod(s string) (SignInMethod, error) {
	i := slices.Index(signInMethods, s)
	if s == "" || i < 0 {
		return 0, Invalid("%q is not a way to sign in: it is password or openIdConnect", clip(s))
	}
	return SignInMethod(i), nil
}

// SignIns keeps what is told of sign-ins, and by whom agents sign in. That they end is told by their tokens.
type SignIns interface {
	OpenIDs

	// SignIns lists those of an agent that have a token which can be used at a time, the
	// latest first.
	SignIns(ctx context.Context, site SiteID, agent GUID, now time.Time) ([]SignIn, error)
}

// SignInTx ends sign-ins.
type SignInTx interface {
	// EndSignIn removes a sign-in of an agent, with its tokens, and tells whether it was
	// there.
	EndSignIn(ctx context.Context, agent, id GUID) (was bool, err error)

	// EndSignIns removes all sign-ins of an agent but one, and all tokens that stand for
	// it otherwise. Its API keys stay.
	EndSignIns(ctx context.Context, agent, but GUID) error

	// SetPassword gives an agent's account the hash of a new password; KindNotFound when
	// it has no account.
	SetPassword(ctx context.Context, agent GUID, hash string) error
}

// requireKeeping refuses an actor who is neither the agent itself, signed in, nor manages
// agents who may do no more than the actor.
func (s *Service) requireKeeping(ctx context.Context, actor Actor, agent GUID) error {
	if agent == actor.Agent && actor.SignIn != (GUID{}) {
		return nil
	}
	if agent == actor.Agent && actor.Require(ManageSettings) != nil {
		return Denied("this is for agents who have signed in themselves")
	}
	if err := actor.Require(ManageSettings); err != nil {
		return err
	}
	r, err := s.store.Resource(ctx, actor.Site, Agents, agent)
	if err != nil {
		return err
	}
	return refuseGrant(actor, r)
}

// SignIns lists the sign-ins of an agent, the latest first. Agents who have signed in see
// their own, and managers of agents those of others.
func (s *Service) SignIns(ctx context.Context, actor Actor, agent GUID) ([]SignIn, error) {
	if err := s.requireKeeping(ctx, actor, agent); err != nil {
		return nil, err
	}
	return s.store.SignIns(ctx, actor.Site, agent, s.now())
}

// EndSignIn ends a sign-in of an agent; KindNotFound when there is none.
func (s *Service) EndSignIn(ctx context.Context, actor Actor, agent, id GUID) error {
	if err := s.requireKeeping(ctx, actor, agent); err != nil {
		return err
	}
	return s.update(ctx, actor, func(ctx context.Context, tx Tx) error {
		was, err := tx.EndSignIn(ctx, agent, id)
		if err == nil && !was {
			err = NotFound("there is no such sign-in")
		}
		if err != nil {
			return err
		}
		e := AuditEntry{Action: SignInEnded, Collection: Agents.AuditName(), Target: agent}
		e.Members = []Difference{{Member: "signInId", Before: id.String()}}
		return audit(ctx, tx, actor, s.now(), e)
	})
}

// EndSignIns ends all sign-ins of an agent but the actor's own.
func (s *Service) EndSignIns(ctx context.Context, actor Actor, agent GUID) error {
	if err := s.requireKeeping(ctx, actor, agent); err != nil {
		return err
	}
	return s.update(ctx, actor, func(ctx context.Context, tx Tx) error {
		if err := tx.EndSignIns(ctx, agent, actor.SignIn); err != nil {
			return err
		}
		return audit(ctx, tx, actor, s.now(), AuditEntry{Action: SignInsEnded, Collection: Agents.AuditName(), Target: agent})
	})
}

// SetPassword gives the actor a new password, by its hash, and ends its other sign-ins.
// Who has not signed in, such as the holder of an API key, has none to change.
func (s *Service) SetPassword(ctx context.Context, actor Actor, hash string) error {
	if actor.SignIn == (GUID{}) {
		return Denied("this is for agents who have signed in themselves")
	}
	return s.update(ctx, actor, func(ctx context.Context, tx Tx) error {
		if err := tx.SetPassword(ctx, actor.Agent, hash); err != nil {
			return err
		}
		if err := tx.EndSignIns(ctx, actor.Agent, actor.SignIn); err != nil {
			return err
		}
		return audit(ctx, tx, actor, s.now(), AuditEntry{Action: PasswordChanged, Collection: Agents.AuditName(), Target: actor.Agent})
	})
}
