-- chat_file tells which chat each file of live chat is of. A file is noted here before
-- it is stored, with the time at which it is given up unless it has been sent by then.
CREATE TABLE chat_file (
    site      bigint NOT NULL,
    key       bytea  NOT NULL,
    chat      bytea  NOT NULL,
    sender    bytea  NOT NULL,
    size      bigint NOT NULL,
    announced bigint NOT NULL,
    due       bigint, -- NULL once it is sent
    PRIMARY KEY (site, key)
);

CREATE INDEX chat_file_by_chat   ON chat_file (site, chat);
CREATE INDEX chat_file_by_sender ON chat_file (site, sender, announced);
CREATE INDEX chat_file_by_due    ON chat_file (due) WHERE due IS NOT NULL;
