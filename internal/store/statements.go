package store

// The fixed statements. Those over sets of rows are made in rows.go, searches in
// search.go.
const (
	sqlChatByID   = `SELECT doc FROM chat_doc WHERE site = $1 AND chat = $2`
	sqlChatByGUID = `SELECT d.doc FROM chat c JOIN chat_doc d ON d.site = c.site AND d.chat = c.id WHERE c.site = $1 AND c.guid = $2`

	sqlDocuments = `SELECT doc FROM chat_doc WHERE site = $1 AND chat IN (%s)`

	sqlDocumentsByID = `SELECT 0, doc FROM chat_doc WHERE site = $1 AND chat IN (%s)`

	// The last bytes are what the index knows, as in sqlDropUnused.
	sqlChatsOfSessions = `SELECT d.doc FROM chat c JOIN chat_doc d ON d.site = c.site AND d.chat = c.id
WHERE +c.site = $1 AND substr(c.session, 13, 4) IN (%s)`
	sqlSessionsThere = `SELECT id FROM session WHERE site = $1 AND id IN (%s)`

	sqlLastEvent = `SELECT last_event FROM site WHERE id = $1`

	sqlEvents = `SELECT e.n, e.kind, e.time, e.chat_id, coalesce(e.chat_guid, c.guid)
FROM event e LEFT JOIN chat c ON c.site = e.site AND c.id = e.chat_id WHERE e.site = $1 AND e.n > $2 ORDER BY e.n LIMIT $3`

	// Both rows are locked, so that the document is as young as its columns.
	sqlFindByID   = `SELECT d.doc FROM chat c JOIN chat_doc d ON d.site = c.site AND d.chat = c.id WHERE c.site = $1 AND c.id IN (%s)`
	sqlFindByGUID = `SELECT d.doc FROM chat c JOIN chat_doc d ON d.site = c.site AND d.chat = c.id WHERE c.site = $1 AND c.guid IN (%s)`

	// The row of the site stays locked until the commit, which makes the numbers
	// of events follow the order of the commits.
	sqlNumber = `UPDATE site SET last_chat_id = CASE WHEN last_chat_id < $1 THEN $1 ELSE last_chat_id END + $2, last_event = last_event + $3,
last_result = CASE WHEN last_result < $4 THEN $4 ELSE last_result END + $5,
last_category = CASE WHEN last_category < $6 THEN $6 ELSE last_category END + $7
WHERE id = $8 RETURNING last_chat_id, last_event, last_result, last_category`

	sqlLockSite = `SELECT c.hooks FROM site c WHERE c.id = $1`
	sqlHooks    = `SELECT hooks FROM site WHERE id = $1`
	sqlPutHooks = `UPDATE site SET hooks = $1 WHERE id = $2`

	sqlResources = `SELECT doc FROM %s WHERE site = $1`
	sqlResource  = `SELECT doc FROM %s WHERE site = $1 AND id = $2`

	sqlLinksOfAgents       = `SELECT agent, kind, target FROM agent_link WHERE site = $1 AND agent IN (%s) ORDER BY agent, kind, target`
	sqlAgentsOfDepartments = `SELECT agent, target FROM agent_link WHERE site = $1 AND kind = 1 AND target IN (%s) ORDER BY target, agent`
	sqlDropAgentLinks      = `DELETE FROM agent_link WHERE site = $1 AND kind = $2 AND target = $3`

	sqlCategoryOptions = `SELECT category, doc FROM category_option WHERE site = $1 AND category IN (%s)`
	sqlOptions         = `SELECT id, doc FROM category_option WHERE site = $1 AND id IN (%s)`
	sqlFreeOptions     = `UPDATE category_option SET category = NULL WHERE site = $1 AND category = $2`

	// %[1]s is a condition on the chosen categories k.
	sqlChosen = `SELECT k.id, k.chat, k.option FROM chat_category k WHERE %[1]s ORDER BY k.id, k.chat, k.option LIMIT %[2]s OFFSET %[3]s`

	// An id that comes along is kept if it is above all that were given, otherwise
	// another one is returned.
	sqlNumberTicket = `UPDATE site SET last_ticket = CASE WHEN last_ticket < $1 THEN $1 ELSE last_ticket + 1 END WHERE id = $2 RETURNING last_ticket`

	sqlTicket            = `SELECT c.doc FROM ticket c WHERE c.site = $1 AND c.id = $2`
	sqlTickets           = `SELECT doc FROM ticket WHERE site = $1 ORDER BY id LIMIT $2 OFFSET $3`
	sqlTicketMessages    = `SELECT ticket, chat, doc FROM ticket_message WHERE site = $1 AND ticket IN (%s) ORDER BY ticket, id`
	sqlLastTicketMessage = `SELECT COALESCE(MAX(id), 0) FROM ticket_message WHERE site = $1 AND ticket = $2`
	sqlAttached          = `SELECT 1 FROM ticket_message WHERE site = $1 AND ticket = $2 AND chat = $3`

	sqlOfflineByID      = `SELECT doc FROM offline_message WHERE site = $1 AND id = $2`
	sqlOfflineByGUID    = `SELECT doc FROM offline_message WHERE site = $1 AND guid = $2`
	sqlOfflineDocuments = `SELECT doc FROM offline_message WHERE site = $1 AND id IN (%s)`
	sqlOfflineIDs       = `SELECT c.id, c.guid FROM offline_message c WHERE c.site = $1 AND c.id IN (%s)`
	sqlOfflineIDsByGUID = `SELECT c.id, c.guid FROM offline_message c WHERE c.site = $1 AND c.guid IN (%s)`

	// An id that comes along is passed over by those that are given later.
	sqlNumberOffline = `UPDATE site SET last_offline_message = CASE WHEN last_offline_message < $1 THEN $1
WHEN $1 > 0 THEN last_offline_message ELSE last_offline_message + 1 END WHERE id = $2 RETURNING last_offline_message`

	sqlTranscripts = `SELECT ticket, doc FROM ticket_message WHERE site = $1 AND chat IN (%s) ORDER BY ticket, id`
	sqlRedact      = `UPDATE ticket_message SET doc = $1, chat = NULL WHERE site = $2 AND ticket = $3 AND id = $4`

	// The first comparison is what the index knows (0006_erasure.sql); the plus keeps
	// SQLite from any other.
	sqlDropUnused = `DELETE FROM %[1]s WHERE site = $1 AND id IN (%[3]s) AND NOT EXISTS (SELECT 1 FROM chat c
WHERE substr(c.%[2]s, 13, 4) = substr(%[1]s.id, 13, 4) AND c.%[2]s = %[1]s.id AND +c.site = $1)`

	sqlDoomedFiles = `SELECT site, key FROM doomed_file ORDER BY site, key LIMIT $1`

	sqlSites   = `SELECT id, name, created, second_factor, open_id, show_typed, show_guide FROM site ORDER BY id`
	sqlHasSite = `SELECT 1 FROM site WHERE id = $1`

	sqlAccountsByEmail = `SELECT a.site, a.agent, a.email, a.password, a.role, a.suspended, s.second_factor, s.open_id
FROM account a JOIN site s ON s.id = a.site WHERE a.folded = $1 ORDER BY a.site`
	sqlAccountOf = `SELECT a.site, a.agent, a.email, a.password, a.role, a.suspended, s.second_factor, s.open_id
FROM account a JOIN site s ON s.id = a.site WHERE a.site = $1 AND a.agent = $2`
	sqlAccountsOf = `SELECT agent, role FROM account WHERE site = $1 AND agent IN (%s)`
	sqlAccount    = `SELECT password FROM account WHERE site = $1 AND agent = $2`
	sqlHasAccount = `SELECT 1 FROM account WHERE site = $1 AND agent = $2`

	sqlKeyByHash = `SELECT k.kind, k.site, k.agent, k.may, k.created, k.expires, k.id, k.client, k.last_used, k.redirect, k.challenge,
a.email, a.password, a.role, a.suspended
FROM access_key k JOIN account a ON a.site = k.site AND a.agent = k.agent WHERE k.hash = $1`
	sqlDepartmentsOf = `SELECT target FROM agent_link WHERE site = $1 AND agent = $2 AND kind = 1 ORDER BY target`

	// Of two that exchange a key at once, the second one waits for the first.
	sqlLockKey = `UPDATE access_key SET last_used = last_used WHERE hash = $1`
	sqlTakeKey = `UPDATE access_key SET last_used = $1 WHERE hash = $2 AND last_used = 0`
	sqlNoteUse = `UPDATE access_key SET last_used = $1 WHERE hash = $2 AND last_used < $1`

	sqlDropKey      = `DELETE FROM access_key WHERE hash = $1`
	sqlDropTokens   = `DELETE FROM access_key WHERE site = $1 AND id = $2 AND kind <> 1` //nolint:gosec // no secret: the tokens that agents hold
	sqlDropExpired  = `DELETE FROM access_key WHERE kind <> 1 AND expires > $1 AND expires < $2`
	sqlDropOfClient = `DELETE FROM access_key WHERE site = $1 AND client = $2`

	sqlIssuedKeys   = `SELECT id, agent, may, created, expires, last_used, hash FROM access_key WHERE site = $1 AND kind = 1 AND id IN (%s)`
	sqlChangeKey    = `UPDATE access_key SET agent = $1, may = $2, expires = $3 WHERE site = $4 AND id = $5 AND kind = 1`
	sqlHasKey       = `SELECT 1 FROM access_key WHERE hash = $1`
	sqlDropIssued   = `DELETE FROM access_key WHERE site = $1 AND id = $2 AND kind = 1`
	sqlForgetIssued = `DELETE FROM api_key WHERE site = $1 AND id IN (SELECT id FROM access_key WHERE site = $1 AND agent = $2 AND kind = 1)`

	sqlClientByID = `SELECT site, doc FROM oauth_client WHERE id = $1`

	sqlReceipt      = `SELECT print, time, answer FROM receipt WHERE site = $1 AND id = $2`
	sqlDropReceipt  = `DELETE FROM receipt WHERE site = $1 AND id = $2 AND time <= $3`
	sqlHasReceipt   = `SELECT 1 FROM receipt WHERE site = $1 AND id = $2`
	sqlKeepAnswer   = `UPDATE receipt SET answer = $1 WHERE site = $2 AND id = $3`
	sqlDropReceipts = `DELETE FROM receipt WHERE time < $1`
)
