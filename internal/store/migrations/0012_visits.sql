-- Who is on the sites' pages, until a while after they left. Nodes write what they have
-- seen in batches; losing the last seconds of it loses no chat.
CREATE TABLE live_visit (
    site    bigint NOT NULL,
    id      bytea  NOT NULL, -- the visitor
    node    bytea,           -- to which the visitor is connected; NULL: none
    looked  bigint NOT NULL, -- at the last page
    gone    bigint,          -- when the last connection ended
    inviter bytea,           -- whose invitation is the last one
    due     bigint,          -- when the invitation that is open runs out
    doc     bytea  NOT NULL,
    PRIMARY KEY (site, id)
);

CREATE INDEX live_visit_by_looked  ON live_visit (site, looked);
CREATE INDEX live_visit_by_node    ON live_visit (node, due);
CREATE INDEX live_visit_by_gone    ON live_visit (gone);
CREATE INDEX live_visit_by_due     ON live_visit (due);
CREATE INDEX live_visit_by_inviter ON live_visit (site, inviter);

-- live_node has the processes that visitors are connected to.
CREATE TABLE live_node (
    id          bytea PRIMARY KEY,
    alive_until bigint NOT NULL
);
