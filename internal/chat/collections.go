package chat

import "strings"

// Collection is a type of resource.
type Collection uint8

// The collections of a site (wire.md §9).
const (
	Campaigns Collection = iota + 1
	FormFields
	Segments
	AutoInvitations
	CustomVariables
	Bots
	Webhooks
	WrapupCategories
	Departments
	Skills
	Agents
	APIKeys
	OAuthClients
	IdentityKeys
	Bans
	CannedMessages
	SavedSearches
	IdentityProviders
)

// collectionRules are what is different from collection to collection.
type collectionRules struct {
	what     string
	distinct bool // no two may have the same name
	secret   bool // only who may manage settings may read it
	personal bool // agents keep their own, and see what is shared with them
	untitled bool // what it is called is not for the audit log
	untold   bool // nor is what it says, which may be of visitors
	// heldBy are the collections that a resource must not be taken away from.
	heldBy []Collection
}

var collections = [...]collectionRules{
	Campaigns:         {what: "campaign", distinct: true},
	FormFields:        {what: "field", distinct: true, heldBy: []Collection{Campaigns}},
	Segments:          {what: "segment", distinct: true},
	AutoInvitations:   {what: "auto invitation"},
	CustomVariables:   {what: "custom variable", distinct: true},
	Bots:              {what: "bot", distinct: true, heldBy: []Collection{Campaigns}},
	Webhooks:          {what: "webhook", secret: true, untitled: true},
	WrapupCategories:  {what: "wrap-up category"},
	Departments:       {what: "department", distinct: true, heldBy: []Collection{Departments, CannedMessages, IdentityProviders}},
	Skills:            {what: "skill", distinct: true},
	Agents:            {what: "agent", distinct: true, heldBy: []Collection{OAuthClients}},
	APIKeys:           {what: "API key", secret: true},
	OAuthClients:      {what: "OAuth client", distinct: true, secret: true},
	IdentityProviders: {what: "identity provider", distinct: true, secret: true},
	IdentityKeys:      {what: "identity key", distinct: true, secret: true},
	Bans:              {what: "ban", secret: true, untold: true},
	CannedMessages:    {what: "canned message", personal: true, untold: true},
	SavedSearches:     {what: "saved search", personal: true, untitled: true, untold: true},
}

func (c Collection) rules() collectionRules {
	if int(c) < len(collections) {
		return collections[c]
	}
	return collectionRules{}
}

// String names one of the collection.
func (c Collection) String() string { return c.rules().what }

// one is String with its article.
func (c Collection) one() string {
	if what := c.String(); what != "" && strings.IndexByte("aeiou", what[0]) >= 0 {
		return "an " + what
	}
	return "a " + c.String()
}

// Reading is what an actor must be allowed to read the collection.
func (c Collection) Reading() Permissions {
	if c.rules().secret {
		return ManageSettings
	}
	return ReadChats
}

// Keeping is what an actor must be allowed to change the collection; of one that agents
// keep for themselves, what is their own.
func (c Collection) Keeping() Permissions {
	if c.rules().personal {
		return WriteChats
	}
	return ManageSettings
}

func (c Collection) unknown() error { return NotFound("there is no such %s", c) }
