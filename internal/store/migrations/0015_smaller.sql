-- What chats are linked to is looked up in the index (internal/index); without it,
-- chats are looked through.
DROP INDEX chat_link_by_target;

-- event has the kind as a number (events.go), and the guid only of a chat that is
-- gone: any other is in chat.
CREATE TABLE new_event (
    site      bigint   NOT NULL,
    n         bigint   NOT NULL,
    kind      smallint NOT NULL,
    time      bigint   NOT NULL,
    chat_id   bigint   NOT NULL,
    chat_guid bytea,
    PRIMARY KEY (site, n)
) {{clustered}};

INSERT INTO new_event (site, n, kind, time, chat_id, chat_guid)
SELECT site, n, CASE kind
    WHEN 'chat.stored' THEN 1
    WHEN 'chat.changed' THEN 2
    WHEN 'chat.deleted' THEN 3
    WHEN 'chat.ticketChanged' THEN 4
    WHEN 'chat.attached' THEN 5
    WHEN 'chat.wrappedUp' THEN 6
    WHEN 'chat.resultsEntered' THEN 7
    WHEN 'chat.categoriesChosen' THEN 8
    WHEN 'chat.rated' THEN 9
END, time, chat_id, CASE kind WHEN 'chat.deleted' THEN chat_guid END
FROM event ORDER BY site, n;

DROP TABLE event;
ALTER TABLE new_event RENAME TO event;
CREATE INDEX event_by_chat ON event (site, chat_id);
