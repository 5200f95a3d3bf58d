package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/parleychat/parley/internal/chat"
)

// belonging tells the rows of agent_link apart.
type belonging int64

// What agents belong to, as it is stored.
const (
	departmentOf belonging = iota + 1
	skillOf
)

var agentLinkTarget = target{table: "agent_link", columns: []string{"site", "agent", "kind", "target"}}

// fillAgents reads what agents belong to, and their roles.
func fillAgents(ctx context.Context, _ *Store, c *conn, site chat.SiteID, all []chat.Resource) error {
	keys, at := guidKeys(all)
	err := c.queryIn(ctx, func(rows *sql.Rows) error {
		var agent sql.RawBytes
		var role chat.Role
		if err := rows.Scan(&agent, &role); err != nil {
			return err
		}
		if a, ok := all[at[chat.GUID(agent)]].(*chat.Agent); ok {
			a.Role = role
		}
		return nil
	}, sqlAccountsOf, site, keys)
	if err != nil {
		return err
	}
	return c.queryIn(ctx, func(rows *sql.Rows) error {
		var agent, to sql.RawBytes
		var kind belonging
		if err := rows.Scan(&agent, &kind, &to); err != nil {
			return err
		}
		if a, ok := all[at[chat.GUID(agent)]].(*chat.Agent); ok {
			list := &a.DepartmentIDs
			if kind == skillOf {
				list = &a.SkillIDs
			}
			*list = append(*list, chat.GUID(to))
		}
		return nil
	}, sqlLinksOfAgents, site, keys)
}

// fillDepartments reads who is in departments.
func fillDepartments(ctx context.Context, _ *Store, c *conn, site chat.SiteID, all []chat.Resource) error {
	keys, at := guidKeys(all)
	return c.queryIn(ctx, func(rows *sql.Rows) error {
		var agent, to sql.RawBytes
		if err := rows.Scan(&agent, &to); err != nil {
			return err
		}
		if d, ok := all[at[chat.GUID(to)]].(*chat.Department); ok {
			d.AgentIDs = append(d.AgentIDs, chat.GUID(agent))
		}
		return nil
	}, sqlAgentsOfDepartments, site, keys)
}

func putAgent(ctx context.Context, t *tx, r chat.Resource) error {
	a, ok := r.(*chat.Agent)
	if !ok {
		return chat.Invalid("a %T is no agent", r)
	}
	if err := t.conn.deleteIn(ctx, t.site, agentLinkTarget.table, "agent", []any{a.ID[:]}); err != nil {
		return err
	}
	var rows [][]any
	for kind, ids := range map[belonging][]chat.GUID{departmentOf: a.DepartmentIDs, skillOf: a.SkillIDs} {
		for _, id := range ids {
			rows = append(rows, []any{int64(t.site), a.ID[:], int64(kind), id[:]})
		}
	}
	if err := t.conn.insert(ctx, agentLinkTarget, rows); err != nil {
		return err
	}
	return t.putAccount(ctx, a)
}

func putDepartment(ctx context.Context, t *tx, r chat.Resource) error {
	d, ok := r.(*chat.Department)
	if !ok {
		return chat.Invalid("a %T is no department", r)
	}
	if err := dropFromAgents(departmentOf)(ctx, t, d.ID); err != nil {
		return err
	}
	rows := make([][]any, len(d.AgentIDs))
	for i, agent := range d.AgentIDs {
		rows[i] = []any{int64(t.site), agent[:], int64(departmentOf), d.ID[:]}
	}
	return t.conn.insert(ctx, agentLinkTarget, rows)
}

// dropFromAgents takes what is dropped away from all agents.
func dropFromAgents(kind belonging) func(context.Context, *tx, chat.GUID) error {
	return func(ctx context.Context, t *tx, id chat.GUID) error {
		if err := t.conn.exec(ctx, sqlDropAgentLinks, int64(t.site), int64(kind), id[:]); err != nil {
			return fmt.Errorf("take agents out of what is dropped: %w", err)
		}
		return nil
	}
}

// dropAgent takes everything from an agent by which it could sign in, and its avatar.
func dropAgent(ctx context.Context, t *tx, id chat.GUID) error {
	if err := t.conn.exec(ctx, sqlForgetIssued, int64(t.site), id[:]); err != nil {
		return fmt.Errorf("forget an agent's API keys: %w", err)
	}
	for _, table := range []string{agentLinkTarget.table, "access_key", "account", signInTarget.table, factorTarget.table, openIDTarget.table} {
		if err := t.conn.deleteIn(ctx, t.site, table, "agent", []any{id[:]}); err != nil {
			return err
		}
	}
	if err := t.conn.deleteIn(ctx, t.site, deliveryTarget.table, "subject", []any{id[:]}); err != nil {
		return err
	}
	return t.DoomFiles(ctx, id)
}
