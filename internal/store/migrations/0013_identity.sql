-- Keys by which sites sign who their visitors are.
CREATE TABLE identity_key (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
