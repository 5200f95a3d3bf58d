package chat_test

import (
	"testing"
	"time"

	"github.com/parleychat/parley/internal/chat"
)

// walked holds the audit log of Ada's site against its hashes, and tells how long it is.
func (w *world) walked(t *testing.T) (n int) {
	t.Helper()
	chain, err := w.store.AuditChain(t.Context(), w.ada.Site)
	if err != nil {
		t.Fatal(err)
	}
	all, err := w.store.AuditEntries(t.Context(), w.ada.Site, chat.AuditQuery{Forward: true, Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	walk := chat.NewAuditWalk(w.ada.Site, chain, chat.AuditAnchor{})
	for i := range all {
		if err := walk.Take(&all[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := walk.End(); err != nil {
		t.Fatal(err)
	}
	return len(all)
}

func TestWhatIsTooOldIsCutHoweverMuchItIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sites, err := w.store.Sites(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const old, young = 2500, 3
	deeds := make([]chat.AuditEntry, old+young)
	for i := range deeds {
		deeds[i] = chat.AuditEntry{Action: chat.SignedIn, Time: at(0)}
		if i < old {
			deeds[i].Time = at(0).Add(-48 * time.Hour)
		}
	}
	if err := w.store.Audit(t.Context(), w.ada.Site, deeds...); err != nil {
		t.Fatal(err)
	}
	if err := w.CutAudit(t.Context(), sites, at(0).Add(-24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	// The site's own entry has a time of its own, before or after.
	if n := w.walked(t); n < young || n > young+1 {
		chain, _ := w.store.AuditChain(t.Context(), w.ada.Site)
		t.Errorf("%d entries are left of %+v", n, chain)
	}
}

// TestWhoIsGoneIsStillNamed reads the name from the entry about its deletion.
func TestWhoIsGoneIsStillNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	bob := &chat.Agent{Email: "bob@example.com", Role: chat.RoleAdmin}
	if err := w.AddResource(t.Context(), w.ada, bob); err != nil {
		t.Fatal(err)
	}
	actor := chat.Actor{Site: w.ada.Site, Agent: bob.ID, Role: chat.RoleAdmin, May: chat.AllPermissions}
	if err := w.AddResource(t.Context(), actor, &chat.Skill{Name: "French"}); err != nil {
		t.Fatal(err)
	}
	if err := w.DeleteResource(t.Context(), w.ada, chat.Agents, bob.ID); err != nil {
		t.Fatal(err)
	}
	page, err := w.AuditLog(t.Context(), w.ada, chat.AuditQuery{Agent: bob.ID})
	if err != nil || len(page.Entries) != 1 || page.Names[bob.ID] != "bob@example.com" {
		t.Errorf("%+v, %v", page, err)
	}
	if _, err := w.AuditLog(t.Context(), chat.Actor{Site: w.ada.Site, May: chat.ReadChats | chat.WriteChats | chat.DeleteChats}, chat.AuditQuery{}); chat.KindOf(err) != chat.KindDenied || err == nil {
		t.Errorf("without the permission: %v", err)
	}
	w.walked(t)
}

// TestOneFieldNeverPassesForAnother has the same bytes in other places.
func TestOneFieldNeverPassesForAnother(t *testing.T) {
	t.Parallel()
	var zero [32]byte
	seen := map[[32]byte]int{}
	for i, e := range []chat.AuditEntry{
		{},
		{Name: "ab"},
		{Collection: "ab"},
		{Collection: "a", Name: "b"},
		{Action: "ab"},
		{By: chat.Doer{Address: "ab"}},
		{Count: 1},
		{IDs: []int64{1}},
		{Members: []chat.Difference{{Member: "ab"}}},
		{Members: []chat.Difference{{Before: "ab"}}},
		{Members: []chat.Difference{{After: "ab"}}},
		{Members: []chat.Difference{{Member: "a", Before: "b"}}},
		{By: chat.Doer{Agent: chat.GUID{1}}},
		{By: chat.Doer{SignIn: chat.GUID{1}}},
		{By: chat.Doer{APIKey: chat.GUID{1}}},
		{By: chat.Doer{Client: chat.GUID{1}}},
		{Target: chat.GUID{1}},
		{Time: time.Unix(1, 0)},
	} {
		e.Seal(1, 1, zero)
		if before, twice := seen[e.Hash]; twice {
			t.Errorf("%d and %d have one hash", before, i)
		}
		seen[e.Hash] = i
		again := e
		again.Seal(1, 1, zero)
		if again.Hash != e.Hash {
			t.Errorf("%d has two hashes", i)
		}
		for _, o := range []struct {
			site chat.SiteID
			n    int64
			to   [32]byte
		}{{2, 1, zero}, {1, 2, zero}, {1, 1, e.Hash}} {
			if again.Seal(o.site, o.n, o.to); again.Hash == e.Hash {
				t.Errorf("%d has the same hash as %+v", i, o)
			}
		}
	}
}
