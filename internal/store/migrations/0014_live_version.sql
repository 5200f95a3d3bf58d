-- version is how often a running chat has been saved: what a node compares to find
-- what it was not told of.
ALTER TABLE live_chat ADD COLUMN version bigint NOT NULL DEFAULT 0;
