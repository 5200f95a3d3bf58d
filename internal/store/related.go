package store

import (
	"bytes"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"github.com/parleychat/parley/internal/chat"
)

// noun is one of the kinds of noun that chats point to: its table, and how it
// gets in and out of a chat.Related.
type noun struct {
	target target
	// wanted are the includes of which any one asks for the kind.
	wanted chat.Include
	// named adds the guids of the kind that a chat points to.
	named func(c *chat.Chat, add func(chat.GUID))
	// add decodes a document into the related nouns.
	add func(k *codec, id chat.GUID, doc []byte, into *chat.Related) error
	// told reports whether the related nouns have one already.
	told func(*chat.Related, chat.GUID) bool
	// rows makes the rows of all nouns of the kind, ordered by id so that two
	// transactions that store the same ones cannot wait for each other.
	rows func(k *codec, site chat.SiteID, from *chat.Related) ([][]any, error)
}

// sessionKind is where sessions stand in nouns.
const sessionKind = 0

// nouns are all kinds, in the order of chat.Related.
var nouns = []noun{
	kind(shelf[chat.Session]{table: "session", describe: describeSession}, chat.IncludeSession,
		func(r *chat.Related) *map[chat.GUID]*chat.Session { return &r.Sessions },
		func(c *chat.Chat, add func(chat.GUID)) { add(c.SessionID) }),
	kind(shelf[chat.Visitor]{
		table: "visitor", describe: describeVisitor,
		column: "sso", text: func(n *chat.Visitor) string { return n.SSOUserID },
	}, chat.IncludeVisitor,
		func(r *chat.Related) *map[chat.GUID]*chat.Visitor { return &r.Visitors },
		func(c *chat.Chat, add func(chat.GUID)) { add(c.VisitorID) }),
	kind(shelf[chat.ContactIdentity]{table: "contact_identity", describe: describeContactIdentity}, chat.IncludeContactIdentity,
		func(r *chat.Related) *map[chat.GUID]*chat.ContactIdentity { return &r.ContactIdentities },
		func(c *chat.Chat, add func(chat.GUID)) { add(c.ContactIdentityID) }),
	kind(campaignShelf, chat.IncludeCampaign,
		func(r *chat.Related) *map[chat.GUID]*chat.Campaign { return &r.Campaigns },
		func(c *chat.Chat, add func(chat.GUID)) { add(c.CampaignID) }),
	kind(departmentShelf, chat.IncludeDepartment,
		func(r *chat.Related) *map[chat.GUID]*chat.Department { return &r.Departments },
		func(c *chat.Chat, add func(chat.GUID)) { add(c.DepartmentID) }),
	kind(skillShelf, chat.IncludeSkill,
		func(r *chat.Related) *map[chat.GUID]*chat.Skill { return &r.Skills },
		func(c *chat.Chat, add func(chat.GUID)) { add(c.SkillID) }),
	kind(autoInvitationShelf, chat.IncludeAutoInvitation,
		func(r *chat.Related) *map[chat.GUID]*chat.AutoInvitation { return &r.AutoInvitations },
		func(c *chat.Chat, add func(chat.GUID)) { add(c.AutoInvitationID) }),
	kind(segmentShelf, chat.IncludeSegmentResult,
		func(r *chat.Related) *map[chat.GUID]*chat.Segment { return &r.Segments },
		func(c *chat.Chat, add func(chat.GUID)) {
			for i := range c.SegmentResults {
				add(c.SegmentResults[i].SegmentID)
			}
		}),
	kind(shelf[chat.CategoryOption]{table: "category_option", describe: describeCategoryOption}, chat.IncludeWrapupCategory|chat.IncludeWrapup,
		func(r *chat.Related) *map[chat.GUID]*chat.CategoryOption { return &r.CategoryOptions },
		func(c *chat.Chat, add func(chat.GUID)) {
			for i := range c.Categories {
				add(c.Categories[i].OptionID)
			}
		}),
	kind(agentShelf, chat.IncludeChatAgent,
		func(r *chat.Related) *map[chat.GUID]*chat.Agent { return &r.Agents },
		func(c *chat.Chat, add func(chat.GUID)) {
			for i := range c.Agents {
				add(c.Agents[i].AgentID)
			}
		}),
}

func kind[N any](h shelf[N], wanted chat.Include,
	of func(*chat.Related) *map[chat.GUID]*N, named func(*chat.Chat, func(chat.GUID)),
) noun {
	to := h.target()
	to.also = " ON CONFLICT DO NOTHING"
	return noun{
		target: to,
		wanted: wanted,
		named:  named,
		add: func(k *codec, id chat.GUID, doc []byte, into *chat.Related) error {
			n, err := decode(k, doc, h.describe)
			if err == nil {
				chat.Keep(of(into), id, n)
			}
			return err
		},
		told: func(r *chat.Related, id chat.GUID) bool { return (*of(r))[id] != nil },
		rows: func(k *codec, site chat.SiteID, from *chat.Related) ([][]any, error) {
			nouns := *of(from)
			rows := make([][]any, 0, len(nouns))
			for _, id := range sorted(nouns) {
				row, err := h.row(k, site, id, nouns[id])
				if err != nil {
					return nil, err
				}
				rows = append(rows, row)
			}
			return rows, nil
		},
	}
}

// sorted lists the ids of the nouns that there are, the zero guid not being one.
func sorted[N any](nouns map[chat.GUID]*N) []chat.GUID {
	ids := make([]chat.GUID, 0, len(nouns))
	for id, n := range nouns {
		if n != nil && id != (chat.GUID{}) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b chat.GUID) int { return bytes.Compare(a[:], b[:]) })
	return ids
}

// relate adds the nouns that the chats point to and include asks for, in one
// statement, or none when there is nothing to look up.
func (s *Store) relate(ctx context.Context, c *conn, site chat.SiteID, include chat.Include, chats []*chat.Chat, into *chat.Related) error {
	text, args := relatedStatement(site, include, chats, into)
	if text == "" {
		return nil
	}
	return c.lookUp(ctx, func(rows *sql.Rows) error {
		var kind int
		var guid, doc sql.RawBytes
		if err := rows.Scan(&kind, &guid, &doc); err != nil {
			return err
		}
		var id chat.GUID
		copy(id[:], guid)
		return nouns[kind].add(s.codec, id, doc, into)
	}, text, args...)
}

func relatedStatement(site chat.SiteID, include chat.Include, chats []*chat.Chat, told *chat.Related) (text string, args []any) {
	args = []any{int64(site)}
	var parts []string
	for i, n := range nouns {
		if include&n.wanted == 0 {
			continue
		}
		ids := n.ids(chats, told)
		if len(ids) == 0 {
			continue
		}
		padded := pad(ids)
		parts = append(parts, "SELECT "+strconv.Itoa(i)+", id, doc FROM "+n.target.table+
			" WHERE site = $1 AND id IN ("+numbers(len(args)+1, len(padded))+")")
		args = append(args, padded...)
	}
	return strings.Join(parts, " UNION ALL "), args
}

// ids lists what the chats point to and is not told yet, each once.
func (n noun) ids(chats []*chat.Chat, told *chat.Related) []any {
	seen := map[chat.GUID]bool{{}: true}
	var ids []any
	for _, c := range chats {
		n.named(c, func(id chat.GUID) {
			if !seen[id] && !n.told(told, id) {
				seen[id] = true
				ids = append(ids, id[:])
			}
		})
	}
	return ids
}
