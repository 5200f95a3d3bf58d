package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/parleychat/parley/internal/auth"
	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/demo"
	"github.com/parleychat/parley/internal/store"
)

const (
	demoSite  = chat.SiteID(10000)
	demoEmail = "demo@example.com"
	demoChats = 2000
	demoSeed  = 1
)

// demoLogin is how to sign in to the demo site. There is no default password:
// each demo makes its own and keeps it in the files folder, to print it again.
type demoLogin struct {
	newSite
	Password string `json:"password"`
}

// prepareDemo makes the demo site if the database is empty, and prints how to
// use it.
func (c *serveCommand) prepareDemo(ctx context.Context, std streams, db *store.Store, service *chat.Service, address string) error {
	file := filepath.Join(c.Files, "demo.json")
	login, err := readDemoLogin(file)
	if errors.Is(err, fs.ErrNotExist) {
		login, err = makeDemo(ctx, db, service, file)
	}
	if err != nil {
		return fmt.Errorf("prepare the demo: %w", err)
	}
	_, err = fmt.Fprintf(std.out, `Parley is at http://%[1]s with a demo site.
Visitors come to a shop with the widget on it: http://%[1]s/demo/
Agents work in the console: http://%[1]s/console/

  Sign in as   %[2]s
  Password     %[3]s
  API key      %[4]s

Try:

  curl -s -X POST 'http://%[1]s/v4/livechat/chats:Search?pageSize=10' -H 'Authorization: Bearer %[4]s'

Live chat, from two terminals instead of the shop and the console:

  ./bin/parley agent -server http://%[1]s -key %[4]s
  ./bin/parley chat -server http://%[1]s -name Vi

`, address, login.Email, login.Password, login.APIKey)
	return err
}

func readDemoLogin(file string) (login demoLogin, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return login, err
	}
	if err := json.Unmarshal(data, &login); err != nil {
		return login, fmt.Errorf("read %s: %w", file, err)
	}
	return login, nil
}

func makeDemo(ctx context.Context, db *store.Store, service *chat.Service, file string) (login demoLogin, err error) {
	sites, err := db.Sites(ctx)
	if err != nil {
		return login, err
	}
	if len(sites) > 0 {
		return login, errors.New("-demo needs an empty database, and this one has sites")
	}
	login.Password = rand.Text()
	login.newSite, err = createSite(ctx, db, auth.NewSite{Site: demoSite, Name: "Demo", Email: demoEmail, DisplayName: "Dana", Password: login.Password})
	if err != nil {
		return login, err
	}
	data, err := json.Marshal(login)
	if err != nil {
		return login, fmt.Errorf("encode the demo login: %w", err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return login, fmt.Errorf("keep the demo login: %w", err)
	}
	site := demo.New(demoSeed, time.Now().UTC().AddDate(0, -demo.Months, 0).Truncate(24*time.Hour))
	actor := chat.Actor{Site: demoSite, Role: chat.RoleAdmin, Agent: login.AgentID, May: chat.AllPermissions}
	if err := importDemo(ctx, service, actor, site); err != nil {
		return login, err
	}
	return login, openShop(ctx, service, actor, site.Shop(login.AgentID))
}

// openShop sets the demo site up so that its widget shows all that a widget can.
func openShop(ctx context.Context, service *chat.Service, actor chat.Actor, shop *demo.Shop) error {
	for _, r := range shop.Resources {
		if err := service.AddResource(ctx, actor, r); err != nil {
			return fmt.Errorf("set up the demo's %s %s: %w", r.Collection(), *r.Key(), err)
		}
	}
	for id, become := range shop.Departments {
		_, err := service.ChangeResource(ctx, actor, chat.Departments, id, func(r chat.Resource) error {
			if d, ok := r.(*chat.Department); ok {
				become(d)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("set up the demo's department %s: %w", id, err)
		}
	}
	return nil
}

// importDemo fills the demo site with chats of the two years up to now.
func importDemo(ctx context.Context, service *chat.Service, actor chat.Actor, site *demo.Site) error {
	related := site.Related()
	batch := make([]*chat.Chat, 0, batchChats)
	flush := func() error {
		_, err := service.Import(ctx, actor, batch, related)
		batch, related = batch[:0], &chat.Related{}
		return err
	}
	for c, nouns := range site.Chats(demoChats, 1) {
		batch = append(batch, c)
		related.Merge(nouns)
		if len(batch) == cap(batch) {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
