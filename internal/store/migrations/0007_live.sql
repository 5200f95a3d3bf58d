-- Running chats, from their request until a while after their record is stored.

-- live_floor is what routing of a site locks.
CREATE TABLE live_floor (
    id    bigint PRIMARY KEY REFERENCES site (id),
    epoch bytea  NOT NULL, -- another one after a restore
    pace  bigint NOT NULL  -- ticks that an agent has a chat, on average
);

CREATE TABLE live_chat (
    site       bigint   NOT NULL,
    id         bytea    NOT NULL, -- the guid
    state      smallint NOT NULL,
    visitor    bytea,
    holder     bytea,
    asked      bytea,             -- the agent whom it is offered to
    requested  bigint   NOT NULL,
    last_seq   bigint   NOT NULL,
    due        bigint   NOT NULL, -- its deadline
    seen_until bigint,            -- NULL once it has ended
    doc        bytea    NOT NULL,
    PRIMARY KEY (site, id)
);

CREATE INDEX live_chat_by_due ON live_chat (due);
CREATE INDEX live_chat_by_seen ON live_chat (seen_until);
CREATE INDEX live_chat_by_visitor ON live_chat (site, visitor);
CREATE INDEX live_chat_by_state ON live_chat (site, state);

-- live_party has who gets the news of a chat.
CREATE TABLE live_party (
    site bigint NOT NULL,
    who  bytea  NOT NULL,
    chat bytea  NOT NULL,
    PRIMARY KEY (site, who, chat)
) {{clustered}};

CREATE INDEX live_party_by_chat ON live_party (site, chat);

-- live_entry is the log of each running chat. What its sender's client gave an id
-- has author and client.
CREATE TABLE live_entry (
    site   bigint NOT NULL,
    chat   bytea  NOT NULL,
    seq    bigint NOT NULL,
    author bytea,
    client {{text}},
    doc    bytea  NOT NULL,
    PRIMARY KEY (site, chat, seq)
) {{clustered}};

CREATE UNIQUE INDEX live_entry_by_client ON live_entry (site, chat, author, client);

CREATE TABLE live_seat (
    site       bigint   NOT NULL,
    agent      bytea    NOT NULL,
    status     {{text}} NOT NULL,
    most       bigint   NOT NULL, -- chats at a time
    last_asked bigint   NOT NULL,
    seen_until bigint,            -- NULL once the agent is known to be gone
    PRIMARY KEY (site, agent)
);

CREATE INDEX live_seat_by_seen ON live_seat (seen_until);

-- live_caller finds a visitor by the hash of the secret.
CREATE TABLE live_caller (
    site       bigint NOT NULL,
    hash       bytea  NOT NULL,
    visitor    bytea  NOT NULL,
    last_agent bytea, -- who held the visitor's last chat
    PRIMARY KEY (site, hash)
) {{clustered}};

CREATE INDEX live_caller_by_visitor ON live_caller (site, visitor);
