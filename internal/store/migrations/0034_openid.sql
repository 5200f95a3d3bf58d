-- Providers that show who agents are. Their ids are those that sign-ins begin with, before
-- a site is known.
CREATE TABLE identity_provider (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
CREATE UNIQUE INDEX identity_provider_by_id ON identity_provider (id);

-- open_id says which agent somebody is whom an issuer knows as a subject.
CREATE TABLE open_id (
    site    bigint   NOT NULL,
    issuer  {{text}} NOT NULL,
    subject {{text}} NOT NULL,
    agent   bytea    NOT NULL,
    created bigint   NOT NULL,
    PRIMARY KEY (site, issuer, subject)
) {{clustered}};

CREATE UNIQUE INDEX open_id_by_agent ON open_id (site, agent, issuer);

-- Whether agents may sign in by a provider only.
ALTER TABLE site ADD COLUMN open_id smallint NOT NULL DEFAULT 0;
