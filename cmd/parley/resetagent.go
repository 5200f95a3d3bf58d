package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/bus"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store"
)

// whichAgent names an agent whom the operator helps to sign in again.
type whichAgent struct {
	database
	Site  int64  `placeholder:"NUMBER" help:"Number of the site; needed if the e-mail has agents on several."`
	Email string `required:"" help:"E-mail of the agent."`
}

// resetPasswordCommand gives an agent another password.
type resetPasswordCommand struct {
	whichAgent
	Password string `help:"The new password, 12 to 256 bytes; better given as PARLEY_PASSWORD. One is made up if there is none."`
}

// resetSecondFactorCommand lets an agent sign in without its second factor.
type resetSecondFactorCommand struct{ whichAgent }

// resetAgent is what both commands print.
type resetAgent struct {
	SiteID   chat.SiteID `json:"siteId"`
	AgentID  chat.GUID   `json:"agentId"`
	Email    string      `json:"email"`
	Password string      `json:"password,omitempty"` // if it was made up
}

// Run sets the password, which ends what was signed in to with the one before.
func (c *resetPasswordCommand) Run(ctx context.Context, std streams) error {
	madeUp := ""
	if c.Password == "" {
		madeUp = rand.Text()
		c.Password = madeUp
	}
	hash, err := auth.HashPassword(c.Password)
	if err != nil {
		return err
	}
	return c.reset(ctx, std, madeUp, func(s *chat.Service, operator chat.Actor, agent chat.GUID) error {
		_, err := s.ChangeResource(ctx, operator, chat.Agents, agent, func(r chat.Resource) error {
			a, ok := r.(*chat.Agent)
			if !ok {
				return fmt.Errorf("a %T is among the agents", r)
			}
			a.Password = hash
			return nil
		})
		return err
	})
}

// Run takes the second factor away.
func (c *resetSecondFactorCommand) Run(ctx context.Context, std streams) error {
	return c.reset(ctx, std, "", func(s *chat.Service, operator chat.Actor, agent chat.GUID) error {
		return s.DropSecondFactor(ctx, operator, agent)
	})
}

// reset does something to the agent, in the way of its managers, and prints whom it was done to.
func (c *whichAgent) reset(ctx context.Context, std streams, madeUp string, do func(*chat.Service, chat.Actor, chat.GUID) error) (err error) {
	db, err := store.Open(ctx, c.Database, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	account, err := c.find(ctx, db)
	if err != nil {
		return err
	}
	// Nothing is removed of what has files.
	service := chat.NewService(db, nil, bus.NewLocal(), time.Now)
	operator := chat.Actor{Site: account.Site, Role: chat.RoleAdmin, May: chat.AllPermissions}
	if err := do(service, operator, account.Agent); err != nil {
		return err
	}
	if account.Suspended {
		fmt.Fprintln(std.err, "The agent is not active: nobody can sign in as it.")
	}
	if err := json.NewEncoder(std.out).Encode(resetAgent{account.Site, account.Agent, account.Email, madeUp}); err != nil {
		return fmt.Errorf("print the agent: %w", err)
	}
	return nil
}

// find looks for the one account that is meant.
func (c *whichAgent) find(ctx context.Context, accounts chat.Accounts) (chat.Account, error) {
	found, err := accounts.AccountsByEmail(ctx, c.Email)
	if err != nil {
		return chat.Account{}, err
	}
	found = slices.DeleteFunc(found, func(a chat.Account) bool { return c.Site != 0 && a.Site != chat.SiteID(c.Site) })
	switch len(found) {
	case 0:
		return chat.Account{}, fmt.Errorf("no agent who can sign in has the e-mail %q", c.Email)
	case 1:
		return found[0], nil
	}
	sites := make([]string, len(found))
	for i, a := range found {
		sites[i] = fmt.Sprint(a.Site)
	}
	return chat.Account{}, fmt.Errorf("%q has agents on the sites %s: say which one with -site", c.Email, strings.Join(sites, ", "))
}
