package auth

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
)

// FirstStepLife is how long an agent may take to show a second factor.
const FirstStepLife = 5 * time.Minute

// SecondStepError says that the password was right, and asks for a second factor.
type SecondStepError struct {
	Token string // to be brought along with it
	SetUp bool   // the agent has none yet, and the site demands one
}

// Error is for people.
func (e *SecondStepError) Error() string {
	if e.SetUp {
		return "the site demands a second factor: set one up with the mfa_token"
	}
	return "the code of a second factor is needed, with the mfa_token"
}

// Unwrap gives an error of KindDenied.
func (e *SecondStepError) Unwrap() error { return chat.Denied("%s", e.Error()) }

var (
	errFirstStep = &GrantError{"invalid_grant", chat.Unauthenticated("the first step is not known, or too long ago: sign in again")}
	errCode      = &GrantError{"invalid_grant", chat.Unauthenticated("the code is not right, or was used before")}
)

// factor is an agent's second factor, if it is asked for at sign-in.
func (a *Authenticator) factor(ctx context.Context, site chat.SiteID, agent chat.GUID) (f chat.SecondFactor, is bool, err error) {
	f, err = a.accounts.SecondFactor(ctx, site, agent)
	switch {
	case chat.KindOf(err) == chat.KindNotFound && err != nil:
		return f, false, nil
	case err != nil:
		return f, false, fmt.Errorf("look up a second factor: %w", err)
	default:
		return f, !f.Confirmed.IsZero(), nil
	}
}

// askSecond asks for a second factor if the account has one, or needs one.
func (a *Authenticator) askSecond(ctx context.Context, account chat.Account, may chat.Permissions) error {
	_, has, err := a.factor(ctx, account.Site, account.Agent)
	if err != nil || (!has && !account.NeedsSecondFactor) {
		return err
	}
	token, hash := NewSecret(chat.FirstStep)
	err = a.accounts.AddKey(ctx, chat.Key{
		Hash: hash, Kind: chat.FirstStep, Site: account.Site, Agent: account.Agent, May: may, ID: uuid.New(),
		Created: a.now(), Expires: a.now().Add(FirstStepLife),
	})
	if err != nil {
		return fmt.Errorf("store a first step: %w", err)
	}
	return &SecondStepError{Token: token, SetUp: !has}
}

// bringsSecond looks at the code that came along with the password.
func (a *Authenticator) bringsSecond(ctx context.Context, account chat.Account, try SignIn) error {
	f, has, err := a.factor(ctx, account.Site, account.Agent)
	switch {
	case err != nil:
		return err
	case !has && account.NeedsSecondFactor:
		return chat.Unauthenticated("the site demands a second factor: sign in to Parley itself first, and set one up")
	case !has:
		return nil
	case try.Code == "":
		return chat.Unauthenticated("the code of the second factor is needed")
	}
	if err := a.codes.admit(a.now(), try.Address, account.Email); err != nil {
		return err
	}
	err = a.useCode(ctx, f, try.Code, try.Address)
	a.noteRefused(refusedCode(try.Code), account, try.Address, err)
	return err
}

// firstStep finds what the right password has left.
func (a *Authenticator) firstStep(ctx context.Context, token string) (chat.Key, chat.Account, error) {
	hash, kind, ok := hashOf(token)
	if !ok || kind != chat.FirstStep {
		return chat.Key{}, chat.Account{}, errFirstStep
	}
	key, account, err := a.accounts.KeyByHash(ctx, hash)
	switch {
	case chat.KindOf(err) == chat.KindNotFound && err != nil:
		return key, account, errFirstStep
	case err != nil:
		return key, account, fmt.Errorf("look up a first step: %w", err)
	case key.Kind != kind, account.Suspended, !key.Used.IsZero(), !a.now().Before(key.Expires):
		return key, account, errFirstStep
	}
	return key, account, nil
}

// SecondStep completes a sign-in: Code is that of an app, or a recovery code.
type SecondStep struct {
	SignIn // who asks from where, and for what; no e-mail, no password
	Token  string
	Code   string
}

// SignInSecond hands out tokens to who shows a second factor after the password. A second
// factor that was just set up is confirmed by it; then there are recovery codes to be
// told, this once.
func (a *Authenticator) SignInSecond(ctx context.Context, try SecondStep) (t Tokens, recovery []string, err error) {
	key, account, err := a.firstStep(ctx, try.Token)
	if err != nil {
		return t, nil, err
	}
	if err := a.codes.admit(a.now(), try.Address, account.Email); err != nil {
		return t, nil, err
	}
	f, err := a.accounts.SecondFactor(ctx, key.Site, key.Agent)
	if chat.KindOf(err) == chat.KindNotFound && err != nil {
		return t, nil, chat.Invalid("no second factor is set up yet")
	}
	if err != nil {
		return t, nil, fmt.Errorf("look up a second factor: %w", err)
	}
	if f.Confirmed.IsZero() {
		recovery, err = a.confirm(ctx, f, try.Code, chat.Actor{Agent: key.Agent, Address: try.Address})
	} else {
		err = a.useCode(ctx, f, try.Code, try.Address)
	}
	a.noteRefused(refusedCode(try.Code), account, try.Address, err)
	if err != nil {
		return t, nil, err
	}
	taken, _, err := a.accounts.TakeKey(ctx, key.Hash, a.now())
	if err != nil {
		return t, nil, fmt.Errorf("take a first step: %w", err)
	}
	if !taken.Used.IsZero() {
		return t, nil, errFirstStep
	}
	account.Site, account.Agent = key.Site, key.Agent
	may, err := narrowed(key.May, try.May)
	if err != nil {
		return t, nil, err
	}
	t, err = a.begin(ctx, account, try.SignIn, chat.ByPassword, may)
	return t, recovery, err
}

// refusedCode is the deed of who brings a code that is not right.
func refusedCode(code string) chat.AuditAction {
	if isCode(strings.TrimSpace(code)) {
		return chat.FactorRefused
	}
	return chat.RecoveryRefused
}

// useCode counts a code, once. That a recovery code was used is told by the audit log: it may be
// somebody's who has found the list.
func (a *Authenticator) useCode(ctx context.Context, f chat.SecondFactor, code, address string) (err error) {
	was := false
	if code = strings.TrimSpace(code); !isCode(code) {
		used := a.deed(chat.RecoveryUsed, chat.Actor{Agent: f.Agent, Address: address})
		was, err = a.accounts.UseRecovery(ctx, f.Site, f.Agent, recoveryHash(code), used)
	} else if step, right := stepOf(f.Secret, code, a.now()); right {
		was, err = a.accounts.UseStep(ctx, f.Site, f.Agent, step)
	}
	switch {
	case err != nil:
		return fmt.Errorf("use a code: %w", err)
	case !was:
		return errCode
	default:
		return nil
	}
}

// confirm has a second factor asked for from now on, since its code is known.
func (a *Authenticator) confirm(ctx context.Context, f chat.SecondFactor, code string, by chat.Actor) (recovery []string, err error) {
	step, right := stepOf(f.Secret, strings.TrimSpace(code), a.now())
	if !right || step <= f.Step {
		return nil, errCode
	}
	recovery, f.Recovery = newRecovery()
	f.Confirmed, f.Step = a.now(), step
	if err := a.accounts.PutSecondFactor(ctx, f, a.deed(chat.FactorSet, by)); err != nil {
		return nil, fmt.Errorf("confirm a second factor: %w", err)
	}
	return recovery, nil
}

// beginFactor makes a second factor that is yet to be confirmed.
func (a *Authenticator) beginFactor(ctx context.Context, account chat.Account) (SetUp, error) {
	_, has, err := a.factor(ctx, account.Site, account.Agent)
	if err != nil {
		return SetUp{}, err
	}
	if has {
		return SetUp{}, chat.Conflict("there is a second factor: remove it first")
	}
	secret, s := newTOTP(account.Email)
	err = a.accounts.PutSecondFactor(ctx, chat.SecondFactor{Site: account.Site, Agent: account.Agent, Secret: secret})
	if err != nil {
		return SetUp{}, fmt.Errorf("store a second factor: %w", err)
	}
	return s, nil
}

// SetUpAtSignIn begins a second factor for who cannot sign in without one.
func (a *Authenticator) SetUpAtSignIn(ctx context.Context, token string) (SetUp, error) {
	key, account, err := a.firstStep(ctx, token)
	if err != nil {
		return SetUp{}, err
	}
	account.Site, account.Agent = key.Site, key.Agent
	return a.beginFactor(ctx, account)
}

// SetUp begins a second factor of who has signed in; a code of it confirms it. KindConflict
// when there is one already.
func (a *Authenticator) SetUp(ctx context.Context, actor chat.Actor, password, address string) (SetUp, error) {
	if err := a.Confirm(ctx, actor, password, address); err != nil {
		return SetUp{}, err
	}
	account, err := a.accounts.Account(ctx, actor.Site, actor.Agent)
	if err != nil {
		return SetUp{}, fmt.Errorf("look up an account: %w", err)
	}
	return a.beginFactor(ctx, account)
}

// ConfirmFactor has the second factor asked for from now on, and gives recovery codes to
// be told, this once. KindDenied for a wrong code.
func (a *Authenticator) ConfirmFactor(ctx context.Context, actor chat.Actor, code, address string) ([]string, error) {
	f, has, err := a.factor(ctx, actor.Site, actor.Agent)
	switch {
	case err != nil:
		return nil, err
	case has:
		return nil, chat.Conflict("the second factor is confirmed already")
	case f.Secret == nil:
		return nil, chat.Conflict("no second factor is set up yet")
	}
	if err := a.codes.admit(a.now(), address, actor.Agent.String()); err != nil {
		return nil, err
	}
	codes, err := a.confirm(ctx, f, code, actor)
	if chat.KindOf(err) == chat.KindUnauthenticated && err != nil {
		return nil, chat.Denied("the code is not right, or was used before")
	}
	return codes, err
}

// RemoveFactor lets an agent sign in with the password alone. KindConflict where the site
// demands more.
func (a *Authenticator) RemoveFactor(ctx context.Context, actor chat.Actor, password, address string) error {
	if err := a.Confirm(ctx, actor, password, address); err != nil {
		return err
	}
	account, err := a.accounts.Account(ctx, actor.Site, actor.Agent)
	if err != nil {
		return fmt.Errorf("look up an account: %w", err)
	}
	if account.NeedsSecondFactor {
		return chat.Conflict("the site demands a second factor")
	}
	if err := a.accounts.DropSecondFactor(ctx, actor.Site, actor.Agent, a.deed(chat.FactorRemoved, actor)); err != nil {
		return fmt.Errorf("remove a second factor: %w", err)
	}
	return nil
}

// RenewRecovery gives recovery codes in the place of those from before.
func (a *Authenticator) RenewRecovery(ctx context.Context, actor chat.Actor, password, address string) (codes []string, err error) {
	if err := a.Confirm(ctx, actor, password, address); err != nil {
		return nil, err
	}
	f, has, err := a.factor(ctx, actor.Site, actor.Agent)
	if err != nil {
		return nil, err
	}
	if !has {
		return nil, chat.Conflict("there is no second factor")
	}
	codes, f.Recovery = newRecovery()
	f.Step = max(f.Step, a.now().Unix()/int64(codeEvery/time.Second)) // one may have been shown since it was read
	if err := a.accounts.PutSecondFactor(ctx, f, a.deed(chat.RecoveryRenewed, actor)); err != nil {
		return nil, fmt.Errorf("store recovery codes: %w", err)
	}
	return codes, nil
}

// FactorState tells whether an agent is asked for a second factor, and how many recovery
// codes it has left.
func (a *Authenticator) FactorState(ctx context.Context, actor chat.Actor) (has bool, left int, err error) {
	f, has, err := a.factor(ctx, actor.Site, actor.Agent)
	return has, len(f.Recovery), err
}
