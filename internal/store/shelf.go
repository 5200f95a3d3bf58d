package store

import (
	"context"
	"database/sql"

	"github.com/parleychat/parley/internal/chat"
	"github.com/parleychat/parley/internal/filter"
)

// shelf is the table of one type of noun: documents by site and guid.
type shelf[N any] struct {
	table    string
	describe func(*coder, *N)
	// column holds a text that chats are found by, "" for none.
	column string
	text   func(*N) string
}

// The shelves of nouns that chats point to and that are resources as well.
var (
	campaignShelf = shelf[chat.Campaign]{
		table: "campaign", describe: describeCampaign,
		column: "name", text: func(n *chat.Campaign) string { return n.Name },
	}
	departmentShelf     = shelf[chat.Department]{table: "department", describe: describeDepartment}
	skillShelf          = shelf[chat.Skill]{table: "skill", describe: describeSkill}
	autoInvitationShelf = shelf[chat.AutoInvitation]{table: "auto_invitation", describe: describeAutoInvitation}
	segmentShelf        = shelf[chat.Segment]{table: "segment", describe: describeSegment}
	agentShelf          = shelf[chat.Agent]{table: "agent", describe: describeAgent}
	apiKeyShelf         = shelf[chat.IssuedKey]{table: "api_key", describe: describeIssuedKey}
	identityShelf       = shelf[chat.IdentityKey]{table: "identity_key", describe: describeIdentityKey}
	clientShelf         = shelf[chat.OAuthClient]{table: "oauth_client", describe: describeClient}
)

func (h shelf[N]) target() target {
	to := target{table: h.table, columns: []string{"site", "id", "doc"}}
	if h.column != "" {
		to.columns = append(to.columns, h.column)
	}
	return to
}

// row is a noun in the order of target's columns.
func (h shelf[N]) row(k *codec, site chat.SiteID, id chat.GUID, n *N) ([]any, error) {
	doc, err := encode(k, n, h.describe)
	if err != nil {
		return nil, err
	}
	row := []any{int64(site), id[:], doc}
	if h.column != "" {
		row = append(row, filter.Fold(h.text(n)))
	}
	return row, nil
}

// keeper is how the resources of one collection are kept.
type keeper struct {
	target target
	encode func(k *codec, site chat.SiteID, r chat.Resource) ([]any, error)
	decode func(k *codec, doc []byte) (chat.Resource, error)
	// beside is what stands in other tables; its members may be nil.
	beside beside
}

// beside keeps a part of a resource that is not in its document.
type beside struct {
	fill func(ctx context.Context, s *Store, c *conn, site chat.SiteID, all []chat.Resource) error
	put  func(ctx context.Context, t *tx, r chat.Resource) error
	drop func(ctx context.Context, t *tx, id chat.GUID) error
}

// pointerTo is the pointer to a noun as a resource.
type pointerTo[N any] interface {
	*N
	chat.Resource
}

func keep[N any, P pointerTo[N]](h shelf[N], b beside) keeper {
	return keeper{
		target: h.target().orReplace("site", "id"),
		encode: func(k *codec, site chat.SiteID, r chat.Resource) ([]any, error) {
			n, ok := r.(P)
			if !ok {
				return nil, chat.Invalid("a %T is not kept in the table %s", r, h.table)
			}
			return h.row(k, site, *r.Key(), n)
		},
		decode: func(k *codec, doc []byte) (chat.Resource, error) {
			n, err := decode(k, doc, h.describe)
			return P(n), err
		},
		beside: b,
	}
}

// keepers has every collection.
var keepers = map[chat.Collection]keeper{
	chat.Campaigns:         keep(campaignShelf, beside{}),
	chat.FormFields:        keep(shelf[chat.FormField]{table: "form_field", describe: describeFormField}, beside{}),
	chat.Segments:          keep(segmentShelf, beside{}),
	chat.AutoInvitations:   keep(autoInvitationShelf, beside{}),
	chat.CustomVariables:   keep(shelf[chat.CustomVariable]{table: "custom_variable", describe: describeCustomVariable}, beside{}),
	chat.Bots:              keep(shelf[chat.Bot]{table: "bot", describe: describeBot}, beside{}),
	chat.Webhooks:          keep(shelf[chat.Webhook]{table: "webhook", describe: describeWebhook}, beside{put: putWebhook, drop: dropWebhook}),
	chat.WrapupCategories:  keep(shelf[chat.Category]{table: "wrapup_category", describe: describeCategory}, beside{fillOptions, putOptions, freeOptions}),
	chat.Departments:       keep(departmentShelf, beside{fillDepartments, putDepartment, dropFromAgents(departmentOf)}),
	chat.Skills:            keep(skillShelf, beside{drop: dropFromAgents(skillOf)}),
	chat.Agents:            keep(agentShelf, beside{fillAgents, putAgent, dropAgent}),
	chat.APIKeys:           keep(apiKeyShelf, beside{fillKeys, putKey, dropKey}),
	chat.OAuthClients:      keep(clientShelf, beside{drop: dropTokensOfClient}),
	chat.IdentityProviders: keep(shelf[chat.IdentityProvider]{table: "identity_provider", describe: describeIdentityProvider}, beside{}),
	chat.IdentityKeys:      keep(identityShelf, beside{}),
	chat.CannedMessages:    keep(shelf[chat.CannedMessage]{table: "canned_message", describe: describeCanned}, beside{}),
	chat.SavedSearches:     keep(shelf[chat.SavedSearch]{table: "saved_search", describe: describeSavedSearch}, beside{}),
	chat.Bans:              keep(shelf[chat.Ban]{table: "ban", describe: describeBan}, beside{}),
}

// scanResources reads rows that are documents of a collection.
func (s *Store) scanResources(of keeper, all *[]chat.Resource) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var doc sql.RawBytes
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		r, err := of.decode(s.codec, doc)
		if err == nil {
			*all = append(*all, r)
		}
		return err
	}
}
