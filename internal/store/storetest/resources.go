package storetest

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/google/go-cmp/cmp"

	"github.com/parleychat/parley/internal/chat"
)

// blank makes an empty resource of every collection.
func blank() []chat.Resource {
	return []chat.Resource{
		&chat.Campaign{}, &chat.FormField{}, &chat.Segment{}, &chat.AutoInvitation{}, &chat.CustomVariable{}, &chat.Bot{},
		&chat.Webhook{}, &chat.Category{}, &chat.Department{}, &chat.Skill{}, &chat.Agent{}, &chat.Ban{},
		&chat.CannedMessage{}, &chat.SavedSearch{},
	}
}

var resourceCases = map[string]func(*testing.T, *bench){
	"every resource comes back as it was stored, and only on its site": func(t *testing.T, b *bench) {
		b.dropFirstAgents(t)
		for i := range blank() {
			first, second := blank()[i], blank()[i]
			b.Resource(first)
			b.Resource(second)
			b.putResources(t, b.site, first, second)
			b.wantResources(t, b.site, first.Collection(), first, second)
			b.wantResources(t, b.other, first.Collection())
			got, err := b.store.Resource(t.Context(), b.site, first.Collection(), *first.Key())
			if err != nil {
				t.Fatal(err)
			}
			wantResource(t, got, first)
			_, err = b.store.Resource(t.Context(), b.other, first.Collection(), *first.Key())
			wantKind(t, err, chat.KindNotFound)
		}
	},
	"a resource replaces the one with its id, and goes when it is dropped": func(t *testing.T, b *bench) {
		b.dropFirstAgents(t)
		for i := range blank() {
			first, kept, elsewhere := blank()[i], blank()[i], blank()[i]
			b.Resource(first)
			b.Resource(kept)
			b.Resource(elsewhere)
			*elsewhere.Key() = *first.Key()
			b.putResources(t, b.site, first, kept)
			b.putResources(t, b.other, elsewhere)
			changed := blank()[i]
			b.Resource(changed)
			*changed.Key() = *first.Key()
			b.putResources(t, b.site, changed)
			b.wantResources(t, b.site, first.Collection(), changed, kept)
			for range 2 {
				b.dropResource(t, b.site, first.Collection(), *first.Key())
				b.wantResources(t, b.site, first.Collection(), kept)
			}
			b.wantResources(t, b.other, first.Collection(), elsewhere)
		}
	},
	"what fails leaves the collection as it was": func(t *testing.T, b *bench) {
		skill, lost := &chat.Skill{ID: b.NewGUID(), Name: "kept"}, &chat.Skill{ID: b.NewGUID(), Name: "lost"}
		b.putResources(t, b.site, skill)
		err := b.store.Update(t.Context(), b.site, func(ctx context.Context, tx chat.Tx) error {
			if err := tx.PutResource(ctx, lost); err != nil {
				return err
			}
			if err := tx.DropResource(ctx, chat.Skills, skill.ID); err != nil {
				return err
			}
			return errOfFn
		})
		if err == nil {
			t.Fatal("the transaction succeeded")
		}
		b.wantResources(t, b.site, chat.Skills, skill)
	},
	"a noun that came with chats is the same resource": func(t *testing.T, b *bench) {
		c, related := b.pointingChat(t)
		campaign := related.Campaigns[c.CampaignID]
		got, err := b.store.Resource(t.Context(), b.site, chat.Campaigns, c.CampaignID)
		if err != nil {
			t.Fatal(err)
		}
		wantResource(t, got, campaign)
		renamed := &chat.Campaign{ID: c.CampaignID, Name: "Renamed"}
		b.putResources(t, b.site, renamed)
		b.update(t, b.site, func(ctx context.Context, tx chat.Tx) error { return tx.Keep(ctx, related) })
		_, shown := b.read(t, chat.ByID(c.ID), chat.IncludeCampaign)
		wantSame(t, shown.Campaigns[c.CampaignID], renamed)
		b.dropResource(t, b.site, chat.Campaigns, c.CampaignID)
		_, shown = b.read(t, chat.ByID(c.ID), chat.IncludeCampaign)
		if shown.Campaigns[c.CampaignID] != nil {
			t.Error("a dropped campaign is still shown")
		}
	},
	"who is in a department, agents and departments tell alike": func(t *testing.T, b *bench) {
		ada, bob := b.agent("ada"), b.agent("bob")
		sales, help := &chat.Department{ID: b.NewGUID(), Name: "Sales"}, &chat.Department{ID: b.NewGUID(), Name: "Help"}
		skill := &chat.Skill{ID: b.NewGUID(), Name: "French"}
		ada.SkillIDs = []chat.GUID{skill.ID}
		b.putResources(t, b.site, skill, ada, bob, sales)
		help.AgentIDs = inOrder(ada.ID, bob.ID)
		b.putResources(t, b.site, help)
		ada.DepartmentIDs, bob.DepartmentIDs = []chat.GUID{help.ID}, []chat.GUID{help.ID}
		b.wantMembers(t, ada, bob, sales, help)

		bob.DepartmentIDs = []chat.GUID{sales.ID}
		b.putResources(t, b.site, bob)
		sales.AgentIDs, help.AgentIDs = []chat.GUID{bob.ID}, []chat.GUID{ada.ID}
		b.wantMembers(t, ada, bob, sales, help)

		b.dropResource(t, b.site, chat.Departments, help.ID)
		b.dropResource(t, b.site, chat.Skills, skill.ID)
		ada.DepartmentIDs, ada.SkillIDs = nil, nil
		b.wantMembers(t, ada, bob, sales)
		b.dropResource(t, b.site, chat.Agents, bob.ID)
		sales.AgentIDs = nil
		b.wantMembers(t, ada, sales)
	},
	"an agent goes with its account and keys": func(t *testing.T, b *bench) {
		site, agent, account, key := newcomer(b.Random, b.site+50_000)
		account.Email = "gone@example.com"
		if err := b.accounts.CreateSite(t.Context(), site, agent, account, key); err != nil {
			t.Fatal(err)
		}
		b.dropResource(t, b.site, chat.Agents, agent.ID) // of another site
		if _, _, err := b.accounts.KeyByHash(t.Context(), key.Hash); err != nil {
			t.Fatalf("the key of another site's agent: %v", err)
		}
		b.dropResource(t, site.ID, chat.Agents, agent.ID)
		_, _, err := b.accounts.KeyByHash(t.Context(), key.Hash)
		wantKind(t, err, chat.KindNotFound)
		found, err := b.accounts.AccountsByEmail(t.Context(), account.Email)
		if err != nil || len(found) != 0 {
			t.Errorf("the accounts left: %v, %v", found, err)
		}
	},
}

func (b *bench) agent(name string) *chat.Agent {
	return &chat.Agent{ID: b.NewGUID(), DisplayName: name, Email: name + "@example.com"}
}

func inOrder(ids ...chat.GUID) []chat.GUID {
	slices.SortFunc(ids, func(a, b chat.GUID) int { return bytes.Compare(a[:], b[:]) })
	return ids
}

// dropFirstAgents leaves the sites without the agent that they began with.
func (b *bench) dropFirstAgents(t *testing.T) {
	t.Helper()
	for _, site := range []chat.SiteID{b.site, b.other} {
		all, err := b.store.Resources(t.Context(), site, chat.Agents)
		if err != nil || len(all) != 1 {
			t.Fatalf("the agents of a new site: %v, %v", all, err)
		}
		b.dropResource(t, site, chat.Agents, *all[0].Key())
	}
}

func (b *bench) putResources(t *testing.T, site chat.SiteID, all ...chat.Resource) {
	t.Helper()
	b.update(t, site, func(ctx context.Context, tx chat.Tx) error {
		for _, r := range all {
			if err := tx.PutResource(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *bench) dropResource(t *testing.T, site chat.SiteID, of chat.Collection, id chat.GUID) {
	t.Helper()
	b.update(t, site, func(ctx context.Context, tx chat.Tx) error { return tx.DropResource(ctx, of, id) })
}

// wantResources looks from outside and from within a transaction.
func (b *bench) wantResources(t *testing.T, site chat.SiteID, of chat.Collection, want ...chat.Resource) {
	t.Helper()
	got, err := b.store.Resources(t.Context(), site, of)
	if err != nil {
		t.Fatal(err)
	}
	wantAll(t, got, want)
	b.update(t, site, func(ctx context.Context, tx chat.Tx) error {
		got, err := tx.Resources(ctx, of)
		wantAll(t, got, want)
		return err
	})
}

func wantAll(t *testing.T, got, want []chat.Resource) {
	t.Helper()
	want = slices.Clone(want)
	chat.SortResources(got)
	chat.SortResources(want)
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("the collection differs (-want +got):\n%s", diff)
	}
}

func wantResource(t *testing.T, got, want chat.Resource) {
	t.Helper()
	wantAll(t, []chat.Resource{got}, []chat.Resource{want})
}

// wantMembers looks at some agents and departments, from all sides.
func (b *bench) wantMembers(t *testing.T, want ...chat.Resource) {
	t.Helper()
	for _, w := range want {
		got, err := b.store.Resource(t.Context(), b.site, w.Collection(), *w.Key())
		if err != nil {
			t.Fatal(err)
		}
		wantResource(t, got, w)
		all, err := b.store.Resources(t.Context(), b.site, w.Collection())
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(all, func(r chat.Resource) bool { return *r.Key() == *w.Key() })
		wantResource(t, all[i], w)
	}
}
