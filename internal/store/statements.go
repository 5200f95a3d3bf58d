package store

// The fixed statements. Those over sets of rows are made in rows.go, searches in
// search.go.
const (
	sqlChatByID   = `SELECT doc FROM chat_doc WHERE site = $1 AND chat = $2`
	sqlChatByGUID = `SELECT d.doc FROM chat c JOIN chat_doc d ON d.site = c.site AND d.chat = c.id WHERE c.site = $1 AND c.guid = $2`

	sqlDocuments = `SELECT doc FROM chat_doc WHERE site = $1 AND chat IN (%s)`

	sqlDocumentsByID        = `SELECT 0, d.doc, NULL FROM chat_doc d WHERE d.site = $1 AND d.chat IN (%s)`
	sqlDocumentsWithSession = `SELECT 0, d.doc, s.doc FROM chat_doc d JOIN chat c ON c.site = d.site AND c.id = d.chat
LEFT JOIN session s ON s.site = c.site AND s.id = c.session WHERE d.site = $1 AND d.chat IN (%s)`

	sqlLastEvent = `SELECT last_event FROM site WHERE id = $1`

	sqlEvents = `SELECT n, kind, time, chat_id, chat_guid FROM event WHERE site = $1 AND n > $2 ORDER BY n LIMIT $3`

	// Both rows are locked, so that the document is as young as its columns.
	sqlFindByID   = `SELECT d.doc FROM chat c JOIN chat_doc d ON d.site = c.site AND d.chat = c.id WHERE c.site = $1 AND c.id IN (%s)`
	sqlFindByGUID = `SELECT d.doc FROM chat c JOIN chat_doc d ON d.site = c.site AND d.chat = c.id WHERE c.site = $1 AND c.guid IN (%s)`

	// The row of the site stays locked until the commit, which makes the numbers
	// of events follow the order of the commits.
	sqlNumber = `UPDATE site SET last_chat_id = CASE WHEN last_chat_id < $1 THEN $1 ELSE last_chat_id END + $2, last_event = last_event + $3,
last_result = CASE WHEN last_result < $4 THEN $4 ELSE last_result END + $5,
last_category = CASE WHEN last_category < $6 THEN $6 ELSE last_category END + $7
WHERE id = $8 RETURNING last_chat_id, last_event, last_result, last_category`

	sqlLockSite = `SELECT c.id FROM site c WHERE c.id = $1`

	sqlResources = `SELECT doc FROM %s WHERE site = $1`
	sqlResource  = `SELECT doc FROM %s WHERE site = $1 AND id = $2`

	sqlLinksOfAgents       = `SELECT agent, kind, target FROM agent_link WHERE site = $1 AND agent IN (%s) ORDER BY agent, kind, target`
	sqlAgentsOfDepartments = `SELECT agent, target FROM agent_link WHERE site = $1 AND kind = 1 AND target IN (%s) ORDER BY target, agent`
	sqlDropAgentLinks      = `DELETE FROM agent_link WHERE site = $1 AND kind = $2 AND target = $3`

	sqlCategoryOptions = `SELECT category, doc FROM category_option WHERE site = $1 AND category IN (%s)`
	sqlOptions         = `SELECT id, doc FROM category_option WHERE site = $1 AND id IN (%s)`
	sqlFreeOptions     = `UPDATE category_option SET category = NULL WHERE site = $1 AND category = $2`

	sqlChosen     = `SELECT id, chat, option FROM chat_category WHERE site = $1 ORDER BY id, chat, option LIMIT $2 OFFSET $3`
	sqlChosenByID = `SELECT id, chat, option FROM chat_category WHERE site = $1 AND id = $2 ORDER BY id, chat, option LIMIT 1`

	// An id that comes along is kept if it is above all that were given, otherwise
	// another one is returned.
	sqlNumberTicket = `UPDATE site SET last_ticket = CASE WHEN last_ticket < $1 THEN $1 ELSE last_ticket + 1 END WHERE id = $2 RETURNING last_ticket`

	sqlTicket            = `SELECT c.doc FROM ticket c WHERE c.site = $1 AND c.id = $2`
	sqlTickets           = `SELECT doc FROM ticket WHERE site = $1 ORDER BY id LIMIT $2 OFFSET $3`
	sqlTicketMessages    = `SELECT ticket, doc FROM ticket_message WHERE site = $1 AND ticket IN (%s) ORDER BY ticket, id`
	sqlLastTicketMessage = `SELECT COALESCE(MAX(id), 0) FROM ticket_message WHERE site = $1 AND ticket = $2`
	sqlAttached          = `SELECT 1 FROM ticket_message WHERE site = $1 AND ticket = $2 AND chat = $3`

	sqlTranscripts = `SELECT ticket, doc FROM ticket_message WHERE site = $1 AND chat IN (%s) ORDER BY ticket, id`
	sqlRedact      = `UPDATE ticket_message SET doc = $1, chat = NULL WHERE site = $2 AND ticket = $3 AND id = $4`

	// The first comparison is what the index knows (0006_erasure.sql); the plus keeps
	// SQLite from any other.
	sqlDropUnused = `DELETE FROM %[1]s WHERE site = $1 AND id IN (%[3]s) AND NOT EXISTS (SELECT 1 FROM chat c
WHERE substr(c.%[2]s, 13, 4) = substr(%[1]s.id, 13, 4) AND c.%[2]s = %[1]s.id AND +c.site = $1)`

	sqlDoomedFiles = `SELECT site, key FROM doomed_file ORDER BY site, key LIMIT $1`

	sqlSites   = `SELECT id, name, created FROM site ORDER BY id`
	sqlHasSite = `SELECT 1 FROM site WHERE id = $1`

	sqlAccountsByEmail = `SELECT site, agent, email, password, may FROM account WHERE folded = $1 ORDER BY site`
	sqlHasAccount      = `SELECT 1 FROM account WHERE site = $1 AND agent = $2`

	sqlKeyByHash = `SELECT k.kind, k.site, k.agent, k.may, k.created, k.expires, a.email, a.password, a.may
FROM access_key k JOIN account a ON a.site = k.site AND a.agent = k.agent WHERE k.hash = $1`
)
