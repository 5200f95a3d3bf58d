-- Every table leads with the site. Times count 100 ns since 1970, durations count
-- seconds, guids are 16 bytes with NULL for the zero guid, booleans are 0 or 1,
-- and texts that are compared are folded (filter.Fold). What nobody filters by
-- stands in a document (doc.go).
--
-- {{text}} is a text that is compared and sorted by its bytes; {{clustered}}
-- keeps the rows of a table in the order of its key.

CREATE TABLE site (
    id           bigint   PRIMARY KEY,
    name         {{text}} NOT NULL,
    created      bigint   NOT NULL,
    last_chat_id bigint   NOT NULL DEFAULT 0,
    last_event   bigint   NOT NULL DEFAULT 0,
    last_result   bigint  NOT NULL DEFAULT 0, -- id of a field result
    last_category bigint  NOT NULL DEFAULT 0, -- id of a chosen category
    last_ticket   bigint  NOT NULL DEFAULT 0
);

-- Who may sign in ------------------------------------------------------------

CREATE TABLE account (
    site     bigint   NOT NULL REFERENCES site (id),
    agent    bytea    NOT NULL,
    folded   {{text}} NOT NULL, -- the e-mail, as it is compared
    email    {{text}} NOT NULL,
    password {{text}} NOT NULL,
    may      smallint NOT NULL,
    PRIMARY KEY (site, agent)
) {{clustered}};

CREATE UNIQUE INDEX account_by_email ON account (folded, site);

CREATE TABLE access_key (
    hash    bytea    PRIMARY KEY,
    kind    smallint NOT NULL,
    site    bigint   NOT NULL,
    agent   bytea    NOT NULL,
    may     smallint NOT NULL,
    created bigint   NOT NULL,
    expires bigint   NOT NULL,
    FOREIGN KEY (site, agent) REFERENCES account (site, agent)
) {{clustered}};

CREATE INDEX access_key_by_agent ON access_key (site, agent);

-- What chats point to --------------------------------------------------------

CREATE TABLE session          (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id)) {{clustered}};
CREATE TABLE contact_identity (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id)) {{clustered}};
CREATE TABLE department       (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
CREATE TABLE skill            (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
CREATE TABLE auto_invitation  (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
CREATE TABLE segment          (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
CREATE TABLE agent            (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
CREATE TABLE visitor (
    site bigint   NOT NULL,
    id   bytea    NOT NULL,
    doc  bytea    NOT NULL,
    sso  {{text}} NOT NULL,
    PRIMARY KEY (site, id)
) {{clustered}};
CREATE TABLE wrapup_category (site bigint NOT NULL, id bytea NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));
CREATE TABLE category_option (
    site     bigint NOT NULL,
    id       bytea  NOT NULL,
    doc      bytea  NOT NULL,
    category bytea, -- NULL for an option of no category
    PRIMARY KEY (site, id)
);
CREATE TABLE campaign (
    site bigint   NOT NULL,
    id   bytea    NOT NULL,
    doc  bytea    NOT NULL,
    name {{text}} NOT NULL,
    PRIMARY KEY (site, id)
);

-- Chats ----------------------------------------------------------------------

-- chat has what chats are filtered and sorted by, and nothing else.
CREATE TABLE chat (
    site             bigint   NOT NULL,
    id               bigint   NOT NULL,
    guid             bytea    NOT NULL,
    given_up         smallint NOT NULL, -- which of the two searches finds the chat
    session          bytea,
    visitor          bytea,
    contact_identity bytea,
    started          bigint   NOT NULL,
    ended            bigint   NOT NULL,
    is_queued        smallint NOT NULL,
    audio            smallint NOT NULL,
    video            smallint NOT NULL,
    status           smallint NOT NULL,
    source           smallint NOT NULL,
    auto_invitation  bytea,
    social_media     smallint NOT NULL,
    name             {{text}} NOT NULL,
    email            {{text}} NOT NULL,
    phone            {{text}} NOT NULL,
    company          {{text}} NOT NULL,
    product          {{text}} NOT NULL,
    ticket           bigint   NOT NULL,
    offline_message  bigint   NOT NULL,
    department       bytea,
    skill            bytea,
    requested        bigint   NOT NULL,
    avg_response     double precision NOT NULL,
    visitor_messages bigint   NOT NULL,
    agent_messages   bigint   NOT NULL,
    campaign         bytea,
    waiting          bigint   NOT NULL,
    duration         bigint   NOT NULL,
    canned_messages  bigint   NOT NULL,
    bot_duration     bigint   NOT NULL,
    agent_duration   bigint   NOT NULL,
    last_sender      smallint NOT NULL,
    type             smallint NOT NULL,
    bot              bytea,
    PRIMARY KEY (site, id)
) {{clustered}};

-- A page in the default order and its exact total are ranges of one of these.
CREATE INDEX chat_by_requested  ON chat (site, given_up, requested, id);
CREATE INDEX chat_by_department ON chat (site, given_up, department, requested, id);
CREATE UNIQUE INDEX chat_by_guid ON chat (site, guid);

-- chat_doc has the whole chat, its messages and parts included.
CREATE TABLE chat_doc (
    site bigint NOT NULL,
    chat bigint NOT NULL,
    doc  bytea  NOT NULL,
    PRIMARY KEY (site, chat)
);

-- chat_page has the long texts that few filters look at; a chat without any has no row.
CREATE TABLE chat_page (
    site    bigint   NOT NULL,
    chat    bigint   NOT NULL,
    title   {{text}} NOT NULL,
    url     {{text}} NOT NULL,
    profile {{text}} NOT NULL,
    PRIMARY KEY (site, chat)
) {{clustered}};

-- chat_review has what is known of few chats and looked at by few filters; a
-- chat of which nothing is has no row.
CREATE TABLE chat_review (
    site           bigint   NOT NULL,
    chat           bigint   NOT NULL,
    rating         bigint,
    rating_comment {{text}} NOT NULL,
    wrapup_comment {{text}} NOT NULL,
    very_negative  bigint   NOT NULL,
    negative       bigint   NOT NULL,
    transferred    smallint NOT NULL,
    PRIMARY KEY (site, chat)
) {{clustered}};

-- chat_link has what a chat points to more than once: agents, bots, segments and
-- so on, by kind (links.go).
CREATE TABLE chat_link (
    site   bigint   NOT NULL,
    chat   bigint   NOT NULL,
    kind   smallint NOT NULL,
    target bytea    NOT NULL,
    PRIMARY KEY (site, chat, kind, target)
) {{clustered}};

CREATE INDEX chat_link_by_target ON chat_link (site, kind, target, chat);

-- chat_transfer has the types of a chat's transfers.
CREATE TABLE chat_transfer (
    site bigint NOT NULL,
    chat bigint NOT NULL,
    type bigint NOT NULL,
    PRIMARY KEY (site, chat, type)
) {{clustered}};

-- chat_field has what was entered in the forms that may be searched.
CREATE TABLE chat_field (
    site   bigint   NOT NULL,
    chat   bigint   NOT NULL,
    n      bigint   NOT NULL, -- among the chat's own
    form   smallint NOT NULL,
    field  bytea,
    name   {{text}} NOT NULL,
    value  {{text}} NOT NULL,
    number double precision,  -- the value, if it is one
    PRIMARY KEY (site, chat, n)
) {{clustered}};

-- chat_category has the wrap-up categories that were chosen, by their own ids. What
-- came from elsewhere may have one of them twice.
CREATE TABLE chat_category (
    site   bigint NOT NULL,
    id     bigint NOT NULL,
    chat   bigint NOT NULL,
    option bytea  NOT NULL,
    PRIMARY KEY (site, id, chat, option)
) {{clustered}};

CREATE INDEX chat_category_by_chat ON chat_category (site, chat);

-- Tickets --------------------------------------------------------------------

CREATE TABLE ticket (site bigint NOT NULL, id bigint NOT NULL, doc bytea NOT NULL, PRIMARY KEY (site, id));

-- ticket_message has the guid of the chat whose transcript it is, NULL for none.
CREATE TABLE ticket_message (
    site   bigint NOT NULL,
    ticket bigint NOT NULL,
    id     bigint NOT NULL,
    chat   bytea,
    doc    bytea  NOT NULL,
    PRIMARY KEY (site, ticket, id)
);

-- The log --------------------------------------------------------------------

CREATE TABLE event (
    site      bigint NOT NULL,
    n         bigint NOT NULL,
    kind      {{text}} NOT NULL,
    time      bigint NOT NULL,
    chat_id   bigint NOT NULL,
    chat_guid bytea  NOT NULL,
    PRIMARY KEY (site, n)
) {{clustered}};

CREATE INDEX event_by_chat ON event (site, chat_id);

-- doomed_file lists the files of deleted chats until they are gone. The key is
-- bytes, since not every database can hold every text.
CREATE TABLE doomed_file (
    site bigint NOT NULL,
    key  bytea  NOT NULL,
    PRIMARY KEY (site, key)
) {{clustered}};
