-- Resources that chats do not point to by tables of 0001 ----------------------

CREATE TABLE bot             (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
CREATE TABLE form_field      (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
CREATE TABLE custom_variable (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
CREATE TABLE webhook         (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));

-- agent_link has what agents belong to, by kind (team.go).
CREATE TABLE agent_link (
    site   bigint   NOT NULL,
    agent  bytea    NOT NULL,
    kind   smallint NOT NULL,
    target bytea    NOT NULL,
    PRIMARY KEY (site, agent, kind, target)
) {{clustered}};

CREATE INDEX agent_link_by_target ON agent_link (site, kind, target, agent);
