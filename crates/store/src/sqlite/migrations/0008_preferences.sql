-- One row, or none where nobody has preferred anything yet.
CREATE TABLE preferences (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    conversations_days INTEGER NOT NULL,
    decisions_days INTEGER NOT NULL,
    reports_days INTEGER NOT NULL,
    audit_days INTEGER NOT NULL,
    language TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    region TEXT NOT NULL,
    area_code TEXT
) STRICT;

CREATE TABLE api_token (
    -- the hash of the token
    key BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    extension TEXT CHECK ((extension IS NOT NULL) = (role = 'operator')),
    made_by TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER,
    used_from TEXT,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
-- A name is free again once its token was revoked.
CREATE UNIQUE INDEX api_token_of_name ON api_token (name) WHERE revoked_at IS NULL;

CREATE INDEX audit_at ON audit (at);
