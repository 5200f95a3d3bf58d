-- sign_in has what is told of a sign-in. It is over when access_key has no token with its
-- id any more.
CREATE TABLE sign_in (
    site       bigint   NOT NULL,
    id         bytea    NOT NULL,
    agent      bytea    NOT NULL,
    method     smallint NOT NULL,
    client     bytea,
    address    {{text}} NOT NULL,
    user_agent {{text}} NOT NULL,
    created    bigint   NOT NULL,
    last_used  bigint   NOT NULL,
    PRIMARY KEY (site, id)
) {{clustered}};

CREATE INDEX sign_in_by_agent ON sign_in (site, agent);

-- Those that go on: chat.RefreshToken, by chat.ByPassword.
INSERT INTO sign_in (site, id, agent, method, client, address, user_agent, created, last_used)
SELECT site, id, agent, 1, client, '', '', MIN(created), MAX(created) FROM access_key
WHERE kind = 3 AND id IS NOT NULL GROUP BY site, id, agent, client;
