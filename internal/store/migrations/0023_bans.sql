-- Who is kept out of live chat.
CREATE TABLE ban (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
