-- live_connection has who is connected to which of the nodes, of which live_node tells
-- whether they are alive.
CREATE TABLE live_connection (
    site bigint NOT NULL,
    who  bytea  NOT NULL,
    node bytea  NOT NULL,
    PRIMARY KEY (site, who, node)
) {{clustered}};

CREATE INDEX live_connection_by_node ON live_connection (node);
