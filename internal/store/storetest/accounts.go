package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/parleychat/parley/internal/chat"
)

var accountCases = map[string]func(*testing.T, *bench){
	"a new site has its agent, account and key": func(t *testing.T, b *bench) {
		site, agent, account, key := newcomer(b.Random, 5000)
		account.Email = "New@Example.com"
		if err := b.accounts.CreateSite(t.Context(), site, agent, account, key); err != nil {
			t.Fatal(err)
		}
		gotKey, gotAccount, err := b.accounts.KeyByHash(t.Context(), key.Hash)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, gotKey, chat.Key{
			Hash: key.Hash, Kind: chat.APIKey, Site: site.ID, Agent: agent.ID, May: key.May, Created: key.Created, ID: key.ID,
		})
		wantSame(t, gotAccount, account)
		issued, err := b.store.Resource(t.Context(), 5000, chat.APIKeys, key.ID)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, issued, chat.Resource(&key))
		sites, err := b.accounts.Sites(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.IsSortedFunc(sites, func(x, y chat.Site) int { return int(x.ID - y.ID) }) {
			t.Error("the sites are not in the order of their ids")
		}
		wantSame(t, sites[slices.IndexFunc(sites, func(s chat.Site) bool { return s.ID == 5000 })], site)
	},
	"a new site can begin without a key": func(t *testing.T, b *bench) {
		site, agent, account, _ := newcomer(b.Random, 5003)
		if err := b.accounts.CreateSite(t.Context(), site, agent, account, chat.IssuedKey{AgentID: agent.ID}); err != nil {
			t.Fatal(err)
		}
		b.wantResources(t, 5003, chat.APIKeys)
		got, err := b.accounts.Account(t.Context(), 5003, agent.ID)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, got, account)
		_, _, err = b.accounts.KeyByHash(t.Context(), [32]byte{})
		wantKind(t, err, chat.KindNotFound)
	},
	"a new site has what it begins with, and is whole or not there": func(t *testing.T, b *bench) {
		site, agent, account, key := newcomer(b.Random, 5004)
		first := chat.FirstResources("Shop", agent.ID, uuid.New)
		if err := b.accounts.CreateSite(t.Context(), site, agent, account, key, first...); err != nil {
			t.Fatal(err)
		}
		for _, r := range first {
			got, err := b.store.Resource(t.Context(), 5004, r.Collection(), *r.Key())
			if err != nil {
				t.Fatal(err)
			}
			wantSame(t, got, r)
		}
		site, agent, account, key = newcomer(b.Random, 5005)
		account.Agent, key.AgentID = chat.GUID{9}, chat.GUID{9}
		wantKind(t, b.accounts.CreateSite(t.Context(), site, agent, account, key, chat.FirstResources("", agent.ID, uuid.New)...), chat.KindInvalid)
		b.wantResources(t, 5005, chat.Campaigns)
	},
	"a site that exists is a conflict and stays as it is": func(t *testing.T, b *bench) {
		site, agent, account, key := newcomer(b.Random, b.site)
		account.Email = "intruder@example.com"
		wantKind(t, b.accounts.CreateSite(t.Context(), site, agent, account, key), chat.KindConflict)
		found, err := b.accounts.AccountsByEmail(t.Context(), account.Email)
		if err != nil || len(found) != 0 {
			t.Fatalf("the refused account is there: %v, %v", found, err)
		}
	},
	"a site whose first agent, account and key disagree is refused": func(t *testing.T, b *bench) {
		site, agent, account, key := newcomer(b.Random, 5001)
		account.Site = b.other
		wantKind(t, b.accounts.CreateSite(t.Context(), site, agent, account, key), chat.KindInvalid)
	},
	"the agent of a new site can be included": func(t *testing.T, b *bench) {
		site, agent, account, key := newcomer(b.Random, 5002)
		if err := b.accounts.CreateSite(t.Context(), site, agent, account, key); err != nil {
			t.Fatal(err)
		}
		c := b.Random.Chat()
		c.Agents = []chat.ChatAgent{{AgentID: agent.ID}}
		b.apply(t, 5002, chat.ChatStored, c)
		_, related, err := b.store.Chat(t.Context(), 5002, chat.ByID(c.ID), chat.IncludeChatAgent)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, related.Agents, map[chat.GUID]*chat.Agent{agent.ID: &agent})
	},
	"accounts are found by e-mail in any letter case, on all sites": func(t *testing.T, b *bench) {
		for _, email := range []string{"maya@example.com", "MAYA@EXAMPLE.COM"} {
			accounts, err := b.accounts.AccountsByEmail(t.Context(), email)
			if err != nil {
				t.Fatal(err)
			}
			for _, site := range []chat.SiteID{b.site, b.other} {
				i := slices.IndexFunc(accounts, func(a chat.Account) bool { return a.Site == site })
				if i < 0 || accounts[i].Email != "Maya@Example.com" || accounts[i].Role != chat.RoleAdmin {
					t.Errorf("%s on site %d gave account %d of %v", email, site, i, accounts)
				}
			}
		}
		accounts, err := b.accounts.AccountsByEmail(t.Context(), "maya@example.co")
		if err != nil || len(accounts) != 0 {
			t.Errorf("a part of an e-mail gave %v, %v", accounts, err)
		}
	},
	"keys are found by their hash, expired ones too": func(t *testing.T, b *bench) {
		accounts, err := b.accounts.AccountsByEmail(t.Context(), "maya@example.com")
		if err != nil {
			t.Fatal(err)
		}
		account := accounts[slices.IndexFunc(accounts, func(a chat.Account) bool { return a.Site == b.site })]
		key := chat.Key{
			Hash: [32]byte{byte(b.site >> 8), byte(b.site), 1}, Kind: chat.AccessToken, Site: b.site, Agent: account.Agent, May: chat.DeleteChats,
			Created: someTime, Expires: someTime.Add(-time.Hour),
		}
		if err := b.accounts.AddKey(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		gotKey, gotAccount, err := b.accounts.KeyByHash(t.Context(), key.Hash)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, gotKey, key)
		wantSame(t, gotAccount, account)
		wantKind(t, b.accounts.AddKey(t.Context(), key), chat.KindConflict)
	},
	"a key of nobody is refused": func(t *testing.T, b *bench) {
		key := chat.Key{Hash: [32]byte{9, 9, 9}, Kind: chat.APIKey, Site: b.site, Agent: b.NewGUID(), Created: someTime}
		wantKind(t, b.accounts.AddKey(t.Context(), key), chat.KindNotFound)
	},
	"an unknown key is not found": func(t *testing.T, b *bench) {
		_, _, err := b.accounts.KeyByHash(t.Context(), [32]byte{1, 2, 3})
		wantKind(t, err, chat.KindNotFound)
	},
}
