package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/store"
)

// initCommand creates a site.
type initCommand struct {
	database
	Site        int64  `default:"10000" help:"Number of the site (default: 10000)."`
	Name        string `help:"Name of the site."`
	Email       string `required:"" help:"E-mail of the first administrator."`
	DisplayName string `placeholder:"NAME" help:"What visitors know the first administrator by (default: the e-mail)."`
	Campaign    bool   `help:"Begin with a campaign, its form and a department, as a site does that is set up by the link of serve."`
	Password    string `required:"" help:"Password of the first administrator, 12 to 256 bytes; better given as PARLEY_PASSWORD, which other users of the machine cannot see."`
}

// newSite is what init prints.
type newSite struct {
	SiteID  chat.SiteID `json:"siteId"`
	AgentID chat.GUID   `json:"agentId"`
	Email   string      `json:"email"`
	APIKey  string      `json:"apiKey"`
}

// Run creates the site and prints the newSite.
func (c *initCommand) Run(ctx context.Context, std streams) (err error) {
	if c.Site <= 0 {
		return fmt.Errorf("-site %d: the number of a site is positive", c.Site)
	}
	s, err := store.Open(ctx, c.Database, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	made, err := createSite(ctx, s, auth.NewSite{Site: chat.SiteID(c.Site), Name: c.Name, Email: c.Email, DisplayName: c.DisplayName, Password: c.Password, WithCampaign: c.Campaign})
	if err != nil {
		return err
	}
	if err := json.NewEncoder(std.out).Encode(made); err != nil {
		return fmt.Errorf("print the site: %w", err)
	}
	return nil
}

// createSite creates a site and gives its first agent an id.
func createSite(ctx context.Context, accounts chat.Accounts, n auth.NewSite) (newSite, error) {
	agent, err := uuid.NewV7()
	if err != nil {
		return newSite{}, fmt.Errorf("make an id: %w", err)
	}
	n.Agent = agent
	key, err := auth.CreateSite(ctx, accounts, n, time.Now())
	if err != nil {
		return newSite{}, err
	}
	return newSite{SiteID: n.Site, AgentID: agent, Email: n.Email, APIKey: key}, nil
}
