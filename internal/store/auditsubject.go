package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/parleychat/parley/internal/chat"
)

var subjectTarget = target{table: "audit_subject", columns: []string{"site", "kind", "id", "n"}, also: " ON CONFLICT DO NOTHING"}

const (
	sqlCutSubjects = `DELETE FROM audit_subject WHERE site = $1 AND n < $2`

	// What an entry is about is looked for first: CROSS JOIN has SQLite do so, and PostgreSQL knows
	// that it is little. %[1]s is more of the condition, %[2]s the order.
	sqlAuditAbout = `SELECT e.n, e.time, e.action, e.agent, e.collection, e.target, e.doc, e.hash FROM audit_subject u CROSS JOIN audit_entry e
WHERE u.site = $1 AND u.n > $2 AND u.n < $3 AND e.site = u.site AND e.n = u.n%[1]s ORDER BY u.n %[2]sLIMIT $4`

	sqlNumberedAudit = `SELECT site, n, action, doc FROM audit_entry WHERE action IN ($1, $2)`
)

// subjectRows are what of an entry stands in audit_subject.
func subjectRows(site chat.SiteID, e *chat.AuditEntry) [][]any {
	kind := e.Action.Numbers()
	if kind == 0 {
		return nil
	}
	rows := make([][]any, len(e.IDs))
	for i, id := range e.IDs {
		rows[i] = []any{int64(site), int64(kind), id, e.N}
	}
	return rows
}

// auditSubjectsStep is the migration that makes audit_subject.
const auditSubjectsStep = 38

// fillSubjects is the part of it that has to read documents.
func fillSubjects(ctx context.Context, tx *sql.Tx) (err error) {
	packing, err := dictionaries()
	if err != nil {
		return err
	}
	k, err := newCodec(packing...)
	if err != nil {
		return err
	}
	defer k.close()
	rows, err := numberedEntries(ctx, tx, k)
	if err != nil {
		return fmt.Errorf("read what audit logs are about: %w", err)
	}
	insert := subjectTarget.insert(1)
	for _, row := range rows {
		if _, err := tx.ExecContext(ctx, insert, row...); err != nil {
			return fmt.Errorf("note what audit logs are about: %w", err)
		}
	}
	return nil
}

func numberedEntries(ctx context.Context, tx *sql.Tx, k *codec) (all [][]any, err error) {
	rows, err := tx.QueryContext(ctx, sqlNumberedAudit, string(chat.ChatsRemoved), string(chat.TicketDeleted))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var site, n int64
		var action string
		var doc []byte
		if err := rows.Scan(&site, &n, &action, &doc); err != nil {
			return nil, err
		}
		e, err := decode(k, doc, describeAudit)
		if err != nil {
			return nil, fmt.Errorf("entry %d of site %d: %w", n, site, err)
		}
		e.N, e.Action = n, chat.AuditAction(action)
		all = append(all, subjectRows(chat.SiteID(site), e)...)
	}
	return all, rows.Err()
}
