-- mail has the transcripts that visitors want by e-mail. A node that is about to send one
-- moves its time on, so that no other node takes it meanwhile.
CREATE TABLE mail (
    site      bigint   NOT NULL,
    id        bytea    NOT NULL,
    chat      bytea    NOT NULL, -- the guid
    address   {{text}} NOT NULL,
    requested bigint   NOT NULL,
    tries     bigint   NOT NULL,
    due       bigint,            -- NULL once it is sent or given up
    PRIMARY KEY (site, id)
);

CREATE INDEX mail_by_due       ON mail (due) WHERE due IS NOT NULL;
CREATE INDEX mail_by_chat      ON mail (site, chat);
CREATE INDEX mail_by_address   ON mail (site, address, requested);
CREATE INDEX mail_by_requested ON mail (requested);
