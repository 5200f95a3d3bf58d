package store

// The statements on running chats.
const (
	liveColumns = `SELECT c.state, c.last_seq, c.version, c.seen_until, c.doc FROM live_chat c `

	sqlLiveChat      = liveColumns + `WHERE c.site = $1 AND c.id = $2`
	sqlLiveEnded     = liveColumns + `WHERE c.site = $1 AND c.id IN (%s) AND c.state = 4`
	sqlLiveFollow    = `UPDATE live_chat SET version = $1, doc = $2 WHERE site = $3 AND id = $4`
	sqlLiveWaiting   = liveColumns + `WHERE c.site = $1 AND c.state = 1`
	sqlLiveHeld      = liveColumns + `WHERE c.site = $1 AND c.state IN (2, 3) AND (c.holder = $2 OR c.asked = $2)`
	sqlLiveOfVisitor = liveColumns + `WHERE c.site = $1 AND c.visitor = $2`
	sqlLiveOf        = `SELECT c.state, c.last_seq, c.version, c.seen_until, c.doc FROM live_party p JOIN live_chat c ON c.site = p.site AND c.id = p.chat
WHERE p.site = $1 AND p.who = $2 ORDER BY c.requested, c.id`

	sqlLiveEntries  = `SELECT seq, client, doc FROM live_entry WHERE site = $1 AND chat = $2 AND seq > $3 ORDER BY seq LIMIT $4`
	sqlLiveIDs      = `SELECT seq, client, doc FROM live_entry WHERE site = $1 AND chat = $2 AND client IS NOT NULL`
	sqlLiveRepeated = `SELECT seq, client, doc FROM live_entry WHERE site = $1 AND chat = $2 AND author = $3 AND client = $4`

	sqlLiveSeats = `SELECT s.agent, s.status, s.most, s.last_asked, s.seen_until, s.told, a.doc
FROM live_seat s LEFT JOIN agent a ON a.site = s.site AND a.id = s.agent WHERE s.site = $1 ORDER BY s.agent`
	sqlLiveTaken = `SELECT holder, asked FROM live_chat WHERE site = $1 AND state IN (2, 3)`

	sqlLiveFloor = `SELECT c.epoch, c.pace FROM live_floor c WHERE c.id = $1`
	sqlLivePace  = `UPDATE live_floor SET pace = $1 WHERE id = $2`

	sqlLiveCaller    = `SELECT visitor, last_agent FROM live_caller WHERE site = $1 AND hash = $2`
	sqlLiveLastAgent = `UPDATE live_caller SET last_agent = $1 WHERE site = $2 AND visitor = $3`

	sqlDropCallers = `DELETE FROM live_caller WHERE site = $1 AND visitor IN (%s)
AND NOT EXISTS (SELECT 1 FROM chat c WHERE substr(c.visitor, 13, 4) = substr(live_caller.visitor, 13, 4) AND c.visitor = live_caller.visitor AND c.site = live_caller.site)
AND NOT EXISTS (SELECT 1 FROM live_chat c WHERE c.site = live_caller.site AND c.visitor = live_caller.visitor)`

	sqlLiveParts = `SELECT p.site, p.who, p.chat, c.state, c.version FROM live_party p JOIN live_chat c ON c.site = p.site AND c.id = p.chat`

	sqlLiveDue = `SELECT site, id, NULL FROM live_chat WHERE due <= $1 OR seen_until <= $2
UNION ALL SELECT site, NULL, agent FROM live_seat WHERE seen_until <= $3 LIMIT $4`

	sqlLiveWithBots = liveColumns + `WHERE c.site = $1 AND c.state = 5`
	sqlLiveTurns    = `SELECT site, id, bot FROM (SELECT site, id, bot, turn_due, ROW_NUMBER() OVER (PARTITION BY site, bot ORDER BY turn_due, id) AS nth
FROM live_chat WHERE turn_due <= $1) t WHERE nth <= $2 ORDER BY nth, turn_due, id`

	// What is said in chats whose version is the third column of the list v. Due and all
	// else that is indexed stays as it is.
	sqlTalk = `UPDATE live_chat SET version = v.column4, last_seq = v.column5, doc = v.column6 FROM %s v
WHERE live_chat.site = v.column1 AND live_chat.id = v.column2 AND live_chat.version = v.column3 RETURNING live_chat.site, live_chat.id`
	sqlTalkList = `(VALUES (CAST($1 AS bigint), CAST($2 AS {{bytes}}), CAST($3 AS bigint), CAST($4 AS bigint), CAST($5 AS bigint), CAST($6 AS {{bytes}}))`
	// Where others could have locked a chat, it is passed over: they may take long.
	sqlTalkFree = `(SELECT v.* FROM live_chat c JOIN %s v ON c.site = v.column1 AND c.id = v.column2 AND c.version = v.column3 FOR UPDATE OF c SKIP LOCKED)`

	// Both at once for one message, where a statement of several parts is a transaction.
	sqlTalkOne = `WITH t AS (%s) INSERT INTO live_entry (site, chat, seq, author, client, doc)
SELECT t.site, t.id, CAST($7 AS bigint), CAST($8 AS bytea), CAST($9 AS text), CAST($10 AS bytea) FROM t RETURNING site, chat`

	sqlLiveLose = `DELETE FROM live_party WHERE site = $1 AND chat = $2`
)
