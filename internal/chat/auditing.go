package chat

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// auditNames are the collections as the API names them. What was written once stays.
var auditNames = [...]string{
	Campaigns: "campaigns", FormFields: "fields", Segments: "segments", AutoInvitations: "autoInvitations",
	CustomVariables: "customVariables", Bots: "bots", Webhooks: "webhooks", WrapupCategories: "wrapupCategories",
	Departments: "departments", Skills: "skills", Agents: "agents", APIKeys: "apiKeys", OAuthClients: "oauthClients",
	IdentityKeys: "identityKeys", Bans: "bans", CannedMessages: "cannedMessages", SavedSearches: "savedSearches",
	IdentityProviders: "identityProviders",
}

// AuditName is the collection's name in audit logs.
func (c Collection) AuditName() string {
	if int(c) < len(auditNames) {
		return auditNames[c]
	}
	return ""
}

// AuditNames lists the names of all collections.
func AuditNames() []string { return slices.Clone(auditNames[1:]) }

// Trait is a member of a noun, as far as the audit log is concerned.
type Trait struct {
	Name   string
	Value  string // to tell a change by; it may be secret
	Shown  string // what may be told of it
	Absent bool   // it says nothing, as in a noun that was never changed
}

// Teller tells the members of a Resource, or of a *Site, as the API shows them.
type Teller func(noun any) []Trait

// WithTeller is the same service with entries of the audit log that tell what has changed.
// Without, they tell that something has.
func (s *Service) WithTeller(t Teller) *Service {
	other := *s
	other.teller = t
	return &other
}

func (s *Service) told(noun any) []Trait {
	if s.teller == nil {
		return nil
	}
	return s.teller(noun)
}

// Doer is who the actor is to the audit log.
func (a Actor) Doer() Doer {
	return Doer{Agent: a.Agent, SignIn: a.SignIn, APIKey: a.APIKey, Client: a.Client, Address: a.Address}
}

// audit writes a deed of an actor's to the log of its site.
func audit(ctx context.Context, tx AuditTx, actor Actor, now time.Time, e AuditEntry) error {
	e.By, e.Time, e.Name = actor.Doer(), now, clipTo(e.Name, maxAuditName)
	if err := tx.Audit(ctx, e); err != nil {
		return fmt.Errorf("write to the audit log: %w", err)
	}
	return nil
}

// auditResource is audit for what was done to a resource; before is what was told of it,
// if it was there.
func (s *Service) auditResource(ctx context.Context, tx Tx, actor Actor, action AuditAction, r Resource, before []Trait) error {
	if isOwn(r) {
		return nil
	}
	e := AuditEntry{Action: action, Collection: r.Collection().AuditName(), Target: *r.Key(), Name: r.title()}
	switch action {
	case ResourceAdded:
		e.Members = differences(nil, s.told(r))
	case ResourceChanged:
		e.Members = append(differences(before, s.told(r)), renewed(r)...)
		if len(e.Members) == 0 && s.teller != nil {
			return nil
		}
	}
	rules := r.Collection().rules()
	if rules.untitled {
		e.Name = ""
	}
	if rules.untold {
		for i := range e.Members {
			e.Members[i].Before, e.Members[i].After = "", ""
		}
	}
	return audit(ctx, tx, actor, s.now(), e)
}

// isOwn tells what an agent keeps for itself, which is nobody else's business.
func isOwn(r Resource) bool {
	s, ok := r.(sharing)
	return ok && s.shared().with == SharedWithNobody
}

// renewed tells of secrets that no Teller shows.
func renewed(r Resource) []Difference {
	if a, ok := r.(*Agent); ok && a.Password != "" {
		return []Difference{{Member: "password"}}
	}
	if p, ok := r.(*IdentityProvider); ok && p.Fresh {
		return []Difference{{Member: "clientSecret"}}
	}
	return nil
}

// The bounds of an entry.
const (
	maxAuditName  = 256
	maxAuditValue = 400
	maxAuditParts = 100
)

// differences are the members that are not the same, by their names.
func differences(before, after []Trait) (found []Difference) {
	was := make(map[string]Trait, len(before))
	for _, t := range before {
		was[t.Name] = t
	}
	for _, t := range after {
		b, known := was[t.Name]
		delete(was, t.Name)
		if b.Value == t.Value || !known && t.Absent {
			continue
		}
		found = append(found, Difference{t.Name, clipTo(b.Shown, maxAuditValue), clipTo(t.Shown, maxAuditValue)})
	}
	for _, t := range was {
		if !t.Absent {
			found = append(found, Difference{t.Name, clipTo(t.Shown, maxAuditValue), ""})
		}
	}
	slices.SortFunc(found, func(a, b Difference) int { return cmp.Compare(a.Member, b.Member) })
	return found[:min(len(found), maxAuditParts)]
}

// clipTo cuts a text that is longer than some bytes.
func clipTo(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// AuditPage is a part of an audit log.
type AuditPage struct {
	Chain   AuditChain
	Entries []AuditEntry
	Names   map[GUID]string // of the agents in it, as far as they are known
	More    bool
}

// The sizes that a part of an audit log may have.
const (
	DefaultAudit = 50
	MaxAudit     = 200
)

// AuditLog reads a part of the audit log of the actor's site, the last entry first.
func (s *Service) AuditLog(ctx context.Context, actor Actor, q AuditQuery) (*AuditPage, error) {
	if err := actor.Require(ManageSettings); err != nil {
		return nil, err
	}
	size := min(max(cmp.Or(q.Limit, DefaultAudit), 1), MaxAudit)
	q.Limit, q.Forward = size+1, false
	chain, err := s.store.AuditChain(ctx, actor.Site)
	if err != nil {
		return nil, err
	}
	entries, err := s.store.AuditEntries(ctx, actor.Site, q)
	if err != nil {
		return nil, err
	}
	page := &AuditPage{Chain: chain, Entries: entries[:min(size, len(entries))], More: len(entries) > size}
	page.Names, err = s.namesIn(ctx, actor.Site, page.Entries)
	return page, err
}

// namesIn finds what the agents who did something are called: those that are gone by the entry
// about that.
func (s *Service) namesIn(ctx context.Context, site SiteID, entries []AuditEntry) (map[GUID]string, error) {
	all, err := s.store.Resources(ctx, site, Agents)
	if err != nil {
		return nil, err
	}
	names := make(map[GUID]string, len(all))
	for _, r := range all {
		if a, ok := r.(*Agent); ok {
			names[a.ID] = cmp.Or(a.DisplayName, a.Email)
		}
	}
	for i := range entries {
		id := entries[i].By.Agent
		if _, known := names[id]; known || id == (GUID{}) {
			continue
		}
		gone, err := s.store.AuditEntries(ctx, site, AuditQuery{Target: id, Action: ResourceDeleted, Limit: 1})
		if err != nil {
			return nil, err
		}
		if names[id] = ""; len(gone) > 0 {
			names[id] = gone[0].Name
		}
	}
	return names, nil
}

// cutAtOnce is how many entries one transaction removes.
const cutAtOnce = 1000

// CutAudit removes the entries of all sites that are older than a time.
func (s *Service) CutAudit(ctx context.Context, sites []Site, before time.Time) error {
	for _, site := range sites {
		for n := cutAtOnce; n == cutAtOnce; {
			var err error
			if n, err = s.store.CutAudit(ctx, site.ID, before, cutAtOnce); err != nil {
				return err
			}
		}
	}
	return nil
}
