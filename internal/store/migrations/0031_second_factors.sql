-- second_factor has what agents show at sign-in beside their passwords; recovery is hashes
-- of 32 bytes, one after the other.
CREATE TABLE second_factor (
    site      bigint NOT NULL,
    agent     bytea  NOT NULL,
    secret    bytea  NOT NULL,
    confirmed bigint NOT NULL, -- 0 until a code of it was shown
    step      bigint NOT NULL,
    recovery  bytea  NOT NULL,
    PRIMARY KEY (site, agent)
) {{clustered}};

-- Whether all who sign in with a password have to show one.
ALTER TABLE site ADD COLUMN second_factor smallint NOT NULL DEFAULT 0;
