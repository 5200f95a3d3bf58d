-- audit_chain has, by the number of a site, where its audit log begins and ends: before is the
-- hash of what came before the first entry that is kept, hash that of the last one; empty is 32 zeros.
CREATE TABLE audit_chain (
    id     bigint NOT NULL PRIMARY KEY REFERENCES site (id),
    first  bigint NOT NULL,
    before bytea  NOT NULL,
    last   bigint NOT NULL,
    hash   bytea  NOT NULL
);

INSERT INTO audit_chain (id, first, before, last, hash) SELECT id, 1, '', 0, '' FROM site;

-- audit_entry has a site's audit log. What nobody filters by stands in the document.
CREATE TABLE audit_entry (
    site       bigint   NOT NULL,
    n          bigint   NOT NULL,
    time       bigint   NOT NULL,
    action     {{text}} NOT NULL,
    agent      bytea,
    collection {{text}} NOT NULL,
    target     bytea,
    doc        bytea    NOT NULL,
    hash       bytea    NOT NULL,
    PRIMARY KEY (site, n)
) {{clustered}};

CREATE INDEX audit_entry_by_agent ON audit_entry (site, agent, n);
CREATE INDEX audit_entry_by_target ON audit_entry (site, target, n);
