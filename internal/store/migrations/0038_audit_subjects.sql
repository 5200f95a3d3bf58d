-- audit_subject has what entries of audit logs are about that has a number: kind says of what
-- (chat.Numbered). It is derived from the entries; those from before are filled in by the program.
CREATE TABLE audit_subject (
    site bigint NOT NULL,
    kind bigint NOT NULL,
    id   bigint NOT NULL,
    n    bigint NOT NULL,
    PRIMARY KEY (site, kind, id, n)
) {{clustered}};

CREATE INDEX audit_subject_by_entry ON audit_subject (site, n);
