-- How many milliseconds the last try of a delivery took, and the tries before it as a
-- document, without which most deliveries do.
ALTER TABLE delivery ADD COLUMN took bigint NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN earlier bytea;
