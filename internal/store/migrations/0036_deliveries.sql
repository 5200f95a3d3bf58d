-- delivery has what webhooks are told. A node that is about to tell one moves its time on,
-- so that no other node does so meanwhile.
CREATE TABLE delivery (
    site    bigint   NOT NULL,
    id      bytea    NOT NULL,
    webhook bytea    NOT NULL,
    subject bytea,             -- the chat, offline message or agent that it tells of, and goes with
    created bigint   NOT NULL,
    status  smallint NOT NULL,
    tries   bigint   NOT NULL,
    due     bigint,            -- NULL once it is delivered or given up
    tried   bigint,
    code    bigint   NOT NULL,
    answer  {{text}} NOT NULL,
    failure {{text}} NOT NULL,
    doc     bytea    NOT NULL,
    PRIMARY KEY (site, id)
);

CREATE INDEX delivery_by_due     ON delivery (site, webhook, due) WHERE due IS NOT NULL;
CREATE INDEX delivery_by_webhook ON delivery (site, webhook, created, id);
CREATE INDEX delivery_by_subject ON delivery (site, subject) WHERE subject IS NOT NULL;
CREATE INDEX delivery_by_created ON delivery (created);

-- A bit for each event (chat.WebhookEvent) that a webhook may be to be told of. Which those
-- of before want is in their documents.
ALTER TABLE site ADD COLUMN hooks bigint NOT NULL DEFAULT 0;
UPDATE site SET hooks = 127 WHERE EXISTS (SELECT 1 FROM webhook w WHERE w.site = site.id);

-- The status of an agent that webhooks were told last.
ALTER TABLE live_seat ADD COLUMN told {{text}} NOT NULL DEFAULT '';
