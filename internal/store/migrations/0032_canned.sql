-- What agents keep for their work, alone or together.
CREATE TABLE canned_message (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
CREATE TABLE saved_search   (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
