-- offline_message has what most searches among offline messages narrow by; the rest
-- its document says.
CREATE TABLE offline_message (
    site       bigint   NOT NULL,
    id         bigint   NOT NULL,
    guid       bytea    NOT NULL,
    created    bigint   NOT NULL,
    department bytea,
    email      {{text}} NOT NULL,
    doc        bytea    NOT NULL,
    PRIMARY KEY (site, id)
);

CREATE UNIQUE INDEX offline_message_by_guid ON offline_message (site, guid);
CREATE INDEX offline_message_by_created     ON offline_message (site, created);
CREATE INDEX offline_message_by_department  ON offline_message (site, department);
CREATE INDEX offline_message_by_email       ON offline_message (site, email);

ALTER TABLE site ADD COLUMN last_offline_message bigint NOT NULL DEFAULT 0;
