-- What an agent may do follows from its role. Accounts so far may do everything.
ALTER TABLE account ADD COLUMN role smallint NOT NULL DEFAULT 1; -- chat.RoleAgent
UPDATE account SET role = 3 WHERE may = 15;                      -- chat.RoleAdmin, chat.AllPermissions
ALTER TABLE account DROP COLUMN may;
ALTER TABLE account ADD COLUMN suspended smallint NOT NULL DEFAULT 0;

-- id is that of the API key, or what the tokens of one sign-in have in common; client
-- the program that they were handed to, redirect and challenge what a code is bound to.
ALTER TABLE access_key ADD COLUMN id        bytea;
ALTER TABLE access_key ADD COLUMN client    bytea;
ALTER TABLE access_key ADD COLUMN redirect  {{text}} NOT NULL DEFAULT '';
ALTER TABLE access_key ADD COLUMN challenge {{text}} NOT NULL DEFAULT '';
ALTER TABLE access_key ADD COLUMN last_used bigint   NOT NULL DEFAULT 0;

CREATE INDEX access_key_by_id     ON access_key (site, id);
CREATE INDEX access_key_by_client ON access_key (site, client);

-- What is told of an API key, beside its row in access_key.
CREATE TABLE api_key      (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
CREATE TABLE oauth_client (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
CREATE UNIQUE INDEX oauth_client_by_id ON oauth_client (id);

-- receipt has what became of a write that came with an Idempotency-Key; the answer is
-- sealed with a key that follows from it, and is not kept.
CREATE TABLE receipt (
    site   bigint NOT NULL,
    id     bytea  NOT NULL,
    print  bytea  NOT NULL,
    time   bigint NOT NULL,
    answer bytea,
    PRIMARY KEY (site, id)
);

CREATE INDEX receipt_by_time ON receipt (time);
